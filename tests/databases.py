"""Databases beside the test database: copies of it, and worlds that are made once and lent to file after file."""

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import psycopg
from django.db import connection, transaction
from django.utils.timezone import localdate

from goldenthread.config import database
from goldenthread.journal.changes import now

World = TypeVar("World")
# A release may be undone for ten minutes: what a world offers is still open when a file has borrowed it.
YOUNG = timedelta(minutes=5)

_numbers = itertools.count(1)


@dataclass
class _Kept:
    """A world, and the database that it stands in."""

    name: str
    made_at: datetime
    world: Any


_kept: dict[str, _Kept] = {}


def on_server(statement: str) -> None:
    with psycopg.connect(
        host=str(database.socket_folder()),
        user=database.SUPERUSER,
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(statement)


def _close() -> None:
    """Also the connection from before the browser began: Django keeps one for each side of a loop."""
    connection.close()
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        connection.close()
    finally:
        asyncio._set_running_loop(loop)


@contextmanager
def _in(name: str) -> Iterator[None]:
    """This process's own queries go to the database of this name."""
    before = connection.settings_dict["NAME"]
    _close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        _close()
        connection.settings_dict["NAME"] = before


def _copy() -> str:
    """A copy of the migrated test database: triggers stay on, and nothing has to be flushed."""
    name = f"journey_{os.getpid()}_{next(_numbers)}"
    _close()
    on_server(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    return name


def _drop(name: str) -> None:
    on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def own_database() -> Iterator[str]:
    """A copy that is used and dropped."""
    name = _copy()
    try:
        with _in(name):
            yield name
    finally:
        _drop(name)


@contextmanager
def borrowed(make: Callable[[], World]) -> Iterator[World]:
    """What `make` makes, made once for a worker; what is done to it is taken back at the end."""
    held = _young(make)
    with _in(held.name), transaction.atomic():
        yield deepcopy(held.world)
        transaction.set_rollback(True)


def _young(make: Callable[[], Any]) -> _Kept:
    """The world of this name, made anew where it is of another day or not young any more."""
    name = f"{make.__module__}.{make.__qualname__}"
    held = _kept.get(name)
    if held and not (held.made_at <= now() < held.made_at + YOUNG and _is_today(held.made_at)):
        _drop(_kept.pop(name).name)
        held = None
    if held is None:
        place = _copy()
        with _in(place):
            held = _kept[name] = _Kept(place, now(), make())
    return held


def _is_today(at: datetime) -> bool:
    return localdate(at) == localdate()


def drop_kept() -> None:
    """When a worker has run its last test."""
    while _kept:
        _drop(_kept.popitem()[1].name)
