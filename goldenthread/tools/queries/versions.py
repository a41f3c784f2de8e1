"""Which tools there are, and what a version says."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from goldenthread.tools.form import Form, Scale, Series, form_from, scale_from, series
from goldenthread.tools.form.subjects import CASE_FILE
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries.drafts import version_before


def published_versions(with_test_tools: bool = False) -> QuerySet[ToolVersion]:
    """Versions a round may use, by title, newest first."""
    found = ToolVersion.objects.filter(state=ToolVersion.State.PUBLISHED).select_related("tool")
    if not with_test_tools:
        found = found.filter(tool__is_for_tests=False)
    return found.order_by("title", "-number")


def offered_versions() -> QuerySet[ToolVersion, Any]:
    """What a list to choose from says of each version a round may use."""
    return (
        published_versions()
        .annotate(
            look_back=F("body__look_back_months"),
            subject=Coalesce(
                KeyTextTransform("subject", "body"), Value(CASE_FILE), output_field=TextField()
            ),
        )
        .values_list("ref", "title", "number", "look_back", "subject", named=True)
    )


def offered_scales() -> list[Scale]:
    """The scales of the versions a round may use."""
    scales = published_versions().annotate(scale=F("body__scale")).values_list("scale", flat=True)
    return [scale_from(scale) for scale in scales if scale]


def version_by_ref(ref: str) -> ToolVersion | None:
    return ToolVersion.objects.select_related("tool").filter(ref=ref).first()


def newest_version(code: str) -> ToolVersion | None:
    return (
        ToolVersion.objects.filter(tool__code=code, state=ToolVersion.State.PUBLISHED)
        .order_by("-number")
        .first()
    )


@dataclass(unsafe_hash=True)
class UnknownTool(Exception):
    """There is no tool of this code, or no such version of it."""

    code: str
    number: int | None
    known: tuple[str, ...]

    def __str__(self) -> str:
        what = (
            f"version {self.number} of the tool {self.code!r}"
            if self.number
            else f"tool {self.code!r}"
        )
        return f"There is no {what}. Tools: {', '.join(self.known)}."


def version_of(code: str, number: int | None = None) -> ToolVersion:
    """A version by its number, or the newest of a tool: a published one where there is any.

    Raises UnknownTool.
    """
    versions = ToolVersion.objects.select_related("tool").filter(tool__code=code)
    found = versions.filter(number=number).first() if number else None
    if number is None:
        found = newest_version(code) or versions.order_by("-number").first()
    if found is None:
        known = ToolVersion.objects.order_by("tool__code").values_list("tool__code", flat=True)
        raise UnknownTool(code, number, tuple(known.distinct()))
    return found


def next_number(code: str) -> int:
    """The number that the next version of a tool takes."""
    found = ToolVersion.objects.filter(tool__code=code).aggregate(last=Max("number"))
    return int(found["last"] or 0) + 1


def series_with_the_version_before(version: ToolVersion) -> Series | None:
    """What a version does to the figures of the published one before it; None where there is none."""
    before = version_before(version)
    return series(form(before), form(version)) if before else None


def form(version: ToolVersion) -> Form:
    """What the version says, as plain data."""
    return form_from(version.body)


def codes_kept() -> set[str]:
    """The codes of the tools that have ever been published here."""
    kept = ToolVersion.objects.exclude(state=ToolVersion.State.DRAFT)
    return set(kept.values_list("tool__code", flat=True))


def is_draft(version: ToolVersion) -> bool:
    return version.state == ToolVersion.State.DRAFT


def known_versions() -> set[tuple[str, int]]:
    """Code and number of every version there is."""
    return set(ToolVersion.objects.values_list("tool__code", "number"))


def versions_by_tool() -> dict[str, list[ToolVersion]]:
    """Every version of every tool but those for tests, by the tool's code, the newest first; without bodies."""
    found: dict[str, list[ToolVersion]] = {}
    rows = ToolVersion.objects.select_related("tool").filter(tool__is_for_tests=False)
    for version in rows.defer("body").order_by("tool__code", "-number"):
        found.setdefault(version.tool.code, []).append(version)
    return found
