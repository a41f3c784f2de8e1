"""What every question may say, and a table as a page of JSON or as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from ninja import Schema
from pydantic import Field

from goldenthread.api.problems import Problem
from goldenthread.writers.formulas import guarded

CSV = "text/csv; charset=utf-8"
BOM = "\ufeff"  # without it Excel reads the file as of another alphabet
WORD = r"^[^\x00-\x1f]*$"
REF = r"^[A-Z]{3}-[0-9A-Z]{10}$"
MOST = 1000


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class Asked(Schema):
    """What every question may say."""

    format: Format = Field(Format.JSON, description="json, or csv for a spreadsheet")


class PageAsked(Asked):
    """A page of a list: rows in the order of their references, after the one named."""

    limit: int = Field(100, ge=1, le=MOST, description="how many rows at most")


def only(request: HttpRequest, asked: type[Schema]) -> None:
    """Refuse what a question cannot say: a filter with a slip in its name would be no filter."""
    known = list(asked.model_fields)
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        what = f"It is not known here. Known: {', '.join(known)}."
        raise Problem(400, "See errors.", tuple((name[:40], what) for name in unknown))


def next_address(request: HttpRequest, after: str) -> str:
    """The address of the page that follows."""
    asked = {**request.GET.dict(), "after": after}
    return f"{request.path}?{urlencode(asked)}"


def sheet(
    name: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], following: str = ""
) -> HttpResponse:
    """The rows as CSV, words that begin like a formula guarded; the next page in the header Link."""
    said = io.StringIO(newline="")
    writer = csv.writer(said)
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return HttpResponse(BOM + said.getvalue(), content_type=CSV, headers=headers)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else value
