"""A form that was filled in with Word, read in a process of its own."""

from pathlib import Path

from goldenthread.readers.form_guard import check_word
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.reading import from_json
from goldenthread.readers.run_child import read_in_child
from goldenthread.readers.word_rows import WordFormRead

MEMORY, TIMEOUT = 1_000_000_000, 20.0
SMALLER = "Download it again and copy your answers into it."


def read_word_form(path: Path, name: str = "") -> WordFormRead:
    """What stands in the form. Raises FileRefused."""
    if not path.is_file():
        raise FileRefused(name or path.name, "There is no such file.", "Choose the file again.")
    found: WordFormRead = from_json(
        WordFormRead,
        read_in_child(
            "word_form",
            [path],
            [name or path.name],
            check=check_word,
            memory=MEMORY,
            timeout=TIMEOUT,
            smaller=SMALLER,
        ),
    )
    return found
