"""Case lists: importing one, and selecting from a long one."""

import hashlib
import hmac
import resource
from collections.abc import Callable, Iterator

from django.db import connection

from bench.cases import TAKEN_ON, reading, workbook
from bench.files import FOLDER, ROWS
from bench.measuring import Figure, milliseconds, of_child, with_database
from goldenthread.cases.changes import import_case_list
from goldenthread.readers.case_files import read_case_files
from tests.cast import Cast
from tests.rooms.rounds import make_selected_round, select

USUAL, LONG, CHOSEN = 2_300, 20_000, 60


def figures(cast: Cast) -> Iterator[Figure]:
    usual = reading(USUAL)
    ours = _once(lambda: import_case_list(by=cast.pat, reading=usual))
    yield Figure(
        f"Importing a case list of {USUAL:,} cases, already read", ours,
        milliseconds(lambda: _copy(USUAL), 5, with_database), "COPY of as many rows of five columns",
    )  # fmt: skip
    yield _whole(cast)
    case_list = import_case_list(by=cast.pat, reading=reading(LONG))
    round = make_selected_round(cast.pat, case_list, size=CHOSEN, title="Long list")
    ours = _once(lambda: select(cast.pat, round))
    yield Figure(
        f"Selecting {CHOSEN} of {LONG:,} cases, every row of the frame kept", ours,
        milliseconds(_select_barely, 5, with_database),
        "an HMAC of each number, sorted; COPY of as many rows of five columns",
    )  # fmt: skip


def _whole(cast: Cast) -> Figure:
    """A large workbook to the end: the reading child, this process and the database."""
    file = workbook(FOLDER, ROWS)

    def load() -> int:
        found = read_case_files([file], taken_on=TAKEN_ON)
        import_case_list(by=cast.pat, reading=found)
        return len(found.cases)

    begun = _with_children()
    cases = load()
    ours = 1000 * (_with_children() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    looked, _ = of_child("bench.files", "look", str(file))
    return Figure(
        f"Importing a workbook of {ROWS:,} rows whole, {cases:,} cases", ours,
        looked + milliseconds(lambda: _copy(cases), 1, with_database),
        "python-calamine over every row; COPY of five columns of each case",
        f"peak memory {memory} MB beside the child's",
    )  # fmt: skip


def _with_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return with_database() + used.ru_utime + used.ru_stime


def _once(act: Callable[[], object]) -> float:
    """What happens once in the life of a list is measured cold, once."""
    return milliseconds(act, 1, with_database, warm=0)


def _copy(rows: int) -> None:
    columns = "id int, number text, kind text, place int, chance float8"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bench_rows ({columns})")
        with cursor.copy("COPY bench_rows FROM STDIN") as copy:
            for n in range(rows):
                copy.write_row((n, f"B-{n}", "cin", n, n / rows))
        cursor.execute("DROP TABLE bench_rows")


def _select_barely() -> None:
    numbers = [
        (hmac.digest(b"seed", f"{0:064}|case|B-{n}".encode(), hashlib.sha256), n)
        for n in range(LONG)
    ]
    numbers.sort()
    _copy(LONG)
