"""Which cases an answer shows, whatever its form, and which of them the record of reads does not name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile, is_zipfile

from django.http import HttpResponse
from pypdf import PdfReader

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit, Concern
from goldenthread.cases.models import Subject
from goldenthread.journal.models import Entry
from goldenthread.programme.models import RoundCase

BETWEEN_TAGS = re.compile(r">([^<]+)<")
AN_AUDIT = re.compile(r"\bAUD-\w{10}\b")
A_NUMBER = re.compile(r"\b\d{5}\b")


def text_of(answer: HttpResponse) -> str:
    """Everything a person could read in it: a page, JSON, a streamed file, Word, Excel, a PDF."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if body.startswith(b"PK") and is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as parts:
            inside = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        return "\n".join(words for part in inside for words in BETWEEN_TAGS.findall(part))
    return body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Known:
    """Every case there is: its number, and the references that stand for it."""

    refs: dict[str, set[str]]
    of_audit: dict[str, str]  # an audit's words may stand there with its reference alone

    def shown(self, answer: HttpResponse, *, by_ref: bool = True) -> set[str]:
        """The numbers of the cases that an answer shows, also those of audits it names by reference."""
        text = text_of(answer)
        named = {self.of_audit[ref] for ref in set(AN_AUDIT.findall(text)) & self.of_audit.keys()}
        return set(A_NUMBER.findall(text)) & self.refs.keys() | (named if by_ref else set())

    def unsaid(
        self, answer: HttpResponse, reads: Iterable[Entry], *, by_ref: bool = True
    ) -> list[str]:
        """The cases shown that no line names, neither themselves nor by an audit of theirs."""
        said = {ref for entry in reads for ref in entry.refs}
        return sorted(
            number for number in self.shown(answer, by_ref=by_ref) if not self.refs[number] & said
        )


def known() -> Known:
    refs: dict[str, set[str]] = {}
    for number, ref in Subject.objects.values_list("number", "ref"):
        refs.setdefault(number, set()).add(ref)
    audits = list(Audit.objects.values_list("subject__number", "ref"))
    for rows in (
        audits,
        RoundCase.objects.values_list("subject__number", "ref"),
        Action.objects.values_list("audit__subject__number", "ref"),
        Concern.objects.values_list("audit__subject__number", "ref"),
    ):
        for number, ref in rows:
            refs[number].add(ref)
    return Known(refs, {ref: number for number, ref in audits})
