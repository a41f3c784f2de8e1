"""Which mutants are tried, and what is told of them."""

from pathlib import Path

from bench import mutants, mutation
from bench.mutants import Mutant, Result

CHANGE = "-    return a\n+    return None"


def test_every_module_of_the_ground_floor_is_tried_with_the_tests_that_name_it() -> None:
    found = {module.name: module for module in mutation.modules()}
    assert {name.split("/")[0] for name in found} == {"method", "readers", "writers"}
    assert [test.name for test in found["method/narrative"].tests] == ["test_narrative.py"]
    assert len(found["method/sampling"].files) > 10
    assert all(module.tests and len(module.fingerprint) == 12 for module in found.values())


def test_a_large_module_is_sampled_the_same_way_each_time() -> None:
    every = [Mutant(f"goldenthread.method.grim.x_f__mutmut_{n}", None) for n in range(200)]
    chosen = mutation.sample(every)
    assert len(chosen) == mutation.SAMPLE and chosen == mutation.sample(every[::-1])
    assert mutation.sample(every[:5]) and len(mutation.sample(every[:5])) == 5


def test_a_mutant_is_noticed_where_a_test_failed_or_never_ended() -> None:
    assert [Mutant("a.b.c", code).is_noticed for code in (1, 36, 0, 33, None)] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert Mutant("goldenthread.readers.annex_a.read.x_f__mutmut_1", 0).module == "readers/annex_a"


def test_what_survived_is_told_with_its_change_and_why(tmp_path: Path, monkeypatch: object) -> None:
    held = Result("f" * 12, 90, 40, 38, {"a.x.m_1": CHANGE, "a.x.m_2": "-b\n+c"}, ("a.x.m_2",))
    assert mutants.score({"method/x": held}, {CHANGE: "the same"}) == (40, 38, 1)
    monkeypatch.setattr(mutants, "KEPT", tmp_path / "kept.json")  # type: ignore[attr-defined]
    monkeypatch.setattr(mutants, "REPORT", tmp_path / "report.md")  # type: ignore[attr-defined]
    mutants.keep({"method/x": held}, 40)
    told = (tmp_path / "report.md").read_text()
    assert "**38 of 40 mutants tried were noticed (95.0%)**" in told
    assert "| method/x | 90 | 40 | 38 | 0 | 95% |" in told and "no test runs it" in told
    back = mutants.kept({"method/x"})["method/x"]
    assert back.survivors == held.survivors and mutants.kept({"method/other"}) == {}


def test_a_change_is_read_from_the_file_that_holds_both_versions(tmp_path: Path) -> None:
    file = tmp_path / "mutants" / "a" / "x.py"
    file.parent.mkdir(parents=True)
    said = "def {0}(n: int) -> int:\n    more = n\n    return {1}\n"
    file.write_text(
        said.format("x_f__mutmut_orig", "more + 1") + said.format("x_f__mutmut_2", "more - 1")
        + "class Y:\n" + "".join(f"    {line}\n" for line in (
            "def xǁYǁg__mutmut_orig(self, a=1):", "    return a",
            "def xǁYǁg__mutmut_1(self, a=2):", "    return a",
        ))
    )  # fmt: skip
    changes = [mutants._difference(tmp_path, Mutant(f"a.x.{name}", 0))
               for name in ("x_f__mutmut_2", "xǁYǁg__mutmut_1")]  # fmt: skip
    assert changes == [
        "-    return more + 1\n+    return more - 1",
        "-def g(self, a=1):\n+def g(self, a=2):",
    ]


def test_a_test_that_stands_on_more_than_the_ground_is_left_out(tmp_path: Path) -> None:
    here = mutation.ROOT / "tests" / "method"
    assert mutation.stands_on_copies(here / "test_narrative.py")
    assert mutation.stands_on_copies(here / "test_themes.py")
    assert not mutation.stands_on_copies(mutation.ROOT / "tests" / "bench" / "test_volume.py")
    ground = [
        file for floor in ("readers", "writers") for file in (here.parent / floor).rglob("*.py")
    ]
    assert [file.name for file in ground if not mutation.stands_on_copies(file)] == []
