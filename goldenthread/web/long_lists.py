"""A list of many pages, whose last page costs what its first does, whatever it is a list of."""

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db.models import QuerySet

from goldenthread.people import kept
from goldenthread.web.guards import Person

# A list longer than this is counted once in a while: nobody reads to its end, and its count takes as
# long as the rest of the page.
LONG, COUNTED_FOR = 2_500, 30.0
Show = Callable[[Sequence[Any], Callable[[], QuerySet[Any, Any]]], list[Any]]
_counted: dict[tuple[str, Any], tuple[float, int]] = {}


class LongList(Paginator):  # type: ignore[type-arg]
    """Pages of an ordered queryset.

    The keys of a page are read first, by the order's index alone, and from whichever end of the list is
    nearer; then its rows. The count of a long list may be half a minute old.
    """

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        try:
            statement, values = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return 0
        key = (statement, tuple(map(str, values)))
        at, number = _counted.get(key, (0.0, 0))
        if time.monotonic() - at < COUNTED_FOR:
            return number
        number = int(rows.count())
        if number > LONG:
            if len(_counted) > 100:
                _counted.clear()
            _counted[key] = time.monotonic(), number
        return number

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        rows = self._rows(begin, min(begin + self.per_page, self.count))
        return self._get_page(rows, number, self)  # type: ignore[attr-defined]

    def _rows(self, begin: int, end: int) -> Sequence[Any]:
        rows: Any = self.object_list
        keys = self._keys(rows, begin, end)
        found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
        return [found[key] for key in keys if key in found]

    def _keys(self, rows: Any, begin: int, end: int) -> list[Any]:
        if begin <= self.count // 2:
            return list(rows.values_list("pk", flat=True)[begin:end])
        behind = rows.reverse().values_list("pk", flat=True)[self.count - end : self.count - begin]
        return list(behind)[::-1]


class KeptList(LongList):
    """The same of rows that are written by what they show, by statements that are kept.

    `what` names the list with its filter, `write` finds its rows in order, `columns` says what of each.
    `count`: where it is known already. `show` makes the rows from their keys and `columns`.
    """

    def __init__(
        self, person: Person, what: kept.Key, write: Callable[[], QuerySet[Any]],
        columns: Callable[[], QuerySet[Any, Any]], per_page: int, *, count: int | None = None,
        show: Show = kept.shown,
    ) -> None:  # fmt: skip
        super().__init__([], per_page)
        if count is not None:
            self.count = count
        self.person, self.what, self.write, self.columns = person, what, write, columns
        self.show = show

    @cached_property
    def count(self) -> int:
        return kept.for_a_while(
            (*kept.as_they_are(self.person), *self.what, "count"),
            lambda: kept.count(self.person, self.what, self.write),
            lambda number: number > LONG,
        )

    def _rows(self, begin: int, end: int) -> Sequence[Any]:
        behind = self.count if begin > self.count // 2 else None
        what = (*self.what, begin, end, behind)
        keys = [row.pk for row in kept.rows(self.person, what, lambda: self._found(begin, end))]
        return self.show(keys[::-1] if behind else keys, self.columns)

    def _found(self, begin: int, end: int) -> QuerySet[Any, Any]:
        """The keys of a page, from the nearer end."""
        found = self.write().values("pk")
        if begin <= self.count // 2:
            return found[begin:end]
        return found.reverse()[self.count - end : self.count - begin]
