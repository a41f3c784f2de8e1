"""The kinds of paper about rounds: their names as pages say them, and those that never go out."""

SUMMARY, COMMITTEE = "summary", "committee"
SCRUTINY, THEMATIC, THEMES = "scrutiny", "thematic", "themes"
LABELS = {
    SUMMARY: "One-page summary",
    COMMITTEE: "Committee report",
    SCRUTINY: "Scrutiny board note",
    THEMATIC: "Thematic summary of findings",
    THEMES: "Themes over the year",
}
# Kinds without a public edition: nobody needs to read their words before they are finalised.
INTERNAL_ONLY: frozenset[str] = frozenset()
