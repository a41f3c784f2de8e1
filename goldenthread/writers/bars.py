"""What the HTML bars and the SVG chart share: widths and words."""

from goldenthread.writers.document import BarRow, GradeBars, plain


def percent_widths(counts: tuple[int, ...]) -> tuple[int, ...]:
    """Whole per cents that make 100, by largest remainder; a count above 0 gets at least 1.

    For drawing only: never print them.

    >>> percent_widths((1, 1, 1)), percent_widths((999, 1)), percent_widths((0, 0))
    ((34, 33, 33), (99, 1), (0, 0))
    """
    total = sum(counts)
    if not total:
        return tuple(0 for _ in counts)
    widths = [max(100 * count // total, 1 if count else 0) for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: -(100 * counts[i] % total))
    for i in by_remainder[: max(0, 100 - sum(widths))]:
        widths[i] += 1
    widths[widths.index(max(widths))] -= max(0, sum(widths) - 100)
    return tuple(widths)


def audited(bars: GradeBars, row: BarRow) -> str:
    """The count beside a bar's label: "17 audits", "1 audit", "no audits"."""
    noun = plain(bars.n_heading).lower()
    one = noun.removesuffix("s")
    return f"no {noun}" if row.n == 0 else f"{row.n:,} {one if row.n == 1 else noun}"


def row_in_words(bars: GradeBars, row: BarRow) -> str:
    """One bar as a sentence, for those who cannot see it."""
    pairs = zip(row.counts, bars.scale, strict=True)
    counts = ", ".join(f"{count:,} {plain(step.label)}" for count, step in pairs)
    return f"{plain(row.label)}, {audited(bars, row)}" + (f": {counts}." if row.n else ".")


def in_words(bars: GradeBars) -> str:
    """The chart as text: its finding, then every bar."""
    finding = plain(bars.title_finding).rstrip(".")
    return " ".join([f"{finding}.", *(row_in_words(bars, row) for row in bars.rows)])
