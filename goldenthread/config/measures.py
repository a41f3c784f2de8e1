"""Numbers for Prometheus, read from the database at the moment they are asked for.

They are the service's and not one process's, so any node may be asked. The package is an extra:
`pip install goldenthread[metrics]`.
"""

import importlib.util
import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection

from goldenthread.config import health, home
from goldenthread.config.backup.schedule import age_seconds

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def is_there() -> bool:
    return importlib.util.find_spec("prometheus_client") is not None


def numbers() -> Iterator[tuple[str, str, dict[str, str], float]]:
    """(name, meaning, labels, value). Counts and seconds; nothing about a case or a person."""
    silence, age = health.worker_silence(), age_seconds()
    yield "goldenthread_version_info", "The version that runs.", {"version": settings.VERSION}, 1
    for state, count in _jobs():
        yield "goldenthread_jobs", "Background jobs by state.", {"state": state}, count
    if silence is not None:
        yield "goldenthread_worker_silence_seconds", "Since a worker was heard from.", {}, silence
    if age is not None:
        yield "goldenthread_backup_age_seconds", "Since the last backup.", {}, age
    yield "goldenthread_disk_free_bytes", "Free where the data folder is.", {}, _free()
    yield "goldenthread_journal_entries", "Number of the newest journal entry.", {}, _newest()


def _jobs() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1 ORDER BY 1"
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _free() -> float:
    return float(shutil.disk_usage(home.home()).free)


def _newest() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM journal_entry")
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


class _Collector:
    """Hands the numbers to the library, which writes them down."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        families: dict[str, Any] = {}
        for name, meaning, labels, value in numbers():
            family = families.setdefault(
                name, GaugeMetricFamily(name, meaning, labels=list(labels))
            )
            family.add_metric(list(labels.values()), value)
        yield from families.values()


def text() -> bytes:
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector())
    return bytes(generate_latest(registry))
