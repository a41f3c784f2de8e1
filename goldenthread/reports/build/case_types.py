"""How many cases of each type were audited, with footnotes of what is marked beside the type."""

from collections.abc import Iterator, Sequence

from goldenthread.figures.queries import JOIN, AuditedRow
from goldenthread.reports.build.parts import Part
from goldenthread.reports.build.published import COMBINED
from goldenthread.reports.build.tables import right
from goldenthread.writers.document import FigureText, Inline, Table, Text

FEWEST_FLAGGED = 6  # in public a mark that fewer children have would tell of each of them
Group = tuple[AuditedRow, ...]


def case_types_table(part: Part, number: int) -> Table | None:
    """None where too few people stand behind all types but one for a public table of them."""
    groups = _groups(part)
    if not groups:
        return None
    notes: list[Inline] = []
    rows: list[tuple[Inline, ...]] = []
    for group in groups:
        shown = _flags_shown(part, group)
        mark = "*" * (len(notes) + 1) if shown else ""
        if shown:
            notes.append((Text(f"{mark} including "), *_flags_said(part, shown)))
        code = JOIN.join(row.group["case_type"] for row in group)
        n = sum(row.n for row in group)
        name = f"{part.g.case_type(code)}{f' {mark}' if mark else ''}"
        rows.append((name, part.number("coverage", n, case_type=code, of="audited")))
    rows.append((Text("All", bold=True), part.audits()))
    if any(len(group) > 1 for group in groups):
        notes.append(COMBINED)
    what = f", {part.title}" if part.more or part.g.others else ""
    return Table(
        f"Table {number}: {part.g.about.plural} audited, by type{what}", ("Case type", "Audits"),
        tuple(rows), tuple(notes), ("left", *right(1)),
    )  # fmt: skip


def _groups(part: Part) -> list[Group]:
    """The rows to print; in public those that few people stand behind are one, with the smallest other
    where they are few even together."""
    if not part.is_public:
        return [(row,) for row in part.case_types]
    kept = [row for row in part.case_types if not part.few(row.audits)]
    small = [row for row in part.case_types if row not in kept]
    while small and kept and part.few(tuple(ref for row in small for ref in row.audits)):
        kept.remove(smallest := min(kept, key=lambda row: row.n))
        small.append(smallest)
    if small and not kept:
        return []
    return [*((row,) for row in kept), *([tuple(small)] if small else [])]


def _flags_shown(part: Part, group: Group) -> list[AuditedRow]:
    if len(group) > 1:
        return []
    code = group[0].group["case_type"]
    flagged = [each for each in part.flags if each.group["case_type"] == code]
    return [each for each in flagged if not part.is_public or each.n >= FEWEST_FLAGGED]


def _flags_said(part: Part, shown: Sequence[AuditedRow]) -> Iterator[Text | FigureText]:
    for place, each in enumerate(shown):
        yield Text(", " if place else "")
        yield part.number("coverage", each.n, **each.group, of="audited")
        yield Text(f" {flag_name(part, each.group['flag'])}")


def flag_name(part: Part, flag: str) -> str:
    """A flag as it stands in a sentence."""
    name = part.g.words("flag", flag)
    return (name if name != flag else flag.replace("_", " ")).lower()
