"""Who asks, and what for: the people and the things of the rights table, made through changes."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from goldenthread.actions.changes import Minute, minute_actions
from goldenthread.actions.models import Action, Meeting
from goldenthread.audits.models import Audit, Concern
from goldenthread.audits.queries import worked
from goldenthread.journal.changes import today
from goldenthread.people.changes import end_role
from goldenthread.people.models import Person
from goldenthread.people.roles import Role
from goldenthread.programme.changes import end_naming, name_person, restrict_round
from goldenthread.programme.models import Round
from goldenthread.programme.queries import named_person
from goldenthread.reports.models import Report
from goldenthread.retention.changes import place_hold
from goldenthread.web.urls import TABLE
from tests.cast import OPERATOR, person
from tests.rights.rules import HIDDEN, NOBODYS, OPEN
from tests.rooms.case_files import CSV, OWN_CSV, upload
from tests.web.test_strangers import PARAMETER
from tests.world import World, audit_import, case_list_of, selected_round

# Pages that are told in the query what they are about.
QUERIES = {
    "actions:change_due": "?ref={}", "actions:change_owner": "?ref={}", "actions:remind": "?ref={}",
}  # fmt: skip


@dataclass
class Place:
    """The people by their column, and the values of addresses by what they are about."""

    people: dict[str, Person]
    values: dict[str, dict[str, str]]
    world: World
    hidden: dict[str, object] = field(default_factory=dict)

    def address(self, name: str, about: str) -> str:
        """The address of a page about something open, hidden, or not there."""
        room, page = name.split(":")
        values = {}
        for parameter in PARAMETER.findall(TABLE[room][page]):
            known = self._value(name, parameter, HIDDEN if about == HIDDEN else OPEN)
            is_ref = parameter in ("ref", "selection", "case", "code")
            values[parameter] = "XXX-2222222222" if about == NOBODYS and is_ref else known
        asked = QUERIES.get(name)
        ref = self._value("actions:action", "ref", about) if about != NOBODYS else "ACT-2222222222"
        return reverse(name, kwargs=values) + (asked.format(ref) if asked else "")

    def _value(self, name: str, parameter: str, about: str) -> str:
        room = name.split(":", maxsplit=1)[0]
        for kind in (about, OPEN):
            known = self.values[kind]
            value = known.get(f"{name} {parameter}", known.get(f"{room} {parameter}"))
            if value is not None:
                return value
        raise KeyError(f"tests/rights/place.py has nothing for {name} {parameter}")


def make_place(world: World) -> Place:
    lists = case_list_of(world.cast, date(2026, 1, 2))
    planned, selection = selected_round(world.cast, lists, "Hidden plan")
    restrict_round(by=world.cast.pat, round=planned, why="Concerns a member of staff")
    _name(world)
    held = place_hold(
        by=world.cast.ira, kind="subject", target_ref=world.begun.subject.ref, why="A complaint"
    )
    uploads = upload("list_6.csv", CSV), upload("own.csv", OWN_CSV)
    opened = world.refs | {
        "journal ref": world.begun.subject.ref, "journal:person ref": world.cast.ines.ref,
        "journal:person_document ref": world.cast.ines.ref,
        "journal form": "pdf", "home page": "guidance",
        **{f"audits:{page} ref": world.submitted.ref for page in OF_SUBMITTED},
        **{f"audits:{page} ref": world.shared.ref for page in OF_SHARED},
        **{f"programme:{page} ref": world.selected.ref for page in PLANNING},
        "programme:swap case": _selected_case(world.selected),
        "retention ref": held.ref, "retention code": "audit",
        "cases:upload ref": uploads[0].ref, "cases:match_columns ref": uploads[1].ref,
    }  # fmt: skip
    for page in ("restricted", "lift_restriction", "end_named"):
        opened[f"programme:{page} ref"] = world.round.ref
    place = Place(_people(world), {OPEN: opened}, world)
    place.values[HIDDEN] = _hidden(world, planned) | {"programme selection": selection.ref}
    return place


OF_SUBMITTED = ("moderate", "return_audit", "moderation_action", "blind_reading", "new_session")
OF_SHARED = ("moderation_result", "feedback", "undo_release", "reply", "discussion", "dispute", "feedback_dates", "close_audit")  # fmt: skip
SHEETS = ("excel", "excel_file", "excel_read")
PLANNING = (
    "set_up", "set_up_cases", "set_up_tool", "set_up_selection", "name_case", "preview",
    "select_again", "selecting", "set_up_auditors", "set_up_check", "selection", "selection_file",
    "fair_sample", "swap",
)  # fmt: skip


def _hidden(world: World, planned: Round) -> dict[str, str]:
    """The same kinds of things, all of restricted rounds."""
    begun, waiting, done = Audit.objects.filter(round=world.restricted).order_by("subject__number")
    incoming = audit_import(world.cast, world.restricted)
    return {
        "audits:import_audits ref": world.restricted.ref,
        "audits:match_audits ref": incoming.ref, "audits:audit_import ref": incoming.ref,
        "audits ref": begun.ref,
        **{f"audits:{page} thing": worked(begun)[0].ref for page in ("worked", "remove")},
        "audits:concern_raised ref": Concern.objects.get(audit=begun).ref,
        **{f"audits:{page} ref": waiting.ref for page in OF_SUBMITTED},
        **{f"audits:{page} ref": done.ref for page in OF_SHARED},
        **{f"audits:{page} ref": world.restricted.ref for page in SHEETS},
        "audits:session ref": waiting.sessions.get().ref,
        "audits:decide_dispute ref": world.dispute.ref,
        "actions ref": Action.objects.get(audit=waiting).ref,
        "actions:minutes ref": _hidden_minutes(world, waiting).ref,
        "programme ref": world.restricted.ref, "programme case": begun.round_case.ref,
        "programme:end_named person": world.cast.ines.ref,
        **{f"programme:{page} ref": planned.ref for page in PLANNING},
        "programme:swap case": _selected_case(planned),
        "reports ref": Report.objects.get(round=world.restricted).ref,
        "reports:audit_document ref": waiting.ref,
    }  # fmt: skip


def _hidden_minutes(world: World, audit: Audit) -> Meeting:
    """Of an action in a restricted round alone."""
    action = Action.objects.get(audit=audit)
    minutes = [Minute(action, action.version, words="Waits for the moderation.")]
    return minute_actions(by=world.cast.pat, title="Hidden", held_on=today(), minutes=minutes)


def _selected_case(round: Round) -> str:
    case = round.cases.filter(came="selected").first()
    assert case is not None
    return case.ref


def _name(world: World) -> None:
    """Besides Pat and Ines: a moderator and the worker; the manager no longer."""
    cast, hidden = world.cast, world.restricted
    for who in (cast.mo, cast.dana, cast.tariq):
        name_person(by=cast.pat, round=hidden, person=who, why="Has a part in it")
    tariq = named_person(hidden, cast.tariq.ref)
    assert tariq is not None
    end_naming(by=cast.pat, named=tariq)


def _people(world: World) -> dict[str, Person]:
    cast = world.cast
    ended = person("Eva Former", Role.QA_LEAD)
    end_role(by=OPERATOR, held=ended.roles.get())
    return {
        "stranger": cast.stranger, "lead": cast.pat, "officer": cast.olive, "auditor": cast.ines,
        "external": cast.ed, "lapsed": cast.gone, "ended": ended, "moderator": cast.mo,
        "worker": cast.dana, "other_worker": person("Owen Other", Role.PRACTITIONER, team=cast.north),
        "manager": cast.tariq, "other_manager": cast.sunita, "service": cast.sam,
        "psw": person("Petra Lead", Role.PRINCIPAL_SOCIAL_WORKER), "director": cast.dee,
        "ig": cast.ira, "admin": cast.ada,
    }  # fmt: skip
