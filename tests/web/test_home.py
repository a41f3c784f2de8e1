"""Home: what needs me, by role; and search within what one may see."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goldenthread.audits.changes import acknowledge_concern, hand_back
from tests.cast import Cast
from tests.loop import act, round_of, submitted
from tests.world import SECRET, SECRET_NUMBERS, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(world: World) -> Cast:
    return world.cast


def home(client: Client, person: object) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    return client.get("/").content.decode()


@pytest.mark.parametrize("name", ["pat", "tariq", "sam"])
def test_home_has_a_concern_on_top_until_it_is_acknowledged(
    world: World, client: Client, name: str
) -> None:
    person = getattr(world.cast, name)
    assert "Immediate concern: case 20301" in home(client, person)
    acknowledge_concern(by=world.cast.tariq, concern=world.concern, words="The child is safe.")
    assert "Immediate concern: case 20301" not in home(client, person)


def test_home_tells_administrators_that_the_service_is_ill(world: World, client: Client) -> None:
    said = home(client, world.cast.ada)
    assert "The service needs attention" in said and "No background worker is running" in said
    assert "The service needs attention" not in home(client, world.cast.pat)


def test_home_of_an_auditor_says_where_to_go_on(world: World, client: Client) -> None:
    page = home(client, world.cast.ines)
    assert "Your audits" in page
    assert "case 20301, section A" in page


def test_home_says_which_case_needs_an_auditor(world: World, client: Client) -> None:
    hand_back(by=world.cast.ines, audit=world.begun, why="I know this family or worker")
    assert "Case 20301 needs an auditor" in home(client, world.cast.pat)


def test_home_of_a_moderator_lists_what_waits(world: World, client: Client) -> None:
    assert "Moderate case 20302" in home(client, world.cast.mo)


def test_home_of_a_stranger_says_that_nothing_is_needed(world: World, client: Client) -> None:
    page = home(client, world.cast.stranger)
    assert "Nothing needs you today." in page
    assert "2030" not in page


def test_home_asks_the_same_number_of_questions_for_few_and_many(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    round_of(cast, [str(n) for n in range(30100, 30112)], rate=50, title="Round of twelve")
    client.force_login(cast.pat)
    with django_assert_max_num_queries(48):  # type: ignore[operator]
        client.get("/")


def test_search_finds_a_case_that_one_may_see(world: World, client: Client) -> None:
    client.force_login(world.cast.pat)
    assert world.begun.ref in client.get("/search/?q=20301").content.decode()


def test_search_finds_nothing_for_others(world: World, client: Client) -> None:
    for person in (world.cast.sunita, world.cast.dana, world.cast.stranger, world.cast.dee):
        client.force_login(person)
        assert "AUD-" not in client.get("/search/?q=20301").content.decode()


@pytest.mark.parametrize("where", ["/", "/brand.css", "/health/live", "/health/ready", "/help/"])
def test_what_is_text_says_in_which_characters(db: None, client: Client, where: str) -> None:
    """A browser left to guess can be made to guess wrongly (ASVS 4.1.1)."""
    kind = client.get(where, follow=True)["Content-Type"]
    assert kind.startswith("text/")
    assert kind.endswith("; charset=utf-8")


def searched(client: Client, person: object, asked: str) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    return " ".join(client.get("/search/", {"q": asked}).content.decode().split())


# Who finds the finding of 20301 (begun), the action of 20302 (submitted), the worker, the account.
FINDS = {
    "pat": {"Seen alone", "Update the chronology", "Practitioner on the case list", "dana.pike@"},
    "olive": {"Seen alone", "Update the chronology", "Practitioner on the case list"},
    "ines": {"Seen alone", "Update the chronology"},
    "tariq": set(), "mo": set(), "dana": set(), "sunita": set(), "ed": set(), "sam": set(), "dee": set(),
    "ira": set(), "ada": {"dana.pike@"}, "stranger": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", FINDS)
def test_search_finds_findings_actions_and_people_for_each_role(
    world: World, client: Client, name: str
) -> None:
    person = getattr(world.cast, name)
    found = {
        said
        for asked, said in (
            ("seen alone", "Seen alone"),
            ("chronologies", "Update the chronology"), ("Dana Pike", "Practitioner on the case list"),
            ("dana.pike", "dana.pike@"),
        )
        if said in searched(client, person, asked)
    }  # fmt: skip
    assert found == FINDS[name]


def test_search_finds_feedback_on_ones_own_work_once_it_is_released(
    world: World, client: Client
) -> None:
    shown = searched(client, world.cast.dana, "saw Child A alone")
    assert "Findings in feedback for you" in shown and f"/feedback/{world.shared.ref}/" in shown
    assert world.submitted.ref not in shown and world.begun.ref not in shown


@pytest.mark.parametrize("name", ["olive", "sam", "tariq", "dee", "ada"])
def test_search_finds_nothing_of_a_restricted_round(
    world: World, client: Client, name: str
) -> None:
    person = getattr(world.cast, name)
    for asked in (SECRET, f"{SECRET} plan", SECRET_NUMBERS[0]):
        shown = searched(client, person, asked)
        assert "No results for" in shown
        assert not any(number in shown.replace(asked, "") for number in SECRET_NUMBERS)


def test_search_asks_the_same_number_of_questions_for_few_and_many(
    cast: Cast, client: Client
) -> None:
    def asked() -> int:
        searched(client, cast.pat, "alone")
        with CaptureQueriesContext(connection) as queries:
            searched(client, cast.pat, "alone")
        return len(queries)

    def found_of(number: str) -> None:
        audit = round_of(cast, [number], title=f"Round {number}")[0]
        submitted(act(audit, "Write down who was seen alone").audit)

    def shown() -> int:
        return searched(client, cast.pat, "alone").count("You saw Child A alone")

    before = shown()
    found_of("20301")
    few = asked()
    for n in range(20302, 20312):
        found_of(str(n))
    assert asked() == few
    assert shown() == before + 11


@pytest.mark.parametrize("odd", ["a", "'", '"', "& | !", "<->", "-", "%", "x" * 5000, "é"])
def test_search_takes_whatever_is_typed(cast: Cast, client: Client, odd: str) -> None:
    assert "Search" in searched(client, cast.pat, odd)
