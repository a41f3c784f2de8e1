"""Refusals in the log: who asked for which page and was not let through."""

import logging
import re

from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
REFUSED = frozenset({403, 404})
REF = re.compile(r"[A-Z]{3}-[0-9A-Z]{10}")


def note_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """A page that somebody has no right to answers like one that is not there: both are noted.

    What stands in the address is noted where it is a reference of ours; anything else was typed.
    """
    match = request.resolver_match
    if response.status_code not in REFUSED or not match:
        return
    said = {
        "page": match.view_name,
        "status": response.status_code,
        "person": getattr(request.user, "ref", ""),
        "subjects": [each for each in match.kwargs.values() if REF.fullmatch(str(each))],
    }
    log.warning("refused", extra={"said": said})
