"""What is kept between requests of a long list: statements as they were written, and what may be half a minute old.

To write a statement takes the ORM up to ten times what the database takes to answer it.
"""

import time
from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from goldenthread.config.statements import prepared
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from goldenthread.people.queries import managed_team_ids

T = TypeVar("T")
Key = tuple[Hashable, ...]
Statement = tuple[str, tuple[Any, ...], Callable[..., Any]]
MOST, FOR_A_WHILE = 1_000, 30.0
_statements: dict[Key, Statement | None] = {}
_columns: dict[Any, Statement] = {}
_things: dict[Key, tuple[float, Any]] = {}


def as_they_are(person: Person) -> Key:
    """All that a statement knows of whoever asks: their roles of today and the teams they manage."""
    roles = tuple((held.role, held.round_ref, held.team_id) for held in person.held)
    return today(), person.pk, person.is_active, roles, teams_managed(person)


def teams_managed(person: Person) -> frozenset[int]:
    """The teams they manage: asked for once for as long as this object lives, as their roles are."""
    found: frozenset[int] | None = vars(person).get("_kept_teams")
    if found is None:
        found = vars(person)["_kept_teams"] = frozenset(managed_team_ids(person))
    return found


def rows(
    person: Person, what: Key, write: Callable[[], QuerySet[Any, Any]],
    put: Mapping[str, str] = MappingProxyType({}),
) -> list[Any]:  # fmt: skip
    """The rows of `write()`, a query by `values`, with a member for each of its columns.

    The statement is written once for a person as they are, and asked each time: it filters as ever.
    `what` names the query and everything else that goes into it; but values that are new each time are
    `put` in the place of those it was written with.
    """
    statement = _statement(person, what, write)
    if statement is None:
        return []
    sql, parameters, row = statement
    # Planned with its values: a plan for any state or number reads the whole of an index, 45 ms not 8.
    with connection.cursor() as cursor:
        cursor.execute(sql, [put.get(p, p) if isinstance(p, str) else p for p in parameters])
        return [row(*each) for each in cursor.fetchall()]


def count(person: Person, what: Key, write: Callable[[], QuerySet[Any, Any]]) -> int:
    """How many rows `write()` has, in the same way."""
    key = (*what, "count")
    statement = _statement(person, key, lambda: write().order_by().values("pk"))
    if statement is None:
        return 0
    sql, parameters, _ = statement
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS counted", parameters)  # noqa: S608
        return int(cursor.fetchone()[0])


def shown(keys: Sequence[Any], columns: Callable[[], QuerySet[Any, Any]]) -> list[Any]:
    """What `columns`, a query of all rows by `values`, the key first, says of these, in their order.

    For keys that a query has just found among what its person may see.
    """
    if not keys:
        return []
    if columns not in _columns:
        query: Any = columns().order_by().query
        sql, parameters = query.sql_with_params()
        where = f' WHERE "{query.model._meta.db_table}"."id" = ANY(%s)'
        _columns[columns] = sql + where, parameters, _row(query)
    sql, parameters, row = _columns[columns]
    with prepared() as cursor:
        cursor.execute(sql, [*parameters, list(keys)])
        found = {each[0]: row(*each) for each in cursor.fetchall()}
    return [found[key] for key in keys if key in found]


def whole(keys: Sequence[Any], rows: Callable[[], QuerySet[Any, Any]]) -> list[Any]:
    """The same as whole rows of a model, for a page that asks what may be done to each."""
    found: Any = rows().in_bulk(list(keys)) if keys else {}
    return [found[key] for key in keys if key in found]


def for_a_while(key: Key, make: Callable[[], T], is_long: Callable[[T], bool]) -> T:
    """What `make` makes, kept for half a minute where it is long and so takes long."""
    at, thing = _things.get(key, (0.0, None))
    if time.monotonic() - at < FOR_A_WHILE:
        return thing  # type: ignore[no-any-return]
    made = make()
    if is_long(made):
        _put(_things, key, (time.monotonic(), made))
    return made


def _statement(
    person: Person, what: Key, write: Callable[[], QuerySet[Any, Any]]
) -> Statement | None:
    key = (*as_they_are(person), *what)
    if key in _statements:
        return _statements[key]
    query = write().query
    statement: Statement | None = None  # where nobody's rows are asked for, the database is not
    with suppress(EmptyResultSet):
        statement = (*query.sql_with_params(), _row(query))
    _put(_statements, key, statement)
    return statement


def _row(query: Any) -> Callable[..., Any]:
    return namedtuple("Row", query.selected)


def _put(kept: dict[Key, Any], key: Key, thing: Any) -> None:
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = thing
