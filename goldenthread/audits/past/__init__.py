"""An authority's old spreadsheets of audits: which column is what, what a row says, what would be made."""
