"""A statement written once is what the ORM would write, and shows what it would show."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from psycopg.errors import FeatureNotSupported
from psycopg.types.json import Jsonb

from goldenthread.actions.queries import standing as actions
from goldenthread.audits.changes import writing
from goldenthread.audits.queries import facts, form, visible
from goldenthread.config.statements import (
    NotOfOneShape,
    Statement,
    _Planned,
    prepared,
    written_once,
)
from goldenthread.journal.changes import now, today
from goldenthread.people import models as people_models
from goldenthread.people import queries as people
from goldenthread.people.models import Person, Team
from goldenthread.web.sign_in import session_store
from tests.cast import Cast

pytestmark = pytest.mark.django_db
KEPT: list[tuple[Statement[Any], tuple[Any, ...]]] = [
    (session_store._session, ("x" * 32, now())),
    (people._account, (17,)),
    (people._authority, (1,)),
    (people._own_words, ()),
    (people_models._roles_in_force, (17, today())),
    (form._answers, (4,)),
    (writing._to_save, (4,)),
    (facts._evidence, (4,)),
    (facts._findings, (4,)),
    (facts._source_states, (4,)),
    (actions._actions_of, (4,)),
]
REF = "AUD-2222222222"


def written_by_orm(queryset: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    sql, parameters = queryset.query.sql_with_params()
    return sql, list(parameters)


def plain(parameters: list[Any]) -> list[Any]:
    """Values as they are; two of JSON are equal only where they are the same object."""
    return [each.obj if isinstance(each, Jsonb) else each for each in parameters]


@pytest.mark.parametrize(("kept", "values"), KEPT, ids=lambda each: getattr(each, "query", ""))
def test_the_kept_statement_is_what_the_orm_would_write(kept: Any, values: Any) -> None:
    assert kept.sql(*values) == written_by_orm(kept.query(*values))


def test_whoever_looks_an_audit_is_found_by_the_whole_row_filter(cast: Cast) -> None:
    people = [each for each in vars(cast).values() if isinstance(each, Person)]
    kept = 0
    for person in people:
        roles = visible._roles_alone(person)
        if roles is None:
            continue
        seen = visible.visible_audits(person).filter(ref=REF).order_by()
        both = (
            (visible._visible_audit, seen),
            (visible._audit_to_save_in, visible._to_save_in(seen)),
        )
        for statement, rows in both:
            sql, parameters = statement.sql(person.pk, REF, roles=roles)
            expected = written_by_orm(rows) if sql else ("", [])
            assert (sql, plain(parameters)) == (expected[0], plain(expected[1]))
            kept += bool(sql)
            assert sql or not rows.exists()
    assert kept > 5


def test_whoever_is_bounded_by_a_team_has_no_kept_statement(cast: Cast) -> None:
    assert visible._roles_alone(cast.tariq) is None
    cast.ines.is_active = False
    assert visible._roles_alone(cast.ines) is None


@written_once
def team(name: str, *, with_parent: bool) -> QuerySet[Team]:
    rows = Team.objects.filter(name=name)
    return rows.select_related("parent") if with_parent else rows


def test_rows_are_the_models_own_with_what_belongs_to_them(cast: Cast) -> None:
    service = Team.objects.create(name="All of the North")
    Team.objects.create(name="North 1", parent=service)
    Team.objects.create(name="North 2", parent=service)
    assert [each.name for each in team("North 1", with_parent=True)] == ["North 1"]
    with CaptureQueriesContext(connection) as asked:
        found = team.first("North 2", with_parent=True)
        assert found and found.parent == service
    assert len(asked) == 1
    assert team.first("North 3", with_parent=False) is None


@written_once
def nothing(name: str) -> QuerySet[Team]:
    return Team.objects.filter(name=name, pk__in=[])


def test_what_can_have_no_rows_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert nothing("North") == []
    assert len(asked) == 0


@written_once
def changed(name: str) -> QuerySet[Team]:
    return Team.objects.filter(name=name.upper())


def test_a_value_that_is_not_in_the_statement_as_it_was_given_is_refused() -> None:
    with pytest.raises(NotOfOneShape):
        changed("North")


@pytest.mark.skipif(connection.settings_dict["OPTIONS"]["prepare_threshold"] is None, reason="off")
def test_the_database_keeps_the_plan_of_a_connection() -> None:
    team("North", with_parent=False)
    with prepared() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%people_team%%'"
        )
        assert cursor.fetchall()


@pytest.fixture
def changing() -> Iterator[tuple[Any, Any]]:
    """A connection that plans statements over a table, and another that changes the table."""
    how = connection.get_connection_params() | {"prepare_threshold": 0}
    with (
        psycopg.connect(**how, autocommit=True) as plans,
        psycopg.connect(**how, autocommit=True) as changes,
    ):
        changes.execute("CREATE TABLE changing (name varchar(10))")
        _Planned(plans).execute("SELECT name FROM changing")
        changes.execute("ALTER TABLE changing ALTER name TYPE varchar(20)")
        try:
            yield plans, changes
        finally:
            plans.rollback()
            changes.execute("DROP TABLE changing")


def test_a_statement_is_planned_anew_where_a_column_was_changed_since(changing: Any) -> None:
    plans, _ = changing
    assert _Planned(plans).execute("SELECT name FROM changing").fetchall() == []


def test_in_a_transaction_one_statement_fails_and_the_next_is_planned_anew(changing: Any) -> None:
    plans, _ = changing
    plans.autocommit = False
    with pytest.raises(FeatureNotSupported):
        _Planned(plans).execute("SELECT name FROM changing")
    plans.rollback()
    assert _Planned(plans).execute("SELECT name FROM changing").fetchall() == []
    plans.rollback()


def test_a_row_written_since_is_seen(cast: Cast) -> None:
    assert not team("New", with_parent=False)
    Team.objects.create(name="New")
    [found] = team("New", with_parent=False)
    assert isinstance(found, Model)
