"""The list of audits: what it can be narrowed to, and what it says of each."""

from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import (
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries.blind import kept_from_moderators
from goldenthread.audits.queries.moderation import last_return
from goldenthread.audits.queries.visible import by_need, is_overdue, visible_audits
from goldenthread.cases.queries import subjects_numbered
from goldenthread.people import kept
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.programme.queries.restricted import closed_to
from goldenthread.tools.form import OVERALL

Offered = TypeVar("Offered", bound=Sized)
LISTS = (
    Permission.AUDITS_ALL, Permission.AUDIT_ANSWER, Permission.AUDIT_MODERATE, Permission.TEAM_SEE,
)  # fmt: skip
OVERDUE = "overdue"
# Fewer choices than this are asked for every time.
MANY_CHOICES = 100
# What the statements of a search are written with, in the place of what is asked for.
STAND_IN = "what is asked for"
# The same order, but not an index's: where no worker is found, one would be read from end to end.
LATEST = ExpressionWrapper(F("due_on") + Value(timedelta()), DateTimeField()).desc()


@dataclass(frozen=True)
class ListChoices:
    """What occurs among the audits a person may see: (ref, name) pairs, and codes."""

    rounds: list[tuple[str, str]]
    teams: list[tuple[str, str]]
    auditors: list[tuple[str, str]]
    states: list[str]
    grades: list[str]

    def __len__(self) -> int:
        return len(self.rounds) + len(self.teams) + len(self.auditors)


def may_list(person: Person) -> bool:
    """Whether there is a list of audits for this person at all."""
    return any(person.may(permission) for permission in LISTS)


def list_choices(person: Person) -> ListChoices:
    """What the list can be narrowed to."""
    return kept_choices(person, "list choices", lambda: _choices(person))


def kept_choices(person: Person, what: str, make: Callable[[], Offered]) -> Offered:
    """Many choices may be half a minute old, but never hold a round that was closed to the person since."""
    closed = kept.rows(person, ("closed rounds",), lambda: closed_to(person).values("pk"))
    key = (what, *kept.as_they_are(person), *sorted(closed))
    return kept.for_a_while(key, make, lambda choices: len(choices) > MANY_CHOICES)


def _choices(person: Person) -> ListChoices:
    seen = visible_audits(person).select_related(None).defer(None).order_by()
    return _of_all(seen) if person.may(Permission.AUDITS_ALL) else _of_some(person, seen)


def _of_some(person: Person, seen: QuerySet[Audit]) -> ListChoices:
    def occurring(*columns: str) -> list[Any]:
        write = lambda: seen.values(*columns).distinct()  # noqa: E731
        return kept.rows(person, ("occurring", *columns), write)

    graded = Standing.objects.filter(audit__in=seen.values("pk"), section=OVERALL)
    given = kept.rows(person, ("given",), lambda: graded.order_by().values("grade").distinct())
    present = {row.state for row in occurring("state")}
    return ListChoices(
        rounds=_pairs(occurring("round__ref", "round__title")),
        teams=_pairs(occurring("header__team__ref", "header__team__name")),
        auditors=_pairs(occurring("auditor__ref", "auditor__name")),
        states=[state for state in Audit.State.values if state in present],
        grades=sorted(row.grade for row in given),
    )


def _of_all(seen: QuerySet[Audit]) -> ListChoices:
    """Each round, team and auditor is asked whether there is an audit of it: what occurs is found
    without reading every audit, however many there are. Of states and grades all are offered."""
    return ListChoices(
        rounds=_pairs(with_one(Round.objects.all(), seen, "round", "title")),
        teams=_pairs(with_one(Team.objects.all(), seen, "header__team", "name")),
        auditors=_pairs(with_one(Person.objects.all(), seen, "auditor", "name")),
        states=list(Audit.State.values),
        grades=_grades_given(),
    )


def with_one(rows: QuerySet[Any], seen: QuerySet[Any], key: str, name: str) -> QuerySet[Any]:
    """Those rows that one of `seen` leads to by `key`. Of each the first is looked up: `Exists` would be
    planned as one join with all."""
    one = Subquery(seen.filter(**{key: OuterRef("pk")}).values("pk")[:1])
    found: QuerySet[Any] = rows.order_by().annotate(one=one).filter(one__isnull=False)
    return found.values_list("ref", name)


def _grades_given() -> list[str]:
    """The overall grades that anybody ever gave: one step through an index for each of them."""
    step = "SELECT grade FROM audits_standing WHERE section = %s AND stage = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE given AS (({step} ORDER BY grade LIMIT 1) UNION ALL SELECT "  # noqa: S608
            f"({step} AND grade > given.grade ORDER BY grade LIMIT 1) FROM given "
            "WHERE grade IS NOT NULL) SELECT grade FROM given WHERE grade IS NOT NULL",
            [OVERALL, Stage.AUDITOR.value] * 2,
        )
        return [grade for (grade,) in cursor.fetchall()]


def filtered_audits(
    seen: QuerySet[Audit], *, case: str = "", state: str = "", round: str = "", team: str = "",
    auditor: str = "", grade: str = "",
) -> QuerySet[Audit]:  # fmt: skip
    """The audits a filter lets through, by need. `state` is a state's code, or `overdue`."""
    if state == OVERDUE:
        seen, state = seen.filter(is_overdue()), ""
    wanted = {
        "state": state, "round__ref": round,
        "header__team__ref": team, "auditor__ref": auditor,
    }  # fmt: skip
    found = seen.filter(**{key: value for key, value in wanted.items() if value})
    if case.strip():
        found = found.filter(subject__in=subjects_numbered(case.strip()))
    if grade:
        given = Standing.objects.filter(section=OVERALL, stage=Stage.AUDITOR, grade=grade)
        found = found.filter(pk__in=given.values("audit"))
    return by_need(found)


def audit_rows(hidden: Q | None = None) -> QuerySet[Audit, Any]:
    """What a list shows of each audit: `overall` is the auditor's grade once it is submitted, but of
    the standings that `hidden` names."""
    given = Standing.objects.filter(audit=OuterRef("pk"), section=OVERALL, stage=Stage.AUDITOR)
    given = given.exclude(hidden) if hidden is not None else given
    return Audit.objects.values(
        "id", "ref", "state", "due_on", "moderation_due", "moderated_at", "submitted_at",
        "shared_at", "discussed_on", "tool_version", second_of=F("round_case__second_of"),
        subject_ref=F("subject__ref"), number=F("subject__number"), kind=F("subject__kind"), title=F("round__title"),
        auditor_name=F("auditor__name"), worker=F("header__practitioner__name"),
        case_type=F("header__case_type__code"), case_status=F("header__status"),
        tool=F("tool_version__sha256"),
        overall=Subquery(given.values("grade")[:1]), 
        days=KeyTextTransform("days", "round__moderation_rule"), blind=KeyTextTransform("blind", "round__moderation_rule"),
    )  # fmt: skip


def case_rows() -> QuerySet[Audit, Any]:
    """What the page of a round shows of each of its audits besides."""
    return audit_rows().annotate(
        team_name=F("header__team__name"),
        round_case_ref=F("round_case__ref"),
        is_imported=Q(imported__isnull=False),
    )


def rows_of(keys: Sequence[int]) -> list[Any]:
    """What `audit_rows` says of these, in their order: keys just found among what somebody may see."""
    return kept.shown(keys, audit_rows)


def rows_for_moderator(person: Person, keys: Sequence[int]) -> list[Any]:
    """The same without the grades that this person is to be blind to."""
    if person.may(Permission.AUDITS_ALL):
        return rows_of(keys)
    return kept.shown(keys, _rows_unseen)


def _rows_unseen() -> QuerySet[Audit, Any]:
    return audit_rows(kept_from_moderators("audit__"))


def found_audits(
    person: Person, asked: str, most: int, seen: Callable[[Person], QuerySet[Audit]]
) -> list[Any]:
    """The latest due of the audits that `seen` gives the person, by what is asked for: a case number's
    beginning or end, or a part of a worker's name; each as `audit_rows` has it."""
    put = dict(zip(_patterns(STAND_IN), _patterns(asked), strict=True))
    numbered = kept.rows(
        person,
        ("by number", seen, most),
        lambda: _by_number(seen(person)).order_by("-due_on", "id").values("pk", "due_on")[:most],
        put,
    )
    of_worker = kept.rows(
        person,
        ("by worker", seen, most),
        lambda: _by_worker(seen(person)).order_by(LATEST, "id").values("pk", "due_on")[:most],
        put,
    )
    found = {row.pk: (-row.due_on.toordinal(), row.pk) for row in (*numbered, *of_worker)}
    return kept.shown(sorted(found, key=found.__getitem__)[:most], audit_rows)


def _by_number(seen: QuerySet[Audit]) -> QuerySet[Audit]:
    return seen.filter(subject__in=subjects_numbered(STAND_IN))


def _by_worker(seen: QuerySet[Audit]) -> QuerySet[Audit]:
    workers = Practitioner.objects.filter(name__icontains=STAND_IN)
    return seen.filter(header__practitioner__in=workers)


def _patterns(asked: str) -> tuple[str, str, str]:
    """What a search looks for: a number's beginning, its end read backwards, a part of a name."""
    like = connection.ops.prep_for_like_query
    return f"{like(asked)}%", f"{like(asked.upper()[::-1])}%", f"%{like(asked)}%"


def return_note(audit: Audit) -> str:
    """What the moderator wrote when the audit was last returned to its auditor; empty if it was not."""
    last = last_return(audit) if audit.state == Audit.State.RETURNED else None
    return last.to_auditor.body if last and last.to_auditor else ""


def _pairs(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return sorted((tuple(row) for row in rows if row[0]), key=lambda row: row[1].casefold())
