"""`python -m bench.learning`: pages of learning, the programme and the ledger over 30,000 findings and 5,000 actions."""

# ruff: noqa: S608 - the statements are made of our own tables' and columns' names alone

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.database import database
from bench.measuring import Figure, machine, table

AUDITS, FINDINGS, ACTIONS = 500, 30_000, 5_000
# As much as a year of a large authority holds: activities of each month, objectives, recommendations.
A_MONTH, OBJECTIVES, RECOMMENDED = 6, 40, 60


def main() -> None:
    with database():
        print(machine())
        print(table(list(figures())))


def figures() -> Iterator[Figure]:
    from bench.pages import page
    from bench.volume import fill
    from goldenthread.actions.models import Action
    from goldenthread.audits.models import Finding
    from goldenthread.learning.models import Theme

    cast: Any = fill(AUDITS)
    _multiply("audits_finding", "FIN-", FINDINGS, "removed_at IS NULL")
    _multiply("actions_action", "ACT-", ACTIONS, "audit_id IS NOT NULL")
    _tag_all_but(2_000)
    found, done = Finding.objects.count(), Action.objects.count()
    floor, least = page(cast.pat, "/help/")
    theme = Theme.objects.order_by("order").first()
    assert theme
    plan, activity = _planned(cast), _scheduled(cast)
    pages = (
        ("The programme: the year's schedule", "/programme/"),
        ("An activity of it", f"/programme/activities/{activity}/"),
        ("What was asked of managers", "/programme/asked/"),
        ("Themes", "/learning/"),
        ("One theme, round by round", f"/learning/themes/{theme.ref}/"),
        ("Putting findings to themes", "/learning/tagging/"),
        ("The same, all findings, page 100", "/learning/tagging/?show=all&page=100"),
        ("The ledger", "/insights/ledger/"),
        ("The findings behind one of its numbers", "/insights/ledger/actions/?dropped=1"),
        ("Improvement plans", "/learning/plans/"),
        (f"One plan of {OBJECTIVES} objectives", f"/learning/plans/{plan}/"),
        ("Recommendations", "/learning/recommendations/"),
    )
    for what, address in pages:
        ours, queries = page(cast.pat, address)
        note = f"{queries} queries; {found:,} findings, {done:,} actions"
        yield Figure(what, ours, floor, f"our page of guidance, {least} queries", note)


def _planned(cast: Any) -> str:
    """A plan with its objectives, each with progress, and what was recommended; the plan's reference."""
    from goldenthread.audits.models import Finding
    from goldenthread.journal.changes import today
    from goldenthread.learning.changes import add_objective, begin_plan, recommend, say_progress
    from goldenthread.learning.models import Theme

    themes, end = list(Theme.objects.order_by("order")), today() + timedelta(days=300)
    plan = begin_plan(by=cast.pat, title="Getting to good", from_on=today(), to_on=end)
    behind = list(Finding.objects.order_by("id")[:20])
    for n in range(RECOMMENDED):
        made = recommend(
            by=cast.pat, what=f"See children alone, {n}.", to_whom="Team managers",
            person=cast.tariq, theme=themes[n % len(themes)], findings=behind,
        )  # fmt: skip
        if n < OBJECTIVES:
            objective = add_objective(
                by=cast.pat, plan=plan, what=f"Children are seen alone, {n}.", measure="A re-audit",
                owner=cast.tariq, due_on=end, recommendation=made, theme=made.theme,
            )  # fmt: skip
            say_progress(
                by=cast.tariq, objective=objective, version=1, state="on_track", words="Begun"
            )
    return str(plan.ref)


def _scheduled(cast: Any) -> str:
    """Twelve months of activities, the rounds there are made from them; the reference of one."""
    from goldenthread.journal.changes import today
    from goldenthread.people.models import Person
    from goldenthread.programme.changes.quotas import set_quotas
    from goldenthread.programme.changes.schedule import note_promise, plan_activity
    from goldenthread.programme.models import Round

    rounds = list(Round.objects.order_by("id"))
    first = today().replace(month=1, day=1)
    for n in range(12 * A_MONTH):
        made = plan_activity(
            by=cast.pat, title=f"Activity {n}", kind="full", target=20, lead=cast.olive,
            month=first.replace(month=n % 12 + 1), service=cast.north,
        )  # fmt: skip
        note_promise(
            by=cast.pat, what=f"Promise {n}", made_to="The board", made_on=first, activity=made
        )
        Round.objects.filter(pk__in=[each.pk for each in rounds[n :: 12 * A_MONTH]]).update(
            activity=made
        )
    auditors = list(Person.objects.filter(roles__role="auditor").distinct().order_by("id"))
    set_quotas(by=cast.pat, people=auditors, audits=1, from_month=first)
    return str(made.ref)


def _multiply(table_: str, kind: str, wanted: int, condition: str) -> None:
    """Further rows that say what those there say, until there are as many as wanted."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND column_name NOT IN ('id', 'ref')", [table_],
        )  # fmt: skip
        columns = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        cursor.execute(f"SELECT count(*) FROM {table_}")
        [(there,)] = cursor.fetchall()
        cursor.execute(
            f"INSERT INTO {table_} (ref, {columns}) "
            f"SELECT '{kind}' || upper(left(md5(t.id::text || '-' || n), 10)), {columns} "
            f"FROM {table_} t CROSS JOIN generate_series(1, 100) n WHERE {condition} "
            f"ORDER BY n, t.id LIMIT %s", [max(0, wanted - there)],
        )  # fmt: skip
        cursor.execute(f"ANALYZE {table_}")


def _tag_all_but(left: int) -> None:
    """Every finding to one of the themes, but for the newest."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO learning_tag (ref, finding_id, theme_id, added_at, added_by, removed_by) "
            "SELECT 'TAG-' || upper(left(md5(f.id::text), 10)), f.id, t.id, now(), 'bench', '' "
            "FROM audits_finding f JOIN learning_theme t ON t.order = mod(f.id, 26) "
            "WHERE NOT EXISTS (SELECT FROM learning_tag g WHERE g.finding_id = f.id) "
            "ORDER BY f.id LIMIT (SELECT count(*) - %s FROM audits_finding)", [left],
        )  # fmt: skip
        cursor.execute("ANALYZE learning_tag")


if __name__ == "__main__":
    main()
