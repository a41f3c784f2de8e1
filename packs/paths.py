"""The files that a document names, and whether they are there."""

import re
from pathlib import Path

from packs.asvs import ROOT

# `a/path/of.ours` or `page.md`; not a pattern, a placeholder, an absolute path, or a file of an installation.
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.(?:md|py|csv|txt|json|scss|html|toml)|[\w.-]+\.md)`")


def documents() -> list[Path]:
    """What a council's officer reads, but for what is made from the table of evidence."""
    found = [ROOT / "README.md", ROOT / "SECURITY.md"]
    for folder in ("packs", "runbook", "guide"):
        found += sorted((ROOT / "docs" / folder).glob("*.md"))
    return [file for file in found if file.name != "asvs.md"]


def missing(document: Path) -> list[str]:
    """Files that it names and that are neither beside it nor below the root of the project.

    What a command makes (`build/`) is there only after it.
    """
    named = set(NAMED.findall(document.read_text()))
    return sorted(
        name
        for name in named
        if not name.startswith("build/")
        and not (document.parent / name).exists()
        and not (ROOT / name).exists()
        and not list(ROOT.glob(f"tests/*/{name}"))
    )
