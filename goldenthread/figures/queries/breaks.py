"""Where a series of grades breaks: between two versions of a tool, a section asked, or graded, otherwise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from goldenthread.tools.form import Form, Section, form_from, series
from goldenthread.tools.models import ToolVersion

BEGINS, ENDS, CHANGES = "begins", "ends", "changes"


@dataclass(frozen=True)
class Break:
    """One section whose grades do not go on from one version to the next. `how`: its grades begin with
    the newer version, end with the older, or are given otherwise."""

    tool: str
    before: int
    after: int
    section: str
    title: str
    how: str

    @property
    def text(self) -> str:
        what = f"{self.tool}: grades of “{self.title}”"
        if self.how == BEGINS:
            return f"{what} begin with version {self.after}; version {self.before} has none that they go on from."
        if self.how == ENDS:
            return f"{what} end with version {self.before}; version {self.after} has none that go on from them."
        return (
            f"{what} are given otherwise from version {self.after} on: "
            f"they do not compare with those of version {self.before}."
        )

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)


def breaks_between(versions: Iterable[ToolVersion]) -> dict[int, tuple[Break, ...]]:
    """The breaks between versions of the same tool, by the version that the figures of it are from:
    the newer one, or the older where a section ends with it."""
    by_tool = defaultdict(list)
    for version in versions:
        by_tool[version.tool_id].append(version)
    found: dict[int, list[Break]] = defaultdict(list)
    for those in by_tool.values():
        for old, new in pairwise(sorted(those, key=lambda version: version.number)):
            for each in _between(old, new):
                found[old.pk if each.how == ENDS else new.pk].append(each)
    return {version: tuple(breaks) for version, breaks in found.items()}


def _between(old: ToolVersion, new: ToolVersion) -> list[Break]:
    before, after = form_from(old.body), form_from(new.body)
    made = series(before, after)
    hows = (
        (BEGINS, made.new, after), (CHANGES, made.changed, after), (ENDS, made.left_out, before),
    )  # fmt: skip
    return [
        Break(new.title, old.number, new.number, section.key, section.title, how)
        for how, keys, form in hows
        for section in _judged(form, keys)
    ]


def _judged(form: Form, keys: Iterable[str]) -> list[Section]:
    """The sections whose judgement is one of these questions."""
    wanted = set(keys)
    return [
        section
        for section in form.sections
        if section.grade_question and section.grade_question.key in wanted
    ]
