"""Figures, audits and actions for other programs: read only, by token, the same queries as the pages."""
