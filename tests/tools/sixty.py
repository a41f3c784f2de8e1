"""A tool of sixty questions: ten sections of six, among them every kind of answer."""

from typing import Any

from tests.tools.bodies import BODY

KINDS: tuple[dict[str, Any], ...] = (
    {"type": "yes_no", "label": "Is there a chronology?", "text_label": "What was seen"},
    {"type": "date", "label": "When was the last visit?", "may_be_not_applicable": True},
    {"type": "text", "label": "What difference did it make?", "hint": "In the child’s words."},
    {"type": "checklist", "label": "What is on file?", "choices": [
        {"key": "plan", "label": "The plan"}, {"key": "review", "label": "The review, signed"}]},
    {"type": "number", "label": "How many visits?", "least": 0, "most": 99, "unit": "visits"},
    {"type": "grade", "label": "How good is the work?", "text_label": "Why this grade",
     "descriptors": {key: f"What {key} looks like." for key in
                     ("inadequate", "requires_improvement", "good", "outstanding")}},
)  # fmt: skip


def sixty() -> dict[str, Any]:
    sections = []
    for n in range(1, 11):
        key = f"part{n}"
        questions = [{"key": f"{key}.q{m}", **kind} for m, kind in enumerate(KINDS, 1)]
        questions[-1]["key"] = f"{key}.grade"
        sections.append(
            {"key": key, "title": f"Part {n}", "kind": "domain", "questions": questions}
        )
    return {
        **BODY, "code": "sixty_kinds", "title": "Sixty questions", "version": 1, "sections": sections,
        "rules": [], "scales": [], "subject": "case_file",
    }  # fmt: skip
