"""The table of rights as the rules say it: a row for each page, method and thing, an answer for each person."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.rights.rules import (
    GROUPS,
    HIDDEN,
    MAY_BE_HIDDEN,
    NAMED,
    OF_NO_ROUND,
    OPEN,
    PAGES,
    PEOPLE,
)


@dataclass(frozen=True)
class Rule:
    """Who is answered on GET and on POST, and with what; `moved` are sent on instead, on GET."""

    get: str
    post: str
    on_get: str = "200"
    on_post: str = "200"
    moved: str = "nobody"


def rules() -> dict[str, Rule]:
    """The rule of each page."""
    found = {}
    for line in PAGES.split("\n"):
        cells = line.split()
        if not cells:
            continue
        name, get, post, on_get, on_post, moved = (
            *cells,
            *("", "-", "200", "200", "nobody")[len(cells) - 1 :],
        )
        found[name] = Rule(get, get if post == "-" else post, on_get, on_post, moved)
    return found


def rows(with_parameters: Iterator[str]) -> Iterator[list[str]]:
    """The table: page, method, what it is about, and the answer to each of PEOPLE."""
    has_parameters = set(with_parameters)
    for name, rule in rules().items():
        may_hide = name.split(":")[0] in MAY_BE_HIDDEN and name not in OF_NO_ROUND
        hides = may_hide and name in has_parameters
        for about in (OPEN, HIDDEN) if hides else (OPEN,):
            yield [name, "GET", about, *_answers(rule.get, rule.on_get, about, rule.moved)]
            yield [name, "POST", about, *_answers(rule.post, rule.on_post, about)]


def _answers(group: str, answer: str, about: str, moved: str = "nobody") -> Iterator[str]:
    let_in, sent_on = (_let_in(each, answer, about) for each in (group, moved))
    for person in PEOPLE:
        if person in let_in:
            yield answer
        elif person == "out" or person in sent_on:
            yield "302"
        else:
            yield "404"


def _let_in(group: str, answer: str, about: str) -> set[str]:
    """Whom a rule lets in; of something hidden, those of them who are named. A 405 is for everybody."""
    if group == "restricted_only":
        return {"lead"} if about == HIDDEN else set()
    people = set(GROUPS[group])
    return people & set(NAMED) if about == HIDDEN and answer != "405" else people
