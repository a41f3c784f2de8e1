"""What needs this person, in the order of need: gathered from several rooms for the home page."""

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


@dataclass(frozen=True)
class Card:
    """A count on the home page."""

    number: str
    label: str
    href: str
    note: str = ""
    is_warning: bool = False
    done: int = 0
    total: int = 0


Rounds = list[dict[str, Any]]


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


def _count(person: Any, find: Callable[[Any], Any]) -> int:
    return kept.count(person, ("home", find), lambda: find(person))


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
        yield Need("See all your actions", reverse("actions:tracker"), THE_FIRST)


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
        yield Need(
            "See all escalated to you", f"{reverse('actions:tracker')}?whose=climbed", THE_FIRST
        )


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


def cards(person: Any, rounds: Rounds) -> list[Card]:
    """The counts at the top: how the newest open round stands, what is late, what waits."""
    found = []
    if person.may(Permission.ROUND_RUN):
        found += list(_round_cards(person, rounds))
    if actions.may_see_actions(person) and (
        person.may(Permission.ROUND_RUN) or person.may(Permission.TEAM_SEE)
    ):
        late = _count(person, actions.overdue_actions)
        found.append(
            Card(
                str(late),
                "overdue action" if late == 1 else "overdue actions",
                f"{reverse('actions:tracker')}?status=overdue",
                is_warning=late > 0,
            )
        )
    return found


def _round_cards(person: Any, rounds: Rounds) -> Iterator[Card]:
    late, waiting = _count(person, audits.overdue_audits), _count(person, audits.all_waiting)
    unfinished = [row for row in rounds if row["handed_in"] < row["audits"]]
    for row in (unfinished or rounds)[:1]:
        yield Card(
            f"{row['handed_in']} of {row['audits']}", row["title"], row["href"],
            f"Due {row['due_on']:%-d %B %Y}", False, row["handed_in"], row["audits"],
        )  # fmt: skip
    yield Card(
        str(late),
        "overdue audit" if late == 1 else "overdue audits",
        f"{reverse('audits:index')}?state={audits.OVERDUE}",
        is_warning=late > 0,
    )
    yield Card(str(waiting), "waiting for moderation", reverse("audits:moderation"))


def rounds_in_progress(person: Any) -> Rounds:
    """Open rounds, soonest due first, each with how far its audits are; for whoever runs rounds."""
    if not person.may(Permission.ROUND_RUN):
        return []
    return [
        {
            **row._asdict(), "title": row.round__title, "due_on": row.round__due_on,
            "href": reverse("programme:round", args=[row.round__ref]),
        }
        for row in kept.rows(person, ("rounds in progress",), lambda: _in_progress(person))
    ]  # fmt: skip


def _in_progress(person: Any) -> Any:
    shared = Q(shared_at__isnull=False)
    return (
        audits.visible_audits(person).select_related(None).defer(None).order_by()
        .filter(round__state="open")
        .values("round__ref", "round__title", "round__due_on")
        .annotate(
            audits=Count("pk", distinct=True), **audits.how_moderated(),
            shared=Count("pk", filter=shared, distinct=True),
            closed=Count("pk", filter=Q(state="closed"), distinct=True),
            **{f"actions_{name}": count for name, count in actions.how_far("actions__").items()},
        )
        .order_by("round__due_on", "round__ref")
    )  # fmt: skip


@dataclass(frozen=True)
class OwnAudits:
    """An auditor's audits with how far each is, and where "Continue" goes."""

    rows: list[Any]
    answered: dict[str, tuple[int, int]]
    left: int
    due: dict[str, str]
    continue_at: tuple[str, str] | None


def own_audits(person: Any) -> OwnAudits:
    """What an auditor still has to do, and what they did in the last two months."""
    keys = kept.rows(person, ("own and recent",), lambda: _own_and_recent(person).values("pk")[:50])
    mine = kept.shown([row.pk for row in keys], audits.audit_rows)
    waiting = [audit for audit in mine if audit.state in audits.BEING_WRITTEN]
    due = {audit.ref: programme.due_text(audit.due_on) for audit in waiting}
    return OwnAudits(mine, audits.answered(mine), len(waiting), due, _continue(waiting))


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


SHORTEST_SEARCH, MOST_FOUND = 2, 25


def found_audits(person: Any, asked: str) -> list[Any]:
    """The first audits by case number or worker, among those the person may open."""
    if len(asked) < SHORTEST_SEARCH:
        return []
    return audits.found_audits(person, asked, MOST_FOUND, audits.visible_audits)


def found_feedback(person: Any, asked: str) -> list[Any]:
    """The same among released feedback on the person's own work."""
    if len(asked) < SHORTEST_SEARCH:
        return []
    return audits.found_audits(person, asked, MOST_FOUND, audits.own_feedback)
