"""Mutation tests of the ground floor: is there a test for every decision in method, readers, writers?

Each floor is tried in a copy that holds the ground and its tests alone, since the tests' own conftest
loads Django. Of a module (a package counts as one) with more than SAMPLE mutants a sample is tried,
those with the lowest hashes under SEED: the same in every run. What came of a module is kept with a
fingerprint of it and of the tests that name it, and is not tried again until one of them changes.

    python -m bench.mutation [--minutes N] [--children N] [MODULE ...]      a module: method/narrative
"""

import argparse
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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench import mutants
from bench.mutants import Mutant, Result

ROOT = Path(__file__).parents[1]
WORKSHOPS = ROOT / "build" / "mutation"
FLOORS = ("method", "readers", "writers")
SAMPLE, SEED, TOGETHER = 40, "ground", 13
# Beside its floor: what its tests import and read.
COPIED = (
    "goldenthread/__init__.py", "goldenthread/method", "goldenthread/readers", "goldenthread/writers",
    "goldenthread/learning/__init__.py", "goldenthread/learning/shipped.py",
    "goldenthread/tools/__init__.py", "goldenthread/tools/form", "docs/guide/other-subjects.md",
    "tests/__init__.py", "tests/missing.py", "tests/word_filling.py",
    "tests/word_templates.py",
)  # fmt: skip
PYTEST = {
    "addopts": "-q -x -p no:cacheprovider -p no:django -p no:schemathesis",
    "pythonpath": ["."],
}
CONFTEST = '''"""The quick profile of tests/conftest.py, without what loads Django.

Files are read in the process of the test, where a mutant is known; but for those made to bring a
process down.
"""
import json
import os
import sys
from hypothesis import settings
import pytest

settings.register_profile("quick", max_examples=40, derandomize=True, deadline=None)
settings.load_profile("quick")


def pytest_configure(config):
    """Code that runs while its module is loaded has run before a mutant was chosen: load it again."""
    for name in list(sys.modules) if "MUTATION_AFRESH" in os.environ else ():
        if name.startswith(("goldenthread", "tests.")) and name != __name__:
            del sys.modules[name]


@pytest.fixture(autouse=True)
def _in_this_process(request, monkeypatch):
    from goldenthread.readers import child, run_child
    from goldenthread.readers.case_lines import as_plain, lines_of
    from goldenthread.readers.reading import as_json

    in_a_child = run_child._answer

    def answered(asked, progress, timeout):
        if timeout != run_child.TIMEOUT or json.loads(asked)["memory"] != run_child.MEMORY:
            return in_a_child(asked, progress, timeout)  # which alone can be stopped
        told = progress or (lambda rows: None)
        try:
            result = as_json(child.answer(json.loads(asked), told))
        except run_child.FileRefused as error:
            words = [error.file, error.reason, error.what_to_do]
            return {"refused": words, "no_list": isinstance(error, run_child.NoListFound)}
        return json.loads(json.dumps({"result": result}, default=as_plain))

    if request.module.__name__ != "tests.readers.test_hostile_files":
        monkeypatch.setattr(run_child, "_answer", answered)
'''

QUICKEST = '''"""The tests that take least first: most mutants need no other."""
import json
from pathlib import Path

TOOK = Path("mutmut-stats.json")


def pytest_collection_modifyitems(items):
    took = json.loads(TOOK.read_text())["duration_by_test"] if TOOK.exists() else {}
    items.sort(key=lambda item: took.get(item.nodeid, 0))
'''
# Beside the tests of readers: a reader with limits of its own is tried in the process of the test too.
READERS = '''"""Readers with limits of their own, such as those of Word files, read in the process of the test too."""
import json
import pytest


@pytest.fixture(autouse=True)
def _whatever_its_limits(request, monkeypatch, _in_this_process):
    from goldenthread.readers import run_child

    known = run_child._answer

    def answered(asked, progress, timeout):
        if timeout < 1:  # made to take too long
            return known(asked, progress, timeout)
        usual = json.dumps(json.loads(asked) | {"memory": run_child.MEMORY}).encode()
        return known(usual, progress, run_child.TIMEOUT)

    if request.module.__name__ != "tests.readers.test_hostile_files":
        monkeypatch.setattr(run_child, "_answer", answered)
'''


@dataclass(frozen=True)
class Module:
    """A module or package of a floor; `name` as in method/narrative."""

    name: str
    files: tuple[Path, ...]
    tests: tuple[Path, ...]

    @property
    def floor(self) -> str:
        return self.name.split("/")[0]

    @property
    def fingerprint(self) -> str:
        """What its result depends on: itself, the tests that name it, and how it is tried."""
        made = hashlib.sha256(json.dumps([_settings(), PYTEST, CONFTEST, SAMPLE, SEED]).encode())
        for file in (*self.files, *self.tests):
            made.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
        return made.hexdigest()[:12]


def modules() -> Iterator[Module]:
    """Every module of the ground floor with code in it."""
    for floor in FLOORS:
        tests = sorted((ROOT / "tests" / floor).rglob("*.py"))
        for path in sorted((ROOT / "goldenthread" / floor).iterdir()):
            if path.stem.startswith("__") or (path.is_file() and path.suffix != ".py"):
                continue
            files = tuple(sorted(path.rglob("*.py"))) if path.is_dir() else (path,)
            named = re.compile(rf"goldenthread\.{floor}(\.{path.stem}\b| import .*\b{path.stem}\b)")
            about = tuple(test for test in tests if named.search(test.read_text()))
            yield Module(f"{floor}/{path.stem}", files, about or tuple(tests))


def _settings() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]  # type: ignore[no-any-return]


def _sources(floor: str) -> Iterator[Path]:
    for name in (*COPIED, f"tests/{floor}"):
        path = ROOT / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (f for f in found if f.is_file() and f.suffix != ".pyc" and stands_on_copies(f))


def stands_on_copies(file: Path) -> bool:
    """Whether a test imports nothing of ours but what is copied; one that does more is left out."""
    if file.suffix != ".py" or ROOT / "tests" not in file.parents:
        return True
    imported = re.findall(
        r"^from ((?:goldenthread|tests)\b[\w.]*) import", file.read_text(), re.MULTILINE
    )
    copied = [*COPIED, *(f"tests/{floor}" for floor in FLOORS)]
    held = [
        name.removesuffix("/__init__.py").removesuffix(".py")
        for name in copied
        if name[-11:] != "__init__.py"
    ]
    return all(
        any(f"{name.replace('.', '/')}/".startswith(f"{each}/") for each in held)
        for name in imported
    )


def workshop(floor: str) -> Path:
    """The copy for today's code and tests of a floor; copies of older ones are removed."""
    told = [_settings(), PYTEST, CONFTEST, QUICKEST, READERS]
    made = hashlib.sha256(json.dumps(told).encode())
    for file in _sources(floor):
        made.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    here = WORKSHOPS / f"{floor}-{made.hexdigest()[:12]}"
    for old in WORKSHOPS.glob(f"{floor}-*"):
        if old != here:
            shutil.rmtree(old)
    if here.exists():
        return here
    for file in _sources(floor):
        copy = here / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    settings = {
        **_settings(),
        "source_paths": [f"goldenthread/{floor}"],
        "also_copy": ["goldenthread", "tests", "docs"],
        "pytest_add_cli_args_test_selection": [f"tests/{floor}"],
        # The typesetter runs threads, which a fork of a process that has used it waits for in vain.
        "process_isolation": "forkserver",
    }
    parts = {"tool.mutmut": settings, "tool.pytest.ini_options": PYTEST}
    lines = [f"[{part}]\n" + _toml(values) for part, values in parts.items()]
    (here / "pyproject.toml").write_text("\n".join(lines))
    (here / "tests" / "conftest.py").write_text(CONFTEST)
    if floor == "readers":
        (here / "tests" / "readers" / "conftest.py").write_text(READERS)
    (here / "order").mkdir()
    (here / "order" / "quickest.py").write_text(QUICKEST)
    return here


def _toml(values: dict[str, object]) -> str:
    # Texts, numbers and lists of them are written alike in JSON and TOML.
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def run(
    here: Path, names: Sequence[str], seconds: float, children: int, afresh: bool = False
) -> None:
    """Try these mutants, for so many seconds at most; what was tried by then is kept in the workshop."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children), *names]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GOLDENTHREAD_")}
    clean |= {"MUTATION_AFRESH": "1"} if afresh else {}
    # What takes seconds to start, or half of a short test's time, is paid again for each mutant.
    clean["PYTEST_ADDOPTS"] = (
        '-k "not libreoffice" -p quickest -p no:unraisableexception -p no:threadexception'
    )
    clean["PYTHONPATH"] = str(here / "order")
    with (here / "run.log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=here, env=clean, stdout=log, stderr=log, start_new_session=True
        )
        try:
            process.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def made(here: Path, seconds: float) -> list[Mutant]:
    """Every mutant of a workshop. mutmut makes them, and learns which test runs which function, before
    it looks for the ones that were asked for: here one that there is not."""
    if not (here / "mutants" / "mutmut-stats.json").exists():
        run(here, ["none of them"], seconds, 1)
    return mutants.found(here)


def sample(every: Sequence[Mutant]) -> list[Mutant]:
    """Which mutants of one module are tried."""

    def place(mutant: Mutant) -> bytes:
        return hashlib.sha256(f"{SEED}|{mutant.name}".encode()).digest()

    return sorted(every, key=place)[:SAMPLE]


def tried(
    here: Path, together: Sequence[Module], ends: float, children: int
) -> Iterator[tuple[str, Result]]:
    """What came of these modules of one floor; nothing where the time was up before the last mutant."""
    every = made(here, ends - time.monotonic())
    asked = {m.name: sample([e for e in every if e.module == m.name]) for m in together}
    names = {mutant.name for chosen in asked.values() for mutant in chosen}
    if new := sorted(e.name for e in every if e.name in names and e.code is None):
        run(here, new, ends - time.monotonic(), children)
    if alive := [m.name for m in mutants.found(here) if m.name in names and m.is_alive]:
        run(here, alive, ends - time.monotonic(), children, afresh=True)
    if time.monotonic() >= ends:
        return
    ended = {mutant.name: mutant for mutant in mutants.found(here)}
    for module in together:
        came = [ended[mutant.name] for mutant in asked[module.name]]
        if all(mutant.code is not None for mutant in came):
            total = sum(mutant.module == module.name for mutant in every)
            yield module.name, mutants.result(here, module.fingerprint, total, came)


def main(seconds: float = 3000, children: int = 2, only: Sequence[str] = ()) -> bool:
    """Whether every module has been tried as it is today; the report is written either way."""
    ends = time.monotonic() + seconds
    every = list(modules())
    kept = mutants.kept({module.name for module in every})
    asked = [module for module in every if not only or module.name in only]

    def stale() -> list[Module]:
        return [m for m in asked if m.name not in kept or kept[m.name].fingerprint != m.fingerprint]

    for floor, group in groupby(stale(), key=lambda module: module.floor):
        waiting, here = list(group), workshop(floor)
        for start in range(0, len(waiting), TOGETHER):
            if time.monotonic() < ends:
                kept |= tried(here, waiting[start : start + TOGETHER], ends, children)
                mutants.keep(kept, SAMPLE)
    print(f"Mutation tests: see {mutants.REPORT.relative_to(mutants.REPORT.parents[1])}.")
    if left := [module.name for module in stale()]:
        print(f"Not finished, run `make thorough` again to continue: {', '.join(left)}.")
    return not left


if __name__ == "__main__":
    ask = argparse.ArgumentParser(prog="python -m bench.mutation")
    ask.add_argument("--minutes", type=float, default=50)
    ask.add_argument("--children", type=int, default=2)
    ask.add_argument("only", nargs="*", metavar="MODULE")
    given = ask.parse_args()
    main(60 * given.minutes, given.children, given.only)
