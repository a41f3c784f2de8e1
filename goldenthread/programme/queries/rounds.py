"""Rounds and their cases, for those who run them; nobody else sees a round."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import (
    Assignment,
    Outcome,
    Round,
    RoundCase,
    Selection,
    SelectionRequest,
    SelectionRow,
)
from goldenthread.programme.queries.restricted import open_to

IN_PROGRESS_FIRST = {
    Round.State.OPEN: 0,
    Round.State.SETTING_UP: 1,
    Round.State.CLOSED: 2,
}


def rounds(person: Person) -> QuerySet[Round]:
    """Every round open to whoever may run rounds, with its number of cases; none for anybody else."""
    if not person.may(Permission.ROUND_RUN):
        return Round.objects.none()
    return (
        Round.objects.filter(open_to(person, "pk"))
        .exclude(state=Round.State.WITHDRAWN)
        .select_related("tool_version", "case_list")
        .annotate(case_count=Coalesce(Subquery(_cases_of_each()), 0))
    )


def _cases_of_each() -> QuerySet[RoundCase, Any]:
    """Counted for the rounds that are shown alone, not for all of them at once."""
    cases = RoundCase.objects.filter(round=OuterRef("pk"), removed_at=None, second_of=None)
    cases = cases.order_by()
    return cases.values("round").annotate(n=Count("pk")).values("n")


def rounds_in_order(person: Person) -> QuerySet[Round]:
    """Rounds in progress first, then those being set up, then closed ones; the latest first in each."""
    whens = [When(state=state, then=Value(place)) for state, place in IN_PROGRESS_FIRST.items()]
    return rounds(person).order_by(Case(*whens), "-period_to", "-id")


def round_by_ref(person: Person, ref: str) -> Round | None:
    return rounds(person).filter(ref=ref).first()


def round_cases(round: Round) -> QuerySet[RoundCase]:
    """The cases in the round now, each with its header and its present assignment (`.present`).

    For code that has already found the round through what its person may see.
    """
    return with_assignment(round.cases.filter(removed_at=None, second_of=None))


def cases_to_audit(round: Round) -> QuerySet[RoundCase]:
    """The same, and a case that is audited twice with its second row too."""
    every = with_assignment(round.cases.filter(removed_at=None))
    return every.order_by("subject__number", "id")


def with_assignment(cases: QuerySet[RoundCase]) -> QuerySet[RoundCase]:
    present = Assignment.objects.filter(ended_at=None).select_related("auditor")
    return cases.select_related(
        "subject", "header", "header__case_type", "header__practitioner", "header__team", "why"
    ).prefetch_related(Prefetch("assignments", queryset=present, to_attr="present"))


def case_count(round: Round) -> int:
    return round.cases.filter(removed_at=None, second_of=None).count()


def audit_count(round: Round) -> int:
    """How many audits the round takes: a case that is audited twice takes two."""
    return round.cases.filter(removed_at=None).count()


def removed_cases(round: Round) -> QuerySet[RoundCase]:
    """Cases taken out of the round or swapped for others, with the reason."""
    return (
        round.cases.filter(second_of=None)
        .exclude(removed_at=None)
        .select_related("subject", "header__case_type", "removed_why")
        .order_by("removed_at", "id")
    )


def round_case_by_ref(person: Person, ref: str) -> RoundCase | None:
    """A case now in a round of those the person may run."""
    if not person.may(Permission.ROUND_RUN):
        return None
    cases = RoundCase.objects.filter(open_to(person), ref=ref, removed_at=None)
    return with_assignment(cases).select_related("round__tool_version").first()


def present_assignment(round_case: RoundCase) -> Assignment | None:
    """Who audits the case now; nobody from a hand-back until it is given to another auditor."""
    fetched: list[Assignment] | None = getattr(round_case, "present", None)
    if fetched is not None:
        return fetched[0] if fetched else None
    return round_case.assignments.filter(ended_at=None).select_related("auditor").first()


def without_auditor(person: Person) -> QuerySet[RoundCase]:
    """Cases of open rounds that need an auditor: handed back, or never given to anybody."""
    if not person.may(Permission.ROUND_RUN):
        return RoundCase.objects.none()
    given = Assignment.objects.filter(ended_at=None).values("round_case")
    return (
        RoundCase.objects.filter(open_to(person), round__state=Round.State.OPEN, removed_at=None)
        .exclude(id__in=given)
        .select_related("round", "subject", "header__case_type", "header__team")
        .order_by("round__due_on", "subject__number")
    )


def handed_back(round: Round) -> QuerySet[Assignment]:
    """The latest hand-back of every case of the round that nobody has been given since."""
    given = Assignment.objects.filter(ended_at=None, round_case=OuterRef("round_case"))
    return (
        Assignment.objects.filter(
            ~Exists(given), round_case__round=round, round_case__removed_at=None,
            ending=Assignment.Ending.HANDED_BACK,
        )
        .select_related("round_case__subject", "auditor", "why")
        .order_by("round_case_id", "-ended_at")
        .distinct("round_case_id")
    )  # fmt: skip


def selections(round: Round) -> QuerySet[Selection]:
    """Every selection made for the round, the first one first."""
    return round.selections.select_related("why_again").order_by("number")


def selection_request(round: Round) -> SelectionRequest | None:
    """The newest selection that a job was asked for."""
    return round.selection_requests.first()


def selection_by_ref(person: Person, ref: str) -> Selection | None:
    if not person.may(Permission.ROUND_RUN):
        return None
    found = Selection.objects.filter(open_to(person), ref=ref)
    return found.select_related("round__tool_version", "round__case_list", "why_again").first()


def rounds_to_follow(person: Person) -> QuerySet[Round]:
    """Closed rounds that another may follow; no imported one, and not a restricted one, whose title the other would tell."""
    return (
        rounds(person)
        .filter(state=Round.State.CLOSED, is_restricted=False)
        .exclude(way=Round.Way.IMPORTED)
    )


def may_be_followed(person: Person, round: Round) -> bool:
    """An open round may be followed too: its early audits need not wait for its last."""
    if not person.may(Permission.ROUND_RUN) or round.is_restricted or round.is_imported:
        return False
    return rounds(person).exclude(state=Round.State.SETTING_UP).filter(pk=round.pk).exists()


def outcomes(round: Round) -> QuerySet[Outcome]:
    return round.outcomes.select_related("subject", "auditor")


def selection_cases(selection: Selection) -> QuerySet[RoundCase]:
    """The cases of the selection's round now, named ones last, each with its selection's reason."""
    return round_cases(selection.round).order_by("came", "subject__number")


def selection_rows(selection: Selection) -> QuerySet[SelectionRow]:
    """The rows of a selection in its order: chosen ones first, then those next in order."""
    return selection.rows.exclude(reason="left_out").select_related(
        "entry__subject", "entry__case_type"
    )


def subject_refs(selection: Selection, *, is_all: bool) -> list[str]:
    """The cases that a selection's papers show, or all of its case list, for the record of reads."""
    rows = selection.rows.order_by("position")
    if not is_all:
        rows = rows.exclude(reason="left_out")
    return list(rows.values_list("entry__subject__ref", flat=True))


def rounds_by_tool_version() -> dict[str, int]:
    """In how many rounds each version of a tool is used, by the version's reference; names no round."""
    found = Round.objects.order_by().values_list("tool_version__ref").annotate(n=Count("pk"))
    return dict(found)
