"""One invented audit, from the first answer to the closed action, through the product's own changes."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from goldenthread.actions import changes as actions
from goldenthread.actions import queries as actions_queries
from goldenthread.audits import changes as audits
from goldenthread.audits import queries as audits_queries
from goldenthread.audits.changes import Given
from goldenthread.audits.queries import Draft, Judged
from goldenthread.cli.invented import words
from goldenthread.cli.invented.accounts import Accounts
from goldenthread.cli.invented.clock import as_on
from goldenthread.people.queries import managers_of
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Form, Section

GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
FAMILY_ONLY = {"permanence", "placement", "independence"}
FACTS = {
    "chronology": "on_file", "genogram": "on_file", "case_summary": "on_file",
    "risk_assessment": "on_file",
}  # fmt: skip
SAID = {
    "child": words.CHILD_SAID, "parent_carer": words.PARENT_SAID, "worker": words.WORKER_SAID,
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """How good this piece of work is: the grade most of its domains have; and who leads the round."""

    audit: Any
    grade: str
    random: Random
    lead: Any
    # Does the actions of cases for which the case list names no worker, as in early help.
    stand_in: Any
    # Gets the actions on the plans of looked-after children.
    iro: Any

    @property
    def is_weak(self) -> bool:
        return GRADES.index(self.grade) < GRADES.index("good")


def make_audit(story: Story, day: date) -> None:
    """The auditor answers, finds, proposes and submits."""
    audit, auditor = story.audit, story.audit.auditor
    with as_on(day, 9):
        audits.start_audit(by=auditor, audit=audit)
        audits.confirm_workers(
            by=auditor, audit=audit, worker_changes=story.random.choice((0, 0, 0, 1))
        )
        form = audits_queries.audit_form(audit)
        for section in form.sections:
            given = _answers(story, form, section, day)
            audits.save_section(by=auditor, audit=audit, answers=given)
        _sources(story, day)
        _actions(story, day, _findings(story, form))
        actions.submit_audit(
            by=auditor, audit=audit, warnings_why="References are given in the text of each answer."
        )


def _domain_grade(story: Story, section: Section) -> str:
    status = story.audit.header.status
    if section.key in FAMILY_ONLY and status not in ("cla", "care_leaver"):
        return NOT_APPLICABLE
    if section.key == "independence" and status != "care_leaver":
        return NOT_APPLICABLE
    place = GRADES.index(story.grade) + story.random.choice((-1, 0, 0, 0, 0, 1))
    return GRADES[min(max(place, 0), 3)]


def _answers(story: Story, form: Form, section: Section, day: date) -> list[Given]:
    if section.kind == "facts":
        return [_fact(story, question, day) for question in section.questions]
    said = words.DOMAINS.get(section.key)
    given = []
    grade = story.grade if section.key == OVERALL else _domain_grade(story, section)
    is_weak = grade in GRADES[:2]
    for question in section.questions:
        if question.type == "grade":
            text = "Not part of this child's life at this time."
            if said and grade != NOT_APPLICABLE:
                text = said.weak if is_weak else said.good
            elif section.key == OVERALL:
                text = words.OVERALL["weak" if is_weak else "good"]
            given.append(Given(question.key, 0, value=grade, text=text))
        elif said and grade != NOT_APPLICABLE:
            given.append(Given(question.key, 0, text=said.little if is_weak else said.difference))
        elif said:
            given.append(Given(question.key, 0, value=NOT_APPLICABLE))
        else:
            given.append(
                Given(
                    question.key, 0, text="Thank you for the time you gave to talking this through."
                )
            )
    return given


def _fact(story: Story, question: Any, day: date) -> Given:
    if question.type == "document":
        updated = day - timedelta(days=story.random.randint(10, 320))
        return Given(question.key, 0, value="on_file", on=updated, has_date=True)
    if question.type == "choice":
        choice = story.random.choice(question.choices)
        return Given(question.key, 0, value=choice.key)
    if question.type in ("yes_no", "yes_partly_no"):
        return Given(
            question.key, 0, value="no" if story.is_weak and story.random.random() < 0.5 else "yes"
        )
    return Given(question.key, 0, text="Seen on the record.")


def _sources(story: Story, day: date) -> None:
    audit, auditor = story.audit, story.audit.auditor
    heard = {"record", "worker"} | ({"child"} if story.random.random() < 0.55 else {"parent_carer"})
    for source in audits_queries.sources(audit):
        is_heard = source.kind in heard
        audits.save_source(
            by=auditor, audit=audit, kind=source.kind, version=source.version,
            state="obtained" if is_heard else "declined",
            on=day if is_heard else None,
            said=SAID.get(source.kind, "") if is_heard else "",
            why="" if is_heard else "Asked twice; did not wish to take part this time.",
        )  # fmt: skip


def _findings(story: Story, form: Form) -> list[str]:
    """Strengths and areas for improvement; the sections of the latter, which actions answer."""
    domains = [section for section in form.domains if section.key not in FAMILY_ONLY]
    story.random.shuffle(domains)
    strengths, improvements = (1, 3) if story.is_weak else (3, 1)
    for section in domains[:strengths]:
        audits.record_finding(
            by=story.audit.auditor, audit=story.audit, section=section.key, kind="strength",
            words=words.DOMAINS[section.key].strength,
        )  # fmt: skip
    for section in domains[strengths : strengths + improvements]:
        audits.record_finding(
            by=story.audit.auditor, audit=story.audit, section=section.key, kind="improvement",
            words=words.DOMAINS[section.key].improve,
        )  # fmt: skip
    return [section.key for section in domains[strengths : strengths + improvements]]


def _actions(story: Story, day: date, worse: list[str]) -> None:
    wanted = 2 if story.is_weak else story.random.choice((0, 1))
    for section in story.random.sample(worse, wanted):
        due_on = day + timedelta(days=story.random.choice((14, 21, 28)))
        _action(story, story.audit.auditor, section, due_on)


def _action(story: Story, by: Any, section: str, due_on: date, stage: str = "auditor") -> None:
    """For the worker, or whoever stands in where the list names none; plans in care for the IRO."""
    is_review = section == "plans" and story.audit.header.status == "cla"
    practitioner = None if is_review else story.audit.header.practitioner
    other = story.iro if is_review else story.stand_in
    actions.propose_action(
        by=by, audit=story.audit, section=section, what=words.DOMAINS[section].action, stage=stage,
        owner_practitioner=practitioner, owner=None if practitioner else other, due_on=due_on,
    )  # fmt: skip


def moderate(story: Story, moderator: Any, day: date) -> None:
    """Most grades are agreed; about one in four moves down, rarely one up."""
    with as_on(day, 11):
        audit = audits_queries.audit_to_moderate(moderator, story.audit.ref)
        if audit is None or not audit.moderation_due:
            return
        step = story.random.choice((0, 0, 0, -1, 0, 0, 1, -1))
        grades = {}
        for (key, _stage), grade in audits_queries.standing_grades(audit).items():
            moved = grade
            if step and grade in GRADES and (key == OVERALL or story.random.random() < 0.3):
                moved = GRADES[min(max(GRADES.index(grade) + step, 0), 3)]
            why = (
                "The record shows less, or more, than the descriptor of this grade asks for."
                if moved != grade
                else ""
            )
            grades[key] = Judged(moved, why)
        draft = Draft(
            grades=grades,
            views={
                "child": story.random.choice(("yes", "partly", "no")),
                "parents": "yes",
                "carers": "na",
            },
            quality=story.random.choice(("strong", "sound", "sound", "needs_work")),
            to_auditor="Clear reasons. Say more about what changed for the child.",
        )
        if grades[OVERALL].grade in GRADES[:2] and not actions_queries.actions_of(audit):
            _action(story, moderator, "plans", day + timedelta(days=21), stage="moderator")
        kept = audits.save_moderation(by=moderator, audit=audit, version=0, draft=draft)
        actions.conclude_moderation(by=moderator, audit=audit, version=kept.version, draft=draft)


def follow_up(story: Story, accounts: Accounts, day: date, is_last: bool) -> None:
    """Feedback is released, answered and discussed; actions are done and checked; the audit is closed."""
    audit, lead = story.audit, story.lead
    audit.refresh_from_db()
    managers = managers_of(audit.header.team)
    manager = managers[0] if managers else None
    worker = audit.header.practitioner and accounts.practitioners.get(
        audit.header.practitioner.name
    )
    with as_on(day, 9):
        audits.share_feedback(by=lead, audit=audit)
    with as_on(day + timedelta(days=4), 9):
        if worker and worker.practitioners.exists():
            audits.answer_feedback(
                by=worker, audit=audit, kind="read", text="Fair. I will change the plan."
            )
        elif manager:
            audits.answer_feedback(
                by=manager, audit=audit, kind="read", text="Discussed with the worker."
            )
        audits.note_discussion(
            by=manager or lead, audit=audit, on=day + timedelta(days=4),
            present="The worker and their manager", timescales="The actions, by their dates.",
            worker_view="The plan can be clearer; the visits were right for this family.",
        )  # fmt: skip
        audits.mark_recorded_on_file(by=lead, audit=audit, on=day + timedelta(days=4))
    _finish_actions(story, manager, day + timedelta(days=20), is_last)
    with as_on(day + timedelta(days=22), 9):
        audit.refresh_from_db()
        audits.close_audit(by=lead, audit=audit)


def _finish_actions(story: Story, manager: Any, day: date, is_last: bool) -> None:
    with as_on(day, 14):
        for action in actions_queries.actions_of(story.audit):
            if action.state != "open" or (is_last and _is_left_open(story, action)):
                continue
            # Whoever says that it is done may not check it: the lead says so where a manager is to.
            is_to_check = is_last and story.random.random() < 0.3
            stands_in = story.lead if is_to_check else manager or story.lead
            actions.mark_done(
                by=_doer(action) or stands_in, action=action, version=action.version, on=day,
                what_was_done="Done with the family; the record shows it.",
            )  # fmt: skip
            action.refresh_from_db()
            if not is_to_check:
                actions.close_action(by=story.lead, action=action, version=action.version)


def _is_left_open(story: Story, action: Any) -> bool:
    """Some actions of the last round, and all of the reviewing officer, who has no other work here."""
    return bool(action.owner == story.iro or story.random.random() < 0.35)


def _doer(action: Any) -> Any:
    """Whoever owns the action says that it is done; a manager only for those who cannot sign in."""
    return action.owner or (action.owner_practitioner and action.owner_practitioner.person)
