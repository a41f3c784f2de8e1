"""Where words and names about a case stand, and by which way each leads to its case in a round.

Each way is a SELECT of (row's id, id of the case in a round). A test holds that no key to a text, to a
subject or to a practitioner is missing here.
"""

AUDITED = "JOIN audits_audit a ON a.id = t.audit_id"

# table -> the way of its rows to their case; `{column}` is the column that is asked for.
WAYS = {
    "programme_roundcase": "SELECT t.{column} AS id, t.id AS case_id FROM programme_roundcase t",
    "programme_assignment": "SELECT t.{column} AS id, t.round_case_id AS case_id FROM programme_assignment t",
    "programme_notice": "SELECT t.{column} AS id, t.round_case_id AS case_id FROM programme_notice t",
    "programme_outcome": "SELECT t.{column} AS id, t.round_case_id AS case_id FROM programme_outcome t",
    "cases_header": "SELECT t.{column} AS id, c.id AS case_id FROM cases_header t "
    "JOIN programme_roundcase c ON c.header_id = t.id",
    "audits_audit": "SELECT t.{column} AS id, t.round_case_id AS case_id FROM audits_audit t",
    **{
        f"audits_{name}": f"SELECT t.{{column}} AS id, a.round_case_id AS case_id FROM audits_{name} t {AUDITED}"
        for name in (
            "answer", "judgement", "source", "evidence", "worked", "finding", "concern",
            "moderation", "response", "discussion", "familylink", "dispute",
            "session",
        )
    },
    "audits_answerversion": "SELECT t.{column} AS id, a.round_case_id AS case_id FROM audits_answerversion t "
    "JOIN audits_answer w ON w.id = t.answer_id JOIN audits_audit a ON a.id = w.audit_id",
    "audits_reply": "SELECT t.{column} AS id, a.round_case_id AS case_id FROM audits_reply t "
    "JOIN audits_response s ON s.id = t.response_id JOIN audits_audit a ON a.id = s.audit_id",
    "audits_familyanswer": "SELECT t.{column} AS id, a.round_case_id AS case_id FROM audits_familyanswer t "
    "JOIN audits_familylink l ON l.id = t.link_id JOIN audits_audit a ON a.id = l.audit_id",
    "audits_auditoranswer": "SELECT t.{column} AS id, a.round_case_id AS case_id FROM audits_auditoranswer t "
    "JOIN audits_moderation m ON m.id = t.moderation_id JOIN audits_audit a ON a.id = m.audit_id",
    "audits_sessiongrade": "SELECT t.{column} AS id, a.round_case_id AS case_id FROM audits_sessiongrade t "
    "JOIN audits_sessionmember m ON m.id = t.member_id JOIN audits_session s ON s.id = m.session_id "
    "JOIN audits_audit a ON a.id = s.audit_id",
    "actions_action": f"SELECT t.{{column}} AS id, a.round_case_id AS case_id FROM actions_action t {AUDITED}",
    "actions_step": "SELECT t.{column} AS id, a.round_case_id AS case_id FROM actions_step t "
    "JOIN actions_action x ON x.id = t.action_id JOIN audits_audit a ON a.id = x.audit_id",
}  # fmt: skip

# Rows that carry a due date of their own and follow their case. Concerns have a class of their own.
FOLLOWING = (
    "programme_assignment", "programme_notice", "cases_header", "audits_audit", "audits_answer",
    "audits_source", "audits_evidence", "audits_worked", "audits_finding", "audits_moderation",
    "audits_response", "audits_reply", "audits_discussion", "audits_familylink", "audits_familyanswer",
    "audits_auditoranswer", "audits_dispute", "audits_session", "audits_sessiongrade", "actions_action",
)  # fmt: skip

# (table, column) of every text of an audit record, but for those of its concerns.
TEXTS = (
    ("programme_roundcase", "why_id"),
    ("programme_assignment", "why_id"),
    ("programme_notice", "words_id"),
    ("audits_audit", "warnings_why_id"), ("audits_audit", "no_strength_why_id"),
    ("audits_answer", "words_id"), ("audits_answerversion", "words_id"),
    ("audits_judgement", "words_id"),
    ("audits_source", "present_id"), ("audits_source", "said_id"),
    ("audits_source", "disagreement_id"), ("audits_source", "why_id"),
    ("audits_evidence", "words_id"), ("audits_finding", "words_id"),
    ("audits_moderation", "draft_id"), ("audits_moderation", "to_auditor_id"),
    ("audits_response", "words_id"), ("audits_reply", "words_id"), ("audits_reply", "correction_id"),
    ("audits_discussion", "present_id"), ("audits_discussion", "worker_view_id"),
    ("audits_discussion", "disagreement_id"), ("audits_discussion", "timescales_id"),
    ("audits_familyanswer", "went_well_id"), ("audits_familyanswer", "differently_id"),
    ("audits_auditoranswer", "words_id"), ("audits_dispute", "why_id"),
    ("audits_dispute", "decided_why_id"), ("audits_session", "agreed_id"),
    ("audits_sessiongrade", "words_id"),
    ("actions_action", "what_id"), ("actions_step", "words_id"),
    ("audits_response", "words_id"), ("audits_reply", "words_id"),
    ("actions_action", "what_id"), ("actions_action", "why_id"), ("actions_action", "measure_id"),
    ("actions_step", "words_id"), ("actions_step", "evidence_id"),
)  # fmt: skip
CONCERN_TEXTS = (
    ("audits_concern", "what_id"), ("audits_concern", "spoke_to_id"),
    ("audits_concern", "will_do_id"), ("audits_concern", "acknowledgement_id"),
)  # fmt: skip
# One text for several cases of a round: it goes when the last of them does.
ROUND_TEXTS = (
    ("programme_roundcase", "removed_why_id"), ("programme_selection", "why_again_id"),
    ("programme_selectionrequest", "why_again_id"),
    ("programme_restriction", "why_id"), ("programme_restriction", "ended_why_id"),
    ("programme_namedperson", "why_id"),
)  # fmt: skip
# Texts of learning, each with what ended it: (table, column, way from its row to a moment).
LEARNING_TEXTS = (
    ("learning_recommendation", "what_id", "t.answered_at"),
    ("learning_recommendation", "answer_id", "t.answered_at"),
    ("learning_objective", "what_id", "(SELECT p.closed_at FROM learning_plan p WHERE p.id = t.plan_id)"),
    ("learning_objective", "measure_id", "(SELECT p.closed_at FROM learning_plan p WHERE p.id = t.plan_id)"),
    ("learning_progress", "words_id", "(SELECT p.closed_at FROM learning_objective o "
     "JOIN learning_plan p ON p.id = o.plan_id WHERE o.id = t.objective_id)"),
    ("learning_progress", "evidence_id", "(SELECT p.closed_at FROM learning_objective o "
     "JOIN learning_plan p ON p.id = o.plan_id WHERE o.id = t.objective_id)"),
    ("learning_briefingpart", "words_id",
     "(SELECT b.sent_at FROM learning_briefing b WHERE b.id = t.briefing_id)"),
    ("learning_briefinguse", "how_id", "t.answered_at"),
    ("learning_exemplar", "words_id", "t.withdrawn_at"),
    ("learning_exemplar", "why_good_id", "t.withdrawn_at"),
    ("learning_exemplar", "withdrawn_why_id", "t.withdrawn_at"),
)  # fmt: skip
# Texts of reports, uploads, meetings, holds and disposals, which settle by themselves.
OTHER_TEXTS = (
    *((table, column) for table, column, _ in LEARNING_TEXTS),
    ("actions_meeting", "present_id"),
    ("reports_narrative", "words_id"), ("cases_caselistdraft", "reading_id"),
    ("audits_auditimport", "reading_id"), ("audits_pastimport", "reading_id"),
    ("retention_hold", "why_id"), ("retention_hold", "ended_why_id"),
    ("retention_disposal", "why_id"),
)  # fmt: skip

SUBJECT_KEYS = ("programme_roundcase", "programme_outcome", "cases_header", "audits_audit")
PRACTITIONER_KEYS = (
    ("cases_header", "practitioner_id"), ("audits_worked", "practitioner_id"),
    ("actions_action", "owner_practitioner_id"),
)  # fmt: skip


def way(table: str, column: str = "id") -> str:
    return WAYS[table].format(column=column)


def texts_of_rounds() -> str:
    """A SELECT of (text's id, case's id) of each text that all cases of a round share, or some do."""
    return " UNION ALL ".join(
        f"SELECT t.{column} AS id, c.id AS case_id FROM {table} t JOIN programme_roundcase c ON "
        + ("c.id = t.id" if table == "programme_roundcase" else "c.round_id = t.round_id")
        for table, column in ROUND_TEXTS
    )


def texts_of(columns: tuple[tuple[str, str], ...]) -> str:
    """A SELECT of (text's id, case's id) over all of these columns."""
    return " UNION ALL ".join(way(table, column) for table, column in columns)
