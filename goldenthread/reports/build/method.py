"""How a round's audits were done, in words: the box that stands beside every figure."""

from goldenthread.method.proportions import Share
from goldenthread.programme.models import Round
from goldenthread.reports.build.gathered import STAGE_WORDS, Gathered
from goldenthread.reports.build.sentences import beside_said
from goldenthread.reports.build.tables import listed
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
        runs.append(Text(f"; {waiting} in the round not handed in"))
    if g.coverage.second:
        many = "s" if g.coverage.second > 1 else ""
        runs.append(
            Text(
                f"; {g.coverage.second} second audit{many} of these left out, as a case counts once"
            )
        )
    if "contact" in g.kinds or "family" in g.kinds:
        runs.append(Text("; each counts once, however many children it is about"))
    return tuple(runs)


def chosen(g: Gathered) -> str:
    """How the cases came into the round."""
    if g.round.is_imported:
        return (
            "Not recorded: past audits, imported from a file; nothing is inferred about other cases"
        )
    if g.round.way == Round.Way.QUICK:
        return "Named by people, not selected at random: nothing is inferred about other cases"
    words = "Selected at random within each case type"
    if g.named:
        case = "1 case" if g.named == 1 else f"{g.named} cases"
        words += f"; {case} named by people beside them, counted in the tables"
    return words


def _auditors(g: Gathered) -> str:
    parts = [f"{n} {kind} auditor{'' if n == 1 else 's'}" for kind, n in g.auditors.items() if n]
    nobody = "Not recorded" if g.round.is_imported else "Nobody yet"
    return listed(parts) if parts else nobody


def range_in_words(share: Share) -> str:
    """What may be said of all cases from the selected ones; empty where nothing may."""
    if share.interval is None:
        return ""
    low, high = (int(limit + 0.5) for limit in share.interval)
    return (
        f"Had every case that could be selected been audited, the share would most likely lie "
        f"between {low}% and {high}% (95% range)."
    )


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
