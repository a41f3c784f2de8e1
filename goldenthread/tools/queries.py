"""Which tools there are, and what a version says."""

from django.db.models import QuerySet

from goldenthread.tools.form import Form, form_from
from goldenthread.tools.models import ToolVersion


def published_versions(with_test_tools: bool = False) -> QuerySet[ToolVersion]:
    """Versions a round may use, by title, newest first."""
    found = ToolVersion.objects.filter(state=ToolVersion.State.PUBLISHED).select_related("tool")
    if not with_test_tools:
        found = found.filter(tool__is_for_tests=False)
    return found.order_by("title", "-number")


def version_by_ref(ref: str) -> ToolVersion | None:
    return ToolVersion.objects.select_related("tool").filter(ref=ref).first()


def newest_version(code: str) -> ToolVersion | None:
    return (
        ToolVersion.objects.filter(tool__code=code, state=ToolVersion.State.PUBLISHED)
        .order_by("-number")
        .first()
    )


def form(version: ToolVersion) -> Form:
    """What the version says, as plain data."""
    return form_from(version.body)
