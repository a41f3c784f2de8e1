"""The service with a counter: every password that is looked at is one line of a file.

For tests that start real servers and must know what went on inside them; gunicorn is told to serve
`tests.journeys.counting:application`.
"""

import os

from goldenthread.config.wsgi import application
from goldenthread.people.models import Person

FILE = "LOOKED_AT"  # the environment says where
_really = Person.check_password


def _counted(person: Person, password: str) -> bool:
    line = os.open(os.environ[FILE], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(line, f"{person.email} {password}\n".encode())
    os.close(line)
    return _really(person, password)


if FILE in os.environ:  # in the servers, not in the test that imports the name
    Person.check_password = _counted  # type: ignore[method-assign]

__all__ = ["application"]
