"""An audit: answers, judgements, sources, findings, concerns, moderation, feedback; audits brought in."""

from goldenthread.audits.models.auditing import (
    Answer,
    AnswerVersion,
    Audit,
    Concern,
    Evidence,
    Finding,
    Judgement,
    Moderation,
    Reply,
    Response,
    Source,
    SourceKind,
    Stage,
    Standing,
    Worked,
    audit_ref,
    concern_ref,
    evidence_ref,
    finding_ref,
    moderation_ref,
    words_key,
    worked_ref,
)
from goldenthread.audits.models.imports import AuditImport, ExportColumns, ImportedAudit

__all__ = [
    "Answer", "AnswerVersion", "Audit", "AuditImport", "Concern", "Evidence", "ExportColumns",
    "Finding", "ImportedAudit", "Judgement", "Moderation", "Reply", "Response", "Source",
    "SourceKind", "Stage", "Standing", "Worked", "audit_ref", "concern_ref", "evidence_ref",
    "finding_ref", "moderation_ref", "words_key", "worked_ref",
]  # fmt: skip
