"""What an audit may be about: each kind of subject with its own header fields and case list."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SubjectKind:
    """`header`: the question keys that a tool for it has to ask first; what the case list already
    says (number, type, worker, team) is not asked again. `listed_from`: where its cases come from."""

    label: str
    header: tuple[str, ...]
    listed_from: str
    is_restricted: bool = False


SUBJECTS: Mapping[str, SubjectKind] = {
    "case_file": SubjectKind("A child's case file", (), "the case list"),
    "family": SubjectKind("A family", (), "the families of the case list"),
    "contact": SubjectKind(
        "A contact or referral", ("header.received_on", "header.children"),
        "the contacts and referrals of a window of dates",
    ),
    "assessment": SubjectKind(
        "An assessment", ("header.started_on",), "the assessments of a window of dates"
    ),
    "supervision_file": SubjectKind(
        "A supervision file", ("header.supervisor",), "the workers of the case list"
    ),
    "observed_event": SubjectKind(
        "An observed event", ("header.observed", "header.observed_on", "header.consent"),
        "the auditor, who names the event",
    ),
    "foster_carer": SubjectKind(
        "A foster carer", ("header.approved_on",), "the register of foster carers"
    ),
    "adopter": SubjectKind("An adopter", ("header.approved_on",), "the register of adopters"),
    "childrens_home": SubjectKind(
        "A children's home", ("header.visited_on",), "the register of homes"
    ),
    "private_fostering": SubjectKind(
        "A private fostering arrangement", ("header.notified_on",), "the private fostering register"
    ),
    "lado_referral": SubjectKind(
        "A referral to the designated officer", ("header.referred_on",),
        "the designated officer's own list", is_restricted=True,
    ),
    "early_help": SubjectKind("An early help assessment", (), "the early help list"),
    "closure": SubjectKind("A closed case", ("header.closed_on",), "the cases closed in a period"),
    "decision": SubjectKind(
        "A decision", ("header.decision", "header.decided_on"), "the decisions of a window of dates"
    ),
}  # fmt: skip

# The question by which a family agrees to an observed event.
CONSENT = "header.consent"


def is_agreed(value: str) -> bool:
    """Whether an answer to it says that they have."""
    return value not in ("", "no", "na")
