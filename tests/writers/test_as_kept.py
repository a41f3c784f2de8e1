"""A paper with everything in it is written as it was when people last looked at it."""

import pytest

from tests.writers.as_kept import KEPT, MADE, made


@pytest.mark.parametrize("name", MADE)
def test_a_paper_is_written_as_it_was_looked_at(name: str) -> None:
    """Where this fails on purpose: `python -m tests.writers.as_kept`, look at what changed, keep it."""
    assert made(name).splitlines() == (KEPT / name).read_text().splitlines()
