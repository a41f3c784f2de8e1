"""A table of cases in the authority's own layout: its headings, and which column means what."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goldenthread.readers.cells import heading_key, text_of
from goldenthread.readers.guard import FileRefused
from goldenthread.readers.reading import FileRead
from goldenthread.readers.sheets import Row, sheets_of
from goldenthread.readers.subject_lists import CASE_FILE, headings_of

HEADER_ROWS = 12
FIRST_VALUES = 3
MOST_DISTINCT = 40  # a column with more different values is not one of codes

# Our field -> the headings by which case systems call it, as `heading_key` writes them. A date of
# birth is never suggested: an age is enough, and a person may still choose it to have age bands.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "person_id": (
        *("personid", "casenumber", "caseno", "caseid", "childuniqueid", "childid", "clientid"),
        *("caseref", "casereference", "ref", "refno", "reference", "uniqueid", "systemid"),
        *("mosaicid", "liquidlogicid", "id"),
        *("lachildid", "perspersonid", "personnumber", "childnumber", "icsid", "lcsid", "ehmid"),
    ),
    "case_type": (
        *("casetype", "legalcategory", "category", "type", "plantype", "casecategory"),
        *("clienttype", "caselevel", "serviceusertype", "tier", "involvementtype", "plan"),
    ),
    "status": ("status", "casestatus", "openclosed", "state", "episodestatus"),
    "worker": (
        *("worker", "allocatedworker", "allocworker", "allocatedsocialworker", "socialworker"),
        *("caseworker", "keyworker", "leadpractitioner", "leadprofessional", "practitioner"),
        *("allocatedto", "workername", "leadworker", "caseholder", "currentworker"),
    ),
    "worker_id": ("workerid", "staffid", "allocatedworkerid", "professionalid", "workernumber"),
    "team": (
        *("team", "allocatedteam", "allocteam", "teamname", "currentteam", "areateam"),
        *("workerteam", "caseteam", "responsibleteam", "localityteam", "organisation"),
    ),
    "personal_adviser": ("personaladviser", "personaladvisor", "allocatedpersonaladvisor", "pa"),
    "opened_on": (
        *("dateopened", "opened", "openedon", "startdate", "opendate", "caseopened", "datestarted"),
        *("referraldate", "episodestartdate", "dateofopening"),
    ),
    "closed_on": ("dateclosed", "closed", "closedon", "enddate", "closuredate", "closedate"),
    "last_seen_on": ("lastseen", "lastvisit", "lastvisitdate", "datelastseen", "latestvisit"),
    "last_review_on": ("lastreview", "lastreviewdate", "datelastreview", "latestreview"),
    "family_id": ("familyid", "familynumber", "family", "householdid", "family_group", "groupid"),
    "sex": ("sex", "gender"),
    "ethnicity": ("ethnicity", "ethnicorigin", "ethnicgroup"),
    "age": ("age", "ageyears", "currentage", "ageofchildyears"),
    "disability": ("disability", "disabled", "hasdisability", "cwd"),
    "date_of_birth": (),
}
REQUIRED = ("person_id",)
# Parts of headings whose values are a person's details: never shown, never kept.
_PERSONAL = (
    *("name", "dob", "birth", "address", "postcode", "phone", "mobile", "email", "nhs", "upn"),
    *("nino", "surname", "forename", "street", "mother", "father", "parent", "carer", "school"),
)


@dataclass(frozen=True)
class TableMapping:
    """A person's matching, kept by the authority for the next file of the same layout.

    `columns`: our field -> the heading. `case_types`: a case type as written -> a status.
    `sheet`: "" for every sheet that has the headings.
    """

    columns: Mapping[str, str]
    case_types: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True)
class ColumnHead:
    """A column: its heading, its first values and, where it has few, all its different values."""

    heading: str
    first_values: tuple[str, ...] = ()
    distinct_values: tuple[str, ...] = ()
    suggested_field: str = ""


@dataclass(frozen=True)
class SheetHeads:
    """A sheet that has a row of headings."""

    sheet: str
    header_row: int
    rows: int
    columns: tuple[ColumnHead, ...]

    def suggested(self) -> dict[str, str]:
        """Our field -> heading, where a heading is one we know."""
        return {c.suggested_field: c.heading for c in self.columns if c.suggested_field}


@dataclass(frozen=True)
class TableHeads:
    """What a page needs to ask which column is which."""

    file: FileRead
    sheets: tuple[SheetHeads, ...]

    def best(self) -> SheetHeads:
        """The sheet with the most headings we know, the largest of those."""
        return max(self.sheets, key=lambda sheet: (len(sheet.suggested()), sheet.rows))


def is_personal(heading: str) -> bool:
    """Whether a heading promises a person's details, such as a name or an address."""
    key = heading_key(heading)
    is_worker = any(part in key for part in ("worker", "practitioner", "team", "adviser"))
    return not is_worker and any(part in key for part in _PERSONAL)


def find_header(
    first_rows: Sequence[tuple[int, Row]], kind: str = CASE_FILE
) -> tuple[int, list[str]] | None:
    """The row of headings: the one with most headings we know, else the first that is widest."""
    best: tuple[tuple[int, int], int, list[str]] | None = None
    for number, row in first_rows:
        headings = [text_of(cell) for cell in row]
        texts = [text for cell, text in zip(row, headings, strict=True) if isinstance(cell, str)]
        filled = [text for text in texts if text and not text.replace("/", "").isdigit()]
        score = len(suggest(headings, kind)), len(filled)
        if len(filled) > 1 and (best is None or score > best[0]):
            best = score, number, headings
    return (best[1], best[2]) if best else None


def suggest(headings: Sequence[str], kind: str = CASE_FILE) -> dict[str, str]:
    """Our field -> heading for every heading we know; the first synonym found wins."""
    known = FIELDS if kind == CASE_FILE else headings_of(kind)
    by_key = {heading_key(heading): heading for heading in reversed(headings) if heading}
    found: dict[str, str] = {}
    for name, synonyms in known.items():
        match = next((by_key[key] for key in synonyms if key in by_key), None)
        if match is not None and match not in found.values():
            found[name] = match
    return found


def read_heads(path: Path, file: FileRead, kind: str, about: str = CASE_FILE) -> TableHeads:
    """The headings and first values of each sheet; `about`: the kind of subject its rows are.

    Runs in the child process.

    Raises FileRefused.
    """
    sheets = []
    for sheet in sheets_of(path, file.name, kind):
        first = list(itertools.islice(sheet.rows, HEADER_ROWS))
        header = find_header(first, about)
        if header:
            rows = [(n, row) for n, row in first if n > header[0]]
            below = itertools.chain(rows, sheet.rows)
            sheets.append(_sheet_heads(sheet.name, *header, below, about))
    if not sheets:
        raise FileRefused(
            file.name,
            "No row of headings was found.",
            "Put the headings of the columns in one row above the cases and try again.",
        )
    return TableHeads(file, tuple(sheets))


def _sheet_heads(
    name: str, number: int, headings: list[str], rows: Iterator[tuple[int, Row]], about: str
) -> SheetHeads:
    values: list[dict[str, None]] = [{} for _ in headings]
    count = 0
    for count, (_, row) in enumerate(rows, start=1):  # noqa: B007
        for seen, cell in zip(values, row, strict=False):
            if len(seen) <= MOST_DISTINCT and (text := text_of(cell)):
                seen[text[:60]] = None
    suggested = {heading: field_name for field_name, heading in suggest(headings, about).items()}
    columns = tuple(
        _column_head(heading, list(seen), suggested.get(heading, ""))
        for heading, seen in zip(headings, values, strict=True)
        if heading
    )
    return SheetHeads(name, number, count, columns)


def _column_head(heading: str, values: list[str], suggested: str) -> ColumnHead:
    if is_personal(heading) and not suggested:
        return ColumnHead(heading)
    distinct = tuple(values) if len(values) <= MOST_DISTINCT else ()
    return ColumnHead(heading, tuple(values[:FIRST_VALUES]), distinct, suggested)
