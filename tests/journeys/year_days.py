"""The days of a year: the clock is moved on, and what is timed or queued runs at its minute; mail is caught."""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings
from django.db import connection
from django.utils.timezone import localtime

from goldenthread.audits.models import Concern
from goldenthread.jobs import tasks
from goldenthread.jobs.letters import LINES, SAYS, SUBJECTS
from goldenthread.journal.changes import now
from goldenthread.people.queries import authority
from tests.mail_server import Post

LONDON = ZoneInfo("Europe/London")
# What the worker does of itself that letters depend on, and when in the day it is looked at here: every
# other run of the same job finds nothing new, since only the date has brought something.
TIMED = ("jobs.escalate", "jobs.summarise", "jobs.send_mail")
MOMENTS = (time(7, 20), time(8, 0), time(8, 1))
WAITING = (0, 7, 8, 9, 10, 12, 17, 18, 22)  # o'clock, while a concern waits
MINUTE = timedelta(minutes=1)
IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
QUIET, EDGE = 8, 3  # days


def is_passed_over(first: date, day: date, last: date) -> bool:
    """Of a stretch in which nothing is done only its first and last days are lived, and the first Monday
    of a month: what would wrongly be sent in between is sent then. `make thorough` lives each day, with
    the same letters."""
    is_edge = (day - first).days < EDGE or (last - day).days < EDGE
    is_quiet = (last - first).days > QUIET
    is_first_monday = day.weekday() == 0 and day.day <= 7
    return is_quiet and not is_edge and not is_first_monday and not IS_THOROUGH


@dataclass(frozen=True)
class Letter:
    """A mail as it was taken by the server: when in London, to which address, what it says."""

    at: datetime
    to: str
    kind: str
    counts: tuple[tuple[str, int], ...] = ()
    about: str = ""


@dataclass
class Days:
    """Where the year is, and the letters so far."""

    clock: Any
    post: Post
    letters: list[Letter] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # each with its headers, but for its address

    def begin(self, day: date, hour: int = 10) -> None:
        self.clock.move_to(datetime.combine(day, time(hour), LONDON), tick=False)

    def to(self, day: date, at: str = "10:00") -> None:
        """On to this minute; on the way each job runs when it is due."""
        hour, minute = map(int, at.split(":"))
        until = datetime.combine(day, time(hour, minute), LONDON)
        assert until > now(), f"{until} is past"
        self.work()
        for moment in self._moments(until):
            self.clock.move_to(moment, tick=False)
            self.run_timed()
        self.clock.move_to(until, tick=False)

    def minutes(self, count: int) -> None:
        """A few minutes go by, and the worker runs in each."""
        for _ in range(count):
            self.work()
            self.clock.move_to(now() + MINUTE, tick=False)
            self.run_timed()

    def _moments(self, until: datetime) -> Iterator[datetime]:
        """When something may be due; while a concern waits, each hour and minute that it may climb."""
        first, last = localtime(now()).date(), until.date()
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            if is_passed_over(first, day, last):
                continue
            wanted = set(MOMENTS)
            if Concern.objects.filter(acknowledged_at=None).exists():
                wanted |= {time(hour) for hour in WAITING}
            for each in sorted(wanted):
                moment = datetime.combine(day, each, LONDON)
                if now() < moment < until:
                    yield moment

    def run_timed(self) -> None:
        """The jobs whose line of the timetable has this minute, then what is queued."""
        for name in TIMED:
            [task] = [
                each for (known, _), each in tasks.app.periodic_registry.periodic_tasks.items()
                if known == name
            ]  # fmt: skip
            if croniter.match(task.cron, now()):
                task.task.func(int(now().timestamp()))
        self.work()

    def work(self) -> None:
        """What changes have queued is done, as a worker does it at once; mails that left are noted."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args"
            )
            for _, name, arguments in sorted(cursor.fetchall()):
                _run(tasks.app.tasks[name], json.loads(arguments))
        taken, self.post.taken[:] = list(self.post.taken), []
        for address, raw in taken:
            mail = message_from_bytes(raw, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.letters.append(_letter(address, mail))
            headers = [f"{name}: {value}" for name, value in mail.items() if name != "To"]
            self.texts.append("\n".join([*headers, str(mail.get_content())]))


def _run(task: Any, arguments: Any) -> None:
    if task.pass_context:
        context = type("Context", (), {"job": type("Job", (), {"attempts": 0})})
        task.func(context, **arguments)
    else:
        task.func(**arguments)


def _letter(address: str, mail: EmailMessage) -> Letter:
    """Read strictly: a mail holds nothing but the sentences of its kind, counts and links."""
    title = authority().title
    [kind] = [k for k, text in SUBJECTS.items() if mail["Subject"] == text.format(title=title)]
    lines = [line for line in str(mail.get_content()).splitlines() if line.strip()]
    read: Callable[[list[str]], tuple[tuple[tuple[str, int], ...], str]] = (
        _counted if kind == "summary" else lambda found: ((), _about(kind, found))
    )
    counts, about = read(lines)
    return Letter(localtime(now()), address, kind, counts, about)


def _counted(lines: list[str]) -> tuple[tuple[tuple[str, int], ...], str]:
    *pairs, off, off_at = lines
    assert off == "You can turn this summary off under your name:"
    assert off_at == f"{settings.ADDRESS}/account/summary/"
    counts = []
    for said, where in zip(pairs[::2], pairs[1::2], strict=True):
        number, _, words = said.partition(" ")
        [(key, address)] = [
            (key, address) for key, (one, many, address) in LINES.items()
            if words == (one if number == "1" else many)
        ]  # fmt: skip
        assert where == f"{settings.ADDRESS}{address}"
        counts.append((key, int(number)))
    return tuple(counts), ""


def _about(kind: str, lines: list[str]) -> str:
    """The sentences of its kind and one link, which names the concern and nothing else."""
    *said, link = lines
    assert " ".join(said) == SAYS[kind]
    found = re.fullmatch(rf"{re.escape(settings.ADDRESS)}/concerns/(CON-\w{{10}})/", link)
    assert found, link
    return found[1]
