"""The house rules over source code, as functions that return faults, so that each can be seen to fail."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "goldenthread"
JUNK = {"core", "common", "utils", "util", "helpers", "helper", "misc", "base"}
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_PAGE = 400, 50, 25


def modules(root: Path = PACKAGE) -> Iterator[Path]:
    """Every module that the size rules look at: migrations and data are exempt."""
    return (file for file in sorted(root.rglob("*.py")) if "migrations" not in file.parts)


def too_long_modules(files: Iterator[Path]) -> list[str]:
    return [
        f"{file.name} has {count} lines"
        for file in files
        if (count := len(file.read_text().splitlines())) > LONGEST_MODULE
    ]


def too_long_functions(source: str, name: str, longest: int = LONGEST_FUNCTION) -> list[str]:
    """Functions whose body, without the docstring, is longer than the house allows."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1
            if length > longest:
                found.append(f"{name}: {node.name} has {length} lines")
    return found


def junk_drawers(files: Iterator[Path]) -> list[str]:
    return [str(file) for file in files if file.stem in JUNK or file.parent.name in JUNK]


def change_faults(module: ModuleType) -> list[str]:
    """Every function a room's changes offer is keyword-only, takes `by`, and is one transaction."""
    found = []
    for name, function in vars(module).items():
        is_ours = inspect.isfunction(function) and function.__module__.startswith(module.__name__)
        if is_ours and not name.startswith("_"):
            found += _change_faults_of(f"{module.__name__}.{name}", function)
    return found


def _change_faults_of(name: str, function: Callable[..., object]) -> list[str]:
    found = []
    parameters = inspect.signature(function).parameters
    if not getattr(function, "is_change", False):
        found.append(f"{name} is not a change: decorate it, or make it private or a query")
    if any(
        p.kind is not inspect.Parameter.KEYWORD_ONLY and p.kind is not inspect.Parameter.VAR_KEYWORD
        for p in parameters.values()
    ):
        found.append(f"{name} takes positional arguments")
    if "by" not in parameters:
        found.append(f"{name} does not say by whom")
    return found


LATER = re.compile(r"""later\(\s*["']([\w.]+)["']""")


def jobs_asked_for(source: str) -> set[str]:
    return set(LATER.findall(source))


HOSTS = re.compile(r"https?://[^\s\"']*(?:registry|pypi|pythonhosted|npmjs|index)[^\s\"']*", re.I)


def registry_addresses(text: str) -> list[str]:
    return HOSTS.findall(text)


FROZEN_ERROR = re.compile(
    r"@dataclass\([^)]*frozen=True[^)]*\)\nclass (\w+)\(\w*(?:Exception|Refused|Error)\)"
)


def frozen_errors(source: str) -> list[str]:
    """An error that is frozen cannot take a traceback, and turns into another one on its way up."""
    return FROZEN_ERROR.findall(source)
