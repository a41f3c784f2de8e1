"""A round beside the one it follows: the cases in both, and each domain, with what may be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from goldenthread.actions.models import Action
from goldenthread.audits.models import Stage, Standing
from goldenthread.audits.queries import HANDED_IN, form_by_hash
from goldenthread.figures.queries.comparable import differences
from goldenthread.figures.queries.rounds import counted_rounds
from goldenthread.figures.queries.standing import reach
from goldenthread.method.change import SignTest, sign_test, verdict
from goldenthread.people.actors import Actor
from goldenthread.programme.models import Round
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Form


@dataclass(frozen=True)
class Twice:
    """One case in both rounds: the keys of its audits and of their overall grades; `step` up or down."""

    before: int
    after: int
    was: str
    now: str
    step: int


@dataclass(frozen=True)
class Beside:
    """How many met the standard, of how many graded, before and after; `says` better, worse or unsure."""

    section: str
    title: str
    before: tuple[int, int]
    after: tuple[int, int]
    says: str
    actions: int
    closed: int


@dataclass(frozen=True)
class Reaudit:
    """What a follow-up shows. Without `test` the rounds grade on different scales and are not compared."""

    before: Round
    round: Round
    audits: tuple[int, int]
    pairs: tuple[Twice, ...]
    test: SignTest | None
    sections: tuple[Beside, ...]
    differences: tuple[str, ...]

    @property
    def same(self) -> int:
        return sum(pair.step == 0 for pair in self.pairs)

    @property
    def sections_text(self) -> str:
        """What may be said of the sections together; of two rounds on another basis, nothing."""
        if self.differences:
            return "Both rounds side by side. Their basis differs, so no change is read from them."
        return _counted_sections(self.sections)

    @property
    def text(self) -> str:
        """The plain sentence that stands first."""
        if self.test is None:
            return "The two rounds grade on different scales, so their grades are not compared."
        if not self.pairs:
            return "No case was graded in both rounds."
        up, down = self.test.up, self.test.down
        cases = "1 case was" if len(self.pairs) == 1 else f"{len(self.pairs)} cases were"
        found = f"{cases} graded both times: {up} better, {down} worse, {self.same} the same."
        if self.differences:
            return f"{found} The rounds’ basis differs, so no change is read from them."
        if not self.test.is_clear:
            return f"{found} These are too few to tell whether practice changed."
        way = "better" if up > down else "worse"
        return f"{found} More got {way} than chance alone would bring about."


def _counted_sections(sections: tuple[Beside, ...]) -> str:
    """
    >>> _counted_sections(())
    'Of 0 sections 0 got better and 0 worse; of the others there are too few audits to tell.'
    """
    better, worse = (sum(each.says == says for each in sections) for says in ("better", "worse"))
    return (
        f"Of {len(sections)} sections {better} got better and {worse} worse; of the others there are "
        "too few audits to tell."
    )


def follow_ups(by: Actor) -> list[Round]:
    """Rounds that follow another whose figures this actor may see, the newest first."""
    known = counted_rounds(by)
    found = known.filter(follows__in=known.values("pk")).select_related("follows__tool_version")
    return list(found)


def reaudit(by: Actor, round: Round) -> Reaudit | None:
    """A round beside the one it follows, by the grades that stand: the moderator's where there is one.

    None where it follows none that the actor may know of.
    """
    known = counted_rounds(by)
    ours = known.filter(pk=round.pk, follows__in=known.values("pk")).first()
    before = ours.follows if ours else None
    if before is None:
        return None
    was, now = _standing(by, before), _standing(by, round)
    form = form_by_hash(round.tool_version.sha256)
    scale, earlier = form.scale, form_by_hash(before.tool_version.sha256).scale
    audits = tuple(len({key for key, _ in found}) for found in (was, now))
    differs = _differs(before, round)
    if scale is None or earlier is None or scale.keys != earlier.keys:
        return Reaudit(before, round, (audits[0], audits[1]), (), None, (), differs)
    subjects = _subjects(by, before), _subjects(by, round)
    pairs = _pairs(subjects, was, now, scale.keys)
    test = sign_test(sum(p.step > 0 for p in pairs), sum(p.step < 0 for p in pairs))
    met = {step.key for step in scale.steps if step.meets_standard}
    sections = _sections(form, was, now, met, _actions(by, before))
    return Reaudit(before, round, (audits[0], audits[1]), pairs, test, sections, differs)


def _differs(before: Round, round: Round) -> tuple[str, ...]:
    """What makes the two hard to compare, the rule of moderation too."""
    found = differences(round, before)
    is_same = before.moderation_rule == round.moderation_rule
    return found if is_same else (*found, "the rule for moderation")


Grades = Mapping[tuple[int, str], str]


def _standing(by: Actor, round: Round) -> Grades:
    """The grade that stands, by audit and section; not applicable is no grade."""
    rows = Standing.objects.filter(
        reach(by),
        audit__round=round,
        audit__round_case__removed_at=None,
        audit__state__in=HANDED_IN,
    ).exclude(grade=NOT_APPLICABLE)
    found: dict[tuple[int, str], str] = {}
    # The moderator's come last, and take the place of the auditor's.
    order = {Stage.AUDITOR.value: 0, Stage.MODERATOR.value: 1}
    values = rows.values_list("stage", "audit", "section", "grade")
    for _, audit, section, grade in sorted(values, key=lambda row: order[row[0]]):
        found[audit, section] = grade
    return found


def _pairs(
    subjects: tuple[dict[int, int], dict[int, int]], was: Grades, now: Grades, keys: tuple[str, ...]
) -> tuple[Twice, ...]:
    """The cases with an overall grade in both, in the order they came to be known."""
    first, second = subjects
    found = []
    for subject in sorted(first.keys() & second.keys()):
        a, b = first[subject], second[subject]
        old, new = was.get((a, OVERALL), ""), now.get((b, OVERALL), "")
        if old in keys and new in keys:
            step = keys.index(new) - keys.index(old)
            found.append(Twice(a, b, old, new, step))
    return tuple(found)


def _subjects(by: Actor, round: Round) -> dict[int, int]:
    """The audit of each case of a round that has an overall grade."""
    rows = Standing.objects.filter(reach(by), audit__round=round, section=OVERALL)
    rows = rows.filter(audit__round_case__removed_at=None).order_by()
    return dict(rows.values_list("audit__subject", "audit").distinct())


def _sections(
    form: Form, was: Grades, now: Grades, met: set[str], actions: dict[str, tuple[int, int]]
) -> tuple[Beside, ...]:
    found = []
    earlier, later = _by_section(was, met), _by_section(now, met)
    for section in form.sections:
        a, b = (held.get(section.key, (0, 0)) for held in (earlier, later))
        if a[1] and b[1]:
            total, closed = actions.get(section.key, (0, 0))
            says = verdict(*a, *b)
            found.append(Beside(section.key, section.title, a, b, says, total, closed))
    return tuple(found)


def _by_section(grades: Grades, met: set[str]) -> dict[str, tuple[int, int]]:
    """Of each section how many met the standard, and of how many graded."""
    found: dict[str, tuple[int, int]] = {}
    for (_, section), grade in grades.items():
        good, n = found.get(section, (0, 0))
        found[section] = good + (grade in met), n + 1
    return found


def _actions(by: Actor, round: Round) -> dict[str, tuple[int, int]]:
    """Of the earlier round's actions, by section: how many, and how many are closed."""
    counted = (Action.State.PROPOSED, Action.State.WITHDRAWN)
    rows = Action.objects.filter(reach(by), audit__round=round).exclude(state__in=counted)
    closed = Count("id", filter=Q(state=Action.State.CLOSED))
    found = rows.order_by().values_list("section").annotate(n=Count("id"), closed=closed)
    return {section: (n, done) for section, n, done in found}
