"""A query of one shape whose statement is written once, planned once, and run again with new values.

Writing the statement of a query takes Python 0.3 to 2 ms each time, and the database up to 2 ms to
plan it, where running it takes 0.2 ms. Pages that somebody asks for every few seconds keep theirs.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus

Row = TypeVar("Row")
# What stands for a value while its statement is written: found again among the parameters.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: -(2**62) - n,
    str: lambda n: f"stand-in {n}",
    date: lambda n: date(1, 1, n + 1),
    datetime: lambda n: datetime(1, 1, n + 1, tzinfo=UTC),
}


class NotOfOneShape(Exception):
    """A value does not stand in the statement as it was given, so that another could not replace it."""


class Statement(Generic[Row]):
    """A query by its function: positional values are filled in at each run, others change its shape."""

    def __init__(self, query: Callable[..., QuerySet[Any, Row]]) -> None:
        self.query = query
        self.written: dict[Hashable, _Written] = {}

    def __call__(self, *values: Any, **shape: Hashable) -> list[Row]:
        """The rows; `values` are whole numbers, texts, days or moments, never None."""
        return list(self.rows(*values, **shape))

    def first(self, *values: Any, **shape: Hashable) -> Row | None:
        return next(self.rows(*values, **shape), None)

    def rows(self, *values: Any, **shape: Hashable) -> Iterator[Row]:
        key = (len(values), *shape.items())
        if key not in self.written:
            self.written[key] = _Written(self.query, values, shape)
        return self.written[key].rows(values)

    def sql(self, *values: Any, **shape: Hashable) -> tuple[str, list[Any]]:
        """The kept statement and its parameters with these values, for comparison."""
        self.rows(*values, **shape)
        written = self.written[len(values), *shape.items()]
        return written.compiler.sql, written.filled(values)


def written_once(query: Callable[..., QuerySet[Any, Row]]) -> Statement[Row]:
    return Statement(query)


class _Written:
    """One shape of a query: its statement, and which parameters are which values."""

    def __init__(
        self, query: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], shape: dict[str, Any]
    ) -> None:
        stand_ins = [STAND_INS[type(value)](n) for n, value in enumerate(values)]
        self.queryset = query(*stand_ins, **shape)
        self.compiler: Any = self.queryset.query.get_compiler(using=self.queryset.db)
        self.params: list[Any] = []
        self.places: list[tuple[int, int, type | None]] = []
        self.compiler.sql = ""  # of a shape that can have no rows nothing is asked
        with suppress(EmptyResultSet):
            self.compiler.sql, params = self.compiler.as_sql()
            self.params = list(params)
            self._find(stand_ins)

    def _find(self, stand_ins: list[Any]) -> None:
        # A whole number carries the type of its column with it.
        self.places = [
            (place, n, type(param) if isinstance(param, int) else None)
            for place, param in enumerate(self.params)
            for n, stand_in in enumerate(stand_ins)
            if type(param) is not bool and param == stand_in
        ]
        if {n for _, n, _ in self.places} != set(range(len(stand_ins))):
            raise NotOfOneShape(self.compiler.sql)
        converters = self.compiler.get_converters(
            [each[0] for each in self.compiler.select[: self.compiler.col_count]]
        )
        self.compiler.get_converters = lambda _: converters

    def filled(self, values: Sequence[Any]) -> list[Any]:
        params = list(self.params)
        for place, n, number in self.places:
            params[place] = number(values[n]) if number else values[n]
        return params

    def rows(self, values: Sequence[Any]) -> Iterator[Any]:
        if not self.compiler.sql:
            return iter(())
        again = _Again(self.queryset, self.compiler, self.filled(values))
        iterable: Any = self.queryset._iterable_class
        return iter(iterable(again))


class _Again:
    """Stands where the ORM's own iterables expect a queryset, its query and its compiler."""

    def __init__(self, queryset: Any, compiler: Any, params: list[Any]) -> None:
        self.queryset, self.params, self.db = queryset, params, queryset.db
        self.query, self.compiler = self, copy(compiler)
        self.compiler.execute_sql = self.execute
        self.model, self._fields = queryset.model, queryset._fields
        self._known_related_objects: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.queryset.query, name)

    def get_compiler(self, using: str) -> Any:
        return self.compiler

    def execute(self, *_: Any, **__: Any) -> list[Sequence[Any]]:
        with prepared(self.db) as cursor:
            cursor.execute(self.compiler.sql, self.params)
            return [cursor.fetchall()]


class _Planned(Cursor[Any]):
    """Binds values in the database and, unlike its parent, says afterwards what was asked.

    Where a column was changed since a statement was planned, the database refuses the plan. From then
    on all statements end in one more space, and so are planned anew on every connection.
    """

    spaces = ""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        try:
            return super().execute(f"{query}{self.spaces}", params, **how)
        except FeatureNotSupported:
            _Planned.spaces += " "
            if self.connection.info.transaction_status is TransactionStatus.INERROR:
                raise
            return super().execute(f"{query}{self.spaces}", params, **how)

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)
        return self._query


@contextmanager
def prepared(alias: str = "default") -> Iterator[CursorWrapper]:
    """A cursor whose statements the database plans once for each connection."""
    connection: Any = connections[alias]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection._prepare_cursor(_Planned(connection.connection)) as cursor:
        yield cursor
