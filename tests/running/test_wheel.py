"""The wheel holds all that the product needs, and works in an empty environment without Node."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.code import ROOT

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
BUILT = ROOT / "goldenthread" / "web" / "static" / "built"
WANTED = ("pyproject.toml", "README.md", "hatch_build.py", "goldenthread")
IGNORED = shutil.ignore_patterns("__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as from a source archive, whose style sheets are there already."""
    folder = tmp_path_factory.mktemp("source")
    for name in WANTED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name, **({"ignore": IGNORED} if copy is shutil.copytree else {}))
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        str(folder / "dist"),
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return next((folder / "dist").glob("*.whl"))


def tracked() -> set[str]:
    said = subprocess.run(
        ["git", "ls-files", "goldenthread"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name for name in said.stdout.splitlines() if (ROOT / name).exists()}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_every_file_of_the_product_is_in_it_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    built = {str(file.relative_to(ROOT)) for file in BUILT.rglob("*") if file.is_file()}
    assert tracked() - inside == set()
    assert built - inside == set()
    assert {name for name in inside if not name.startswith("goldenthread/")} == set()


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder with nothing of ours above it."""
    folder = Path("/var/tmp") / f"goldenthread-wheel-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(not IS_THOROUGH, reason="make thorough installs it and runs the demo")
def test_it_installs_in_an_empty_environment_and_runs_the_demo(
    wheel: Path, elsewhere: Path
) -> None:
    python = installed(wheel, elsewhere)
    called = without_node(elsewhere)
    environment = {
        "PATH": f"{elsewhere / 'no-node'}:{os.environ['PATH']}",
        "GOLDENTHREAD_HOME": str(elsewhere / "home"),
    }
    demo = subprocess.run(
        [python.with_name("goldenthread"), "demo", "--no-serve"], cwd=elsewhere, text=True,
        env=environment, capture_output=True, timeout=600,
    )  # fmt: skip
    assert demo.returncode == 0, demo.stderr
    assert "Sign in with the password" in demo.stdout
    assert len(list((elsewhere / "home" / "papers").iterdir())) > 3
    assert not called.exists()


def installed(wheel: Path, folder: Path) -> Path:
    """With the packages of the lock and their hashes, then the wheel alone; its Python."""
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = str(ROOT / "requirements" / "run.txt")
    subprocess.run([*pip, "--require-hashes", "-r", lock], check=True, cwd=folder)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, cwd=folder)
    return python


def without_node(folder: Path) -> Path:
    """Stand-ins for node and npm that fail, and leave word that they were called."""
    called = folder / "node-was-called"
    (folder / "no-node").mkdir()
    for name in ("node", "npm"):
        program = folder / "no-node" / name
        program.write_text(f"#!/bin/sh\ntouch {called}\nexit 1\n")
        program.chmod(0o755)
    return called
