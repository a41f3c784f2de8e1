"""Which judgements count, at which stage, for whom: what every figure of grades is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries import HANDED_IN, in_teams, not_blind
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids
from goldenthread.people.roles import Permission, Role
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.form import NOT_APPLICABLE

# dimension -> where it stands, from a judgement. A named practitioner is never one.
DIMENSIONS: dict[str, str] = {
    "round": "audit__round__code",
    "case_type": "audit__header__case_type__code",
    "team": "audit__header__team__name",
    "domain": "section",
    "came": "audit__round_case__came",
}
# Codes of these hold no "+": a row of a public table may stand for several of them.
JOIN, JOINED = "+", ("case_type", "domain")
STAGES = ("auditor", "moderated", "final")
PEOPLE = ("practitioner", "worker", "social_worker", "auditor", "moderator", "person", "manager")


@dataclass(eq=False)
class UnknownDimension(Exception):
    """Figures cannot be grouped or filtered by this."""

    name: str

    def __str__(self) -> str:
        known = ", ".join(DIMENSIONS)
        if self.name in PEOPLE:
            return f"Figures are never made by a named person ({self.name}). Use one of: {known}."
        return f"There are no figures by {self.name!r}. Use one of: {known}."


@dataclass(eq=False)
class UnknownStage(Exception):
    """A stage at which no grade stands."""

    name: str

    def __str__(self) -> str:
        return f"There is no stage {self.name!r}. Use one of: {', '.join(STAGES)}."


def check(dimensions: Sequence[str], where: Mapping[str, str], stage: str) -> None:
    """Raises UnknownDimension or UnknownStage."""
    for name in (*dimensions, *where):
        if name not in DIMENSIONS:
            raise UnknownDimension(name)
    if stage not in STAGES:
        raise UnknownStage(stage)


def sees_everything(by: Actor) -> bool:
    """Whether the actor's figures are the whole authority's; a service manager's are their teams'."""
    require(by, Permission.FIGURES_SEE)
    if not isinstance(by, Person):
        return True
    return any(
        Permission.FIGURES_SEE in held.meaning.permissions
        and held.role != Role.SERVICE_MANAGER.code
        for held in by.held
    )


def reach(by: Actor, prefix: str = "audit__") -> Q:
    """The audits whose figures this actor may see; `prefix` leads from the row to its audit.

    A case counts once: a second audit is left out of every figure, and counted apart.
    """
    return reach_twice(by, prefix) & Q(**{f"{prefix}round_case__second_of": None})


def reach_twice(by: Actor, prefix: str = "audit__") -> Q:
    """The same with second audits."""
    # A training audit is in no figure, whoever asks.
    known = open_to(by, f"{prefix}round") & Q(**{f"{prefix}round__is_training": False})
    known &= not_blind(by, prefix)
    if sees_everything(by) or not isinstance(by, Person):
        return known
    return known & in_teams(managed_team_ids(by), f"{prefix}header__team_id")


def standing(by: Actor, stage: str, where: Mapping[str, str] | None = None) -> QuerySet[Standing]:
    """The judgements that stand at a stage, of audits handed in whose case is still in its round.

    `moderated`: the moderator's alone. `final`: the moderator's where there is one, else the
    auditor's, of closed audits. Not applicable is no grade. Overall grades, unless `where` names
    a domain.
    """
    found = Standing.objects.filter(
        reach(by), audit__state__in=HANDED_IN, audit__round_case__removed_at=None
    ).exclude(grade=NOT_APPLICABLE)
    for name, value in (where or {}).items():
        found = found.filter(having(DIMENSIONS[name], name, value))
    return found.filter(_at(stage))


def having(path: str, name: str, value: str) -> Q:
    """Rows with this value of a dimension; of a combined row, as `cin+cp`, with any of its values.

    An empty value is what is not known.
    """
    values = value.split(JOIN) if name in JOINED else [value]
    found = Q(**{f"{path}__in": [each for each in values if each]})
    return found | Q(**{f"{path}__isnull": True}) if "" in values else found


def _at(stage: str) -> Q:
    if stage == "auditor":
        return Q(stage=Stage.AUDITOR)
    if stage == "moderated":
        return Q(stage=Stage.MODERATOR)
    moderated = Standing.objects.filter(
        audit=OuterRef("audit"), section=OuterRef("section"), stage=Stage.MODERATOR
    )
    stands = Q(stage=Stage.MODERATOR) | (Q(stage=Stage.AUDITOR) & ~Q(Exists(moderated)))
    return Q(audit__state=Audit.State.CLOSED) & stands
