"""The audit tools that come with the product, as files."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def _files() -> list[Path]:
    return [file for file in sorted(FOLDER.glob("*.yaml")) if file.stem != "scales"]


def file_count() -> int:
    """How many tools come with the product."""
    return len(_files())


def library_bodies() -> list[dict[str, Any]]:
    """The content of every tool file, each with its scale written into it."""
    scales = yaml.safe_load((FOLDER / "scales.yaml").read_text())
    bodies = []
    for file in _files():
        body = yaml.safe_load(file.read_text())
        if body.get("scale"):
            body["scale"] = _whole_scale(body["scale"], scales)
        bodies.append(body)
    return bodies


def _whole_scale(key: str, scales: dict[str, Any]) -> dict[str, Any]:
    scale = scales[key]
    return {"key": key, "label": scale["label"], "steps": scale["steps"]}
