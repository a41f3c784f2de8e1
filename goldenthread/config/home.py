"""Where one authority's data live on this machine: GOLDENTHREAD_HOME."""

import hashlib
import os
import secrets
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(unsafe_hash=True)
class HomeRefused(Exception):
    """The home cannot be used by the embedded database; nothing has been written."""

    home: Path
    blocked: Path

    def __str__(self) -> str:
        return (
            f"The data folder {self.home} cannot be used: the database runs as its own system user, "
            f"which cannot enter {self.blocked}. Either run: chmod o+x {self.blocked}   "
            "or set GOLDENTHREAD_HOME to a folder elsewhere, for example "
            f"{Path('/var/lib/goldenthread') / default_name()}"
        )


@dataclass(unsafe_hash=True)
class HomeNotWritable(Exception):
    """Whoever runs this may not write in the home."""

    home: Path

    def __str__(self) -> str:
        return (
            f"The data folder {self.home} cannot be written by this user. Set GOLDENTHREAD_HOME to a "
            "folder that belongs to this user, or run the command as the user of the service."
        )


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def default_name() -> str:
    """Two clones on one machine never share data: the name is taken from the checkout's path."""
    return hashlib.sha256(str(PACKAGE.parent).encode()).hexdigest()[:8]


def home() -> Path:
    """The data folder: GOLDENTHREAD_HOME, or a default that suits a checkout, root or a wheel."""
    named = os.environ.get("GOLDENTHREAD_HOME")
    if named:
        return Path(named).expanduser().resolve()
    if is_root():
        return Path("/var/lib/goldenthread") / default_name()
    if (PACKAGE.parent / "pyproject.toml").exists():
        return PACKAGE.parent / "var"
    return _user_data_folder()


def _user_data_folder() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "goldenthread"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "goldenthread"


def first_blocked_parent(path: Path) -> Path | None:
    """The uppermost existing parent of `path` that other users may not enter, if there is one."""
    for parent in reversed(path.parents):
        if parent.exists() and not parent.stat().st_mode & stat.S_IXOTH:
            return parent
    return None


def prepare() -> Path:
    """Make the home if it is not there; refuse one that the database user could not reach.

    Only the home itself is ever opened to others, never a folder above it; and only where the
    embedded database lives in it.
    """
    path = home()
    has_database_user = is_root() and not os.environ.get("DATABASE_URL")
    if has_database_user:
        blocked = first_blocked_parent(path)
        if blocked is not None:
            raise HomeRefused(path, blocked)
    try:
        _make(path)
        if has_database_user:
            path.chmod(path.stat().st_mode | 0o055)
        for name in ("keys", "uploads"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
    except PermissionError as error:
        raise HomeNotWritable(path) from error
    return path


def _make(path: Path) -> None:
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o755, exist_ok=True)


def key(name: str) -> str:
    """A secret of this home, made at first use; kept outside the database, readable by its owner only."""
    from_environment = os.environ.get(f"GOLDENTHREAD_{name.upper()}")
    if from_environment:
        return from_environment
    file = home() / "keys" / name
    if not file.exists():
        prepare()
        _write_once(file, secrets.token_urlsafe(48))
    return file.read_text().strip()


def keys() -> dict[str, str]:
    """Every secret that this home or its environment holds, by name."""
    folder = home() / "keys"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    found = {file.name: file.read_text().strip() for file in files if file.name.isidentifier()}
    given = {
        name.removeprefix("GOLDENTHREAD_").lower(): value
        for name, value in os.environ.items()
        if name.startswith("GOLDENTHREAD_") and name.endswith("_KEY")
    }
    return found | given


def _write_once(file: Path, text: str) -> None:
    """Two processes may start at once: the first to link its file wins, both read the same."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
