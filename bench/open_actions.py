"""`python -m bench open_actions`: the pages of actions over 5,000 that are open, and the job of their ladder."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from django.db import connection

from bench.measuring import Figure, machine, milliseconds, table, with_database
from bench.pages import page
from bench.volume import fill
from goldenthread.actions.changes import escalate_overdue
from goldenthread.actions.models import Action, Priority, Step
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import now, today, words_hash
from goldenthread.journal.models import Words
from goldenthread.people.actors import Schedule
from goldenthread.people.models import Person
from tests.cast import Cast

AUDITS, OPEN = 2_500, 5_000
WHAT = "Write the plan with the family, and say who does what by which day."


def open_rows(
    audits: Sequence[Audit], owners: list[Person], count: int, random: Random, *, late: int
) -> list[Action]:
    """So many open actions of these audits, due from `late` days ago to as many days from today."""
    chosen = random.choices(audits, k=count)
    texts = Words.objects.bulk_create(Words(body=WHAT, sha256=words_hash(WHAT)) for _ in chosen)
    rows = []
    for audit, text in zip(chosen, texts, strict=True):
        due_on = today() + timedelta(days=random.randint(-late, late))
        rows.append(
            Action(
                audit=audit, what=text, owner=random.choice(owners), team=audit.header.team,
                due_on=due_on, first_due_on=due_on, from_stage="auditor", state=Action.State.OPEN,
                priority=random.choice(Priority.values), proposed_by=owners[0].ref,
                opened_at=now(), opened_by=owners[0].ref,
            )
        )  # fmt: skip
    made = Action.objects.bulk_create(rows)
    Step.objects.bulk_create(
        Step(action=row, kind=Step.Kind.OPENED, taken_at=now(), taken_by=row.opened_by)
        for row in made
    )
    return made


def released() -> list[Audit]:
    """Audits whose feedback is released, with their teams."""
    found = Audit.objects.filter(shared_at__isnull=False)
    return list(found.select_related("header__team").order_by("pk"))


def figures() -> Iterator[Figure]:
    cast = fill(AUDITS)
    assert isinstance(cast, Cast)
    owners = [cast.dana, cast.tariq, cast.sunita, cast.sam]
    open_rows(released(), owners, OPEN, Random(6), late=60)  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE actions_action, actions_step, journal_words")
    floor, least = page(cast.pat, "/help/")
    floor_is = f"our page of guidance, {least} queries"
    pages = (
        ("The tracker, QA lead", cast.pat, "/actions/"),
        ("The tracker, page 100", cast.pat, "/actions/?page=100"),
        ("My actions, team manager", cast.tariq, "/actions/?whose=mine"),
        ("My team's, team manager", cast.tariq, "/actions/?whose=team"),
        ("Overdue by age, QA lead", cast.pat, "/actions/overdue/"),
        ("A meeting, QA lead", cast.pat, "/actions/meeting/"),
        ("A meeting, team manager", cast.tariq, "/actions/meeting/"),
        ("Home, team manager", cast.tariq, "/"),
    )
    for what, person, address in pages:
        ours, queries = page(person, address)
        yield Figure(f"{what}, {OPEN:,} open", ours, floor, floor_is, f"{queries} queries")
    job = Schedule("escalate")
    first = milliseconds(lambda: escalate_overdue(by=job), 1, with_database, warm=0)
    yield Figure("Letting 500 overdue actions of each step climb, once", first)


def main() -> None:
    print(machine())
    print(table(list(figures())))
