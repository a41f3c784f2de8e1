"""The words people see. Codes are stored; these defaults stand until the QA lead changes one."""

from dataclasses import dataclass, field

from goldenthread.people.roles import Role

DEFAULTS: dict[str, dict[str, str]] = {
    "term": {
        "audit": "audit",
        "audits": "audits",
        "round": "round",
        "case_list": "case list",
        "selection": "selection",
        "selection_record": "selection record",
        "case_type": "case type",
        "provisional": "provisional",
        "practitioner": "practitioner",
    },
    "audit_state": {
        "not_started": "Not yet started",
        "in_progress": "In progress",
        "returned": "Returned",
        "submitted": "Submitted",
        "moderated": "Moderated",
        "shared": "Shared",
        "acknowledged": "Acknowledged",
        "closed": "Closed",
    },
    "action_state": {
        "proposed": "Proposed",
        "open": "Open",
        "done": "Done – needs checking",
        "closed": "Closed",
        "not_done": "Not done",
        "withdrawn": "Withdrawn",
    },
    "round_state": {"setting_up": "Being set up", "open": "Open", "closed": "Closed"},
    "mode": {
        "record": "Record only",
        "with_worker": "With the worker",
        "jointly": "Jointly with the worker",
    },
    "status": {
        "cla": "Looked after",
        "cp": "Child protection",
        "care_leaver": "Care leaver",
        "cin": "Child in need",
        "assessment": "Assessment",
        "early_help": "Early help",
        "closed": "Closed",
        "unknown": "Not known",
    },
    "case_type": {
        "cla": "Looked after",
        "cp": "Child protection",
        "care_leaver": "Care leaver",
        "cin": "Child in need",
        "assessment": "Assessment",
        "early_help": "Early help",
        "unknown": "Not known",
    },
    "grade": {
        "inadequate": "Inadequate",
        "requires_improvement": "Requires improvement",
        "good": "Good",
        "outstanding": "Outstanding",
        "does_not_meet_good": "Does not meet good",
        "meets_good": "Meets good",
        "exceeds_good": "Exceeds good",
        "na": "Not applicable",
    },
    "stage": {
        "auditor": "Auditor's grade",
        "moderated": "After moderation",
        "final": "Final grade",
    },
    "source": {
        "record": "Child's record",
        "worker": "Worker",
        "manager": "Manager",
        "child": "Child or young person",
        "parent_carer": "Parent or carer",
    },
    "role": {role.code: role.value.label for role in Role},
}


@dataclass(frozen=True)
class Vocabulary:
    """The defaults with the authority's own words laid over them."""

    own: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, kind: str, code: str) -> str:
        """The words for a code; a code nobody has named is printed as it is, readable."""
        if (kind, code) in self.own:
            return self.own[kind, code]
        return DEFAULTS.get(kind, {}).get(code) or code.replace("_", " ").capitalize()
