"""Roles and permissions as code, a sentence each."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Permission(StrEnum):
    """What a role may do. Rows are filtered in queries; these guard the changes."""

    SETTINGS_CHANGE = "change the authority's settings and words"
    PEOPLE_MANAGE = "make accounts, give roles and arrange teams"
    CASES_IMPORT = "load case lists"
    ROUND_RUN = "set up and run rounds"
    AUDITS_ALL = "see every audit"
    AUDIT_ANSWER = "answer an audit given to them"
    AUDIT_ENTER_FOR = "enter an auditor's answers for them, shown as entered by"
    AUDIT_MODERATE = "moderate another person's audit"
    FEEDBACK_RELEASE = "release feedback"
    FEEDBACK_ANSWER = "answer feedback on their own work"
    TEAM_SEE = "see released feedback, concerns and actions of their teams"
    ACTION_DO = "say that an action of theirs is done"
    ACTION_CHECK = "check and close actions of others"
    CONCERN_RAISE = "record an immediate safeguarding concern"
    CONCERN_ACKNOWLEDGE = "acknowledge an immediate safeguarding concern"
    LEARNING_RUN = "keep themes, recommendations, improvement plans and what is shared of learning"
    FIGURES_SEE = "see figures"
    CONSISTENCY_SEE = "see how each auditor's grades compare with their moderators'"
    REPORT_WRITE = "write reports"
    REPORT_CHECK = "read the words of another person's report before it is published"
    REPORT_FINALISE = "finalise reports"
    JOURNAL_READ = "read who did and saw what"
    ACCESS_REPORT = "report who saw and changed what of one case, or what one person looked at"
    RETENTION_MANAGE = "say how long things are kept, hold them back and dispose of them"


@dataclass(frozen=True)
class RoleMeaning:
    label: str
    sentence: str
    permissions: frozenset[Permission]


def _role(label: str, sentence: str, *permissions: Permission) -> RoleMeaning:
    return RoleMeaning(label, sentence, frozenset(permissions))


P = Permission


class Role(Enum):
    """One account may hold many; each may be bounded by a team, a round or an end date."""

    QA_LEAD = _role(
        "QA lead",
        "Runs the audit programme: rounds, people, words, feedback, figures and reports.",
        P.SETTINGS_CHANGE, P.PEOPLE_MANAGE, P.CASES_IMPORT, P.ROUND_RUN, P.AUDITS_ALL,
        P.FEEDBACK_RELEASE, P.ACTION_CHECK, P.CONCERN_RAISE, P.CONCERN_ACKNOWLEDGE, P.FIGURES_SEE,
        P.REPORT_WRITE, P.REPORT_CHECK, P.REPORT_FINALISE, P.JOURNAL_READ, P.ACTION_DO,
        P.LEARNING_RUN, P.CONSISTENCY_SEE,
    )  # fmt: skip
    QA_OFFICER = _role(
        "QA officer",
        "Runs rounds and enters answers on an auditor's behalf, shown as entered by; cannot grade.",
        P.CASES_IMPORT, P.ROUND_RUN, P.AUDITS_ALL, P.AUDIT_ENTER_FOR, P.FEEDBACK_RELEASE,
        P.CONCERN_RAISE, P.CONCERN_ACKNOWLEDGE, P.FIGURES_SEE, P.REPORT_WRITE, P.REPORT_CHECK,
        P.ACTION_DO, P.LEARNING_RUN,
    )  # fmt: skip
    AUDITOR = _role(
        "Auditor",
        "Audits the cases given to them, never a case of their own team.",
        P.AUDIT_ANSWER, P.CONCERN_RAISE, P.ACTION_DO,
    )  # fmt: skip
    EXTERNAL_AUDITOR = _role(
        "External auditor",
        "Audits the cases given to them until a date; sees nothing else.",
        P.AUDIT_ANSWER, P.CONCERN_RAISE,
    )  # fmt: skip
    MODERATOR = _role(
        "Moderator",
        "Moderates audits made by others, agreeing or changing each grade with a reason.",
        P.AUDIT_MODERATE, P.CONCERN_RAISE, P.ACTION_DO,
    )  # fmt: skip
    PRACTITIONER = _role(
        "Practitioner",
        "Reads and answers feedback on their own work, and does their actions.",
        P.FEEDBACK_ANSWER, P.ACTION_DO,
    )  # fmt: skip
    TEAM_MANAGER = _role(
        "Team manager",
        "Sees feedback, concerns and actions of their team, and checks that actions are done.",
        P.TEAM_SEE, P.ACTION_DO, P.ACTION_CHECK, P.CONCERN_ACKNOWLEDGE,
    )  # fmt: skip
    SERVICE_MANAGER = _role(
        "Service manager",
        "Sees feedback, concerns, actions and figures of the teams below them.",
        P.TEAM_SEE, P.ACTION_DO, P.ACTION_CHECK, P.CONCERN_ACKNOWLEDGE, P.FIGURES_SEE,
    )  # fmt: skip
    DIRECTOR = _role(
        "Director",
        "Reads figures and reports for the whole authority; no case data.",
        P.FIGURES_SEE,
    )
    PRINCIPAL_SOCIAL_WORKER = _role(
        "Principal social worker",
        "Reads released audits, figures and reports, to lead on practice.",
        P.TEAM_SEE, P.FIGURES_SEE, P.ACTION_DO, P.LEARNING_RUN,
    )  # fmt: skip
    IRO = _role(
        "Independent reviewing officer",
        "Does the actions given to them from audits of children they review.",
        P.ACTION_DO,
    )
    INFORMATION_GOVERNANCE = _role(
        "Information governance",
        "Reads who did and saw what, without the content; says how long things are kept.",
        P.JOURNAL_READ, P.ACCESS_REPORT, P.RETENTION_MANAGE,
    )  # fmt: skip
    ADMINISTRATOR = _role(
        "Administrator",
        "Looks after accounts and settings; sees no case.",
        P.SETTINGS_CHANGE, P.PEOPLE_MANAGE,
    )  # fmt: skip

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> "Role":
        return cls[code.upper()]


# Only these roles can be kept to a round, or to the team one manages, works in or belongs to; the
# others hold for the whole authority, and saying otherwise would promise a limit nobody keeps.
ROUND_BOUND = frozenset({Role.AUDITOR, Role.EXTERNAL_AUDITOR, Role.MODERATOR})
TEAM_BOUND = ROUND_BOUND | {
    Role.PRACTITIONER,
    Role.TEAM_MANAGER,
    Role.SERVICE_MANAGER,
    Role.IRO,
}
