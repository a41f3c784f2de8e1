"""Over invented case lists and designs: no draw breaks a rule of its design."""

import os
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.method.sampling.certificate import Record, written
from goldenthread.method.sampling.drawing import Draw
from goldenthread.method.sampling.frame import Frame
from goldenthread.method.sampling.refusing import Refused
from goldenthread.method.sampling.verifying import differences
from tests.method.sampling.lists import by, drawn, frame, refs

EXAMPLES = 10_000 if os.environ.get("GOLDENTHREAD_PROOFS") == "thorough" else 500
STATUSES = ("cin", "cp", "cla", "closed")


@st.composite
def lists(draw: st.DrawFn) -> Frame:
    """Up to forty cases of seven practitioners; some in two teams, some of nobody, some siblings."""
    worker = st.sampled_from(
        ["W1 A S", "W2 A S", "W3 A S", "W4 B S", "W5 C T", "W5 B S", "W6 C T", "- C T"]
    )
    family = st.sampled_from(["-", "-", "-", "F1", "F2", "F3", "F4"])
    wave = st.sampled_from(["-", "-", "1"])
    one = st.tuples(st.sampled_from(STATUSES), worker, family, st.just("-"), wave)
    rows = draw(st.lists(one, min_size=1, max_size=40))
    return frame(*(f"{n:02} {' '.join(row)}" for n, row in enumerate(rows)), more=("wave",))


@st.composite
def designs(draw: st.DrawFn, case_list: Frame) -> dict[str, Any]:
    """Designs that ask for several things at once, most of them possible."""
    held = Counter(case_list.column("status"))
    sizes: dict[str, Any] = {"size": draw(st.integers(1, max(1, len(case_list.rows) // 2)))}
    if draw(st.booleans()):
        sizes = {"quotas": {h: draw(st.integers(0, n)) for h, n in sorted(held.items())}}
        if not any(sizes["quotas"].values()):
            sizes = {"size": "30%"}
    elif draw(st.booleans()):
        sizes["quotas"] = draw(st.sampled_from(["equal", "neyman", "proportional"]))
    team = draw(st.sampled_from(sorted(set(case_list.column("team")))))
    extras: dict[str, Any] = {
        "minimum_per_worker": draw(st.sampled_from([1, 1, 2])),
        "bounds": {"team": {team: [draw(st.integers(0, 2)), draw(st.integers(2, 12))]}},
        "family": draw(st.sampled_from(["once", "together"])),
        "exclude": {"statuses": ["closed"]},
        "named": [draw(st.sampled_from(case_list.refs))],
        "certain": {"status": draw(st.sampled_from(STATUSES))},
        "waves": {"count": draw(st.integers(2, 3)), "draw": draw(st.integers(1, 2))},
    }
    chosen = draw(st.sets(st.sampled_from(sorted(extras)), max_size=3))
    design = sizes | {key: extras[key] for key in chosen}
    if "waves" in design and draw(st.booleans()):
        design.pop("size", None), design.pop("quotas", None)
    return design


def check(made: Draw, design: dict[str, Any]) -> None:
    families = made.frame.column("family_id")
    chosen = refs(made)
    assert len(chosen) == len(set(chosen))
    assert all(0 < each.probability <= 1 for each in made.rows)
    assert set(design.get("named", ())) <= set(chosen)
    statuses = made.frame.column("status")
    if "exclude" in design:
        assert all(
            statuses[r.row] != "closed" for r in made.rows if r.reason in ("selected", "certain")
        )
    picked = Counter(statuses[each.row] for each in made.rows if each.reason == "selected")
    if isinstance(design.get("quotas"), dict):
        assert picked == Counter({h: n for h, n in design["quotas"].items() if n})
    elif isinstance(design.get("size"), int):
        assert picked.total() == design["size"]
    if design.get("family") == "once":
        assert (
            max(Counter(families[r.row] for r in made.rows if families[r.row]).values(), default=1)
            == 1
        )
    for name, (fewest, most) in design.get("bounds", {}).get("team", {}).items():
        counted = Counter(made.frame.column("team")[r.row] for r in made.rows)
        assert counted[name] >= fewest and (
            counted[name] <= most or design.get("family") == "together"
        )
    check_minimum(made, design.get("minimum_per_worker", 0))
    left = {made.frame.refs[each.row] for each in made.reserves}
    assert not left & set(chosen)


def check_minimum(made: Draw, minimum: int) -> None:
    workers = made.frame.column("worker")
    could = {workers[each.row] for each in (*made.reserves, *made.rows)} - {""}
    have = by(made, "worker")
    with_reserves = {workers[each.row] for each in made.reserves}
    assert all(have[w] >= minimum for w in could if w in with_reserves)


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_no_rule_is_broken_and_every_certificate_holds(data: st.DataObject) -> None:
    case_list = data.draw(lists())
    design = data.draw(designs(case_list))
    try:
        made = drawn(case_list, **design)
    except Refused as refused:
        assert str(refused).endswith(".") and len(str(refused)) < 500
        return
    check(made, design)
    assert differences(written(Record(made).certificate), case_list) == []


@settings(max_examples=EXAMPLES // 10)
@given(st.data())
def test_the_waves_of_a_cycle_never_share_a_case_and_leave_none_out(data: st.DataObject) -> None:
    case_list = data.draw(lists())
    count, family = data.draw(st.integers(2, 4)), data.draw(st.sampled_from(["ignore", "together"]))
    seen: Counter[str] = Counter()
    for wave in range(count):
        made = drawn(case_list, waves={"count": count, "draw": wave + 1}, family=family)
        seen.update(refs(made))
    assert seen == Counter(case_list.refs)


SHARE = 0.5


def test_most_of_the_designs_are_possible() -> None:
    """Else the proof above would prove little."""
    outcomes: Counter[bool] = Counter()

    @settings(max_examples=200, database=None)
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        case_list = data.draw(lists())
        try:
            drawn(case_list, **data.draw(designs(case_list)))
            outcomes[True] += 1
        except Refused:
            outcomes[False] += 1

    attempt()
    assert outcomes[True] > SHARE * outcomes.total(), outcomes
    assert outcomes[False]
