"""In time by a stated definition, and how old documents were: what is not known is apart, never late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from goldenthread.audits.models import Audit
from goldenthread.figures.queries import (
    Measure,
    UnknownFigure,
    documents,
    figure_of,
    measure_over_time,
    timely_questions,
    trace,
)
from goldenthread.figures.queries.answered import audits_asked
from goldenthread.method.timescales import months_out_of_date
from goldenthread.tools.changes import publish_tool
from tests.alike import told
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module

VISITS, WHY = "facts.visits_in_timescale", "facts.late_visits_explained"
SUPERVISION = "facts.supervision_held"
CHRONOLOGY = "facts.chronology"
OTHERS = ("stranger", "ines", "dana", "tariq", "ira")
PAGES = ("timeliness", "ages")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    for made in world_of_a_module(django_db_blocker):
        audits = of_first(made)
        values = ["yes"] * 4 + ["partly", "no", "no", "na"]
        told(audits, VISITS, *((value, None, "") for value in values))
        told(audits[4:], WHY, ("yes", None, ""), ("no", None, ""), ("", None, ""))
        ages = (2, 6, 7, 27)
        dated = [("yes", back(made, n), "") for n in ages]
        told(
            audits,
            CHRONOLOGY,
            *dated,
            ("no", None, ""),
            ("yes", None, ""),
            ("not_needed", None, ""),
        )
        yield made


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def of_first(world: World) -> list[Audit]:
    return list(Audit.objects.filter(round=world.first).order_by("pk"))


def back(world: World, months: int) -> date:
    """The first of a month, so many complete months before the audits were handed in."""
    at = of_first(world)[0].submitted_at
    assert at
    on = localdate(at)
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, 1)


def shown(client: Client, person: Any, page: str, **asked: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse(f"figures:{page}"), asked)
    return answer.status_code, " ".join(strip_tags(answer.content.decode()).split())


def counted(world: World, figure: str) -> int | None:
    return trace(world.cast.pat, figure_of(figure)).n


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_time_are_not_there_for_others(world: World, client: Client, page: str) -> None:
    found = {who: shown(client, getattr(world.cast, who), page)[0] for who in OTHERS}
    assert found == dict.fromkeys(OTHERS, 404)


@pytest.mark.django_db
def test_pages_of_time_say_what_to_expect_before_the_first_round(
    client: Client, cast: Cast
) -> None:
    assert "No round’s audit tool asks whether" in shown(client, cast.pat, "timeliness")[1]
    assert "No round’s audit tool asks for a document" in shown(client, cast.pat, "ages")[1]


def test_timeliness_offers_the_questions_about_time_and_no_others(world: World) -> None:
    assert set(timely_questions(world.cast.pat)) == {VISITS, SUPERVISION}
    assert CHRONOLOGY in documents(world.cast.pat) and VISITS not in documents(world.cast.pat)


def test_timeliness_counts_what_is_not_known_apart(world: World, client: Client) -> None:
    text = shown(client, world.cast.dee, "timeliness", question=VISITS, round=world.first.code)[1]
    assert (
        "4 of 7 audits were in time. Of the 3 late, 1 had a reason on the record and 1 had none"
        in text
    )
    assert "of 1 it is not known." in text and "AUD-" not in text
    assert "4 audits do not say, and to 1 it did not apply: these are not counted as late." in text
    assert "as the auditor answered; “partly” is late (definition answer)" in text


def test_timeliness_of_a_tool_that_asks_for_no_reasons_says_so(
    world: World, client: Client
) -> None:
    told(of_first(world), SUPERVISION, ("yes", None, ""), ("no", None, "It was August."))
    text = shown(client, world.cast.pat, "timeliness", question=SUPERVISION)[1]
    assert "1 of 2 audits were in time." in text and "the tool does not ask for the reasons" in text
    assert "Late, without a reason" not in text


def test_timeliness_is_traced_audit_by_audit(world: World, client: Client) -> None:
    key = f"timeliness?question={VISITS}&round={world.first.code}"
    found = {of: counted(world, f"{key}&of={of}") for of in ("known", "in_time", "late", "late_why",
             "late_bare", "late_unsaid", "unknown", "na")}  # fmt: skip
    assert list(found.values()) == [7, 4, 3, 1, 1, 1, 4, 1]
    held = trace(world.cast.pat, figure_of(f"{key}&of=in_time"))
    assert dict(held.left_out) == {"other_answer": 8} and held.definition == "timeliness.in_time"
    client.force_login(world.cast.pat)
    page = client.get(reverse("figures:trace"), {"figure": f"{key}&of=late"})
    assert page.status_code == 200 and "as often as they should have been" in page.content.decode()
    for wrong in (
        "timeliness?of=late",
        "timeliness?question=risk.grade&of=late",
        "ages?question=a",
    ):
        assert client.get(reverse("figures:trace"), {"figure": wrong}).status_code == 404
    with pytest.raises(UnknownFigure, match="asked"):
        counted(world, "timeliness?question=nowhere")


def test_timeliness_of_a_date_is_by_its_limit(world: World) -> None:
    tool = world.first.tool_version
    body = tool.body | {"code": "dated", "version": 1}
    question = {
        "key": "facts.reviewed",
        "type": "months_since",
        "label": "Reviewed",
        "limit_months": 6,
    }
    body["sections"] = [{**s, "questions": [*s["questions"], question]} if s["key"] == "facts" else s
                        for s in body["sections"]]  # fmt: skip
    version = publish_tool(by=world.cast.pat, body=body)
    Audit.objects.filter(round=world.first).update(tool_version=version)
    type(world.first).objects.filter(pk=world.first.pk).update(tool_version=version)
    dates = [("", back(world, n), "") for n in (0, 6, 7, 12)]
    told(of_first(world), "facts.reviewed", *dates, ("none", None, ""))
    key = "timeliness?question=facts.reviewed"
    assert [counted(world, f"{key}&of={of}") for of in ("in_time", "late", "unknown")] == [2, 2, 8]


def test_timeliness_can_be_followed_over_time(world: World) -> None:
    held = measure_over_time(world.cast.pat, world.first, Measure("in_time", question=VISITS))
    assert [(p.part, p.n) for p in held.periods] == [(4, 7), (0, 0)]


def test_timeliness_and_ages_are_put_into_excel(world: World, client: Client) -> None:
    client.force_login(world.cast.dee)
    for table, sheet, first in (("timeliness", "Timeliness", 7), ("ages", "Documents", 5)):
        asked = {"table": table, "round": world.first.code}
        data = BytesIO(client.get("/insights/figures.xlsx", asked).content)
        rows = CalamineWorkbook.from_filelike(data).get_sheet_by_name(sheet).to_python()
        assert rows[0][0] == "Case type" and sum(float(str(row[1])) for row in rows[1:]) == first


def test_ages_tell_share_median_and_worst(world: World, client: Client) -> None:
    text = shown(client, world.cast.dee, "ages", question=CHRONOLOGY)[1]
    assert (
        "4 of 5 documents were 6 months or more out of date on the day of their audit, or not on file."
        in text
    )
    assert "the median was 6.5 and the worst 27 months." in text
    assert "1 not on file: out of date, and in no median. 1 on file without a known date" in text
    later = shown(client, world.cast.dee, "ages", question=CHRONOLOGY, months="12")[1]
    assert "2 of 5 documents were 12 months or more" in later


def test_ages_are_traced(world: World) -> None:
    key = f"ages?question={CHRONOLOGY}&months=6"
    names = ("counted", "out_of_date", "dated", "missing", "undated", "not_needed")
    assert [counted(world, f"{key}&of={of}") for of in names] == [5, 4, 4, 1, 1, 1]
    held = trace(world.cast.pat, figure_of(f"{key}&of=out_of_date"))
    assert dict(held.left_out) == {"other_answer": 3, "not_asked": 9} and held.unit == "document"


def test_months_are_those_of_the_method(world: World) -> None:
    """End of month, leap year, the day itself, the future."""
    ends = date(2025, 2, 28), date(2025, 3, 30), date(2024, 2, 29), date(2025, 6, 10)
    began = date(2025, 1, 31), date(2024, 2, 29), date(2019, 3, 10), date(2025, 6, 11)
    pairs = [(since, at) for since in began for at in ends][:12]
    for audit, (since, at) in zip(of_first(world), pairs, strict=True):
        told([audit], CHRONOLOGY, ("yes", since, ""))
        noon = datetime(at.year, at.month, at.day, 12, tzinfo=UTC)
        Audit.objects.filter(pk=audit.pk).update(submitted_at=noon)
    asked = documents(world.cast.pat)[CHRONOLOGY]
    found: Any = audits_asked(world.cast.pat, asked, {"round": world.first.code}).order_by("pk")
    wanted = [months_out_of_date(since, at) for since, at in pairs]
    assert list(found.values_list("months", flat=True)) == wanted


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_time_ask_the_same_of_few_and_many(
    world: World, client: Client, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.cast.pat)
    for asked in ({"round": world.second.code}, {}):
        with django_assert_max_num_queries(24):
            client.get(reverse(f"figures:{page}"), asked)
