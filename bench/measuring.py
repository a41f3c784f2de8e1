"""How a figure is taken: CPU of this process and of its database connection's, medians, beside a floor."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Figure:
    """One measurement. `ours` and `floor` are CPU milliseconds; no floor where there is none to name."""

    what: str
    ours: float
    floor: float | None = None
    floor_is: str = ""
    note: str = ""

    @property
    def ratio(self) -> str:
        return f"{self.ours / self.floor:.1f}" if self.floor else ""


def own_cpu() -> float:
    """Seconds of CPU that this process has used."""
    return time.process_time()


def with_database() -> float:
    """Seconds of CPU of this process and of the server process that answers its connection.

    The server's share is left out where the system does not tell it.
    """
    from django.db import connection

    info = connection.connection.info if connection.connection else None
    statistics = Path(f"/proc/{info.backend_pid}/schedstat") if info else None
    if statistics is None or not statistics.exists():
        return own_cpu()
    return own_cpu() + int(statistics.read_text().split()[0]) / 1e9


def milliseconds(
    act: Callable[[], object], times: int, clock: Callable[[], float] = own_cpu, warm: int = 1
) -> float:
    """The median CPU milliseconds of doing something, after doing it unmeasured first."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(times):
        begun = clock()
        act()
        taken.append(clock() - begun)
    return 1000 * median(taken)


def of_child(*module_and_arguments: str) -> tuple[float, int]:
    """CPU milliseconds and peak memory in MB of `python -m MODULE ...` in a process of its own.

    Raises ChildFailed.
    """
    child = subprocess.Popen([sys.executable, "-m", *module_and_arguments], cwd=ROOT)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise ChildFailed(child.returncode)
    return 1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss // 1024


class ChildFailed(Exception):
    """What was measured in a child process did not end well; nothing is known of its cost."""


def machine() -> str:
    """The size of the machine and how busy it was, without which no figure means anything."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory:.0f} GB, load {busy:.1f} at the start"


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| measured | CPU | floor | ratio | floor is | |", "|---|---:|---:|---:|---|---|",
    ]  # fmt: skip
    for each in figures:
        floor = _amount(each.floor) if each.floor else ""
        lines.append(
            f"| {each.what} | {_amount(each.ours)} | {floor} | {each.ratio} | {each.floor_is} "
            f"| {each.note} |"
        )
    return "\n".join(lines)


def _amount(ms: float) -> str:
    return f"{ms / 1000:.2f} s" if ms >= 1000 else f"{ms:.1f} ms" if ms >= 1 else f"{ms:.2f} ms"
