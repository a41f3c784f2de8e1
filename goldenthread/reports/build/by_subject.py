"""Summaries of rounds that are not of children's cases: observations, compliance, referrals, decisions.

They have the committee report's skeleton; what stands in the middle follows the tool.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from goldenthread.figures.queries import UNANSWERED
from goldenthread.reports.build.answered import Answered
from goldenthread.reports.build.boxes import Box, common, paragraphs
from goldenthread.reports.build.findings import findings
from goldenthread.reports.build.gathered import Gathered, followed
from goldenthread.reports.build.method import day, method_box, range_said
from goldenthread.reports.build.published import TOTAL_ONLY, noted, published
from goldenthread.reports.build.sentences import (
    UNGRADED,
    actions_said,
    cases_said,
    concerns_said,
    family_said,
    result_said,
)
from goldenthread.reports.build.tables import domain_table
from goldenthread.tools.form import OVERALL, Question, Section
from goldenthread.tools.form.subjects import CONSENT, is_agreed
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    FigureText,
    Heading,
    NarrativeGap,
    Note,
    Paragraph,
    Signature,
    Text,
)

BOXES: tuple[Box, ...] = common(
    "edition", "committee", "report_of", "purpose", "author", "author_post", "contact", "summary",
    "recommendations", "background", "position", "strengths", "improvements", "conclusion",
)  # fmt: skip
OBSERVED = (
    "{{round}}: {{audited}} observed. {{result}}. During the observations {{concerns_raised}}. "
    "{{actions_so_far}}."
)
OBSERVATION_BOXES = tuple(
    replace(box, default=OBSERVED) if box.key == "summary" else box for box in BOXES
)
# Of a named adult nothing goes out: there is no public version to choose.
INTERNAL_BOXES = tuple(box for box in BOXES if box.key != "edition")
LABELS = {box.key: box.label for box in BOXES}
# What a Word template may take apart by its heading.
PARTS = (
    "Summary", "Recommendations", "Main Report", "Background", "Current Position", "Findings",
    "Safety, voices and actions", "Conclusion",
)  # fmt: skip
NOTHING_YET = "No audit of this round has been handed in yet."
WHY_OF = ("not_right", "cannot_tell")


class _Paper:
    """One paper being put together; each kind says what stands in its middle."""

    opening = "These audits looked at the work itself, one by one."

    def __init__(self, g: Gathered, texts: Mapping[str, str]) -> None:
        self.g, self.texts = g, texts
        self.is_public = texts.get("edition") == "public"
        self.shown = published(g) if self.is_public else g
        self.paragraphs, self.tables = count(1), count(1)
        self.answered = Answered(g, self.is_public, self.tables)

    def document(self, is_draft: bool) -> Document:
        g = self.g
        return Document(
            title=g.round.title,
            author=self.texts["author"],
            organisation=g.authority.name,
            dated=g.dated,
            blocks=tuple(self._blocks()),
            marking="Public" if self.is_public else "Internal, not for publication",
            footer=f"Figures as at {day(g.dated)}. Round {g.round.code}.",
            is_draft=is_draft,
        )

    def _blocks(self) -> Iterator[Block]:
        yield self._head()
        yield Heading(2, "Summary")
        yield from self._box("summary", is_numbered=False)
        yield Heading(2, "Recommendations")
        yield from self._box("recommendations", is_numbered=False)
        yield Heading(2, "Main Report")
        yield from self._background()
        yield Heading(3, "Current Position")
        yield from self._position()
        yield from self._found()
        yield from self._followed()
        yield Heading(3, "Conclusion")
        yield from self._box("conclusion")
        if self.texts["author"]:
            contacts = (self.texts["contact"],) if self.texts["contact"] else ()
            yield Signature(self.texts["author"], self.texts["author_post"], contacts)

    def _head(self) -> Facts:
        t = self.texts
        post = f", {t['author_post']}" if t["author_post"] else ""
        return Facts(
            (
                ("Committee", t["committee"] or "To be named"),
                ("Dated", day(self.g.dated)),
                ("Subject", self.g.round.title),
                ("Status", "Public" if self.is_public else "Non-public"),
                ("Report of", t["report_of"] or "To be named"),
                ("Purpose", f"For {t['purpose']}"),
                ("Report author", f"{t['author'] or 'To be named'}{post}"),
            )
        )

    def _say(self, *runs: str | Text | FigureText) -> Paragraph:
        said = tuple(Text(run) if isinstance(run, str) else run for run in runs)
        return Paragraph(said, next(self.paragraphs))

    def _box(self, key: str, *, is_numbered: bool = True) -> Iterator[Block]:
        found = paragraphs(self.texts[key], self.g)
        for runs in found:
            yield Paragraph(runs, next(self.paragraphs) if is_numbered else None)
        if not found and any(box.key == key and box.is_needed for box in BOXES):
            yield NarrativeGap(LABELS[key])

    def _background(self) -> Iterator[Block]:
        g, before = self.g, followed(self.g.round)
        yield Heading(3, "Background")
        yield from self._box("background")
        follows = f" It follows {before.title}." if before else ""
        yield self._say(
            f"{g.round.title} looked at work between {day(g.round.period_from)} and "
            f"{day(g.round.period_to)}.{follows} {self.opening} The table below says how."
        )
        yield method_box(g)

    def _position(self) -> Iterator[Block]:
        if not self.g.audited:
            yield self._say(NOTHING_YET)
            return
        yield self._say(*self.counted(), ".")
        yield from self.middle()
        yield from self._box("position")

    def counted(self) -> tuple[str | Text | FigureText, ...]:
        """How many audits the paper stands on."""
        return ("We audited ", *cases_said(self.g))

    def middle(self) -> Iterator[Block]:
        """What this kind of paper shows of the answers and grades."""
        raise NotImplementedError

    def sections(self, *kinds: str) -> list[Section]:
        return [s for s in self.g.form.sections if s.kind in kinds and s.key != OVERALL]

    def grades(self) -> Iterator[Block]:
        """How many met the standard, and the grades domain by domain."""
        g = self.g
        if not g.form.graded:
            yield self._say(f"{UNGRADED}.")
            return
        yield self._say(*result_said(g), ".")
        if g.total and (care := range_said(g, g.total)):
            yield Note(care)
        if self.shown.by_domain:
            yield noted(
                domain_table(self.shown, next(self.tables)), g.by_domain, self.shown.by_domain
            )
        elif g.by_domain:
            yield Note(f"Domains: {TOTAL_ONLY}")

    def _found(self) -> Iterator[Block]:
        yield Heading(3, "Findings")
        for key in ("strengths", "improvements"):
            yield Heading(4, LABELS[key])
            yield from self._box(key)
        if self.g.said:
            yield Heading(4, "Findings, part by part")
            yield from findings(self.g, is_internal=not self.is_public)

    def _followed(self) -> Iterator[Block]:
        yield Heading(3, "Safety, voices and actions")
        yield self._say("During the audits ", *concerns_said(self.g), ".")
        if self.g.is_of_cases or self.g.form.subject in ("observed_event", "private_fostering"):
            yield self._say(*family_said(self.g), ".")
        yield self._say(*actions_said(self.g), ".")


class _Observation(_Paper):
    opening = (
        "Practice was watched as it happened, where the family agreed. Not every part is met in every "
        "observation."
    )

    def middle(self) -> Iterator[Block]:
        consent = self.g.form.question(CONSENT)
        if consent:
            agreed = "+".join(key for key, _ in self.g.form.options(consent) if is_agreed(key))
            yield self._say(
                "Of these observations the family agreed to the observer being there, or no family was "
                "present, in ", self.answered.number(consent, value=agreed), "; whether it did is not "
                "recorded of ", self.answered.number(consent, value=UNANSWERED), ".",
            )  # fmt: skip
        yield Heading(4, "What was observed, and with whose agreement")
        for section in self.sections("header"):
            yield from self.answered.tables(section)
        yield Heading(4, "By domain")
        yield from self.grades()
        yield from self.answered.sections(self.sections("domain", "facts"))
        yield from self.answered.notes()

    def counted(self) -> tuple[str | Text | FigureText, ...]:
        noun = "observation" if self.g.audited == 1 else "observations"
        audited = self.g.number("coverage", self.g.audited, of="audited")
        return ("This report stands on ", audited, f" {noun} of practice")


class _Compliance(_Paper):
    opening = "Each file was held against every standard of the tool."

    def middle(self) -> Iterator[Block]:
        yield self._say(
            "The tables say, standard by standard, what was found. A date is in time where no more months "
            f"than its standard allows had passed on {day(self.g.answers.on)}, the last day of the period "
            "looked at."
        )
        yield from self.answered.sections(self.sections("facts", "domain"))
        yield from self.answered.notes()
        if self.g.form.graded:
            yield Heading(4, "Grades")
            yield from self.grades()


class _Lado(_Paper):
    opening = "Each referral is about a named adult: this paper goes to nobody but the people named on the round."

    def middle(self) -> Iterator[Block]:
        timed = {section.key: _timed(section) for section in self.g.form.sections}
        yield Heading(4, "Were the standards of time met?")
        # These come first, and what the referrals are about last.
        sections = self.sections("facts", "domain", "header")
        for section in sorted(sections, key=lambda s: (not timed[s.key], s.kind == "header")):
            held = timed[section.key]
            if held:
                yield self.answered.times(section.title, list(held))
            others = replace(
                section, questions=tuple(q for q in section.questions if q not in held)
            )
            tables = list(self.answered.tables(others))
            if tables and not held:
                yield Heading(4, section.title)
            yield from tables
        yield from self.answered.notes()


class _Decisions(_Paper):
    opening = "Each decision was looked at by somebody who had no part in it: right, not right, or cannot tell."

    def middle(self) -> Iterator[Block]:
        yield from self.answered.sections(self.sections("header", "domain", "facts"))
        yield from self.answered.notes()
        if not self.is_public:
            yield from self._why()

    def _why(self) -> Iterator[Block]:
        """What the auditors wrote of decisions that were not right, or of which nobody can tell."""
        held = self.g.answers
        lines = [
            f"{held.refs[pk]}, {label.lower()}: {held.given[pk, question.key].words}"
            for question in self.g.form.questions
            for key, label in self.g.form.options(question)
            if key in WHY_OF
            for pk in held.counted(question.key, value=key, reason="with")
        ]
        if lines:
            yield Heading(4, "Why, as the auditors wrote")
            yield Bullets(tuple(lines))


def _timed(section: Section) -> tuple[Question, ...]:
    """The standards of time among a section's facts: yes, or no with a reason."""
    if section.kind != "facts":
        return ()
    return tuple(q for q in section.questions if q.type == "yes_no" and "no" in q.words_for)


def observation(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """Observations of practice: consent, what was seen, grades or words by domain."""
    return _Observation(g, texts).document(is_draft)


def compliance(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """Files against standards: each yes, partly, no, not applicable, not known; dates in time."""
    return _Compliance(g, texts).document(is_draft)


def lado(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """Referrals to the designated officer: in time, outcome known and followed through."""
    return _Lado(g, texts).document(is_draft)


def decisions(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """Decisions: right, not right, cannot tell, and inside the authority why."""
    return _Decisions(g, texts).document(is_draft)
