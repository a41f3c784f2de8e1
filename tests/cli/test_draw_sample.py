"""`goldenthread draw_sample`: files in, files out, one answer, and 0, 1 or 2."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goldenthread.cli.running import run
from tests.rules.code import ROOT

DESIGNS = ROOT / "docs" / "designs"
FRAME = DESIGNS / "frame.csv"
EXAMPLES = sorted(DESIGNS.glob("*.yaml"))
Answer = tuple[int, str, str]
Goldenthread = Callable[..., Answer]


@pytest.fixture
def goldenthread(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Goldenthread:
    monkeypatch.setattr("goldenthread.cli.running._log_to_file", lambda: None)

    def answer(*arguments: object) -> Answer:
        code = run(["goldenthread", *map(str, arguments)])
        return code, *capsys.readouterr()

    return answer


def draw(
    goldenthread: Goldenthread, out: Path, design: Path, frame: Path = FRAME, *more: str
) -> Answer:
    return goldenthread(
        "draw_sample",
        "--frame",
        frame,
        "--design",
        design,
        "--seed",
        "example",
        "--out",
        out,
        *more,
    )


@pytest.mark.parametrize("design", EXAMPLES, ids=lambda file: file.stem)
def test_every_documented_design_is_drawn_and_verified(
    design: Path, goldenthread: Goldenthread, tmp_path: Path
) -> None:
    code, out, _ = draw(goldenthread, tmp_path, design, FRAME, "--json")
    assert code == 0
    said = json.loads(out)
    assert said["size"] == len(set(said["selected"])) == sum(said["by_status"].values())
    certificate = tmp_path / "certificate.json"
    code, out, err = goldenthread("verify_sample", certificate, "--frame", FRAME)
    assert (code, out, err) == (0, "The same list is drawn again.\n", "")


@pytest.mark.parametrize("design", EXAMPLES, ids=lambda file: file.stem)
def test_one_changed_byte_is_noticed_and_named(
    design: Path, goldenthread: Goldenthread, tmp_path: Path
) -> None:
    draw(goldenthread, tmp_path, design)
    file, frame = tmp_path / "certificate.json", tmp_path / "frame.csv"
    text = file.read_text()
    frame.write_bytes(FRAME.read_bytes().replace(b"Locality 1", b"Locality 7", 1))
    code, _, err = goldenthread("verify_sample", file, "--frame", frame)
    assert code == 1 and err.startswith("frame: ")
    for what, old, new in (
        ("design", '"design": {"', '"design": {"x'),
        ("seed", '"text": "example"', '"text": "exemple"'),
        ("list", '"reason": "', '"reason": "x'),
    ):
        file.write_text(text.replace(old, new, 1))
        code, out, err = goldenthread("verify_sample", file, "--frame", FRAME)
        assert (code, out) == (1, "") and err.startswith(f"{what}: ")


def test_a_changed_file_beside_the_certificate_is_named(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    draw(goldenthread, tmp_path, DESIGNS / "named.yaml", FRAME, "--public")
    verify = ("verify_sample", tmp_path / "certificate.json", "--frame", FRAME, "--json")
    assert json.loads(goldenthread(*verify)[1]) == {"same": True, "differences": []}
    for name in ("selection.csv", "replacements.csv", "public.json"):
        file = tmp_path / name
        was = file.read_bytes()
        file.write_bytes(was.replace(b"c", b"C", 1))
        code, out, _ = goldenthread(*verify)
        [found] = json.loads(out)["differences"]
        assert (code, found["what"]) == (1, "list") and name in found["how"]
        file.write_bytes(was)


def test_the_files_and_the_answer(goldenthread: Goldenthread, tmp_path: Path) -> None:
    code, out, err = draw(goldenthread, tmp_path / "new" / "er", DESIGNS / "everything.yaml")
    assert code == 0 and out.startswith("Selected 15 cases; see ")
    assert "Left out:\n  assessment: 3\n  closed: 3\n" in out and "weight the figures" in err
    folder = tmp_path / "new" / "er"
    names = ["certificate.json", "replacements.csv", "selection.csv"]
    assert sorted(file.name for file in folder.iterdir()) == names
    with (folder / "selection.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert sum(row["status"] == "care_leaver" for row in rows) == 4
    assert len({row["worker"] for row in rows if row["worker"]}) == 8
    assert rows[0]["person_id"] == "C0012" and rows[0]["reason"] == "named"


def test_rows_in_another_order_give_the_same_bytes(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    header, *rows = FRAME.read_text().splitlines(keepends=True)
    turned = tmp_path / "turned.csv"
    turned.write_text(header + "".join(reversed(rows)))
    for frame, folder in ((FRAME, "one"), (turned, "two")):
        draw(goldenthread, tmp_path / folder, DESIGNS / "everything.yaml", frame)
    for name in ("selection.csv", "replacements.csv", "certificate.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


# The bytes that every version of Python must give; a change here is a change of the method.
SELECTIONS = "6dd5701ffd12c828ac3c8d1fa6d3458318ee23c64696d9f31237f3904747e0c7"
OTHER = """
import sys, json
sys.path.insert(0, sys.argv[1])
from goldenthread.method.sampling.certificate import Record
from goldenthread.method.sampling.design import design_of
from goldenthread.method.sampling.drawing import draw
from goldenthread.method.sampling.frame import frame_from_csv
frame = frame_from_csv(open(sys.argv[2], "rb").read())
for tree in json.load(sys.stdin):
    sys.stdout.write(Record(draw(frame, design_of(tree), "example")).selection_csv)
"""


def other_pythons() -> list[str]:
    """Programs of other versions than ours, wherever they are installed."""
    found = {}
    folders = [*os.environ.get("PATH", "").split(os.pathsep)]
    folders += map(str, Path.home().glob(".pyenv/versions/*/bin"))
    for minor in range(11, 20):
        for folder in folders:
            program = Path(folder) / f"python3.{minor}"
            if minor != sys.version_info.minor and program.exists() and "shims" not in folder:
                found[minor] = str(program)
    return list(found.values())


def test_every_version_of_python_draws_the_same_bytes(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    from goldenthread.readers.design_files import read_design

    trees = [read_design(design.read_bytes()) for design in EXAMPLES]
    ours = b""
    for number, design in enumerate(EXAMPLES):
        draw(goldenthread, tmp_path / str(number), design)
        ours += (tmp_path / str(number) / "selection.csv").read_bytes()
    assert hashlib.sha256(ours).hexdigest() == SELECTIONS
    for program in other_pythons():
        done = subprocess.run(
            [program, "-I", "-c", OTHER, str(ROOT), str(FRAME)],
            input=json.dumps(trees).encode(), capture_output=True, check=True,
        )  # fmt: skip
        assert done.stdout == ours, program


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ("quotas: {cin: 40}", "The quota of cin is 40, but only 14 cases of it may be drawn: 26 too few."),
        ("size: 12\nminimum_per_worker: 3", "12 cases too few by the rules: 24 needed for the minimum"),
        ("size: 99", "The size is 99, but only 55 cases may be drawn: 44 too few."),
        ("sise: 3", "In the design stands an unknown key: sise. Known: bounds, certain,"),
        ("size: 3\nsize: 4", "The design has the key size twice (Line 2 of the design)."),
        ("size: [", "The design cannot be read as YAML at line 1."),
        ("", "The design is empty."),
        ("a: &x 1\nb: *x", "Line 2 of the design refers to another part; write it out."),
        ("? [a]\n: b", "Line 1 of the design is no key."),
        ("a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}", "Line 1 of the design stands deeper than any"),
        ("\udcff", "The design is not UTF-8; save it as UTF-8."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_sentence(
    design: str, said: str, goldenthread: Goldenthread, tmp_path: Path
) -> None:
    file = tmp_path / "design.yaml"
    file.write_bytes(design.encode(errors="surrogateescape"))
    code, out, err = draw(goldenthread, tmp_path / "out", file)
    assert (code, out) == (1, "") and err.startswith(said) and err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ("", "The case list is empty.\n"),
        ("person_id,status\n", "The case list is empty: it has no rows below its header.\n"),
        ("person_id,status\n1,a\n1,b\n", "The case list holds 1 more than once.\n"),
    ],
)
def test_a_case_list_that_cannot_be_drawn_from(
    frame: str, said: str, goldenthread: Goldenthread, tmp_path: Path
) -> None:
    file = tmp_path / "frame.csv"
    file.write_text(frame)
    assert draw(goldenthread, tmp_path, DESIGNS / "census.yaml", file) == (1, "", said)


def test_files_that_are_not_there_or_cannot_be_written(
    goldenthread: Goldenthread, tmp_path: Path
) -> None:
    code, _, err = draw(goldenthread, tmp_path, tmp_path / "none.yaml")
    assert (code, err) == (
        1,
        f"{tmp_path / 'none.yaml'} cannot be read: No such file or directory.\n",
    )
    (tmp_path / "file").write_text("")
    code, _, err = draw(goldenthread, tmp_path / "file", DESIGNS / "census.yaml")
    assert code == 1 and "cannot be written to" in err
    code, _, err = goldenthread("verify_sample", FRAME, "--frame", FRAME)
    assert (code, err) == (1, "This is not a certificate of a draw.\n")
    (tmp_path / "bytes").write_bytes(b"\xff")
    code, _, err = goldenthread("verify_sample", tmp_path / "bytes", "--frame", FRAME)
    assert (code, err) == (1, "This is not a certificate of a draw.\n")


@pytest.mark.parametrize("arguments", [(), ("--frame", "x"), ("--nonsense",)])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], goldenthread: Goldenthread) -> None:
    assert goldenthread("draw_sample", *arguments)[0] == 2
    assert goldenthread("verify_sample", *arguments)[0] == 2


def test_neither_command_needs_a_database_or_a_home(tmp_path: Path) -> None:
    """Nor a second to start: they do without what the pages are made of."""
    environment = {**os.environ, "GOLDENTHREAD_HOME": str(tmp_path / "home"), "DATABASE_URL": "no"}
    program = [sys.executable, "-X", "importtime", "-m", "goldenthread.cli.main"]
    done = subprocess.run(
        [*program, "draw_sample", "--frame", FRAME, "--design", DESIGNS / "named.yaml",
         "--seed", "s", "--out", tmp_path / "out", "--json"],
        env=environment, capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["size"] == 14
    assert not (tmp_path / "home").exists()
    assert not {"psycopg", "structlog", "numpy"} & {
        line.rpartition("|")[2].strip() for line in done.stderr.splitlines()
    }


def test_help_names_both(goldenthread: Goldenthread) -> None:
    said: Any = goldenthread("help")[1]
    assert "draw_sample" in said and "verify_sample" in said
