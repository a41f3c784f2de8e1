"""Cleans a Word template part by part, or refuses it. Runs in the child process only.

What Word writes of people and places goes: who wrote the file, their company, comments, stored data.
What would do something in a paper is refused: macros, links, objects, fields that fetch or run.
"""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from goldenthread.readers.form_guard import TEMPLATE, damaged
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.pictures import without_metadata
from goldenthread.readers.templates import TemplateRead
from goldenthread.readers.word_document import trees
from goldenthread.readers.word_rows import local_name

# Kinds of relation between the parts of a Word file, by the last word of their address.
KEPT = {
    "officeDocument", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font",
    "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image",
}  # fmt: skip
TAKEN_OUT = {
    "core-properties": "who wrote the file and when",
    "extended-properties": "the company and the program it was written with",
    "custom-properties": "properties of your own",
    "customXml": "stored data (custom XML)",
    "thumbnail": "a small picture of the first page",
    "comments": "comments",
    "commentsExtended": "comments", "commentsIds": "comments", "commentsExtensible": "comments",
    "people": "names of those who commented",
    "glossaryDocument": "building blocks",
    "attachedTemplate": "the address of the template it was made with",
    "keyMapCustomizations": "keyboard shortcuts", "attachedToolbars": "toolbars",
    "printerSettings": "settings of a printer", "recipientData": "a mailing list",
}  # fmt: skip
CALLED = {
    "hyperlink": "a link", "image": "a linked picture", "oleObject": "an embedded object",
    "package": "an embedded file", "control": "a control that runs", "aFChunk": "another document",
    "subDocument": "another document", "vbaProject": "macros", "chart": "a chart with its workbook",
    "frame": "a web page",
}  # fmt: skip
HOW = {
    "hyperlink": "Right-click it in Word, choose Remove Hyperlink (its words stay)",
    "image": "Delete the picture in Word and insert it again as Picture from this device",
}
# Fields that a program fills in from the paper itself; every other one is refused.
FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "NOTEREF", "STYLEREF",
    "SEQ", "DATE", "TIME", "TITLE", "SUBJECT", "AUTHOR", "CREATEDATE", "SAVEDATE", "PRINTDATE",
}  # fmt: skip
SETTINGS_OUT = (
    "rsids", "docVars", "attachedTemplate", "mailMerge", "documentProtection", "writeProtection",
    "saveThroughXslt", "trackRevisions", "docId", "proofState", "readModeInkLockDown",
)  # fmt: skip
TRACKED = ("ins", "del", "moveFrom", "moveTo")
PLACES = {"document": "in the text", "header": "in a header", "footer": "in a footer",
          "footnotes": "in a footnote", "endnotes": "in an endnote"}  # fmt: skip
AGAIN = "save it and upload it again."


def template_of(path: Path, name: str) -> TemplateRead:
    """The cleaned template. Raises FileRefused."""
    trees(
        path, name, TEMPLATE
    )  # how large it is unpacked, and that it declares no types of its own
    try:
        word = docx.Document(str(path))
    except (ValueError, KeyError, etree.XMLSyntaxError):
        raise FileRefused(name, "This is not a Word document (.docx).", TEMPLATE.again) from None
    if word.element.tag != qn("w:document") or word.element.body is None:
        raise FileRefused(name, "This is not a Word document (.docx).", TEMPLATE.again)
    gone: set[str] = set()
    _clean_relations(name, word.part.package, gone, set())
    try:
        for part in word.part.package.iter_parts():
            _clean_part(name, part, gone)
        _clean_settings(word.settings.element)
        packed = BytesIO()
        word.save(packed)
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, etree.XMLSyntaxError):
        raise damaged(name, TEMPLATE) from None
    return TemplateRead(b64encode(packed.getvalue()).decode(), tuple(sorted(gone)))


def where(part: str) -> str:
    """Where a part stands for whoever looks at the paper."""
    last = str(part).rpartition("/")[2]
    return next((said for start, said in PLACES.items() if last.startswith(start)), "in the file")


def _refuse_tracked(name: str, part: str, root: Any) -> None:
    if any(True for tag in TRACKED for _ in root.iter(qn(f"w:{tag}"))):
        what = "In Word, under Review, accept or reject all changes and turn tracking off, " + AGAIN
        raise FileRefused(name, f"It holds tracked changes, {where(part)}.", what)


def _refuse_fields(name: str, part: str, root: Any) -> None:
    for said in _fields(root):
        kind = said.split()[0].upper() if said.split() else ""
        if kind and kind not in FIELDS:
            reason = f"It holds a field that a paper may not have, {where(part)}: “{said[:60]}”."
            what = f"Click it in Word, press Ctrl+Shift+F9 to make it plain words, {AGAIN}"
            raise FileRefused(name, reason, what)


def _refuse_hidden(name: str, part: str, root: Any) -> None:
    """Words that nobody sees would go out with every paper."""
    for mark in root.iter(qn("w:vanish")):
        run = mark.getparent().getparent()
        is_on = mark.get(qn("w:val"), "1") not in ("0", "false", "off")
        words = "".join(each.text or "" for each in run.findall(qn("w:t")))
        if is_on and words.strip():
            reason = f"It holds hidden words, {where(part)}: “{words.strip()[:60]}”."
            what = (
                f"Show them in Word (Ctrl+Shift+8), delete them or turn Font, Hidden off, {AGAIN}"
            )
            raise FileRefused(name, reason, what)


def _fields(root: Any) -> Iterator[str]:
    """What every field says, whole, however many runs it is written in."""
    begun: list[list[str]] = [[]]  # the first is for what stands in no field at all
    char, words, simple = qn("w:fldChar"), qn("w:instrText"), qn("w:fldSimple")
    for element in root.iter(char, words, simple):
        if element.tag == simple:
            yield element.get(qn("w:instr"), "").strip()
        elif element.tag == words:
            begun[-1].append(element.text or "")
        elif element.get(qn("w:fldCharType")) == "begin":
            begun.append([])
        elif element.get(qn("w:fldCharType")) == "end" and len(begun) > 1:
            yield "".join(begun.pop()).strip()
    yield from ("".join(left).strip() for left in begun)


def _clean_relations(name: str, source: Any, gone: set[str], seen: set[int]) -> None:
    """Takes out what is not needed, and refuses what would do something; `gone` collects what went."""
    seen.add(id(source))
    part = getattr(source, "partname", "")
    for key, relation in list(source.rels.items()):
        kind = relation.reltype.rpartition("/")[2]
        if kind in TAKEN_OUT:
            gone.add(TAKEN_OUT[kind])
            del source.rels[key]
        elif kind not in KEPT or relation.is_external:
            raise _linked(name, part, kind, relation)
        elif id(relation.target_part) not in seen:
            _clean_relations(name, relation.target_part, gone, seen)


def _linked(name: str, part: str, kind: str, relation: Any) -> FileRefused:
    to = str(relation.target_ref if relation.is_external else relation.target_part.partname)
    what = HOW.get(kind, "Take it out in Word")
    reason = f"It holds {CALLED.get(kind, f'something unknown ({kind[:40]})')}, {where(part)}: {to[:80]}."
    return FileRefused(name, reason, f"{what}, {AGAIN}")


def _clean_part(name: str, part: Any, gone: set[str]) -> None:
    if part.content_type.startswith("image/"):
        part._blob = without_metadata(part.blob)
    elif part.content_type.endswith("xml"):
        is_read = hasattr(part, "_element")
        root = part._element if is_read else parse_xml(part.blob)
        _refuse_tracked(name, part.partname, root)
        _refuse_fields(name, part.partname, root)
        _refuse_hidden(name, part.partname, root)
        _clean_text(root, gone)
        if not is_read:
            part._blob = etree.tostring(root, encoding="UTF-8", standalone=True)


def _clean_settings(settings: Any) -> None:
    for element in list(settings):
        if local_name(element) in SETTINGS_OUT:
            settings.remove(element)


def _clean_text(root: Any, gone: set[str]) -> None:
    """Marks of comments, ties to stored data, and the names of files that pictures came from."""
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference", "dataBinding"):
        for element in list(root.iter(qn(f"w:{tag}"))):
            above = element.getparent()
            gone_with = above if tag == "commentReference" and above.tag == qn("w:r") else element
            gone_with.getparent().remove(gone_with)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if local_name(element) == "cNvPr":
            element.set("name", "Picture")
            element.attrib.pop("descr", None)
        for key in [each for each in element.attrib if each.endswith("office}title")]:
            del element.attrib[key]
        if _is_path(element.get("descr", "")) or _is_path(element.get("alt", "")):
            gone.add("the names of files that pictures came from")
            for key in ("descr", "alt"):
                element.attrib.pop(key, None)


def _is_path(said: str) -> bool:
    return said[1:3] == ":\\" or said.startswith(("\\\\", "file:", "http:", "https:"))
