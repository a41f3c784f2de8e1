"""The inspection pack: what is in it, whom it does not name, and that it is the same each time."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from goldenthread.actions.models import Action
from goldenthread.journal.changes import keep_words
from goldenthread.journal.models import Retention
from goldenthread.people.actors import NotAllowed
from goldenthread.reports import build
from tests.finished import World, undone, world_of_a_module


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from world_of_a_module(django_db_blocker)


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with undone():
        yield


def pack(world: World, by: Any = None) -> build.Pack:
    g = build.gather(by or world.cast.pat, world.second, world.first)
    records = list(world.first.audits.order_by("ref")[:1])
    return build.inspection_pack(g, records=records, framework="Led by Ines Vale.")


def said_by(name: str, data: bytes) -> str:
    if name.endswith(".pdf"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    if name.endswith(".xlsx"):
        sheets = load_workbook(BytesIO(data)).worksheets
        return "\n".join(
            str(c) for s in sheets for row in s.iter_rows(values_only=True) for c in row
        )
    return data.decode()


def test_the_pack_holds_what_inspectors_ask_for_and_says_what_each_file_is(world: World) -> None:
    action = Action.objects.filter(audit__round=world.first).order_by("pk")[0]
    named = keep_words("Ask dana pike for the chronology.", Retention.REPORT)
    Action.objects.filter(pk=action.pk).update(what=named)
    made = pack(world)
    files = ZipFile(BytesIO(made.data))
    ref = world.first.audits.order_by("ref")[0].ref
    assert files.namelist() == [
        "README.txt", "1-programme.pdf", "2-framework.txt", "3-audits-of-twelve-months.xlsx",
        "4-moderation-log.xlsx", "5-action-tracker.xlsx", "6-re-audits.pdf", f"7-records/{ref}.pdf",
    ]  # fmt: skip
    readme = files.read("README.txt").decode()
    cast = world.cast
    names = [p.name.casefold() for p in (cast.pat, cast.ines, cast.mo, cast.dana, cast.tariq)]
    for name in files.namelist():
        data = files.read(name)
        said = said_by(name, data).casefold()
        assert [each for each in names if each in said] == [], name
        assert name == "README.txt" or hashlib.sha256(data).hexdigest() in readme
    assert "Ask [name] for the chronology." in said_by(
        "x.xlsx", files.read("5-action-tracker.xlsx")
    )
    numbers = world.first.cases.values_list("subject__number", flat=True)
    listed = said_by("x.xlsx", files.read("3-audits-of-twelve-months.xlsx"))
    assert all(number in listed for number in numbers)
    assert {world.first.ref, world.second.ref, ref, action.ref} <= set(made.refs)


def test_the_pack_is_the_same_each_time(world: World) -> None:
    assert pack(world).data == pack(world).data


def test_only_the_qa_lead_makes_a_pack(world: World) -> None:
    with pytest.raises(NotAllowed):
        pack(world, world.cast.olive)


def test_a_round_that_is_open_to_others_alone_is_not_in_the_list(world: World) -> None:
    from goldenthread.figures.queries import UnknownRound, round_by_code
    from goldenthread.programme.changes import restrict_round

    restrict_round(by=world.cast.olive, round=world.first, why="A member of staff")
    with pytest.raises(UnknownRound):
        round_by_code(world.cast.pat, world.first.code)
    made = build.inspection_pack(build.gather(world.cast.pat, world.second))
    assert world.first.title not in said_by(
        "x.xlsx", ZipFile(BytesIO(made.data)).read("3-audits-of-twelve-months.xlsx")
    )
