"""Rounds of any number of audits, made through changes, with the tests' cast in them."""

from datetime import timedelta

from goldenthread.audits.changes import open_round
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import today
from goldenthread.programme.changes import add_typed_case, assign, create_round
from goldenthread.programme.models import Round
from goldenthread.tools.queries import newest_version
from tests.cast import Cast


def open_with(cast: Cast, audits: int, tool: str = "core", title: str = "") -> list[Audit]:
    """An open round of so many audits, all of them Ines's, from cases of the North team."""
    version = newest_version(tool)
    assert version is not None
    round: Round = create_round(
        by=cast.pat, title=title or f"Round of {audits}", way="quick", mode="record",
        tool_version=version, period_from=today() - timedelta(days=180), period_to=today(),
        due_on=today() + timedelta(days=10), moderation_rule={"rate": 10, "grades": []},
    )  # fmt: skip
    for n in range(audits):
        case = add_typed_case(
            by=cast.pat, round=round, number=f"{tool}{audits}-{n}", worker="Dana Pike",
            team=cast.north,
        )  # fmt: skip
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    return sorted(open_round(by=cast.pat, round=round), key=lambda audit: audit.subject.number)
