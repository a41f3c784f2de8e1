"""The tracker of actions, each action, the meeting that goes through them, and their ladder."""

from goldenthread.web.actions.following import action, check, confirm, difference, done, withdraw
from goldenthread.web.actions.ladder import ladder
from goldenthread.web.actions.meeting import meeting, meetings, minutes
from goldenthread.web.actions.moving import change_due, change_owner, remind
from goldenthread.web.actions.reopening import reopen
from goldenthread.web.actions.tracker import download, overdue, tracker

__all__ = [
    "action", "change_due", "change_owner", "check", "confirm", "difference", "done", "download",
    "ladder", "meeting", "meetings", "minutes", "overdue", "remind", "reopen", "tracker", "withdraw",
]  # fmt: skip
