"""How a round's audits were done, in words: the box that stands beside every figure."""

from goldenthread.figures.queries import GradeRow
from goldenthread.method.proportions import Share
from goldenthread.programme.models import Round
from goldenthread.reports.build.gathered import STAGE_WORDS, Gathered
from goldenthread.reports.build.sentences import Runs, beside_said
from goldenthread.writers.document import Facts, FigureText, Inline, Text

MODES = {
    "record": "by reading the child's record",
    "with_worker": "by reading the child's record and talking with the worker",
    "jointly": "jointly with the worker, from the child's record",
    "": "how they were done is not recorded",
}


def day(value: object) -> str:
    return f"{value:%-d %B %Y}"


def method_box(g: Gathered) -> Facts:
    """Mode, sources, who audited, moderation, selection."""
    return Facts(
        (
            (_audited_label(g), _cases(g)),
            ("How chosen", chosen(g)),
            ("Period looked at", f"{day(g.round.period_from)} to {day(g.round.period_to)}"),
            (
                "How audited",
                f"{g.form.title}, {mode_words(g.round.mode, is_of_a_child=g.is_of_cases)}",
            ),
            ("Who audited", _auditors(g)),
            ("Moderation", FigureText(g.moderated.text, g.key("moderation", of="text"))),
            ("Grades shown", _stage(g)),
        )
    )


def mode_words(mode: str, *, is_of_a_child: bool = True) -> str:
    """How a round's audits are done; of a carer or a home there is no child's record."""
    words = MODES[mode]
    return words if is_of_a_child else words.replace("the child's record", "the record")


def _audited_label(g: Gathered) -> str:
    plural = g.about.plural
    return f"{plural[0].upper()}{plural[1:]} audited"


def _stage(g: Gathered) -> str:
    if not g.form.graded:
        return "None: the audit tool gives no grades"
    words = STAGE_WORDS[g.stage]
    return words[0].upper() + words[1:]


def _cases(g: Gathered) -> Inline:
    audited = g.number("coverage", g.audited, of="audited")
    runs: list[Text | FigureText] = [audited]
    share = g.coverage.total.share
    if share and g.coverage.case_list:
        covered = f"{share.count:,} of {share.n:,}"
        covered += "" if share.percent is None else f" ({share.percent}%)"
        taken = day(g.coverage.case_list.taken_on)
        runs = [
            FigureText(covered, g.key("coverage", of="share")),
            Text(
                f" of the cases open on {taken}"
                if g.is_of_cases
                else f" of the {g.about.plural} on the list of {taken}"
            ),
            *beside_said(g),
        ]
    waiting = g.coverage.in_round - g.audited
    if waiting:
        runs += [
            Text("; "),
            g.number("coverage", waiting, of="waiting"),
            Text(" in the round not handed in"),
        ]
    if g.coverage.second:
        many = "s" if g.coverage.second > 1 else ""
        runs += [
            Text("; "),
            g.number("coverage", g.coverage.second, of="second"),
            Text(f" second audit{many} of these left out, as a case counts once"),
        ]
    if "contact" in g.kinds or "family" in g.kinds:
        runs.append(Text("; each counts once, however many children it is about"))
    return tuple(runs)


def chosen(g: Gathered) -> Runs:
    """How the cases came into the round."""
    if g.round.is_imported:
        said = (
            "Not recorded: past audits, imported from a file; nothing is inferred about other cases"
        )
        return (Text(said),)
    if g.round.way == Round.Way.QUICK:
        said = "Named by people, not selected at random: nothing is inferred about other cases"
        return (Text(said),)
    words = Text("Selected at random within each case type")
    if not g.named:
        return (words,)
    case = "case" if g.named == 1 else "cases"
    said = f" {case} named by people beside them, counted in the tables"
    return (words, Text("; "), g.number("coverage", g.named, of="named"), Text(said))


def _auditors(g: Gathered) -> Runs:
    runs: list[Text | FigureText] = []
    for kind, n in g.auditors.items():
        if n:
            runs += [Text(" and ")] if runs else []
            runs += [
                g.number("coverage", n, of=kind),
                Text(f" {kind} auditor{'' if n == 1 else 's'}"),
            ]
    nobody = "Not recorded" if g.round.is_imported else "Nobody yet"
    return tuple(runs) or (Text(nobody),)


def range_said(g: Gathered, row: GradeRow) -> Runs:
    """What may be said of all cases from the selected ones, or why nothing may; empty without a reason."""
    share = row.meeting
    if share.interval is None:
        why = why_no_range(g, share)
        return (Text(why),) if why else ()
    low, high = (
        g.graded(row, "meeting", f"{int(limit + 0.5)}%", limit=which)
        for which, limit in zip(("low", "high"), share.interval, strict=True)
    )
    return (
        Text("Had every case that could be selected been audited, the share would most likely lie between "),
        low, Text(" and "), high, Text(" (95% range)."),
    )  # fmt: skip


def why_no_range(g: Gathered, share: Share) -> str:
    named = ", and some were named by people" if g.named else ""
    return {
        "none: audited cases only": "The figures describe the audited cases only.",
        "none: every case audited": "Every open case was audited, so there is no range.",
        "none: chances differ between case types": (
            f"Cases of different types had different chances to be selected{named}, so no range "
            "is given for all cases together."
        ),
    }.get(share.method, "")
