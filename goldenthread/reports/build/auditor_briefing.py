"""What auditors read before a round: scope, tool, timetable, what to do when a child may not be safe."""

from collections.abc import Iterator, Mapping

from django.utils.timezone import localdate

from goldenthread.people.queries import concern_numbers, people_with_role
from goldenthread.people.roles import Role
from goldenthread.programme.models import Round, Selection
from goldenthread.programme.queries.plan_words import plan_in_words
from goldenthread.reports.build.boxes import Box, common, paragraphs
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.method import chosen, day, mode_words
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Inline,
    Note,
    Numbered,
    Paragraph,
    Table,
    Text,
)

BOXES: tuple[Box, ...] = (
    *common("author", "author_post", "contact"),
    Box("notes", "Anything else that auditors should know", hint="Stands at the end."),
)
# What a Word template may take apart by its heading.
PARTS = (
    "What this round looks at", "When", "If a child may not be safe", "If a case is your own",
    "How the cases were chosen", "Moderation", "What the grades mean", "What else you should know",
    "Questions",
)  # fmt: skip
OWN_CASE = (
    "Nobody audits a case they work with, a case of a team they manage or belong to, or one that they "
    "audited the last time. The round is shared out so; but you may know more than the list does.",
    "If a case you were given is yours, or you know the family or the worker too well to be fair: do not "
    "begin. Choose “Hand this case back” on its page and say why. It goes to somebody else.",
    "If you find out later, stop there and hand it back.",
)
ROUTE = (
    "Ring first. Do not wait for the end of the audit, and do not write an e-mail instead.",
    "Then choose “Flag an immediate concern” on the audit’s page: it records whom you told, when, and what "
    "they will do. It never takes the place of the call.",
    "The team’s managers and the QA team see it at once and acknowledge it. Then go on with the audit.",
)


def auditor_briefing(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """For those who audit a round, never for the public."""
    return Document(
        title=f"Briefing for auditors: {g.round.title}",
        author=texts["author"],
        organisation=g.authority.name,
        dated=g.dated,
        blocks=tuple(_blocks(g, texts)),
        marking="Internal, not for publication",
        footer=f"Round {g.round.code}.",
        is_draft=is_draft,
    )


def _blocks(g: Gathered, texts: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(2, "What this round looks at")
    yield _scope(g)
    yield Heading(2, "When")
    yield _timetable(g)
    yield Heading(2, "If a child may not be safe")
    yield Numbered(ROUTE)
    yield from _numbers()
    yield Heading(2, "If a case is your own")
    yield Bullets(OWN_CASE)
    yield Heading(2, "How the cases were chosen")
    yield from _chosen(g)
    yield Heading(2, "Moderation")
    yield from _moderation(g)
    yield Heading(2, "What the grades mean")
    yield from _grades(g)
    if texts["notes"].strip():
        yield Heading(2, "What else you should know")
        yield from (Paragraph(runs) for runs in paragraphs(texts["notes"], g))
    yield from _contact(texts)


def _scope(g: Gathered) -> Facts:
    form, waiting = g.form, g.coverage.in_round - g.audited
    cases: Inline = (
        g.number("coverage", waiting, of="waiting"), Text(" still to be handed in, "),
        g.number("coverage", g.audited, of="audited"), Text(" handed in"),
    )  # fmt: skip
    rows: list[tuple[str, Inline]] = [
        ("Round", g.round.title),
        (f"{g.about.plural[0].upper()}{g.about.plural[1:]}", cases),
        ("Period looked at", f"{day(g.round.period_from)} to {day(g.round.period_to)}"),
        ("How", mode_words(g.round.mode, is_of_a_child=g.is_of_cases).capitalize()),
        ("Tool", f"{form.title}, version {g.round.tool_version.number}"),
    ]
    if form.judge_on_months:
        months = "month" if form.judge_on_months == 1 else f"{form.judge_on_months} months"
        rows.append(("Judge on", f"The last {months} of the period"))
    if form.note:
        rows.append(("About the tool", form.note))
    return Facts(tuple(rows))


def _timetable(g: Gathered) -> Table:
    opened = g.round.opened_at
    days = g.round.moderation_rule.get("days")
    rows: tuple[tuple[Inline, ...], ...] = (
        ("Cases are given out", day(localdate(opened)) if opened else "When the round is opened"),
        ("Audits are handed in", f"By {day(g.round.due_on)}"),
        ("Moderation", _days(days, "after an audit is handed in") if days else "No date is set"),
        ("Feedback is released", "When an audit is moderated, or handed in and not due for it"),
        ("Feedback is talked over", _days(g.authority.discuss_days, "after its release")),
    )
    return Table("Timetable of the round", ("Step", "When"), rows)


def _days(days: int | str, after: str) -> str:
    return f"Within {days} working {'day' if str(days) == '1' else 'days'} {after}"


def _numbers() -> Iterator[Block]:
    numbers = concern_numbers()
    if not numbers:
        yield Note("No telephone numbers are set up yet. Ask the QA team before you begin.")
        return
    rows = tuple((each.who, each.number, each.when or "At any time") for each in numbers)
    yield Table("Numbers to ring, in this order", ("Who", "Number", "When"), rows)


def _chosen(g: Gathered) -> Iterator[Block]:
    yield Paragraph((*chosen(g), Text(".")))
    made = Selection.objects.filter(round=g.round).order_by("number").last()
    if made is not None and g.round.way == Round.Way.SELECTED:
        yield Bullets(tuple(plan_in_words(g.round, made.design)))


def _moderation(g: Gathered) -> Iterator[Block]:
    rule = g.moderated.coverage.chosen_by
    moderators = people_with_role(Role.MODERATOR).values_list("name", flat=True)
    yield Paragraph(
        "No audit of this round is moderated by rule; anybody may ask for it."
        if rule == "no rule"
        else f"These audits are moderated: {rule}. Nobody moderates an audit of their own."
    )
    if moderators:
        yield Paragraph(f"Moderators: {'; '.join(moderators)}.")
    yield Paragraph(
        "The moderator grades by the same words, gives a reason where they differ, and may send an audit "
        "back. Your grade and theirs are both kept."
    )


def _grades(g: Gathered) -> Iterator[Block]:
    if g.form.scale is None or not g.form.graded:
        yield Paragraph(
            "This tool gives no grades: write what you saw and what it meant for the child."
        )
        return
    yield Paragraph(
        "You decide the grade; nothing adds it up for you. Give the reason and where you saw it. Not "
        "applicable is no grade and counts nowhere."
    )
    if said := [(step.label, step.descriptor) for step in g.form.scale.steps if step.descriptor]:
        yield Table("The scale", ("Grade", "What it means"), tuple(said))
    steps = g.form.scale.steps
    for section in g.form.sections:
        question = section.grade_question
        if question is None or not question.descriptors:
            continue
        rows = tuple(
            (step.label, question.descriptors[step.key])
            for step in steps if step.key in question.descriptors
        )  # fmt: skip
        yield Table(f"{section.title}: {question.label}", ("Grade", "What it looks like"), rows)


def _contact(texts: Mapping[str, str]) -> Iterator[Block]:
    said = [texts[key] for key in ("author", "author_post", "contact") if texts[key]]
    if said:
        yield Heading(2, "Questions")
        yield Paragraph(f"Ask {', '.join(said)}.")
