"""Changes to audits: rounds opened, answers saved, audits submitted, moderated, shared and closed."""
