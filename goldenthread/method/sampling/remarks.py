"""What whoever draws ought to know of a draw, in sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from goldenthread.method.sampling.drawing import Draw
from goldenthread.method.sampling.exclusions import EARLIER_WAVE
from goldenthread.method.sampling.refusing import counted, listed


def remarks(draw: Draw) -> list[str]:
    """Each in one sentence; none where there is nothing to say."""
    return [
        *_left_out_workers(draw),
        *_posts(draw),
        *_chances(draw),
        *_families(draw),
        *_rotation(draw),
        *_spread(draw),
    ]


def _left_out_workers(draw: Draw) -> Iterator[str]:
    """Practitioners of whom no case can be drawn, and cases of nobody, where that matters."""
    workers = draw.frame.column("worker")
    cases = Counter(workers)
    cases.subtract(worker for worker, reason in zip(workers, draw.left_out, strict=True) if reason)
    have = {workers[each.row] for each in draw.rows}
    without = sorted(
        worker for worker in cases if worker and not cases[worker] and worker not in have
    )
    if without:
        yield f"No case of {listed(without)} may be drawn: every one is left out."
    if draw.design.minimum_per_worker and cases[""]:
        yield f"{counted(cases[''], 'case')} without a worker: no minimum covers them."


def _posts(draw: Draw) -> Iterator[str]:
    teams = defaultdict(set)
    for post in draw.places.posts:
        teams[post.worker].add((post.service, post.team))
    several = sorted(worker for worker, theirs in teams.items() if worker and len(theirs) > 1)
    if several:
        yield f"In more than one team: {listed(several)}; each case counts for its own team."


def _chances(draw: Draw) -> Iterator[str]:
    if draw.without_chance:
        yield (
            f"The rules leave {counted(draw.without_chance, 'case')} no chance of being drawn; "
            "estimates do not speak for them."
        )
    chances = {each.probability for each in draw.rows if each.reason in ("selected", "certain")}
    if len(chances) > 1:
        low, high = float(min(chances)), float(max(chances))
        if f"{low:.4f}" != f"{high:.4f}":
            yield f"Chances differ, from {low:.4f} to {high:.4f}: weight the figures."


def _families(draw: Draw) -> Iterator[str]:
    if draw.design.family == "together":
        with_them = sum(each.reason == "family" for each in draw.rows)
        yield (
            f"Families are drawn whole, so the size counts families: {counted(with_them, 'case')} "
            "came with a sibling."
        )


def _rotation(draw: Draw) -> Iterator[str]:
    rotation, waves = draw.rotation, draw.design.waves
    if rotation is None or waves is None:
        return
    if rotation.to_come and waves.draw == waves.count:
        yield f"After the last wave {counted(rotation.to_come, 'case')} will not have been drawn."
    if rotation.lost:
        yield f"{counted(rotation.lost, 'case')} left out before any wave had drawn them."
    workers = Counter(
        worker
        for worker, reason in zip(draw.frame.column("worker"), draw.left_out, strict=True)
        if reason in ("", EARLIER_WAVE)
    )
    few = sorted(worker for worker, n in workers.items() if worker and n < waves.count)
    if few:
        yield f"With fewer cases than waves, not in every wave: {listed(few)}."


def _spread(draw: Draw) -> Iterator[str]:
    if draw.design.way == "neyman":
        strata = draw.frame.column(draw.design.strata)
        rows = [*(each.row for each in draw.rows), *(each.row for each in draw.reserves)]
        there = {strata[row] for row in rows}
        if unknown := sorted(there - set(draw.design.neyman.variances)):
            yield f"No earlier result for {listed(unknown)}: taken to differ as much as can be."
