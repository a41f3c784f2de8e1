"""What came up again, whose voices were heard, what was agreed, and what followed."""

from collections.abc import Iterator
from itertools import islice

from goldenthread.figures import queries as figures
from goldenthread.figures.queries import figure_key
from goldenthread.reports.build.annual.paper import Paper, many
from goldenthread.reports.build.charts import RIGHT, Bar, charted, parts_of
from goldenthread.reports.build.findings import FEWEST_ALIKE
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.published import published
from goldenthread.reports.build.sentences import actions_said, chain_said, concerns_said
from goldenthread.reports.build.tables import domain_pairs, listed
from goldenthread.reports.build.together import joined
from goldenthread.writers.document import Block, Heading, Note, Table, Text
from goldenthread.writers.palette import GradeStep

MOST_THEMES = 10
STAGES = {
    "findings": "Areas for improvement", "actions": "Led to an action", "done": "The action was done",
    "verified": "Verified by somebody else", "difference": "Made a difference",
    "reaudited": "Audited again", "better": "Better then",
}  # fmt: skip


def themes(paper: Paper) -> Iterator[Block]:
    """Themes of findings, those that most often had to get better first."""
    yield Heading(2, "Themes that came up again")
    found = figures.themes_found(paper.g.by, [each.round for each in paper.rounds])
    if paper.is_public:
        found = [e for e in found if max(e.improvements, e.strengths) >= FEWEST_ALIKE]
    if not found:
        yield paper.say("No theme came up in enough findings that a person has put to themes.")
        return
    most, code = found[0], joined(paper.rounds)

    def part(n: int, theme: str, kind: str) -> tuple[int, str]:
        return n, figure_key("themes", round=code, theme=theme, kind=kind)

    finding = (
        Text(f"{most.name} had to get better most often: in "),
        paper.number(most.improvements, "themes", theme=most.code, kind="improvement"),
        Text(many(most.improvements, " audit, in ", " audits, in ")),
        paper.number(most.rounds, "themes", of="rounds", theme=most.code, kind="improvement"),
        Text(many(most.rounds, " round", " rounds")),
    ) if most.improvements else "No theme had to get better"  # fmt: skip
    bars = [
        Bar(each.name, each.strengths + each.improvements, "",
            (part(each.improvements, each.code, "improvement"),
             part(each.strengths, each.code, "strength")))
        for each in found[:MOST_THEMES]
    ]  # fmt: skip
    yield from charted(
        paper.numbers, finding, "audits with a finding put to each theme",
        parts_of("Had to get better", "A strength"), bars, heading="Theme", counted="Times",
    )  # fmt: skip
    yield Note(
        "Only findings that a person has put to a theme are counted; an audit counts once in each."
    )


def safety_and_voices(paper: Paper) -> Iterator[Block]:
    """Immediate concerns, and the two questions of voice, which are never one figure."""
    yield Heading(2, "Children’s safety and voices")
    ours, whole = paper.ours, paper.whole
    if not ours:
        yield paper.say(
            "Imported files do not say whether concerns were raised or who was spoken to."
        )
        return
    yield paper.say("During the audits ", *concerns_said(whole), ".")
    code, audits = joined(ours), sum(each.audited for each in ours)
    finding = (
        Text("The child, a parent or a carer was spoken to in "),
        paper.number(sum(e.family_heard for e in ours), "voices", round=code, of="family"),
        Text(" of "), paper.number(audits, "coverage", round=code, of="audited"),
        Text(many(audits, " audit", " audits")),
    )  # fmt: skip
    yield Heading(3, "Who told the audits something")
    bars = [_heard(each) for each in ours]
    yield from charted(
        paper.numbers, finding, "audits for which the child, a parent or a carer was spoken to",
        parts_of("Spoken to", "Not spoken to"), bars, heading="Round", counted="Audits",
    )  # fmt: skip
    yield Heading(3, "What the record holds of the child’s views")
    yield from _views(paper, ours)


def _heard(g: Gathered) -> Bar:
    audited = g.key("coverage", of="audited")
    heard = (g.family_heard, g.key("voices", of="family"))
    unheard = (g.audited - g.family_heard, g.key("voices", of="not_heard"))
    return Bar(g.round.title, g.audited, audited, (heard, unheard))


def _views(paper: Paper, ours: list[Gathered]) -> Iterator[Block]:
    asked = [(each, figures.voices(each.by, each.round).on_record) for each in ours]
    said = [(g, views) for g, views in asked if views["yes"] + views["partly"] + views["no"]]
    if not said or (paper.is_public and not paper.shown.moderation_may_show):
        yield paper.say("Too few moderators have said whether the child’s views are on record.")
        return
    code = joined([g for g, _ in said])
    total = {of: sum(views[of] for _, views in said) for of in ("yes", "partly", "no")}
    yield paper.say(
        "Moderators found the child’s views on record in ",
        paper.number(total["yes"], "voices", round=code, of="on_record"), ", in part in ",
        paper.number(total["partly"], "voices", round=code, of="partly_on_record"), " and not in ",
        paper.number(total["no"], "voices", round=code, of="not_on_record"), " of the ",
        paper.number(sum(total.values()), "voices", round=code, of="asked"),
        " audits of which they said so.",
    )  # fmt: skip
    if paper.is_public:
        return
    keys = {"on_record": "yes", "partly_on_record": "partly", "not_on_record": "no"}
    yield Table(
        paper.numbers.table("the child’s views on record, as moderators found them"),
        ("Round", "Yes", "In part", "No"),
        tuple(
            (g.round.title, *(g.number("voices", views[is_so], of=of) for of, is_so in keys.items()))
            for g, views in said
        ),
        align=("left", *RIGHT * 3),
    )  # fmt: skip


def actions(paper: Paper) -> Iterator[Block]:
    """Where actions stand, how late the late ones are, and how far findings led to better practice."""
    yield Heading(2, "Actions and what came of them")
    whole = paper.whole
    ours = [each for each in paper.ours if each.actions.total]
    if ours:
        finding = actions_said(whole)
        yield from charted(
            paper.numbers, finding, "actions of each round, by how far they are",
            parts_of("Closed", "Open", "Done, to be checked", "Ended as not done"),
            [_actions_of(each) for each in ours], heading="Round", counted="Actions",
        )  # fmt: skip
        yield from _late(paper)
    else:
        yield paper.say(*actions_said(whole), ".")
    if whole.ledger.counts["findings"]:
        yield Heading(3, "From finding to better practice")
        yield from _ledger(paper)


def _actions_of(g: Gathered) -> Bar:
    a = g.actions
    parts = (
        ("closed", a.closed),
        ("open", a.open),
        ("to_check", a.to_check),
        ("not_done", a.not_done),
    )
    keyed = tuple((n, g.key("actions", of=of)) for of, n in parts)
    return Bar(g.round.title, a.total, g.key("actions", of="total"), keyed)


def _late(paper: Paper) -> Iterator[Block]:
    late = paper.whole.actions.overdue
    if not late:
        yield paper.say("No open action is overdue.")
        return
    code = joined(paper.rounds)
    counts = dict(figures.how_late(paper.g.by, {"round": code}))
    yield Table(
        paper.numbers.table("open actions whose day has passed, by how long ago"),
        ("Late by", "Actions"),
        tuple(
            (words, paper.number(counts[words], "actions", of="overdue", late=band))
            for band, words in figures.bands()
        ),
        align=("left", *RIGHT),
    )  # fmt: skip


def _ledger(paper: Paper) -> Iterator[Block]:
    held = paper.whole.ledger
    steps: tuple[GradeStep, ...] = parts_of("Got as far", "Went no further than before")
    first = held.counts["findings"]
    bars = []
    for stage, label in STAGES.items():
        if stage == "findings":
            continue
        before = held.counts[stage] + held.dropped[stage]
        keys = tuple(
            paper.number(0, "ledger", of=stage, **more).figure_key
            for more in ({}, {"dropped": "1"})
        )
        at = list(STAGES)[list(STAGES).index(stage) - 1]
        whole = paper.number(0, "ledger", of=at).figure_key
        pairs = ((held.counts[stage], keys[0]), (held.dropped[stage], keys[1]))
        if before:
            bars.append(Bar(label, before, whole, pairs))
    finding = (
        paper.number(held.counts["difference"], "ledger", of="difference"), Text(" of "),
        paper.number(first, "ledger", of="findings"),
        Text(many(first, " area for improvement led", " areas for improvement led")),
        Text(" to an action that made a difference"),
    )  # fmt: skip
    yield paper.say(*chain_said(paper.whole), ".")
    yield from charted(
        paper.numbers, finding, "how far areas for improvement got, each step of those before it",
        steps, bars, heading="Step", counted="Findings",
    )  # fmt: skip


def follow_ups(paper: Paper) -> Iterator[Block]:
    """Rounds that follow another: what may be compared, and for the latest, domain by domain."""
    yield Heading(2, "Rounds that followed another")
    shown = [published(each) if paper.is_public else each for each in paper.rounds]
    held = [each for each in shown if each.following]
    if not held:
        yield paper.say("No round of this report follows another that it may be compared with.")
        return
    for each in held:
        following = each.following
        assert following is not None
        name = f"{each.round.title} follows {following.titles[0]}."
        if following.breaks:
            yield paper.say(f"{name} Their grades are no series, and nothing is said of a change.")
        elif following.differences:
            yield paper.say(
                f"{name} The two differ in {listed(following.differences)}: they stand beside each "
                "other, and no change is read from them."
            )
        else:
            yield paper.say(f"{name} The two were made alike.")
    number = paper.numbers.next_chart()
    charts = (
        domain_pairs(each, each.following, number)
        for each in reversed(held) if each.following and not each.following.breaks
    )  # fmt: skip
    yield from islice(filter(None, charts), 1)
    yield Note("With so few audits, a difference between two rounds may be due to chance.")
