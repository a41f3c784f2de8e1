"""A Word form as people send it back: filled in, saved by LibreOffice, or damaged."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

BODY = "word/document.xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The document after something was done to its text."""
    word = Document(BytesIO(data))
    change(word.element.body)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed, or made."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        for each in names:
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
        if name not in names:
            new.writestr(name, change(b""))
    return out.getvalue()


def control(body: Any, tag: str) -> Any:
    found = [s for s in body.iter(qn("w:sdt")) if _tag(s) == tag]
    assert found, tag
    return found[0]


def _tag(made: Any) -> str:
    tag = made.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if tag is None else str(tag.get(qn("w:val")))


def type_in(made: Any, text: str) -> None:
    """As Word does it: the hint goes, the words come, a paragraph for each line."""
    hint = made.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if hint is not None:
        hint.getparent().remove(hint)
    content = made.find(qn("w:sdtContent"))
    is_block = content.find(qn("w:p")) is not None
    for child in list(content):
        content.remove(child)
    for line in text.split("\n"):
        words = line.replace("&", "&amp;").replace("<", "&lt;")
        run = f'<w:r {_W}><w:t xml:space="preserve">{words}</w:t></w:r>'
        content.append(parse_xml(f"<w:p {_W}>{run}</w:p>" if is_block else run))


def filled(data: bytes, answers: dict[str, str]) -> bytes:
    """The form with answers typed in, by tag; `tag=label` ticks the box of that label."""

    def fill(body: Any) -> None:
        for place, text in answers.items():
            tag, _, label = place.partition("=")
            if label:
                _tick(body, tag, label, text)
            else:
                type_in(control(body, tag), text)

    return changed(data, fill)


def _tick(body: Any, tag: str, label: str, mark: str) -> None:
    for made in body.iter(qn("w:sdt")):
        if _tag(made) == tag and made.getparent().text.strip("☐☒ ") == label:
            next(made.iter(qn("w:t"))).text = mark
            return
    raise AssertionError(f"no box {label} of {tag}")


WORD, CALC = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"


def through_libreoffice(folder: Path, *forms: bytes, form: str = WORD) -> list[bytes]:
    """Each form opened and saved again by LibreOffice, as a Word document or an Excel workbook."""
    (folder / "out").mkdir()
    names = [f"{n}.{form.partition(':')[0]}" for n in range(len(forms))]
    for name, data in zip(names, forms, strict=True):
        (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["libreoffice", "--headless", profile, "--convert-to", form, "--outdir", "out", *names],
        cwd=folder, check=True, timeout=180, capture_output=True,
    )  # fmt: skip
    return [(folder / "out" / name).read_bytes() for name in names]


def without(tag: str) -> Callable[[Any], None]:
    """The control of a tag deleted, what it said left out with it."""

    def delete(body: Any) -> None:
        made = control(body, tag)
        made.getparent().remove(made)

    return delete


def after_the_table_of(tag: str, xml: str) -> Callable[[Any], None]:
    """Something pasted below the table in which a control stands."""

    def paste(body: Any) -> None:
        table = next(a for a in control(body, tag).iterancestors() if a.tag == qn("w:tbl"))
        table.addnext(parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {_W}>", 1)))

    return paste


def marked(data: bytes, name: str, value: str) -> bytes:
    """The file with another value of one of its marks."""
    pattern = rf'(name="{name}"><vt:lpwstr>)[^<]*'.encode()
    return with_part(
        data, "docProps/custom.xml", lambda xml: re.sub(pattern, rb"\g<1>" + value.encode(), xml)
    )
