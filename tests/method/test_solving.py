"""A programme is solved alike here and in a process of its own, which is never waited for too long."""

import io
import json
import subprocess
from typing import Any

import pytest

from goldenthread.method import solving
from goldenthread.method.programme import Programme

# Two whole things that cost 1 and 3; two at least are needed, and no more than one of the cheap.
TWO = Programme([1.0, 3.0], [1.0, 5.0], 2, [(0, 0, 1.0), (0, 1, 1.0)], [2.0], [9.0])
# The last column and the last row are in no entry.
WIDE = Programme([1.0, 3.0, 2.0], [1.0, 5.0, 4.0], 3, TWO.entries, [2.0, 0.0], [9.0, 1.0])


def test_the_cheapest_answer_is_found() -> None:
    assert solving.solved(TWO, 5) == [1.0, 1.0]
    assert solving.solved(WIDE, 5) == [1.0, 1.0, 0.0]


def test_a_process_of_its_own_gives_the_same_answer() -> None:
    assert solving.solved_apart(TWO, 5) == solving.solved(TWO, 5)


def test_what_cannot_be_has_no_answer() -> None:
    impossible = Programme([1.0], [1.0], 1, [(0, 0, 1.0)], [2.0], [2.0])
    assert solving.solved(impossible, 5) is None


@pytest.mark.parametrize(
    "fault", [subprocess.TimeoutExpired("x", 1), subprocess.CalledProcessError(1, "x")]
)
def test_a_process_that_fails_or_overruns_gives_no_answer(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def run(command: list[str], **how: Any) -> None:
        asked.update(how, command=command)
        raise fault

    monkeypatch.setattr(solving.subprocess, "run", run)
    assert solving.solved_apart(TWO, 3.0) is None
    assert asked["timeout"] == 3.0 + solving.START and asked["check"] is True
    assert asked["command"][-1] == "3.0" and json.loads(asked["input"])["cost"] == [1.0, 3.0]


def test_the_process_says_its_answer_on_the_last_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds: list[float] = []

    def answered(asked: Programme, limit: float) -> list[float]:
        seconds.append(limit)
        return asked.cost

    monkeypatch.setattr(solving, "solved", answered)
    monkeypatch.setattr(solving.sys, "stdin", io.StringIO(json.dumps(vars(TWO))))
    monkeypatch.setattr(solving.sys, "argv", ["solving", "4.5"])
    print("a line of the library", end="")
    solving.main()
    assert capsys.readouterr().out == "a line of the library\n[1.0, 3.0]\n"
    assert seconds == [4.5]
