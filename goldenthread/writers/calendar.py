"""A calendar that others subscribe to: RFC 5545, whole days only.

Lines end in CR LF and are folded at 75 octets, never inside a character; in texts the backslash, the
semicolon, the comma and the line end are escaped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from goldenthread.writers.document import storable

LONGEST_LINE = 75  # octets, without the line end
MAKER = "-//Goldenthread//Audit programme//EN"


@dataclass(frozen=True)
class Event:
    """Days from `first` to the day before `after`. `uid` is the same whenever it is fetched again;
    `sequence` grows with each change, so that a calendar takes the newer one."""

    uid: str
    first: date
    after: date
    title: str
    words: str
    stamp: datetime
    sequence: int = 0
    is_cancelled: bool = False


def ics(name: str, address: str, events: Iterable[Event]) -> bytes:
    """The calendar as a file. `address`: where the service is, which makes each event's name unique."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER}", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", f"NAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H",
    ]  # fmt: skip
    for event in events:
        lines += _event(event, address)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event, address: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}@{address}"
    yield f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.after:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.words:
        yield f"DESCRIPTION:{escaped(event.words)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""A text as the value of a property.

    >>> print(escaped("Fostering; adoption, and\nC:\\homes"))
    Fostering\; adoption\, and\nC:\\homes
    """
    text = storable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line with its end, broken so that no part is longer than LONGEST_LINE octets.

    >>> folded("SUMMARY:" + "a" * 75).split(b"\\r\\n ")[1]
    b'aaaaaaaa\\r\\n'
    """
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode()
        # A part after the first begins with the space that marks it.
        if len(part) + len(octets) > LONGEST_LINE - bool(parts):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"
