"""What became of mutants: read from mutmut's notes, kept by module, and told in mutation.md."""

import ast
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from difflib import unified_diff
from functools import cache
from pathlib import Path

KEPT = Path(__file__).with_name("mutation.json")
REPORT = Path(__file__).with_name("mutation.md")
EQUIVALENTS = Path(__file__).with_name("equivalent.json")
# mutmut's own exit codes: what became of a mutant.
KILLED, SURVIVED, TIMED_OUT, NO_TEST = (1, 3), (0,), (-24, 24, 36, 152, 255), (33,)


@dataclass(frozen=True)
class Mutant:
    """One change to the code: its name, and mutmut's code for its end, None while not tried."""

    name: str
    code: int | None

    @property
    def module(self) -> str:
        """As in method/narrative."""
        return "/".join(self.name.split(".")[1:3])

    @property
    def is_noticed(self) -> bool:
        return self.code in KILLED or self.code in TIMED_OUT

    @property
    def is_alive(self) -> bool:
        return self.code in SURVIVED


@dataclass(frozen=True)
class Result:
    """Of one module: all its mutants, how many were tried and noticed, and the change of each other
    by its name; `untested` are those that no test runs."""

    fingerprint: str
    mutants: int
    tried: int
    noticed: int
    survivors: Mapping[str, str]
    untested: tuple[str, ...] = ()


def found(here: Path) -> list[Mutant]:
    """Every mutant that mutmut made in a workshop, in order."""
    every = [
        Mutant(name, code)
        for meta in sorted((here / "mutants").rglob("*.py.meta"))
        for name, code in json.loads(meta.read_text())["exit_code_by_key"].items()
    ]
    return sorted(every, key=lambda mutant: [*map(_natural, mutant.name.rsplit("_", 1))])


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (0, text)


def result(here: Path, fingerprint: str, total: int, came: Sequence[Mutant]) -> Result:
    alive = sorted((m for m in came if not m.is_noticed), key=lambda mutant: mutant.name)
    return Result(
        fingerprint, total, len(came), len(came) - len(alive),
        {mutant.name: _difference(here, mutant) for mutant in alive},
        tuple(mutant.name for mutant in alive if mutant.code in NO_TEST),
    )  # fmt: skip


def _difference(here: Path, mutant: Mutant) -> str:
    """The lines that the mutant changes, from the file in which both versions stand."""
    module, _, name = mutant.name.rpartition(".")
    path = here / "mutants" / module.replace(".", "/")
    functions = _functions(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))
    whole = name.rpartition("__mutmut_")[0]
    plain = re.sub(r"^x(_|ǁ.*ǁ)", "", whole)
    was, now = (
        functions[version].replace(version, plain, 1).splitlines()
        for version in (f"{whole}__mutmut_orig", name)
    )
    return "\n".join(line for line in unified_diff(was, now) if re.match(r"[-+](?![-+])", line))


@cache
def _functions(file: Path) -> dict[str, str]:
    text = file.read_text()
    lines = text.splitlines()
    return {
        each.name: textwrap.dedent("\n".join(lines[each.lineno - 1 : each.end_lineno]))
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.FunctionDef)
    }


def kept(names: Set[str]) -> dict[str, Result]:
    """What came of the modules that there still are."""
    read = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return {name: Result(**each) for name, each in read.items() if name in names}


def keep(results: Mapping[str, Result], at_most: int) -> None:
    plain = {name: asdict(each) for name, each in sorted(results.items())}
    KEPT.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n")
    REPORT.write_text("\n".join(_report(dict(sorted(results.items())), at_most)).rstrip() + "\n")


def score(results: Mapping[str, Result], known: Mapping[str, str]) -> tuple[int, int, int]:
    """Tried, noticed, and known to be equivalent among the others."""
    tried = sum(each.tried for each in results.values())
    noticed = sum(each.noticed for each in results.values())
    alike = sum(change in known for each in results.values() for change in each.survivors.values())
    return tried, noticed, alike


def _report(results: Mapping[str, Result], at_most: int) -> Iterator[str]:
    known = json.loads(EQUIVALENTS.read_text())
    tried, noticed, alike = score(results, known)
    yield from (
        "# Mutation tests of method, readers and writers", "",
        f"mutmut, in a copy; only the floor's own tests count; examples in docstrings and tests that start "
        f"LibreOffice do not. Of a module "
        f"with more than {at_most} mutants {at_most} are tried, drawn by a fixed seed. A change that no test "
        "runs counts as not noticed; so does an equivalent one, which stands in `equivalent.json` with why.",
        "",
        f"**{noticed} of {tried} mutants tried were noticed ({noticed / max(tried, 1):.1%})**; of the "
        f"{tried - noticed} others {alike} are known to be equivalent: "
        f"{noticed / max(tried - alike, 1):.1%} of those that a test could notice.", "",
        "| module | mutants | tried | noticed | equivalent | score |", "|---|---:|---:|---:|---:|---:|",
    )  # fmt: skip
    for name, each in results.items():
        tried, noticed, same = score({name: each}, known)
        share = f"{noticed / (tried - same):.0%}" if tried - same else ""
        yield f"| {name} | {each.mutants} | {tried} | {noticed} | {same} | {share} |"
    yield from ("", "## Survivors", "")
    for each in results.values():
        for name, change in each.survivors.items():
            yield from _survivor(name, change, known.get(change, ""), name in each.untested)


def _survivor(name: str, change: str, why: str, is_untested: bool) -> Iterator[str]:
    said = "no test runs it" if is_untested else "a test may be missing"
    said = f"Equivalent: {why}" if why else f"Not explained: {said}."
    yield from (f"`{name}` - {said}", "", "```diff", change, "```", "")
