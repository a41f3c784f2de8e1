"""The plain sentences of the pages of figures, with each number as a field that a report fills in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from goldenthread.figures import queries
from goldenthread.figures.queries import figure_key
from goldenthread.people.queries import vocabulary
from goldenthread.web.connections import TwoSections, asked_of, connection_of
from goldenthread.web.figure_panels import FilterForm, domain_titles, title, titles_of
from goldenthread.web.groups import KINDS, GroupsForm
from goldenthread.web.guards import Person
from goldenthread.web.heat import by_of, ends
from goldenthread.web.ledger import SAYS
from goldenthread.web.over_time import OverTimeForm
from goldenthread.web.timely import AgesForm, Documents, TimelinessForm, Timely

GROUPINGS = ("case_type", "team")


@dataclass(frozen=True)
class Sentence:
    """`field`: as a box of a report holds it, numbers in double brackets; `shown`: as it reads today."""

    field: str
    shown: str


@dataclass(frozen=True)
class Number:
    """A number of a sentence: as printed today, and what it is of, without its round."""

    text: Any
    key: str


def number(text: Any, measure: str, **asked: str | None) -> Number:
    asked.pop("round", None)
    return Number(f"{text:,}" if isinstance(text, int) else text, figure_key(measure, **asked))


def sentence(*parts: str | Number) -> Sentence:
    """
    >>> sentence("Actions agreed: ", number(3, "actions", of="total"), ".")
    Sentence(field='Actions agreed: {{actions?of=total}}.', shown='Actions agreed: 3.')
    """
    return Sentence(
        "".join(p if isinstance(p, str) else f"{{{{{p.key}}}}}" for p in parts),
        "".join(p if isinstance(p, str) else p.text for p in parts),
    )


def sentences(page: str, person: Person, data: QueryDict, round: Any) -> list[Sentence]:
    """What a page of figures says of one round, as its filter stands; the page's first sentence first."""
    return list(PAGES[page](person, data, round))


def _grades(person: Person, data: QueryDict, round: Any, by: str = "") -> Iterator[Sentence]:
    words = vocabulary()
    form = FilterForm(data, person, words)
    stage, where = form.stage_asked, {**form.where, "round": round.code}
    asked = str(data.get("by", ""))
    by = by or (asked if asked in GROUPINGS else "case_type")
    rows, total = queries.grades_and_total(person, by, stage=stage, where=where)
    called = words("stage", stage).lower()

    def met(row: Any, group: Mapping[str, str]) -> Number:
        return number(
            row.meeting.text, "grades", stage=stage, **{**where, **group}, grade="meeting"
        )

    if len(total) == 1:
        about = _about(person, where)
        yield sentence(
            f"Of the audits{about}, ", met(total[0], {}), f" met the standard ({called})."
        )
    titles = titles_of(by, {row.group[by] for row in rows}, person, words)
    titles |= KINDS if by == "auditor_kind" else {}
    for row in sorted(rows, key=lambda each: not each.group[by]):  # what is not known stands last
        name = titles.get(row.group[by]) or row.group[by] or "Not known"
        yield sentence(f"{name}: ", met(row, row.group), f" met the standard ({called}).")


def _domains(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    yield from _grades(person, data, round, "domain")


def _about(person: Person, where: Mapping[str, str]) -> str:
    """What the audits are narrowed to, in brackets; the round goes without saying."""
    words = vocabulary()
    said = [title(name, value, person, words) for name, value in where.items() if name != "round"]
    return f" ({', '.join(said)})" if said else ""


def _moderation(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    held = queries.moderation(person, round)
    many = held.coverage
    yield sentence(
        "Moderated: ", number(many.moderated, "moderation", of="moderated"), " of ",
        number(many.audits, "coverage", of="audited"), " audits.",
    )  # fmt: skip
    if held.n:
        yield sentence(
            "Moderation changed ", number(held.changed, "moderation", of="changed"), " of ",
            number(held.n, "moderation", of="n"), " overall grades: ",
            number(held.moved(1), "moderation", of="up"), " up and ",
            number(held.moved(-1), "moderation", of="down"), " down.",
        )  # fmt: skip


def _voices(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    held = queries.voices(person, round)
    yield sentence(
        "A child, parent or carer told us something for ", number(held.told, "voices", of="family"),
        " of ", number(held.audits, "coverage", of="audited"), " audits.",
    )  # fmt: skip


def _coverage(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    held, words = queries.round_coverage(person, round), vocabulary()
    workers = held.practitioners.audited + held.practitioners.beside
    yield _covered("Open cases audited: ", held.total)
    yield sentence(
        "Audits handed in: ", number(held.handed_in, "coverage", of="audited"),
        ". They looked at the work of this many practitioners: ",
        number(workers, "coverage", of="practitioners"), ".",
    )  # fmt: skip
    for row in held.by_case_type:
        name = words("case_type", row.code or "unknown")
        yield _covered(f"{name}, open cases audited: ", row, case_type=row.code)


def _covered(words: str, row: Any, **group: str) -> Sentence:
    known = "" if row.open is None else f" of {row.open:,}"
    return sentence(words, number(f"{row.audited:,}{known}", "coverage", of="share", **group), ".")


def _actions(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    form = FilterForm(data, person, vocabulary())
    where = {**form.where, "round": round.code}
    held = queries.all_actions(person, where)

    def counted(of: str) -> Number:
        return number(getattr(held, of), "actions", of=of, **where)

    yield sentence(
        f"Actions agreed{_about(person, where)}: ", counted("total"), ". Open: ", counted("open"),
        ", of which overdue: ", counted("overdue"), ". Waiting to be checked: ", counted("to_check"),
        ". Closed: ", counted("closed"), ". Ended as not done: ", counted("not_done"), ".",
    )  # fmt: skip


def _connections(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    words = vocabulary()
    asked = data.copy()
    asked["round"] = round.code
    form = TwoSections(asked, person, words)
    held = connection_of(person, form)
    if held is None:
        return
    asked_with = asked_of(held, form)
    n = number(held.n, "connections", **asked_with)
    same = number(held.same.count, "connections", of="same", **asked_with)
    called = words("stage", form.stage_asked).lower()
    first, second = (form.sections[key] for key in form.both)
    yield sentence(
        f"Audits graded in both “{first}” and “{second}” ({called}): ",
        n,
        ". The same grade in both: ",
        same,
        ".",
    )


def _reaudit(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    held = queries.reaudit(person, round)
    if held is None or held.test is None:
        return
    yield sentence(
        f"Cases graded in {held.before.title} and again in {held.round.title}: ",
        number(len(held.pairs), "reaudit", of="pairs"), ". Better: ",
        number(held.test.up, "reaudit", of="better"), ". Worse: ",
        number(held.test.down, "reaudit", of="worse"), ". The same: ",
        number(held.same, "reaudit", of="same"), ".",
    )  # fmt: skip


def _ledger(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    form = FilterForm(data, person, vocabulary())
    where = {**form.where, "round": round.code}
    held = queries.ledger(person, where)
    parts: list[str | Number] = []
    for stage, (says, _) in SAYS.items():
        n = number(held.counts[stage], "ledger", of=stage, **where)
        parts += [f"{'. ' if parts else ''}{says}: ", n]
    yield sentence(*parts, ".")


def _heat(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    words, asked = vocabulary(), data.copy()
    asked["round"] = round.code
    form, by = FilterForm(asked, person, words), by_of(data)
    held = queries.heat(person, by, stage=form.stage_asked, where=form.where)
    if held is None:
        return
    called = words("stage", form.stage_asked).lower()
    best, worst = ends(held, domain_titles(person), form, by) or (None, None)
    if best and worst:
        yield sentence(
            f"Met the standard most often: {best['title']}, ",
            number(best["text"], "grades", **best["asked"]),
            f"; least often: {worst['title']}, ",
            number(worst["text"], "grades", **worst["asked"]), f" ({called}).",
        )  # fmt: skip


def _over_time(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    """What the page follows, of the report's own round: no report speaks of the others by a figure."""
    asked = data.copy()
    asked["like"] = round.code
    form = OverTimeForm(asked, person, vocabulary())
    measure = form.followed
    if measure is None:
        return
    if measure.what == queries.IN_TIME:
        asked["question"] = measure.question
        yield from _timeliness(person, asked, round)
        return
    about, called = _about(person, form.where), vocabulary()("stage", measure.stage).lower()
    found = queries.measure_over_time(person, round, measure, where=form.where)
    held = next(each for each in found.periods if each.code == round.code)
    part, n = (measure.key(is_part, **form.where) for is_part in (True, False))
    if measure.what == queries.MET and held.n:
        met = Number(held.share.text, part)
        yield sentence(f"Of the audits{about}, ", met, f" met the standard ({called}).")
    yield sentence(f"Audits with an overall grade{about}: ", Number(f"{held.n:,}", n), ".")


def _groups(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    yield from _grades(person, data, round, GroupsForm(data, person, vocabulary()).grouping)


def _timeliness(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    words, asked = vocabulary(), data.copy()
    asked["round"] = round.code
    form = TimelinessForm(asked, person, words, queries.timely_questions(person))
    if form.chosen is None:
        return
    held, where = Timely(person, form, words), {"question": form.chosen.key, **form.where}

    def counted(row: Any, of: str) -> Number:
        return number(row.of(of), "timeliness", **{**where, **row.group}, of=of)

    about = f"“{form.chosen.label}”{_about(person, form.where)}"
    yield sentence(
        f"{about}, in time {queries.definition_text(form.chosen)}: ", counted(held.total, "in_time"),
        " of the ", counted(held.total, "known"), " audits that say. Not known, and not counted as late: ",
        counted(held.total, "unknown"), ".",
    )  # fmt: skip
    for row in held.held:
        if row.of("known"):
            parts = counted(row, "in_time"), " of ", counted(row, "known"), "."
            yield sentence(f"{held.title(row)}, {about}, in time: ", *parts)


def _ages(person: Person, data: QueryDict, round: Any) -> Iterator[Sentence]:
    words, asked = vocabulary(), data.copy()
    asked["round"] = round.code
    form = AgesForm(asked, person, words, queries.documents(person))
    if form.chosen is None:
        return
    held = Documents(person, form, words)
    where = {"question": form.chosen.key, "months": str(form.limit), **form.where}

    def counted(row: Any, of: str, **more: str) -> Number:
        text = row.held.out_of_date if of == "out_of_date" else held.text(row, of)
        return number(text, "ages", **{**where, **more}, of=of)

    about = f"{form.chosen.label}{_about(person, form.where)}"
    old = f"{form.limit} months or more out of date, or not on file"
    if held.total:
        yield sentence(
            f"{about}, {old}: ", counted(held.total, "out_of_date"), " of ",
            counted(held.total, "counted"), ". Not on file: ", counted(held.total, "missing"),
            ". On file without a known date, and in none of these: ",
            counted(held.total, "undated"), ".",
        )  # fmt: skip
    for row in held.held:
        n, of = (counted(row, what, case_type=row.case_type) for what in ("out_of_date", "counted"))
        yield sentence(f"{held.title(row)}, {about}, {old}: ", n, " of ", of, ".")


Page = Callable[[Person, QueryDict, Any], Iterator[Sentence]]
PAGES: dict[str, Page] = {
    "grades": _grades, "moderation": _moderation, "domains": _domains, "voices": _voices,
    "coverage": _coverage, "actions": _actions, "connections": _connections, "ledger": _ledger,
    "heat": _heat, "reaudit": _reaudit, "over_time": _over_time, "groups": _groups,
    "timeliness": _timeliness, "ages": _ages,
}  # fmt: skip
