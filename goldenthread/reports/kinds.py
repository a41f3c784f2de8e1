"""The kinds of paper about rounds: their names as pages say them, and those that never go out."""

from collections.abc import Mapping

SUMMARY, COMMITTEE = "summary", "committee"
SCRUTINY, THEMATIC, THEMES = "scrutiny", "thematic", "themes"
ANNUAL, HIGHLIGHT = "annual", "highlight"
OBSERVATION, COMPLIANCE, LADO, DECISIONS = "observation", "compliance", "lado", "decisions"
AUDITOR_BRIEFING, METHOD_NOTE = "auditor_briefing", "method_note"
LABELS = {
    SUMMARY: "One-page summary",
    COMMITTEE: "Committee report",
    SCRUTINY: "Scrutiny board note",
    THEMATIC: "Thematic summary of findings",
    THEMES: "Themes over the year",
    ANNUAL: "Annual report",
    HIGHLIGHT: "Highlight page",
    OBSERVATION: "Observation report",
    COMPLIANCE: "Compliance report",
    LADO: "Designated officer dip sample",
    DECISIONS: "Decisions report",
    AUDITOR_BRIEFING: "Briefing for auditors",
    METHOD_NOTE: "Method note",
}
# Kinds without a public edition: nobody needs to read their words before they are finalised.
INTERNAL_ONLY: frozenset[str] = frozenset({AUDITOR_BRIEFING, LADO})
# Kinds about one kind of subject: those that the tool of their round may be about.
SUBJECTS: dict[str, tuple[str, ...]] = {
    OBSERVATION: ("observed_event",),
    COMPLIANCE: (
        "foster_carer", "adopter", "childrens_home", "private_fostering", "supervision_file",
    ),
    LADO: ("lado_referral",),
    DECISIONS: ("decision",),
}  # fmt: skip


def is_public(kind: str, texts: Mapping[str, str]) -> bool:
    """Whether a paper goes out: it does unless it has an internal version and is that one."""
    return kind not in INTERNAL_ONLY and texts.get("edition") != "internal"
