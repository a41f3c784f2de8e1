"""The pages of audits. Moderation and feedback stand in modules of their own."""

from goldenthread.web.audits.concerns import concern, concern_raised
from goldenthread.web.audits.discussing import discussion
from goldenthread.web.audits.disputing import decide_dispute, dispute
from goldenthread.web.audits.facts import action, evidence, finding, remove
from goldenthread.web.audits.family import family_form, family_links, family_paper
from goldenthread.web.audits.feedback import (
    close_audit,
    feedback,
    feedback_dates,
    feedback_list,
    release,
    reply,
    undo_release,
)
from goldenthread.web.audits.imports import audit_import, import_audits, match_audits
from goldenthread.web.audits.in_excel import excel, excel_file, excel_read
from goldenthread.web.audits.in_word import word, word_file, word_forms, word_read, word_zip
from goldenthread.web.audits.moderation import (
    blind_reading,
    moderate,
    moderation,
    moderation_action,
    moderation_result,
    return_audit,
)
from goldenthread.web.audits.past import past_import, past_imports
from goldenthread.web.audits.reading import audit, index, whole
from goldenthread.web.audits.sessions import calibration, new_session, session
from goldenthread.web.audits.signing import sign_off
from goldenthread.web.audits.sources import conversation, conversations, people, worked
from goldenthread.web.audits.submission import check, hand_back
from goldenthread.web.audits.together import due_dates, reminders
from goldenthread.web.audits.writing import answer, not_applicable, section, unanswered

__all__ = [
    "action", "answer", "audit", "audit_import", "blind_reading", "calibration", "check",
    "close_audit", "concern", "concern_raised", "conversation", "conversations", "decide_dispute",
    "discussion", "dispute", "due_dates", "evidence", "excel", "excel_file", "excel_read", "family_form",
    "family_links", "family_paper", "feedback", "feedback_dates", "feedback_list", "finding",
    "hand_back", "import_audits", "index", "match_audits", "moderate", "moderation",
    "moderation_action", "moderation_result", "new_session", "not_applicable", "past_import", "past_imports", "people",
    "release", "reminders", "remove", "reply", "return_audit", "section", "session", "sign_off", "unanswered",
    "undo_release", "whole", "word", "word_file", "word_forms", "word_read", "word_zip", "worked",
]  # fmt: skip
