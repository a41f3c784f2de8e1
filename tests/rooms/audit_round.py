"""A round that is open, made through changes: what the tests of audits stand on."""

from datetime import timedelta

from goldenthread.audits.changes import confirm_workers, open_round, save_answer
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import form_state
from goldenthread.cases.changes import ensure_practitioner
from goldenthread.cases.models import CaseType
from goldenthread.journal.changes import today
from goldenthread.people.changes import link_practitioner
from goldenthread.people.models import Person
from goldenthread.programme.changes import add_typed_case, assign, create_round, restrict_round
from goldenthread.programme.models import Round
from goldenthread.tools.form import SEVERAL, Form, Question
from goldenthread.tools.form.subjects import SUBJECTS
from goldenthread.tools.queries import form, newest_version
from tests.cast import OPERATOR, Cast


def make_round(
    cast: Cast, *, tool: str = "core", mode: str = "with_worker", rate: int = 0,
    grades: tuple[str, ...] = (), firsts: int = 0, title: str = "Autumn",
) -> Round:  # fmt: skip
    version = newest_version(tool)
    assert version is not None
    return create_round(
        by=cast.pat, title=title, way="quick", mode=mode, tool_version=version,
        period_from=today() - timedelta(days=180), period_to=today(),
        due_on=today() + timedelta(days=10), moderation_rule={"rate": rate, "grades": list(grades), "firsts": firsts},
    )  # fmt: skip


def open_with(
    cast: Cast, *auditors: Person | None, worker: str = "Dana Pike", case_type: str = "",
    **options: object,
) -> list[Audit]:  # fmt: skip
    """An open round with a case of the North team for each auditor; the audits in that order."""
    round = make_round(cast, **options)  # type: ignore[arg-type]
    practitioner = ensure_practitioner(
        by=cast.pat, source="typed", key=worker, name=worker, team=cast.north
    )
    if worker == "Dana Pike":
        link_practitioner(by=OPERATOR, practitioner=practitioner, person=cast.dana)
    for n, auditor in enumerate(auditors):
        case = add_typed_case(
            by=cast.pat, round=round, number=f"2038{n}", worker=worker, team=cast.north,
            case_type=CaseType.objects.filter(code=case_type).first(),
        )  # fmt: skip
        if auditor:
            assign(by=cast.pat, round_case=case, auditor=auditor)
    if SUBJECTS[form(round.tool_version).subject].is_restricted:
        restrict_round(by=cast.pat, round=round, why="About a named adult.")
    audits = open_round(by=cast.pat, round=round)
    return sorted(audits, key=lambda audit: audit.subject.number)


def answer_all(audit: Audit, grade: str = "good") -> None:
    """Every question answered by the auditor, every grade with its why; workers confirmed."""
    assert audit.auditor is not None
    asked: set[str] = set()
    # Answers may show further questions; a circle of them is refused when the tool is loaded.
    while waiting := [q for q in form_state(audit).form.questions if q.key not in asked]:
        state = form_state(audit)
        for question in waiting:
            asked.add(question.key)
            save_answer(
                by=audit.auditor, audit=audit, question=question.key,
                value=an_answer(state.form, question, grade),
                version=state.answer(question.key).version, text="Seen on the record.",
                on=today() if question.type in ("date", "months_since") else None,
            )  # fmt: skip
    confirm_workers(by=audit.auditor, audit=audit, worker_changes=0)


def an_answer(form: Form, question: Question, grade: str) -> str:
    """The grade where there is one of this name, else the best; the first of other answers."""
    options = [value for value, _ in form.options(question)]
    if question.type == "grade":
        return grade if grade in options else options[-1]
    if question.type == "number":
        return "2"
    if question.type == "months_since" or not options:
        return ""
    return " ".join(options[:2]) if question.type in SEVERAL and len(options) > 2 else options[0]
