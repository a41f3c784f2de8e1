"""Figures as parts of sentences, in the singular and the plural, that papers and boxes share."""

from goldenthread.method.proportions import FEWEST_FOR_PERCENT_FIRST, Share
from goldenthread.reports.build.gathered import Gathered
from goldenthread.writers.document import FigureText, Text

Runs = tuple[Text | FigureText, ...]
UNGRADED = "The audit tool describes the work and gives no grades"


def of_audits(share: Share) -> str:
    """What follows a share so that it reads on: "83% (25 of 30)" asks for "of audits".

    >>> from goldenthread.method.proportions import Basis, share
    >>> of_audits(share(4, 9, basis=Basis("purposive")))
    ' audits'
    """
    return " of audits" if share.n >= FEWEST_FOR_PERCENT_FIRST else " audits"


def cases_said(g: Gathered) -> Runs:
    """ "40 of 2,310 open cases"; the count alone where it is not known how many were open."""
    share = g.coverage.total.share
    if share:
        words = f"{share.count:,} of {share.n:,}"
        share_of = FigureText(words, g.key("coverage", of="share"))
        return (
            share_of,
            Text(" open cases" if g.is_of_cases else f" {g.about.plural}"),
            *beside_said(g),
        )
    noun = " case" if g.audited == 1 else f" {g.about.plural}"
    if not g.is_of_cases and g.audited == 1:
        noun = f" of the {g.about.plural}"
    return (g.number("coverage", g.audited, of="audited"), Text(noun))


def beside_said(g: Gathered) -> Runs:
    """ " and 1 case that was not among them": audited, but not open on the day of the case list."""
    beside = g.coverage.total.beside
    if not beside:
        return ()
    noun = "that was" if beside == 1 else "that were"
    noun = f"{'case' if beside == 1 else 'cases'} {noun}" if g.is_of_cases else noun
    count = g.number("coverage", beside, of="beside")
    return (Text(" and "), count, Text(f" {noun} not among them"))


def result_said(g: Gathered) -> Runs:
    """How many met the standard, or why nobody can say."""
    if not g.form.graded:
        return (Text(UNGRADED),)
    if g.total is None:
        return (Text("No grade has been given yet"),)
    met = g.graded(g.total, "meeting", g.total.meeting.text)
    return (met, Text(f"{of_audits(g.total.meeting)} met the standard (good or better)"))


def family_said(g: Gathered) -> Runs:
    """In how many audits the child, a parent or a carer was spoken to."""
    if g.round.is_imported:
        return (Text("Whether children, parents or carers were spoken to is not recorded"),)
    return (
        Text("The child, a parent or a carer was spoken to in "),
        g.number("voices", g.family_heard, of="family"), Text(" of "),
        g.number("coverage", g.audited, of="audited"), Text(" audits"),
    )  # fmt: skip


def concerns_said(g: Gathered) -> Runs:
    """ "1 immediate safeguarding concern was raised"."""
    if g.round.is_imported:
        return (
            Text(
                "immediate safeguarding concerns may have been raised, which the imported file does not say"
            ),
        )
    words = "concern was" if g.concerns == 1 else "concerns were"
    count = g.number("concerns", g.concerns or "no")
    return (count, Text(f" immediate safeguarding {words} raised"))


def actions_said(g: Gathered) -> Runs:
    """How many actions were agreed and where each of them stands; states without any are left out."""
    a = g.actions
    if g.round.is_imported:
        return (Text("Whether actions were agreed is not recorded"),)
    if not a.total:
        return (g.number("actions", "No", of="total"), Text(" actions were agreed"))
    said: list[Text | FigureText] = [
        g.number("actions", a.total, of="total"),
        Text(" action was agreed" if a.total == 1 else " actions were agreed"),
    ]
    between = ": "
    for key, count, words in (
        ("open", a.open, "open"),
        ("to_check", a.to_check, "done and waiting to be checked"),
        ("closed", a.closed, "closed"),
        ("not_done", a.not_done, "ended as not done"),
    ):
        if count:
            said += [Text(between), g.number("actions", count, of=key), Text(f" {words}")]
            said += _overdue(g) if key == "open" else []
            between = "; "
    return tuple(said)


CHAIN = {
    "actions": "led to an action", "done": "were done", "verified": "were verified by somebody else",
    "difference": "made a difference", "reaudited": "were audited again", "better": "were better then",
}  # fmt: skip


def chain_said(g: Gathered) -> Runs:
    """How far what had to get better got, each number a part of the one before, up to the first nought."""
    counts = g.ledger.counts
    if not counts["findings"]:
        return (g.number("ledger", "No", of="findings"), Text(" area for improvement was found"))
    one = counts["findings"] == 1
    said: list[Text | FigureText] = [
        g.number("ledger", counts["findings"], of="findings"),
        Text(" area for improvement" if one else " areas for improvement"),
    ]
    between = ": "
    for stage, words in CHAIN.items():
        said += [Text(between), g.number("ledger", counts[stage], of=stage), Text(f" {words}")]
        between = ", of these "
        if not counts[stage]:
            break
    return tuple(said)


def _overdue(g: Gathered) -> Runs:
    if not g.actions.overdue:
        return ()
    return (Text(" ("), g.number("actions", g.actions.overdue, of="overdue"), Text(" overdue)"))
