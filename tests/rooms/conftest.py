"""Fixtures of the rooms."""

import pytest

from goldenthread.audits.models import Audit
from tests.cast import Cast
from tests.rooms.audit_round import open_with


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return open_with(cast, cast.ines)[0]
