"""The record of a draw, by which anyone can make it again: for those inside, and for everybody.

The internal certificate names the cases. The public one gives only their hash numbers, and of the
seed only its SHA-256: case numbers are short, so that whoever had the seed could try them all.
Both are texts of one form: the same draw gives the same bytes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from goldenthread import __version__
from goldenthread.method.numbers import csv_line
from goldenthread.method.sampling.drawing import Draw
from goldenthread.method.sampling.exclusions import NAMED
from goldenthread.method.sampling.frame import ID
from goldenthread.method.sampling.remarks import remarks

METHOD = "expected counts, controlled rounding, hash order; 1"
CANONICAL = (
    "UTF-8 CSV: the header, then the rows in the order of person_id as text; lines end with LF; "
    "a cell is quoted only where it holds a comma, a quotation mark or a line break"
)
SELECTION = (ID, "status", "worker", "team", "reason", "order", "inclusion_probability", "weight")
REPLACEMENTS = (ID, "status", "worker", "team", "stratum", "order")


def selection_csv(draw: Draw) -> str:
    """The cases to audit, in the order to audit them in."""
    about = _about(draw)
    lines = [csv_line(SELECTION)]
    for order, each in enumerate(draw.rows, 1):
        chance, weight = repr(float(each.probability)), repr(float(each.weight))
        lines.append(csv_line((*about(each.row), each.reason, str(order), chance, weight)))
    return "".join(lines)


def replacements_csv(draw: Draw) -> str:
    """The cases not drawn, by type: in each the first one that fits is taken first."""
    about, strata = _about(draw), draw.frame.column(draw.design.strata)
    orders: Counter[str] = Counter()
    lines = [csv_line(REPLACEMENTS)]
    for row, _ in draw.reserves:
        stratum = strata[row]
        orders[stratum] += 1
        lines.append(csv_line((*about(row), stratum, str(orders[stratum]))))
    return "".join(lines)


def _about(draw: Draw) -> Any:
    columns = [draw.frame.column(name) for name in (ID, "status", "worker", "team")]
    return list(zip(*columns, strict=True)).__getitem__


def summary(draw: Draw) -> dict[str, Any]:
    """What `draw_sample --json` says."""
    rows = [each.row for each in draw.rows]

    def by(column: str) -> dict[str, int]:
        values = draw.frame.column(column)
        return dict(sorted(Counter(values[row] for row in rows).items()))

    return {
        "frame_sha256": draw.frame.sha256,
        "size": len(rows),
        "selected": [draw.frame.refs[row] for row in rows],
        "by_status": by("status"),
        "by_worker": by("worker"),
        "by_team": by("team"),
        "exclusions": draw.exclusions,
        "warnings": remarks(draw),
    }


def certificate(
    draw: Draw,
    *,
    committed_at: str | None = None,
    replaced: Sequence[Mapping[str, str]] = (),
    earlier: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """The internal certificate.

    ``committed_at``: when the seed's SHA-256 was recorded. ``replaced``: each case that was
    replaced, by which and why. ``earlier``: every earlier draw, and why it was drawn again.
    """
    return {
        "certificate": "internal",
        "software": {"goldenthread": __version__, "method": METHOD},
        "frame": {
            "sha256": draw.frame.sha256,
            "canonical_form": CANONICAL,
            "columns": list(draw.frame.columns),
            "cases": len(draw.frame.rows),
            "by_stratum": _by_stratum(draw),
        },
        "design": dict(draw.design.document),
        "design_sha256": design_sha256(draw.design.document),
        "seed": {"text": draw.seed, "sha256": sha256(draw.seed), "committed_at": committed_at},
        "numbers_of": draw.design.programme or draw.frame.sha256,
        "exclusions": draw.exclusions,
        "rotation": draw.rotation._asdict() if draw.rotation else None,
        "warnings": remarks(draw),
        "selection_sha256": sha256(selection_csv(draw)),
        "replacements_sha256": sha256(replacements_csv(draw)),
        "replaced": [dict(each) for each in replaced],
        "earlier": [dict(each) for each in earlier],
        "drawn": _drawn(draw),
    }


INTERNAL_ONLY = (
    "design_sha256", "warnings", "selection_sha256", "replacements_sha256", "numbers_of",
)  # fmt: skip
NAMES_NOBODY = ("number", "stratum", "reason", "probability")


def public(internal: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate for everybody: nobody's case number, practitioner or seed stands in it."""
    numbers = {each["case"]: each["number"] for each in internal["drawn"]}
    made = {key: value for key, value in internal.items() if key not in INTERNAL_ONLY}
    design = {key: value for key, value in internal["design"].items() if key != "named"}
    seed = {key: value for key, value in internal["seed"].items() if key != "text"}
    rows = [{key: each[key] for key in NAMES_NOBODY} for each in internal["drawn"]]
    replaced = [
        {
            key: numbers.get(text) if key in ("case", "by") else text
            for key, text in each.items()
            if key in ("case", "by", "why", "level")
        }
        for each in internal["replaced"]
    ]
    return made | {
        "certificate": "public", "design": design, "seed": seed, "replaced": replaced, "drawn": rows
    }  # fmt: skip


def _by_stratum(draw: Draw) -> dict[str, dict[str, int]]:
    strata = draw.frame.column(draw.design.strata)
    listed = Counter(strata)
    left = Counter(h for h, why in zip(strata, draw.left_out, strict=True) if why and why != NAMED)
    drawn = Counter(strata[each.row] for each in draw.rows)
    return {
        h: {"listed": listed[h], "left_out": left[h], "drawn": drawn[h]} for h in sorted(listed)
    }


def _drawn(draw: Draw) -> list[dict[str, Any]]:
    about, strata = _about(draw), draw.frame.column(draw.design.strata)
    rows = []
    for order, each in enumerate(draw.rows, 1):
        case, status, worker, team = about(each.row)
        rows.append(
            {
                "order": order, "case": case, "number": each.hash_number, "status": status,
                "stratum": strata[each.row], "worker": worker, "team": team,
                "reason": each.reason, "probability": float(each.probability),
            }
        )  # fmt: skip
    return rows


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def design_sha256(document: Mapping[str, Any]) -> str:
    return sha256(json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def written(document: Mapping[str, Any]) -> str:
    """A certificate as text: JSON, a line for each part, and one for each row of its lists."""
    parts = [f"{json.dumps(key)}: {_value(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _value(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_line, value)) + "\n]"
    return _line(value)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
