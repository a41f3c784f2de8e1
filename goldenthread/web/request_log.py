"""One line of the log for each request: which page, how it ended, how long it took. No address."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from goldenthread.config.logs import request_id

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


def logged(get_response: Answer) -> Answer:
    """Gives the request a number, which stands in every line of the log and in the answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(8))
        begun = time.perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            match = request.resolver_match
            said = {
                "page": match.view_name if match else None,
                "method": request.method if request.method in METHODS else "other",
                "status": response.status_code,
                "ms": round(1000 * (time.perf_counter() - begun), 1),
            }
            log.info("request", extra={"said": said})
            return response
        finally:
            request_id.reset(token)

    return answer


METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
