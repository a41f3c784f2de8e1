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
from goldenthread.audits.models.disputes import AuditorAnswer, Dispute
from goldenthread.audits.models.family import FamilyAnswer, FamilyLink
from goldenthread.audits.models.imports import AuditImport, ExportColumns, ImportedAudit
from goldenthread.audits.models.past import PastAudit, PastImport, PastPercent, PastRound
from goldenthread.audits.models.replies import Discussion, Reply, Response
from goldenthread.audits.models.sessions import Session, SessionGrade, SessionMember
from goldenthread.audits.models.signing import SignOff

__all__ = [
    "Answer",
    "AnswerVersion",
    "Audit",
    "AuditImport",
    "AuditorAnswer",
    "Concern",
    "Discussion",
    "Dispute",
    "Evidence",
    "ExportColumns",
    "FamilyAnswer",
    "FamilyLink",
    "Finding",
    "ImportedAudit",
    "Judgement",
    "Moderation",
    "PastAudit",
    "PastImport",
    "PastPercent",
    "PastRound",
    "Reply",
    "Response",
    "Session",
    "SessionGrade",
    "SessionMember",
    "SignOff",
    "Source",
    "SourceKind",
    "Stage",
    "Standing",
    "Worked",
    "audit_ref",
    "concern_ref",
    "evidence_ref",
    "finding_ref",
    "moderation_ref",
    "words_key",
    "worked_ref",
]  # fmt: skip
