"""Figures: grades and the ledger, each number with its n, how it came about and what it is compared with."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from goldenthread.api.entrance import reads, shows
from goldenthread.api.figure_rows import GradeLine, Row, lines_of, row_of
from goldenthread.api.problems import Problem
from goldenthread.api.tables import WORD, Asked, Format, only, sheet
from goldenthread.figures import queries
from goldenthread.figures.queries import STAGES, GradeRow
from goldenthread.journal.changes import today
from goldenthread.people.queries import vocabulary
from goldenthread.people.tokens import FIGURES, Opened
from goldenthread.reports.build.outgoing import for_anybody
from goldenthread.reports.build.published import FEWEST_PEOPLE

router = Router(tags=["figures"])
DIMENSION = "|".join(queries.DIMENSIONS)
INTERNAL_ONLY = "A token for anybody reads the grades of one closed round, all together, by case_type or by domain."


class LedgerAsked(Asked):
    round: str = Field("", max_length=40, pattern=WORD, description="a round by its code")
    case_type: str = Field("", max_length=120, pattern=WORD, description="a case type by its code")
    team: str = Field("", max_length=120, pattern=WORD, description="a team by its name")
    domain: str = Field(
        "", max_length=120, pattern=WORD, description="a section of the tool by its key"
    )
    came: str = Field(
        "",
        max_length=10,
        pattern=WORD,
        description="how cases came in: selected, named, typed, swapped",
    )
    la: str = Field(
        "", max_length=120, pattern=WORD, description="the authority of an imported round"
    )
    audit_type: str = Field(
        "", max_length=120, pattern=WORD, description="the kind of an imported audit"
    )
    service: str = Field("", max_length=120, pattern=WORD, description="a service by its name")
    auditor_kind: str = Field("", max_length=20, pattern=WORD, description="internal, external")
    month: str = Field(
        "", max_length=7, pattern=r"^(?:\d{4}-\d{2})?$", description="handed in then, as 2026-05"
    )
    flag: str = Field("", max_length=40, pattern=WORD, description="audits of cases with this flag")

    @property
    def where(self) -> dict[str, str]:
        return {name: value for name in queries.FILTERS if (value := getattr(self, name))}


class GradesAsked(LedgerAsked):
    by: str = Field(
        "", pattern=rf"^(?:(?:{DIMENSION})(?:,(?:{DIMENSION})){{0,2}})?$",
        description=f"up to three of {', '.join(queries.DIMENSIONS)}, parted by commas",
    )  # fmt: skip
    stage: str = Field(
        "",
        pattern=rf"^(?:{'|'.join(STAGES)})?$",
        description="whose grade; the auditor’s unless said",
    )

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.by.split(","))) if self.by else ()


class Comparison(Schema):
    older: str
    newer: str
    differ: list[str]
    sentence: str


class Said(Schema):
    """What every answer of figures says of itself."""

    audience: str
    as_of: str
    software: str
    where: dict[str, str]


class Grades(Said):
    stage: str
    by: list[str]
    n: int = Field(description="audits counted in all rows; by domain, grades")
    rounds: list[str] = Field(description="codes of the rounds that are counted")
    comparability: list[Comparison]
    note: str
    rows: list[Row]


class LedgerStage(Schema):
    stage: str
    n: int
    dropped: int = Field(description="got as far as the stage before and no further")


class Ledger(Said):
    stages: list[LedgerStage]


@router.get("/grades", response=Grades, url_name="grades", operation_id="grades")
def grades(request: HttpRequest, asked: Query[GradesAsked]) -> Any:
    """Grades by any dimension but a person, as the pages of Insights count them."""
    opened = reads(request, FIGURES)
    only(request, GradesAsked)
    stage, rows, note = _public(opened, asked) if opened.is_public else _internal(opened, asked)
    shows(request, "figures")
    estimate = None if opened.is_public else _estimate(opened, asked, stage, rows)
    if asked.format is Format.CSV:
        said = {"audience": opened.token.audience, "stage": stage}
        return sheet("grades", list(_lines(rows, asked, said)), _columns(asked))
    return {
        **said_of(opened, asked), "stage": stage, "by": list(asked.dimensions), "note": note,
        "n": sum(row.n for row in rows), "rounds": _rounds(opened, asked, stage, rows),
        "comparability": _compared(opened, rows),
        "rows": [
            row_of(row, vocabulary(), _behind(opened, asked, row, stage), estimate) for row in rows
        ],
    }  # fmt: skip


@router.get("/ledger", response=Ledger, url_name="ledger", operation_id="ledger")
def ledger(request: HttpRequest, asked: Query[LedgerAsked]) -> Any:
    """Of what had to get better, how much got how far."""
    opened = reads(request, FIGURES)
    only(request, LedgerAsked)
    if opened.is_public:
        raise Problem(403, INTERNAL_ONLY)
    known_round(opened, asked)
    counted = queries.ledger(opened.person, asked.where)
    stages = [
        {"stage": stage, "n": n, "dropped": counted.dropped.get(stage, 0)}
        for stage, n in counted.counts.items()
    ]
    shows(request, "ledger")
    if asked.format is Format.CSV:
        return sheet("ledger", stages, tuple(LedgerStage.model_fields))
    return {**said_of(opened, asked), "stages": stages}


def said_of(opened: Opened, asked: LedgerAsked) -> dict[str, Any]:
    """What every answer says of itself."""
    return {
        "audience": opened.token.audience, "as_of": today().isoformat(),
        "software": f"Goldenthread {settings.VERSION}", "where": asked.where,
    }  # fmt: skip


def known_round(opened: Opened, asked: LedgerAsked) -> Any:
    """The round that was asked for, if one was. Raises Problem where there is none."""
    if not asked.round:
        return None
    try:
        return queries.round_by_code(opened.person, asked.round)
    except queries.UnknownRound as error:
        named = f"There is no round {error.code!r} here." if opened.is_public else str(error)
        raise Problem(404, named) from error


def _internal(opened: Opened, asked: GradesAsked) -> tuple[str, list[GradeRow], str]:
    known_round(opened, asked)
    stage = asked.stage or STAGES[0]
    rows = queries.grades(
        opened.person, asked.dimensions, stage=stage, where=asked.where, with_audits=False
    )
    return stage, rows, ""


def _public(opened: Opened, asked: GradesAsked) -> tuple[str, list[GradeRow], str]:
    """What a public edition of the round's paper would print, at the stage that it would print."""
    round = known_round(opened, asked)
    is_asked_too_much = asked.stage or set(asked.where) != {"round"}
    if is_asked_too_much or asked.by not in ("", "case_type", "domain"):
        raise Problem(403, INTERNAL_ONLY)
    # Of some teams alone they could be taken from the authority's own paper.
    is_whole = queries.sees_everything(opened.person)
    if round.state != "closed" or round.is_restricted or round.is_imported or not is_whole:
        raise Problem(403, INTERNAL_ONLY)
    stage, rows = for_anybody(opened.person, round, asked.by)
    note = (
        f"Rows with fewer than {FEWEST_PEOPLE} practitioners or {FEWEST_PEOPLE} families behind them "
        "are combined. Where that is not enough, beside what public papers printed, none are shown."
    )
    return stage, list(rows), note


def _rounds(opened: Opened, asked: GradesAsked, stage: str, rows: Sequence[GradeRow]) -> list[str]:
    """Which rounds are counted: asked for, among the rows, or of another reading of the same audits."""
    if asked.round:
        return [asked.round]
    if "round" not in asked.dimensions:
        # Without an authority asked for, only our own audits are counted (empty: ours).
        where = {"la": "", **asked.where} if "la" not in asked.dimensions else asked.where
        rows = queries.grades(
            opened.person, ("round",), stage=stage, where=where, with_audits=False
        )
    return sorted({row.group["round"] for row in rows})


def _compared(opened: Opened, rows: Sequence[GradeRow]) -> list[dict[str, Any]]:
    """Where rows are of several rounds: whether they may be compared, in a sentence."""
    codes = {row.group["round"] for row in rows if "round" in row.group}
    if len(codes) < 2:
        return []
    return [
        {
            "older": each.older.code, "newer": each.newer.code, "differ": list(each.differ),
            "sentence": each.sentence,
        }
        for each in queries.side_by_side(opened.person, codes)
    ]  # fmt: skip


def _estimate(
    opened: Opened, asked: GradesAsked, stage: str, rows: Sequence[GradeRow]
) -> dict[str, Any] | None:
    """Of one whole round whose cases had different chances, as the pages say it."""
    if set(asked.where) != {"round"} or not set(asked.dimensions) <= {"round"}:
        return None
    return queries.weighted_json(queries.weighted(opened.person, rows, asked.round, stage))


def _behind(opened: Opened, asked: GradesAsked, row: GradeRow, stage: str) -> dict[str, str]:
    """What leads to the page with the audits behind a row; nothing where anybody may read it."""
    if opened.is_public:
        return {}
    group = {name: row.group[name] for name in asked.dimensions}
    return {"stage": stage, **asked.where, **group}


def _columns(asked: GradesAsked) -> tuple[str, ...]:
    return ("audience", "stage", *asked.dimensions, *GradeLine.model_fields)


def _lines(
    rows: Sequence[GradeRow], asked: GradesAsked, said: dict[str, str]
) -> Iterator[dict[str, Any]]:
    words = vocabulary()
    for row in rows:
        group = {name: row.group[name] for name in asked.dimensions}
        for line in lines_of(row, words):
            yield {**said, **group, **line}
