"""The plan of a selection: the tree of keys that a design file has, as a round's design keeps it.

What the rules of the round leave out becomes a column of the case list for each reason, and named
cases are rows of the round: neither stands in the plan. `tree_of` puts the whole together.
"""

from collections.abc import Iterable, Mapping
from typing import Any

STRATA = "case_type"
WAVE, AGAIN, SERVICE = "wave", "again", "service"
YES = "yes"
DATES = ("opened_on", "closed_on", "last_seen_on", "last_review_on")
"""The dates of a case that a dip sample may go by."""

Plan = Mapping[str, Any]


def sample_of(design: Plan) -> dict[str, Any]:
    """The keys of a design file that a round's design holds; also of one planned before there were."""
    if "sample" in design:
        return dict(design["sample"])
    if design.get("way") in ("proportional", "equal"):
        return {"size": design.get("size", 0), "quotas": design["way"]}
    quotas = {stratum: n for stratum, n in design.get("quotas", {}).items() if n}
    return {"quotas": quotas} if quotas else {}


def is_planned(design: Plan) -> bool:
    """Whether somebody has said how many, or which wave."""
    sample = sample_of(design)
    has_quotas = isinstance(sample.get("quotas"), Mapping) and sample["quotas"]
    return bool(has_quotas or sample.get("size") or "waves" in sample or "detect" in sample)


def tree_of(design: Plan, reasons: Iterable[str]) -> dict[str, Any]:
    """The whole design but for the named cases. `reasons`: the columns that leave a case out."""
    sample = sample_of(design)
    columns = {reason: [YES] for reason in sorted(reasons)}
    exclude = {**sample.get("exclude", {}), "columns": columns}
    return {"strata": STRATA, **sample, "exclude": exclude}


def extra_columns(tree: Plan) -> list[str]:
    """The columns of the case list, beside the usual ones, that a design asks about.

    In an order of their own: the database does not keep that of a tree's keys.
    """
    columns = sorted(tree.get("exclude", {}).get("columns", {}))
    if window := window_column(tree):
        columns.append(window)
    if "waves" in tree:
        columns.append(WAVE)
    if is_again(tree):
        columns.append(AGAIN)
    if bounds_services(tree):
        columns.append(SERVICE)
    return columns


def bounds_services(tree: Plan) -> bool:
    return SERVICE in tree.get("bounds", {})


def window_column(tree: Plan) -> str:
    return str(tree.get("exclude", {}).get("window", {}).get("column", ""))


def is_again(tree: Plan) -> bool:
    return AGAIN in tree.get("only", {})


def is_audited_again(design: Plan) -> bool:
    """Whether the selection is of cases that an earlier round audited, however lately."""
    return is_again(sample_of(design))


def wave_of(design: Plan) -> tuple[int, int] | None:
    """Which wave of how many."""
    waves = sample_of(design).get("waves")
    return (int(waves["draw"]), int(waves["count"])) if waves else None


def rotation_of(design: Plan) -> str:
    """The rotation a round is a wave of: the reference of its first round; empty where none."""
    return str(sample_of(design).get("programme", ""))
