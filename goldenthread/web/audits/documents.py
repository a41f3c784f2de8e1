"""The papers of one audit that somebody may have: letter, feedback sheet, record."""

from typing import Any

from django.urls import reverse

from goldenthread.reports.queries import AUDIT_PAPERS, audit_for_paper

FORMS = {"docx": "Word", "pdf": "PDF"}


def documents(person: Any, audit: Any) -> list[tuple[str, str]]:
    """Addresses and names of the documents of this audit that this person may have."""
    return [
        (reverse("reports:audit_document", args=[audit.ref, kind, form]), f"{label} ({name})")
        for kind, label in AUDIT_PAPERS.items()
        if audit_for_paper(person, audit.ref, kind)
        for form, name in FORMS.items()
    ]
