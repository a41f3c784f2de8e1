"""The Jinja2 environment of the pages, made for Django's own Jinja2 backend.

In the settings: `"BACKEND": "django.template.backends.jinja2.Jinja2"`,
`"OPTIONS": {"environment": "goldenthread.web.jinja.environment"}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.contrib.messages import get_messages
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localtime
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from goldenthread import __version__
from goldenthread.cases.queries import particulars, worker_label
from goldenthread.web import fields
from goldenthread.web.figure_panels import put_link, traced
from goldenthread.writers.bars import percent_widths
from goldenthread.writers.palette import GradeStep

STAND_IN = "STAND-IN"  # where a key comes


def environment(**options: Any) -> Environment:
    """Our templates, the component library's, and the few names every page uses.

    Django hands over the loader of the template folders; everything is escaped.
    """
    library = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], library])
    options["autoescape"] = True
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    made.globals.update(
        static=static,
        url=url,
        urls=urls,
        query=query,
        get_messages=get_messages,
        field=fields.field,
        fields=fields.fields,
        error_summary=fields.error_summary,
        version=__version__,
        particulars=particulars,
        worker_label=worker_label,
        traced=traced,
        put_link=put_link,
    )
    made.filters.update(slug=slugify, day=day, clock=clock, moment=moment, plural=plural, bar=bar)
    made.filters["thousands"] = "{:,}".format
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name: `url("audits:submit", audit.ref)`."""
    return reverse(name, args=args, kwargs=kwargs)


def urls(name: str, *args: Any) -> Callable[[str], str]:
    """The addresses of a long list, alike but for a key at their end: looked up once for all of them.

    >>> urls("audits:section", "AUD-1")("visits.2")
    '/audits/AUD-1/sections/visits.2/'
    """
    before, after = reverse(name, args=(*args, STAND_IN)).rsplit(STAND_IN, 1)
    return lambda key: f"{before}{quote(key, safe='')}{after}"


def query(current: QueryDict, **changes: Any) -> str:
    """The query string of this page with some values replaced, or left out where None.

    >>> query(QueryDict("team=north&page=3"), page=4)
    '?team=north&page=4'
    """
    copy = current.copy()
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    return f"?{copy.urlencode()}"


def bar(counts: Mapping[str, int], steps: Sequence[GradeStep]) -> list[tuple[GradeStep, int, int]]:
    """The parts of a stacked bar from left to right: step, count, whole per cent of its width."""
    widths = percent_widths(tuple(counts.get(step.key, 0) for step in steps))
    parts = zip(steps, widths, strict=True)
    return [(step, counts[step.key], width) for step, width in parts if width]


def day(value: date | None, *, short: bool = False) -> str:
    """A day as people write it, London's where it is a moment.

    >>> day(date(2026, 3, 7))
    '7 March 2026'
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = localtime(value)
    return f"{value.day} {value:%b %Y}" if short else f"{value.day} {value:%B %Y}"


def clock(value: datetime | None) -> str:
    """The time of day in London, as 14:32."""
    return "" if value is None else f"{localtime(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """A day and its time in London: 7 March 2026 at 14:32."""
    return "" if value is None else f"{day(value)} at {clock(value)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "audit"), plural(2310, "audit"), plural(2, "child", "children")
    ('1 audit', '2,310 audits', '2 children')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
