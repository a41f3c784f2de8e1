"""How old documents are: those on file with a date, those not on file, and those of which no date is known.

Age is in complete calendar months on the day the audit was handed in. What is not on file is out of date and has
no age; what is on file without a date is neither, and counted apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from goldenthread.audits.models import Audit
from goldenthread.cases.queries import case_type_places
from goldenthread.figures.queries.answered import Asked, audits_asked, one_question, questions_asked
from goldenthread.method.proportions import Basis, Share, share
from goldenthread.method.timeliness import Ages, Spread, ages
from goldenthread.people.actors import Actor
from goldenthread.tools.form import NOT_APPLICABLE, Question

DATED, MISSING, UNDATED, NOT_NEEDED = "dated", "missing", "undated", "not_needed"
USUAL_MONTHS = 6
AGE_MONTHS = (3, 6, 9, 12, 18, 24)


@dataclass(frozen=True)
class AgesRow:
    """Of one case type, or of all ("" for all that is not known): `held` of the documents counted."""

    case_type: str
    held: Ages
    undated: int
    not_needed: int

    @property
    def out_of_date(self) -> Share:
        return share(self.held.out_of_date, self.held.n, basis=Basis("purposive"))

    @property
    def dated(self) -> int:
        return self.held.n - self.held.missing

    @property
    def on_file(self) -> Spread | None:
        return self.held.on_file


def is_a_document(question: Question) -> bool:
    return question.type == "document"


def documents(by: Actor) -> dict[str, Asked]:
    """The documents that counted rounds' tools ask for, by key."""
    return questions_asked(by, is_a_document)


def document_ages(
    by: Actor, key: str, months: int = USUAL_MONTHS, where: Mapping[str, str] | None = None
) -> tuple[AgesRow | None, list[AgesRow]]:
    """All documents, and those of each case type in the authority's order. Raises UnknownFigure."""
    asked = one_question(by, key, "ages", is_a_document)
    found = _told(audits_asked(by, asked, where or {}))
    cells = found.values_list("header__case_type__code", "status", "months")
    rows: dict[str, list[tuple[str, int | None, int]]] = defaultdict(list)
    for case_type, status, age, n in cells.annotate(n=Count("pk")):
        rows[case_type or ""].append((status, age, n))
    places = case_type_places()
    by_type = [
        _row(case_type, rows[case_type], months)
        for case_type in sorted(rows, key=lambda code: (places.get(code, len(places)), code))
    ]
    every = [cell for cells in rows.values() for cell in cells]
    return (_row("", every, months) if every else None), by_type


def _row(case_type: str, cells: Iterable[tuple[str, int | None, int]], months: int) -> AgesRow:
    known: list[int | None] = []
    apart = {UNDATED: 0, NOT_NEEDED: 0}
    for status, age, n in cells:
        if status in apart:
            apart[status] += n
        else:
            known += [age if status == DATED else None] * n
    return AgesRow(case_type, ages(known, months), apart[UNDATED], apart[NOT_NEEDED])


def aged_audits(
    by: Actor, key: str, months: int, where: Mapping[str, str], of: str
) -> tuple[QuerySet[Audit], QuerySet[Audit]]:
    """The audits that were asked for a document, and those of them that a figure counts."""
    asked = one_question(by, key, "ages", is_a_document)
    found = _told(audits_asked(by, asked, where))
    wanted = {
        "counted": Q(status__in=(DATED, MISSING)),
        "out_of_date": Q(status=MISSING) | Q(status=DATED, months__gte=months),
    }.get(of, Q(status=of))
    return _plain(found), _plain(found.filter(wanted))


def _plain(found: Any) -> QuerySet[Audit]:
    return Audit.objects.filter(pk__in=found.order_by().values("pk"))


def _told(found: QuerySet[Audit, Any]) -> Any:
    """Each audit that says something of the document, with its `status`."""
    status = Case(
        When(told__value__in=("not_needed", NOT_APPLICABLE), then=Value(NOT_NEEDED)),
        When(told__value="no", then=Value(MISSING)),
        When(told__on__isnull=False, then=Value(DATED)),
        When(told__value="yes", then=Value(UNDATED)),
        default=Value(""), output_field=CharField(),
    )  # fmt: skip
    return found.annotate(status=status).exclude(status="")
