"""What followed from a round's audits: findings, actions, concerns, and whose views were heard."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from goldenthread.actions.models import Action
from goldenthread.actions.queries import how_far
from goldenthread.audits.models import Audit, Concern, Finding, Moderation, Source, SourceKind
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import reach, reach_twice
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round

FAMILY = (SourceKind.CHILD.value, SourceKind.PARENT_CARER.value)


@dataclass(frozen=True)
class ActionCounts:
    """Where the actions of a round stand. Proposed and withdrawn ones are no actions here."""

    total: int
    open: int
    overdue: int
    to_check: int
    closed: int
    not_done: int


@dataclass(frozen=True)
class Heard:
    """One source of the audits handed in: in how many it was part of the round, and what came of it.

    `sought` were asked and not yet heard; of `unsaid` ones nobody wrote down what came of it.
    """

    source: str
    part: int
    obtained: int
    declined: int
    sought: int = 0
    unsuitable: int = 0

    @property
    def unsaid(self) -> int:
        return self.part - self.obtained - self.declined - self.sought - self.unsuitable


@dataclass(frozen=True)
class Said:
    """A finding as it was written, with the audit it stands in."""

    section: str
    kind: str
    words: str
    audit: str


def _of(by: Actor, round: Round, prefix: str = "audit__") -> Q:
    where = {f"{prefix}round": round, f"{prefix}round_case__removed_at": None}
    return reach(by, prefix) & Q(**where)


def _handed_in(by: Actor, round: Round) -> QuerySet[Audit]:
    return Audit.objects.filter(_of(by, round, ""), state__in=HANDED_IN)


def action_counts(by: Actor, round: Round) -> ActionCounts:
    """Open includes overdue ones; every action is open, to check, closed or not done."""
    return ActionCounts(**Action.objects.filter(_of(by, round)).aggregate(**how_far()))


def concerns(by: Actor, round: Round) -> int:
    """How many immediate safeguarding concerns the round has had; people print "none" for 0.

    Of second audits too: a concern is one whoever found it.
    """
    there = Q(audit__round=round, audit__round_case__removed_at=None, kind=Concern.Kind.CHILD)
    return Concern.objects.filter(reach_twice(by), there).count()


def second_audits(by: Actor, round: Round) -> int:
    """Audits handed in that no figure counts, because their case was audited before: the second ones."""
    again = Q(round=round, round_case__removed_at=None, round_case__second_of__isnull=False)
    return Audit.objects.filter(reach_twice(by, ""), again, state__in=HANDED_IN).count()


def heard(by: Actor, round: Round) -> list[Heard]:
    """Whose views the audits handed in have, source by source in a fixed order."""
    state = Source.State
    rows = Source.objects.filter(_of(by, round), audit__state__in=HANDED_IN).order_by()
    found = {
        row["kind"]: row
        for row in rows.values("kind").annotate(
            part=Count("id", filter=~Q(state=state.NOT_PART)),
            obtained=Count("id", filter=Q(state=state.OBTAINED)),
            declined=Count("id", filter=Q(state=state.DECLINED)),
            sought=Count("id", filter=Q(state=state.SOUGHT)),
            unsuitable=Count("id", filter=Q(state=state.UNSUITABLE)),
        )
    }
    return [
        Heard(
            kind,
            *(found[kind][n] for n in ("part", "obtained", "declined", "sought", "unsuitable")),
        )
        for kind in SourceKind.values
        if kind in found and found[kind]["part"]
    ]


def family_heard(by: Actor, round: Round) -> int:
    """Audits handed in for which the child, a parent or a carer was spoken to."""
    rows = _handed_in(by, round).filter(
        sources__kind__in=FAMILY, sources__state=Source.State.OBTAINED
    )
    return rows.distinct().count()


def views_on_record(by: Actor, round: Round) -> Mapping[str, int]:
    """What moderators found of the child's views: {yes, partly, no: n}, of the audits moderated."""
    rows = Moderation.objects.filter(_of(by, round), ending=Moderation.Ending.CONFIRMED)
    counted = rows.order_by().values_list("child_views").annotate(n=Count("id"))
    return {view: n for view, n in counted if view}


VIEWS = ("child", "parent", "carer")
ANSWERS = ("yes", "partly", "no", "na")


def views_found(by: Actor, round: Round) -> Mapping[str, Mapping[str, int]]:
    """What moderators answered: are these people's views in the audit? {whose: {answer: n}}."""
    rows = Moderation.objects.filter(_of(by, round), ending=Moderation.Ending.CONFIRMED)
    counted = {
        f"{view}_{answer}": Count("id", filter=Q(**{f"{view}_views": answer}))
        for view in VIEWS
        for answer in ANSWERS
    }
    found = rows.aggregate(**counted)
    return {view: {answer: found[f"{view}_{answer}"] for answer in ANSWERS} for view in VIEWS}


@dataclass(frozen=True)
class Asked:
    """The two questions of voice, which are never one: what the record holds, and who told the audit.

    `on_record`: of the `moderated` audits, in how many the moderator found the child's views (yes,
    partly, no, na). `told`: of the `audits` handed in, for how many a child, parent or carer told the
    audit something; `by_form` of those by themselves.
    """

    audits: int
    moderated: int
    on_record: Mapping[str, int]
    told: int
    by_form: int


def voices(by: Actor, round: Round) -> Asked:
    views = views_found(by, round)["child"]
    handed_in = _handed_in(by, round)
    by_form = handed_in.filter(family_links__answer__isnull=False).distinct().count()
    return Asked(handed_in.count(), sum(views.values()), views, family_heard(by, round), by_form)


def auditor_kinds(by: Actor, round: Round) -> dict[str, int]:
    """How many different people audited, internal and external; counted, never named."""
    rows = _handed_in(by, round).filter(auditor__isnull=False).order_by()
    external = Q(auditor__roles__role="external_auditor")
    return {
        "internal": rows.exclude(external).values("auditor").distinct().count(),
        "external": rows.filter(external).values("auditor").distinct().count(),
    }


def said(by: Actor, round: Round) -> list[Said]:
    """Every finding of the audits handed in, in the auditors' words: internal."""
    rows = Finding.objects.filter(_of(by, round), audit__state__in=HANDED_IN, removed_at=None)
    found = rows.order_by("section", "kind", "id").values_list(
        "section", "kind", "words__body", "audit__ref"
    )
    return [Said(section, kind, words.strip(), ref) for section, kind, words, ref in found]
