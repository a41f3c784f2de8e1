"""The record of a draw, by which anyone can make it again: for those inside, and for everybody.

The internal certificate names the cases. The public one gives only their hash numbers, and of the
seed only its SHA-256: case numbers are short, so that whoever had the seed could try them all.
Both are texts of one form: the same draw gives the same bytes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldenthread import __version__
from goldenthread.method.sampling.drawing import Draw
from goldenthread.method.sampling.exclusions import NAMED
from goldenthread.method.sampling.frame import ID, row_written
from goldenthread.method.sampling.remarks import remarks

METHOD = "expected counts, controlled rounding, hash order; 1"
CANONICAL = (
    "UTF-8 CSV: the header, then the rows sorted as text, cell by cell; lines end with LF; "
    "a cell is quoted only where it holds a comma, a quotation mark or a line break"
)
SELECTION = (ID, "status", "worker", "team", "reason", "order", "inclusion_probability", "weight")
REPLACEMENTS = (ID, "status", "worker", "team", "stratum", "order")


@dataclass(frozen=True)
class Record:
    """A draw and what belongs to it.

    ``committed_at``: when the seed's SHA-256 was recorded. ``replaced``: each case that was
    replaced, by which and why. ``earlier``: every earlier draw, and why it was drawn again.
    """

    draw: Draw
    committed_at: str | None = None
    replaced: Sequence[Mapping[str, str]] = ()
    earlier: Sequence[Mapping[str, str]] = ()

    @cached_property
    def selection_csv(self) -> str:
        """The cases to audit, in the order to audit them in."""
        lines = [row_written(SELECTION)]
        for order, each in enumerate(self.draw.rows, 1):
            chance, weight = repr(float(each.probability)), repr(float(each.weight))
            about = self._about[each.row]
            lines.append(row_written((*about, each.reason, str(order), chance, weight)))
        return "".join(lines)

    @cached_property
    def replacements_csv(self) -> str:
        """The cases not drawn, by type: in each the first one that fits is taken first."""
        strata = self._strata
        orders: Counter[str] = Counter()
        lines = [row_written(REPLACEMENTS)]
        for row, _ in self.draw.reserves:
            stratum = strata[row]
            orders[stratum] += 1
            lines.append(row_written((*self._about[row], stratum, str(orders[stratum]))))
        return "".join(lines)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `draw_sample --json` says."""
        return {
            "frame_sha256": self.draw.frame.sha256,
            "size": len(self.draw.rows),
            "selected": [self.draw.frame.refs[each.row] for each in self.draw.rows],
            "by_status": self._by("status"),
            "by_worker": self._by("worker"),
            "by_team": self._by("team"),
            "exclusions": self.draw.exclusions,
            "warnings": self.warnings,
        }

    @cached_property
    def warnings(self) -> list[str]:
        return remarks(self.draw)

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """The internal certificate."""
        design, frame = self.draw.design, self.draw.frame
        return {
            "certificate": "internal",
            "software": {"goldenthread": __version__, "method": METHOD},
            "frame": {
                "sha256": frame.sha256,
                "canonical_form": CANONICAL,
                "columns": list(frame.columns),
                "cases": len(frame.rows),
                "by_stratum": self._by_stratum(),
            },
            "design": dict(design.document),
            "design_sha256": design_sha256(design.document),
            "seed": {
                "text": self.draw.seed,
                "sha256": sha256(self.draw.seed),
                "committed_at": self.committed_at,
            },
            "numbers_of": design.programme or frame.sha256,
            "exclusions": self.draw.exclusions,
            "rotation": self.draw.rotation._asdict() if self.draw.rotation else None,
            "warnings": self.warnings,
            "selection_sha256": sha256(self.selection_csv),
            "replacements_sha256": sha256(self.replacements_csv),
            "replaced": [dict(each) for each in self.replaced],
            "earlier": [dict(each) for each in self.earlier],
            "drawn": self._drawn(),
        }

    @property
    def _strata(self) -> Sequence[str]:
        return self.draw.frame.column(self.draw.design.strata)

    @cached_property
    def _about(self) -> list[tuple[str, ...]]:
        columns = [self.draw.frame.column(name) for name in (ID, "status", "worker", "team")]
        return list(zip(*columns, strict=True))

    def _by(self, column: str) -> dict[str, int]:
        values = self.draw.frame.column(column)
        return dict(sorted(Counter(values[each.row] for each in self.draw.rows).items()))

    def _by_stratum(self) -> dict[str, dict[str, int]]:
        strata, reasons = self._strata, self.draw.left_out
        listed = Counter(strata)
        left = Counter(h for h, why in zip(strata, reasons, strict=True) if why not in ("", NAMED))
        drawn = Counter(strata[each.row] for each in self.draw.rows)
        return {
            h: {"listed": listed[h], "left_out": left[h], "drawn": drawn[h]} for h in sorted(listed)
        }

    def _drawn(self) -> list[dict[str, Any]]:
        rows = []
        for order, each in enumerate(self.draw.rows, 1):
            case, status, worker, team = self._about[each.row]
            rows.append(
                {
                    "order": order, "case": case, "number": each.hash_number, "status": status,
                    "stratum": self._strata[each.row], "worker": worker, "team": team,
                    "reason": each.reason, "probability": float(each.probability),
                }
            )  # fmt: skip
        return rows


INTERNAL_ONLY = (
    "design_sha256", "warnings", "selection_sha256", "replacements_sha256", "numbers_of",
)  # fmt: skip
NAMES_NOBODY = ("number", "stratum", "reason", "probability")
IN_OWN_WORDS = "drawn_again_why"
"""What somebody wrote about an earlier draw: a person may be named in it."""


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
    earlier = [
        {key: text for key, text in each.items() if key != IN_OWN_WORDS}
        for each in internal["earlier"]
    ]
    return made | {
        "certificate": "public", "design": design, "seed": seed, "replaced": replaced,
        "earlier": earlier, "drawn": rows,
    }  # fmt: skip


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
