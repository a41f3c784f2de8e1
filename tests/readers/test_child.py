"""What the process that reads files says on its way out, asked here without a process of its own."""

import gc
import json
import os
import resource
from collections.abc import Callable
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from goldenthread.readers import child
from goldenthread.readers.guard import FileRefused, NoListFound
from goldenthread.readers.reading import CaseRow, Reading
from tests.readers.workbooks import DAY

Answer = Callable[[dict[str, Any], Callable[[int], None]], Any]


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[[Answer], tuple[list[Any], str]]:
    """What the child says in lines, and what stands on the other channel, where it is answered so."""

    def asked(answer: Answer) -> tuple[list[Any], str]:
        limits: list[int] = []
        monkeypatch.setattr(child, "limit_memory", limits.append)
        monkeypatch.setattr(child, "answer", answer)
        request = BytesIO(json.dumps({"memory": 7, "job": "é"}).encode())
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=request))
        kept = os.dup(1)
        try:
            child.main()
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            was_collecting = gc.isenabled()
            gc.enable()
        assert (limits, was_collecting) == ([7], False)
        out, other = capfd.readouterr()
        return [json.loads(line) for line in out.splitlines()], other

    return asked


def test_cases_go_out_in_lines_before_the_rest(said: Any) -> None:
    def answer(request: dict[str, Any], tell: Callable[[int], None]) -> Reading:
        assert request == {"memory": 7, "job": "é"}
        tell(1_000)
        os.write(1, b"a library prints")
        cases = tuple(CaseRow(f"é{n}", "cin", opened_on=DAY) for n in range(501))
        return Reading(DAY, rows_read=501, cases=cases)

    (rows, first, second, last), other = said(answer)
    assert rows == {"rows": 1_000} and other == "a library prints"
    assert [len(line["cases"]) for line in (first, second)] == [500, 1]
    case = dict(zip(CaseRow._fields, second["cases"][0], strict=True))
    assert (case["person_id"], case["opened_on"]) == ("é500", DAY.isoformat())
    assert last["result"]["cases"] == [] and last["result"]["rows_read"] == 501


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (FileRefused("é.csv", "Why.", "What."), {"refused": ["é.csv", "Why.", "What."], "no_list": False}),
        (NoListFound("a", "b", "c"), {"refused": ["a", "b", "c"], "no_list": True}),
        (MemoryError(), {"failed": "memory"}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_too(error: Exception, wanted: Any, said: Any) -> None:
    def answer(request: dict[str, Any], tell: Callable[[int], None]) -> None:
        raise error

    assert said(answer)[0] == [wanted]


@pytest.mark.parametrize(
    ("hard", "refuses", "wanted"),
    [
        (resource.RLIM_INFINITY, (), [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, 900)]),
        (500, (), [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, 500)]),
        (500, (resource.RLIMIT_CORE,), [(resource.RLIMIT_AS, 500)]),
    ],
)
def test_it_holds_itself_to_its_memory_and_leaves_no_core(
    hard: int, refuses: tuple[int, ...], wanted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Any] = []

    def hold(what: int, limits: tuple[int, int]) -> None:
        if what in refuses:
            raise ValueError
        held.append((what, limits))

    monkeypatch.setattr(resource, "getrlimit", lambda what: (3, hard))
    monkeypatch.setattr(resource, "setrlimit", hold)
    child.limit_memory(900)
    assert held == [(what, (limit, hard)) for what, limit in wanted]


def test_a_line_goes_out_at_once_and_without_blanks() -> None:
    out = StringIO()
    child._say(out, {"é": [1, DAY], "b": {}})
    assert out.getvalue() == f'{{"é":[1,"{DAY.isoformat()}"],"b":{{}}}}\n'
