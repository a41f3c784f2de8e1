"""The method's test vectors, by file name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_VECTORS = Path(__file__).parent / "vectors"


@pytest.fixture(scope="session")
def vector() -> Callable[[str], Any]:
    def read(name: str) -> Any:
        return json.loads((_VECTORS / f"{name}.json").read_text())

    return read
