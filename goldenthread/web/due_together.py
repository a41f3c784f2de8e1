"""Another due date for several audits at once, from whatever list they were ticked on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from goldenthread.audits.changes import NotAllChanged, change_due_dates
from goldenthread.programme.queries import Round
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person


def due_dates_changed(
    by: Person, audits: list[Any], form: PageForm, due_on: date, round: Round | None = None
) -> Mapping[str, str]:
    """All are changed or none; then the form says so, and why which could not be is told by its ref."""
    try:
        change_due_dates(by=by, audits=audits, due_on=due_on, round=round)
    except NotAllChanged as error:
        form.add_error(None, str(error))
        return error.why
    return {}
