"""Which actions a follow-up audit may open again."""

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import earlier, is_auditor, may_write, own_audits
from goldenthread.people.models import Person


def follow_up_of(person: Person, action: Action) -> Audit | None:
    """The audit that this person is writing and that follows the one the action is from."""
    if action.audit is None:  # of a recommendation: no audit follows it
        return None
    found = own_audits(person).filter(
        round__follows=action.audit.round_id, subject=action.audit.subject_id
    )
    for audit in found:
        before = earlier(person, audit)
        is_theirs = is_auditor(person, audit) and may_write(person, audit)
        if is_theirs and before is not None and before.audit.pk == action.audit_id:
            return audit
    return None


def action_to_reopen(person: Person, ref: str) -> tuple[Action, Audit] | None:
    """An ended action with the follow-up audit whose auditor may open it again."""
    ended = (Action.State.CLOSED, Action.State.NOT_DONE)
    action = Action.objects.filter(ref=ref, state__in=ended).select_related("audit", "what").first()
    following = follow_up_of(person, action) if action else None
    return (action, following) if action and following else None
