"""Papers that others wrote, as Word documents or plain text: their paragraphs and tables."""

from pathlib import Path

from goldenthread.readers.form_guard import PAPER, check_paper
from goldenthread.readers.guard import MEGABYTE, FileRefused
from goldenthread.readers.paper_blocks import Block, PaperRead, blocks_of_text
from goldenthread.readers.reading import from_json
from goldenthread.readers.run_child import read_in_child

LARGEST_TEXT = 5 * MEGABYTE
MEMORY, TIMEOUT = 1_000_000_000, 30.0
_SAVE_AS = "Save it as a Word document (.docx) or as plain text, and try again."


def read_paper(path: Path) -> tuple[Block, ...]:
    """What stands in a paper, in its order; headers, footers and notes apart. Raises FileRefused."""
    name = path.name
    if not path.is_file():
        raise FileRefused(name, "There is no such file.", "Check the name and the folder.")
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _word(path, name)
    if start.startswith(b"%PDF"):
        raise FileRefused(name, "This is a PDF, whose words have no order to rely on.", _SAVE_AS)
    size = path.stat().st_size
    if size > LARGEST_TEXT:
        reason = (
            f"The text is larger than {LARGEST_TEXT // MEGABYTE} MB, far larger than any paper."
        )
        raise FileRefused(name, reason, "Choose the paper itself.")
    return tuple(blocks_of_text(_decoded(path.read_bytes(), name)))


def _word(path: Path, name: str) -> tuple[Block, ...]:
    said = read_in_child(
        "paper", [path], [name], check=check_paper, memory=MEMORY, timeout=TIMEOUT,
        smaller=PAPER.again,
    )  # fmt: skip
    found: PaperRead = from_json(PaperRead, said)
    return found.blocks


def _decoded(data: bytes, name: str) -> str:
    """UTF-8, or as older Windows programs write."""
    if b"\0" in data:
        raise FileRefused(name, "This is no text and no Word document.", _SAVE_AS)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
