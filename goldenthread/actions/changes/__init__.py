"""Changes to actions, and the changes to audits that set actions off."""

from goldenthread.actions.changes.following import (
    ActionChanged,
    ActionNotReady,
    DoneInFuture,
    ReasonMissing,
    change_due,
    change_due_of_many,
    change_owner,
    change_owner_of_many,
    close_action,
    mark_done,
    not_done,
    send_back,
)
from goldenthread.actions.changes.proposing import (
    BelowStandardWithoutAction,
    DueInPast,
    OwnerMissing,
    WhatMissing,
    conclude_moderation,
    propose_action,
    submit_audit,
    withdraw,
)

__all__ = [
    "ActionChanged",
    "ActionNotReady",
    "BelowStandardWithoutAction",
    "DoneInFuture",
    "DueInPast",
    "OwnerMissing",
    "ReasonMissing",
    "WhatMissing",
    "change_due",
    "change_due_of_many",
    "change_owner",
    "change_owner_of_many",
    "close_action",
    "conclude_moderation",
    "mark_done",
    "not_done",
    "propose_action",
    "send_back",
    "submit_audit",
    "withdraw",
]
