"""Opens a Word form part by part. Runs in the child process only."""

import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from goldenthread.readers.form_guard import (
    FROM_HERE,
    LARGEST_EXPANSION,
    PAPER,
    WORD,
    Office,
    damaged,
)
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.paper_blocks import PaperRead, blocks_of_body
from goldenthread.readers.word_rows import (
    WordFormRead,
    local_name,
    outside_of,
    parts_of,
    rows_of,
)

MARKS, MOST_MARKS = "docProps/custom.xml", 200
NOT_FOLLOWED = "hyperlink"  # read as its words; nobody goes where it leads
_XML = (".xml", ".rels", ".vml", ".svg")
_TRACKED = ("ins", "del", "moveFrom", "moveTo")


def word_form_of(path: Path, name: str) -> WordFormRead:
    """The form in a file, as it stands there. Raises FileRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Opened(archive, name).read()
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error):
        raise damaged(name) from None


def word_paper_of(path: Path, name: str) -> PaperRead:
    """The paragraphs and tables of a paper; what it is linked to is not looked at. Raises FileRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            body = _Opened(archive, name, PAPER).body()
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error):
        raise damaged(name, PAPER) from None
    if body is None:
        raise FileRefused(name, "There is no text in this Word document.", PAPER.again)
    return PaperRead(tuple(blocks_of_body(body)))


def trees(path: Path, name: str, office: Office) -> dict[str, Any]:
    """The root of every XML part of a Word document, by the part's name. Raises FileRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            opened = _Opened(archive, name, office)
            parts = [part for part in archive.namelist() if part.lower().endswith(_XML)]
            return {part: opened.tree(part) for part in parts}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error):
        raise damaged(name, office) from None


class _Opened:
    def __init__(self, archive: zipfile.ZipFile, name: str, office: Office = WORD) -> None:
        self.archive, self.name, self.office = archive, name, office
        self.names = set(archive.namelist())
        self.left = LARGEST_EXPANSION

    def read(self) -> WordFormRead:
        self._refuse_external()
        body = self.body()
        if body is None:
            raise FileRefused(self.name, "This is not the Word document.", FROM_HERE)
        comments = self._comments()
        return WordFormRead(
            marks=self._marks(),
            rows=tuple(rows_of(body)),
            outside=tuple(outside_of(body)),
            comments=comments,
            tracked=sum(1 for _ in parts_of(body, *_TRACKED)),
        )

    def tree(self, part: str) -> Any:
        """The root of a part, which may have no types of its own: those make small files large."""
        with self.archive.open(part) as file:
            data = file.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            reason = f"The file expands to far more than any {self.office.thing}."
            raise FileRefused(self.name, reason, self.office.again)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise damaged(self.name, self.office) from None
        if root.getroottree().docinfo.doctype:
            reason = "The file declares types of its own (DTD), which no Word program writes."
            raise FileRefused(self.name, reason, self.office.again)
        return root

    def _refuse_external(self) -> None:
        for part in sorted(name for name in self.names if name.endswith(".rels")):
            for link in self.tree(part):
                kind = str(link.get("Type", "")).rpartition("/")[2]
                if str(link.get("TargetMode", "")).lower() == "external" and kind != NOT_FOLLOWED:
                    raise FileRefused(
                        self.name,
                        f"The file is linked to something outside it ({kind[:40] or 'a file'}).",
                        "In Word, break the link or paste the words alone, save it and try again.",
                    )

    def body(self) -> Any:
        """The text of the document, wherever the program put it."""
        start = "_rels/.rels"
        for link in self.tree(start) if start in self.names else ():
            if str(link.get("Type", "")).endswith("/officeDocument"):
                part = posixpath.normpath(str(link.get("Target", "")).lstrip("/"))
                if part in self.names:
                    return next((c for c in self.tree(part) if local_name(c) == "body"), None)
        return None

    def _marks(self) -> dict[str, str]:
        if MARKS not in self.names:
            return {}
        marks = list(self.tree(MARKS))[:MOST_MARKS]
        return {
            str(mark.get("name", ""))[:80]: "".join(str(said) for said in mark.itertext()).strip()
            for mark in marks
        }

    def _comments(self) -> int:
        part = "word/comments.xml"
        return len(self.tree(part)) if part in self.names else 0
