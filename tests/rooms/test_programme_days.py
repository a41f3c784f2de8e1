"""Due dates count England's working days."""

from datetime import date

import pytest

from goldenthread.programme.queries import due_text, months_before, working_day_after


def test_a_due_date_steps_over_easter() -> None:
    assert working_day_after(date(2026, 4, 2), 5) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 4, 2), "due today"),
        (date(2026, 4, 7), "1 working day left"),
        (date(2026, 4, 1), "1 day overdue"),
        (date(2026, 3, 31), "2 days overdue"),
    ],
)
def test_a_due_date_is_said_in_words(due_on: date, words: str) -> None:
    assert due_text(due_on, date(2026, 4, 2)) == words


def test_six_months_before_the_end_of_august_is_the_end_of_february() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
