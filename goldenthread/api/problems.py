"""What is said when there is no answer: problem details (RFC 9457), in words, never a traceback."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from ninja.errors import Throttled, ValidationError

from goldenthread.config.logs import request_id
from goldenthread.journal.changes import JournalBusy
from goldenthread.people.actors import NotAllowed

log = logging.getLogger(__name__)
KIND = "application/problem+json"
TITLES = {
    400: "The question cannot be answered as it was asked", 401: "A token is needed",
    403: "This token does not read that", 404: "There is nothing here",
    405: "Only GET and HEAD are answered", 429: "Too many questions, or too many wrong tokens",
    500: "Something went wrong here", 503: "Not available at the moment",
}  # fmt: skip
NOT_THERE = "There is no such thing, or it is not for the person whose token this is."


@dataclass(unsafe_hash=True)
class Problem(Exception):
    """A refusal: its status, what to do about it, and which parts of the question are wrong."""

    status: int
    detail: str
    errors: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)


def said(problem: Problem) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank", "title": TITLES[problem.status], "status": problem.status,
        "detail": problem.detail,
    }  # fmt: skip
    if problem.errors:
        body["errors"] = [{"where": where, "what": what} for where, what in problem.errors]
    return JsonResponse(body, status=problem.status, content_type=KIND, headers=problem.headers)


def problem_of(error: Exception) -> Problem:
    """What is said of an error; of one that nobody expected a code alone, by which the log has it."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404 | NotAllowed):
        return Problem(404, NOT_THERE)
    if isinstance(error, ValidationError | Throttled | DataError):
        return _asked_wrongly(error)
    if isinstance(error, JournalBusy | OperationalError | InterfaceError):
        log.warning("An answer could not be given", exc_info=error)
        again = "What is read has to be written down, and that is not possible now. Try again."
        return Problem(503, again, headers={"Retry-After": "10"})
    log.error("A question of the API failed", exc_info=error)
    code = request_id.get() or secrets.token_hex(4)
    return Problem(500, f"Tell the QA team this code: {code}.")


def _asked_wrongly(error: ValidationError | Throttled | DataError) -> Problem:
    if isinstance(error, ValidationError):
        return Problem(400, "See errors for each part that is wrong.", _wrong_parts(error))
    if isinstance(error, DataError):
        return Problem(400, "The question has a value that no column holds.")
    wait = str(error.wait)
    what = (
        f"This token has asked too often. Ask again in {wait} seconds; with larger pages, ask less."
    )
    return Problem(429, what, headers={"Retry-After": wait})


def _wrong_parts(error: ValidationError) -> tuple[tuple[str, str], ...]:
    return tuple((str(each["loc"][-1]), str(each["msg"])) for each in error.errors)
