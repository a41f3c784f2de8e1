"""The kinds of paper about rounds: their names as pages say them, and those that never go out."""

SUMMARY, COMMITTEE = "summary", "committee"
ANNUAL, HIGHLIGHT = "annual", "highlight"
LABELS = {
    SUMMARY: "One-page summary",
    COMMITTEE: "Committee report",
    ANNUAL: "Annual report",
    HIGHLIGHT: "Highlight page",
}
# Kinds without a public edition: nobody needs to read their words before they are finalised.
INTERNAL_ONLY: frozenset[str] = frozenset()
