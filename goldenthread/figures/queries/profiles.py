"""What one audit's sections were judged, and how many audits were judged like that. No audit is named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.audits.models import Standing
from goldenthread.figures.queries.audited import ONLY_THESE, _handed_in
from goldenthread.figures.queries.standing import UnknownDimension, check, scales_of, standing
from goldenthread.method.proportions import Share, share
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Scale


@dataclass(frozen=True)
class Profile:
    """Audits whose sections have the same grades, whichever section has which: counts by grade key.

    `applicable` sections were graded, `not_applicable` were said not to apply.
    """

    scale: Scale
    counts: dict[str, int]
    not_applicable: int
    audits: tuple[str, ...]
    part: Share

    @property
    def applicable(self) -> int:
        return sum(self.counts.values())


def profiles(
    by: Actor, *, stage: str = "final", where: Mapping[str, str] | None = None
) -> tuple[list[Profile], Share]:
    """The profiles, most audits first; and how many of the audits have any section graded.

    Raises UnknownDimension, UnknownStage, NotAllowed.
    """
    where = dict(where or {})
    check((), where, stage)
    if "domain" in where:
        raise UnknownDimension("domain")
    rows = standing(by, stage, where).exclude(section=OVERALL).order_by()
    graded: dict[int, Counter[str]] = {}
    about: dict[int, tuple[str, int]] = {}
    for pk, ref, version, grade in rows.values_list(
        "audit", "audit__ref", "audit__tool_version", "grade"
    ):
        graded.setdefault(pk, Counter())[grade] += 1
        about[pk] = (ref, version)
    left_out = _not_applicable(set(graded))
    every = _handed_in(by, (), where).count()
    scales = scales_of({v for _, v in about.values()})
    return _gathered(graded, about, left_out, scales, every), share(
        len(graded), every, basis=ONLY_THESE
    )


def _gathered(
    graded: Mapping[int, Counter[str]], about: Mapping[int, tuple[str, int]],
    left_out: Mapping[int, int], scales: Mapping[int, Scale], every: int,
) -> list[Profile]:  # fmt: skip
    like: dict[tuple[Scale, tuple[int, ...], int], list[str]] = {}
    for pk, counts in graded.items():
        ref, version = about[pk]
        scale = scales[version]
        key = (scale, tuple(counts[grade] for grade in scale.keys), left_out.get(pk, 0))
        like.setdefault(key, []).append(ref)
    found = [
        Profile(
            scale, dict(zip(scale.keys, counts, strict=True)), not_applicable, tuple(sorted(refs)),
            share(len(refs), every, basis=ONLY_THESE),
        )
        for (scale, counts, not_applicable), refs in like.items()
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda each: (-len(each.audits), each.scale.key, tuple(each.counts.values())[::-1]),
    )


def _not_applicable(audits: set[int]) -> dict[int, int]:
    """Sections that were said not to apply, at whatever stage; each counts once."""
    rows = Standing.objects.filter(audit__in=audits, grade=NOT_APPLICABLE).exclude(section=OVERALL)
    return Counter(pk for pk, _ in set(rows.order_by().values_list("audit", "section")))


def profile_key(profile: Profile) -> str:
    """How a profile is named in a figure: its counts, worst grade first, and what did not apply.

    >>> counts = {"does_not_meet_good": 3, "meets_good": 8}
    >>> profile_key(Profile(None, counts, 1, (), None))
    '3-8.1'
    """
    return f"{'-'.join(map(str, profile.counts.values()))}.{profile.not_applicable}"


def profiles_json(found: tuple[list[Profile], Share]) -> dict[str, Any]:
    words = vocabulary()
    rows, looked_at = found
    return {
        "audits_with_graded_sections": looked_at.count,
        "audits": looked_at.n,
        "profiles": [
            {
                "scale": each.scale.key,
                "counts": {words("grade", key): n for key, n in each.counts.items()},
                "applicable": each.applicable,
                "not_applicable": each.not_applicable,
                "n": len(each.audits),
                "of": each.part.n,
                "audits": list(each.audits),
            }
            for each in rows
        ],
    }


def audits_of(found: tuple[list[Profile], Share]) -> set[str]:
    """The references of all of them, for the record of reads."""
    return {ref for each in found[0] for ref in each.audits}
