"""The Annex A specification: facts kept in `annex_a.yaml`, which a new edition replaces."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from goldenthread.readers.cells import heading_key
from goldenthread.readers.codes import CodeSet


@dataclass(frozen=True)
class Column:
    """A column of a list; without a key it is recognised and thrown away."""

    name: str
    type: str
    key: str
    codes: str
    is_shared: bool
    is_added: bool  # by a later edition, so that its absence is no news
    headings: frozenset[str]


@dataclass(frozen=True)
class ListSpec:
    """One of the eleven lists."""

    number: int
    title: str
    one_row_per: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Spec:
    """The whole specification."""

    header_rows: int
    person_id_headings: frozenset[str]
    lists: tuple[ListSpec, ...]
    code_sets: dict[str, CodeSet]


@lru_cache(maxsize=1)
def annex_a() -> Spec:
    """The edition that came with this version of the product."""
    text = resources.files("goldenthread.readers").joinpath("annex_a.yaml").read_text("utf-8")
    # The C loader, where there is one, is ten times faster.
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    person_id = frozenset(map(heading_key, data["person_id_headers"]))
    lists = tuple(
        ListSpec(
            int(number),
            about["title"],
            about["one_row_per"],
            tuple(_column(column, person_id) for column in about["columns"]),
        )
        for number, about in data["lists"].items()
    )
    code_sets = {name: CodeSet(items) for name, items in data["code_sets"].items()}
    return Spec(int(data["header_rows"]), person_id, lists, code_sets)


def _column(data: dict[str, object], person_id: frozenset[str]) -> Column:
    name, aliases = str(data["name"]), data.get("aliases", [])
    assert isinstance(aliases, list)
    headings = frozenset(map(heading_key, [name, *aliases]))
    return Column(
        name,
        str(data["type"]),
        str(data.get("key", "")),
        str(data.get("codes", "")),
        bool(data.get("shared", False)),
        "since" in data,
        headings | person_id if headings & person_id else headings,
    )
