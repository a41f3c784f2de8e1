"""Figures without a grade of their own: how many audits, how their sections were judged, old percentages."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from goldenthread.api.entrance import reads, shows
from goldenthread.api.figures import INTERNAL_ONLY, LedgerAsked, Said, known_round, said_of
from goldenthread.api.problems import Problem
from goldenthread.api.tables import Asked, Format, only, sheet
from goldenthread.figures import queries
from goldenthread.figures.queries import STAGES
from goldenthread.people.tokens import FIGURES, Opened

router = Router(tags=["figures"])
BY_AUDITS = tuple(name for name in queries.FILTERS if name != "domain")
_ONE = "|".join(BY_AUDITS)


class CountedAsked(LedgerAsked):
    domain: str = Field("", max_length=0, description="audits are not counted by section")


class AuditsAsked(CountedAsked):
    by: str = Field(
        "", pattern=rf"^(?:(?:{_ONE})(?:,(?:{_ONE})){{0,2}})?$",
        description=f"up to three of {', '.join(BY_AUDITS)}, parted by commas; an audit with two flags "
        "stands in two rows",
    )  # fmt: skip

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.by.split(","))) if self.by else ()


class SectionsAsked(CountedAsked):
    stage: str = Field(
        "",
        pattern=rf"^(?:{'|'.join(STAGES)})?$",
        description="whose grade; the final one unless said",
    )


class AuditsRow(Schema):
    group: dict[str, str]
    labels: dict[str, str] = Field(description="the same in the authority’s words")
    n: int
    of: int = Field(description="all audits that were asked for")
    percent: float | None
    text: str
    families: int = Field(description="different ones, where the family is known")
    without_family: int = Field(description="audits of whose case no family is known")
    moderated: int
    not_said: int = Field(description="past audits of which nobody wrote down whether they were")


class AuditsCounted(Said):
    by: list[str]
    rows: list[AuditsRow]


class Profile(Schema):
    scale: str
    counts: dict[str, int] = Field(description="sections of one audit by their grade")
    applicable: int
    not_applicable: int
    n: int = Field(description="audits whose sections were judged like that")
    of: int


class Sections(Said):
    stage: str
    audits: int
    audits_with_graded_sections: int
    profiles: list[Profile]


class ReportedRow(Schema):
    la: str
    cohort: str
    what: str
    percent: str
    n: int | None
    possible_counts: list[int]
    possible_bases_up_to_100: list[int]
    text: str


class Reported(Schema):
    rows: list[ReportedRow]


AUDITS_COLUMNS = tuple(name for name in AuditsRow.model_fields if name not in ("group", "labels"))


@router.get("/audits", response=AuditsCounted, url_name="audited", operation_id="audited")
def audits(request: HttpRequest, asked: Query[AuditsAsked]) -> Any:
    """How many audits were handed in, of how many families, how many were moderated."""
    opened = _internal(request, AuditsAsked)
    known_round(opened, asked)
    found = queries.audited_json(
        queries.audited(opened.person, asked.dimensions, where=asked.where)
    )
    shows(request, "figures")
    rows = [_row(each) for each in found]
    if asked.format is Format.CSV:
        lines = [{**row["group"], **row} for row in rows]
        return sheet("audits", lines, (*asked.dimensions, *AUDITS_COLUMNS))
    return {**said_of(opened, asked), "by": list(asked.dimensions), "rows": rows}


@router.get("/sections", response=Sections, url_name="sections", operation_id="sections")
def sections(request: HttpRequest, asked: Query[SectionsAsked]) -> Any:
    """What the sections of one audit were judged, and how many audits were judged like that."""
    opened = _internal(request, SectionsAsked)
    known_round(opened, asked)
    stage = asked.stage or "final"
    found = queries.profiles_json(queries.profiles(opened.person, stage=stage, where=asked.where))
    shows(request, "figures")
    if asked.format is Format.CSV:
        grades = list(dict.fromkeys(g for each in found["profiles"] for g in each["counts"]))
        lines = [{**dict.fromkeys(grades), **each["counts"], **each} for each in found["profiles"]]
        columns = ("scale", *grades, "applicable", "not_applicable", "n", "of")
        return sheet("sections", lines, columns)
    return {**said_of(opened, asked), "stage": stage, **found}


@router.get("/reported", response=Reported, url_name="reported", operation_id="reported")
def reported(request: HttpRequest, asked: Query[Asked]) -> Any:
    """Percentages that old reports printed, with the counts they allow. They are added to no figure."""
    opened = _internal(request, Asked)
    rows = queries.reported_json(queries.reported(opened.person))
    shows(request, "figures")
    if asked.format is Format.CSV:
        columns = tuple(ReportedRow.model_fields)
        return sheet("reported", [_joined(row) for row in rows], columns)
    return {"rows": rows}


def _internal(request: HttpRequest, asked: type[Schema]) -> Opened:
    opened = reads(request, FIGURES)
    only(request, asked)
    if opened.is_public:
        raise Problem(403, INTERNAL_ONLY)
    return opened


def _row(found: dict[str, Any]) -> dict[str, Any]:
    moderated, part = found["moderated"], found["share"]
    return {
        "group": found["group"], "labels": found["labels"], "n": found["n"], "of": part["n"],
        "percent": part["percent"], "text": part["text"], "families": found["families"],
        "without_family": found["without_family"], "moderated": moderated["count"],
        "not_said": moderated["not_said"],
    }  # fmt: skip


def _joined(row: dict[str, Any]) -> dict[str, Any]:
    return {name: " ".join(map(str, v)) if isinstance(v, list) else v for name, v in row.items()}
