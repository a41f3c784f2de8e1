"""`python -m bench`: every measurement beside its floor. Nothing passes or fails."""

import importlib
import sys
from collections.abc import Iterator

from bench import allocation, files, themes
from bench.database import database
from bench.measuring import Figure, machine, table

PARTS = (
    "files",
    "allocation",
    "pages",
    "saving",
    "journal",
    "contention",
    "lists",
    "papers",
    "themes",
)


def measured(parts: list[str]) -> Iterator[Figure]:
    """The figures of the parts that were asked for; files, allocation and themes need no database."""
    if "files" in parts:
        yield from files.figures()
    if "allocation" in parts:
        yield from allocation.figures()
    rest = [part for part in PARTS[2:-1] if part in parts]
    if not rest:
        return
    with database():
        from tests.cast import make_cast

        cast = make_cast()
        for part in rest:
            yield from importlib.import_module(f"bench.{part}").figures(cast)


def main() -> None:
    if sys.argv[1:] == ["open_actions"]:  # a database as full as years make it: by itself
        with database():
            importlib.import_module("bench.open_actions").main()
        return
    asked = sys.argv[1:] or list(PARTS)
    unknown = [part for part in asked if part not in PARTS]
    if unknown:
        sys.exit(f"There is no part {unknown[0]}. Parts: {', '.join(PARTS)}.")
    print(machine())
    figures = []
    for figure in measured(asked):
        figures.append(figure)
        print(f"  {figure.what}: {figure.ours:.0f} ms", file=sys.stderr, flush=True)
    print(table(figures))
    if "themes" in asked:
        print(themes.told())


if __name__ == "__main__":
    main()
