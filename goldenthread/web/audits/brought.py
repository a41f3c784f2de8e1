"""What a file brought, as pages show it: each answer with the fields that carry it to the save."""

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict

from goldenthread.audits import changes, queries
from goldenthread.people.queries import names
from goldenthread.web.audits.questions import Shown, parts_of, said, shown, with_outcome
from goldenthread.web.fields import PageForm

LONGEST_NAME = 120
MOST_ANSWERS, MOST_BYTES = 300, 1_500_000  # that a browser sends back at once


@dataclass
class Room:
    """What of a file's changes goes on one page; the rest is left for when these are saved."""

    answers: int = MOST_ANSWERS
    bytes: int = MOST_BYTES
    left_out: int = 0

    def take(self, changed: Iterable[queries.Brought]) -> list[queries.Brought]:
        """Those of the changes that there is room for."""
        taken = []
        for each in changed:
            size = len(each.answer.text.encode())
            if self.left_out or not self.answers or size > self.bytes:
                self.left_out += 1
                continue
            self.answers, self.bytes = self.answers - 1, self.bytes - size
            taken.append(each)
        return taken


class UploadForm(PageForm):
    """A file that comes back."""

    file = forms.FileField(allow_empty_file=True)


@contextmanager
def kept_a_moment(form: UploadForm) -> Iterator[tuple[Path, str]]:
    """The uploaded file on disk while it is read, and what the person calls it."""
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form"
        with path.open("wb") as file:
            for part in upload.chunks():
                file.write(part)
        yield path, (upload.name or "file")[-LONGEST_NAME:]


def as_they_stand(audit: Any, state: Any, keys: Collection[str], *, grades: bool) -> list[Shown]:
    """The questions of these keys as they stand, whatever other answers show or hide."""
    form = queries.whole_form(audit)
    asked = [question for question in form.questions if question.key in keys]
    return shown(replace(state, form=form), asked, (), grades)


def as_brought(
    audit: Any, state: Any, brought: Iterable[queries.Brought], *, grades: bool
) -> list[Shown]:
    """What would change: each question with the answer of the file, and that which stands where both changed."""
    changed = {each.question.key: each for each in brought}
    made = []
    for each in as_they_stand(audit, state, changed, grades=grades):
        found = changed[each.question.key]
        theirs = each.answer if found.is_conflict else None
        parts = parts_of(found.answer.on)
        made.append(replace(each, answer=found.answer, parts=parts, theirs=theirs))
    return made


def keys_posted(data: QueryDict) -> set[str]:
    return {name.removesuffix("-version") for name in data if name.endswith("-version")}


def as_left(
    asked: list[Shown], data: QueryDict, outcome: changes.SectionSaved, problems: dict[str, str]
) -> list[Shown]:
    """What could not be saved, with every word of it."""
    left = {*problems, *(each.question for each in outcome.conflicts)}
    left |= {each.question for each in outcome.refused}
    return with_outcome([q for q in asked if q.question.key in left], data, outcome, problems)


def in_words(audit: Any, state: Any, questions: Iterable[Shown]) -> dict[str, str]:
    """The answers in words, by "said:" and "now:" and the question, and the names of who changed them."""
    form, found, by = queries.whole_form(audit), {}, set()
    for each in questions:
        key = each.question.key
        found[f"said:{key}"] = said(form, each.question, each.answer)
        found[f"now:{key}"] = said(form, each.question, state.answer(key))
        by |= {each.theirs.saved_by} if each.theirs else set()
    return {**names(by), **found}


def say_saved(request: HttpRequest, saved: int, what: str) -> None:
    """How many answers were saved from a file."""
    count = "1 answer" if saved == 1 else f"{saved} answers"
    said = f"{count} saved from your {what}." if saved else f"Nothing in your {what} was new."
    messages.success(request, said)
