"""The web server, started by a process that has loaded the product: each new one would take two seconds to."""

import multiprocessing
import os
import sys
import warnings
from multiprocessing.process import BaseProcess

# Loaded once for a worker, before any server is asked for.
LOADED = ["gunicorn.app.wsgiapp", "tests.journeys.loaded"]


class Forked:
    """What tests need to know of a server's process: its number, whether it lives, and its end."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        assert process.pid
        self.pid = process.pid

    def poll(self) -> int | None:
        return None if self._process.is_alive() else self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode


def forked(database: str, arguments: list[str]) -> Forked:
    """gunicorn over this database, as the leader of a process group of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    process = context.Process(target=_serve, args=(database, arguments), daemon=True)
    process.start()
    return Forked(process)


def _serve(database: str, arguments: list[str]) -> None:
    from django.db import connections
    from gunicorn.app.wsgiapp import run

    os.setsid()
    warnings.simplefilter("ignore")
    os.environ["GOLDENTHREAD_DATABASE"] = database
    connections.settings["default"]["NAME"] = database
    sys.argv = ["gunicorn", *arguments]
    run()
