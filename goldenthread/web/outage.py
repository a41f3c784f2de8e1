"""Pages for when nothing can be asked of the database: words alone, and what was typed."""

from html import escape

from django.http import HttpRequest
from django.middleware.csrf import get_token

_PAGE = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title></head>"
    "<body><main><h1>{title}</h1>{words}</main></body></html>"
)
WRONG = _PAGE.replace("{title}", "Something went wrong").replace(
    "{words}",
    "<p>What you saved before is safe. Go back and try again. If it happens again, tell the QA team "
    "this code: {code}.</p>",
)
AWAY = _PAGE.replace("{title}", "The service cannot be reached for a moment").replace(
    "{words}",
    "<p>Nothing was changed, and what you saved before is safe. Wait a minute, then try again.</p>"
    "{typed}<p>If it goes on, tell the QA team this code: {code}.</p>",
)


def typed(request: HttpRequest, fields: list[tuple[str, str]]) -> str:
    """What was sent and could not be saved, in a form that sends it again. The token is a cookie's."""
    if not fields:
        return ""
    token = ("csrfmiddlewaretoken", get_token(request))
    hidden = "".join(
        f"<input type='hidden' name='{escape(name)}' value='{escape(value)}'>"
        for name, value in (token, *fields)
    )
    shown = "".join(f"<li>{escape(value)}</li>" for _, value in fields if value.strip())
    return (
        f"<h2>This has not been saved yet</h2><ul>{shown}</ul>"
        f"<form method='post' action='{escape(request.get_full_path())}'>{hidden}"
        "<button>Send again</button></form>"
    )
