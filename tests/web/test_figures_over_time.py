"""One measure over rounds made alike: a chart where one is allowed, a sentence where none is."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from goldenthread.audits.models import Audit
from goldenthread.figures.queries import UnknownDimension, figure_of, groups, trace
from goldenthread.people.changes import set_authority
from goldenthread.people.queries import authority
from goldenthread.programme.models import Round
from tests.alike import a_team_each, rounds_like
from tests.cast import Cast
from tests.finished import World, undone, world_of_a_module

STEADY = [6, 7, 5, 6, 7, 6, 5, 6, 7, 6, 5, 6]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with undone():
        yield


def shown(client: Client, person: Any, **asked: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse("figures:over_time"), asked)
    return answer.status_code, answer.content.decode()


def read(client: Client, person: Any, **asked: str) -> str:
    status, text = shown(client, person, **asked)
    assert status == 200
    return " ".join(strip_tags(text).split())


OTHERS = ("stranger", "ines", "dana", "tariq", "ira")


def test_over_time_is_not_there_for_others(world: World, client: Client) -> None:
    found = {who: shown(client, getattr(world.cast, who))[0] for who in OTHERS}
    assert found == dict.fromkeys(OTHERS, 404)


@pytest.mark.django_db
def test_over_time_says_what_to_expect_before_the_first_round(client: Client, cast: Cast) -> None:
    assert "No round has been opened yet." in read(client, cast.pat)


def test_over_time_opens_on_the_newest_round_that_another_was_made_like(
    world: World, client: Client
) -> None:
    Round.objects.filter(pk=world.second.pk).update(mode="jointly")
    assert "4 audits met the standard" in read(client, world.cast.pat, like=world.second.code)
    rounds_like(world.first, STEADY[:2])
    assert "in 3 rounds made alike" in read(client, world.cast.pat)
    one = Audit.objects.filter(round=world.second).order_by("pk")[0]
    Audit.objects.filter(round=world.second).exclude(pk=one.pk).update(state=Audit.State.RETURNED)
    alone = read(client, world.cast.pat, like=world.second.code)
    assert "1 of 1 audit met the standard" in alone


def test_over_time_of_few_rounds_has_a_sentence_and_no_chart(world: World, client: Client) -> None:
    text = shown(client, world.cast.pat, like=world.first.code)[1]
    assert "No chart: it needs at least 10 periods." in text and "gt-run__picture" not in text
    assert "12 of 16 (75%) audits met the standard (auditor&#39;s grade), in 2 rounds" in (
        " ".join(strip_tags(text).split())
    )


def test_over_time_of_twelve_rounds_has_limits_and_names_who_stands_apart(
    world: World, client: Client
) -> None:
    rounds_like(world.first, [*STEADY[:8], 0, *STEADY[8:]])
    text = read(client, world.cast.pat, like=world.first.code)
    assert (
        "Monthly 9 stands apart: 0 of 12 (0%), fewer than chance alone would bring about." in text
    )
    assert "Under way: not in the chart" in text  # the round that others are like
    page = shown(client, world.cast.pat, like=world.first.code)[1]
    assert page.count("<circle") == 12 and "Beyond the limits: Monthly 9, 0 of 12 (0%)." in page
    assert "stroke-dasharray" in page and "Practitioner" not in page and "Worker 1" not in page


def test_over_time_of_a_steady_year_says_that_nothing_stands_apart(
    world: World, client: Client
) -> None:
    rounds_like(world.first, STEADY)
    text = read(client, world.cast.dee, like=world.first.code)
    assert "No round differs from the others by more than chance alone would bring about." in text
    assert "AUD-" not in text and "mproved" not in text


def test_over_time_says_seven_in_a_row(world: World, client: Client) -> None:
    rounds_like(world.first, [4, 5, 4, 5, 4, 4, 5, 8, 9, 8, 9, 8, 8])
    text = read(client, world.cast.pat, like=world.first.code)
    assert "7 rounds between Monthly 1 and Monthly 7 lie in a row, seven or more" in text


def test_over_time_of_ten_rounds_has_a_median_and_no_limits(world: World, client: Client) -> None:
    rounds_like(world.first, STEADY[:10])
    text = shown(client, world.cast.pat, like=world.first.code)[1]
    assert "The broken line is the median; limits need at least 12 rounds." in text
    assert text.count("<circle") == 10 and "Dotted lines" not in text


def test_over_time_never_joins_rounds_of_another_basis(world: World, client: Client) -> None:
    made = rounds_like(world.first, STEADY)
    Round.objects.filter(pk__in=[each.pk for each in made[:4]]).update(way=Round.Way.QUICK)
    text = read(client, world.cast.pat, like=world.first.code)
    assert "No chart: it needs at least 10 periods." in text
    assert "Monthly 4: how the cases were chosen" in text
    alone = read(client, world.cast.pat, like=made[0].code)
    assert "in 4 rounds made alike" in alone and "Monthly 5: how the cases were chosen" in alone


def test_over_time_after_moderation_asks_for_the_same_rule(world: World, client: Client) -> None:
    made = rounds_like(world.first, STEADY[:2])
    Round.objects.filter(pk=made[0].pk).update(moderation_rule={"rate": 100})
    asked = {"like": world.first.code}
    assert "Monthly 1:" not in read(client, world.cast.pat, **asked)
    moderated = read(client, world.cast.pat, **asked, stage="moderated")
    assert "Monthly 1: the rule for moderation" in moderated


def test_over_time_by_month_counts_what_was_handed_in_then(world: World, client: Client) -> None:
    rounds_like(world.first, STEADY)
    asked = {"like": world.first.code, "by": "month"}
    text = shown(client, world.cast.pat, **asked)[1]
    assert text.count("<circle") == 12 and "figure=grades" in text and "month%3D" in text
    counted = read(client, world.cast.pat, **asked, measure="audits")
    assert "160 audits have an overall grade, in 14 rounds made alike." in counted
    assert "No period stands apart from the others." in counted and "tentative" in counted


def test_over_time_a_month_without_audits_is_a_point_of_its_count_alone(
    world: World, client: Client
) -> None:
    made = rounds_like(world.first, [*STEADY, *STEADY[:2]])
    Round.objects.filter(pk=made[3].pk).update(way=Round.Way.QUICK)
    asked = {"like": world.first.code, "by": "month"}
    share = shown(client, world.cast.pat, **asked)[1]
    count = shown(client, world.cast.pat, **asked, measure="audits")[1]
    assert share.count("<circle") == 13 and "No audits" in share
    points = "Mean of all months, 11.1 audits"
    assert "14 points." in count and points in count


def test_over_time_numbers_are_traced(world: World, client: Client) -> None:
    made = rounds_like(world.first, STEADY)
    person, code = world.cast.pat, world.first.code
    total = trace(person, figure_of(f"grades?stage=auditor&like={code}&grade=meeting"))
    assert total.n == 72 + 12 and total.counted == 84
    ended = f"{made[0].period_to:%Y-%m}"
    asked = f"grades?stage=auditor&like={code}&month={ended}&grade=meeting"
    month = trace(person, figure_of(asked))
    assert (month.n, month.left_out["other_grade"], month.left_out["month"]) == (6, 6, 148)
    client.force_login(person)
    page = client.get(reverse("figures:trace"), {"figure": asked})
    assert page.status_code == 200 and "Autumn round" in page.content.decode()
    gone = client.get(reverse("figures:trace"), {"figure": "grades?like=nowhere&grade=n"})
    assert gone.status_code == 404


def test_over_time_shows_limits_behind_method_or_where_the_authority_chose(
    world: World, client: Client
) -> None:
    rounds_like(world.first, STEADY)
    asked = {"like": world.first.code}
    assert "Exact binomial limits" not in read(client, world.cast.pat, **asked)
    method = read(client, world.cast.pat, **asked, method="1")
    assert "Exact binomial limits" in method and "1 to 11" in method
    set_authority(by=world.cast.pat, seen=authority().version, shows_ranges=True)
    assert "Exact binomial limits" in read(client, world.cast.pat, **asked)


def test_over_time_is_put_into_excel(world: World, client: Client) -> None:
    rounds_like(world.first, STEADY)
    client.force_login(world.cast.dee)
    table = {"table": "over_time", "like": world.first.code}
    data = BytesIO(client.get("/insights/figures.xlsx", table).content)
    rows = CalamineWorkbook.from_filelike(data).get_sheet_by_name("Over time").to_python()
    assert rows[0][:3] == ["Round", "Met the standard", "Audits"] and len(rows) == 15
    assert rows[1][1:3] == [6, 12]
    empty = {**table, "stage": "final", "case_type": "adoption"}
    Audit.objects.update(state=Audit.State.RETURNED)
    assert client.get("/insights/figures.xlsx", empty).status_code == 404


def test_over_time_gives_a_service_manager_their_own_teams(world: World, client: Client) -> None:
    rounds_like(world.first, STEADY)
    world.cast.sam.roles.update(team=world.cast.north)
    whole = read(client, world.cast.pat, like=world.first.code, measure="audits")
    own = read(client, world.cast.sam, like=world.first.code, measure="audits")
    assert "160 audits" in whole and "160 audits" not in own


def test_over_time_asks_the_same_of_few_and_many_rounds(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.cast.pat)
    with django_assert_max_num_queries(26):
        client.get(reverse("figures:over_time"), {"like": world.first.code})
    rounds_like(world.first, STEADY)
    with django_assert_max_num_queries(26):
        client.get(reverse("figures:over_time"), {"like": world.first.code})


def between(client: Client, person: Any, **asked: str) -> tuple[int, str]:
    client.force_login(person)
    answer = client.get(reverse("figures:groups"), asked)
    return answer.status_code, answer.content.decode()


def test_groups_is_not_there_for_others(world: World, client: Client) -> None:
    found = {who: between(client, getattr(world.cast, who))[0] for who in OTHERS}
    assert found == dict.fromkeys(OTHERS, 404)


def test_groups_of_few_teams_have_a_table_and_no_plot(world: World, client: Client) -> None:
    asked = {"like": world.first.code}
    text = between(client, world.cast.dee, **asked)[1]
    assert "No funnel plot: it needs at least 10 groups." in text
    assert "gt-run__picture" not in text and "95% range</th>" not in text and "AUD-" not in text
    method = between(client, world.cast.dee, **asked, method="1")[1]
    assert "95% range" in method and "95% ranges are Wilson’s" in method
    assert method.count("% to ") == 2  # both teams


def test_groups_by_kind_of_auditor_are_traced(world: World, client: Client) -> None:
    Audit.objects.filter(round=world.first).update(auditor=world.cast.ed)
    text = " ".join(strip_tags(between(client, world.cast.pat, by="auditor_kind")[1]).split())
    assert "External auditors 9 of 12 (75%) 12 Auditors of the authority 3 of 4 4" in text
    like = world.first.code
    asked = f"grades?stage=auditor&like={like}&auditor_kind=external&grade=meeting"
    assert trace(world.cast.pat, figure_of(asked)).n == 9
    other = trace(world.cast.pat, figure_of(asked.replace("external", "internal")))
    assert (other.n, other.left_out["auditor_kind"]) == (3, 12)
    service = f"grades?stage=auditor&service={world.cast.service.name}&grade=n"
    assert trace(world.cast.pat, figure_of(service)).n == 16


def test_groups_are_never_made_by_a_person(world: World, client: Client) -> None:
    status, text = between(client, world.cast.pat, by="practitioner")
    assert status == 404 and "No such figures" in text and "Worker 1" not in text
    with pytest.raises(UnknownDimension, match="named person"):
        groups(world.cast.pat, world.first, "practitioner")


def test_groups_of_twelve_teams_have_a_funnel_that_names_who_stands_apart(
    world: World, client: Client
) -> None:
    made = rounds_like(world.first, [7, 7, 8, 7, 6, 7, 0, 7, 8, 7, 6, 7])
    a_team_each(made, world.cast.service)
    status, text = between(client, world.cast.pat, like=world.first.code)
    assert status == 200 and "No funnel plot" not in text
    assert "Team 07 stands apart: 0 of 12 (0%), fewer than chance alone would bring about." in text
    assert text.count("<circle") == 11 and "Apart: fewer than chance would bring about" in text
    assert "Fewer than 10 audits: not in the plot" in text  # North and South
    client.force_login(world.cast.pat)
    table = {"table": "groups", "like": world.first.code}
    data = BytesIO(client.get("/insights/figures.xlsx", table).content)
    rows = CalamineWorkbook.from_filelike(data).get_sheet_by_name("Between groups").to_python()
    assert len(rows) == 15 and rows[0][0] == "Team"


def test_groups_of_cases_named_by_people_have_no_range(world: World, client: Client) -> None:
    Round.objects.update(way=Round.Way.QUICK)
    text = between(client, world.cast.pat, method="1")[1]
    assert "No 95% range is given" in text and "% to " not in text


def test_groups_asks_the_same_of_few_and_many(
    world: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.cast.pat)
    a_team_each(rounds_like(world.first, STEADY[:4]), world.cast.service)
    with django_assert_max_num_queries(26):
        client.get(reverse("figures:groups"), {"like": world.first.code})
