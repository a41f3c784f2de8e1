"""One of everything, so that every address of the product can be tried against something real."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from goldenthread.actions.changes import Minute, minute_actions
from goldenthread.actions.models import Action, Meeting
from goldenthread.audits.changes import (
    add_evidence,
    answer_feedback,
    keep_export,
    make_family_link,
    match_export,
    open_session,
    raise_concern,
    raise_dispute,
    record_finding,
    share_feedback,
)
from goldenthread.audits.models import Audit, AuditImport, Concern, Dispute, Session
from goldenthread.audits.queries import columns_for, worked
from goldenthread.cases.changes import import_case_list
from goldenthread.cases.models import CaseList
from goldenthread.cli.invented.authority import invent
from goldenthread.cli.invented.workbook import write_workbook
from goldenthread.journal.changes import now, today
from goldenthread.learning.changes import (
    Tagged,
    add_objective,
    answer_recommendation,
    begin_briefing,
    begin_plan,
    check_exemplar,
    put_to_themes,
    recommend,
    say_progress,
    send_briefing,
    write_briefing,
    write_exemplar,
)
from goldenthread.learning.models import (
    Briefing,
    Exemplar,
    Objective,
    Plan,
    Recommendation,
    Tag,
    Theme,
)
from goldenthread.people.changes import make_token
from goldenthread.people.models import Person, Practitioner
from goldenthread.people.roles import Role
from goldenthread.programme.changes import (
    ask_exemption,
    commit_seed,
    create_round,
    design_round,
    exempt_practitioner,
    make_calendar,
    note_absence,
    note_promise,
    plan_activity,
    practise,
    restrict_round,
    select_cases,
    set_quotas,
    write_standard_notices,
)
from goldenthread.programme.models import Exemption, Practice, Round, Selection
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.case_files import read_case_files
from goldenthread.reports.build import example
from goldenthread.reports.changes import begin_report
from goldenthread.reports.models import Report
from goldenthread.reports.word_templates import add_word_template
from goldenthread.retention.changes import place_hold
from goldenthread.retention.models import Hold
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.practice import practice_case
from goldenthread.tools.queries import newest_version
from tests.cast import Cast, make_cast, person
from tests.indicators import kept
from tests.loop import act, moderated, round_of, submitted
from tests.published import waiting
from tests.rooms.built_tools import a_second_version

NOBODYS = "XXX-2222222222"
FEW = {
    "cin": 12,
    "cp": 8,
    "cla": 10,
    "care_leaver": 6,
    "assessment": 4,
    "early_help": 4,
    "closed": 4,
}


@dataclass
class World:
    """What there is, and the references that stand for it in addresses."""

    cast: Cast
    begun: Audit  # being written by Ines
    submitted: Audit  # due for moderation
    shared: Audit  # released to Dana, who thinks something is wrong
    concern: Concern
    action: Action
    round: Round
    selected: Round  # being set up, with a selection
    selection: Selection
    case_list: CaseList
    report: Report
    restricted: Round  # seen by Pat and Ines alone
    tools: tuple[ToolVersion, ToolVersion]  # a published version, and the draft that follows it
    incoming: AuditImport  # audits of the case system that wait to come into the round
    practice: Practice  # Ines on an invented case
    session: Session  # Mo and Nora Glass grade the submitted case, each alone
    dispute: Dispute  # of the restricted round
    token: str  # of an address that a child was given about the audit being written
    tag: Tag  # the shared audit's finding, put to a theme
    refs: dict[str, str] = field(default_factory=dict)


def case_list_of(cast: Cast, taken_on: date | None = None) -> CaseList:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "annex-a.xlsx"
        write_workbook(file, invent("tests"), taken_on or today(), "tests", FEW)
        reading = read_case_files([file], taken_on=taken_on or today())
    return import_case_list(by=cast.pat, reading=reading)


def selected_round(
    cast: Cast, case_list: CaseList, title: str = "Selected round"
) -> tuple[Round, Selection]:
    tool = newest_version("core")
    assert tool is not None
    round = create_round(
        by=cast.pat, title=title, way="selected", mode="record", tool_version=tool,
        period_from=today(), period_to=today(), due_on=today(), case_list=case_list,
        moderation_rule={"rate": 10, "grades": []},
    )  # fmt: skip
    quotas = {"cla": 3, "cp": 2, "cin": 3}
    round = design_round(by=cast.pat, round=round, seen=round.version, way="typed", quotas=quotas)
    commit_seed(by=cast.pat, round=round, seed="tests")
    return round, select_cases(by=cast.pat, round=round, seed="tests")


# What is written in the restricted round, and nowhere else.
SECRET = "Zanzibar"
SECRET_NUMBERS = ("40401", "40402", "40403")


def session_of(cast: Cast, audit: Audit, title: str, name: str = "Nora Glass") -> Session:
    """Mo and one more auditor, made on the spot, grade the case of an audit."""
    other = person(name, Role.AUDITOR)
    return open_session(
        by=cast.pat, audit=Audit.objects.get(id=audit.id), kind="calibration", title=title,
        people=[cast.mo, other],
    )  # fmt: skip


def restricted_round(cast: Cast) -> Round:
    """One audit begun with a concern, one due for moderation, one shared with an action and an answer."""
    begun, waiting, done = round_of(cast, list(SECRET_NUMBERS), rate=100, title=f"{SECRET} round")
    raise_concern(
        by=cast.ines, audit=begun, what=f"{SECRET}: seen alone.", is_reached=True,
        spoke_to="Tariq Moss", spoken_at=now(), will_do="Visit", is_on_record=True,
    )  # fmt: skip
    act(waiting, f"{SECRET} plan")
    submitted(waiting)
    act(done, f"{SECRET} plan")
    moderated(cast, submitted(done))
    share_feedback(by=cast.pat, audit=Audit.objects.get(id=done.id))
    answer_feedback(
        by=cast.dana, audit=Audit.objects.get(id=done.id), kind="wrong", text=f"{SECRET}."
    )
    raise_dispute(by=cast.tariq, audit=Audit.objects.get(id=done.id), why=f"{SECRET}.")
    session_of(cast, waiting, SECRET, "Nora Hale")
    begin_report(by=cast.pat, round=begun.round, kind="committee")
    write_standard_notices(
        by=cast.pat, round=begun.round, to=("worker",), signed="Pat Ellis", authority="Council"
    )
    return restrict_round(by=cast.pat, round=begun.round, why=f"{SECRET}, a member of staff")


def audit_import(cast: Cast, round: Round) -> AuditImport:
    """A file of one audit, read and matched, that waits for a decision."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        file.write_text(
            "Case number,Auditor,Date completed,Overall grade\n20309,Ines Vale,03/11/2026,Good\n"
        )
        read = read_audit_export(file)
        held = keep_export(by=cast.pat, round=round, read=read, path=file, name=file.name)
    return match_export(by=cast.pat, held=held, columns=columns_for(round, read.headings)[0])


def practice_of(person: Person, case: str = "river", tool: str = "core", **other: str) -> Practice:
    """A try with the reference's own grades, but for those given."""
    version, invented = newest_version(tool), practice_case(case, tool)
    assert version and invented
    grades = {key: each.grade for key, each in invented.references.items()}
    return practise(by=person, version=version, case=case, grades=grades | other)


def learn(cast: Cast) -> None:
    """A recommendation to Tariq that waits, and a plan with an objective of Sam's that has begun."""
    voice = Theme.objects.get(code="voice")
    asked = recommend(
        by=cast.pat, what="See children alone.", to_whom="Team managers", person=cast.tariq,
        theme=voice,
    )  # fmt: skip
    plan = begin_plan(by=cast.pat, title="Getting to good", from_on=today(), to_on=today())
    objective = add_objective(
        by=cast.pat, plan=plan, what="Children are seen alone.", measure="A re-audit shows it.",
        owner=cast.sam, due_on=today(), recommendation=asked,
    )  # fmt: skip
    say_progress(
        by=cast.sam, objective=objective, version=1, state="on_track", words="Begun in North."
    )
    accepted = recommend(by=cast.pat, what="Plan each visit.", to_whom="Team managers")
    answer_recommendation(by=cast.olive, recommendation=accepted, state="accepted")
    begin_briefing(by=cast.pat, title="Begun")
    briefing = begin_briefing(by=cast.pat, title="Seeing children alone", theme=voice)
    write_briefing(
        by=cast.pat, briefing=briefing, version=1, title=briefing.title,
        parts=dict.fromkeys(range(1, 8), "Ask, listen, write it down."),
    )  # fmt: skip
    send_briefing_to(cast, briefing)
    exemplar = write_exemplar(
        by=cast.olive, title="A plan in a child's words", words="The plan used the child's words.",
        why_good="The child could read it.", theme=voice,
    )  # fmt: skip
    check_exemplar(by=cast.pat, exemplar=exemplar)


def send_briefing_to(cast: Cast, briefing: Briefing) -> Briefing:
    """Sent to North, whose manager has still to say how it was used."""
    held = Briefing.objects.get(pk=briefing.pk)
    send_briefing(by=cast.pat, briefing=held, version=held.version, teams=[cast.north])
    return held


def make_world(cast: Cast | None = None) -> World:
    """Made through changes alone; with a cast of its own where none is given, to be borrowed."""
    cast = cast or make_cast()
    begun, waiting, done = round_of(cast, ["20301", "20302", "20303"], rate=100)
    record_finding(by=cast.ines, audit=begun, section="risk", kind="strength", words="Seen alone.")
    add_evidence(
        by=cast.ines, audit=begun, question="risk.grade", source="record", what="Visit note"
    )
    _, token = make_family_link(by=cast.pat, audit=begun, kind="child", safe_agreed_by="Dana Pike")
    concern = raise_concern(
        by=cast.ines, audit=begun, what="The child was found alone.", is_reached=True,
        spoke_to="Tariq Moss", spoken_at=now(), will_do="Visit at once", is_on_record=True,
    )  # fmt: skip
    action = act(waiting)
    submitted(waiting)
    moderated(cast, submitted(done))
    share_feedback(by=cast.pat, audit=Audit.objects.get(id=done.id))
    answer_feedback(
        by=cast.dana, audit=Audit.objects.get(id=done.id), kind="wrong", text="The date."
    )
    write_standard_notices(
        by=cast.pat,
        round=begun.round,
        to=("worker", "manager"),
        signed="Pat Ellis",
        authority="Council",
    )
    put_to_themes(
        by=cast.pat, tagged=[Tagged(done.findings.get(), [Theme.objects.get(code="voice")])]
    )
    learn(cast)
    case_list = case_list_of(cast)
    selected, selection = selected_round(cast, case_list)
    note_absence(by=cast.pat, person=cast.ines, from_on=today(), until_on=today())
    exempt_practitioner(
        by=cast.pat, practitioner=Practitioner.objects.get(name="Dana Pike"), from_on=today(),
        until_on=today(), why="new_here", decided_by="Head of Service",
    )  # fmt: skip
    world = World(
        cast=cast, begun=begun, submitted=waiting, shared=done, concern=concern, action=action,
        round=begun.round, selected=selected, selection=selection, case_list=case_list,
        report=begin_report(by=cast.pat, round=begun.round, kind="summary"),
        restricted=restricted_round(cast), tools=a_second_version(cast),
        incoming=audit_import(cast, begun.round), practice=practice_of(cast.ines),
        token=token, session=session_of(cast, waiting, "Spring"), dispute=Dispute.objects.get(),
        tag=Tag.objects.get(),
    )  # fmt: skip
    minute_actions(
        by=cast.pat, title="Action meeting", held_on=today(), present="Pat Ellis and Sam Field",
        minutes=[Minute(action, action.version, words="Waits for the moderation.")],
    )  # fmt: skip
    place_hold(by=cast.ira, kind="audit", target_ref=done.ref, why="A claim is expected")
    world.refs = _refs(world) | _schedule(cast)
    return world


def _schedule(cast: Cast) -> dict[str, str]:
    """An activity, a promise, Tariq's quota with an exemption he has asked for, and Ines' calendar."""
    activity = plan_activity(
        by=cast.pat, title="Care leavers", kind="thematic", month=today(), need="inspection", target=6
    )  # fmt: skip
    promise = note_promise(by=cast.pat, what="Moderate every audit", made_to="Scrutiny Board", made_on=today(), measure="moderated")  # fmt: skip
    set_quotas(by=cast.pat, people=[cast.tariq], audits=1, from_month=today())
    exemption = ask_exemption(
        by=cast.tariq, person=cast.tariq, from_month=today(), until_month=today(), why="new_here"
    )
    pages = {"activity": activity.ref, "promise": promise.ref, "manager": cast.tariq.ref}
    pages |= {f"{verb}_activity": activity.ref for verb in ("edit", "finish", "cancel")}
    pages |= {f"{verb}_exemption": cast.tariq.ref for verb in ("decide", "end_quota")}
    pages["keep_promise"] = promise.ref
    return {
        **{f"programme:{page} ref": ref for page, ref in pages.items()},
        **{f"programme:{verb}_exemption exemption": exemption.ref for verb in ("decide", "end_quota")},
        "programme:schedule_file form": "docx", "programme secret": make_calendar(by=cast.ines),
    }  # fmt: skip


def _template(cast: Cast) -> str:
    return add_word_template(
        by=cast.pat, kind="committee", file_name="council.docx", data=example("committee"),
        names=["body", "marking"], taken_out=[],
    ).ref  # fmt: skip


def _refs(world: World) -> dict[str, str]:
    """`room` or `room:page` and a parameter's name -> a value that stands for something real."""
    begun = world.begun
    token, _ = make_token(
        by=world.cast.pat, name="Power BI", scopes=["figures"], audience="internal", until_on=today()
    )  # fmt: skip
    return {
        "home page": "guidance", "people:end_token ref": token.ref,
        "audits ref": begun.ref, "audits section": "risk", "audits question": "risk.grade",
        "audits source": "worker", "audits number": "1", "audits token": world.token,
        "audits:family_links source": "child", "audits:family_paper source": "child",
        **{f"audits:{page} ref": world.round.ref for page in ("excel", "excel_file", "excel_read")},
        "audits:concern_raised ref": world.concern.ref, "audits:import_audits ref": world.round.ref,
        "audits:match_audits ref": world.incoming.ref, "audits:audit_import ref": world.incoming.ref,
        "audits:past_import ref": waiting(world.cast.pat).ref,
        "programme:indicator_file ref": kept(world.cast.pat).ref,
        "audits:remove thing": begun.findings.get().ref,
        "audits:worked thing": worked(begun)[0].ref,
        "audits:moderate ref": world.submitted.ref,
        "audits:blind_reading ref": world.submitted.ref,
        "audits:new_session ref": world.submitted.ref, "audits:session ref": world.session.ref,
        "audits:decide_dispute ref": world.dispute.ref,
        "audits:return_audit ref": world.submitted.ref,
        "audits:moderation_action ref": world.submitted.ref,
        "actions ref": world.action.ref, "actions:minutes ref": Meeting.objects.first().ref,
        "programme ref": world.round.ref, "programme case": begun.round_case.ref,
        "programme to": "worker", "programme selection": world.selection.ref,
        "programme:selection ref": world.selected.ref,
        "programme:auditor ref": world.cast.ines.ref, "programme:end_absence ref": world.cast.ines.ref,
        "programme:end_absence absence": world.cast.ines.absences.get().ref, "programme code": "cla",
        "programme:practised ref": world.practice.ref, "programme:practise tool": "core",
        "programme:practise case": "river",
        "programme:exemptions ref": Practitioner.objects.get(name="Dana Pike").ref,
        "programme:end_exemption ref": Practitioner.objects.get(name="Dana Pike").ref,
        "programme:end_exemption exemption": Exemption.objects.get().ref,
        "programme:fair_sample ref": world.selected.ref,
        "programme:selection_file ref": world.selected.ref, "programme kind": "certificate",
        "programme form": "json",
        "programme:end_named ref": world.restricted.ref,
        "programme:end_named person": world.cast.ines.ref,
        "programme:lift_restriction ref": world.restricted.ref,
        "learning ref": Theme.objects.get(code="voice").ref, "learning:untag ref": world.tag.ref,
        **{f"learning:{page} ref": Recommendation.objects.get(state="waiting").ref for page in ("recommendation", "answer_recommendation")},
        **{f"learning:{page} ref": Plan.objects.get().ref for page in ("plan", "plan_document", "close_plan", "add_objective")},
        "learning:objective ref": Objective.objects.get().ref, "learning form": "pdf",
        "learning:recommendation_action ref": Recommendation.objects.get(state="accepted").ref,
        **{f"learning:{page} ref": Briefing.objects.get(title="Seeing children alone").ref for page in ("briefing", "send_briefing", "use_briefing", "briefing_document")},
        "learning:edit_briefing ref": Briefing.objects.get(title="Begun").ref,
        "learning:use_briefing team": world.cast.north.ref,
        **{f"learning:{page} ref": Exemplar.objects.get().ref for page in ("exemplar", "check_exemplar", "withdraw_exemplar")},
        "figures stage": "findings", "cases ref": world.case_list.ref, "cases code": "cla",
        "reports ref": world.report.ref, "reports kind": "feedback", "reports form": "pdf",
        "reports:audit_document ref": world.submitted.ref,
        "tools ref": world.tools[1].ref, "tools code": "core", "tools form": "yaml", "tools kind": "question",
        "tools key": "visits.was_it_on_time", "tools:section key": "visits", "tools:scale key": "two_points",
        "tools:add_question key": "visits", "tools:rule key": "rule",
        **{f"tools:{page} ref": world.tools[0].ref for page in ("next_version", "retire")},
        "retention ref": Hold.objects.get().ref, "retention code": "audit",
        "journal ref": begun.subject.ref, "journal form": "pdf",
        "journal:person ref": world.cast.ines.ref, "journal:person_document ref": world.cast.ines.ref,
        "word_templates ref": _template(world.cast), "word_templates kind": "committee",
        "word_templates which": "template",
        "people ref": world.cast.dana.ref, "people role": world.cast.dana.held[0].ref,
        "people kind": "grade", "people code": "good",
        "people:edit_team ref": world.cast.north.ref,
        "people:link_practitioner ref": Practitioner.objects.get(name="Dana Pike").ref,
    }  # fmt: skip
