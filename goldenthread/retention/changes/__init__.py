"""Changes to how long things are kept, to holds, and the one that lets things go."""

from goldenthread.retention.changes.disposing import (
    AuditNotEnded,
    Disposed,
    HeldBack,
    dispose,
    dispose_case,
)
from goldenthread.retention.changes.holds import (
    AlreadyHeld,
    HoldEnded,
    NothingToHold,
    end_hold,
    place_hold,
)
from goldenthread.retention.changes.periods import (
    PeriodChanged,
    PeriodOutOfRange,
    ReasonMissing,
    set_period,
    settle_dates,
)

__all__ = [
    "AlreadyHeld",
    "AuditNotEnded",
    "Disposed",
    "HeldBack",
    "HoldEnded",
    "NothingToHold",
    "PeriodChanged",
    "PeriodOutOfRange",
    "ReasonMissing",
    "dispose",
    "dispose_case",
    "end_hold",
    "place_hold",
    "set_period",
    "settle_dates",
]
