"""Home: what needs me, by role; and search within what one may see."""

import pytest
from django.test import Client

from goldenthread.audits.changes import acknowledge_concern, hand_back
from tests.cast import Cast
from tests.loop import round_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


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
    round_of(cast, [str(n) for n in range(30100, 30112)], rate=50)
    client.force_login(cast.pat)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
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
