"""What a large database is a copy of: one finished and one running block of audits, made through changes."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from bench.cases import reading
from goldenthread.actions.changes import close_action, mark_done, propose_action, submit_audit
from goldenthread.audits.changes import (
    Given,
    acknowledge_concern,
    add_evidence,
    answer_feedback,
    close_audit,
    confirm_workers,
    open_round,
    raise_concern,
    record_finding,
    return_audit,
    save_section,
    save_source,
    share_feedback,
)
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import audit_form
from goldenthread.cases.changes import import_case_list
from goldenthread.cases.models import CaseList
from goldenthread.figures.queries.answered import LATE_AND_WHY
from goldenthread.figures.queries.timely import is_about_time
from goldenthread.journal.changes import now, today
from goldenthread.learning.changes import Tagged, put_to_themes
from goldenthread.learning.models import Theme
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Role
from goldenthread.programme.changes import assign, mark_closed
from goldenthread.programme.models import Round
from goldenthread.tools.form import Form, Question
from goldenthread.tools.queries import newest_version
from tests.cast import Cast, person
from tests.loop import moderated
from tests.rooms.rounds import make_selected_round, select

BLOCK = 10
GRADES = ("good", "requires_improvement", "good", "outstanding", "good", "inadequate")
WHY = "She was seen alone at each visit, and what she said is in the plan. " * 3
# Of what has a date: so many days ago.
DATED = {"date": 0, "document": 100, "months_since": 200}
OTHERS = {"yes_no": "yes", "yes_partly_no": "partly", "document": "yes", "number": "2"}


@dataclass(frozen=True)
class Pattern:
    """Two rounds of ten audits, every one of them the same auditor's, and who else may stand for them."""

    case_list: CaseList
    finished: Round
    running: Round
    auditor: Person
    auditors: list[Person]


def make_pattern(
    cast: Cast, *, auditors: int, cases: int, tool: str = "core", whole: bool = False
) -> Pattern:
    """`whole`: every question answered, not alone what figures count."""
    case_list = import_case_list(by=cast.pat, reading=reading(cases))
    finished = _opened(cast, case_list, tool, "Finished round")
    for audit, grade in zip(_audits(finished), cycle(GRADES), strict=False):
        _finish(cast, audit, grade, whole)
    mark_closed(by=cast.pat, round=Round.objects.get(pk=finished.pk))
    running = _opened(cast, case_list, tool, "Running round")
    for place, audit in enumerate(_audits(running)):
        _begin(cast, audit, place, whole)
    people = [person(f"Auditor {n}", Role.AUDITOR) for n in range(auditors)]
    return Pattern(case_list, finished, running, cast.ines, people)


def _opened(cast: Cast, case_list: CaseList, tool: str, title: str) -> Round:
    version = newest_version(tool)
    assert version is not None
    round = make_selected_round(
        cast.pat, case_list, size=BLOCK, title=title, tool_version=version,
        moderation_rule={"rate": 20, "grades": []},
    )  # fmt: skip
    select(cast.pat, round)
    for case in round.cases.all():
        assign(by=cast.pat, round_case=case, auditor=cast.ines)
    open_round(by=cast.pat, round=round)
    return round


def _audits(round: Round) -> list[Audit]:
    return list(Audit.objects.filter(round=round).order_by("subject__number"))


def _finish(cast: Cast, audit: Audit, grade: str, whole: bool) -> None:
    """Answered, an action, a strength, a concern, moderated where due, shared, answered and closed."""
    _hand_in(cast, audit, grade, whole)
    if grade == "inadequate":
        concern = raise_concern(
            by=cast.ines, audit=audit, what="She was found alone.", is_reached=True,
            spoke_to="The duty manager", spoken_at=now(), will_do="Visit today", is_on_record=True,
        )  # fmt: skip
        acknowledge_concern(by=cast.pat, concern=concern, words="Visited today.")
    if audit.moderation_due:
        moderated(cast, audit, "outstanding", "Better than it was judged.")
    share_feedback(by=cast.pat, audit=audit)
    if audit.header.team_id == cast.north.pk:
        answer_feedback(by=cast.tariq, audit=audit, kind="read", text="We have talked about it.")
    close_audit(by=cast.pat, audit=audit)
    voice = Theme.objects.get(code="voice")
    put_to_themes(
        by=cast.pat, tagged=[Tagged(each, [voice]) for each in audit.findings.order_by("id")]
    )
    for action in audit.actions.all():
        mark_done(
            by=cast.olive, action=action, version=action.version, what_was_done=WHY, on=today()
        )
        action.refresh_from_db()
        close_action(by=cast.pat, action=action, version=action.version, words="Seen.")


def _hand_in(cast: Cast, audit: Audit, grade: str, whole: bool) -> None:
    by, form = cast.ines, audit_form(audit)
    answer_questions(cast, audit, form.sections, grade, whole)
    first = next(q for q in form.questions if q.type == "grade")
    here = form.section_of(first.key)
    assert here
    record_finding(by=by, audit=audit, section=here.key, kind="strength", words=WHY)
    record_finding(by=by, audit=audit, section=here.key, kind="improvement", words=WHY)
    add_evidence(by=by, audit=audit, question=first.key, source="record", what="Visit note")
    child = audit.sources.get(kind="child")
    save_source(
        by=by, audit=audit, kind="child", version=child.version, state="obtained",
        said="My worker listens.", on=today(),
    )  # fmt: skip
    if grade in ("requires_improvement", "inadequate"):
        owner = audit.header.practitioner or Practitioner.objects.first()
        propose_action(
            by=by, audit=audit, section=here.key, what="Update the chronology", due_on=today(),
            owner_practitioner=owner,
        )  # fmt: skip
    confirm_workers(by=by, audit=audit, worker_changes=0)
    submit_audit(by=by, audit=audit, warnings_why="The record was all there was to see.")
    audit.refresh_from_db()


def _begin(cast: Cast, audit: Audit, place: int, whole: bool) -> None:
    """Of ten: three not begun, three half written, one returned, three handed in."""
    if place in (3, 4, 5):
        form = audit_form(audit)
        answer_questions(cast, audit, form.sections[: len(form.sections) // 2], "good", whole)
    elif place >= 6:
        Audit.objects.filter(pk=audit.pk).update(moderation_due="" if place == 9 else "rate")
        audit.refresh_from_db()
        _hand_in(cast, audit, GRADES[place - 6], whole)
        if place == 6:
            return_audit(by=cast.mo, audit=audit, note="Say what the father thinks.")


def answer_questions(cast: Cast, audit: Audit, sections: object, grade: str, whole: bool) -> None:
    """What figures count, or where `whole` every answer, each with some lines of words."""
    form = audit_form(audit)
    for section in sections:  # type: ignore[attr-defined]
        asked = [q for q in section.questions if whole or is_counted(q)]
        first = [q.key for q in asked if q.type == "grade"][:1]
        answers = [_given(form, q, grade if q.key in first else "good") for q in asked]
        save_section(by=cast.ines, audit=audit, answers=answers)


def is_counted(question: Question) -> bool:
    """Whether figures are made of its answers: grades, how old documents are, what was in time."""
    of_time = is_about_time(question) or LATE_AND_WHY.search(question.label)
    return question.type in ("grade", "document") or bool(of_time)


def _given(form: Form, question: Question, grade: str) -> Given:
    if question.type == "grade":
        return Given(question.key, 0, grade, WHY)
    value = question.choices[0].key if question.choices else OTHERS.get(question.type, "")
    is_day = question.type in DATED
    on = today() - timedelta(days=DATED[question.type]) if is_day else None
    return Given(question.key, 0, value, WHY, on, has_date=is_day)
