"""Whether a certificate still holds: is the same list drawn again from its case list?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from goldenthread.method.sampling.certificate import (
    METHOD,
    Record,
    design_sha256,
    public,
    sha256,
    written,
)
from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.drawing import draw
from goldenthread.method.sampling.frame import Frame
from goldenthread.method.sampling.refusing import Refused, counted

What = Literal["frame", "design", "seed", "list", "version", "record"]
CIRCUMSTANCES = ("replaced", "earlier")
SELECTION, REPLACEMENTS, PUBLIC = "selection.csv", "replacements.csv", "public.json"


class CertificateRefused(Refused):
    """A text that is no certificate, or one that nothing can be drawn from again."""


@dataclass(frozen=True)
class Difference:
    """What differs, and how, in one sentence. "record": another part of the certificate."""

    what: What
    how: str


def differences(
    text: str, frame: Frame, beside: Mapping[str, bytes] | None = None
) -> list[Difference]:
    """What is not as it was when the certificate was written; empty where the same list comes out.

    ``beside``: the files that were written with it, by name, as far as they are still there.

    Raises CertificateRefused.
    """
    held = _read(text)
    if found := [*_ground(held, frame)]:
        return found
    try:
        again = draw(frame, design_of(held["design"]), held["seed"]["text"])
    except Refused as refused:
        return [Difference(_culprit(held), f"The list cannot be drawn again: {refused}")]
    record = Record(again, held["seed"].get("committed_at"), held["replaced"], held["earlier"])
    made = record.certificate
    return [*_list(held, made), *_record(held, made), *_files(record, beside or {})]


def _read(text: str) -> dict[str, Any]:
    try:
        held = json.loads(text)
        if held["certificate"] == "public":
            raise CertificateRefused(
                "This is the public certificate, which holds no seed: verify the internal one, "
                f"with {PUBLIC} beside it."
            )
        _ = held["frame"]["sha256"], held["design_sha256"], held["design"].keys()
        _ = held["software"]["method"], held["seed"]["sha256"], held["seed"]["text"].encode()
        _ = [row["number"] for row in held["drawn"]]
        _ = [dict(each) for key in CIRCUMSTANCES for each in held[key]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CertificateRefused("This is not a certificate of a draw.") from None
    return dict(held)


def _ground(held: Mapping[str, Any], frame: Frame) -> Iterator[Difference]:
    if held["frame"]["sha256"] != frame.sha256:
        cases = held["frame"].get("cases")
        yield Difference(
            "frame",
            f"The frame is not the one drawn from: its SHA-256 is {frame.sha256}, the certificate "
            f"says {held['frame']['sha256']} ({counted(len(frame.rows), 'case')}, then {cases}).",
        )
    if design_sha256(held["design"]) != held["design_sha256"]:
        yield Difference("design", "The design is not the one drawn by: its SHA-256 differs.")
    if sha256(held["seed"]["text"]) != held["seed"]["sha256"]:
        yield Difference("seed", "The seed is not the one that was committed: its SHA-256 differs.")


def _culprit(held: Mapping[str, Any]) -> What:
    return "list" if held["software"]["method"] == METHOD else "version"


def _list(held: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Difference]:
    if held["drawn"] == made["drawn"]:
        return
    were, are = ({str(row.get("case")) for row in each["drawn"]} for each in (held, made))
    if _culprit(held) == "version":
        how = (
            f"drawn by the method {held['software']['method']!r}, which this version does not have"
        )
    elif were != are:
        how = (
            f"{counted(len(were - are), 'case')} on it would not be drawn, "
            f"{counted(len(are - were), 'case')} that would be are not on it"
        )
    else:
        how = "the cases are the same, but not what is said of them"
    yield Difference(_culprit(held), f"The list is not what is drawn again: {how}.")


def _record(held: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Difference]:
    """Parts of the certificate that follow from the draw and say something else."""
    beside = ("software", "drawn")
    for key in sorted(set(held) | set(made)):
        if key not in beside and held.get(key) != made.get(key):
            what: What = "list" if key.endswith("_sha256") else "record"
            yield Difference(what, f"The certificate's {key} is not what the draw gives.")


def _files(record: Record, beside: Mapping[str, bytes]) -> Iterator[Difference]:
    for name, data in beside.items():
        if name == SELECTION:
            text = record.selection_csv
        elif name == REPLACEMENTS:
            text = record.replacements_csv
        else:
            text = written(public(record.certificate))
        if data != text.encode():
            yield Difference("list", f"The list in {name} is not what is drawn again.")
