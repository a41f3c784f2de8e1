"""Rounds for tests, made through changes."""

from datetime import timedelta
from typing import Any

from goldenthread.cases.models import CaseList
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor
from goldenthread.programme.changes import commit_seed, create_round, design_round, select_cases
from goldenthread.programme.models import Round, Selection
from goldenthread.programme.queries import committed_seed
from goldenthread.tools.queries import newest_version


def make_round(by: Actor, way: str = "quick", title: str = "Spring round", **more: Any) -> Round:
    """A round being set up with the core tool, over the last six months, due in ten days."""
    plan: dict[str, Any] = {
        "title": title, "way": way, "mode": "record", "tool_version": newest_version("core"),
        "period_from": today() - timedelta(days=180), "period_to": today(),
        "due_on": today() + timedelta(days=10), "moderation_rule": {"rate": 10},
    }  # fmt: skip
    return create_round(by=by, **(plan | more))


def make_selected_round(by: Actor, case_list: CaseList, size: int = 20, **more: Any) -> Round:
    """A round with a case list, a plan of `size` cases in proportion and a committed seed."""
    round = make_round(by, "selected", case_list=case_list, **more)
    design_round(by=by, round=round, seen=round.version, way="proportional", size=size)
    commit_seed(by=by, round=round)
    round.refresh_from_db()
    return round


def select(by: Actor, round: Round, why: str = "", because: str = "") -> Selection:
    seed = committed_seed(round)
    return select_cases(by=by, round=round, seed=seed, why_again=why, because=because)
