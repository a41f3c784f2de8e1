"""An audit taken hold of for writing: the row locked, the right checked, the state still open."""

from dataclasses import dataclass

from django.db.models import QuerySet

from goldenthread.audits.models import Audit
from goldenthread.audits.queries.visible import BEING_WRITTEN, is_auditor
from goldenthread.config.statements import written_once
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round


@dataclass(unsafe_hash=True)
class NotBeingWritten(Exception):
    """The audit was handed in, or its round closed, since the page was opened."""

    ref: str
    state: str

    def __str__(self) -> str:
        return (
            "This audit can no longer be changed: it has been submitted or its round is closed. "
            "Copy your words before you leave this page, and tell the QA team."
        )


# What a save needs of an audit; it comes every few seconds from everybody who writes.
NEEDED = ("ref", "state", "round__ref", "round__state", "auditor__ref", "tool_version__sha256")


def _lock(audit: int) -> QuerySet[Audit]:
    """The audit as it stands now; two writers of one audit take turns, writers of two do not wait."""
    rows = Audit.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("round", "auditor", "tool_version").filter(pk=audit)


def _locked(audit: Audit) -> Audit:
    return _lock(audit.pk).defer("tool_version__body", "round__design").get()


@written_once
def _to_save(audit: int) -> QuerySet[Audit]:
    return _lock(audit).order_by().only(*NEEDED)


def _held(by: Actor, audit: Audit) -> Audit:
    """The audit, locked, for its auditor or whoever enters for them, while it is being written."""
    [held] = _to_save(audit.pk)
    if not is_auditor(by, held):
        require(by, Permission.AUDIT_ENTER_FOR)
    _require_open(held)
    return held


def _held_by_auditor(by: Actor, audit: Audit) -> Audit:
    """The audit, locked, for nobody but its auditor, while it is being written."""
    held = _locked(audit)
    if not is_auditor(by, held):
        raise NotAllowed(Permission.AUDIT_ANSWER)
    _require_open(held)
    return held


def _require_open(held: Audit) -> None:
    if held.state not in BEING_WRITTEN or held.round.state != Round.State.OPEN:
        raise NotBeingWritten(held.ref, held.state)
