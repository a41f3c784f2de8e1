"""Finding which code of a code set a cell means, without guessing.

Authorities write one code in hundreds of ways: "a) WBRI", "WBRI", "White British",
"WBRI - White British (101)", or cut off at the width of a column. The whole text is tried first,
then the code at its front, then a cut-off label that fits only one code; the letter before the
bracket comes last and only when nothing follows it, because letters changed meaning between
editions. What fits nothing, or fits two codes, is unknown and stays as it was written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

_LETTER = re.compile(r"^([a-z]{1,2}\d?)\s*\)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,3}\s*[-:.)]\s*")
_SHORTEST_CUT = 6  # letters a cut-off label must still have


def _plain(text: str) -> str:
    return " ".join(
        re.sub(r"[^a-z0-9]+", " ", text.lower().replace("’", "'").replace("'", "")).split()
    )


class CodeSet:
    """One code set; `find` gives the stored value of a text, or None where it is unknown."""

    def __init__(self, items: Iterable[Mapping[str, Any]]) -> None:
        self._texts: dict[str, set[str]] = defaultdict(set)
        self._letters: dict[str, set[str]] = defaultdict(set)
        self._codes: dict[str, str] = {}
        for item in items:
            self._add(item)
        self._found: dict[str, str | None] = {}
        self._numbered = any(code.isdigit() for code in self._codes)

    def _add(self, item: Mapping[str, Any]) -> None:
        value = str(item.get("value") or item.get("code") or item["label"])
        code = str(item.get("code", ""))
        texts = [str(item["label"]), code, *map(str, item.get("also", []))]
        if code:
            self._codes[code.lower()] = value
            texts.append(re.sub(rf"^{re.escape(code)}\W+", "", str(item["label"])))
        for text in filter(None, map(_plain, texts)):
            self._texts[text].add(value)
        if item.get("letter"):
            self._letters[str(item["letter"]).lower()].add(value)

    def find(self, text: str) -> str | None:
        """The value stored for a text, None where no code or more than one fits."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> str | None:
        letter = _LETTER.match(text)
        said = text[letter.end() :] if letter else text
        if letter and not said:
            return _only(self._letters[letter[1].lower()])
        if not letter and text.lower() in self._letters and _plain(text) not in self._texts:
            return _only(self._letters[text.lower()])
        return (
            _only(self._texts.get(_plain(said), set()))
            or self._by_leading_code(said)
            or self._after_a_number(said)
            or self._by_cut_off_label(_plain(said))
        )

    def _by_leading_code(self, said: str) -> str | None:
        """The code in "PR4 - Private provision"; one character is too little to go by."""
        first = re.match(r"[A-Za-z0-9]+", said)
        if not first or len(first[0]) < 2 or first[0].isdigit():
            return None
        return self._codes.get(first[0].lower()) if re.search(r"\d|^[A-Z]{4}", first[0]) else None

    def _after_a_number(self, said: str) -> str | None:
        """The label in "1 - Male": a local number in front, in sets whose codes are no numbers."""
        bare = _NUMBER.sub("", said)
        return (
            None if self._numbered or bare == said else _only(self._texts.get(_plain(bare), set()))
        )

    def _by_cut_off_label(self, said: str) -> str | None:
        if len(said) < _SHORTEST_CUT:
            return None
        fits = (values for text, values in self._texts.items() if text.startswith(said))
        return _only(set().union(*fits))


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
