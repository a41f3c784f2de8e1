"""Further rounds made like one that is there: copied row by row, so that a year of them is made at once."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from goldenthread.audits.models import Answer, Audit, Judgement, Stage, Standing
from goldenthread.journal.changes import keep_words, now, today
from goldenthread.people.models import Team
from goldenthread.programme.models import Round, RoundCase


def copied(row: Any, **changes: Any) -> Any:
    """The same row once more, not saved, with a key and a reference of its own."""
    given = {
        f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key
    }
    given.pop("ref", None)
    return type(row)(**given | changes)


def rounds_like(first: Round, met: Sequence[int], **changes: Any) -> list[Round]:
    """A closed round a month before `first` for each of `met`, the latest last: of its audits so many are
    graded good and the others inadequate."""
    many, found = len(met), []
    for place, good in enumerate(met):
        ended = _months_before(today(), many - place)
        round = copied(
            first, code=f"{first.code}-{place:02}", title=f"Monthly {place + 1}", state="closed",
            period_from=ended - timedelta(days=27), period_to=ended, due_on=ended, **changes,
        )  # fmt: skip
        round.save()
        _fill(first, round, good, ended)
        found.append(round)
    return found


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 15)


def _fill(first: Round, round: Round, good: int, ended: date) -> None:
    audits = list(Audit.objects.filter(round=first).select_related("round_case").order_by("pk"))
    cases = RoundCase.objects.bulk_create(
        copied(audit.round_case, round_id=round.pk) for audit in audits
    )
    at = now() - timedelta(days=(today() - ended).days)
    made = Audit.objects.bulk_create(
        copied(audit, round_id=round.pk, round_case_id=case.pk, submitted_at=at)
        for audit, case in zip(audits, cases, strict=True)
    )
    Standing.objects.bulk_create(_judged(made, good))


def _judged(audits: Sequence[Audit], good: int) -> Iterator[Standing]:
    grades = ["good" if place < good else "inadequate" for place in range(len(audits))]
    given = Judgement.objects.bulk_create(
        Judgement(audit=audit, section="overall", stage=Stage.AUDITOR, attempt=1, grade=grade,
                  made_at=audit.submitted_at or now(), made_by="test")
        for audit, grade in zip(audits, grades, strict=True)
    )  # fmt: skip
    for audit, held in zip(audits, given, strict=True):
        yield Standing(
            audit=audit, section="overall", stage=Stage.AUDITOR, grade=held.grade, judgement=held
        )


def a_team_each(rounds: Sequence[Round], service: Team) -> None:
    """The audits of each round as if they were of cases of one team, a new one for each."""
    for place, round in enumerate(rounds, 1):
        team = Team.objects.create(name=f"Team {place:02}", parent=service)
        for audit in Audit.objects.filter(round=round).select_related("header"):
            header = copied(audit.header, team_id=team.pk)
            header.save()
            Audit.objects.filter(pk=audit.pk).update(header=header)


def told(audits: Sequence[Audit], question: str, *answers: tuple[str, date | None, str]) -> None:
    """The audits' answers to a question, one after another: value, date, words."""
    for audit, (value, on, text) in zip(audits, answers, strict=False):
        words = keep_words(text) if text else None
        Answer.objects.update_or_create(
            audit=audit, question=question,
            defaults={"value": value, "on": on, "words": words, "saved_at": now(), "saved_by": "test"},
        )  # fmt: skip
