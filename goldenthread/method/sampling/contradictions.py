"""Which rules of a design contradict each other, in words."""

from collections.abc import Iterator, Sequence

from goldenthread.method.sampling.balance import Contradiction, Term
from goldenthread.method.sampling.cells import Places
from goldenthread.method.sampling.refusing import counted, listed

LEVELS = ("practitioner", "team", "service")


def in_words(held: Places, refused: Contradiction) -> str:
    """One sentence: which rules need more cases than which others allow, and by how many."""
    needed = sum(term.cases for term in refused.needs)
    allowed = sum(term.cases for term in refused.limits)
    needs = listed(list(_parts(held, refused.needs, "at least")))
    limits = listed(list(_parts(held, refused.limits, "at most"))) if refused.limits else "the rest"
    return (
        f"{counted(refused.by, 'case')} too few by the rules: {needed} needed for {needs}, "
        f"but only {allowed} allowed by {limits}."
    )


def _parts(held: Places, terms: Sequence[Term], how: str) -> Iterator[str]:
    quotas = [f"{held.strata[h]} ({n})" for kind, (h, _), n in terms if kind == "quota"]
    if quotas:
        yield f"the quota{'' if len(quotas) == 1 else 's'} of {listed(quotas)}"
    workers = sorted(
        {held.posts[p].worker for kind, (level, p), _ in terms if (kind, level) == ("bounds", 0)}
    )
    if workers:
        yield f"the minimum for {counted(len(workers), 'practitioner')} ({listed(workers)})"
    for kind, (level, place), n in terms:
        if kind == "bounds" and level == 1:
            yield f"{how} {n} from the team {held.teams[place][1]}"
        if kind == "bounds" and level == 2:
            yield f"{how} {n} from the service {held.services[place]}"
    if cases := sum(term.cases for term in terms if term.kind == "cases"):
        yield f"the {counted(cases, 'case')} that may be drawn"
