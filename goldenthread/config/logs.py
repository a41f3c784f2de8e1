"""Logs as one JSON object a line, without a word about a case.

What our own code logs are sentences and codes. What a library logs may quote what somebody typed (an
address with a search, a value that the database refused), so of a library's line only the template is
kept, never what was put into it; of an error its type and where it was raised, never its message.
"""

import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog

OURS = "goldenthread"
LONGEST_TRACE = 30
# The request that is being answered; "" outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

Event = dict[str, Any]


def formatter() -> logging.Formatter:
    """Turns any record, ours or a library's, into one line of JSON."""
    return _Lines()


class _Lines(logging.Formatter):
    # Not structlog's own: it hands the record on to the standard formatter, which quotes the error.

    def format(self, record: logging.LogRecord) -> str:
        line = structlog.processors.JSONRenderer(ensure_ascii=False)
        return str(line(None, record.levelname.lower(), _without_case_words(record)))


def settings(level: str) -> dict[str, Any]:
    """For LOGGING, and for gunicorn, whose own lines would quote addresses."""
    to_root = {"handlers": [], "level": level, "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "goldenthread.config.logs.formatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django gives its own logger a handler that mails what was typed; nobody is mailed here.
            **dict.fromkeys(("django", "django.server", "gunicorn.error", "py.warnings"), to_root),
            # A line for each job that is known, from every process that starts, says nothing.
            "procrastinate.periodic": {"level": "WARNING"},
            "procrastinate.blueprints": {"level": "WARNING"},
        },
    }


def _without_case_words(record: logging.LogRecord) -> Event:
    is_ours = _is_ours(record)
    said: Event = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": record.getMessage() if is_ours else _template(record),
    }
    if request_id.get():
        said["request"] = request_id.get()
    said |= getattr(record, "said", {}) if is_ours else _of_library(record)
    if record.exc_info and record.exc_info[1]:
        said["error"] = error(record.exc_info[1])
    return said


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] == OURS


def _template(record: logging.LogRecord) -> str:
    """A library's words before anything was put into them; where it did that itself, its place."""
    return str(record.msg) if record.args else f"{record.module}.{record.funcName}"


def _of_library(record: logging.LogRecord) -> Event:
    """The few facts of a library's line that are codes by their nature."""
    job = getattr(record, "job", None)
    found = {
        "status": getattr(record, "status_code", None),
        "action": getattr(record, "action", None),
        "job": job.get("id") if isinstance(job, dict) else None,
        "task": job.get("task_name") if isinstance(job, dict) else None,
    }
    return {name: value for name, value in found.items() if isinstance(value, int | str)}


def error(raised: BaseException) -> Event:
    """What went wrong and where; for the database its code and the constraint."""
    said: Event = {
        "type": f"{type(raised).__module__}.{type(raised).__qualname__}",
        "trace": _trace(raised.__traceback__),
    }
    code = getattr(raised, "sqlstate", None)
    if code:
        said["sqlstate"] = code
        said["constraint"] = getattr(getattr(raised, "diag", None), "constraint_name", None)
    if raised.__cause__ is not None:
        said["cause"] = error(raised.__cause__)
    return said


def _trace(found: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(found)[-LONGEST_TRACE:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
