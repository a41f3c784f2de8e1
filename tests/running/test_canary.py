"""A canary typed into every field of a case is, once the case is disposed of, nowhere any more."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from goldenthread.audits.changes import close_audit, close_round
from goldenthread.audits.models import Audit
from goldenthread.config import database
from goldenthread.figures import queries as figures
from goldenthread.journal.changes import today
from goldenthread.programme.models import Round
from goldenthread.programme.queries import check_selection
from goldenthread.reports.editions import is_whole
from goldenthread.reports.models import Edition
from goldenthread.retention.changes import place_hold
from tests.cast import Cast, make_cast
from tests.databases import own_database
from tests.loop import round_of, shared
from tests.running.canary_case import CANARY, canary_round
from tests.running.node import Node, address

FAR = (today() + timedelta(days=366 * 26)).isoformat()
HELD = "Winterbourne"


@dataclass
class Lived:
    """A database with the canary's round and a held one, and what its figures were."""

    node: Node
    name: str
    cast: Cast
    round: Round
    held: Audit
    figures: Any
    before: set[str]
    log_from: int


@pytest.fixture(scope="module")
def lived(
    db: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    with django_db_blocker.unblock(), own_database() as name:
        log_from = (database.data_folder() / "server.log").stat().st_size
        cast = make_cast()
        held = held_audit(cast)
        round = canary_round(cast)
        node = Node.of(name, tmp_path_factory.mktemp("canary"))
        node.env["DATABASE_URL"] = address(name, database.SUPERUSER)
        before = places(name, CANARY)
        figures_before = figures_of(cast, round)
        done = node.run("dispose", "--as-at", FAR, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["counts"]["audits"] >= 4
        yield Lived(node, name, cast, round, held, figures_before, before, log_from)


def held_audit(cast: Cast) -> Audit:
    """A closed audit of a round before, on hold."""
    [audit] = round_of(cast, [HELD], title="Held round")
    shared(cast, audit)
    close_audit(by=cast.pat, audit=audit)
    close_round(by=cast.pat, round=audit.round)
    place_hold(by=cast.ira, kind="audit", target_ref=audit.ref, why="A claim")
    return audit


def figures_of(cast: Cast, round: Round) -> Any:
    rows = figures.grades(cast.pat, ("domain",), stage="final", where={"round": round.code})
    return [(row.group, row.counts, row.n) for row in rows]


def places(name: str, text: str) -> set[str]:
    """Every table and column in which a text stands, whatever the column's type."""
    found = set()
    with psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name
    ) as server:
        columns = server.execute(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
            "JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_type = 'BASE TABLE' AND table_schema <> 'information_schema'"
        ).fetchall()
        for schema, table, column, kind in columns:
            looks = "position(convert_to(%s, 'UTF8') IN {c}) > 0" if kind == "bytea" else (
                "position(lower(%s) IN lower({c}::text)) > 0"
            )  # fmt: skip
            statement = sql.SQL("SELECT EXISTS (SELECT FROM {t} WHERE " + looks + ")").format(
                t=sql.Identifier(schema, table), c=sql.Identifier(column)
            )
            row = server.execute(statement, [text]).fetchone()
            if row and row[0]:
                found.add(f"{table}.{column}")
    return found


def data_files(name: str) -> Iterator[Path]:
    """Tables, indexes and samples of one database, as they lie on the disk."""
    with psycopg.connect(
        host=str(database.socket_folder()), user=database.SUPERUSER, dbname=name, autocommit=True
    ) as server:
        server.execute("CHECKPOINT")
        row = server.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert row
    yield from (f for f in (database.data_folder() / "base" / str(row[0])).iterdir() if f.is_file())


def forms(text: str) -> list[bytes]:
    """As it was typed, folded, and backwards, as an index for the ends of numbers has it."""
    each = (text, text.lower(), text.upper())
    return [form.encode() for form in (*each, *(one[::-1] for one in each))]


def test_the_canary_was_everywhere_before(lived: Lived) -> None:
    assert {
        "journal_words.body", "cases_subject.number", "people_practitioner.name",
        "cases_caseentry.family", "cases_caseentry.flags", "cases_header.age_band",
        "programme_roundcase.named_by", "programme_notice.safe_agreed_by",
        "audits_concern.numbers_tried", "cases_caselist.report", "cases_caselistdraft.refusal",
        "cases_header.family", "reports_edition.html",
    } <= lived.before  # fmt: skip


def test_it_is_in_no_table_column_or_planner_sample(lived: Lived) -> None:
    assert places(lived.name, CANARY) == set()


def test_it_is_in_no_file_of_the_database(lived: Lived) -> None:
    found = {
        file.name: form
        for file in data_files(lived.name)
        for form in forms(CANARY)
        if form in file.read_bytes()
    }
    assert found == {}


def test_it_is_in_no_file_of_the_home_and_no_log(lived: Lived) -> None:
    said = (database.data_folder() / "server.log").read_bytes()[lived.log_from :]
    assert CANARY.lower().encode() not in said.lower()
    for file in lived.node.folder.rglob("*"):
        if file.is_file():
            assert CANARY.lower().encode() not in file.read_bytes().lower(), file


def test_it_is_in_no_backup_made_after(lived: Lived) -> None:
    dump = subprocess.run(
        [database.binaries() / "pg_dump", "-h", database.socket_folder(), "-U", database.SUPERUSER,
         "--inserts", lived.name],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert HELD.encode() in dump and CANARY.encode() not in dump


def test_a_hold_was_respected(lived: Lived) -> None:
    after = Audit.objects.get(pk=lived.held.pk)
    assert after.subject.number == HELD and after.findings.get().words.body
    assert after.answers.exclude(words__body="").count() == 2


def test_journal_selections_figures_and_reports_verify_afterwards(lived: Lived) -> None:
    done = lived.node.run("verify_journal")
    assert done.returncode == 0 and "whole" in done.stdout
    checked = [check_selection(made) for made in lived.round.selections.all()]
    assert [each.faults for each in checked] == [(), ()]
    assert all(each.gone and not each.made_again for each in checked)
    assert figures_of(lived.cast, lived.round) == lived.figures
    assert {is_whole(edition) for edition in Edition.objects.all()} == {None}
