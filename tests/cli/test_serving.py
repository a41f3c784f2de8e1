"""Serving begins where nothing else is served, and says so before anything is made."""

import socket

import pytest
from django.core.management import call_command

from goldenthread.cli.command import Refused
from goldenthread.cli.management.commands.serve import require_port
from goldenthread.people.models import Person

HERE = "127.0.0.1"


@pytest.mark.django_db
def test_a_port_that_is_taken_is_named_before_a_year_is_invented() -> None:
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"port {port}: it is in use. Stop what is served there"):
            call_command("demo", port=port)
    assert not Person.objects.exists()
    require_port(HERE, 0)


def test_a_port_that_there_is_not_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="port 99999: invalid argument"):
        require_port(HERE, 99_999)
