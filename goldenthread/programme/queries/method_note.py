"""The method note of a selection: how its cases were chosen and shared out, and what may be inferred.

In plain words first, a statistician's terms behind. It names no case, practitioner or seed, and can
still be written when the case numbers have gone.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Min

from goldenthread.method.estimates import are_alike
from goldenthread.method.sampling.certificate import METHOD
from goldenthread.people.queries import authority, names, vocabulary
from goldenthread.programme.models import RoundCase, SelectedAgain, Selection
from goldenthread.programme.queries.frame import LEFT_OUT, LEFT_OUT_BY_PLAN, in_case_type_order
from goldenthread.programme.queries.plan_words import plan_in_words
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
)

DRAWN = ("selected", "certain", "family")
WHY_THESE = (
    "Nobody picked a case. Each case on the list got a number, made from its case number, the list and "
    "a seed. The plan says how many cases are selected from each case type and practitioner; of those "
    "the cases with the lowest numbers are. The same list, plan and seed give the same cases again, "
    "on any computer."
)
SHARED_OUT = (
    "Nobody audits a case they work with, or a case of a team they manage or belong to.",
    "Nobody audits a case that they audited the last time, or handed back in this round.",
    "Brothers and sisters go to one auditor.",
    "Each auditor gets the same expected hours, within what they can take and while they are here.",
    "A case type goes first to auditors who know it; where it is kept for external auditors, or for "
    "our own, to nobody else.",
    "Whoever runs the round may change single cases; these rules hold then too.",
)
TERMS = (
    "Design: stratified by case type, with practitioners nested in teams and teams in services; quotas "
    "by largest remainder unless typed or given. Expected cell counts are fitted to the margins with "
    "the least Kullback-Leibler distance from proportional allocation, within minimums and bounds.",
    "Rounding: unbiased controlled rounding of the expected counts on the flow network of the two "
    "nested families, with one arc for the grand total; so each margin is met exactly and each cell’s "
    "expectation is kept.",
    "Pick: in each cell the lowest values of HMAC-SHA-256 with the seed as the key, 53 bits as a fraction "
    "of one; the next are the replacements, of the same cell, else the same type and team, else the same "
    "type.",
    "Inclusion probability: the cell’s expected count over its cases, over the number of siblings where "
    "one of a family stands for all; in a later wave of a rotation times the chance of not having been "
    "drawn before. The design weight is its inverse.",
    "Estimation: the Hájek ratio of weights where probabilities differ, with Wilson’s interval at Kish’s "
    "effective sample size and a finite population correction; exact hypergeometric limits where they "
    "are equal. Named cases have probability one and are in no estimate. No correction is made for "
    "audits that were not handed in, which are taken to be missing at random.",
)


def method_note(selection: Selection) -> Document:
    """The note of a selection that was drawn by design."""
    label = selection.made_by
    return Document(
        title=f"Method note of selection {selection.number}", subtitle=selection.round.title,
        author=names([label]).get(label, label), organisation=authority().name,
        dated=selection.made_at.date(), marking="", blocks=tuple(_blocks(selection)),
    )  # fmt: skip


def _blocks(selection: Selection) -> Iterator[Block]:
    yield Heading(2, "What was asked for")
    yield Bullets(tuple(plan_in_words(selection.round, selection.design)))
    yield Heading(2, "Why these cases")
    yield Paragraph(WHY_THESE)
    yield Heading(2, "Could it have been fixed?")
    yield from _fixed(selection)
    yield Heading(2, "Who was left out")
    yield from _left_out(selection)
    yield Heading(2, "What chance each case had")
    yield from _chances(selection)
    yield Heading(2, "Who audits which case")
    yield Bullets(SHARED_OUT)
    yield from _not_given(selection)
    yield Heading(2, "What may be said of all cases")
    yield Paragraph(_inferred(selection))
    yield Heading(2, "For a statistician")
    yield Bullets(TERMS)
    yield _fingerprints(selection)
    yield Note(
        "Anybody with the internal certificate and the case list can draw the same cases again: "
        "goldenthread verify_sample certificate.json --frame frame.csv"
    )


def _fixed(selection: Selection) -> Iterator[Block]:
    at = selection.design.get("seed_committed_at")
    when = f"{datetime.fromisoformat(at):on %-d %B %Y at %H:%M} UTC" if at else ""
    yield Paragraph(
        f"The seed was fixed before the selection: its fingerprint was written down {when}. The cases "
        f"were selected on {selection.made_at:%-d %B %Y} at {selection.made_at:%H:%M} UTC. Another seed "
        "would have another fingerprint, so nobody could try again until they liked the cases."
        if at
        else "The fingerprint of the seed was not written down before the selection."
    )
    earlier = list(selection.round.selections.filter(number__lte=selection.number))[1:]
    for each in earlier:
        why = SelectedAgain(each.because or SelectedAgain.OTHER).label
        yield Paragraph(
            f"Selection {each.number} was made after selection {each.number - 1}: {why}."
        )


def _left_out(selection: Selection) -> Iterator[Block]:
    reasons = LEFT_OUT | LEFT_OUT_BY_PLAN
    listed = selection.rows.count()
    out = sum(selection.exclusions.values())
    yield Paragraph(
        f"The case list ({selection.round.case_list}) has {listed:,} cases; {out:,} of them could not be "
        "selected, each counted under one reason."
    )
    if selection.exclusions:
        found = selection.exclusions.items()
        yield Bullets(tuple(f"{n:,} {reasons.get(why, why)}" for why, n in found))


def _chances(selection: Selection) -> Iterator[Block]:
    words, drawn = vocabulary(), selection.rows.filter(reason__in=DRAWN).order_by()
    found = drawn.values("stratum").annotate(
        n=Count("id"), low=Min("probability"), high=Max("probability")
    )
    of = {row["stratum"]: row for row in found}
    rows = []
    for code in in_case_type_order(selection.counts):
        row = of.get(code, {"n": 0, "low": None, "high": None})
        rows.append(
            (
                words("case_type", code), f"{selection.counts[code]['open']:,}", str(row["n"]),
                _range(row["low"], row["high"], "{:.3f}"),
                _range(_weight(row["high"]), _weight(row["low"]), "{:.1f}"),
            )
        )  # fmt: skip
    yield Table(
        "Chances by case type",
        ("Case type", "Could be selected", "Selected", "Chance", "Each stands for (cases)"),
        tuple(rows), align=("left", "right", "right", "right", "right"),
    )  # fmt: skip
    yield Paragraph(_beside(selection))


def _weight(chance: float | None) -> float | None:
    return 1 / chance if chance else None


def _range(low: float | None, high: float | None, form: str) -> str:
    if low is None or high is None:
        return "–"
    first, last = form.format(low), form.format(high)
    return first if first == last or are_alike(low, high) else f"{first} to {last}"


def _beside(selection: Selection) -> str:
    there = selection.round.cases.filter(removed_at=None)
    named = there.filter(came=RoundCase.Came.NAMED).count()
    swapped = there.filter(came=RoundCase.Came.SWAPPED).count()
    return (
        f"{named} {'case was' if named == 1 else 'cases were'} named by people beside the selection, and "
        f"{swapped} {'was' if swapped == 1 else 'were'} swapped for the next in order; a case swapped in "
        "counts with the chance of the one it replaces."
    )


def _not_given(selection: Selection) -> Iterator[Block]:
    done = selection.round.allocations.filter(state="done").first()
    if done is not None:
        left = len(done.unplaced)
        given = f"The cases were shared out between {len(done.auditors)} auditors"
        yield Paragraph(f"{given}; {left} could be given to nobody by these rules.")


def _inferred(selection: Selection) -> str:
    drawn = selection.rows.filter(reason__in=DRAWN)
    ends = drawn.aggregate(low=Min("probability"), high=Max("probability"))
    is_bent = not are_alike(ends["low"], ends["high"])
    said = "Named cases are in no statement about all cases: nobody knows what they stand for."
    if not is_bent and ends["low"] == 1:
        return f"Every case that could be selected was: figures are counts, without a range. {said}"
    if not is_bent:
        return (
            "All cases had the same chance, so the share among the selected audits stands for all cases "
            f"that could be selected, within the range beside it. {said}"
        )
    return (
        "Cases had different chances. A statement about all cases that could be selected uses the "
        "weighted share, in which each case counts for as many as it stands for; the plain share is "
        "true of the audits alone. Both are shown where they differ by more than two points. "
        f"{said}"
    )


def _fingerprints(selection: Selection) -> Facts:
    return Facts(
        (
            ("Case list (SHA-256)", selection.frame_sha256),
            ("Seed (SHA-256)", selection.design.get("seed_committed") or "Not written down beforehand"),
            ("Method", selection.design.get("method", METHOD)),
            ("Made with", f"Goldenthread {selection.software}"),
        )
    )  # fmt: skip
