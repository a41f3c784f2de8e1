"""The numbers to ring, in order, when a child may not be safe now."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import NumbersChanged, set_concern_numbers
from goldenthread.people.queries import concern_numbers as current_numbers
from goldenthread.people.roles import Permission
from goldenthread.web.guards import allowed
from goldenthread.web.whole_numbers import whole_number

FIELDS = {"who": 120, "number": 40, "when": 120}  # and the most characters of each
MOST_ROWS = 20
SPARE_ROWS = 2
Row = dict[str, str]


def concern_numbers(request: HttpRequest) -> HttpResponse:
    """The numbers as rows; Up and Down move one, Save writes them all."""
    by = allowed(request, Permission.SETTINGS_CHANGE)
    if request.method != "POST":
        rows = _current()
        return _page(request, rows, rows)
    typed, seen = _typed(request), _seen(request)
    if "move" in request.POST:
        return _page(request, _moved(typed, request.POST["move"]), seen, moved=True)
    rows = [row for row in typed if any(row.values())]
    if problems := _problems(rows):
        return _page(request, rows, seen, problems=problems)
    try:
        set_concern_numbers(by=by, numbers=_triples(rows), seen=_triples(seen))
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
    context |= {"rows": [*rows, *spare], "filled": len(rows), "seen": json.dumps(_triples(seen))}
    return render(request, "people/concern_numbers.html", context)


def _current() -> list[Row]:
    return [{"who": n.who, "number": n.number, "when": n.when} for n in current_numbers()]


def _triples(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row["who"], row["number"], row["when"]) for row in rows]


def _typed(request: HttpRequest) -> list[Row]:
    rows = [
        {name: request.POST.get(f"{name}-{at}", "").strip() for name in FIELDS}
        for at in range(MOST_ROWS + SPARE_ROWS)
    ]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows


def _seen(request: HttpRequest) -> list[Row]:
    """What the page showed; anything but what we wrote there counts as nothing seen."""
    try:
        triples = json.loads(request.POST.get("seen", "[]"))
        return [dict(zip(FIELDS, map(str, each), strict=True)) for each in triples]
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
