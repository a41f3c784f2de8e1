"""The inspection pack: what inspectors ask for on their first day, as one zip file.

Cases stand in it by their number; names of practitioners and of people with an account are left out,
also where somebody wrote one into an action or a finding.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from goldenthread import __version__
from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit, Stage, Standing
from goldenthread.audits.queries import HANDED_IN, WHY_MODERATED, all_audits
from goldenthread.journal.changes import today
from goldenthread.people.actors import Actor, require
from goldenthread.people.queries import authority, every_name, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round
from goldenthread.programme.queries.schedule import months_from
from goldenthread.programme.queries.schedule_paper import schedule_paper
from goldenthread.reports.build.audit_record import audit_record
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.method import day
from goldenthread.reports.build.tables import domain_pairs, listed, round_table
from goldenthread.tools.form import OVERALL
from goldenthread.writers import pdf
from goldenthread.writers.archive import packed, settled
from goldenthread.writers.document import Block, Document, Heading, Paragraph
from goldenthread.writers.excel import Cell, Sheet, workbook

NAME = "[name]"
TEAM = "a team"
NOT_AGREED = (Action.State.PROPOSED, Action.State.WITHDRAWN)
AUDITS = (
    "Audit", "Case number", "Round", "Case type", "Team", "Handed in", "Auditor’s grade",
    "Moderator’s grade", "State", "Second audit of the case",
)  # fmt: skip
MODERATIONS = (
    "Audit", "Case number", "Round", "Moderated", "Why this audit", "Auditor’s grade",
    "Moderator’s grade", "Changed",
)  # fmt: skip
ACTIONS = (
    "Action", "Audit", "Case number", "Round", "What", "Due", "First due", "State", "Made a difference",
)  # fmt: skip
WITHOUT_NAMES = (
    "Cases stand by their number. Names are left out; where one was typed, [name] stands."
)


@dataclass(frozen=True)
class Pack:
    """The zip, and the references of all that it shows, for the record of reads."""

    data: bytes
    refs: tuple[str, ...]


def inspection_pack(g: Gathered, *, records: Sequence[Audit] = (), framework: str = "") -> Pack:
    """The pack of a paper's rounds, with the full record of some audits. Raises NotAllowed."""
    require(g.by, Permission.REPORT_FINALISE)
    masked = _mask()
    rounds = [each.round for each in g.rounds]
    audits = list(_of_twelve_months(g.by, rounds))
    actions = list(_actions(rounds))
    told = {
        "1-programme.pdf": ("The programme of this year: activities by month, and promises", _paper(
            masked(schedule_paper(g.by, today().year)))),
        "3-audits-of-twelve-months.xlsx": (
            "Every audit handed in during the last twelve months, and every one of the rounds above",
            _book("Audits", AUDITS, _audit_rows(audits))),
        "4-moderation-log.xlsx": (
            "Every moderated audit of the rounds: both grades, and why it was moderated",
            _book("Moderation", MODERATIONS, _moderation_rows(audits, rounds))),
        "5-action-tracker.xlsx": (
            "Every action agreed in audits of the rounds, and where it stands",
            _book("Actions", ACTIONS, [tuple(masked(c) for c in r) for r in _action_rows(actions)])),
        "6-re-audits.pdf": ("Rounds that followed another, beside it", _paper(masked(_re_audits(g)))),
    }  # fmt: skip
    if framework.strip():
        words = masked(framework.replace("\r\n", "\n").strip() + "\n")
        told["2-framework.txt"] = ("The framework that the audits are done by", words.encode())
    for audit in sorted(records, key=lambda each: each.ref):
        name = f"7-records/{audit.ref}.pdf"
        told[name] = ("The full record of this audit", _paper(masked(audit_record(audit))))
    files = {name: data for name, (_, data) in sorted(told.items())}
    readme = _readme(g, {name: words for name, (words, _) in told.items()}, files)
    shown = {a.ref: None for a in (*audits, *records)} | {a.subject.ref: None for a in audits}
    refs = (*(r.ref for r in rounds), *shown, *(each.ref for each in actions))
    return Pack(packed({"README.txt": readme.encode(), **files}), refs)


def _mask() -> Callable[[Any], Any]:
    """What takes every name of a person in the system out of words, rows and documents."""
    names = [name for name, what in every_name().items() if what != TEAM and name.strip()]
    among = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or r"(?!)"
    known = re.compile(rf"(?<!\w)(?:{among})(?!\w)", re.IGNORECASE)

    def masked(thing: Any) -> Any:
        if isinstance(thing, str):
            return known.sub(NAME, thing)
        if isinstance(thing, tuple):
            return tuple(masked(each) for each in thing)
        if is_dataclass(thing) and not isinstance(thing, type):
            words = {
                f.name: masked(getattr(thing, f.name))
                for f in fields(thing)
                if f.name != "figure_key"
            }
            return replace(thing, **words)
        return thing

    return masked


def _paper(document: Document) -> bytes:
    return pdf.pdf(document)


def _book(title: str, header: tuple[str, ...], rows: Sequence[Sequence[Cell]]) -> bytes:
    sheet = Sheet(title, header, rows, WITHOUT_NAMES)
    return settled(
        workbook([sheet], title=title, organisation=authority().name, dated=today())
    )  # fmt: skip


def _of_twelve_months(by: Actor, rounds: Sequence[Round]) -> QuerySet[Audit]:
    since = months_from(today().replace(day=1), -12)
    lately = Q(submitted_at__date__gte=since) | Q(round__in=rounds)
    found = all_audits(by).filter(lately, state__in=HANDED_IN, round__is_training=False)
    return found.select_related("round_case").order_by("round__code", "subject__number", "ref")


def _grades(audits: Sequence[Audit]) -> dict[tuple[int, str], str]:
    """Overall grades as words, by the audit and the stage."""
    words = vocabulary()
    rounds = {each.round_id for each in audits}
    rows = Standing.objects.filter(audit__round__in=rounds, section=OVERALL).order_by()
    return {
        (audit, stage): words("grade", grade)
        for audit, stage, grade in rows.values_list("audit", "stage", "grade")
    }


def _audit_rows(audits: Sequence[Audit]) -> list[tuple[Cell, ...]]:
    words, grades = vocabulary(), _grades(audits)
    return [
        (
            a.ref, a.subject.number, a.round.title,
            words("case_type", a.header.case_type.code if a.header.case_type else "unknown"),
            a.header.team.name if a.header.team else "", _day(a.submitted_at),
            grades.get((a.pk, Stage.AUDITOR), ""), grades.get((a.pk, Stage.MODERATOR), ""),
            words("audit_state", a.state), a.round_case.second_of_id is not None,
        )
        for a in audits
    ]  # fmt: skip


def _day(moment: Any) -> Cell:
    return localdate(moment) if moment else None


def _moderation_rows(audits: Sequence[Audit], rounds: Sequence[Round]) -> list[tuple[Cell, ...]]:
    grades, ours = _grades(audits), {each.pk for each in rounds}
    rows: list[tuple[Cell, ...]] = []
    for a in audits:
        if a.moderated_at and a.round_id in ours:
            was, now = (grades.get((a.pk, at), "") for at in (Stage.AUDITOR, Stage.MODERATOR))
            why = WHY_MODERATED.get(a.moderation_due, "")
            rows.append((a.ref, a.subject.number, a.round.title, _day(a.moderated_at), why, was, now,
                         bool(now) and was != now))  # fmt: skip
    return rows


def _actions(rounds: Sequence[Round]) -> QuerySet[Action]:
    found = Action.objects.filter(audit__round__in=rounds, audit__round_case__removed_at=None)
    found = found.exclude(state__in=NOT_AGREED).select_related(
        "audit__round", "audit__subject", "what"
    )
    return found.order_by("audit__round__code", "due_on", "ref")


def _action_rows(actions: Sequence[Action]) -> Iterator[tuple[Cell, ...]]:
    words = vocabulary()
    for each in actions:
        audit = each.audit
        assert audit is not None
        yield (
            each.ref, audit.ref, audit.subject.number, audit.round.title, each.what.body, each.due_on,
            each.first_due_on, words("action_state", each.state),
            each.get_difference_display() if each.difference else "",
        )  # fmt: skip


def _re_audits(g: Gathered) -> Document:
    return Document(
        title="Re-audits: what followed", author="The QA team", organisation=g.authority.name,
        dated=g.dated, blocks=tuple(_followed(g)), marking="Confidential",
        footer=f"Figures as at {day(g.dated)}.",
    )  # fmt: skip


def _followed(g: Gathered) -> Iterator[Block]:
    held = [each for each in g.rounds if each.following]
    if not held:
        yield Paragraph("No round of this pack follows another that it may be compared with.")
    for number, each in enumerate(held, start=1):
        following = each.following
        assert following is not None
        yield Heading(2, each.round.title)
        differ = following.differences
        said = f"The two differ in {listed(differ)}: no change is read from them." if differ else ""
        yield Paragraph(f"{each.round.title} follows {following.titles[0]}. {said}".strip())
        yield round_table(each, following, number)
        if not following.breaks and (chart := domain_pairs(each, following, number)):
            yield chart


def _readme(g: Gathered, told: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    lines = [
        f"{g.authority.name}: inspection pack", "", f"Made on {day(g.dated)} by Goldenthread {__version__}.",
        f"Rounds: {'; '.join(f'{each.round.title} ({each.round.code})' for each in g.rounds)}.",
        WITHOUT_NAMES, "Rounds that are open to named people only are left out, unless they are named above.",
        "",
    ]  # fmt: skip
    for name, data in files.items():
        lines += [name, f"  {told[name]}.", f"  SHA-256 {hashlib.sha256(data).hexdigest()}", ""]
    if "2-framework.txt" not in files:
        lines += [
            "The framework that the audits are done by was not given: put it beside this file.",
            "",
        ]
    return "\n".join(lines)
