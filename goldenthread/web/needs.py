"""What needs this person, in the order of need: gathered from several rooms for the home page."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse

from goldenthread.actions import queries as actions
from goldenthread.audits import queries as audits
from goldenthread.journal.changes import today
from goldenthread.people import kept
from goldenthread.people.roles import Permission
from goldenthread.programme import queries as programme
from goldenthread.web import waiting
from goldenthread.web.home_cards import Rounds
from goldenthread.web.naming import about, amid, called

# The home page shows the most urgent of a kind and says how many more there are.
SHOWN = 5
OF_CASE = {"number": "subject__number", "about": "subject__kind"}
OF_AUDIT = {name: f"audit__{path}" for name, path in OF_CASE.items()}
OF_ACTION = {**OF_AUDIT, "audit_ref": "audit__ref", "words": "what__body"}
THE_FIRST = f"Only the first {SHOWN} are shown here."


@dataclass(frozen=True)
class Need:
    """One line of "Needs your attention"."""

    what: str
    href: str
    why: str
    due: date | None = None
    is_late: bool = False
    # The audit whose case it names, for the record of reads.
    shows: str = ""
    # Where it stands among the others, if it has no day of its own.
    sorts_at: date | None = None

    @property
    def late(self) -> bool:
        return self.is_late or (self.due is not None and self.due < today())

    @property
    def place(self) -> tuple[bool, date]:
        on = self.due or self.sorts_at
        return not (self.late or (on is not None and on < today())), on or date.max


def in_order(found: list[Need]) -> list[Need]:
    """What is late first, the latest on top; then by the day it is due; then what has no day, by kind."""
    return sorted(found, key=lambda need: need.place)


def needs(person: Any, rounds: Rounds) -> list[Need]:
    """Every kind of thing that waits for this person; at most SHOWN of a kind.

    `rounds` are the rounds in progress, which the page shows too.
    """
    kinds = (_without_auditor, _returned, _late_audits, _to_moderate, _further, _to_reply, _to_answer, _own_actions, _escalated, _to_confirm, _to_check, _differences, _to_release)  # fmt: skip
    return [need for kind in kinds for need in kind(person)] + list(_to_close(rounds))


def _first(
    person: Any, find: Callable[[Any], Any], *columns: str, **more: str
) -> tuple[list[Any], bool]:
    """The rows to show, with these columns of each, and whether there are more."""
    named = {name: F(path) for name, path in more.items()}
    found = kept.rows(
        person, ("home", find), lambda: find(person).values(*columns, **named)[: SHOWN + 1]
    )
    return found[:SHOWN], len(found) > SHOWN


def _rest(what: str, href: str, last: date) -> Need:
    """Where the rest of a kind is, right behind the last of them that is shown."""
    return Need(what, href, THE_FIRST, sorts_at=last)


def _without_auditor(person: Any) -> Iterator[Need]:
    for audit in _first(
        person,
        audits.audits_without_auditor,
        "ref",
        "due_on",
        **OF_CASE,
        round_ref="round__ref",
    )[0]:
        yield Need(
            f"{called(audit)} needs an auditor", reverse("programme:round", args=[audit.round_ref]),
            "It was handed back. Give it to somebody else.", audit.due_on,
            shows=audit.ref,
        )  # fmt: skip


def _returned(person: Any) -> Iterator[Need]:
    for audit in _first(person, audits.returned_audits, "ref", "due_on", **OF_CASE)[0]:
        yield Need(
            f"{called(audit)} was returned to you", reverse("audits:audit", args=[audit.ref]),
            "Read the moderator’s note, change what is needed and submit it again.", audit.due_on,
            shows=audit.ref,
        )  # fmt: skip


def _late_audits(person: Any) -> Iterator[Need]:
    """For whoever runs rounds: audits past their date, a line for each round."""
    if not person.may(Permission.ROUND_RUN):
        return
    for row in kept.rows(person, ("late by round",), lambda: _late_by_round(person)):
        number = "1 audit is late" if row.n == 1 else f"{row.n} audits are late"
        yield Need(
            f"{row.round__title}: {number}", reverse("programme:round", args=[row.round__ref]),
            "Remind the auditor, change the date or give it to somebody else.", None, True,
        )  # fmt: skip


def _late_by_round(person: Any) -> Any:
    late = audits.visible_audits(person).filter(audits.is_overdue())
    late = late.select_related(None).defer(None).order_by()
    return late.values("round__ref", "round__title").annotate(n=Count("pk"))[:SHOWN]


def _to_moderate(person: Any) -> Iterator[Need]:
    if not person.may(Permission.AUDIT_MODERATE):
        return
    waiting, has_more = _first(person, audits.audits_to_moderate, "ref", "submitted_at", **OF_CASE)
    for audit in waiting:
        yield Need(
            f"Moderate {amid(audit)}", reverse("audits:moderate", args=[audit.ref]),
            f"Submitted on {audit.submitted_at:%-d %B}.",
            shows=audit.ref,
        )  # fmt: skip
    if has_more:
        yield Need("See all that wait for moderation", reverse("audits:moderation"), THE_FIRST)


def _further(person: Any) -> Iterator[Need]:
    for what, href, why, is_late, shows in waiting.further(person):
        yield Need(what, href, why, None, is_late, shows)


def _to_reply(person: Any) -> Iterator[Need]:
    columns = {"case": OF_AUDIT["number"], "about": OF_AUDIT["about"], "audit_ref": "audit__ref"}
    for response in _first(person, audits.responses_to_reply, "number", **columns)[0]:
        yield Need(
            f"{called(response, response.case)}: something may be factually wrong",
            reverse("audits:reply", args=[response.audit_ref, response.number]),
            "The worker or manager has asked for a correction. Reply to it.",
            shows=response.audit_ref,
        )


def _to_answer(person: Any) -> Iterator[Need]:
    if not person.may(Permission.FEEDBACK_ANSWER):
        return
    for audit in _first(person, audits.feedback_to_answer, "ref", **OF_CASE)[0]:
        yield Need(
            f"Feedback on {amid(audit)}", reverse("audits:feedback", args=[audit.ref]),
            "Read what went well and what would make it stronger, and answer.",
            shows=audit.ref,
        )  # fmt: skip


def _own_actions(person: Any) -> Iterator[Need]:
    own, has_more = _first(person, actions.own_actions, "ref", "due_on", **OF_ACTION)
    for action in own:
        yield Need(
            f"Action on {about(action)}", reverse("actions:action", args=[action.ref]),
            action.words, action.due_on, action.due_on < today(),
            shows=action.audit_ref or "",
        )  # fmt: skip
    if has_more:
        yield _rest("See all your actions", reverse("actions:tracker"), own[-1].due_on)


def _to_check(person: Any) -> Iterator[Need]:
    done, has_more = _first(person, actions.actions_to_check, "ref", **OF_ACTION)
    for action in done:
        yield Need(
            f"Check an action on {about(action)}",
            reverse("actions:action", args=[action.ref]),
            f"{action.words.rstrip('.')}: this is said to be done. Close it or send it back.",
            shows=action.audit_ref or "",
        )
    if has_more:
        yield Need(
            "See all actions to check", f"{reverse('actions:tracker')}?status=done", THE_FIRST
        )


def _to_confirm(person: Any) -> Iterator[Need]:
    for action in _first(person, actions.to_confirm, "ref", "due_on", **OF_ACTION)[0]:
        yield Need(
            f"Confirm an action on {about(action)}", reverse("actions:action", args=[action.ref]),
            f"{action.words.rstrip('.')}: the audit was below the standard. Will it be done in time?",
            action.due_on, action.due_on < today(), shows=action.audit_ref or "",
        )  # fmt: skip


def _escalated(person: Any) -> Iterator[Need]:
    late, has_more = _first(person, actions.escalated_to, "ref", "due_on", **OF_ACTION)
    for action in late:
        yield Need(
            f"Overdue action on {about(action)}", reverse("actions:action", args=[action.ref]),
            f"{action.words.rstrip('.')}: escalated to you.", action.due_on, True,
            shows=action.audit_ref or "",
        )  # fmt: skip
    if has_more:
        where = f"{reverse('actions:tracker')}?whose=climbed"
        yield _rest("See all escalated to you", where, late[-1].due_on)


def _differences(person: Any) -> Iterator[Need]:
    for action in _first(person, actions.differences_due, "ref", **OF_ACTION)[0]:
        yield Need(
            f"Did an action on {about(action)} make a difference?",
            reverse("actions:action", args=[action.ref]),
            f"{action.words.rstrip('.')}: closed some time ago. Say what is different now.",
            shows=action.audit_ref or "",
        )


def _to_release(person: Any) -> Iterator[Need]:
    count = audits.how_many_releasable(person)
    if count:
        number = "1 audit is" if count == 1 else f"{count} audits are"
        yield Need("Release feedback", reverse("audits:release"), f"{number} ready to be shared.")


def _to_close(rounds: Rounds) -> Iterator[Need]:
    for row in rounds:
        if row["closed"] == row["audits"]:
            yield Need(
                f"Close {row['title']}", reverse("programme:close", args=[row["round__ref"]]),
                "Every audit in it is closed.",
            )  # fmt: skip


@dataclass(frozen=True)
class OwnAudits:
    """An auditor's audits with how far each is, and where "Continue" goes."""

    rows: list[Any]
    answered: dict[str, tuple[int, int]]
    left: int
    due: dict[str, str]
    continue_at: tuple[str, str] | None
    # Each round that still has some: its title, its audits, how many are left, when the next is due.
    by_round: list[tuple[str, int, int, date]]


def own_audits(person: Any) -> OwnAudits:
    """What an auditor still has to do, and what they did in the last two months."""
    keys = kept.rows(person, ("own and recent",), lambda: _own_and_recent(person).values("pk")[:50])
    mine = kept.shown([row.pk for row in keys], audits.audit_rows)
    waiting = [audit for audit in mine if audit.state in audits.BEING_WRITTEN]
    due = {audit.ref: programme.due_text(audit.due_on) for audit in waiting}
    by_round = _by_round(mine, waiting)
    return OwnAudits(mine, audits.answered(mine), len(waiting), due, _continue(waiting), by_round)


def _by_round(mine: list[Any], waiting: list[Any]) -> list[tuple[str, int, int, date]]:
    given, left = Counter(a.title for a in mine), Counter(a.title for a in waiting)
    first = {title: min(a.due_on for a in waiting if a.title == title) for title in left}
    return [
        (title, given[title], left[title], first[title])
        for title in sorted(left, key=first.__getitem__)
    ]


def _own_and_recent(person: Any) -> Any:
    recent = today() - timedelta(days=60)
    return audits.own_audits(person).filter(
        Q(state__in=audits.BEING_WRITTEN) | Q(submitted_at__date__gte=recent)
    )


def _continue(waiting: list[Any]) -> tuple[str, str] | None:
    begun = sorted(waiting, key=lambda audit: audit.state == "not_started")
    for audit in begun[:1]:
        section = audits.state_of(audit).next_section
        verb = "Start" if audit.state == "not_started" else "Continue"
        if section is None:
            return f"Check and submit {amid(audit)}", reverse("audits:check", args=[audit.ref])
        href = reverse("audits:section", args=[audit.ref, section.key])
        return f"{verb} {amid(audit)}, section {section.letter}", href
    return None


def concerns(person: Any) -> list[Any]:
    """Immediate concerns that nobody has acknowledged: they stand above everything else."""
    is_any = _first(person, audits.concerns_to_acknowledge, "pk")[0]
    return list(audits.concerns_to_acknowledge(person)[:20]) if is_any else []
