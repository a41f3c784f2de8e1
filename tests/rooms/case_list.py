"""A small case list for tests, made as a case list is: entries by COPY's like, never edited."""

from datetime import timedelta

from goldenthread.cases.models import CaseEntry, CaseList, CaseType, Subject
from goldenthread.journal.changes import now, today
from goldenthread.people.models import Practitioner, Team

TYPES = ("cla", "cp", "cin")


def make_case_list(
    teams: list[Team], size: int = 60, families: bool = True, opened: int = 0
) -> CaseList:
    """`size` open cases numbered from 5000 and one closed, over six workers of the teams in turn.

    The first `opened` were opened lately; of the others nobody says when.
    """
    listed = CaseList.objects.create(
        taken_on=today() - timedelta(days=3), origin="annex_a", fingerprint=f"test {size}",
        read_at=now(), read_by="operator:tests",
    )  # fmt: skip
    types = {each.code: each for each in CaseType.objects.filter(code__in=TYPES)}
    workers = [
        Practitioner.objects.create(
            source="annex_a", key=f"W{n}", name=f"Worker {n}", team=teams[n % len(teams)]
        )
        for n in range(6)
    ]
    subjects = Subject.objects.bulk_create(Subject(number=str(5000 + n)) for n in range(size + 1))
    CaseEntry.objects.bulk_create(
        CaseEntry(
            case_list=listed, subject=subject,
            status=TYPES[n % 3] if n < size else "closed", case_type=types[TYPES[n % 3]],
            practitioner=workers[n % 6], team=workers[n % 6].team,
            family=f"F{n}" if not families or n > 1 else "F0", flags=["uasc"] if n == 2 else [],
            opened_on=today() - timedelta(days=4) if n < opened else None, sex="fm"[n % 2],
        )
        for n, subject in enumerate(subjects)
    )  # fmt: skip
    return listed
