"""Mutation tests of the method: is there a test for every decision in goldenthread/method?

Run in a copy that holds the method and its tests alone, since the tests' own conftest loads
Django. A run that was stopped is continued by the next, as long as neither has changed.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKSHOPS = ROOT / "build" / "mutation"
REPORT = Path(__file__).with_name("mutation.md")
EQUIVALENTS = Path(__file__).with_name("equivalent.json")
COPIED = ("goldenthread/__init__.py", "goldenthread/method", "tests/__init__.py", "tests/method")
PYTEST = {"addopts": "-q -x -p no:cacheprovider -p no:django", "pythonpath": ["."]}
CONFTEST = '''"""The quick profile of tests/conftest.py, without what loads Django."""
from hypothesis import settings

settings.register_profile("quick", max_examples=40, derandomize=True, deadline=None)
settings.load_profile("quick")
'''
# mutmut's own exit codes: what became of a mutant.
KILLED, SURVIVED, TIMED_OUT = (1, 3), (0,), (-24, 24, 36, 152, 255)


@dataclass(frozen=True)
class Mutant:
    """One change to the code: its name, and mutmut's code for its end, None while not tried."""

    name: str
    code: int | None

    @property
    def module(self) -> str:
        return self.name.split(".")[2]

    @property
    def fate(self) -> str:
        fates = {"killed": KILLED, "survived": SURVIVED, "timed out": TIMED_OUT}
        if self.code is None:
            return "not tried"
        return next((fate for fate, codes in fates.items() if self.code in codes), "other")


def sources() -> Iterator[Path]:
    for name in COPIED:
        path = ROOT / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (f for f in found if f.suffix in (".py", ".json"))


def fingerprint() -> str:
    """What the results depend on: the method, its tests and the settings of mutmut."""
    settings = json.dumps([_settings(), PYTEST, CONFTEST], sort_keys=True)
    made = hashlib.sha256(settings.encode())
    for file in sources():
        made.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return made.hexdigest()[:12]


def _settings() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]  # type: ignore[no-any-return]


def workshop() -> Path:
    """The copy for today's method and tests; copies of older ones are removed."""
    here = WORKSHOPS / fingerprint()
    for old in WORKSHOPS.glob("*"):
        if old != here:
            shutil.rmtree(old)
    for file in sources():
        copy = here / file.relative_to(ROOT)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy)
    parts = {"tool.mutmut": _settings(), "tool.pytest.ini_options": PYTEST}
    lines = [f"[{part}]\n" + _toml(values) for part, values in parts.items()]
    _write_if_new(here / "pyproject.toml", "\n".join(lines))
    _write_if_new(here / "tests" / "conftest.py", CONFTEST)
    return here


def _toml(values: dict[str, object]) -> str:
    # Texts, numbers and lists of them are written alike in JSON and TOML.
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def _write_if_new(file: Path, text: str) -> None:
    if not file.exists():
        file.write_text(text)


def run(seconds: float, children: int) -> bool:
    """Try every mutant not tried yet, for so many seconds at most; whether all were tried."""
    here = workshop()
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children)]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GOLDENTHREAD_")}
    with (here / "run.log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=here, env=clean, stdout=log, stderr=log, start_new_session=True
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    tried = mutants(here)
    return bool(tried) and all(mutant.code is not None for mutant in tried)


def mutants(here: Path) -> list[Mutant]:
    """Every mutant that mutmut made in a workshop, in order."""
    found = [
        Mutant(name, code)
        for meta in sorted((here / "mutants").rglob("*.py.meta"))
        for name, code in json.loads(meta.read_text())["exit_code_by_key"].items()
    ]
    return sorted(found, key=lambda mutant: [*map(_natural, mutant.name.rsplit("_", 1))])


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (0, text)


def difference(here: Path, mutant: Mutant) -> str:
    """The lines that the mutant changes, as mutmut shows them."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", mutant.name],
        cwd=here, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line for line in shown.stdout.splitlines() if re.match(r"[-+](?![-+])", line)]
    return "\n".join(lines)


def report(here: Path, took: float) -> str:
    """The score by module, then each survivor with its change and, where one is known, why it lives."""
    everyone = mutants(here)
    fates = Counter(mutant.fate for mutant in everyone)
    tried = len(everyone) - fates["not tried"]
    dead = fates["killed"] + fates["timed out"]
    known = json.loads(EQUIVALENTS.read_text())
    lines = [
        "# Mutation tests of goldenthread/method", "",
        f"Fingerprint of the method and its tests: `{here.name}`. mutmut, in a copy; "
        "only tests/method counts, examples in docstrings do not.", "",
        f"**{dead} of {tried} mutants were noticed ({dead / max(tried, 1):.1%})**: "
        + ", ".join(f"{n} {fate}" for fate, n in sorted(fates.items())) + ".",
        f"This run took {took / 60:.1f} minutes.", "",
        "| module | mutants | noticed | survived |", "|---|---:|---:|---:|",
    ]  # fmt: skip
    for module in sorted({mutant.module for mutant in everyone}):
        own = Counter(mutant.fate for mutant in everyone if mutant.module == module)
        noticed = own["killed"] + own["timed out"]
        lines.append(f"| {module} | {own.total()} | {noticed} | {own['survived']} |")
    lines += ["", "## Survivors", ""]
    for mutant in everyone:
        if mutant.fate in ("survived", "other"):
            lines += _survivor(mutant, difference(here, mutant), known)
    return "\n".join(lines).rstrip() + "\n"


def _survivor(mutant: Mutant, change: str, known: dict[str, str]) -> list[str]:
    why = known.get(change, "")
    said = f"Equivalent: {why}" if why else "**Not explained: a test may be missing.**"
    return [f"`{mutant.name}` - {said}", "", "```diff", change, "```", ""]


def main(seconds: float = 3000, children: int = 2) -> bool:
    """Whether every mutant has been tried; the report is written either way."""
    last = REPORT.read_text() if REPORT.exists() else ""
    if f"`{fingerprint()}`" in last and "not tried" not in last:
        print(f"Mutation tests: nothing changed since {REPORT.relative_to(ROOT)} was written.")
        return True
    started = time.monotonic()
    is_complete = run(seconds, children)
    REPORT.write_text(report(workshop(), time.monotonic() - started))
    print(f"Mutation tests: see {REPORT.relative_to(ROOT)}.")
    if not is_complete:
        print("They are not finished: run `make thorough` again to continue.")
    return is_complete


if __name__ == "__main__":
    main()
