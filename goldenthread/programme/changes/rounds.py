"""A round is made, planned, opened and closed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from goldenthread.cases.changes import reduce_case_list
from goldenthread.cases.models import CaseList
from goldenthread.journal.changes import change, later, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Activity, ActivityStep, Round
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.form.subjects import SUBJECTS, fits
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import form


@dataclass(unsafe_hash=True)
class TitleTaken(Exception):
    """Another round has this title, and nobody could tell the two apart."""

    title: str
    ref: str

    def __str__(self) -> str:
        return f"There is already a round called “{self.title}”. Give this one another title."


@dataclass(unsafe_hash=True)
class PeriodBackwards(Exception):
    period_from: date
    period_to: date

    def __str__(self) -> str:
        return "The review period has to end on or after the day it begins."


@dataclass(unsafe_hash=True)
class ModerationRuleFaulty(Exception):
    """A rate outside 0 to 100, or grades that the tool's scale does not have."""

    rate: int
    grades: tuple[str, ...]

    def __str__(self) -> str:
        if self.grades:
            return (
                f"This tool has no grade {', '.join(self.grades)}. Choose grades of its own scale."
            )
        return "Moderate from 0 to 100 per cent of the audits."


@dataclass(unsafe_hash=True)
class RoundInState(Exception):
    """The round has moved on, or is not there yet: this cannot be done to it now."""

    state: str

    def __str__(self) -> str:
        return {
            Round.State.SETTING_UP: "This round has not been opened yet. Open it first.",
            Round.State.OPEN: "This round is open: its audits have been given out.",
            Round.State.CLOSED: "This round is closed and no longer changes.",
            Round.State.WITHDRAWN: "This round was imported and has been taken back.",
        }[Round.State(self.state)]


@dataclass(unsafe_hash=True)
class RoundChanged(Exception):
    """Somebody saved the round since this page was opened: the version seen, and the present one."""

    seen: int
    current: int

    def __str__(self) -> str:
        return (
            "Somebody else changed this round since you opened the page. Check it and save again."
        )


@dataclass(unsafe_hash=True)
class RoundEmpty(Exception):
    title: str

    def __str__(self) -> str:
        return "There is no case in this round. Add or select cases first."


@dataclass(unsafe_hash=True)
class ToolDoesNotFit(Exception):
    """The tool is about another kind of subject than the list that the round selects from."""

    tool: str
    about: str
    listed: str

    def __str__(self) -> str:
        return (
            f"{self.tool} is about {self.about}, and the round takes its cases from the "
            f"{self.listed[0].lower()}{self.listed[1:]}. Choose a tool about these."
        )


@dataclass(unsafe_hash=True)
class RoundNeedsRestriction(Exception):
    """The tool is about a named adult, and the round would be open to everybody who sees rounds."""

    tool: str

    def __str__(self) -> str:
        return (
            f"{self.tool} is about a named adult, so only the people named on the round may see it. "
            "Restrict the round before you open it."
        )


PLANNED = (
    "title", "mode", "tool_version", "period_from", "period_to", "due_on", "moderation_rule",
    "is_training",
)  # fmt: skip
"""What every round is told when it is planned, whichever way its cases come in."""
# Of a training round every audit is moderated, whatever else was planned.
EVERY_AUDIT = {"rate": 100, "grades": []}  # fmt: skip


@change
def create_round(
    *, by: Actor, title: str, way: str, mode: str, tool_version: ToolVersion,
    period_from: date, period_to: date, due_on: date, moderation_rule: dict[str, Any],
    code: str = "", case_list: CaseList | None = None, follows: Round | None = None, is_training: bool = False,
    activity: Activity | None = None,
) -> Round:  # fmt: skip
    """A round being set up, without cases yet; `activity` is what on the schedule it is made from."""
    require(by, Permission.ROUND_RUN)
    title = title.strip()
    moderation_rule = dict(EVERY_AUDIT) if is_training else moderation_rule
    _check_plan(by, title, tool_version, (period_from, period_to), moderation_rule)
    _check_subject(tool_version, case_list)
    round = Round.objects.create(
        title=title, way=way, mode=mode, tool_version=tool_version, period_from=period_from,
        period_to=period_to, due_on=due_on, moderation_rule=moderation_rule,
        code=_free_code(code or title), case_list=case_list, follows=follows,
        is_training=is_training, activity=activity, created_by=by.actor_label,
    )  # fmt: skip
    if activity is not None:
        _note_round(by, activity)
    record(by, "create_round", round.ref, way=way, tool=tool_version.ref, training=is_training)
    return round


@change
def plan_round(*, by: Actor, round: Round, seen: int, **fields: Any) -> Round:
    """Change what a round being set up is to be: any of PLANNED, its case list or the round it follows;
    `seen` is the version shown."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP, seen=seen)
    for name, value in fields.items():
        if name not in (*PLANNED, "case_list", "follows"):
            raise TypeError(name)
        setattr(held, name, value)
    if held.is_training:
        held.moderation_rule = dict(EVERY_AUDIT)
    _check_plan(
        by,
        held.title,
        held.tool_version,
        (held.period_from, held.period_to),
        held.moderation_rule,
        round=held,
    )
    _check_subject(held.tool_version, held.case_list)
    return _saved(by, "plan_round", held, changed=sorted(fields))


@change
def design_round(*, by: Actor, round: Round, seen: int, **parts: Any) -> Round:
    """Change parts of the plan of the selection: who may be selected, the quotas, the steps done."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP, seen=seen)
    held.design = {**held.design, **parts}
    return _saved(by, "design_round", held, changed=sorted(parts))


@change
def mark_open(*, by: Actor, round: Round) -> Round:
    """The round is open. The audits room's `open_round` calls this and makes the audits."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP)
    if not held.cases.filter(removed_at=None).exists():
        raise RoundEmpty(held.title)
    _require_restriction_for(held.tool_version, is_restricted=held.is_restricted)
    held.state, held.opened_at, held.opened_by = Round.State.OPEN, now(), by.actor_label
    return _saved(
        by, "mark_open", held, cases=held.cases.filter(removed_at=None, second_of=None).count()
    )


@change
def mark_closed(*, by: Actor, round: Round) -> Round:
    """The round is closed. The audits room's `close_round` calls this when its audits are closed.

    With the last round that selected from a case list, the cases nobody selected are reduced.
    """
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.OPEN)
    held.state, held.closed_at, held.closed_by = Round.State.CLOSED, now(), by.actor_label
    _saved(by, "mark_closed", held)
    later("jobs.settle_dates")
    others = Round.objects.filter(case_list=held.case_list).exclude(state=Round.State.CLOSED)
    if held.case_list and not others.exists():
        reduce_case_list(by=by, case_list=held.case_list)
    return held


@change
def change_round_due(*, by: Actor, round: Round, due_on: date) -> Round:
    """Another date by which the audits of a round that is not closed are due."""
    require(by, Permission.ROUND_RUN)
    held = _locked(round, Round.State.SETTING_UP, Round.State.OPEN)
    held.due_on = due_on
    return _saved(by, "change_round_due", held, due_on=due_on.isoformat())


def _note_round(by: Actor, activity: Activity) -> None:
    """The schedule says that a round was set up, not which: it may be restricted."""
    kind = ActivityStep.Kind.ROUND_MADE
    ActivityStep.objects.create(activity=activity, kind=kind, taken_by=by.actor_label)


def _locked(round: Round, *states: str, seen: int | None = None) -> Round:
    """The round's row, locked and in one of these states; raises RoundInState or RoundChanged."""
    held = Round.objects.select_for_update(of=("self",)).get(id=round.id)
    if held.state not in states:
        raise RoundInState(held.state)
    if seen is not None and held.version != seen:
        raise RoundChanged(seen, held.version)
    return held


def _check_plan(
    by: Actor, title: str, tool_version: ToolVersion, period: tuple[date, date],
    moderation_rule: dict[str, Any], *, round: Round | None = None,
) -> None:  # fmt: skip
    """Raises TitleTaken (by a round that the actor may know of), PeriodBackwards, ModerationRuleFaulty."""
    same = Round.objects.filter(open_to(by, "pk"), title__iexact=title)
    taken = (same.exclude(id=round.id) if round else same).first()
    if taken:
        raise TitleTaken(title, taken.ref)
    if period[1] < period[0]:
        raise PeriodBackwards(*period)
    scale = form(tool_version).scale
    known = scale.keys if scale else ()
    unknown = tuple(key for key in moderation_rule.get("grades", []) if key not in known)
    rate = moderation_rule.get("rate", 0)
    if unknown or not 0 <= rate <= 100:
        raise ModerationRuleFaulty(rate, unknown)


def _check_subject(tool_version: ToolVersion, case_list: CaseList | None) -> None:
    """Raises ToolDoesNotFit."""
    about = form(tool_version).subject
    if case_list is not None and not fits(about, case_list.kind):
        raise ToolDoesNotFit(tool_version.title, SUBJECTS[about].plural, str(case_list))


def restricting_tool(version: ToolVersion) -> str:
    """Why a round with this tool is always restricted: it is about a named adult; "" where it is not."""
    subject = SUBJECTS[form(version).subject]
    return f"{subject.label}: about a named adult" if subject.is_restricted else ""


def _saved(by: Actor, what: str, held: Round, **details: Any) -> Round:
    held.version += 1
    held.save()
    record(by, what, held.ref, **details)
    return held


def _free_code(text: str) -> str:
    """A code nobody has: the text as a slug, numbered where another round has it."""
    slug = slugify(text)[:36] or "round"
    taken = set(Round.objects.filter(code__startswith=slug).values_list("code", flat=True))
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)


def _require_restriction_for(tool_version: ToolVersion, *, is_restricted: bool) -> None:
    """Raises RoundNeedsRestriction; shared with quick rounds."""
    if SUBJECTS[form(tool_version).subject].is_restricted and not is_restricted:
        raise RoundNeedsRestriction(tool_version.title)
