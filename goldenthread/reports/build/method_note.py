"""The method note: how a round's cases were selected, and the intervals and tests behind its figures."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from goldenthread import __version__
from goldenthread.figures import queries as figures
from goldenthread.method.agreement import FEWEST
from goldenthread.programme.models import SelectedAgain, Selection
from goldenthread.programme.queries.frame import LEFT_OUT, LEFT_OUT_BY_PLAN, in_case_type_order
from goldenthread.programme.queries.method_note import SHARED_OUT, TERMS, WHY_THESE
from goldenthread.programme.queries.plan_words import plan_in_words
from goldenthread.programme.queries.record import BECAUSE
from goldenthread.reports.build.boxes import Box, common, paragraphs
from goldenthread.reports.build.gathered import Gathered
from goldenthread.reports.build.method import chosen, day, method_box, why_no_range
from goldenthread.reports.build.published import is_small, noted, published
from goldenthread.writers.document import (
    Block,
    Bullets,
    Document,
    Facts,
    FigureText,
    Heading,
    Inline,
    Note,
    Paragraph,
    Table,
    Text,
)

BOXES: tuple[Box, ...] = (
    *common("edition", "author", "author_post", "contact"),
    Box("notes", "Anything else about the method", hint="Stands at the end."),
)
# What a Word template may take apart by its heading.
PARTS = (
    "What was done", "What was asked for", "Why these cases", "Left out, swapped and named",
    "Could it have been fixed?", "Who audits which case", "How the cases were chosen",
    "How sure the grades are", "What the tests say", "Also", "For a statistician",
)  # fmt: skip
VERIFY = (
    "Anybody with the internal certificate and the case list can draw the same cases again: "
    "goldenthread verify_sample certificate.json --frame frame.csv."
)
LEADS = (
    "Every number in this note leads to the audits behind it, what is left out and its definition."
)
FEW_MODERATED = f"Agreement beyond chance is given from {FEWEST} moderated audits on."
NOT_MODERATED = (
    "Nothing is said of how far auditors and moderators agree: no audit was graded by both, or too few "
    "people stand behind those that were."
)
# Who the children are of whom a type or a reason has few, a public edition does not tell (ADR 23).
NO_TYPES = (
    "How many cases of each type could be selected and were, with what chance, is in the internal version "
    "alone: small numbers would tell of few children."
)
NO_LIMITS = (
    "Limits of single case types are in the internal version alone, as how many cases there are of a type "
    "could be worked out from them."
)
NOT_COMPARED = (
    "No earlier round has the same cases on the same basis, so none are compared case by case."
)


def method_note(g: Gathered, texts: Mapping[str, str], is_draft: bool) -> Document:
    """Everything that committee papers leave out of how their figures came about."""
    is_public = texts["edition"] == "public"
    return Document(
        title=f"Method note: {g.round.title}",
        author=texts["author"],
        organisation=g.authority.name,
        dated=g.dated,
        blocks=tuple(_Note(g, texts, published(g) if is_public else g).blocks()),
        marking="Public" if is_public else "Internal, not for publication",
        footer=f"Figures as at {day(g.dated)}. Round {g.round.code}. Made with Goldenthread {__version__}.",
        is_draft=is_draft,
    )


class _Note:
    """`shown` has the rows of grades that this edition may print."""

    def __init__(self, g: Gathered, texts: Mapping[str, str], shown: Gathered) -> None:
        self.g, self.texts, self.shown = g, texts, shown
        self.is_public = texts["edition"] == "public"
        self.selected = figures.selected(g.round)

    def blocks(self) -> Iterator[Block]:
        yield Heading(2, "What was done")
        yield method_box(self.g)
        if self.selected:
            yield from self._selection(self.selected)
        else:
            yield Heading(2, "How the cases were chosen")
            yield Paragraph((*chosen(self.g), Text(".")))
        yield Heading(2, "How sure the grades are")
        yield from self._intervals()
        yield Heading(2, "What the tests say")
        yield from self._tests()
        if self.texts["notes"].strip():
            yield Heading(2, "Also")
            yield from (Paragraph(runs) for runs in paragraphs(self.texts["notes"], self.g))
        if self.selected:
            yield Heading(2, "For a statistician")
            yield Bullets(TERMS)
        said = [VERIFY] if self.selected else []
        said += [] if self.is_public else [LEADS]
        if said:
            yield Note(" ".join(said))

    def _of(self, of: str, text: object, **where: str | None) -> FigureText:
        return self.g.number("selection", str(text), of=of, **where)

    def _selection(self, held: figures.Selected) -> Iterator[Block]:
        yield Heading(2, "What was asked for")
        design = held.selection.design
        yield Bullets(tuple(plan_in_words(self.g.round, design, is_public=self.is_public)))
        yield Heading(2, "Why these cases")
        yield Paragraph(WHY_THESE)
        yield from self._of_all(held) if self.is_public else [self._chances(held)]
        yield Note(
            "A case stands for one over its chance: that is its weight. Chances differ where the plan "
            "asked for more of one case type, or for some of each practitioner."
        )
        yield Heading(2, "Left out, swapped and named")
        yield from self._left_out(held)
        if not self.is_public:
            yield self._reasons(held)
        yield Note(
            "A case swapped in is the next in order and counts with the chance of the one it replaces. A "
            "named case is in no statement about all cases: nobody knows what it stands for."
        )
        yield Heading(2, "Could it have been fixed?")
        yield from self._fixed(held)
        yield Heading(2, "Who audits which case")
        yield Bullets(SHARED_OUT)

    def _of_all(self, held: figures.Selected) -> Iterator[Block]:
        """How many were selected of all cases together; of no group of them."""
        yield Paragraph(
            (
                self._of("could", f"{sum(held.could.values()):,}"), Text(" cases could be selected, and "),
                self._of("drawn", f"{sum(held.drawn.values()):,}"), Text(" were."),
            )
        )  # fmt: skip
        yield Note(NO_TYPES)

    def _chances(self, held: figures.Selected) -> Table:
        words = self.g.words
        rows: list[tuple[Inline, ...]] = []
        for code in in_case_type_order(held.could):
            ends = held.chance.get(code, (0.0, 0.0))
            could, drawn = held.could[code], held.drawn.get(code, 0)
            rows.append(
                (
                    words("case_type", code),
                    self._of("could", f"{could:,}", case_type=code),
                    self._of("drawn", drawn, case_type=code),
                    self._of("chance", _range(*ends, "{:.3f}"), case_type=code),
                    self._of("weight", _weights(*ends), case_type=code),
                )
            )
        total = Text("All", bold=True)
        rows.append(
            (
                total, self._of("could", f"{sum(held.could.values()):,}"),
                self._of("drawn", sum(held.drawn.values())), Text("–"), Text("–"),
            )
        )  # fmt: skip
        return Table(
            "Cases, chances and weights by case type (the strata)",
            ("Case type", "Could be selected", "Selected", "Chance", "Each stands for"),
            tuple(rows), align=("left", "right", "right", "right", "right"),
        )  # fmt: skip

    def _left_out(self, held: figures.Selected) -> Iterator[Block]:
        """How many cases were not there to select, were swapped, were named; why, in internal editions."""
        swapped = sum(held.swapped.values())
        counted = "." if self.is_public else ", each counted under its first reason."
        yield Paragraph(
            (
                Text(f"The case list ({self.g.round.case_list}) has "), self._of("listed", f"{held.listed:,}"),
                Text(" cases; "), self._of("left_out", f"{sum(held.left_out.values()):,}"),
                Text(f" of them could not be selected{counted} Of those selected, "),
                self._of("swapped", swapped), Text(f" {'was' if swapped == 1 else 'were'} swapped; "),
                self.g.number("coverage", self.g.named, of="named"),
                Text(f" {'was' if self.g.named == 1 else 'were'} named by people, beside the selection."),
            )
        )  # fmt: skip

    def _reasons(self, held: figures.Selected) -> Table:
        reasons = LEFT_OUT | LEFT_OUT_BY_PLAN
        rows: list[tuple[Inline, ...]] = [
            (f"Left out: {reasons.get(why, why)}", self._of("left_out", f"{n:,}", why=why))
            for why, n in held.left_out.items()
        ]
        rows += [
            (f"Swapped: {BECAUSE.get(why, why).lower()}", self._of("swapped", n, why=why))
            for why, n in held.swapped.items()
        ]
        rows.append(
            (
                "Named by people, beside the selection",
                self.g.number("coverage", self.g.named, of="named"),
            )
        )
        return Table("Cases by reason", ("Reason", "Cases"), tuple(rows), align=("left", "right"))

    def _fixed(self, held: figures.Selected) -> Iterator[Block]:
        made = held.selection
        draws = "selection was" if held.draws == 1 else "selections were"
        yield Paragraph((self._of("draws", held.draws), Text(f" {draws} made for this round.")))
        earlier = list(Selection.objects.filter(round=self.g.round).order_by("number"))[1:]
        if earlier:
            whys = (SelectedAgain(each.because or SelectedAgain.OTHER).label for each in earlier)
            yield Paragraph(f"Why another was made: {'; '.join(whys)}.")
        at = made.design.get("seed_committed_at")
        when = f"{datetime.fromisoformat(at):%-d %B %Y at %H:%M} UTC" if at else "Not beforehand"
        listed = self.g.round.case_list
        yield Facts(
            (
                ("Case list as at", day(listed.taken_on) if listed else "Not recorded"),
                ("Fingerprint of the list (SHA-256)", made.frame_sha256),
                ("Fingerprint of the seed (SHA-256)", made.design.get("seed_committed") or self.g.round.seed_sha256),
                ("Fingerprint written down", when),
                ("Selected", f"{made.made_at:%-d %B %Y at %H:%M} UTC"),
                ("Method", made.design.get("method", made.method)),
                ("Selected with", f"Goldenthread {made.software}"),
            )
        )  # fmt: skip

    def _intervals(self) -> Iterator[Block]:
        g = self.g
        if g.total is None:
            ungraded = (
                "The audit tool gives no grades."
                if not g.form.graded
                else "No grade has been given yet."
            )
            yield Paragraph(ungraded)
            return
        held = [(g.case_type(row.group["case_type"]), row) for row in self.shown.by_case_type]
        rows = [self._interval(label, row, has_limits=not self.is_public) for label, row in held]
        rows.append(self._interval("All", g.total, has_limits=True))
        table = Table(
            "Audits that met the standard, with 95% limits for all cases that could be selected",
            ("Case type", "Audits", "Met the standard", "95% limits"),
            tuple(rows), align=("left", "right", "right", "right"),
        )  # fmt: skip
        yield noted(table, g.by_case_type, self.shown.by_case_type)
        if self.is_public:
            yield Note(NO_LIMITS)
        if why := why_no_range(g, g.total.meeting):
            yield Paragraph(why)
        yield Note(
            "Where every case of a group had the same chance the limits are exact (hypergeometric), for "
            "a case list of just this size. Where chances differ, or cases were named, none are given."
        )

    def _interval(
        self, label: str, row: figures.GradeRow, *, has_limits: bool
    ) -> tuple[Inline, ...]:
        share = row.meeting
        limits: Inline = "–"
        if has_limits and share.interval:
            low, high = (
                self.g.graded(row, "meeting", f"{int(end + 0.5)}%", limit=which)
                for which, end in zip(("low", "high"), share.interval, strict=True)
            )
            limits = (low, Text(" to "), high)
        return (
            label, self.g.graded(row, "n", str(row.n)), self.g.graded(row, "meeting", share.text), limits,
        )  # fmt: skip

    def _tests(self) -> Iterator[Block]:
        held = self._shown(figures.tests(self.g.by, self.g.round))
        rows = [*self._moved(held), *self._twice(held)]
        if rows:
            yield Table("Tests and what they stand on", ("What", "Result"), tuple(rows))
        if held.moved is None:
            yield Paragraph(NOT_MODERATED)
        elif held.moved.ac2 is None:
            yield Paragraph(FEW_MODERATED)
        if held.twice is None:
            yield Paragraph(NOT_COMPARED)
        yield Note(
            "A test of few audits finds little: that it finds nothing does not show that nothing changed. "
            "Below one in twenty (p under 0.05) chance alone is an unlikely reason."
        )

    def _shown(self, held: figures.Tests) -> figures.Tests:
        """The tests that this edition may print: none of the work of few practitioners or families."""
        if not self.is_public:
            return held
        return figures.Tests(
            twice=None if is_small(self.g.behind, held.pairs) else held.twice,
            moved=held.moved if self.shown.moderation_may_show else None,
            pairs=held.pairs,
        )

    def _moved(self, held: figures.Tests) -> Iterator[tuple[Inline, ...]]:
        """What moderation changed, with limits, and agreement beyond chance from twenty audits on."""
        g, found = self.g, held.moved
        if found is None:
            return
        test = self._test
        low, high = (f"{int(100 * end + 0.5)}%" for end in found.limits)
        yield (
            "Grades that a moderator changed",
            (g.number("moderation", found.changed, of="changed"), Text(" of "), g.number("moderation", found.n, of="n")),
        )  # fmt: skip
        yield (
            "95% limits of that share (Clopper and Pearson)",
            test("changed_limits", f"{low} to {high}"),
        )
        yield (
            "Changed upwards and downwards",
            (g.number("moderation", found.up, of="up"), Text(" up, "), g.number("moderation", found.down, of="down"), Text(" down")),
        )  # fmt: skip
        if found.changed:
            yield "Exact sign test of up against down", test("moved_p", f"p = {found.p:.3f}")
        for of, label, value in (
            ("ac2", "Agreement beyond chance, Gwet’s AC2", found.ac2),
            ("kappa", "Agreement beyond chance, Cohen’s kappa", found.kappa),
        ):
            if value:
                ends = f" ({value.limits[0]:.2f} to {value.limits[1]:.2f})" if value.limits else ""
                yield f"{label}, quadratic weights", test(of, f"{value.value:.2f}{ends}")

    def _twice(self, held: figures.Tests) -> Iterator[tuple[Inline, ...]]:
        """The cases that the round before audited too."""
        twice = held.twice
        if twice is None or twice.test is None:
            return
        said = (
            self._test("up", twice.test.up), Text(" better, "), self._test("down", twice.test.down),
            Text(" worse, "), self._test("same", twice.same), Text(" the same, of "),
            self._test("pairs", len(twice.pairs)),
        )  # fmt: skip
        yield f"Cases graded in {twice.before.title} too", said
        yield (
            "Exact sign test of better against worse",
            self._test("paired_p", f"p = {twice.test.p:.3f}"),
        )

    def _test(self, of: str, text: object) -> FigureText:
        return self.g.number("tests", str(text), of=of)


def _range(low: float, high: float, form: str) -> str:
    """A chance, or the lowest and the highest; a dash where none is known."""
    if not high:
        return "–"
    first, last = form.format(low), form.format(high)
    return first if first == last else f"{first} to {last}"


def _weights(low: float, high: float) -> str:
    return _range(1 / high, 1 / low, "{:.1f}") if low and high else "–"
