"""One invented audit, from the first answer to the closed action, through the product's own changes."""

from collections.abc import Callable
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
from goldenthread.cli.invented.clock import as_on
from goldenthread.tools.form import DATED, NOT_APPLICABLE, OVERALL, SEVERAL, WORDED, Form, Section

GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
FAMILY_ONLY = {"permanence", "placement", "independence"}
SEEN = "Seen on the record."
# Why a source gave nothing, by the state it is in.
UNHEARD = {
    "declined": "Asked twice; did not wish to take part this time.",
    "unsuitable": "They moved away in spring and cannot be reached.",
    "sought": "",
}
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


def make_audit(story: Story, day: date, also: Callable[[], object] = lambda: None) -> None:
    """The auditor answers, finds, does what else there is to do (`also`), proposes and submits."""
    audit, auditor = story.audit, story.audit.auditor
    with as_on(day, 9):
        form = _begin(story)
        for section in form.sections:
            given = _answers(story, form, section, day)
            audits.save_section(by=auditor, audit=audit, answers=given)
        _sources(story, day)
        also()
        _actions(story, day, _findings(story, form))
        actions.submit_audit(
            by=auditor, audit=audit, warnings_why="References are given in the text of each answer."
        )


def begin_audit(story: Story, day: date, sections: int | None = None) -> None:
    """The auditor has answered the first sections, or all, and goes on another day."""
    with as_on(day, 9):
        form = _begin(story)
        for section in form.sections[:sections]:
            given = _answers(story, form, section, day)
            audits.save_section(by=story.audit.auditor, audit=story.audit, answers=given)


def _begin(story: Story) -> Form:
    audit, auditor = story.audit, story.audit.auditor
    audits.start_audit(by=auditor, audit=audit)
    moved = story.random.choice((0, 0, 0, 1))
    audits.confirm_workers(by=auditor, audit=audit, worker_changes=moved)
    return audits_queries.audit_form(audit)


def _domain_grade(story: Story, section: Section) -> str:
    status = story.audit.header.status
    if section.key in FAMILY_ONLY and status not in ("cla", "care_leaver"):
        return NOT_APPLICABLE
    if section.key == "independence" and status != "care_leaver":
        return NOT_APPLICABLE
    place = GRADES.index(story.grade) + story.random.choice((-1, 0, 0, 0, 0, 1))
    return GRADES[min(max(place, 0), 3)]


def _answers(story: Story, form: Form, section: Section, day: date) -> list[Given]:
    if not section.grade_question:
        return [_fact(story, form, question, day) for question in section.questions]
    is_overall = section.key == OVERALL
    grade = story.grade if is_overall else _domain_grade(story, section)
    said = words.DOMAINS.get(section.key, words.ANY)
    given = []
    for question in section.questions:
        if question.type == "grade":
            given.append(Given(question.key, 0, value=grade, text=_why(said, grade, is_overall)))
        elif question.type not in WORDED:
            given.append(_fact(story, form, question, day))
        elif is_overall:
            text = "Thank you for the time you gave to talking this through."
            given.append(Given(question.key, 0, text=text))
        elif grade == NOT_APPLICABLE:
            given.append(Given(question.key, 0, value=NOT_APPLICABLE))
        else:
            text = said.little if grade in GRADES[:2] else said.difference
            given.append(Given(question.key, 0, text=text))
    return given


def _why(said: words.Said, grade: str, is_overall: bool) -> str:
    if grade == NOT_APPLICABLE:
        return "Not part of this child's life at this time."
    is_weak = grade in GRADES[:2]
    if is_overall:
        return words.OVERALL["weak" if is_weak else "good"]
    return said.weak if is_weak else said.good


def _fact(story: Story, form: Form, question: Any, day: date) -> Given:
    """An answer to a question that is no grade, whatever its type; of a header the first choice."""
    random, key = story.random, question.key
    if question.type in WORDED:
        return Given(key, 0, text=SEEN)
    if question.type == "number":
        return Given(key, 0, value=str(max(question.least or 0, min(question.most or 9, 6))))
    options = [value for value, _ in form.options(question)]
    if question.type in DATED:
        on = day - timedelta(days=random.randint(10, 320))
        value = options[0] if question.type in ("document", "seen") else ""
        return Given(key, 0, value=value, on=on, has_date=True)
    if question.type in ("yes_no", "yes_partly_no"):
        value = "no" if story.is_weak and random.random() < 0.5 else "yes"
    elif question.type in SEVERAL:
        value = " ".join(options[:2])
    else:
        value = options[0] if key.startswith("header.") else random.choice(options)
    return Given(key, 0, value=value, text=SEEN if value in question.words_for else "")


def _sources(story: Story, day: date) -> None:
    audit, auditor = story.audit, story.audit.auditor
    heard = {"record", "worker"} | ({"child"} if story.random.random() < 0.55 else {"parent_carer"})
    for source in audits_queries.sources(audit):
        if source.state == "not_part":
            continue
        is_heard = source.kind in heard
        unheard = story.random.choice(tuple(UNHEARD))
        audits.save_source(
            by=auditor, audit=audit, kind=source.kind, version=source.version,
            state="obtained" if is_heard else unheard,
            on=day if is_heard else None,
            said=SAID.get(source.kind, "") if is_heard else "",
            why="" if is_heard else UNHEARD[unheard],
        )  # fmt: skip


def _findings(story: Story, form: Form) -> list[str]:
    """Strengths and areas for improvement; the sections of the latter, which actions answer."""
    domains = [section for section in form.domains if section.key not in FAMILY_ONLY]
    story.random.shuffle(domains)
    strengths, improvements = (1, 3) if story.is_weak else (3, 1)
    for section in domains[:strengths]:
        audits.record_finding(
            by=story.audit.auditor, audit=story.audit, section=section.key, kind="strength",
            words=words.DOMAINS.get(section.key, words.ANY).strength,
        )  # fmt: skip
    for section in domains[strengths : strengths + improvements]:
        audits.record_finding(
            by=story.audit.auditor, audit=story.audit, section=section.key, kind="improvement",
            words=words.DOMAINS.get(section.key, words.ANY).improve,
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
        by=by, audit=story.audit, section=section, what=words.DOMAINS.get(section, words.ANY).action, stage=stage,
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
            section = "plans" if "plans" in grades else ""
            _action(story, moderator, section, day + timedelta(days=21), stage="moderator")
        kept = audits.save_moderation(by=moderator, audit=audit, version=0, draft=draft)
        actions.conclude_moderation(by=moderator, audit=audit, version=kept.version, draft=draft)
