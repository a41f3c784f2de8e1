"""The invented authority's case list, as a workbook in the official Annex A layout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
import yaml

from goldenthread.cli.invented.authority import Invented, Worker

SPECIFICATION = Path(__file__).parents[2] / "readers" / "annex_a.yaml"
Row = dict[str, Any]

ETHNICITIES = ("a) WBRI", "d) WOTH", "f) MWBC", "j) AIND", "k) APKN", "n) BCRB", "o) BAFR")
DISTRICTS = ("Fennmarsh", "Fennmarsh", "Fennmarsh", "Northmere", "Saltby")
# How many children there are of each kind; about 2,300 of them open.
WHOLE = {
    "cin": 960, "cp": 190, "cla": 430, "care_leaver": 280, "assessment": 260, "early_help": 190,
    "closed": 240,
}  # fmt: skip


@dataclass(frozen=True)
class Child:
    number: str
    kind: str
    sex: str
    ethnicity: str
    born_on: date
    age: int
    is_disabled: bool
    worker: Worker
    since: date


@cache
def specification() -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, and ten times as fast
    return yaml.load(SPECIFICATION.read_text(), Loader=loader)  # noqa: S506


def codes(set_name: str) -> list[str]:
    """The values that the official template prints for a code set."""
    return [
        f"{code['letter']}) {code['label']}" if "letter" in code else str(code["label"])
        for code in specification()["code_sets"][set_name]
    ]


def children(
    authority: Invented,
    taken_on: date,
    seed: str,
    counts: Mapping[str, int] = WHOLE,
    first: int = 20000,
) -> list[Child]:
    """Every child of the list, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - an invented world, not a selection
    teams = {
        "cin": authority.in_teams("Locality", "Disabled"),
        "cp": authority.in_teams("Locality"),
        "cla": authority.in_teams("Children Looked After", "Disabled"),
        "care_leaver": authority.in_teams("Leaving Care"),
        "assessment": authority.in_teams("Assessment"),
        "early_help": authority.in_teams("Early Help"),
        "closed": authority.in_teams("Locality", "Assessment"),
    }
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    return [
        _child(random, str(first + n), kind, random.choice(teams[kind]), taken_on)
        for n, kind in enumerate(kinds)
    ]


def _child(random: Random, number: str, kind: str, worker: Worker, taken_on: date) -> Child:
    age = random.randint(18, 21) if kind == "care_leaver" else random.randint(0, 17)
    born_on = taken_on - timedelta(days=age * 365 + age // 4 + random.randint(1, 360))
    return Child(
        number=number,
        kind=kind,
        sex=random.choice(("a) Male", "b) Female")),
        ethnicity=random.choice(ETHNICITIES),
        born_on=born_on,
        age=age,
        is_disabled=worker.team == "Disabled Children" or random.random() < 0.06,
        worker=worker,
        since=taken_on - timedelta(days=random.randint(20, 700)),
    )


def write_workbook(
    file: Path, authority: Invented, taken_on: date, seed: str, counts: Mapping[str, int] = WHOLE
) -> list[Child]:
    """Write the workbook; sheets, title row and header row as the official template has them."""
    everyone = children(authority, taken_on, seed, counts)
    random = Random(f"{seed}/rows")  # noqa: S311
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False}) as book:
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet("Front_Sheet").write(0, 0, f"{authority.name}: invented data")
        for number in range(1, 12):
            listed = specification()["lists"][number]
            columns = [column["name"] for column in listed["columns"]]
            sheet = book.add_worksheet(f"List_{number}")
            sheet.write(0, 0, f"List {number}: {listed['title']}")
            sheet.write_row(1, 0, columns)
            for line, row in enumerate(_rows(number, everyone, taken_on, random), 2):
                for place, column in enumerate(columns):
                    value = row.get(column)
                    if isinstance(value, date):
                        sheet.write_datetime(line, place, value, style)
                    elif value is not None:
                        sheet.write(line, place, value)
    return everyone


def _rows(number: int, everyone: list[Child], taken_on: date, random: Random) -> Iterator[Row]:
    build = {2: _early_help, 4: _assessment, 6: _in_need, 7: _protection, 8: _in_care, 9: _leaver}
    if number not in build:
        return
    for child in everyone:
        row = build[number](child, taken_on, random)
        if row is not None:
            yield {
                "Child Unique ID": child.number,
                "Gender": child.sex,
                "Ethnicity": child.ethnicity,
                "Date of Birth": child.born_on,
                "Age of Child (Years)": child.age,
                "Does the Child have a Disability": "a) Yes" if child.is_disabled else "b) No",
                "Allocated Team": child.worker.team,
                "Allocated Worker": child.worker.name,
                **row,
            }


def _early_help(child: Child, taken_on: date, random: Random) -> Row | None:
    if child.kind != "early_help":
        return None
    return {
        "Assessment start date": child.since,
        "Organisation completing assessment": "Fennmarsh Early Help",
    }


def _assessment(child: Child, taken_on: date, random: Random) -> Row | None:
    if child.kind != "assessment":
        return None
    return {
        "Continuous Assessment Start Date": taken_on - timedelta(days=random.randint(3, 60)),
        "Child Seen During Continuous Assessment": "a) Yes",
    }


STATUS_CODES = {
    "cla": "a) Looked after child",
    "cp": "b) Child Protection plan",
    "cin": "c) Child in need plan",
    "assessment": "d) Open assessment",
    "closed": "e) Closed episode",
}


def _in_need(child: Child, taken_on: date, random: Random) -> Row | None:
    if child.kind not in STATUS_CODES:
        return None
    row: Row = {
        "CIN Start Date": child.since,
        "Primary Need Code": random.choice(codes("primary_need")[:6]),
        "Date Child Was Last Seen": taken_on - timedelta(days=random.randint(1, 50)),
        "Case status": STATUS_CODES[child.kind],
    }
    if child.kind == "closed":
        row["CIN Closure Date"] = taken_on - timedelta(days=random.randint(3, 150))
        row["Reason for Closure"] = (
            "RC7 - Services ceased for any other reason, including child no longer in need"
        )
    return row


def _protection(child: Child, taken_on: date, random: Random) -> Row | None:
    if child.kind != "cp":
        return None
    return {
        "Child Protection Plan Start Date": child.since,
        "Initial Category of Abuse": codes("abuse_category")[0],
        "Latest Category of Abuse": codes("abuse_category")[0],
        "Date of the Last Statutory Visit": taken_on - timedelta(days=random.randint(1, 25)),
        "Was the Child Seen Alone?": "a) Yes",
        "Date of latest review conference": taken_on - timedelta(days=random.randint(5, 150)),
        "Number of Previous Child Protection Plans": random.choice((0, 0, 0, 0, 1, 2)),
    }


def _in_care(child: Child, taken_on: date, random: Random) -> Row | None:
    if child.kind != "cla":
        return None
    unaccompanied = random.random() < 0.08
    return {
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": (
            "a) Yes" if unaccompanied else "b) No"
        ),
        "Date Started to be Looked After": child.since,
        "Start date of current legal status": child.since,
        "Child's Legal Status": codes("legal_status")[0],
        "Date of Latest Statutory Review": taken_on - timedelta(days=random.randint(5, 180)),
        "Date of Last Social Work Visit": taken_on - timedelta(days=random.randint(1, 60)),
        "Date of Last IRO Visit / Contact to the Child": taken_on
        - timedelta(days=random.randint(5, 170)),
        "Number of Placements in the Last 12 months": random.choice((1, 1, 1, 2, 3)),
        "Start Date of Most Recent Placement": child.since,
        "LA of Placement": random.choice(DISTRICTS),
        "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months": (
            random.choice((0, 0, 0, 0, 2))
        ),
    }


def _leaver(child: Child, taken_on: date, random: Random) -> Row | None:
    if child.kind != "care_leaver":
        return None
    return {
        "Allocated Personal Advisor": child.worker.name,
        "Eligibility Category": "b) Former relevant child",
        "Latest Pathway Plan Review Date": taken_on - timedelta(days=random.randint(5, 200)),
        "LA In Touch": codes("la_in_touch")[0],
        "Latest Date of Contact": taken_on - timedelta(days=random.randint(1, 50)),
    }
