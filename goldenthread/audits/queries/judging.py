"""One moderation: what its page sets side by side, what it says so far, and what it still lacks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from goldenthread.audits.models import Audit, Moderation, Stage
from goldenthread.audits.queries.blind import is_blind, tells_a_grade
from goldenthread.audits.queries.form import audit_form
from goldenthread.audits.queries.moderation import grades, judged_sections, reasons
from goldenthread.tools.form import NOT_APPLICABLE, OVERALL, Section

QUALITIES = {
    "strong": "Strong: clear, fair and well evidenced",
    "sound": "Sound: it can be relied on",
    "needs_work": "Needs work: evidence or reasons are thin",
}
VIEWS = ("child", "parents", "carers")
VIEW_ANSWERS = ("yes", "partly", "no", "na")


@dataclass(frozen=True)
class Judged:
    """A moderator's grade for one section, and why where it differs from the auditor's."""

    grade: str = ""
    why: str = ""


@dataclass(frozen=True)
class Draft:
    """A moderation as it stands on the page: grades by section key, views by whose they are."""

    grades: Mapping[str, Judged] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    to_auditor: str = ""
    # Of the audit itself, as against the practice that it grades: one of QUALITIES.
    quality: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Draft":
        data = json.loads(text) if text else {}
        grades = {key: Judged(**each) for key, each in data.get("grades", {}).items()}
        return cls(
            grades, data.get("views", {}), data.get("to_auditor", ""), data.get("quality", "")
        )


@dataclass(frozen=True)
class Gap:
    """What a moderation still lacks before it can be confirmed: a grade, its why, or a view."""

    what: str
    where: str


@dataclass(frozen=True)
class Row:
    """One judged section beside what the moderator makes of it so far."""

    section: Section
    auditor: str
    evidence: str
    judged: Judged
    is_first: bool
    is_blind: bool = False

    @property
    def is_changed(self) -> bool:
        return bool(self.judged.grade) and self.judged.grade != self.auditor


def draft_of(moderation: Moderation | None) -> Draft:
    return Draft.from_json(moderation.draft.body if moderation and moderation.draft else "")


def moderation_rows(audit: Audit, draft: Draft) -> list[Row]:
    """Each judged section with the auditor's grade and evidence; those to read first are marked.

    First come sections with words beside the grade, or below the standard, or already changed.
    """
    if is_blind(audit):
        return _blind_rows(audit, draft)
    scale = audit_form(audit).scale
    given, why = grades(audit, Stage.AUDITOR), _evidence(audit, reasons(audit, Stage.AUDITOR))
    rows = []
    for section in judged_sections(audit):
        was = given.get(section.key, "")
        judged = draft.grades.get(section.key) or Judged(was if section.key != OVERALL else "")
        is_below = (
            scale is not None and was not in ("", NOT_APPLICABLE) and not scale.meets_standard(was)
        )
        is_first = bool(why.get(section.key)) or is_below or judged.grade != was
        rows.append(Row(section, was, why.get(section.key, ""), judged, is_first))
    return rows


def _blind_rows(audit: Audit, draft: Draft) -> list[Row]:
    """The same without the auditor's grades and their reasons: what they saw, and nothing more."""
    seen = _evidence(audit, {})
    return [
        Row(
            section, "", seen.get(section.key, ""), draft.grades.get(section.key) or Judged(),
            is_first=True, is_blind=True,
        )
        for section in judged_sections(audit)
        if not tells_a_grade(audit_form(audit), section.shown_when)
    ]  # fmt: skip


def _evidence(audit: Audit, why: Mapping[str, str]) -> dict[str, str]:
    """The auditor's reasons for each grade, with the references to what they saw."""
    found = dict(why)
    tool = audit_form(audit)
    for each in audit.evidence.filter(removed_at=None).select_related("words").order_by("id"):
        section = tool.section_of(each.question)
        if section and section.grade_question:
            found[section.key] = "\n".join(filter(None, [found.get(section.key), each.words.body]))
    return found


def gaps(audit: Audit, draft: Draft) -> list[Gap]:
    """What is missing before the moderation can be confirmed, in the order of the page.

    A section that the auditor left without a grade may stay so.
    """
    given = {} if is_blind(audit) else grades(audit, Stage.AUDITOR)
    found = []
    for section in judged_sections(audit):
        if is_blind(audit) and section.key == OVERALL:
            found += _overall_gaps(audit, section, draft.grades.get(OVERALL, Judged()))
            continue
        was, judged = given.get(section.key, ""), draft.grades.get(section.key, Judged())
        if judged.grade == was:
            continue
        if judged.grade not in grade_choices(audit, section):
            found.append(Gap("grade", section.key))
        elif not judged.why.strip() and not is_blind(audit):
            found.append(Gap("why", section.key))
    if draft.quality not in QUALITIES:
        found.append(Gap("quality", ""))
    if audit.round.is_training and not draft.to_auditor.strip():
        found.append(Gap("feedback", ""))
    return found + [Gap("view", v) for v in VIEWS if draft.views.get(v) not in VIEW_ANSWERS]


def _overall_gaps(audit: Audit, section: Section, judged: Judged) -> list[Gap]:
    """Blind, the overall grade always needs its reason: to ask for one only where the grades differ
    would tell."""
    gaps = [] if judged.grade in grade_choices(audit, section) else [Gap("grade", OVERALL)]
    return gaps + ([] if judged.why.strip() else [Gap("why", OVERALL)])


def grade_choices(audit: Audit, section: Section) -> list[str]:
    """The grades a moderator may give a section, worst first, "not applicable" last where allowed."""
    scale, question = audit_form(audit).scale, section.grade_question
    keys = list(scale.keys) if scale else []
    may_be_na = section.may_be_not_applicable or (question and question.may_be_not_applicable)
    return [*keys, NOT_APPLICABLE] if may_be_na else keys


def with_agreement(audit: Audit, draft: Draft) -> Draft:
    """The draft with the auditor's grade wherever a domain has none: its row stood at "Agree".

    Blind there was nothing to agree with: what the moderator left out stays out.
    """
    if is_blind(audit):
        return draft
    given = grades(audit, Stage.AUDITOR)
    agreed = {key: Judged(grade) for key, grade in given.items() if key != OVERALL}
    return replace(draft, grades={**agreed, **draft.grades})
