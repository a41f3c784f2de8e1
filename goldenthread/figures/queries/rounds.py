"""The rounds there are figures of."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.standing import JOIN
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.programme.queries.restricted import open_to
from goldenthread.tools.form import Form
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import form


@dataclass(eq=False)
class UnknownRound(Exception):
    """No round has this code."""

    code: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        if not self.known:
            return f"There is no round {self.code!r}; no round has been opened yet."
        return f"There is no round {self.code!r}. Rounds: {', '.join(self.known)}."


def counted_rounds(by: Actor) -> QuerySet[Round]:
    """Rounds that were opened, the latest first; training rounds count nowhere."""
    require(by, Permission.FIGURES_SEE)
    opened = Round.objects.filter(open_to(by, "pk"), is_training=False).exclude(
        state__in=(Round.State.SETTING_UP, Round.State.WITHDRAWN)
    )
    found = opened.select_related("tool_version", "case_list", "follows__tool_version")
    # Of hundreds of rounds nobody reads all that their tools and case lists say.
    return found.defer("tool_version__body", "follows__tool_version__body", "case_list__report")


def counted_forms(by: Actor) -> list[Form]:
    """The forms of these rounds, the newest round's first, each once."""
    versions = list(dict.fromkeys(counted_rounds(by).values_list("tool_version", flat=True)))
    found = ToolVersion.objects.in_bulk(versions)
    return [form(found[version]) for version in versions]


def newest_round(by: Actor) -> Round | None:
    """The newest round with an audit handed in, or else the newest that was opened."""
    handed_in = Audit.objects.filter(
        round=OuterRef("pk"),
        round_case__removed_at=None,
        round_case__second_of=None,
        state__in=HANDED_IN,
    )
    ours = counted_rounds(by).exclude(way=Round.Way.IMPORTED)
    return ours.filter(Exists(handed_in)).first() or ours.first() or counted_rounds(by).first()


def rounds_by_code(by: Actor, codes: str) -> list[Round]:
    """The rounds of a number of one or several, "a" or "a+b", in that order. Raises UnknownRound."""
    wanted = [code for code in codes.split(JOIN) if code]
    found = {each.code: each for each in counted_rounds(by).filter(code__in=wanted)}
    return [found.get(code) or round_by_code(by, code) for code in wanted]


def round_by_code(by: Actor, code: str) -> Round:
    """Raises UnknownRound, which lists the codes there are."""
    found = counted_rounds(by).filter(code=code).first()
    if found is None:
        raise UnknownRound(code, tuple(counted_rounds(by).values_list("code", flat=True)[:30]))
    return found
