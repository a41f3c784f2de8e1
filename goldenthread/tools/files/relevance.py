"""Conditions as XLSForm writes them, as far as a tool can hold them."""

import re
from dataclasses import dataclass

_IS = re.compile(
    r"""^(?:\$\{\s*([^}]+?)\s*\}\s*(!?=)\s*(?:'([^']*)'|"([^"]*)")
    |selected\(\s*\$\{\s*([^}]+?)\s*\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\))$""",
    re.VERBOSE,
)
LONGEST, MOST_BRACKETS = 2_000, 100


class NotOfTheseForms(Exception):
    """A condition that a tool cannot hold: the piece of it that was not understood."""


@dataclass(frozen=True)
class Clause:
    """An answer to a question is one of these values; `is_not`: anything but."""

    question: str
    values: tuple[str, ...]
    is_not: bool = False


def clauses(expression: str) -> list[Clause]:
    """The clauses, all of which have to hold. Raises NotOfTheseForms.

    >>> clauses("${a.b} = 'x' or ${a.b}='y'")
    [Clause(question='a.b', values=('x', 'y'), is_not=False)]
    """
    if len(expression) > LONGEST:
        raise NotOfTheseForms("is longer than any condition of a tool")
    if expression.count("(") > MOST_BRACKETS:
        raise NotOfTheseForms("has more brackets than any condition of a tool")
    return [_either(part) for part in _split(_bare(expression), "and")]


def _either(part: str) -> Clause:
    found = [_one(each) for each in _split(_bare(part), "or")]
    first = found[0]
    if any(each.question != first.question for each in found):
        raise NotOfTheseForms(f"joins different questions by “or”: {part}")
    if len(found) > 1 and any(each.is_not for each in found):
        raise NotOfTheseForms(f"joins “is not” by “or”: {part}")
    return Clause(first.question, tuple(v for each in found for v in each.values), first.is_not)


def _one(part: str) -> Clause:
    said = _IS.match(_bare(part))
    if said is None:
        raise NotOfTheseForms(f"is not understood: {part.strip()[:80]}")
    question = said[1] or said[5]
    value = next(text for text in (said[3], said[4], said[6], said[7]) if text is not None)
    return Clause(question, (value,), said[2] == "!=")


def _bare(text: str) -> str:
    """Without the brackets round the whole of it."""
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place
    return -1


def _split(text: str, word: str) -> list[str]:
    """The pieces between a word that stands outside brackets and quotes."""
    pieces, depth, quote, start, place = [], 0, "", 0, 0
    while place < len(text):
        character = text[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif not depth and character.isspace() and _is_word(text, place, word):
            pieces.append(text[start:place])
            start = place = place + len(word) + 1
        depth += 0 if quote else (character == "(") - (character == ")")
        place += 1
    return [*pieces, text[start:]]


def _is_word(text: str, place: int, word: str) -> bool:
    """Whether the word stands there between spaces."""
    end = place + 1 + len(word)
    return text[place + 1 : end] == word and text[end : end + 1].isspace()
