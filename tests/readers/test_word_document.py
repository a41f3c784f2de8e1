"""A Word file opened part by part: where its text stands, what it is marked with, why it is refused."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from goldenthread.readers import word_document
from goldenthread.readers.form_guard import PAPER, TEMPLATE
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.word_document import trees, word_form_of, word_paper_of
from tests.readers.test_word_rows import W, mark, p, sdt, table, tr

KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "_rels/.rels"
AGAIN = "Open it in Word, save it as a Word document (.docx) and try again."
SAVED = "Open it, save it as a Word document (.docx) and try again."
HERE = "Download the form from the audit again, or upload the file that you downloaded here."


def links(*kinds_and_targets: tuple[str, str], mode: str = "") -> str:
    made = "".join(
        f'<Relationship Type="{KINDS}/{kind}" Target="{target}"{mode}/>'
        for kind, target in kinds_and_targets
    )
    return f"<Relationships>{made}<Bare/></Relationships>"


def text(inside: str, around: str = "body") -> str:
    return (
        f'<w:document xmlns:w="{W}"><w:background/><w:{around}>{inside}</w:{around}></w:document>'
    )


def file(folder: Path, **parts: str) -> Path:
    """A Word file; `rels` and `body` stand for the parts that hold them."""
    named = {
        RELS: links(("theme", "x.xml"), ("officeDocument", "/word/./main.xml")),
        "word/main.xml": text(""),
    }
    named |= {
        {"rels": RELS, "body": "word/main.xml"}.get(name, name): said
        for name, said in parts.items()
    }
    with ZipFile(folder / "upload", "w") as archive:
        for name, said in named.items():
            archive.writestr(name, said)
    return folder / "upload"


def test_a_form_is_read_with_its_marks_comments_and_changes(tmp_path: Path) -> None:
    marks = '<Properties><p name="Audit"><v> AUD-</v><v>1 </v></p><p>x</p>' + "".join(
        f'<p name="{n:03}{"y" * 80}">{n}</p>' for n in range(200)
    ) + "</Properties>"  # fmt: skip
    made = table(tr(mark("q1_words") + p("Why"), sdt("one", "<w:p><w:ins/></w:p>" + p("So"))))
    tracked = "<w:p><w:del/><w:moveFrom/><w:moveTo/></w:p>"
    found = word_form_of(
        file(tmp_path, body=text(made + p("Aside") + tracked),
             **{"docProps/custom.xml": marks, "word/comments.xml": "<c><c/><c/></c>"}), "May.docx",
    )  # fmt: skip
    assert [(row.name, row.lines) for row in found.rows] == [("q1_words", ("", "So"))]
    assert [each.words for each in found.outside] == ["Why", "Aside"]
    assert (found.comments, found.tracked, len(found.marks)) == (2, 4, 200)
    assert (found.marks["Audit"], found.marks[""], found.marks["000" + "y" * 77]) == (
        "AUD-1",
        "x",
        "0",
    )
    bare = word_form_of(file(tmp_path), "May.docx")
    assert (dict(bare.marks), bare.comments, bare.rows) == ({}, 0, ())


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"rels": links(("officeDocument", "word/none.xml"))}, "This is not the Word document."),
        ({"rels": links(("theme", "word/main.xml"))}, "This is not the Word document."),
        ({"body": text("", "bodies")}, "This is not the Word document."),
        ({"body": "<w:document"}, "The file is damaged and cannot be opened."),
        ({"a.rels": links(("image", "x"), mode=' TargetMode="External"')},
         "The file is linked to something outside it (image)."),
        ({"a.rels": '<R><R TargetMode="External"/></R>'},
         "The file is linked to something outside it (a file)."),
        ({"a.rels": '<R><R Type="" TargetMode="EXTERNAL"/></R>'},
         "The file is linked to something outside it (a file)."),
        ({"a.rels": f'<R><R Type="{"k" * 50}" TargetMode="external"/></R>'},
         f"The file is linked to something outside it ({'k' * 40})."),
        ({"body": "<!DOCTYPE a>" + text("")},
         "The file declares types of its own (DTD), which no Word program writes."),
    ],
)  # fmt: skip
def test_what_is_no_form_says_why(parts: dict[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        word_form_of(file(tmp_path, **parts), "May.docx")
    assert (refused.value.file, refused.value.reason) == ("May.docx", reason)
    broken = "In Word, break the link or paste the words alone, save it and try again."
    assert refused.value.what_to_do == (
        broken if "linked" in reason else SAVED if "damaged" in reason else HERE
    )


def test_a_link_that_is_only_read_as_its_words_is_let_in(tmp_path: Path) -> None:
    harmless = {
        "a.rels": links(("hyperlink", "https://x.test"), mode=' TargetMode="External"'),
        "b.rels": links(("image", "media/1.png"), mode=' TargetMode="Internal"'),
    }
    assert word_form_of(file(tmp_path, body=text(p("x")), **harmless), "a").outside[0].words == "x"


def test_a_paper_without_text_or_in_pieces_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "cut").write_bytes(b"PK\x03\x04...")
    damaged = "The file is damaged and cannot be opened."
    for path, reason, what in (
        (file(tmp_path, rels=links()), "There is no text in this Word document.", AGAIN),
        (tmp_path / "cut", damaged, SAVED),
        (tmp_path / "none", damaged, SAVED),
    ):
        with pytest.raises(FileRefused) as refused:
            word_paper_of(path, "May.docx")
        said = refused.value
        assert (said.file, said.reason, said.what_to_do) == ("May.docx", reason, what)
    with pytest.raises(FileRefused) as refused:
        word_form_of(tmp_path / "cut", "May.docx")
    assert (refused.value.file, refused.value.what_to_do) == ("May.docx", SAVED)


def test_every_part_in_xml_is_opened_and_all_together_may_take_so_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"a.XML": "<a/>", "b.vml": "<b/>", "c.svg": "<c><!-- x --></c>", "d.bin": "no"}
    found = trees(file(tmp_path, **parts), "May.docx", TEMPLATE)
    assert sorted(found) == [RELS, "a.XML", "b.vml", "c.svg", "word/main.xml"]
    assert (found["a.XML"].tag, len(found["c.svg"])) == ("a", 0)
    with ZipFile(tmp_path / "upload") as archive:
        size = sum(len(archive.read(part)) for part in found)
    monkeypatch.setattr(word_document, "LARGEST_EXPANSION", size)
    assert len(trees(tmp_path / "upload", "May.docx", TEMPLATE)) == 5
    monkeypatch.setattr(word_document, "LARGEST_EXPANSION", size - 1)
    for office, thing in ((TEMPLATE, "template"), (PAPER, "paper")):
        with pytest.raises(FileRefused) as refused:
            trees(tmp_path / "upload", "May.docx", office)
        told = (refused.value.file, refused.value.reason, refused.value.what_to_do)
        assert told == ("May.docx", f"The file expands to far more than any {thing}.", AGAIN)


def test_the_text_is_found_under_the_name_that_the_file_gives_it(tmp_path: Path) -> None:
    named = file(tmp_path, rels=links(("officeDocument", "/X.xml")), **{"X.xml": text(p("found"))})
    assert word_form_of(named, "May.docx").outside[0].words == "found"


def test_nothing_that_a_part_points_to_is_fetched_or_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, bool]] = []
    real = etree.XMLParser
    monkeypatch.setattr(etree, "XMLParser", lambda **how: asked.append(how) or real(**how))
    word_form_of(file(tmp_path), "May.docx")
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    assert asked and all(how == safe | {"remove_comments": True} for how in asked)
