"""Annex A files -> a case list. The way in for pages, commands and background jobs."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from goldenthread.readers.reading import Reading
from goldenthread.readers.run_child import MEMORY, TIMEOUT, Progress, read_in_child


def read_case_files(
    paths: Sequence[Path],
    *,
    taken_on: dt.date,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
    memory: int = MEMORY,
    timeout: float = TIMEOUT,
) -> Reading:
    """One case list from Annex A workbooks, or one CSV per list, all of the same day.

    `taken_on` is the day the lists describe: ages, and what has ended, are worked out for it.
    Nothing is written anywhere, and the files are left where they are. Raises FileRefused, and
    NoListFound where a file holds no Annex A list.
    """
    day = taken_on.isoformat()
    answer = read_in_child(
        "annex_a", paths, names, progress, memory=memory, timeout=timeout, taken_on=day
    )
    return Reading.from_json(answer)
