"""Calendar files keep to RFC 5545: line ends, folding, escaping, whole days."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.writers.calendar import LONGEST_LINE, Event, escaped, folded, ics

EVENT = Event(
    uid="ACV-2222222222", first=date(2026, 1, 1), after=date(2026, 2, 1),
    title="Adoption, fostering; homes", words="Thematic audit",
    stamp=datetime(2026, 1, 5, 9, 30, tzinfo=UTC), sequence=3,
)  # fmt: skip


def unfolded(data: bytes) -> list[str]:
    """The lines as a calendar program reads them (RFC 5545, 3.1)."""
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def unescaped(text: str) -> str:
    said = text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\;", ";")
    return said.replace("\\,", ",").replace("\0", "\\")


def test_an_event_says_its_days_and_which_version_it_is() -> None:
    lines = unfolded(ics("Case audit, Anytown", "audits.example", [EVENT]))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "X-WR-CALNAME:Case audit\\, Anytown" in lines
    begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    assert lines[begin + 1 : end] == [
        "UID:ACV-2222222222@audits.example", "DTSTAMP:20260105T093000Z",
        "DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260201",
        "SUMMARY:Adoption\\, fostering\\; homes", "DESCRIPTION:Thematic audit", "SEQUENCE:3",
        "STATUS:CONFIRMED", "TRANSP:TRANSPARENT",
    ]  # fmt: skip


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=400))
def test_no_line_is_too_long_and_none_is_broken_inside_a_character(text: str) -> None:
    data = folded(f"SUMMARY:{text}")
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert all(line.startswith(b" ") for line in lines[1:])
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == f"SUMMARY:{text}"
    assert all(line.decode() for line in lines)


@given(st.text("ab\\;,\n:\"'", max_size=40))
def test_an_escaped_text_is_one_line_and_comes_back(text: str) -> None:
    assert "\n" not in escaped(text)
    assert unescaped(escaped(text)) == text


def test_a_line_cannot_be_smuggled_into_a_calendar() -> None:
    typed = "Adoption\r\nBEGIN:VEVENT\r\nSUMMARY:Another"
    lines = unfolded(ics("Case audit", "x", [Event(**vars(EVENT) | {"title": typed})]))
    assert lines.count("BEGIN:VEVENT") == 1


def test_the_whole_file_reads_as_the_standard_has_it() -> None:
    moment = datetime(2026, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    events = [
        Event("RND-1", date(2026, 5, 4), date(2026, 5, 9), "Round; one", "Two\nlines", moment, 3),
        Event("RND-2", date(2026, 6, 1), date(2026, 6, 2), "Gone", "", moment, is_cancelled=True),
    ]
    assert ics("Audits, all", "wold.example", events).decode().split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Goldenthread//Audit programme//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "X-WR-CALNAME:Audits\\, all", "NAME:Audits\\, all",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H",
        "BEGIN:VEVENT", "UID:RND-1@wold.example", "DTSTAMP:20260501T083000Z", "DTSTART;VALUE=DATE:20260504",
        "DTEND;VALUE=DATE:20260509", "SUMMARY:Round\\; one", "DESCRIPTION:Two\\nlines", "SEQUENCE:3",
        "STATUS:CONFIRMED", "TRANSP:TRANSPARENT", "END:VEVENT",
        "BEGIN:VEVENT", "UID:RND-2@wold.example", "DTSTAMP:20260501T083000Z", "DTSTART;VALUE=DATE:20260601",
        "DTEND;VALUE=DATE:20260602", "SUMMARY:Gone", "SEQUENCE:0", "STATUS:CANCELLED", "TRANSP:TRANSPARENT",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_long_line_goes_on_after_a_space() -> None:
    assert folded("a" * 75) == b"a" * 75 + b"\r\n"
    assert folded("a" * 150) == b"a" * 75 + b"\r\n " + b"a" * 74 + b"\r\n a\r\n"
    assert folded("a" * 74 + "\u00e9") == b"a" * 74 + b"\r\n \xc3\xa9\r\n"
