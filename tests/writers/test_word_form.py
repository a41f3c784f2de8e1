"""A form to be filled in with Word: its marks, and how printed lines are known again."""

from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from goldenthread.writers.document import Document, Heading, Paragraph
from goldenthread.writers.word_form import LONGEST_MARK, WordForm, docx, line_hash, lines_known


def marks(data: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(data)) as file:
        tree = etree.fromstring(file.read("docProps/custom.xml"))
    assert [int(each.get("pid")) for each in tree] == list(range(2, len(tree) + 2))
    return {each.get("name"): "".join(each.itertext()) for each in tree}


def form(lines: list[str], **said: str) -> bytes:
    paper = Document("Audit", "QA", "Council", date(2026, 11, 21), tuple(map(Paragraph, lines)))
    return docx(WordForm(paper, (Heading(2, "Risk"),), said))


def test_a_line_is_known_however_its_spaces_came_through() -> None:
    known = sha256("A line of – words".encode()).hexdigest()[:6]
    assert line_hash(" A\u200b  line\nof – words\t") == known
    assert line_hash("A line of - words") != known
    assert line_hash("\udc80") == line_hash("?")


def test_every_printed_line_is_known_again_however_many_there_are() -> None:
    lines = [f"Guidance number {n}" for n in range(90)]
    found = marks(form(lines, Audit='AUD-1 & "<2>"'))
    assert found["Audit"] == 'AUD-1 & "<2>"'
    printed = [found[name] for name in found if name != "Audit"]
    assert [name for name in found if name != "Audit"] == ["Printed 1", "Printed 2", "Printed 3"]
    assert [len(part) for part in printed[:2]] == [LONGEST_MARK] * 2
    known = lines_known(found)
    assert {line_hash(line) for line in [*lines, "Risk", "Audit"]} <= known
    assert line_hash("Typed by somebody") not in known and "".join(printed) == "".join(
        sorted(known)
    )


def test_marks_are_joined_by_their_number_and_others_are_no_lines() -> None:
    given = {
        "Printed 10": "dddddd",
        "Printed 2": "bbb",
        "Audit": "xxxxxx",
        "Printed 1": "aaaaaabbb",
    }
    assert lines_known(given) == {"aaaaaa", "bbbbbb", "dddddd"}
    assert (
        lines_known({"Printed x": "aaaaaa", "Printed 12345": "aaaaaa", "printed 1": "aaaaaa"})
        == set()
    )
