"""Fixtures of the pages."""

from collections.abc import Iterator
from functools import partial
from threading import Thread

import pytest

from goldenthread.audits.models import Audit
from tests.cast import Cast
from tests.rooms.audit_round import open_with
from tests.web.asking import SignIn, signed_in
from tests.web.told_server import Server


@pytest.fixture
def as_() -> SignIn:
    return signed_in


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return open_with(cast, cast.ines)[0]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    Thread(target=partial(server.serve_forever, 0.01), daemon=True).start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()
