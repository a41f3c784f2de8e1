"""The questions that a tool about a kind of subject has to ask first, as a new tool begins with them."""

from typing import Any

from goldenthread.tools.building.places import Body, keys
from goldenthread.tools.form.subjects import SUBJECTS

HEADER: dict[str, dict[str, Any]] = {
    "header.received_on": {"type": "date", "label": "When was the contact received?"},
    "header.children": {"type": "number", "label": "How many children is it about?", "least": 1, "most": 20},
    "header.started_on": {"type": "date", "label": "When was the assessment begun?"},
    "header.supervisor": {"type": "short_text", "label": "Who supervises the worker?"},
    "header.observed": {"type": "short_text", "label": "What was observed?"},
    "header.observed_on": {"type": "date", "label": "When was it observed?"},
    "header.consent": {"type": "yes_no", "label": "Did everybody who was there agree to the observation?"},
    "header.approved_on": {"type": "date", "label": "When were they last approved?"},
    "header.visited_on": {"type": "date", "label": "When was the home visited?"},
    "header.notified_on": {"type": "date", "label": "When was the arrangement notified?"},
    "header.referred_on": {"type": "date", "label": "When was the referral made?"},
    "header.closed_on": {"type": "date", "label": "When was the case closed?"},
    "header.decision": {"type": "short_text", "label": "Which decision is it about?"},
    "header.decided_on": {"type": "date", "label": "When was it made?"},
}  # fmt: skip


def header_questions(subject: str) -> list[dict[str, Any]]:
    """What a tool about this subject asks before anything else."""
    return [{"key": key, **HEADER[key]} for key in SUBJECTS[subject].header]


def ask_header(body: Body) -> None:
    """Puts what the tool's subject has to ask first, and the tool does not ask yet, into its header."""
    asked = set(keys(body, "question"))
    missing = [
        q for q in header_questions(body.get("subject", "case_file")) if q["key"] not in asked
    ]
    if not missing:
        return
    header = next((section for section in body["sections"] if section["key"] == "header"), None)
    if header is None:
        header = {"key": "header", "title": "About", "kind": "header"}
        body["sections"].insert(0, header)
    header["questions"] = [*header.get("questions", ()), *missing]
