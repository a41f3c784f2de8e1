"""Changes to audits: rounds opened, answers saved, audits submitted, moderated, shared and closed."""

from goldenthread.audits.changes.answers import (
    AnswerConflict,
    AnswerRefused,
    Given,
    Saved,
    SectionSaved,
    mark_section_not_applicable,
    save_answer,
    save_section,
    start_audit,
    undo_section_not_applicable,
)
from goldenthread.audits.changes.concerns import (
    AlreadyAcknowledged,
    acknowledge_concern,
    climb_concerns,
    raise_concern,
    record_call,
)
from goldenthread.audits.changes.discussing import note_discussion
from goldenthread.audits.changes.disputing import (
    DisputeDecided,
    NothingChanged,
    answer_moderator,
    decide_dispute,
    raise_dispute,
)
from goldenthread.audits.changes.facts import (
    ReasonMissing,
    SourceConflict,
    add_evidence,
    add_worked,
    confirm_workers,
    date_worked,
    record_finding,
    remove_evidence,
    remove_finding,
    remove_worked,
    restore_evidence,
    restore_finding,
    restore_worked,
    save_source,
)
from goldenthread.audits.changes.family import (
    LinkClosed,
    NothingSaid,
    SafetyNotAgreed,
    answer_family_form,
    end_family_link,
    make_family_link,
)
from goldenthread.audits.changes.feedback import (
    AuditClosed,
    DateInFuture,
    DisputeOpen,
    NotReadyToShare,
    NotShared,
    NotSignedOff,
    ReplyMissing,
    SecondAudit,
    StrengthMissing,
    UndoTooLate,
    WordsMissing,
    answer_feedback,
    close_audit,
    mark_recorded_on_file,
    reply_to_response,
    share_feedback,
    share_feedback_of_many,
    undo_share,
)
from goldenthread.audits.changes.files import save_from_file, save_from_sheet
from goldenthread.audits.changes.imports import (
    CompletedInFuture,
    ImportDecided,
    RoundNotOpen,
    drop_export,
    import_audits,
    keep_export,
    match_export,
)
from goldenthread.audits.changes.moderation import (
    ModerationConflict,
    ModerationNotComplete,
    NoteMissing,
    NotWaiting,
    RoundIsClosed,
    TalkInFuture,
    moderate_audit,
    note_talk,
    return_audit,
    save_moderation,
    send_to_moderation,
)
from goldenthread.audits.changes.rounds import (
    CannotMove,
    add_audit_for_case,
    assign_auditor,
    change_due_date,
    close_round,
    hand_back,
    open_round,
    reassign_audits,
)
from goldenthread.audits.changes.sessions import (
    GradeMissing,
    NotInPanel,
    SessionOver,
    TooFewGraders,
    grade_in_session,
    note_agreed,
    open_session,
    show_session,
)
from goldenthread.audits.changes.signing import NothingToSign, sign_off
from goldenthread.audits.changes.submission import (
    AuditNotComplete,
    WarningsNotAnswered,
    rebuild_standing,
    submit_audit,
)
from goldenthread.audits.changes.writing import NotBeingWritten

__all__ = [
    "AlreadyAcknowledged", "AnswerConflict", "AnswerRefused", "AuditClosed", "AuditNotComplete",
    "CannotMove", "ColumnUsedTwice", "ColumnsMissing", "CompletedInFuture", "DateInFuture",
    "DisputeDecided", "DisputeOpen", "Given", "GradeMissing", "ImportDecided", "LinkClosed",
    "ModerationConflict", "ModerationNotComplete", "NotBeingWritten", "NotInPanel",
    "NotReadyToShare", "NotShared", "NotSignedOff", "NotWaiting", "NoteMissing", "NothingChanged",
    "NothingSaid", "NothingToSign", "ReasonMissing", "ReplyMissing", "RoundIsClosed",
    "RoundNotOpen", "SafetyNotAgreed", "Saved", "SecondAudit", "SectionSaved", "SessionOver",
    "SourceConflict", "StrengthMissing", "TalkInFuture", "TooFewGraders", "UndoTooLate",
    "WarningsNotAnswered", "WordsMissing", "acknowledge_concern", "add_audit_for_case",
    "add_evidence", "add_worked", "answer_family_form", "answer_feedback", "answer_moderator",
    "assign_auditor", "change_due_date", "climb_concerns", "close_audit", "close_round",
    "confirm_workers", "date_worked", "decide_dispute", "drop_export", "end_family_link",
    "grade_in_session", "hand_back", "import_audits", "keep_export", "make_family_link",
    "mark_recorded_on_file", "mark_section_not_applicable", "match_export", "moderate_audit",
    "note_agreed", "note_discussion", "note_talk", "open_round", "open_session", "raise_concern",
    "raise_dispute", "reassign_audits", "rebuild_standing", "record_call", "record_finding",
    "remove_evidence", "remove_finding", "remove_worked", "reply_to_response", "restore_evidence",
    "restore_finding", "restore_worked", "return_audit", "save_answer", "save_from_file",
    "save_from_sheet", "save_moderation", "save_section", "save_source", "send_to_moderation",
    "share_feedback", "share_feedback_of_many", "show_session", "sign_off", "start_audit",
    "submit_audit", "undo_section_not_applicable", "undo_share",
]  # fmt: skip
