"""The subjects that rounds are about, and how they stood when they came into one."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import slugify

from goldenthread.cases.models import CaseEntry, CaseType, Header, Subject
from goldenthread.journal.changes import change, record, today
from goldenthread.people.actors import Actor, require
from goldenthread.people.models import Practitioner, Team
from goldenthread.people.roles import Permission
from goldenthread.tools.form.subjects import CASE_FILE


@change
def ensure_subject(*, by: Actor, number: str, kind: str = "case_file") -> Subject:
    """The subject of this number, made where a number is typed that no case list has held."""
    require(by, Permission.ROUND_RUN)
    subject, is_new = Subject.objects.get_or_create(kind=kind, number=number.strip())
    if is_new:
        record(by, "ensure_subject", subject.ref)
    return subject


@change
def ensure_practitioner(
    *, by: Actor, source: str, key: str, name: str, team: Team | None = None
) -> Practitioner:
    """The practitioner of this key in this source; a known one stays as it is."""
    require(by, Permission.ROUND_RUN)
    practitioner, is_new = Practitioner.objects.get_or_create(
        source=source, key=key, defaults={"name": name, "team": team}
    )
    if is_new:
        record(by, "ensure_practitioner", practitioner.ref)
    return practitioner


@change
def header_from_entry(*, by: Actor, entry: CaseEntry) -> Header:
    """The subject as the case list has it, kept apart so that the list may go one day."""
    require(by, Permission.ROUND_RUN)
    return Header.objects.create(
        subject_id=entry.subject_id, entry=entry, status=entry.status,
        case_type_id=entry.case_type_id, flags=entry.flags, practitioner_id=entry.practitioner_id,
        team_id=entry.team_id, age_band=entry.age_band, family=entry.family,
        particulars=entry.particulars, stood_on=entry.case_list.taken_on,
    )  # fmt: skip


@change
def copy_header(*, by: Actor, header: Header) -> Header:
    """The same once more, for a second audit: each goes by its own date one day."""
    require(by, Permission.ROUND_RUN)
    return Header.objects.create(
        subject_id=header.subject_id, entry_id=header.entry_id, status=header.status,
        case_type_id=header.case_type_id, flags=header.flags, team_id=header.team_id,
        practitioner_id=header.practitioner_id, age_band=header.age_band, family=header.family,
        particulars=header.particulars, stood_on=header.stood_on,
    )  # fmt: skip


@change
def header_typed(
    *, by: Actor, subject: Subject, case_type: CaseType | None = None,
    practitioner: Practitioner | None = None, team: Team | None = None,
) -> Header:  # fmt: skip
    """The subject as somebody typed it by hand; what they did not say stays not known."""
    require(by, Permission.ROUND_RUN)
    return Header.objects.create(
        subject=subject, case_type=case_type, practitioner=practitioner, team=team, stood_on=today()
    )


@change
def past_cases(
    *, by: Actor, authority: str, stood_on: date,
    rows: Sequence[tuple[str, int | None, str, Sequence[str]]],
) -> list[Header]:  # fmt: skip
    """The cases of past audits, in order: (number, key of the case type, family, flags) of each.

    Their numbers are a scheme of their own: none is taken for a child of the case list.
    """
    require(by, Permission.ROUND_RUN)
    scheme = f"past {slugify(authority)}"[:40].strip()
    numbers = {number for number, *_ in rows}
    there = Subject.objects.filter(kind=CASE_FILE, id_scheme=scheme, number__in=numbers)
    subjects = {subject.number: subject for subject in there}
    fresh = [
        Subject(kind=CASE_FILE, id_scheme=scheme, number=number)
        for number in sorted(numbers - set(subjects))
    ]
    subjects |= {subject.number: subject for subject in Subject.objects.bulk_create(fresh)}
    record(by, "past_cases", count=len(rows))
    return Header.objects.bulk_create(
        Header(
            subject=subjects[number], case_type_id=case_type, family=family, flags=list(flags),
            stood_on=stood_on,
        )
        for number, case_type, family, flags in rows
    )  # fmt: skip
