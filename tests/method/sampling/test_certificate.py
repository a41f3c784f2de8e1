"""The record of a draw, and whether it still holds."""

import csv
import hashlib
import io
import json
from typing import Any

import pytest

from goldenthread.method.sampling.certificate import METHOD, Record, public, written
from goldenthread.method.sampling.frame import frame_of
from goldenthread.method.sampling.refusing import Refused
from goldenthread.method.sampling.verifying import CertificateRefused, differences
from tests.method.sampling.lists import drawn, frame

LIST = frame(
    *(f"{n:02} {'cin' if n % 3 else 'cp'} W{n % 4} T{n % 2} S - 2026-01-{n:02}" for n in range(1, 25)),
    "25 closed W9 T0 S",
)  # fmt: skip
DESIGN: dict[str, Any] = {
    "size": 6, "named": ["07"], "exclude": {"statuses": ["closed"]}, "minimum_per_worker": 1,
}  # fmt: skip
MADE = drawn(LIST, **DESIGN)
RECORD = Record(
    MADE,
    "2026-11-01T09:00:00Z",
    [{"case": "07", "by": "01", "why": "closed", "level": "same_cell", "note": "x"}],
    [{"seed_sha256": "ab", "why_again": "a typing error"}],
)
TEXT = written(RECORD.certificate)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_selection_as_a_file() -> None:
    listed = rows(RECORD.selection_csv)
    assert list(listed[0]) == [
        "person_id", "status", "worker", "team", "reason", "order", "inclusion_probability", "weight"
    ]  # fmt: skip
    assert [row["order"] for row in listed] == list("1234567")
    assert [row["person_id"] for row in listed] == RECORD.summary["selected"]
    assert listed[0]["reason"] == "named" and listed[0]["weight"] == "1.0"
    for row, each in zip(listed, MADE.rows, strict=True):
        assert float(row["inclusion_probability"]) == float(each.probability)
        assert float(row["weight"]) == pytest.approx(1 / float(each.probability))
        assert (row["status"], row["worker"], row["team"]) == tuple(LIST.rows[each.row][1:4])


def test_the_replacements_as_a_file() -> None:
    listed = rows(RECORD.replacements_csv)
    assert list(listed[0]) == ["person_id", "status", "worker", "team", "stratum", "order"]
    assert len(listed) == 24 - 7
    for stratum in ("cin", "cp"):
        theirs = [row["order"] for row in listed if row["stratum"] == stratum]
        assert theirs == [str(n + 1) for n in range(len(theirs))]


def test_the_summary() -> None:
    said = Record(MADE).summary
    assert said["frame_sha256"] == LIST.sha256 and said["size"] == 7 == len(said["selected"])
    assert said["exclusions"] == {"closed": 1}
    assert sum(said["by_status"].values()) == sum(said["by_team"].values()) == 7
    assert list(said["by_worker"]) == ["W0", "W1", "W2", "W3"]
    assert "No case of W9 may be drawn: every one is left out." in said["warnings"]


def test_the_certificate_says_all_there_is_to_say() -> None:
    held = json.loads(TEXT)
    assert held == RECORD.certificate
    assert held["software"] == {"goldenthread": "0.1.0", "method": METHOD}
    assert held["frame"]["sha256"] == held["numbers_of"] == LIST.sha256
    assert held["frame"]["columns"] == list(LIST.columns) and held["frame"]["cases"] == 25
    assert held["frame"]["by_stratum"]["closed"] == {"listed": 1, "left_out": 1, "drawn": 0}
    assert sum(each["drawn"] for each in held["frame"]["by_stratum"].values()) == 7
    assert held["frame"]["by_stratum"]["cp"]["listed"] == 8
    assert held["design"]["named"] == ["07"] and held["design"]["size"] == "6"
    assert held["seed"] == {
        "text": "autumn", "sha256": hashlib.sha256(b"autumn").hexdigest(),
        "committed_at": "2026-11-01T09:00:00Z",
    }  # fmt: skip
    assert held["exclusions"] == {"closed": 1} and held["rotation"] is None
    assert held["selection_sha256"] == hashlib.sha256(RECORD.selection_csv.encode()).hexdigest()
    assert held["replaced"] == [
        {"case": "07", "by": "01", "why": "closed", "level": "same_cell", "note": "x"}
    ]
    assert held["earlier"] == [{"seed_sha256": "ab", "why_again": "a typing error"}]
    first = held["drawn"][0]
    assert first["case"] == "07" and first["order"] == 1 and first["reason"] == "named"
    assert first["number"] == MADE.rows[0].hash_number and first["probability"] == 1.0
    assert (first["stratum"], first["status"]) == ("cin", "cin")
    assert (first["worker"], first["team"]) == ("W3", "T1")


def test_a_certificate_is_written_with_a_line_for_each_part_and_row() -> None:
    lines = TEXT.splitlines()
    assert lines[0] == "{" and lines[-1] == "}" and TEXT.endswith("}\n")
    assert sum(line.startswith('{"order"') for line in lines) == 7
    assert written({"a": 1, "b": [], "c": [{"x": "é"}, {"x": 2}]}) == (
        '{\n"a": 1,\n"b": [],\n"c": [\n{"x": "é"},\n{"x": 2}\n]\n}\n'
    )


def test_the_certificate_for_everybody_names_nobody() -> None:
    told = public(RECORD.certificate)
    assert told["certificate"] == "public"
    assert set(told["drawn"][0]) == {"number", "stratum", "reason", "probability"}
    assert [each["number"] for each in told["drawn"]] == [each.hash_number for each in MADE.rows]
    text = written(told)
    assert not any(f'"{worker}"' in text for worker in ("W0", "W1", "W2", "W3", "W9"))
    assert '"07"' not in text and "autumn" not in text and '"T0"' not in text
    assert told["seed"] == {
        "sha256": RECORD.certificate["seed"]["sha256"], "committed_at": "2026-11-01T09:00:00Z"
    }  # fmt: skip
    assert told["replaced"] == [
        {"case": MADE.rows[0].hash_number, "by": None, "why": "closed", "level": "same_cell"}
    ]
    assert "design_sha256" not in told and "named" not in told["design"]
    assert RECORD.certificate["design"]["named"] == ["07"]  # as it was


def test_what_was_not_changed_is_drawn_again() -> None:
    beside = {
        "selection.csv": RECORD.selection_csv.encode(),
        "replacements.csv": RECORD.replacements_csv.encode(),
        "public.json": written(public(RECORD.certificate)).encode(),
    }
    assert differences(TEXT, LIST, beside) == []
    shuffled = frame_of(LIST.columns, list(reversed(LIST.rows)))
    assert differences(TEXT, shuffled) == []


def whats(text: str, **beside: bytes) -> list[str]:
    return [each.what for each in differences(text, LIST, beside)]


def changed(path: str, value: Any) -> str:
    held = json.loads(TEXT)
    *parts, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    inner = held
    for part in parts:
        inner = inner[part]
    inner[last] = value
    return written(held)


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("frame/sha256", "0" * 64, ["frame"]),
        ("design/size", "7", ["design"]),
        ("design/named/0", "08", ["design"]),
        ("design_sha256", "0" * 64, ["design"]),
        ("seed/text", "autumm", ["seed"]),
        ("seed/sha256", "0" * 64, ["seed"]),
        ("drawn/3/case", "99", ["list"]),
        ("drawn/3/probability", 0.5, ["list"]),
        ("drawn/3/number", 0.5, ["list"]),
        ("drawn/0/reason", "selected", ["list"]),
        ("selection_sha256", "0" * 64, ["list"]),
        ("replacements_sha256", "0" * 64, ["list"]),
        ("exclusions", {}, ["record"]),
        ("frame/cases", 26, ["record"]),
        ("warnings", [], ["record"]),
        ("software/method", "another; 0", []),
    ],
)
def test_whatever_was_changed_is_named(path: str, value: Any, what: list[str]) -> None:
    assert whats(changed(path, value)) == what


def test_another_case_list_is_named() -> None:
    other = frame_of(LIST.columns, [*LIST.rows[:-1], [*LIST.rows[-1][:-1], "2026-01-01"]])
    [found] = differences(TEXT, other)
    assert found.what == "frame"
    assert other.sha256 in found.how and LIST.sha256 in found.how
    assert "25 cases, then 25" in found.how


def test_design_and_seed_are_told_in_words() -> None:
    found = differences(changed("seed/text", "x").replace('"size": "6"', '"size": "5"'), LIST)
    assert [each.how for each in found] == [
        "The design is not the one drawn by: its SHA-256 differs.",
        "The seed is not the one that was committed: its SHA-256 differs.",
    ]
    [found_] = differences(changed("frame/cases", 26), LIST)
    assert found_.how == "The certificate's frame is not what the draw gives."
    [found_] = differences(TEXT.replace('"warnings"', '"advice": 1,\n"warnings"'), LIST)
    assert found_.how == "The certificate's advice is not what the draw gives."


def test_letters_of_every_kind_are_written_as_they_are() -> None:
    made = Record(drawn(frame("é cin Zoë T"), size="all", named=["é"])).certificate
    text = written(made)
    assert (
        "Zoë" in text
        and made["design_sha256"]
        == hashlib.sha256('{"named":["é"],"size":"all"}'.encode()).hexdigest()
    )


def test_several_things_at_once_are_all_named() -> None:
    text = changed("seed/text", "x").replace('"size": "6"', '"size": "5"')
    assert whats(text) == ["design", "seed"]


def test_a_list_by_another_method_is_told_apart() -> None:
    text = changed("software/method", "another; 0").replace('"case": "07"', '"case": "08"', 1)
    text = text.replace('{"order": 1, "case": "07"', '{"order": 1, "case": "08"')
    [found] = differences(text, LIST)
    assert found.what == "version" and "'another; 0'" in found.how


def test_what_differs_in_a_list_is_counted() -> None:
    [found] = differences(changed("drawn/3/case", "99"), LIST)
    assert found.how == (
        "The list is not what is drawn again: 1 case on it would not be drawn, "
        "1 case that would be are not on it."
    )
    [found] = differences(changed("drawn/3/worker", "W9"), LIST)
    assert found.how.endswith("the cases are the same, but not what is said of them.")


@pytest.mark.parametrize("name", ["selection.csv", "replacements.csv", "public.json"])
def test_a_file_beside_it_that_was_changed_is_named(name: str) -> None:
    [found] = differences(TEXT, LIST, {name: b"x"})
    assert (found.what, found.how) == ("list", f"The list in {name} is not what is drawn again.")


def test_a_design_that_was_exchanged_with_its_fingerprint_gives_another_list() -> None:
    other = Record(drawn(LIST, **DESIGN | {"size": 5})).certificate
    held = RECORD.certificate | {key: other[key] for key in ("design", "design_sha256")}
    assert "list" in whats(written(held))
    impossible = Record(drawn(LIST, size=1)).certificate["design"] | {"size": "99"}
    from goldenthread.method.sampling.certificate import design_sha256

    held |= {"design": impossible, "design_sha256": design_sha256(impossible)}
    [found] = differences(written(held), LIST)
    assert found.what == "list"
    assert found.how.startswith("The list cannot be drawn again: The size is 99")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "{}", TEXT.replace('"drawn"', '"drown"'), TEXT[:300], "[" * 100_000,
     TEXT.replace('"text": "autumn"', '"text": 3'), TEXT.replace('"replaced"', '"replacet"')],
)  # fmt: skip
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(CertificateRefused, match=r"^This is not a certificate of a draw"):
        differences(text, LIST)


def test_the_public_certificate_cannot_be_verified_by_itself() -> None:
    with pytest.raises(
        Refused,
        match=r"^This is the public certificate, which holds no seed: verify the internal one, with",
    ):
        differences(written(public(RECORD.certificate)), LIST)
