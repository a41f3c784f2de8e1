"""The placeholders of a Word template: where they stand, and what is wrong with how they are written.

A placeholder is `{{ name }}`. Besides, `{% if name %}`, `{% if not name %}`, `{% else %}` and
`{% endif %}` print a part only where there is something to print; nothing else of Jinja is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from docx.oxml.ns import qn

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
STATEMENT = re.compile(r"\{%\s*(?:(if)\s+(?:not\s+)?([A-Za-z_]\w*)|(else)|(endif))\s*%\}")
BRACES = ("{{", "}}", "{%", "%}", "{#", "#}")
TEXT = "the text"


@dataclass(frozen=True)
class Known:
    """Names that there are: `words` may stand anywhere, `lines` in the text alone, `blocks` in a
    paragraph of their own; `needed` have to be there."""

    words: frozenset[str]
    lines: frozenset[str]
    blocks: frozenset[str]
    needed: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return self.words | self.lines | self.blocks


def own_text(paragraph: Any) -> str:
    """The words of a paragraph, without those of text boxes that are tied to it."""
    texts = paragraph.iter(qn("w:t"))
    return "".join(each.text or "" for each in texts if _paragraph_of(each) is paragraph)


def _paragraph_of(element: Any) -> Any:
    return next(element.iterancestors(qn("w:p")), None)


class Story:
    """One of the texts of a file, the text itself, a header, a footer or the notes, looked through."""

    def __init__(self, root: Any, place: str, known: Known) -> None:
        self.root, self.place, self.known = root, place, known
        self.names: set[str] = set()
        self.open: list[Any] = []

    def faults(self) -> Iterator[str]:
        """Everything that is wrong, each as what, where and what to do; `names` are found meanwhile."""
        for paragraph in self.root.iter(qn("w:p")):
            text = own_text(paragraph)
            if any(brace in text for brace in BRACES):
                yield from self._faults_of(paragraph, text)
        if self.open:
            yield f"In {self.place}, an {{% if %}} has no {{% endif %}}. Add one, in a paragraph of its own."

    def _faults_of(self, paragraph: Any, text: str) -> Iterator[str]:
        at = f"In {self.place}, “{_short(text)}”: "
        tags = TAG.findall(text)
        if any(brace in TAG.sub("", text) for brace in BRACES):
            yield f"{at}the braces do not match. Write {{{{ name }}}}, all of it in one paragraph."
            return
        for tag in tags:
            name, statement = NAME.fullmatch(tag), STATEMENT.fullmatch(tag)
            if name:
                yield from self._name_faults(paragraph, text, at, name[1])
            elif not statement:
                yield (
                    f"{at}“{_short(tag)}” is not taken. Only one name may stand between the braces, or "
                    "{% if name %}, {% else %}, {% endif %}."
                )
            elif statement[2]:
                yield from self._unknown(at, statement[2])
        yield from self._branch_faults(paragraph, text, at)

    def _name_faults(self, paragraph: Any, text: str, at: str, name: str) -> Iterator[str]:
        yield from self._unknown(at, name)
        if name in self.known.blocks and text.strip() != NAME.search(text)[0]:  # type: ignore[index]
            yield f"{at}{name} prints whole paragraphs. Put it in a paragraph of its own."
        if name in self.known.lines | self.known.blocks and self.place != TEXT:
            yield f"{at}{name} can stand in the text only. Move it there."
        in_box = any(True for _ in paragraph.iterancestors(qn("w:txbxContent")))
        if name in self.known.lines | self.known.blocks and in_box:
            yield f"{at}{name} cannot stand in a text box. Move it into the text."

    def _unknown(self, at: str, name: str) -> Iterator[str]:
        self.names.add(name)
        if name not in self.known.names:
            close = get_close_matches(name.lower(), sorted(self.known.names), 1)
            what = f"Did you mean {close[0]}?" if close else "The list below has all there are."
            yield f"{at}there is no placeholder {name}. {what}"

    def _branch_faults(self, paragraph: Any, text: str, at: str) -> Iterator[str]:
        """An if in a line ends in that line; one on its own ends beside it, not in another cell."""
        found = [match for tag in TAG.findall(text) if (match := STATEMENT.fullmatch(tag))]
        if len(found) == 1 and text.strip() == found[0][0]:
            yield from self._own_paragraph(paragraph, found[0], at)
        elif not _is_balanced(found):
            yield f"{at}{{% if %}} and {{% endif %}} have to stand in one line, or each in a paragraph of its own."

    def _own_paragraph(self, paragraph: Any, found: re.Match[str], at: str) -> Iterator[str]:
        if found[1]:
            self.open.append(paragraph.getparent())
        elif not self.open or self.open[-1] is not paragraph.getparent():
            yield f"{at}there is no {{% if %}} before it, in the same text or cell."
        elif found[4]:
            self.open.pop()


def _is_balanced(found: list[re.Match[str]]) -> bool:
    depth = 0
    for each in found:
        if each[1]:
            depth += 1
        elif not depth:
            return False
        elif each[4]:
            depth -= 1
    return not depth


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 70 else f"{words[:69]}…"
