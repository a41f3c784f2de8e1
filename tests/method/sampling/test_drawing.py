"""From a case list, a design and a seed to the cases to audit."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from goldenthread.method.numbers import Numbers, number
from goldenthread.method.sampling.design import DesignRefused
from goldenthread.method.sampling.drawing import Rotation
from goldenthread.method.sampling.exclusions import months_before
from goldenthread.method.sampling.frame import FrameRefused
from goldenthread.method.sampling.refusing import Refused
from tests.method.sampling.lists import by, drawn, frame, of_table, refs

TABLE = [[0, 1, 0, 0, 2, 5, 1, 0], [0, 1, 2, 6, 3, 0, 2, 0], [4, 3, 6, 3, 3, 1, 1, 2]]
TEAMS = [0, 0, 0, 1, 1, 1, 1, 1]
LIST = of_table(TABLE, TEAMS)
ONE_CELL = frame(*(f"{n:02} cin W T" for n in range(30)))


def test_in_a_cell_the_lowest_numbers_are_drawn_and_the_next_are_the_replacements() -> None:
    made = drawn(ONE_CELL, size=10)
    in_order = sorted(ONE_CELL.refs, key=Numbers("autumn", ONE_CELL.sha256, "case").whole)
    assert refs(made) == in_order[:10]
    assert [ONE_CELL.refs[each.row] for each in made.reserves] == in_order[10:]
    assert {each.probability for each in made.rows} == {Fraction(1, 3)}
    first = made.rows[0]
    assert first.hash_number == number("autumn", ONE_CELL.sha256, "case", in_order[0])
    assert first.weight == 3


def test_the_numbers_of_a_programme_do_not_depend_on_the_list() -> None:
    made = drawn(ONE_CELL, size=10, programme="cycle 3")
    in_order = sorted(ONE_CELL.refs, key=Numbers("autumn", "cycle 3", "case").whole)
    assert refs(made) == in_order[:10]


def test_another_seed_draws_other_cases_and_none_draws_nothing() -> None:
    assert refs(drawn(ONE_CELL, size=10)) != refs(drawn(ONE_CELL, "spring", size=10))
    with pytest.raises(Refused, match=r"^The seed is empty\.$"):
        drawn(ONE_CELL, "", size=10)


def test_quotas_and_the_minimum_of_every_practitioner_are_kept() -> None:
    made = drawn(LIST, quotas={"type0": 2, "type1": 3, "type2": 5}, minimum_per_worker=1)
    assert by(made, "status") == {"type0": 2, "type1": 3, "type2": 5}
    assert len(by(made, "worker")) == 8
    assert len(made.rows) + len(made.reserves) == len(LIST.rows)


def test_sizes_by_every_way_to_say_them() -> None:
    def sizes(**design: Any) -> list[int]:
        return [by(drawn(LIST, **design), "status")[f"type{h}"] for h in range(3)]

    assert sizes(size=10) == [2, 3, 5]  # 9, 14 and 23 cases
    assert sizes(size=10, quotas="equal") == [4, 3, 3]
    assert sizes(size="all") == [9, 14, 23]
    assert sum(sizes(size="21%")) == 10  # 9.66 cases, rounded up
    assert sum(sizes(detect={"percent": 20})) == 11
    spread = {"deviations": {"type0": "0.1", "type1": "0.1", "type2": "0.5"}, "maximum": 12}
    assert sizes(size=16, quotas="neyman", neyman=spread) == [2, 2, 12]


def test_bounds_of_teams_and_services_are_kept() -> None:
    for fewest, most in ((0, 2), (9, 9)):
        bounds = {"team": {"T0": [fewest, most]}}
        assert fewest <= by(drawn(LIST, size=12, bounds=bounds), "team")["T0"] <= most
    two = frame(*(f"{n} cin W{n} T{n % 4} S{n % 2}" for n in range(40)))
    made = drawn(two, size=10, bounds={"service": {"S0": [8, 8]}})
    assert by(made, "service") == {"S0": 8, "S1": 2}


def test_cases_leave_for_the_first_reason_that_holds() -> None:
    case_list = frame(
        "1 closed W1 T - - 2026-10-01 yes", "2 cin W1 T - - 2026-10-01 yes", "3 cin W1 T - - 2026-05-01",
        "4 cin W1 T - - 2026-04-30", "5 cin W1 T", "6 cin W1 T - - - - 2026-01-01 cse",
        "7 cin W1 T - - - - 2026-02-01 cse", more=("conflict", "opened", "theme"),
    )  # fmt: skip
    exclude = {
        "statuses": ["closed"], "audited_within_months": 6, "as_at": "2026-11-01",
        "columns": {"conflict": "yes"},
    }  # fmt: skip
    made = drawn(case_list, size="all", exclude=exclude)
    assert made.exclusions == {"closed": 1, "conflict": 1, "recently_audited": 1}
    assert sorted(refs(made)) == ["4", "5", "6", "7"]
    exclude["window"] = {"column": "opened", "from": "2026-02-01", "to": "2026-02-01"}
    made = drawn(case_list, size="all", exclude=exclude)
    assert (refs(made), made.exclusions["outside_window"]) == (["7"], 3)
    made = drawn(case_list, size="all", only={"theme": "cse"})
    assert (sorted(refs(made)), made.exclusions) == (["6", "7"], {"not_theme": 5})


def test_dates_are_read_in_both_layouts_and_no_others() -> None:
    exclude = {"audited_within_months": 6, "as_at": "31/08/2026"}
    case_list = frame("1 cin W T - - 28/02/2026", "2 cin W T - - 27/02/2026")
    assert refs(drawn(case_list, size="all", exclude=exclude)) == ["2"]
    with pytest.raises(FrameRefused, match=r"^Case 1: last_audited_on is 2026-2-x, which is no"):
        drawn(frame("1 cin W T - - 2026-2-x"), size="all", exclude=exclude)
    assert months_before(date(2026, 1, 31), 2) == date(2025, 11, 30)


def test_named_cases_come_first_whatever_speaks_against_them_and_beside_the_size() -> None:
    case_list = frame("1 closed W1 T", *(f"{n} cin W{n % 3} T" for n in range(2, 20)))
    made = drawn(case_list, size=5, named=["1", "7"], exclude={"statuses": ["closed"]})
    assert refs(made, "named") == refs(made)[:2] and set(refs(made)[:2]) == {"1", "7"}
    assert [each.probability for each in made.rows[:2]] == [1, 1]
    assert len(refs(made, "selected")) == 5
    assert {each.probability for each in made.rows[2:]} == {Fraction(5, 17)}
    assert made.exclusions == {}


def test_named_cases_count_towards_minimums_and_bounds() -> None:
    case_list = frame("1 cin W1 T1", "2 cin W1 T1", *(f"{n} cin W2 T2" for n in range(3, 9)))
    made = drawn(case_list, size=1, named=["1"], minimum_per_worker=1)
    assert by(made, "worker") == {"W1": 1, "W2": 1}
    made = drawn(case_list, size=2, named=["1"], bounds={"team": {"T1": [0, 1]}})
    assert by(made, "team") == {"T1": 1, "T2": 2}
    with pytest.raises(Refused) as refused:
        drawn(case_list, size=2, named=["1", "2"], bounds={"team": {"T1": [0, 1]}})
    assert str(refused.value) == (
        "At most 1 may come from the team T1, but 2 cases of it must be in the selection."
    )


def test_certain_cases_are_drawn_beside_the_size_and_stay_in_estimates() -> None:
    case_list = frame(*(f"{n:02} cin W T" for n in range(10)), "10 cp W T", "11 cla W T")
    made = drawn(case_list, size="20%", certain={"status": ["cp", "cla"]})
    assert sorted(refs(made, "certain")) == ["10", "11"]
    assert [each.probability for each in made.rows] == [1, 1, Fraction(1, 5), Fraction(1, 5)]


FAMILIES = frame(
    "1 cin W1 T - F1", "2 cp W2 T - F1", "3 cin W1 T - F2", "4 cin W1 T", "5 cin W2 T", "6 cp W2 T - F1"
)  # fmt: skip


def test_family_once_lets_the_lowest_family_number_stand_for_all() -> None:
    made = drawn(FAMILIES, size="all", family="once")
    of_f1 = min("126", key=Numbers("autumn", FAMILIES.sha256, "family").whole)
    assert sorted(refs(made)) == sorted(["3", "4", "5", of_f1])
    chances = {made.frame.refs[each.row]: each.probability for each in made.rows}
    assert chances == {"3": 1, "4": 1, "5": 1, of_f1: Fraction(1, 3)}
    assert made.exclusions == {"family": 2}


def test_family_once_holds_for_named_and_certain_cases_too() -> None:
    made = drawn(FAMILIES, size="all", family="once", named=["1"])
    assert sorted(refs(made)) == ["1", "3", "4", "5"]
    made = drawn(FAMILIES, size="all", family="once", certain={"status": "cp"})
    assert len({"1", "2", "6"} & set(refs(made))) == 1
    assert made.rows[0].probability == Fraction(1, 2)


def test_family_together_brings_all_or_none() -> None:
    for seed in "abcdefgh":
        made = drawn(FAMILIES, seed, size=2, family="together")
        chosen = set(refs(made))
        assert {"1", "2", "6"} <= chosen or not {"1", "2", "6"} & chosen
        assert len(refs(made, "selected")) == 2
        left = {made.frame.refs[each.row] for each in made.reserves}
        assert chosen | left == set(FAMILIES.refs) and not chosen & left
        assert len({e.probability for e in made.rows if FAMILIES.refs[e.row] in "126"}) <= 1


def test_family_together_brings_the_siblings_of_a_named_case() -> None:
    made = drawn(FAMILIES, size=1, family="together", named=["1"])
    assert set(refs(made, "named", "family")) == {"1", "2", "6"}
    assert made.exclusions == {}


@pytest.mark.parametrize("count", [2, 3, 5])
def test_the_waves_of_a_rotation_cover_every_case_once(count: int) -> None:
    waves = [drawn(LIST, waves={"count": count, "draw": n + 1}) for n in range(count)]
    assert sorted(ref for made in waves for ref in refs(made)) == list(LIST.refs)
    cases = Counter(LIST.column("worker"))
    for made in waves:
        assert {each.probability for each in made.rows} == {Fraction(1, count)}
        for column in ("worker", "team", "status"):
            there, now = Counter(LIST.column(column)), by(made, column)
            assert all(there[x] // count <= now[x] <= -(-there[x] // count) for x in there)
        assert set(by(made, "worker")) >= {w for w, n in cases.items() if n >= count}
    done = [made.rotation for made in waves]
    assert done[-1] == Rotation(len(LIST.rows) - len(waves[-1].rows), len(waves[-1].rows), 0, 0)
    assert done[0] == Rotation(0, len(waves[0].rows), len(LIST.rows) - len(waves[0].rows), 0)


def test_a_column_says_which_cases_earlier_waves_had() -> None:
    case_list = frame(
        *(f"{n} cin W T - - - 1" for n in range(4)), *(f"{n} cin W T" for n in range(4, 9)),
        "9 closed W T - - - 1", "a closed W T", more=("wave",),
    )  # fmt: skip
    made = drawn(
        case_list, waves={"count": 2, "draw": 2, "drawn_in": "wave"}, exclude={"statuses": "closed"}
    )
    assert sorted(refs(made)) == ["4", "5", "6", "7", "8"]
    assert {each.probability for each in made.rows} == {1}
    assert made.exclusions == {"closed": 2, "earlier_wave": 4}
    assert made.rotation == Rotation(earlier=4, now=5, to_come=0, lost=1)


def test_a_wave_may_have_a_size_and_minimums_of_its_own() -> None:
    asked: dict[str, Any] = {
        "quotas": {"type0": 2, "type1": 4, "type2": 8},
        "minimum_per_worker": 1,
    }
    first = drawn(LIST, waves={"count": 2, "draw": 1}, **asked)
    second = drawn(LIST, waves={"count": 2, "draw": 2}, **asked)
    assert by(second, "status") == by(first, "status")
    assert not set(refs(first)) & set(refs(second))
    assert second.rotation == Rotation(14, 14, len(LIST.rows) - 28, 0)
    bent = drawn(LIST, waves={"count": 4, "draw": 1}, minimum_per_worker=1)
    assert len(bent.rows) == 12 and len(by(bent, "worker")) == 8  # 46 cases, a quarter of them


def test_a_later_waves_chance_contains_that_of_not_having_been_drawn() -> None:
    second = drawn(ONE_CELL, size=10, waves={"count": 2, "draw": 2})
    assert {each.probability for each in second.rows} == {Fraction(2, 3) * Fraction(1, 2)}


def test_a_practitioner_in_two_teams_has_one_minimum_and_both_teams_count() -> None:
    rows = ["1 cin W1 A", "2 cin W1 B", "3 cin W1 B", *(f"{n} cin W2 A" for n in range(4, 9))]
    for seed in "abcd":
        made = drawn(
            frame(*rows), seed, size=2, minimum_per_worker=1, bounds={"team": {"B": [1, 1]}}
        )
        assert by(made, "worker") == {"W1": 1, "W2": 1}
        assert by(made, "team") == {"A": 1, "B": 1}
    both = drawn(frame(*rows), size=3, minimum_per_worker=3, named=["4", "5", "6"])
    assert by(both, "worker") == {"W1": 3, "W2": 3}


def test_a_minimum_stands_at_the_post_with_most_cases_of_all_types() -> None:
    rows = [
        *(f"{n} cin W1 A" for n in range(3)),
        "3 cp W1 A",
        "4 cin W1 B",
        "5 cin W1 B",
        "6 cp W2 B",
    ]
    made = drawn(frame(*rows), size=2, minimum_per_worker=1, bounds={"team": {"B": [1, 1]}})
    assert by(made, "worker") == {"W1": 1, "W2": 1} and by(made, "team") == {"A": 1, "B": 1}


def test_a_rotation_counts_all_the_children_of_a_family() -> None:
    case_list = frame("1 cin W T - F1", "2 cin W T - F1", "3 cin W T - F1", "4 cin W T - F1")
    first = drawn(case_list, waves={"count": 2, "draw": 1}, family="together").rotation
    second = drawn(case_list, waves={"count": 2, "draw": 2}, family="together").rotation
    assert {first, second} in (
        {Rotation(0, 4, 0, 0), Rotation(4, 0, 0, 0)}, {Rotation(0, 0, 4, 0), Rotation(0, 4, 0, 0)}
    )  # fmt: skip


def test_cases_of_nobody_have_no_minimum() -> None:
    rows = ["1 cin - T", "2 cin - T", "3 cin W1 T"]
    assert refs(drawn(frame(*rows), size=1, minimum_per_worker=1)) == ["3"]


def test_cases_that_the_rules_leave_no_chance_are_counted() -> None:
    rows = ["1 cin W1 T", "2 cin W2 T", "3 cin W3 T", "4 cp W4 T"]
    bounds = {"team": {"T": [0, 2]}}
    assert drawn(frame(*rows), size=2, bounds=bounds).without_chance == 0
    made = drawn(frame("1 cin W1 A", "2 cin W2 B", "3 cp W3 B"), size=1,
                 quotas={"cin": 1}, bounds={"team": {"A": [0, 0]}})  # fmt: skip
    assert (refs(made), made.without_chance) == (["2"], 1)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"size": 47}, "The size is 47, but only 46 cases may be drawn: 1 too few."),
        ({"quotas": {"type0": 12}}, "The quota of type0 is 12, but only 9 cases of it may be drawn: 3 too few."),
        ({"quotas": {"typo": 1}}, "quotas: there is no status typo in the case list, which has type0, type1 and type2."),
        (
            {"size": 9, "quotas": "neyman", "neyman": {"minimum": 4}},
            "The size is 9, but the types' minimums ask for 12: 3 too few.",
        ),
        (
            {"size": 9, "quotas": "neyman", "neyman": {"maximum": 2}},
            "The size is 9, but only 6 cases may be drawn within the types' maximums: 3 too few.",
        ),
        (
            {"quotas": {"type2": 7}, "minimum_per_worker": 1},
            "1 case too few by the rules: 8 needed for the minimum for 8 practitioners (W0, W1, W2, W3, "
            "W4 and 3 more), but only 7 allowed by the quota of type2 (7).",
        ),
        (
            {"quotas": {"type0": 2, "type1": 6}, "minimum_per_worker": 1},
            "2 cases too few by the rules: 2 needed for the minimum for 2 practitioners (W0 and W7), "
            "but only 0 allowed by the rest.",
        ),
        (
            {"size": 40, "minimum_per_worker": 4},
            "2 cases too few by the rules: 4 needed for the minimum for 1 practitioner (W7), "
            "but only 2 allowed by the 2 cases that may be drawn.",
        ),
        (
            {"size": 20, "bounds": {"team": {"T0": [0, 1], "T1": [0, 17]}}},
            "2 cases too few by the rules: 20 needed for the quotas of type0 (4), type1 (6) and type2 "
            "(10), but only 18 allowed by at most 1 from the team T0 and at most 17 from the team T1.",
        ),
        (
            {"size": 5, "bounds": {"service": {"S": [6, 9]}}},
            "1 case too few by the rules: 6 needed for at least 6 from the service S, but only 5 "
            "allowed by the quotas of type0 (1), type1 (2) and type2 (2).",
        ),
        ({"size": 1, "bounds": {"team": {"T9": [0, 1]}}}, "bounds: there is no team T9 in the case list."),
        ({"size": 1, "named": ["x", "C0001", "y"]}, "named: x and y is not in the case list."),
        ({"size": 1, "strata": "kind"}, "strata: the case list has no column kind."),
        ({"size": 1, "only": {"theme": "a"}}, "only: the case list has no column theme."),
        ({"size": 1, "certain": {"theme": "a"}}, "certain: the case list has no column theme."),
        ({"size": 1, "exclude": {"columns": {"x": "a"}}}, "exclude: the case list has no column x."),
        (
            {"size": 1, "exclude": {"window": {"column": "on", "from": "2026-01-01", "to": "2026-01-02"}}},
            "exclude, window: the case list has no column on.",
        ),
        ({"waves": {"count": 2, "draw": 1, "drawn_in": "w"}}, "waves: the case list has no column w."),
        (
            {"size": 9, "quotas": "neyman", "neyman": {"deviations": {"a": "0.1"}}},
            "neyman: there is no status a in the case list, which has type0, type1 and type2.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence(asked: Any, said: str) -> None:
    with pytest.raises(Refused) as refused:
        drawn(LIST, **asked)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        ("worker", {"size": 1, "minimum_per_worker": 1}),
        ("family_id", {"size": 1, "family": "once"}),
        ("team", {"size": 1, "bounds": {"team": {"T": [0, 1]}}}),
        ("last_audited_on", {"size": 1, "exclude": {"audited_within_months": 1, "as_at": "2026-01-01"}}),
        ("status", {"size": 1, "strata": "person_id", "exclude": {"statuses": ["closed"]}}),
    ],
)  # fmt: skip
def test_a_column_that_a_rule_needs_must_be_there(column: str, asked: Any) -> None:
    from goldenthread.method.sampling.frame import frame_of

    columns = ["person_id", *({"status"} - {column})]
    with pytest.raises(DesignRefused, match=f"the case list has no column {column}"):
        drawn(frame_of(columns, [["1"] * len(columns), ["2"] * len(columns)]), **asked)


def test_a_team_of_two_services_cannot_be_bound() -> None:
    case_list = frame("1 cin W1 T S1", "2 cin W2 T S2")
    with pytest.raises(DesignRefused, match="the team T stands in more than one service"):
        drawn(case_list, size=1, bounds={"team": {"T": [0, 1]}})
    assert len(drawn(case_list, size=1).rows) == 1


def test_the_published_table_comes_out(vector: Callable[[str], Any]) -> None:
    given_ = vector("b1_controlled_rounding_small")
    case_list = of_table(given_["N_cells"], given_["team"])
    for result in given_["results"]:
        quotas = {f"type{h}": n for h, n in enumerate(result["nh"])}
        made = drawn(case_list, quotas=quotas, minimum_per_worker=1)
        assert list(by(made, "status").values()) and by(made, "status") == quotas
        assert len(by(made, "worker")) == 8
        low, high = result["pi_range"]
        assert all(low - 6e-5 <= each.probability <= high + 6e-5 for each in made.rows)
