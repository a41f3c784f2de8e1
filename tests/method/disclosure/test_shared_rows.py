"""What printed rows of grades tell of few people when they are added and subtracted."""

from random import Random

import pytest

from goldenthread.method.disclosure import Row, told


def row(name: str, audits: str, section: str = "overall") -> Row:
    return Row(name, frozenset((section, audit) for audit in audits))


# Practitioners of audits a to j: a and b are of one, the others of one each; nobody knows z's.
PEOPLE = {a: ("", 1 if a in "ab" else a) for a in "abcdefghij"} | {"z": None}


def tells(now: list[Row], before: list[Row] | None = None, **more: int) -> list[list[str]]:
    return [sorted(each.audits) for each in told(now, before or [], [PEOPLE], **more)]


@pytest.mark.parametrize(
    ("audits", "fewest", "expected"),
    [
        ("abcd", 3, []),
        ("abc", 3, [["a", "b", "c"]]),
        ("cd", 2, []),
        ("ab", 2, [["a", "b"]]),
        ("cdz", 3, [["c", "d", "z"]]),
        ("cdefz", 3, []),
        ("abcde", 5, [["a", "b", "c", "d", "e"]]),
        ("z", 1, [["z"]]),
    ],
)
def test_a_row_needs_enough_people_behind_it(
    audits: str, fewest: int, expected: list[list[str]]
) -> None:
    assert tells([row("r", audits)], fewest=fewest) == expected


def test_three_rows_and_their_sum_tell_a_fourth() -> None:
    rows = [row("one", "abcd"), row("two", "efgh"), row("all", "abcdefghij")]
    (found,) = told(rows, [], [PEOPLE])
    assert found.audits == {"i", "j"}
    assert (found.row.name, {each.name for each in found.others}) == ("all", {"one", "two"})


def test_what_was_printed_before_counts() -> None:
    before = [row("then", "abcdefgh")]
    assert tells([row("now", "abcdefghi")], before) == [["i"]]
    assert tells([row("now", "abcdefgh")], before) == []
    assert tells([row("now", "abcdefg"), row("more", "defghij")], before) == [["h"]]


def test_what_was_told_before_stops_nothing_now() -> None:
    before = [row("then", "abcdefgh"), row("and then", "abcdefghi")]
    assert tells([row("now", "cdefi")], before) == []
    assert tells([row("now", "abcdefghij")], before) == [["j"]]


def test_sections_are_judged_apart() -> None:
    assert tells([row("all", "abcdefgh"), row("visits", "abcdefg", "visits")]) == []
    both = Row("both", row("", "cdef", "visits").counts | row("", "cdeg", "plans").counts)
    assert tells([both]) == []
    assert tells([both, row("visits", "cdef", "visits"), row("p", "cde", "plans")]) == [["g"]]


def test_people_are_counted_where_they_can_be_told_apart() -> None:
    parted = {"a": ("x", 1), "b": ("y", 1), "c": ("x", 2), "d": ("x", 3)}
    assert [sorted(t.audits) for t in told([row("r", "abc")], [], [parted])] == [["a", "b", "c"]]
    assert told([row("r", "abcd")], [], [parted]) == []
    families = dict.fromkeys("abcd", ("", "F"))
    assert len(told([row("r", "abcd")], [], [parted, families])) == 1


def rank(rows: list[list[int]]) -> int:
    """Over the rationals, by whole numbers alone."""
    held = [list(each) for each in rows]
    found = 0
    for column in range(len(held[0]) if held else 0):
        pivot = next((n for n in range(found, len(held)) if held[n][column]), None)
        if pivot is None:
            continue
        held[found], held[pivot] = held[pivot], held[found]
        for n in range(found + 1, len(held)):
            a, b = held[found][column], held[n][column]
            held[n] = [a * y - b * x for x, y in zip(held[found], held[n], strict=True)]
        found += 1
    return found


def tells_by_trying(rows: list[Row], people: dict[str, int]) -> bool:
    """Whether, of any two people, something is left once everybody else is taken away."""
    audits = sorted(people)
    printed = [[int(("overall", a) in each.counts) for a in audits] for each in rows]
    whole = rank(printed)
    for one in set(people.values()):
        for other in set(people.values()):
            outside = [n for n, a in enumerate(audits) if people[a] not in (one, other)]
            if rank([[line[n] for n in outside] for line in printed]) < whole:
                return True
    return False


def test_nothing_is_missed_and_nothing_imagined() -> None:
    seen = set()
    for seed in range(150):
        random = Random(seed)
        audits = "abcdefghijkl"[: random.randint(5, 12)]
        people = {a: random.randint(1, 9) for a in audits}
        rows = [
            row(f"r{n}", "".join(random.sample(audits, random.randint(4, len(audits)))))
            for n in range(random.randint(1, 4))
        ]
        behind = {a: ("", who) for a, who in people.items()}
        expected = tells_by_trying(rows, people)
        assert bool(told(rows, [], [behind])) == expected, seed
        seen.add(expected)
    assert seen == {True, False}
