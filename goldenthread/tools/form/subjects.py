"""What an audit may be about: each kind of subject with its own header fields and case list."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SubjectKind:
    """`header`: the question keys that a tool for it has to ask first; what the case list already
    says (number, type, worker, team) is not asked again. `listed_from`: where its cases come from.
    `plural`: what is counted. `file` and `it`: on whose file a record is put, and what it is about.
    `is_on_case_list`: it may also be audited by the case of the child, from the case list."""

    label: str
    header: tuple[str, ...]
    listed_from: str
    plural: str
    file: str
    it: str
    is_on_case_list: bool = False
    is_restricted: bool = False


CASE_FILE = "case_file"
SUBJECTS: Mapping[str, SubjectKind] = {
    CASE_FILE: SubjectKind(
        "A child's case file", (), "the case list",
        plural="cases", file="the child's file", it="this child", is_on_case_list=True,
    ),
    "family": SubjectKind(
        "A family", (), "a list of families",
        plural="families", file="the family's file", it="this family", is_on_case_list=True,
    ),
    "contact": SubjectKind(
        "A contact or referral", ("header.received_on", "header.children"),
        "the contacts and referrals of a window of dates",
        plural="contacts and referrals", file="the record of the contact",
        it="the children of this contact",
    ),
    "assessment": SubjectKind(
        "An assessment", ("header.started_on",), "the assessments of a window of dates",
        plural="assessments", file="the child's file", it="this child", is_on_case_list=True,
    ),
    "supervision_file": SubjectKind(
        "A supervision file", ("header.supervisor",), "a list of the workers supervised",
        plural="supervision files", file="the supervision file", it="this worker", is_on_case_list=True,
    ),
    "observed_event": SubjectKind(
        "An observed event", ("header.observed", "header.observed_on", "header.consent"),
        "a list of visits and meetings, or the auditor, who names the event",
        plural="observed events", file="the record of the event", it="the family that was visited",
        is_on_case_list=True,
    ),
    "foster_carer": SubjectKind(
        "A foster carer", ("header.approved_on",), "the register of foster carers",
        plural="foster carers", file="the foster carer's file", it="this foster carer",
    ),
    "adopter": SubjectKind(
        "An adopter", ("header.approved_on",), "the register of adopters",
        plural="adopters", file="the adopter's file", it="these adopters",
    ),
    "childrens_home": SubjectKind(
        "A children's home", ("header.visited_on",), "the register of homes",
        plural="children's homes", file="the home's file", it="the children in this home",
    ),
    "private_fostering": SubjectKind(
        "A private fostering arrangement", ("header.notified_on",), "the private fostering register",
        plural="private fostering arrangements", file="the child's file", it="this child",
        is_on_case_list=True,
    ),
    "lado_referral": SubjectKind(
        "A referral to the designated officer", ("header.referred_on",),
        "the designated officer's own list",
        plural="referrals to the designated officer", file="the designated officer's file",
        it="the people concerned", is_restricted=True,
    ),
    "early_help": SubjectKind(
        "An early help assessment", (), "the early help list",
        plural="early help assessments", file="the child's file", it="this child", is_on_case_list=True,
    ),
    "closure": SubjectKind(
        "A closed case", ("header.closed_on",), "the cases closed in a period",
        plural="closed cases", file="the child's file", it="this child", is_on_case_list=True,
    ),
    "decision": SubjectKind(
        "A decision", ("header.decision", "header.decided_on"), "the decisions of a window of dates",
        plural="decisions", file="the child's file", it="this child", is_on_case_list=True,
    ),
}  # fmt: skip

# The question by which a family agrees to an observed event.
CONSENT = "header.consent"


def fits(tool: str, listed: str) -> bool:
    """Whether a tool about one kind of subject can audit what a list of this kind holds."""
    return tool == listed or (listed == CASE_FILE and SUBJECTS[tool].is_on_case_list)


def is_agreed(value: str) -> bool:
    """Whether an answer to it says that they have."""
    return value not in ("", "no", "na")
