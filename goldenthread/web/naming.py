"""What the rows of a home page are about: a case, a contact or a carer, by its number."""

from typing import Any, NamedTuple

from goldenthread.people.queries import vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.tools.form.subjects import CASE_FILE


class _Thing(NamedTuple):
    kind: str
    number: str


def called(row: Any, number: str = "") -> str:
    """ "Case 20381", at the beginning of a sentence; `about` is the row's kind of subject."""
    return _words_for(row.about).called(_Thing(row.about, number or row.number))


def amid(row: Any) -> str:
    """ "case 20381", in the middle of a sentence."""
    kind = row.about if hasattr(row, "about") else row.kind
    return _words_for(kind).amid(_Thing(kind, row.number))


def about(action: Any) -> str:
    """What an action is about: a case, or the service as a whole."""
    return amid(action) if action.number else "the service"


def _words_for(kind: str) -> Vocabulary:
    """The authority's own words are asked for only where they count: a case is always a case."""
    return Vocabulary() if kind == CASE_FILE else vocabulary()
