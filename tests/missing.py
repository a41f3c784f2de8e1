"""The last line of a test run: what could not run on this machine. With CI=true nothing may be missing."""

import os
import shutil
import sys
from pathlib import Path

TOOLS = {
    "chromium": "browser and accessibility tests",
    "libreoffice": "Word files opened in LibreOffice",
    "pdftoppm": "pages of PDFs as pictures",
}
SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "annex_a"


def skip_reason(tool: str) -> str | None:
    """Why tests that need `tool` are skipped here; never where CI is set."""
    if shutil.which(tool) or os.environ.get("CI"):
        return None
    return f"{tool} is not installed"


def not_root() -> bool:
    """Whether this user may not mount a file system."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def samples_reason() -> str | None:
    if SAMPLES.exists() or os.environ.get("CI"):
        return None
    return "the two sample workbooks are not on this machine"


REPORTS, SEEDS = (
    Path(__file__).parents[2] / "shared" / name for name in ("reports", "seed-figures")
)


def published_reason() -> str | None:
    """Why tests that read five published reports, and the figures in them, are skipped here."""
    if (REPORTS.exists() and SEEDS.exists()) or os.environ.get("CI"):
        return None
    return "the published reports and their figures are not on this machine"


def has_sheets() -> bool:
    """LibreOffice may be here without the part that opens workbooks."""
    program = Path(shutil.which("libreoffice") or "/").resolve().parent
    return any(program.glob("libsclo.*"))


def sheets_reason() -> str | None:
    """Why tests that open workbooks in LibreOffice are skipped here; never where CI is set."""
    if has_sheets() or os.environ.get("CI"):
        return None
    return "LibreOffice Calc is not installed"


def main() -> int:
    missing = [f"{tool} ({what})" for tool, what in TOOLS.items() if not shutil.which(tool)]
    if not has_sheets():
        missing.append("LibreOffice Calc (no export holds a formula)")
    if not SAMPLES.exists():
        missing.append("the sample workbooks (their import)")
    if not (REPORTS.exists() and SEEDS.exists()):
        missing.append("five published reports and their figures (what they say is computed again)")
    print("Nothing was skipped." if not missing else f"Skipped for want of: {'; '.join(missing)}.")
    return 1 if missing and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
