"""The pages of the programme: their addresses, what they are sent, and rounds to show."""

from typing import Any

from django.urls import reverse

from goldenthread.audits.changes import open_round
from goldenthread.programme.changes import add_typed_case, balance_auditors
from goldenthread.programme.models import Round
from goldenthread.programme.queries import round_cases
from goldenthread.tools.queries import newest_version
from tests.cast import Cast
from tests.rooms.rounds import make_round


def page(name: str, *args: str) -> str:
    return reverse(f"programme:{name}", args=args)


def plan(**more: Any) -> dict[str, Any]:
    version = newest_version("core")
    assert version
    return {
        "title": "Quick round", "tool": version.ref, "mode": "record", "due": "10",
        "moderation": "rate", "rate": "10", "sharing": "even",
    } | more  # fmt: skip


def open_round_of(cast: Cast, size: int, title: str = "Spring round") -> Round:
    """An open round of typed cases without a team, shared between Ines and Ed."""
    round = make_round(cast.pat, title=title)
    for n in range(size):
        add_typed_case(by=cast.pat, round=round, number=f"{title[0]}{100 + n}")
    balance_auditors(by=cast.pat, round=round, auditors=[cast.ines, cast.ed])
    open_round(by=cast.pat, round=round)
    round.refresh_from_db()
    return round


def seen(round: Round) -> int:
    return Round.objects.values_list("version", flat=True).get(id=round.id)


def cases_data(round: Round) -> dict[str, Any]:
    return {
        "seen": seen(round),
        "statuses": ["cla", "cp", "cin"],
        "audited_months": "6",
        "leave_open_round": "on",
    }


def letter_page(round: Round, to: str = "worker", name: str = "notice") -> str:
    return page(name, round.ref, round_cases(round).first().ref, to)
