"""What a finalised report's hash is of, and whether what is kept is still what was finalised."""

import hashlib
import json
from typing import Any

from goldenthread.reports.models import Edition


def edition_sha256(figures: Any, *papers: bytes) -> str:
    """Of the figures as canonical JSON, the HTML, the Word file and the PDF, in a row."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(b"".join((canonical, *papers))).hexdigest()


def is_whole(edition: Edition) -> bool | None:
    """Whether an edition is what was finalised; None where it has been disposed of."""
    papers = [bytes(each) for each in (edition.html, edition.docx, edition.pdf)]
    if not any(papers):
        return None
    return edition_sha256(edition.figures, *papers) == edition.sha256
