"""The selection record as a paper: for those inside with case numbers, for everybody without."""

from collections.abc import Iterator, Mapping
from typing import Any

from goldenthread.method.sampling.certificate import public
from goldenthread.people.queries import authority, names, vocabulary
from goldenthread.programme.models import Selection
from goldenthread.programme.queries.effect import with_names
from goldenthread.programme.queries.frame import LEFT_OUT, LEFT_OUT_BY_PLAN, in_case_type_order
from goldenthread.programme.queries.plan_words import plan_in_words
from goldenthread.programme.queries.record import Kept
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

CAME = {
    "named": "Named", "certain": "For certain", "selected": "Selected",
    "family": "With a brother or sister",
}  # fmt: skip
NEAR = {
    "same_cell": "same practitioner", "same_team": "same team", "same_type": "same case type",
}  # fmt: skip
HOW = (
    "Each case has a number made from its case number, the case list and the seed: HMAC-SHA-256, as "
    "a fraction of one. The plan says how many cases are expected of each case type and "
    "practitioner; these are rounded to whole cases without favouring any, and in each group the "
    "cases with the lowest numbers are selected. A case’s chance is what was expected of its group "
    "over the cases in it; its weight is one over that chance."
)


def record_paper(selection: Selection, kept: Kept, *, is_public: bool) -> Document:
    """The record of a selection. The public one names no case, practitioner or seed."""
    held: Mapping[str, Any] = kept.record.certificate
    if is_public:
        held = public(held)
    words = f"{vocabulary()('term', 'selection_record').capitalize()} {selection.number}"
    label = selection.made_by
    return Document(
        title=words, subtitle=selection.round.title, author=names([label]).get(label, label),
        organisation=authority().name, dated=selection.made_at.date(),
        marking="Public" if is_public else "Internal",
        blocks=tuple(_blocks(selection, kept, held, is_public=is_public)),
    )  # fmt: skip


def _blocks(
    selection: Selection, kept: Kept, held: Mapping[str, Any], *, is_public: bool
) -> Iterator[Block]:
    yield Heading(2, "What was asked for")
    yield Bullets(tuple(plan_in_words(selection.round, selection.design)))
    yield _facts(selection, held)
    yield _by_type(held)
    yield Heading(2, "Left out, and why")
    yield from _left_out(held["exclusions"])
    if warnings := kept.record.warnings:
        yield Heading(2, "Worth knowing")
        if not is_public:
            yield Bullets(tuple(map(with_names, warnings)))
        else:
            yield Paragraph("What concerns single practitioners stands on the internal record.")
    yield Heading(2, "The cases")
    yield _drawn(held["drawn"], is_public=is_public)
    yield from _replaced(held["replaced"])
    yield from _earlier(held["earlier"])
    yield Heading(2, "Method")
    yield Paragraph(HOW)
    yield Note(
        "Anybody with the internal certificate and the case list can draw the same cases again: "
        "goldenthread verify_sample certificate.json --frame frame.csv"
    )


def _facts(selection: Selection, held: Mapping[str, Any]) -> Facts:
    seed = held["seed"]
    rows = [
        ("Selected", f"{selection.made_at:%-d %B %Y} at {selection.made_at:%H:%M} UTC"),
        ("Case list", f"{selection.round.case_list}, {held['frame']['cases']:,} cases"),
        ("Fingerprint of the case list (SHA-256)", held["frame"]["sha256"]),
        ("Seed", seed.get("text", "On the internal record")),
        ("Fingerprint of the seed (SHA-256)", seed["sha256"]),
        ("Fingerprint written down", seed["committed_at"] or "Not beforehand"),
        ("Made with", f"Goldenthread {held['software']['goldenthread']}"),
        ("Way", held["software"]["method"]),
    ]
    return Facts(tuple(rows))


def _by_type(held: Mapping[str, Any]) -> Table:
    words, strata = vocabulary(), held["frame"]["by_stratum"]
    rows = [
        (words("case_type", code), *(f"{strata[code][key]:,}" for key in ("listed", "left_out", "drawn")))
        for code in in_case_type_order(strata)
    ]  # fmt: skip
    return Table(
        "Cases by case type", ("Case type", "On the list", "Left out", "In the round"),
        tuple(rows), align=("left", "right", "right", "right"),
    )  # fmt: skip


def _left_out(exclusions: Mapping[str, int]) -> Iterator[Block]:
    reasons = LEFT_OUT | LEFT_OUT_BY_PLAN
    if exclusions:
        yield Bullets(tuple(f"{n:,} {reasons.get(why, why)}" for why, n in exclusions.items()))
    else:
        yield Paragraph("No case of the list was left out.")


def _drawn(drawn: list[Mapping[str, Any]], *, is_public: bool) -> Table:
    words = vocabulary()
    rows = [
        (
            f"{each['number']:.10f}" if is_public else each["case"],
            words("case_type", each["stratum"]), CAME[each["reason"]],
            f"{each['probability']:.4f}", f"{1 / each['probability']:.2f}",
        )
        for each in drawn
    ]  # fmt: skip
    return Table(
        "Cases of the selection", ("Number drawn" if is_public else "Case", "Case type", "Came", "Chance", "Weight"),
        tuple(rows), align=("left", "left", "left", "right", "right"),
    )  # fmt: skip


def _replaced(replaced: list[Mapping[str, Any]]) -> Iterator[Block]:
    if replaced:
        yield Heading(2, "Swapped cases")
        rows = tuple(
            (str(r["case"]), str(r["by"] or "From the replacements"), r["why"], NEAR[r["level"]])
            for r in replaced
        )
        yield Table("Swapped cases", ("Case", "Replaced by", "Why", "How near"), rows)


def _earlier(earlier: list[Mapping[str, Any]]) -> Iterator[Block]:
    if earlier:
        yield Heading(2, "Earlier selections")
        rows = tuple((e["selection"], e["made_at"], _again(e)) for e in earlier)
        yield Table("Earlier selections", ("Selection", "Made", "Why another was made"), rows)


def _again(earlier: Mapping[str, Any]) -> str:
    """Why another selection followed; in somebody's own words too where they are not kept back."""
    return ". ".join(filter(None, (earlier["drawn_again_because"], earlier.get("drawn_again_why"))))
