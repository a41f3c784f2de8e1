"""The pages of case lists: their addresses, and to whom they are closed."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from goldenthread.cases import changes
from goldenthread.people.models import Person
from tests.cast import OPERATOR, Cast
from tests.rooms.case_files import DAY, OWN_CSV, case, reading, upload
from tests.web.asking import signed_in as as_


def address(page: str) -> str:
    """A page about something that is there."""
    if page in ("upload", "match_columns"):
        return reverse(f"cases:{page}", args=[upload("own.csv", OWN_CSV).ref])
    if page in ("case_list", "withdraw_case_list"):
        made = changes.import_case_list(by=OPERATOR, reading=reading(case("20303")))
        return reverse(f"cases:{page}", args=[made.ref])
    if page in ("case_type", "move_case_type"):
        return reverse(f"cases:{page}", args=["cin"])
    return reverse(f"cases:{page}")


def is_closed_to(page: str, cast: Cast, *more: Person) -> bool:
    """A page answers people without the right, by reading or posting, like one that is not there."""
    where = address(page)
    posts = {"to": "up", "case_type": "cin", "status": "cin", "why": "x", "decision": "use"}
    answers = [
        as_(who).post(where, posts).status_code
        for who in (cast.stranger, cast.ines, cast.ada, *more)
    ]
    if page not in ("move_case_type", "map_value"):
        answers += [as_(who).get(where).status_code for who in (cast.stranger, cast.ira, cast.mo)]
    # An administrator may change settings, and with them what a case type is called.
    return set(answers) <= {404}


def send(who: Person, *files: tuple[str, bytes], day: dt.date = DAY) -> HttpResponse:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    data = {
        "case_files": sent,
        "taken_on-day": day.day,
        "taken_on-month": day.month,
        "taken_on-year": day.year,
    }
    return as_(who).post(reverse("cases:new_case_list"), data)
