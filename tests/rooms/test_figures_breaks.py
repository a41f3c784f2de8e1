"""Where grades break between two versions of a tool that are counted side by side."""

from typing import Any

from goldenthread.figures.queries.breaks import breaks_between
from goldenthread.tools.library import library_body
from goldenthread.tools.models import ToolVersion


def versions(*bodies: dict[str, Any]) -> list[ToolVersion]:
    return [
        ToolVersion(pk=n, tool_id=1, number=n, title=body["title"], body=body)
        for n, body in enumerate(bodies, 1)
    ]


def core() -> dict[str, Any]:
    body = library_body("core")
    assert body is not None
    return body


def domains(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [section for section in body["sections"] if section["kind"] == "domain"]


def found(new: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
    breaks = breaks_between(versions(core(), new))
    return {pk: [(each.section, each.how) for each in those] for pk, those in breaks.items()}


def test_words_alone_break_nothing() -> None:
    new = core()
    domains(new)[0]["questions"][0]["label"] = "Said in other words"
    assert found(new) == {}


def test_a_section_that_is_left_out_ends_with_the_older_version() -> None:
    new = core()
    gone = domains(new)[0]
    new["sections"].remove(gone)
    assert found(new) == {1: [(gone["key"], "ends")]}


def test_another_line_of_the_standard_breaks_every_grade() -> None:
    new = core()
    new["scale"]["steps"][2].pop("meets_standard")
    hows = found(new)
    assert set(hows) == {2}
    assert {how for _, how in hows[2]} == {"changes"}
    assert len(hows[2]) == len(domains(core())) + 1  # the overall grade too


def test_versions_of_different_tools_are_not_compared() -> None:
    one, other = versions(core(), core())
    other.tool_id = 2
    other.body["sections"] = other.body["sections"][:1]
    assert breaks_between([one, other]) == {}
