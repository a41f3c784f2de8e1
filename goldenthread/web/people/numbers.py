"""The numbers to ring, in order, when a child may not be safe now."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import Number, NumbersChanged, set_concern_numbers
from goldenthread.people.queries import concern_numbers as current_numbers
from goldenthread.people.queries import teams_without_phone
from goldenthread.people.roles import Permission
from goldenthread.web.guards import allowed
from goldenthread.web.whole_numbers import whole_number

FIELDS = {"who": 120, "number": 40, "when": 120}  # and the most characters of each
MOST_ROWS = 20
SPARE_ROWS = 2
Row = dict[str, Any]


def concern_numbers(request: HttpRequest) -> HttpResponse:
    """The numbers as rows; Up and Down move one, Save writes them all."""
    by = allowed(request, Permission.SETTINGS_CHANGE)
    if request.method != "POST":
        rows = _current()
        return _page(request, rows, rows)
    typed, seen = _typed(request), _seen(request)
    if "move" in request.POST:
        return _page(request, _moved(typed, request.POST["move"]), seen, moved=True)
    rows = [row for row in typed if not _is_empty(row)]
    if problems := _problems(rows):
        return _page(request, rows, seen, problems=problems)
    try:
        set_concern_numbers(by=by, numbers=_numbers(rows), seen=_numbers(seen))
    except NumbersChanged as error:
        return _page(
            request, rows, _current(), theirs=error.theirs, problems=[(0, "who", str(error))]
        )
    messages.success(request, "The numbers have been saved.")
    return redirect("people:concern_numbers")


def _page(
    request: HttpRequest, rows: list[Row], seen: list[Row], **context: object
) -> HttpResponse:
    spare: list[Row] = [dict.fromkeys(FIELDS, "") for _ in range(SPARE_ROWS)]
    context |= {
        "rows": [*rows, *spare], "filled": len(rows), "seen": json.dumps(_numbers(seen)),
        "without_phone": teams_without_phone(),
        "has_late": any(row["is_out_of_hours"] for row in rows),
    }  # fmt: skip
    return render(request, "people/concern_numbers.html", context)


def _current() -> list[Row]:
    return [
        {"who": n.who, "number": n.number, "when": n.when, "is_out_of_hours": n.is_out_of_hours}
        for n in current_numbers()
    ]


def _numbers(rows: list[Row]) -> list[Number]:
    return [Number(**row) for row in rows]


def _typed(request: HttpRequest) -> list[Row]:
    rows = [
        {name: request.POST.get(f"{name}-{at}", "").strip() for name in FIELDS}
        | {"is_out_of_hours": f"late-{at}" in request.POST}
        for at in range(MOST_ROWS + SPARE_ROWS)
    ]
    while rows and _is_empty(rows[-1]):
        rows.pop()
    return rows


def _is_empty(row: Row) -> bool:
    return not any(row[name] for name in FIELDS)


def _seen(request: HttpRequest) -> list[Row]:
    """What the page showed; anything but what we wrote there counts as nothing seen."""
    try:
        return [
            dict(zip(FIELDS, map(str, words), strict=True)) | {"is_out_of_hours": late is True}
            for *words, late in json.loads(request.POST.get("seen", "[]"))
        ]
    except (ValueError, TypeError, RecursionError):
        return []


def _moved(rows: list[Row], move: str) -> list[Row]:
    """The rows with one of them a place up or down: "up-2", "down-0"."""
    direction, _, place = move.partition("-")
    at = whole_number(place)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= at < len(rows) and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows


def _problems(rows: list[Row]) -> list[tuple[int, str, str]]:
    """(row, field, what is wrong), row by row."""
    found = []
    for at, row in enumerate(rows):
        for name, called in (("who", "who answers"), ("number", "the telephone number")):
            if not row[name]:
                found.append((at, name, f"Row {at + 1}: enter {called}"))
        for name, most in FIELDS.items():
            if len(row[name]) > most:
                found.append((at, name, f"Row {at + 1}: use at most {most} characters"))
    if len(rows) > MOST_ROWS:
        found.append((MOST_ROWS, "who", f"There can be at most {MOST_ROWS} numbers"))
    return found
