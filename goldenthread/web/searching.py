"""What a search finds: cases, people, findings and actions, each among what the person may see."""

from dataclasses import dataclass, field
from typing import Any

from goldenthread.actions import queries as actions
from goldenthread.audits import queries as audits
from goldenthread.people.queries import people_found, practitioners_found
from goldenthread.people.roles import Permission
from goldenthread.web.guards import Person

SHORTEST, LONGEST, MOST = 2, 200, 25


@dataclass(frozen=True)
class Found:
    """At most MOST of each kind."""

    audits: list[Any] = field(default_factory=list)
    feedback: list[Any] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    workers: list[Any] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)
    in_feedback: list[Any] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)

    @property
    def shown(self) -> set[str]:
        """The audits and cases that the page names, for the record of reads."""
        refs = {row.ref for row in (*self.audits, *self.feedback)}
        refs |= {row.audit_ref for row in (*self.findings, *self.in_feedback)}
        return refs | {row.subject_ref for row in self.actions}

    @property
    def is_any(self) -> bool:
        return any(vars(self).values())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more of a kind than is shown."""
        return any(len(rows) >= MOST for rows in vars(self).values())


def found(person: Person, asked: str) -> Found:
    """The same number of questions, whoever asks and however much there is."""
    if not SHORTEST <= len(asked) <= LONGEST:
        return Found()
    return Found(
        audits=audits.found_audits(person, asked, MOST, audits.visible_audits),
        feedback=audits.found_audits(person, asked, MOST, audits.own_feedback),
        people=_people(person, asked),
        workers=_workers(person, asked),
        findings=audits.found_findings(person, asked, MOST),
        in_feedback=audits.found_in_feedback(person, asked, MOST),
        actions=actions.found_actions(person, asked, MOST),
    )


def _people(person: Person, asked: str) -> list[Any]:
    """Accounts, for whoever looks after them."""
    if not person.may(Permission.PEOPLE_MANAGE):
        return []
    return list(people_found(text=asked).prefetch_related(None)[:MOST])


def _workers(person: Person, asked: str) -> list[Any]:
    """Practitioners, for whoever runs rounds and so sees whose work was audited when."""
    if not person.may(Permission.ROUND_RUN):
        return []
    return list(practitioners_found(text=asked)[:MOST])
