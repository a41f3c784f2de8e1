"""Fixtures of the rooms."""

from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from tests.cast import Cast
from tests.mail_server import Post, mail_server
from tests.rooms.audit_round import open_with


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return open_with(cast, cast.ines)[0]


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """A mail server of our own, and the product set up to send by it."""
    with mail_server() as served:
        settings.HAS_EMAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", served.port
        settings.ADDRESS = "https://audits.council.example"
        yield served
