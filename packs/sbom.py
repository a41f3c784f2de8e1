"""The list of every component, as CycloneDX JSON: `make sbom` writes build/sbom.cdx.json.

Python's come from the hash-pinned lists, npm's from package-lock.json; licences from what is installed.
`scope` tells what runs (required), what an extra adds (optional) and what only builds and tests (excluded).
"""

import base64
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from packs.asvs import ROOT

RUN, ALL = ROOT / "requirements" / "run.txt", ROOT / "requirements" / "dev.txt"
NPM = ROOT / "package-lock.json"
TARGET = ROOT / "build" / "sbom.cdx.json"
BUNDLED = "govuk-frontend"  # the one npm package of which something is in the wheel
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.M)
SPDX = re.compile(r"[A-Za-z0-9.+() -]{2,60}")


@cache
def pinned(list_file: Path) -> frozenset[tuple[str, str]]:
    """(package, version) of a list made by `make lock`; some have a version for each Python."""
    found = PINNED.findall(list_file.read_text())
    return frozenset((normal(name), version) for name, version in found)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def sbom() -> dict[str, Any]:
    """The whole document. Nothing in it names where a component was fetched from."""
    made = _of_python()
    made["components"] = [_python(each) for each in made["components"]] + npm()
    for each in (made["metadata"]["component"], *made["metadata"]["tools"]["components"]):
        each.pop("externalReferences", None)
    return made


def _of_python() -> dict[str, Any]:
    command = [
        sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(ALL),
        "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON", "--no-validate",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def _python(component: dict[str, Any]) -> dict[str, Any]:
    """A component with its licence and scope; its hashes, which stand at places to fetch it from, apart."""
    name = normal(component["name"])
    places = component.pop("externalReferences", [])
    hashes = [each for place in places for each in place.get("hashes", [])]
    kept = {key: value for key, value in component.items() if key in ("bom-ref", "name", "type")}
    kept |= {"version": component["version"], "purl": f"pkg:pypi/{name}@{component['version']}"}
    kept |= {"scope": _scope(name), "hashes": hashes or component.get("hashes", [])}
    return kept | licences(licence(name))


def _scope(name: str) -> str:
    if name in {running for running, _ in pinned(RUN)}:
        return "required"
    return "optional" if name in of_extras() else "excluded"


@cache
def of_extras() -> set[str]:
    """What the extras of the product bring, with what that needs in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    waiting = [Requirement(n) for needs in project["optional-dependencies"].values() for n in needs]
    found: set[str] = set()
    while waiting:
        need = waiting.pop()
        if normal(need.name) not in found:
            found.add(normal(need.name))
            waiting += _needs(need)
    return found


def _needs(of: Requirement) -> list[Requirement]:
    """What an installed package needs, with the extras that were asked for."""
    try:
        every = [Requirement(each) for each in requires(of.name) or []]
    except PackageNotFoundError:
        return []
    wanted = ("", *of.extras)
    return [
        e for e in every if not e.marker or any(e.marker.evaluate({"extra": x}) for x in wanted)
    ]


def licence(name: str) -> str:
    """What an installed package says of its licence; empty for one of another platform."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    short = said.get("License-Expression") or said.get("License") or ""
    if SPDX.fullmatch(short):
        return str(short)
    classified = [c for c in said.get_all("Classifier", []) if c.startswith("License ::")]
    return " / ".join(each.rpartition(" :: ")[2] for each in classified)


def licences(name: str) -> dict[str, Any]:
    return {"licenses": [{"license": {"name": name}}]} if name else {}


def npm() -> list[dict[str, Any]]:
    """The packages of the design system and of its build."""
    locked = json.loads(NPM.read_text())["packages"]
    return [_npm(path, each) for path, each in locked.items() if path]


def _npm(path: str, locked: dict[str, Any]) -> dict[str, Any]:
    name, version = path.rpartition("node_modules/")[2], locked["version"]
    algorithm, _, digest = locked["integrity"].partition("-")
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    return {
        "bom-ref": purl, "name": name, "type": "library", "version": version, "purl": purl,
        "scope": "required" if name == BUNDLED else "excluded",
        "hashes": [
            {"alg": f"SHA-{algorithm[3:]}", "content": base64.b64decode(digest).hex()}
        ],
    } | licences(locked.get("license", ""))  # fmt: skip


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(sbom(), indent=1, ensure_ascii=False) + "\n")
    print(f"{TARGET.relative_to(ROOT)}: {len(sbom()['components'])} components")
