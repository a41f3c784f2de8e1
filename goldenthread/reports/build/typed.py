"""Numbers typed into a box that cannot be right, or that the paper's figures say otherwise."""

from collections.abc import Iterator, Mapping, Sequence

from goldenthread.method.printed import Known, check, contradictions
from goldenthread.reports.build.boxes import FIELD, Box, paragraphs
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.kinds import boxes_of
from goldenthread.writers.document import plain

FIGURE = "…"  # stands where a box names a figure: that number is right by itself


def typed_remarks(kind: str, g: Gathered, held: Mapping[str, str]) -> Iterator[tuple[Box, str]]:
    """What to look at in each box, and why, in words."""
    known = _together([_known(each) for each in (g, *g.others)])
    groups = [name for each in g.rounds for name in _groups(each)]
    times = " ".join(_times(each) for each in g.rounds)
    for box in boxes_of(kind):
        text = held[box.key]
        if box.kind != "text" or not text.strip():
            continue
        blocks = [plain(each) for each in paragraphs(text, g)]
        for wrong in check(blocks).wrong:
            yield box, f"“{box.label}”: {wrong.text}"
        typed = FIELD.sub(FIGURE, text)
        for each in contradictions(typed, known, groups=groups, times=times):
            yield (
                box,
                (
                    f"“{box.label}” says “{each.quote}”; the figures say {each.says}. Write "
                    f"{{{{{each.thing}}}}} instead, and the number is kept right."
                ),
            )


def _known(g: Gathered) -> dict[str, Known]:
    """What the figures say of the round, by the name of the field that prints it."""
    found = {
        "audited": _counts(g.audited, g.coverage.total.audited),
        "moderated": _counts(g.moderated.coverage.moderated, g.moderated.n),
        "practitioners": _counts(
            g.coverage.practitioners.audited + g.coverage.practitioners.beside,
            g.coverage.practitioners.audited,
        ),
    }
    if g.moderated.n:
        found["changed"] = _counts(g.moderated.changed)
    if not g.round.is_imported:
        a = g.actions
        found |= {
            "concerns": _counts(g.concerns), "actions": _counts(a.total),
            "actions_open": _counts(a.open), "actions_overdue": _counts(a.overdue),
            "actions_closed": _counts(a.closed),
        }  # fmt: skip
    if g.total:
        shares = [(g.total.meeting.count, g.total.n), *_moderated(g)]
        counts, of = zip(*shares, strict=True)
        found["good_or_better"] = Known(counts, of)
    return found


def _together(rounds: Sequence[Mapping[str, Known]]) -> dict[str, Known]:
    """Of several rounds a sentence may speak of any, or of the sum of all."""
    names = dict.fromkeys(name for known in rounds for name in known)
    found = {}
    for name in names:
        held = [known[name] for known in rounds if name in known]
        counts = [n for each in held for n in each.counts]
        of = [n for each in held for n in each.of]
        if len(held) > 1:
            counts.append(sum(each.counts[0] for each in held))
            of += [sum(each.of[0] for each in held)] if of else []
        found[name] = Known(tuple(counts), tuple(of))
    return found


def _counts(*counts: int) -> Known:
    return Known(tuple(dict.fromkeys(counts)))


def _moderated(g: Gathered) -> Iterator[tuple[int, int]]:
    """How many of the moderated audits met the standard before and after: a sentence may say those."""
    scale = g.moderated.scale
    met = [key for key in scale.keys if scale.meets_standard(key)] if scale else []
    for count in (g.moderated.before, g.moderated.after):
        yield sum(map(count, met)), g.moderated.n


def _groups(g: Gathered) -> list[str]:
    """The names of the round's parts, of which a sentence may speak instead of all of it."""
    rows = g.coverage.by_case_type
    return [
        *(g.case_type(row.code) for row in rows), *(row.code for row in g.coverage.by_team),
        *(section.title for section in g.form.sections),
        *(g.following.titles[:1] if g.following else ()),
    ]  # fmt: skip


def _times(g: Gathered) -> str:
    """Words that name when the round was."""
    days = (g.round.period_from, g.round.period_to, g.dated)
    named = (f"{day:%B} {day:%Y}" for day in days if day)
    return " ".join([g.round.title, g.round.code, *named])
