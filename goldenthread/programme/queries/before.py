"""What the round that another follows found: for cases audited again, and for how many of each type."""

from collections import Counter

from goldenthread.programme.models import Outcome, Round
from goldenthread.tools.form import Step
from goldenthread.tools.queries import form


def grades_before(round: Round) -> tuple[Step, ...]:
    """The grades of the round it follows, the worst first; none where it follows none.

    Nor where that round is restricted: it leaves no trace in another's selection.
    """
    before = round.follows
    if before is None or before.is_restricted:
        return ()
    scale = form(before.tool_version).scale
    return scale.steps if scale else ()


def met_before(round: Round) -> dict[str, tuple[int, int]]:
    """Of each case type, how many audits of the round before met the standard, of how many graded."""
    standard = {step.key for step in grades_before(round) if step.meets_standard}
    if not standard:
        return {}
    found = Outcome.objects.filter(round=round.follows_id, round_case__second_of=None)
    found = found.exclude(grade="")
    pairs = found.values_list("round_case__header__case_type__code", "grade")
    graded: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for code, grade in pairs:
        if code:
            graded[code] += 1
            met[code] += grade in standard
    return {code: (met[code], n) for code, n in sorted(graded.items())}
