"""`goldenthread check_tool` and `convert_tool`: no database, one answer, and 0, 1 or 2."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenthread.cli.running import run
from goldenthread.tools.files.reading import read_tool, written_tool
from goldenthread.tools.library import files
from goldenthread.writers.excel import Sheet, workbook
from tests.readers.hostile import gigabyte_cell
from tests.tools.bodies import FILE

Goldenthread = Callable[..., tuple[int, str, str]]
HEAD = "code: big\ntitle: Big\ngraded: false\nlook_back_months: 6\nlayout: section\nsections:\n"
SECTION = "  - key: s{n}\n    title: S\n    kind: facts\n    questions:\n"
QUESTION = "      - {{key: s{n}.q{m}, type: yes_no, label: Q}}\n"


@pytest.fixture
def goldenthread(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Goldenthread:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)

    def answer(*arguments: object) -> tuple[int, str, str]:
        code = run(["goldenthread", *map(str, arguments)])
        return code, *capsys.readouterr()

    return answer


def test_a_sound_tool_is_0(goldenthread: Goldenthread) -> None:
    code, out, _ = goldenthread("check_tool", FILE)
    assert (code, out) == (0, "One of everything: 5 sections, 16 questions. No fault found.\n")


def test_every_tool_that_comes_with_the_product_is_sound(goldenthread: Goldenthread) -> None:
    assert [file.name for file in files() if goldenthread("check_tool", file)[0]] == []


def test_a_tool_that_comes_with_the_product_is_written_as_it_stands() -> None:
    """Byte by byte, where nobody has put remarks beside it."""
    plain = [file for file in files() if not file.read_text().startswith("#")]
    assert len(plain) >= 14
    for file in plain:
        body = read_tool(file).body
        assert body
        assert written_tool(body, ".yaml")[0] == file.read_bytes()
        assert body["code"] == file.stem


def test_a_faulty_tool_is_1_with_every_fault_in_its_place(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text(FILE.read_text().replace("title: Cases", "titel: Cases"))
    code, out, error = goldenthread("check_tool", file)
    assert code == 1
    assert out.splitlines()[0].endswith("section quality, section cases says nothing about title")
    assert error == f"{file} has 2 faults.\n"
    code, out, _ = goldenthread("check_tool", file, "--json")
    assert (code, len(json.loads(out)["faults"])) == (1, 2)


def test_wrong_usage_is_2(goldenthread: Goldenthread, tmp_path: Path) -> None:
    assert goldenthread("check_tool")[0] == 2
    assert goldenthread("check_tool", tmp_path / "tool.doc")[0] == 2
    assert goldenthread("check_tool", tmp_path / "gone.yaml")[0] == 1


def test_a_tool_goes_to_xlsform_and_back(goldenthread: Goldenthread, tmp_path: Path) -> None:
    first, form, second = tmp_path / "a.yml", tmp_path / "b.xlsx", tmp_path / "c.yaml"
    assert goldenthread("convert_tool", FILE, first)[0] == 0
    code, out, error = goldenthread("convert_tool", first, form)
    assert (code, out) == (0, f"{form}\n")
    assert "has descriptors: question reflection.grade" in error
    assert goldenthread("convert_tool", form, second)[0] == 0
    assert second.read_bytes() == first.read_bytes()


def test_a_faulty_tool_is_not_converted(goldenthread: Goldenthread, tmp_path: Path) -> None:
    (tmp_path / "tool.yaml").write_text("code: x")
    assert goldenthread("convert_tool", tmp_path / "tool.yaml", tmp_path / "out.xlsx")[0] == 1
    assert [file.name for file in tmp_path.iterdir()] == ["tool.yaml"]


def sections(count: int, each: int) -> str:
    return HEAD + "".join(
        SECTION.format(n=n) + "".join(QUESTION.format(n=n, m=m) for m in range(each))
        for n in range(count)
    )


def waiting_in_a_circle(count: int) -> str:
    """Every section waits for the next, and the last for the first."""
    when = "    shown_when: {{answers: [{{question: s{m}.q0, is: ['yes']}}]}}\n    questions:\n"
    return HEAD + "".join(
        SECTION.format(n=n).replace("    questions:\n", when.format(m=(n + 1) % count))
        + QUESTION.format(n=n, m=0)
        for n in range(count)
    )


HOSTILE = {
    "bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "names a part to refer to it"),
    "tag": ("code: !!python/object/apply:os.system [ls]\n", "has a tag"),
    "questions": (sections(1, 10_000), "more than any tool has"),
    "hundreds": (sections(99, 70), "6,930 questions; 1,000 are the most"),
    "circle": (waiting_in_a_circle(90), "its condition goes round in a circle"),
    "formula": (sections(1, 1).replace("label: Q", "label: '=cmd|1'"), "begins like a formula"),
    "path": (sections(1, 1).replace("code: big", "code: ../../etc/passwd"), "code is “../../etc"),
    "deep": ("[" * 20_000, "deeper than any part"),
    "long": (HEAD + "  - key: " + "x" * 1_000_000, "40 at most"),
    "nul": (HEAD + "  - key: a\x00b", "cannot be read as YAML"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_at_once(name: str, tmp_path: Path) -> None:
    text, what = HOSTILE[name]
    file = tmp_path / "tool.yaml"
    file.write_text(text)
    before = _processor_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "goldenthread.cli.main", "check_tool", str(file)],
        capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=_with_little_memory,
    )  # fmt: skip
    assert done.returncode == 1
    assert what in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert _processor_seconds() - before < 2


def test_a_hostile_workbook_is_refused_in_words_at_once(tmp_path: Path) -> None:
    """Of 4,000 questions, each with a condition of a hundred clauses, and one that holds a gigabyte."""
    head = ("type", "name", "label", "relevant")
    condition = " and ".join(["${q0} = 'x'"] * 100)
    rows = [(f"q{n}", "text", "Q", condition) for n in range(4_000)]
    survey = Sheet("survey", head, [(kind, name, *rest) for name, kind, *rest in rows])
    (tmp_path / "many.xlsx").write_bytes(workbook([survey]))
    gigabyte_cell(tmp_path / "huge.xlsx")
    for name, what in (("many", "beyond the 1,000 questions"), ("huge", "not safe to open")):
        before = _processor_seconds()
        done = subprocess.run(
            [sys.executable, "-m", "goldenthread.cli.main", "check_tool", tmp_path / f"{name}.xlsx"],
            capture_output=True, text=True, check=False, timeout=120, preexec_fn=_with_little_memory,
        )  # fmt: skip
        assert (done.returncode, what in done.stdout) == (1, True)
        assert _processor_seconds() - before < 2


def _with_little_memory() -> None:
    """300 MB for the command and what it starts; the system itself holds them to it."""
    resource.setrlimit(resource.RLIMIT_DATA, (300_000_000, 300_000_000))


def _processor_seconds() -> float:
    """What finished children used: unlike the clock it does not see what else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
