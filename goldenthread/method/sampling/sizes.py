"""How many cases each type gives, from what the design says and what there is."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from goldenthread.method import quotas
from goldenthread.method.quotas import QuotaImpossible
from goldenthread.method.sampling.cells import DrawImpossible
from goldenthread.method.sampling.design import Design, DesignRefused
from goldenthread.method.sampling.detecting import size_to_detect
from goldenthread.method.sampling.refusing import counted, listed


def has_size(design: Design) -> bool:
    """Whether the design says how many, and not just which wave of a rotation."""
    return any(
        each is not None for each in (design.size, design.percent, design.detect, design.quotas)
    )


def quotas_of(design: Design, available: Mapping[str, int], parts: int = 1) -> dict[str, int]:
    """The quota of each type that the case list names.

    ``parts``: of a rotation without a size, one part of so many is drawn.

    Raises DesignRefused for a type that is not in the case list, DrawImpossible.
    """
    for key, named in (("quotas", design.quotas or {}), ("neyman", design.neyman.variances)):
        if strangers := sorted(set(named) - set(available)):
            there = listed(sorted(available))
            raise DesignRefused(
                f"{key}: there is no {design.strata} {listed(strangers)} in the case list, "
                f"which has {there}."
            )
    try:
        if design.quotas is not None:
            return quotas.typed(design.quotas, available)
        size = _size(design, sum(available.values()), parts)
        if design.way == "neyman":
            return quotas.neyman(
                size, available, design.neyman.variances,
                minimum=design.neyman.minimum, maximum=design.neyman.maximum,
            )  # fmt: skip
        return (quotas.equal if design.way == "equal" else quotas.proportional)(size, available)
    except QuotaImpossible as refused:
        raise DrawImpossible(_in_words(refused, design)) from None


def _size(design: Design, cases: int, parts: int) -> int:
    if design.size is not None:
        return design.size
    if design.percent is not None:
        return ceil(design.percent * cases / 100)
    if design.detect is not None:
        return size_to_detect(cases, design.detect.percent, design.detect.confidence)
    return int(Fraction(cases, parts) + Fraction(1, 2))


def _in_words(refused: QuotaImpossible, design: Design) -> str:
    asked, there = refused.asked, refused.available
    if refused.stratum is not None:
        return (
            f"The quota of {refused.stratum} is {asked}, but only {counted(there, 'case')} of it may "
            f"be drawn: {asked - there} too few."
        )
    if there > asked:
        return f"The size is {asked}, but the types' minimums ask for {there}: {there - asked} too few."
    maximums = " within the types' maximums" if design.neyman.maximum is not None else ""
    return (
        f"The size is {asked}, but only {counted(there, 'case')} may be drawn{maximums}: "
        f"{asked - there} too few."
    )
