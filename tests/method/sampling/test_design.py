"""What a design means."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from goldenthread.method.sampling.design import (
    Design,
    DesignRefused,
    Detect,
    Exclude,
    Neyman,
    Waves,
    Window,
    design_of,
)

WHOLE: dict[str, Any] = {
    "strata": "kind", "size": "31", "quotas": "neyman", "minimum_per_worker": "1",
    "neyman": {"minimum": 2, "maximum": "9", "deviations": {"cp": "0.4"}},
    "bounds": {"team": {"A": ["2", "10"]}, "service": {"S": [0, 4]}}, "family": "once",
    "exclude": {
        "statuses": ["closed"], "audited_within_months": "6", "as_at": "2026-11-01",
        "columns": {"restricted": "yes", "conflict": ["a", "b"]},
        "window": {"column": "on", "from": "01/07/2026", "to": "2026-09-30"},
    },
    "only": {"theme": "cse"}, "named": ["C0012", 7], "certain": {"grade": ["poor"]},
    "waves": {"count": "2", "draw": 1, "drawn_in": "wave"}, "programme": "cycle 3",
}  # fmt: skip


def test_every_key_means_something() -> None:
    assert design_of(WHOLE) == Design(
        document=design_of(WHOLE).document,
        strata="kind", size=31, way="neyman", minimum_per_worker=1, family="once",
        neyman=Neyman(2, 9, {"cp": Fraction(4, 25)}),
        bounds={"team": {"A": (2, 10)}, "service": {"S": (0, 4)}},
        exclude=Exclude(
            ("closed",), 6, date(2026, 11, 1), {"restricted": ("yes",), "conflict": ("a", "b")},
            Window("on", date(2026, 7, 1), date(2026, 9, 30)),
        ),
        only={"theme": ("cse",)}, named=("C0012", "7"), certain={"grade": ("poor",)},
        waves=Waves(2, 1, "wave"), programme="cycle 3",
    )  # fmt: skip


def test_numbers_and_texts_are_one_design() -> None:
    assert design_of({"size": 3, "named": [1]}) == design_of({"size": "3", "named": ["1"]})
    assert design_of({"size": 3, "named": (1,)}).document == {"size": "3", "named": ["1"]}


def test_what_is_left_out_has_a_usual_meaning() -> None:
    usual = design_of({"size": 3})
    assert (usual.strata, usual.way, usual.family) == ("status", "proportional", "ignore")
    assert (usual.quotas, usual.minimum_per_worker, usual.waves) == (None, 0, None)
    assert usual.exclude == Exclude()
    assert (usual.named, usual.certain, usual.only, usual.bounds) == ((), {}, {}, {})


@pytest.mark.parametrize(
    ("tree", "meant"),
    [
        ({"size": "all"}, {"percent": Fraction(100)}),
        ({"size": "12.5%"}, {"percent": Fraction(25, 2)}),
        ({"quotas": {"cp": 3, "cin": "0"}}, {"quotas": {"cp": 3, "cin": 0}}),
        ({"size": 3, "quotas": {"cp": 3}}, {"size": 3, "quotas": {"cp": 3}}),
        ({"size": 3, "quotas": "equal"}, {"size": 3, "way": "equal"}),
        ({"detect": {"percent": 20}}, {"detect": Detect(Fraction(20), Fraction(95))}),
        (
            {"detect": {"percent": "0.5", "confidence": "99.9"}},
            {"detect": Detect(Fraction(1, 2), Fraction(999, 10))},
        ),
        ({"waves": {"count": 3, "draw": 3}}, {"waves": Waves(3, 3)}),
        ({"detect": {"percent": 5, "confidence": 1}}, {"detect": Detect(Fraction(5), Fraction(1))}),
        (
            {"size": 9, "quotas": "neyman", "neyman": {"minimum": 0, "maximum": 1}},
            {"size": 9, "way": "neyman", "neyman": Neyman(0, 1)},
        ),
        ({"size": 1, "exclude": {"statuses": []}}, {"size": 1}),
    ],
)
def test_ways_to_say_how_many(tree: Any, meant: dict[str, Any]) -> None:
    assert design_of(tree) == Design(document=design_of(tree).document, **meant)


def test_the_spread_of_last_round_is_drawn_towards_a_half() -> None:
    tree = {"size": 9, "quotas": "neyman", "neyman": {"last_round": {"cp": [6, 12], "cla": [0, 3]}}}
    assert design_of(tree).neyman == Neyman(
        1, None, {"cp": Fraction(1, 4), "cla": Fraction(1, 5) * Fraction(4, 5)}
    )


KEYS = (
    "bounds, certain, detect, exclude, family, minimum_per_worker, named, neyman, only, programme, "
    "quotas, size, strata, waves"
)


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ([], "In the design keys with values are expected."),
        ({1: 2}, "In the design keys with values are expected."),
        ({"sise": 1}, f"In the design stands an unknown key: sise. Known: {KEYS}."),
        ({"b": 1, "a": 2}, f"In the design stand unknown keys: a and b. Known: {KEYS}."),
        ({}, "The design says no size: give size, quotas, detect or waves."),
        ({"size": 1, "detect": {"percent": 2}}, "The design gives the size in more than one way; keep one of them."),
        ({"size": "0"}, "size: a whole number from 1 to 9999999 is expected, not 0."),
        ({"size": "99999999"}, "size: a whole number from 1 to 9999999 is expected, not 99999999."),
        ({"size": "³"}, "size: a whole number from 1 to 9999999 is expected, not ³."),
        ({"size": "-3"}, "size: a whole number from 1 to 9999999 is expected, not -3."),
        ({"size": ["3"]}, "size: a whole number from 1 to 9999999 is expected, not a list."),
        ({"size": ""}, "size: a whole number from 1 to 9999999 is expected, not nothing."),
        ({"size": {"a": 1}}, "size: a whole number from 1 to 9999999 is expected, not keys with values."),
        ({"size": "0%"}, "size: a number above 0 and up to 100 is expected, not 0%."),
        ({"size": "101%"}, "size: a number above 0 and up to 100 is expected, not 101%."),
        ({"size": "many%"}, "size: a number above 0 and up to 100 is expected, not many%."),
        ({"quotas": {"cp": "x"}}, "quotas, cp: a whole number from 0 to 9999999 is expected, not x."),
        ({"quotas": {"cp": 0}}, "quotas: they ask for no case at all."),
        ({"quotas": {"cp": 3}, "size": 4}, "quotas: they add up to 3, the size is 4."),
        ({"quotas": {"cp": 3}, "size": "5%"}, "quotas: numbers for each type already say the size."),
        ({"quotas": {"cp": 3}, "detect": {"percent": 5}}, "quotas: numbers for each type already say the size."),
        ({"quotas": "some"}, "quotas: one of proportional, equal, neyman is expected, not some."),
        ({"size": 1, "neyman": {"deviations": {"a": "0.1"}}}, "neyman: it needs quotas: neyman."),
        ({"size": 1, "neyman": {"mimimum": 1}}, "In neyman stands an unknown key: mimimum. Known: deviations, last_round, maximum, minimum."),
        ({"size": 1, "neyman": {"last_round": {}, "deviations": {}}}, "neyman: give last_round or deviations, not both."),
        ({"size": 1, "neyman": {"last_round": {"a": [3, 2]}}}, "neyman, last_round, a: two whole numbers are expected, the smaller one first, not a list."),
        ({"size": 1, "neyman": {"deviations": {"a": 2}}}, "neyman, deviations, a: a number above 0 and up to 1 is expected, not 2."),
        ({"size": 1, "neyman": {"minimum": 3, "maximum": 2}}, "neyman, maximum: a whole number from 3 to 9999999 is expected, not 2."),
        ({"size": 1, "bounds": {"ward": {}}}, "In bounds stands an unknown key: ward. Known: service, team."),
        ({"size": 1, "bounds": {"team": {"A": 3}}}, "bounds, team, A: two whole numbers are expected, the smaller one first, not 3."),
        ({"size": 1, "bounds": {"team": {"A": [1, "x"]}}}, "bounds, team, A, second: a whole number from 0 to 9999999 is expected, not x."),
        ({"size": 1, "bounds": "A"}, "In bounds keys with values are expected."),
        ({"size": 1, "family": "twice"}, "family: one of once, together, ignore is expected, not twice."),
        ({"size": 1, "exclude": {"status": ["a"]}}, "In exclude stands an unknown key: status. Known: as_at, audited_within_months, columns, statuses, window."),
        ({"size": 1, "exclude": {"statuses": {}}}, "exclude, statuses: a text or a list of texts is expected, not keys with values."),
        ({"size": 1, "exclude": {"statuses": ["a", ""]}}, "exclude, statuses: a text or a list of texts is expected, not a list."),
        ({"size": 1, "exclude": {"audited_within_months": 6}}, "exclude: audited_within_months needs as_at, the day it is counted from."),
        ({"size": 1, "exclude": {"audited_within_months": 601, "as_at": "2026-01-01"}}, "exclude, audited_within_months: a whole number from 0 to 600 is expected, not 601."),
        ({"size": 1, "exclude": {"as_at": "2026-02-30"}}, "exclude, as_at: a date such as 2026-11-01 is expected, not 2026-02-30."),
        ({"size": 1, "exclude": {"window": {"column": "on"}}}, "exclude, window: it needs from and to."),
        ({"size": 1, "exclude": {"window": {"column": "on", "from": "2026-02-02", "to": "2026-02-01"}}}, "exclude, window: it ends before it begins."),
        ({"size": 1, "only": ["a"]}, "In only keys with values are expected."),
        ({"size": 1, "strata": " "}, "strata: a text is expected, not  ."),
        ({"waves": {"count": 2}}, "waves: it needs draw."),
        ({"waves": {"count": 2, "draw": 0}}, "waves, draw: a whole number from 1 to 9999999 is expected, not 0."),
        ({"waves": {"wave": 2}}, "In waves stands an unknown key: wave. Known: count, draw, drawn_in."),
        ({"detect": {"percentage": 2}}, "In detect stands an unknown key: percentage. Known: confidence, percent."),
        ({"detect": {"percent": "100.5"}}, "detect, percent: a number above 0 and up to 100 is expected, not 100.5."),
        ({"detect": {"percent": 5, "confidence": "100.5"}}, "detect, confidence: a number above 0 and up to 100 is expected, not 100.5."),
        ({"size": 1, "exclude": {"window": {"since": 1}}}, "In exclude, window stands an unknown key: since. Known: column, from, to."),
        ({"size": 1, "exclude": {"as_at": ["2026-01-01"]}}, "exclude, as_at: a date such as 2026-11-01 is expected, not a list."),
        ({"waves": {"count": 1, "draw": 1}}, "waves, count: a whole number from 2 to 9999999 is expected, not 1."),
        ({"waves": {"count": 2, "draw": 3}}, "waves: there is no draw 3 of 2."),
        ({"detect": {"confidence": 90}}, "detect: it needs percent."),
        ({"detect": {"percent": 5, "confidence": 100}}, "detect, confidence: only a census is certain; give less than 100."),
        ({"size": 1, "programme": "a|b"}, "programme: a text without | is expected, not a|b."),
        ({"size": 1, "minimum_per_worker": "one"}, "minimum_per_worker: a whole number from 0 to 9999999 is expected, not one."),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_in_one_sentence(tree: Any, said: str) -> None:
    with pytest.raises(DesignRefused) as refused:
        design_of(tree)
    assert str(refused.value) == said
