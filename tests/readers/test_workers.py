"""Nobody, a person, or something that is no single person."""

import pytest

from goldenthread.readers.reading import CaseRow, GenericWorker
from goldenthread.readers.workers import generic_workers, is_nobody

NOBODY = ["", "Unallocated", "un-allocated worker", "Not yet allocated", "NOT ASSIGNED", "To be allocated",
          "awaiting allocation", "No one allocated", "No social worker", "no allocated worker", "No worker", "TBC",
          "tba", "Vacant", "vacancy post", "Nobody", "unknown", "Unassigned"]  # fmt: skip


@pytest.mark.parametrize("written", NOBODY)
def test_nobody_is_known_however_it_is_written(written: str) -> None:
    assert is_nobody(written)


@pytest.mark.parametrize(
    "written", ["R Shah", "Una Located", "Tabitha C", "Noah Worker", "unknown Smith"]
)
def test_a_name_is_somebody(written: str) -> None:
    assert not is_nobody(written)


def cases(worker: str, many: int, status: str = "cin", team: str = "") -> list[CaseRow]:
    return [CaseRow(f"{worker}{n}", status, worker=worker, team=team) for n in range(many)]


def test_what_is_no_single_person_is_named_with_its_cases_most_first() -> None:
    held = [
        *cases("Duty Team", 2), *cases("north", 3, team="NORTH"), *cases("A Busy", 61), *cases("A Person", 60),
        *cases("A Closer", 90, "closed"), *cases("A Closer", 1), *cases("", 99), *cases("Safeguarding Hub", 1),
    ]  # fmt: skip
    post = "This reads like a post or a team, not a person."
    assert generic_workers(held) == (
        GenericWorker("A Busy", 61, "61 open cases are more than one person is likely to hold."),
        GenericWorker("north", 3, "This is also the name of a team."),
        GenericWorker("Duty Team", 2, post),
        GenericWorker("Safeguarding Hub", 1, post),
    )
