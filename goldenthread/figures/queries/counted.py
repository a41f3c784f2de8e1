"""What a figure counts: its audits, and how many of what it says."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.audits.models import Audit, Concern, Finding, Stage, Standing
from goldenthread.audits.queries import HANDED_IN
from goldenthread.figures.queries.actions_by import days_late, traced_actions
from goldenthread.figures.queries.actions_by_week import are_such
from goldenthread.figures.queries.ages import aged_audits
from goldenthread.figures.queries.alike import spelt_out
from goldenthread.figures.queries.answers import answers
from goldenthread.figures.queries.behind import MEETING
from goldenthread.figures.queries.children import entries_by
from goldenthread.figures.queries.coverage import audits_covered, round_coverage
from goldenthread.figures.queries.figure import Figure
from goldenthread.figures.queries.heard_of import (
    answered,
    asked_of,
    graded_twice,
    in_both,
    stands,
)
from goldenthread.figures.queries.ledger import findings_at
from goldenthread.figures.queries.method import (
    audits_selected,
    audits_tested,
    selection_number,
    tests_number,
)
from goldenthread.figures.queries.moderation import moderation
from goldenthread.figures.queries.of_a_year import (
    Counted,
    Rounds,
    behind,
    handed_in_of,
    programme_of,
    themes_of,
    voices_of,
)
from goldenthread.figures.queries.profiles import profile_key, profiles
from goldenthread.figures.queries.rounds import rounds_by_code
from goldenthread.figures.queries.standing import (
    described,
    narrowed,
    reach,
    reach_twice,
    scales_of,
    standing,
)
from goldenthread.figures.queries.timely import timely_audits
from goldenthread.people.actors import Actor
from goldenthread.people.roles import Role
from goldenthread.programme.models import Round, RoundCase
from goldenthread.tools.form import OVERALL, Scale


def counted_by(by: Actor, figure: Figure) -> Counted:
    """What a figure counts, as it stands now. Raises UnknownRound."""
    if "like" in figure.asked:
        return OF_ANY_ROUND[figure.measure](by, spelt_out(by, figure))
    rounds = rounds_by_code(by, figure.where.get("round", ""))
    if figure.measure in OF_ANY_ROUND:
        return OF_ANY_ROUND[figure.measure](by, figure)
    of_rounds: dict[str, Callable[[Actor, Figure, Rounds], Counted]] = {
        "coverage": _coverage, "moderation": _moderation, "concerns": _concerns, "voices": _voices,
        "findings": _findings, "themes": themes_of,
    }  # fmt: skip
    if figure.measure in of_rounds:
        return of_rounds[figure.measure](by, figure, rounds)
    of_round: dict[str, Callable[[Actor, Figure, Round], Counted]] = {
        "profiles": _profiles, "children": _children, "answers": _answers, "selection": _selection,
        "tests": _tests, "reaudit": _reaudit, "stands": _stands,
    }  # fmt: skip
    return of_round[figure.measure](by, figure, rounds[0])


def _at(by: Actor, figure: Figure) -> QuerySet[Standing]:
    found = standing(by, figure.stage, figure.where)
    if "domain" not in figure.where:
        found = found.filter(section=OVERALL)
    return found


def _grades(by: Actor, figure: Figure) -> Counted:
    graded = _at(by, figure)
    if scale := figure.asked.get("scale"):
        versions = [pk for pk, held in _scales(graded).items() if held.key == scale]
        graded = graded.filter(audit__tool_version__in=versions)
    found = graded
    if figure.grade == MEETING:
        met = Q(pk__in=[])
        for version, held in _scales(graded).items():
            keys = [key for key in held.keys if held.meets_standard(key)]
            met |= Q(audit__tool_version=version, grade__in=keys)
        found = graded.filter(met)
    elif figure.grade:
        found = graded.filter(grade=figure.grade)
    return Counted(_audits(found), _audits(graded), found.count())


def _audits(found: QuerySet[Standing]) -> QuerySet[Audit]:
    return Audit.objects.filter(pk__in=found.order_by().values("audit"))


def _scales(graded: QuerySet[Standing]) -> dict[int, Scale]:
    """The scale of each version of a tool that was graded with."""
    used = graded.order_by().values_list("audit__tool_version", flat=True).distinct()
    return scales_of(used)


def _of_a_row(found: QuerySet[Audit], figure: Figure) -> QuerySet[Audit]:
    where = {name: value for name, value in figure.where.items() if name != "round"}
    return narrowed(described(found, where, ""), where, "")


# What there may be different ones of behind audits: where it stands, what stands where it is not
# known, and the word for one.
DIFFERENT: dict[str, tuple[str, str | None, str]] = {
    "practitioners": ("header__practitioner", None, "practitioner"),
    "families": ("header__family", "", "family"),
}


def _different(handed_in: QuerySet[Audit], of: str) -> Counted:
    path, unknown, unit = DIFFERENT[of]
    known = handed_in.exclude(**{path: unknown})
    return Counted(known, n=known.order_by().values(path).distinct().count(), unit=unit)


def _coverage(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    handed_in = _of_a_row(handed_in_of(by, rounds), figure)
    if figure.of == "audited":
        return Counted(handed_in, n=handed_in.count())
    if figure.of in DIFFERENT:
        return _different(handed_in, figure.of)
    if figure.of in APART:
        return APART[figure.of](by, figure, rounds)
    if len(rounds) > 1:  # case lists of several days cannot be added
        return Counted(handed_in, unit="case")
    (round,) = rounds
    listed = _of_a_row(audits_covered(by, round, listed=figure.of != "beside"), figure)
    if figure.of == "open":
        held = round_coverage(by, round)
        opened = held.total.open
        for name, rows in (("case_type", held.by_case_type), ("team", held.by_team)):
            if name in figure.where:
                opened = next((r.open for r in rows if r.code == figure.where[name]), None)
        return Counted(listed, n=opened, unit="case")
    return Counted(listed, n=listed.count())


def _waiting(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    there = Q(round__in=rounds, round_case__removed_at=None) & ~Q(state__in=HANDED_IN)
    found = _of_a_row(Audit.objects.filter(reach(by, ""), there), figure)
    return Counted(found, n=found.count())


def _second(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    again = Q(round__in=rounds, round_case__removed_at=None, round_case__second_of__isnull=False)
    found = Audit.objects.filter(reach_twice(by, ""), again, state__in=HANDED_IN)
    return Counted(_of_a_row(found, figure), n=found.count())


def _named(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    cases = RoundCase.objects.filter(round__in=rounds, removed_at=None, came=RoundCase.Came.NAMED)
    found = Audit.objects.filter(reach(by, ""), round_case__in=cases.values("pk"))
    return Counted(found, n=cases.count(), unit="case")


def _auditors(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    found = handed_in_of(by, rounds).filter(auditor__isnull=False)
    external = Q(auditor__roles__role=Role.EXTERNAL_AUDITOR.code)
    found = found.filter(external) if figure.of == "external" else found.exclude(external)
    n = found.order_by().values("auditor").distinct().count()
    return Counted(found.distinct(), n=n, unit="auditor")


def _rounds(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    return Counted(handed_in_of(by, rounds), n=len(rounds), unit="round")


APART: dict[str, Callable[[Actor, Figure, Rounds], Counted]] = {
    "waiting": _waiting, "second": _second, "named": _named, "internal": _auditors,
    "external": _auditors, "rounds": _rounds,
}  # fmt: skip


def _moderation(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    if figure.of in ("text", "moderated") and not _is_row(figure):
        found = _of_a_row(handed_in_of(by, rounds), figure).filter(moderated_at__isnull=False)
        return Counted(found, n=found.count())
    was = Standing.objects.filter(audit=OuterRef("audit"), section=OVERALL, stage=Stage.AUDITOR)
    held = standing(by, "moderated", figure.where).filter(section=OVERALL)
    held = held.annotate(was=was.values("grade")[:1])
    known = moved = Q(pk__in=[])
    for keys, alike in _by_scale(rounds).items():
        graded = Q(audit__round__in=alike, grade__in=keys, was__in=keys)
        known |= graded
        moved |= graded & _moved(figure, keys)
    if figure.of == "least":
        least = sum(moderation(by, each, figure.where).at_least_changed for each in rounds)
        return Counted(_audits(held.filter(known)), _audits(held.filter(known)), least)
    counted = held.filter(moved)
    return Counted(_audits(counted), _audits(held.filter(known)), counted.count())


def _by_scale(rounds: Rounds) -> dict[tuple[str, ...], list[int]]:
    """The keys of rounds that grade on the same scale, by its grades; rounds without grades are left out."""
    scales = scales_of({round.tool_version_id for round in rounds})
    found: dict[tuple[str, ...], list[int]] = {}
    for round in rounds:
        if scale := scales.get(round.tool_version_id):
            found.setdefault(tuple(scale.keys), []).append(round.pk)
    return found


def _is_row(figure: Figure) -> bool:
    return bool({"grade", "before"} & set(figure.asked))


def _moved(figure: Figure, keys: tuple[str, ...]) -> Q:
    """Moderated grades that a figure of moderation counts."""
    if _is_row(figure):
        after, before = figure.grade, figure.asked.get("before", "")
        if figure.asked.get("at") == "before":
            after, before = "", figure.grade
        asked = {"grade": after, "was": before}
        return Q(**{name: value for name, value in asked.items() if value})
    if figure.of == "n":
        return Q()
    if figure.of in ("changed", "same"):
        return Q(was=F("grade")) if figure.of == "same" else ~Q(was=F("grade"))
    found = Q(pk__in=[])
    for place, key in enumerate(keys):
        worse, better = keys[:place], keys[place + 1 :]
        found |= Q(grade=key, was__in=worse if figure.of == "up" else better)
    return found


def _concerns(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    there = Q(audit__round__in=rounds, audit__round_case__removed_at=None, kind=Concern.Kind.CHILD)
    found = Concern.objects.filter(reach_twice(by), there)
    return Counted(behind(found.values("audit")), n=found.count(), unit="concern")


def _voices(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    if view := figure.asked.get("view"):
        (round,) = rounds
        found = answered(by, round, view, figure.of)
    elif source := figure.asked.get("source"):
        found = asked_of(handed_in_of(by, rounds), source, figure.of)
    else:
        return voices_of(by, figure, rounds)
    return Counted(found, n=found.count())


def _reaudit(by: Actor, figure: Figure, round: Round) -> Counted:
    found, among = graded_twice(by, round, figure.of)
    return Counted(found, among, found.count(), unit="case")


def _stands(by: Actor, figure: Figure, round: Round) -> Counted:
    found, among = stands(by, round, figure.where.get("domain", ""), figure.of)
    return Counted(found, among, found.count())


def _actions(by: Actor, figure: Figure) -> Counted:
    such = are_such(figure.of, figure.asked.get("week", ""))
    found = traced_actions(by, figure.where).filter(such)
    if late := figure.asked.get("late"):
        found = found.filter(days_late(late))
    return Counted(behind(found.values("audit")), n=found.count(), unit="action")


def _ledger(by: Actor, figure: Figure) -> Counted:
    found = findings_at(by, figure.of, dropped="dropped" in figure.asked, where=figure.where)
    keys = [key for key, _ in found]
    audits = Audit.objects.filter(findings__in=_listed(keys)).distinct()
    return Counted(audits, n=len(keys), unit="finding")


def same_words(words: str) -> str:
    """What findings that say the same have in common, without saying it."""
    return sha256(words.strip().encode()).hexdigest()[:16]


def _connected(by: Actor, figure: Figure) -> Counted:
    """Graded in both sections, with these two grades where they are named."""
    first, second = figure.asked["first"], figure.asked["second"]
    other = standing(by, figure.stage, {"domain": second}).filter(audit=OuterRef("audit"))
    both = standing(by, figure.stage, {**figure.where, "domain": first}).filter(Exists(other))
    if figure.of != "n":
        found = in_both(other, both, figure.of)
        return Counted(_audits(found), _audits(both), found.count())
    found = both.filter(grade=figure.grade) if figure.grade else both
    if grade := figure.asked.get("other"):
        found = found.filter(Exists(other.filter(grade=grade)))
    return Counted(_audits(found), _audits(both), found.count())


def _listed(keys: Iterable[int]) -> QuerySet[Finding]:
    """Findings by their keys, however many: one parameter, not one for each."""
    return Finding.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(keys)]))


def _findings(by: Actor, figure: Figure, rounds: Rounds) -> Counted:
    there = Q(audit__round__in=rounds, audit__round_case__removed_at=None, removed_at=None)
    found = Finding.objects.filter(reach(by), there, audit__state__in=HANDED_IN)
    if "domain" in figure.where:
        found = found.filter(section=figure.where["domain"])
    if kind := figure.asked.get("kind"):
        found = found.filter(kind=kind)
    if words := figure.asked.get("words"):
        same = [
            pk for pk, said in found.values_list("pk", "words__body") if same_words(said) == words
        ]
        found = _listed(same)
    audits = behind(found.values("audit"))
    return Counted(audits, n=found.aggregate(n=Count("audit", distinct=True))["n"])


def _profiles(by: Actor, figure: Figure, round: Round) -> Counted:
    every, _ = profiles(by, stage=figure.stage, where=figure.where)
    graded = [ref for each in every for ref in each.audits]
    like = [each for each in every if profile_key(each) == figure.asked.get("profile", "")]
    refs = [ref for each in like for ref in each.audits]
    return Counted(_by_ref(refs), _by_ref(graded), len(refs))


def _reported(by: Actor, figure: Figure) -> Counted:
    """As an old report printed it: no audit stands behind it here."""
    return Counted(Audit.objects.none(), unit="percent")


def _by_ref(refs: Iterable[str]) -> QuerySet[Audit]:
    return Audit.objects.filter(ref__in=RawSQL("SELECT unnest(%s::text[])", [list(refs)]))


def _answers(by: Actor, figure: Figure, round: Round) -> Counted:
    asked = figure.asked
    keys = answers(by, round).counted(
        asked["question"], value=asked.get("is"), reason=asked.get("reason", ""),
        dated=asked.get("dated", ""), is_given="given" in asked,
    )  # fmt: skip
    found = RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return Counted(Audit.objects.filter(pk__in=found), n=len(keys))


def _selection(by: Actor, figure: Figure, round: Round) -> Counted:
    n = selection_number(round, figure.of, figure.where.get("case_type"), figure.asked.get("why"))
    found = _of_a_row(audits_selected(by, round, figure.of), figure)
    return Counted(found, n=n, unit="selection" if figure.of == "draws" else "case")


def _tests(by: Actor, figure: Figure, round: Round) -> Counted:
    return Counted(
        audits_tested(by, round, figure.of), n=tests_number(by, round, figure.of), unit="case"
    )


def _children(by: Actor, figure: Figure, round: Round) -> Counted:
    """Cases of the list in a group; the audits are those of them, of whichever of the columns."""
    audited = audits_covered(by, round, listed=True)
    if round.case_list is None:
        return Counted(audited.none())
    cases = entries_by(by, round, figure.asked["by"])
    if "group" in figure.asked:
        cases = cases.filter(group=figure.asked["group"])
    found = audited.filter(subject__in=cases.order_by().values("subject"))
    if figure.of == "audited":
        return Counted(found, n=found.count())
    if figure.of == "not_audited":
        cases = cases.exclude(subject__in=audited.order_by().values("subject"))
        found = found.none()
    return Counted(found, n=cases.count(), unit="case")


def _timeliness(by: Actor, figure: Figure) -> Counted:
    among, found = timely_audits(by, figure.asked["question"], figure.where, figure.of)
    return Counted(found, among, found.count())


def _ages(by: Actor, figure: Figure) -> Counted:
    months = int(figure.asked["months"])
    among, found = aged_audits(by, figure.asked["question"], months, figure.where, figure.of)
    return Counted(found, among, found.count(), unit="document")


OF_ANY_ROUND: dict[str, Callable[[Actor, Figure], Counted]] = {
    "grades": _grades, "ledger": _ledger, "connections": _connected, "actions": _actions,
    "programme": programme_of, "reported": _reported, "timeliness": _timeliness, "ages": _ages,
}  # fmt: skip
