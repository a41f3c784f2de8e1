"""The hash a version is kept under."""

import hashlib
import json
from typing import Any


def body_sha256(body: dict[str, Any]) -> str:
    """SHA-256 of the body's canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
