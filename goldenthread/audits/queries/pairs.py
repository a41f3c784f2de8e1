"""Cases audited twice, blind: both audits side by side, for those who see every audit and made neither."""

from collections.abc import Iterable
from dataclasses import dataclass

from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries.visible import HANDED_IN, all_audits, visible_audit
from goldenthread.method.doubles import Agreement, agreement
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.tools.form import OVERALL
from goldenthread.tools.queries import form


@dataclass(frozen=True)
class Pair:
    """Both audits of a case, and the auditors' own grades by section once both are handed in."""

    first: Audit
    second: Audit
    grades: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.first.state in HANDED_IN and self.second.state in HANDED_IN

    @property
    def overall(self) -> tuple[str, str]:
        return next(((a, b) for key, a, b in self.grades if key == OVERALL), ("", ""))


@dataclass(frozen=True)
class Pairs:
    """The pairs of a round, how far the overall grades agree, and how far those of all sections."""

    pairs: tuple[Pair, ...]
    overall: Agreement
    sections: Agreement

    @property
    def complete(self) -> int:
        return sum(pair.is_complete for pair in self.pairs)


def pairs_of(person: Person, round: Round) -> Pairs:
    """Every pair of the round; none for anybody who does not see every audit."""
    found = _pairs(person, round) if person.may(Permission.AUDITS_ALL) else []
    scale = form(round.tool_version).scale
    keys = scale.keys if scale else ()
    done = [pair for pair in found if pair.is_complete]
    by_section = [
        (first, second) for pair in done for key, first, second in pair.grades if key != OVERALL
    ]
    overall = agreement([pair.overall for pair in done], keys)
    return Pairs(tuple(found), overall, agreement(by_section, keys))


def other_audit(person: Person, audit: Audit) -> Audit | None:
    """The other audit of a case that is audited twice, for those who see every audit."""
    if not audit.round.twice or not person.may(Permission.AUDITS_ALL):
        return None
    case = audit.round_case
    other = case.second_of or case.seconds.filter(removed_at=None).first()
    ref = getattr(getattr(other, "audit", None), "ref", "")
    return visible_audit(person, ref) if ref else None


def _pairs(person: Person, round: Round) -> list[Pair]:
    audits = all_audits(person).filter(round=round)
    seconds = list(
        audits.filter(round_case__second_of__isnull=False)
        .select_related("round_case", "auditor", "subject")
        .order_by("subject__number", "id")
    )
    keys = [each.round_case.second_of_id for each in seconds]
    firsts = {
        each.round_case_id: each
        for each in audits.filter(round_case__seconds__in=[e.round_case_id for e in seconds])
    }
    pairs = [
        (firsts[key], second) for key, second in zip(keys, seconds, strict=True) if key in firsts
    ]
    given = _grades(audit for pair in pairs for audit in pair if audit.state in HANDED_IN)
    return [Pair(a, b, _beside(given.get(a.pk, {}), given.get(b.pk, {}))) for a, b in pairs]


def _grades(audits: Iterable[Audit]) -> dict[int, dict[str, str]]:
    rows = Standing.objects.filter(audit__in=list(audits), stage=Stage.AUDITOR)
    found: dict[int, dict[str, str]] = {}
    for audit, section, grade in rows.values_list("audit", "section", "grade"):
        found.setdefault(audit, {})[section] = grade
    return found


def _beside(first: dict[str, str], second: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (key, first.get(key, ""), second.get(key, "")) for key in sorted({*first, *second})
    )
