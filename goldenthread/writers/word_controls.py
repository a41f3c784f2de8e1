"""Places to fill in, in a Word file: content controls that say what they are for.

Each stands in the right cell of a row whose left cell names it. A control has a tag, and the left
cell a bookmark: programs that lose tags keep bookmarks, so that a row is known by either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from goldenthread.writers.document import storable
from goldenthread.writers.word_parts import element, styled

Kind = Literal["choice", "ticks", "day", "words", "line"]
TICKED, UNTICKED = "☒", "☐"
NOT_CHOSEN = "Choose an answer"
LONGEST_TAG = 64  # of a content control, in Word
MOST_OPTIONS = 200
EMPTY = {
    "choice": NOT_CHOSEN,
    "day": "Choose a date",
    "words": "Write here",
    "line": "Write here",
}
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_NAMESPACES = (
    f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="{_W14}"'
)


@dataclass(frozen=True)
class Control:
    """One place. `name` is its bookmark, `tag` its key; `options` are labels, `chosen` some of them.

    A choice has one of its options or none, ticks any number; a day has `on`, words and a line `text`.
    """

    name: str
    tag: str
    label: str
    kind: Kind
    title: str = ""
    options: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    text: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Fields:
    """The places of one question: a table with a row for each, headed by its first column."""

    caption: str
    rows: tuple[Control, ...]


def put(cells: Sequence[Any], control: Control, number: int) -> None:
    """Fills the two cells of a row: what it is, and the control. `number` differs for each control."""
    head, place = cells
    _bookmarked(head.paragraphs[0], control, number)
    if control.kind == "ticks":
        _ticks(place, control, number)
    elif control.kind == "words":
        _words(place, control, number)
    else:
        styled(place.paragraphs[0], "Table text")._p.append(_inline(control, number))


def _bookmarked(paragraph: Any, control: Control, number: int) -> None:
    styled(paragraph, "Table text")
    run = paragraph.add_run(storable(control.label))
    run.bold = True
    run._r.addprevious(element("bookmarkStart", id=str(100_000 + number), name=control.name))
    run._r.addnext(element("bookmarkEnd", id=str(100_000 + number)))


def said_of(control: Control) -> str:
    """The one line that a choice, a day or a line shows; "" while there is none."""
    if control.kind == "choice":
        return "".join(control.chosen[:1])
    if control.kind == "day":
        return f"{control.on.day} {control.on:%B %Y}" if control.on else ""
    return storable(control.text)


def _inline(control: Control, number: int) -> Any:
    said = said_of(control)
    control_made, content = _made(control, number, is_empty=not said)
    control_made.find(qn("w:sdtPr")).append(_kind_of(control))
    content.append(_run(said or EMPTY[control.kind], is_empty=not said))
    return control_made


def _words(place: Any, control: Control, number: int) -> None:
    """Paragraphs, not lines of one: not every program keeps the breaks between lines in a control."""
    text = storable(control.text)
    made, content = _made(control, number, is_empty=not text)
    first = place.paragraphs[0]
    for line in (text or EMPTY["words"]).split("\n"):
        paragraph = styled(place.add_paragraph(), "Table text")
        paragraph._p.append(_run(line, is_empty=not text))
        content.append(paragraph._p)
    # A cell has to end with a paragraph of its own.
    first._p.addprevious(made)
    styled(first, "Table end")


def _ticks(place: Any, control: Control, number: int) -> None:
    for place_of, option in enumerate(control.options):
        paragraph = place.paragraphs[0] if not place_of else place.add_paragraph()
        styled(paragraph, "Table text")
        is_ticked = option in control.chosen
        made, content = _made(control, number, is_empty=False, place=place_of)
        made.find(qn("w:sdtPr")).append(_box(is_ticked))
        content.append(_run(TICKED if is_ticked else UNTICKED))
        paragraph._p.append(made)
        paragraph.add_run(f" {storable(option)}")


def _made(control: Control, number: int, *, is_empty: bool, place: int = 0) -> tuple[Any, Any]:
    """A control that cannot be deleted by mistake, and where its content goes."""
    made, properties, content = element("sdt"), element("sdtPr"), element("sdtContent")
    said = storable(control.title or control.label)
    properties.append(element("alias", val=" ".join(said.split())[:LONGEST_TAG]))
    properties.append(element("tag", val=control.tag))
    properties.append(element("id", val=str(number * MOST_OPTIONS + place)))
    properties.append(element("lock", val="sdtLocked"))
    if is_empty:
        properties.append(OxmlElement("w:showingPlcHdr"))
    made.append(properties)
    made.append(content)
    return made, content


def _kind_of(control: Control) -> Any:
    if control.kind == "choice":
        listed = OxmlElement("w:dropDownList")
        listed.append(element("listItem", value=NOT_CHOSEN))  # as Word writes it: no choice
        for option in map(storable, control.options):
            listed.append(element("listItem", displayText=option, value=option))
        return listed
    if control.kind == "line":
        return OxmlElement("w:text")
    day = OxmlElement("w:date")
    if control.on:
        day.set(qn("w:fullDate"), f"{control.on.isoformat()}T00:00:00Z")
    day.append(element("dateFormat", val="d MMMM yyyy"))
    day.append(element("lid", val="en-GB"))
    day.append(element("storeMappedDataAs", val="dateTime"))
    day.append(element("calendar", val="gregorian"))
    return day


def _box(is_ticked: bool) -> Any:
    return parse_xml(
        f'<w14:checkbox {_NAMESPACES}><w14:checked w14:val="{int(is_ticked)}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )


def _run(text: str, *, is_empty: bool = False) -> Any:
    run = OxmlElement("w:r")
    if is_empty:
        properties = OxmlElement("w:rPr")
        properties.append(element("color", val="505A5F"))
        run.append(properties)
    run.text = text
    return run
