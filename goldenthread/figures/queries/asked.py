"""What somebody asks figures for, in their words: labels become codes, names of rounds their codes."""

from collections.abc import Mapping

from django.utils.text import slugify

from goldenthread.audits.past.rows import code_of
from goldenthread.cases.queries import case_type_places
from goldenthread.figures.queries.rounds import UnknownRound, counted_forms, counted_rounds
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary


def resolved(by: Actor, where: Mapping[str, str]) -> dict[str, str]:
    """The same conditions by codes; what is a code, or nothing that is known, stays as it is.

    Raises UnknownRound.
    """
    found = dict(where)
    if "la" in found:
        names = {
            _folded(name): name for name in counted_rounds(by).values_list("authority", flat=True)
        }
        found["la"] = names.get(_folded(found["la"]), found["la"])
    if "round" in found:
        found["round"] = round_code(by, found["round"], found.get("la", ""))
    if "case_type" in found:
        words = vocabulary()
        labels = {_folded(words("case_type", code)): code for code in case_type_places() if code}
        found["case_type"] = labels.get(_folded(found["case_type"]), found["case_type"])
    if "domain" in found:
        titles = {_folded(s.title): s.key for form in counted_forms(by) for s in form.sections}
        found["domain"] = titles.get(_folded(found["domain"]), found["domain"])
    if "flag" in found:
        found["flag"] = slugify(found["flag"]).replace("-", "_")
    return found


def round_code(by: Actor, text: str, authority: str = "") -> str:
    """The code of the round that a text names: its code, however it is written, its title, or a past
    round's own name beside its authority. Raises UnknownRound."""
    codes = dict(counted_rounds(by).values_list("code", "title"))
    tries = (text, slugify(text), code_of(authority, text), code_of("", text))
    for code in tries:
        if code in codes:
            return code
    for code, title in codes.items():
        if _folded(title) == _folded(text):
            return code
    raise UnknownRound(text, tuple(codes)[:30])


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
