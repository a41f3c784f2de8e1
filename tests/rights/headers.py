"""The headers that every answer carries, word for word. ASVS 5.0 section 3.4: 3.4.2 to 3.4.6 and 3.4.8
are met by these, 3.4.1 by tests/web/test_headers.py; 3.4.7 (reports) is not.
"""

from django.http import HttpResponse

EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# What the sign-in library says on its pages: the same and more.
OF_LIBRARY = "max-age=0, no-cache, no-store, must-revalidate, private"
# What an answer may carry besides: of what kind it is, how long, where to, for which asker.
ALSO = {
    "Content-Type", "Content-Length", "Content-Disposition", "Location", "Vary", "Allow", "X-Request-ID",
    "Expires", "Content-Language", "Clear-Site-Data",
}  # fmt: skip


def faults(answer: HttpResponse, **more: str) -> list[str]:
    """How an answer's headers differ from those that every answer carries; `more` are changed or added."""
    wanted = {**EVERYWHERE, **{name.replace("_", "-"): value for name, value in more.items()}}
    if answer.headers.get("Cache-Control") == OF_LIBRARY:
        wanted["Cache-Control"] = OF_LIBRARY
    wrong = [
        f"{n}: {answer.headers.get(n)}" for n, v in wanted.items() if answer.headers.get(n) != v
    ]
    return wrong + [name for name in answer.headers if name not in wanted and name not in ALSO]
