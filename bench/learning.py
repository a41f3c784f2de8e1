"""`python -m bench.learning`: pages of learning and the ledger over 30,000 findings and 5,000 actions."""

# ruff: noqa: S608 - the statements are made of our own tables' and columns' names alone

from collections.abc import Iterator

from bench.database import database
from bench.measuring import Figure, machine, table

AUDITS, FINDINGS, ACTIONS = 1_700, 30_000, 5_000


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

    cast: object = fill(AUDITS)
    _multiply("audits_finding", "FIN-", FINDINGS, "removed_at IS NULL")
    _multiply("actions_action", "ACT-", ACTIONS, "audit_id IS NOT NULL")
    _tag_all_but(2_000)
    found, done = Finding.objects.count(), Action.objects.count()
    floor, least = page(cast.pat, "/help/")  # type: ignore[attr-defined]
    theme = Theme.objects.order_by("order").first()
    assert theme
    pages = (
        ("Themes", "/learning/"),
        ("One theme, round by round", f"/learning/themes/{theme.ref}/"),
        ("Putting findings to themes", "/learning/tagging/"),
        ("The same, all findings, page 100", "/learning/tagging/?show=all&page=100"),
        ("The ledger", "/insights/ledger/"),
        ("The findings behind one of its numbers", "/insights/ledger/actions/?dropped=1"),
        ("Improvement plans", "/learning/plans/"),
        ("Recommendations", "/learning/recommendations/"),
    )
    for what, address in pages:
        ours, queries = page(cast.pat, address)  # type: ignore[attr-defined]
        note = f"{queries} queries; {found:,} findings, {done:,} actions"
        yield Figure(what, ours, floor, f"our page of guidance, {least} queries", note)


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
            "ORDER BY f.id LIMIT (SELECT count(*) - %s FROM audits_finding)", [left],
        )  # fmt: skip
        cursor.execute("ANALYZE learning_tag")


if __name__ == "__main__":
    main()
