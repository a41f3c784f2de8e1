"""The words people see. Codes are stored; these defaults stand until the QA lead changes one."""

from dataclasses import dataclass, field
from typing import Protocol

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
    "round_state": {
        "setting_up": "Being set up",
        "open": "Open",
        "closed": "Closed",
        "withdrawn": "Taken back",
    },
    "mode": {
        "record": "Record only",
        "with_worker": "With the worker",
        "jointly": "Jointly with the worker",
        "": "How it was done is not recorded",
    },
    "status": {
        "cla": "Looked after",
        "cp": "Child protection",
        "care_leaver": "Care leaver",
        "cin": "Child in need",
        "assessment": "Assessment",
        "early_help": "Early help",
        "listed": "On the list",
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
        "family": "Family",
        "contact": "Contact or referral",
        "supervision_file": "Supervision file",
        "observed_event": "Observed event",
        "foster_carer": "Foster carer",
        "adopter": "Adopter",
        "childrens_home": "Children's home",
        "private_fostering": "Private fostering",
        "lado_referral": "Designated officer",
        "closure": "Closed case",
        "decision": "Decision",
    },
    "subject": {
        "family": "Family",
        "contact": "Contact",
        "assessment": "Assessment",
        "supervision_file": "Supervision file",
        "observed_event": "Observed event",
        "foster_carer": "Foster carer",
        "adopter": "Adopter",
        "childrens_home": "Children's home",
        "private_fostering": "Private fostering arrangement",
        "lado_referral": "LADO referral",
        "early_help": "Early help assessment",
        "closure": "Closed case",
        "decision": "Decision",
    },
    "flag": {
        "adoption": "Adoption",
        "also_assessment": "Also in assessment",
        "also_care_leaver": "Also care leaver",
        "also_cin": "Also child in need",
        "also_cla": "Also looked after",
        "also_cp": "Also child protection",
        "also_early_help": "Also early help",
        "care_ended": "Care ended",
        "cla_and_cp": "Looked after and child protection",
        "disability": "Disability",
        "generic_worker": "Worker may be no single person",
        "icpc_not_cp": "Conference without a plan",
        "long_term_fostering": "Long-term fostering",
        "missing": "Missing from placement",
        "not_in_touch": "Care leaver not in touch",
        "placed_with_parents": "Placed with parents",
        "placement_moves": "Three or more placements",
        "plan_ended": "Child protection plan ended",
        "re_referral": "Re-referral",
        "recently_closed": "Recently closed",
        "repeat_plan": "Repeat child protection plan",
        "s47_nfa": "Section 47 without a conference",
        "second_period_in_care": "Second period in care",
        "semi_independent": "Semi-independent",
        "short_breaks": "Short breaks",
        "transferred_out": "Transferred out",
        "uasc": "Unaccompanied asylum-seeking child",
        "unborn": "Unborn",
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


class Numbered(Protocol):
    """A thing that may be audited."""

    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str: ...


@dataclass(frozen=True)
class Vocabulary:
    """The defaults with the authority's own words laid over them."""

    own: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, kind: str, code: str, label: str = "") -> str:
        """The words for a code; one that nobody has named has its own label, or is printed readable."""
        if (kind, code) in self.own:
            return self.own[kind, code]
        return DEFAULTS.get(kind, {}).get(code) or label or code.replace("_", " ").capitalize()

    def called(self, subject: Numbered) -> str:
        """What an audit is about, by its number.

        >>> class Carer:
        ...     kind, number = "foster_carer", "2041"
        >>> Vocabulary().called(Carer), Vocabulary().amid(Carer)
        ('Foster carer 2041', 'foster carer 2041')
        """
        return f"{self('subject', subject.kind, 'Case')} {subject.number}"

    def amid(self, subject: Numbered) -> str:
        """The same in the middle of a sentence; letters that stand for words keep their capitals.

        A child's case file is a case: its word is in many sentences, and so nobody's to change.
        """
        said = self.called(subject)
        return said if said[:2].isupper() else said[0].lower() + said[1:]
