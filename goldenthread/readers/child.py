"""The process that parses files: `python -m goldenthread.readers.child`.

Takes one JSON request on stdin and answers in JSON lines on stdout: any number of
`{"rows": n}` and `{"cases": [...]}`, then one of `{"result": ...}`, `{"refused": ...}` or
`{"failed": ...}`. It holds itself to a limit of memory and writes no core file, which would hold
children's details.
"""

import datetime as dt
import gc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from goldenthread.readers.annex_a.read import read_annex_a
from goldenthread.readers.case_lines import as_plain, lines_of
from goldenthread.readers.export_sheets import ExportRead, read_export
from goldenthread.readers.form_sheets import Sheets, sheets_of_form
from goldenthread.readers.guard import FileRefused, NoListFound
from goldenthread.readers.paper_blocks import PaperRead
from goldenthread.readers.reading import FileRead, Reading, as_json, from_json
from goldenthread.readers.table_rows import read_table
from goldenthread.readers.tables import TableHeads, TableMapping, read_heads
from goldenthread.readers.templates import TemplateRead
from goldenthread.readers.word_document import word_form_of, word_paper_of
from goldenthread.readers.word_rows import WordFormRead


def limit_memory(size: int) -> None:
    """Holds this process to a number of bytes, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, limit in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, size)):
        _, hard = resource.getrlimit(what)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(what, (allowed, hard))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS; the timeout remains
            continue


def answer(
    request: dict[str, Any], tell: Callable[[int], None]
) -> TableHeads | Reading | Sheets | WordFormRead | ExportRead | PaperRead | TemplateRead:
    """What a request asks for. Raises FileRefused."""
    files = [(Path(f["path"]), from_json(FileRead, f["file"]), f["kind"]) for f in request["files"]]
    if request["job"] in ("word_form", "paper", "template"):
        return _of_word(request["job"], files[0][0], files[0][1].name)
    if request["job"] == "form":
        return sheets_of_form(files[0][0], files[0][1].name, files[0][2])
    if request["job"] == "export":
        return read_export(files[0][0], files[0][1].name, files[0][2])
    if request["job"] == "heads":
        return read_heads(*files[0], request["about"])
    taken_on = dt.date.fromisoformat(request["taken_on"])
    if request["job"] == "table":
        mapping = from_json(TableMapping, request["mapping"])
        return read_table(files, mapping, taken_on, tell, request["about"])
    return read_annex_a(files, taken_on, tell)


def _of_word(job: str, path: Path, name: str) -> WordFormRead | PaperRead | TemplateRead:
    if job == "template":
        # Slow to load, and rarely asked for.
        from goldenthread.readers.template_parts import template_of

        return template_of(path, name)
    return word_form_of(path, name) if job == "word_form" else word_paper_of(path, name)


def main() -> None:
    """One request, one answer."""
    request = json.loads(sys.stdin.buffer.read())
    limit_memory(request["memory"])
    # Lives for one file, and nothing here refers to itself in a circle.
    gc.disable()
    # Libraries may print to stdout; the answers go out on a copy of it that only we know.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        try:
            result = answer(request, lambda rows: _say(out, {"rows": rows}))
            if isinstance(result, Reading):
                for cases in lines_of(result.cases):
                    _say(out, {"cases": cases})
                result = replace(result, cases=())
            _say(out, {"result": as_json(result)})
        except FileRefused as error:
            words = [error.file, error.reason, error.what_to_do]
            _say(out, {"refused": words, "no_list": isinstance(error, NoListFound)})
        except MemoryError:
            _say(out, {"failed": "memory"})


def _say(out: TextIO, line: dict[str, Any]) -> None:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=as_plain)
    out.write(text + "\n")
    out.flush()


if __name__ == "__main__":
    main()
