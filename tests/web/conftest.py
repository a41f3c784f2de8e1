"""Fixtures of the pages."""

from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from threading import Thread
from typing import Any

import pytest

from goldenthread.audits.models import Audit
from tests.cast import Cast
from tests.databases import borrowed
from tests.rooms.audit_round import open_with
from tests.web.asking import SignIn, signed_in
from tests.web.told_server import Server
from tests.world import World, make_world


@pytest.fixture
def as_() -> SignIn:
    return signed_in


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return open_with(cast, cast.ines)[0]


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, lent to a file of tests; all they do is taken back after the last of them.

    Such a file's tests take their cast from the world: there are no two casts in one database.
    """
    with django_db_blocker.unblock(), borrowed(make_world) as world:
        yield world


@pytest.fixture
def world(made_once: World, db: None) -> World:
    """One of everything, as it was made: what another test did to it was taken back."""
    return deepcopy(made_once)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    Thread(target=partial(server.serve_forever, 0.01), daemon=True).start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()
