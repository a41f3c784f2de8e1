"""Figures on the command line: each with its n and the audits behind it."""

import argparse
from typing import Any

from django.core.management.base import CommandError, CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.figures.queries import (
    DIMENSIONS,
    STAGES,
    GradeRow,
    UnknownDimension,
    UnknownFigure,
    as_json,
    dropped_refs,
    figure_of,
    grades,
    ledger,
    round_by_code,
    trace,
    trace_json,
    weighted,
    weighted_json,
)
from goldenthread.journal.changes import record_reads
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary
from goldenthread.reports.queries import edition_by_ref, trace_kept

REFS_IN_A_LINE = 500


def dimension(text: str) -> str:
    name = text.strip()
    if name not in DIMENSIONS:
        raise argparse.ArgumentTypeError(str(UnknownDimension(name)))
    return name


def dimensions(text: str) -> list[str]:
    """Dimensions parted by commas; each once."""
    return list(dict.fromkeys(dimension(name) for name in text.split(",") if name.strip()))


def condition(text: str) -> tuple[str, str]:
    """KEY=VALUE, as in round=autumn-2026."""
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE, such as case_type=cp")
    return dimension(name), value.strip()


class Command(OurCommand):
    help = (
        "Print figures: grades by round, case type, team or domain; the ledger of what followed; or "
        "the trace of one figure: what it counts, what is left out and why, its definition and design."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["grades", "ledger", "trace"])
        parser.add_argument(
            "figure", nargs="?", default="",
            help="for trace: the figure, as 'grades?stage=final&round=CODE&grade=good'",
        )  # fmt: skip
        parser.add_argument(
            "--edition", metavar="REF", help="for trace: as this finalised paper keeps the figure"
        )
        parser.add_argument(
            "--by", type=dimensions, default=[], metavar="DIMENSIONS",
            help=f"parted by commas: {', '.join(DIMENSIONS)}",
        )  # fmt: skip
        parser.add_argument("--stage", choices=STAGES, default="auditor", help="whose grade")
        parser.add_argument(
            "--where", type=condition, action="append", default=[], metavar="KEY=VALUE",
            help="count only these; may be given several times",
        )  # fmt: skip
        parser.add_argument("--round", metavar="CODE", help="the same as --where round=CODE")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        where = dict(options["where"])
        by = self.by(options)
        if options["round"]:
            where["round"] = round_by_code(by, options["round"]).code
        if options["what"] == "trace":
            self._trace(by, options)
        elif options["what"] == "ledger":
            self._ledger(by, where, options["json"])
        else:
            self._grades(by, where, options)

    def _trace(self, by: Actor, options: dict[str, Any]) -> None:
        """A figure taken apart, as it stands now or as an edition keeps it."""
        try:
            figure = figure_of(options["figure"])
        except UnknownFigure as unknown:
            raise CommandError(str(unknown), returncode=2) from None
        if options["edition"]:
            found = _kept_trace(by, options["edition"], figure.text)
        else:
            found = trace_json(trace(by, figure))
        named = sorted({ref for each in (found, *found["left_out"]) for ref in _refs(each)})
        starts = range(0, len(named), REFS_IN_A_LINE)
        record_reads(by, [("trace", tuple(named[n : n + REFS_IN_A_LINE])) for n in starts])
        return self.answer_json(found) if options["json"] else self.answer(plain_trace(found))

    def _ledger(self, by: Actor, where: dict[str, str], as_json: bool) -> None:
        """The chain of counts; as JSON with the references of the findings that dropped out at each stage."""
        counts = ledger(by, where).counts
        if not as_json:
            return self.answer("\n".join(f"{stage}: {n}" for stage, n in counts.items()))
        dropped = dropped_refs(by, where)
        named = [ref for refs in dropped.values() for ref in refs]
        starts = range(0, len(named), REFS_IN_A_LINE)
        record_reads(by, [("ledger", tuple(named[n : n + REFS_IN_A_LINE])) for n in starts])
        return self.answer_json({**counts, "dropped": dropped})

    def _grades(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        rows = grades(by, options["by"], stage=options["stage"], where=where)
        if options["json"]:
            # It names the audits behind each figure; a line takes so many of them.
            named = sorted({ref for row in rows for ref in row.audits})
            starts = range(0, len(named), REFS_IN_A_LINE)
            record_reads(by, [("figures", tuple(named[n : n + REFS_IN_A_LINE])) for n in starts])
            self.answer_json(_with_estimates(by, as_json(rows), rows, where, options["stage"]))
        else:
            self.answer(plain_table(rows))


def _refs(part: dict[str, Any]) -> list[str]:
    """The audits counted, or left out for one reason."""
    found: list[str] = part["counted"] if "counted" in part else part["audits"]
    return found


def _kept_trace(by: Actor, ref: str, key: str) -> dict[str, Any]:
    edition = edition_by_ref(by, ref)
    if edition is None:
        raise Refused(f"There is no edition {ref!r}.")
    found = trace_kept(edition, key)
    if not found:
        raise Refused(f"Edition {ref} keeps no trace of {key!r}.")
    return found


def plain_trace(found: dict[str, Any]) -> str:
    """The trace for a person: what is counted, then what is left out, then how it came about."""
    lines = [f"{found['definition']['text']} ({found['definition']['id']})"]
    n = "nobody knows" if found["n"] is None else f"{found['n']:,}"
    lines.append(f"{found['unit']}s: {n}; audits counted: {len(found['counted']):,}")
    lines += [f"left out: {each['n']:,}: {each['text']}" for each in found["left_out"]]
    for each in found["designs"]:
        selection = (
            f", selection {each['selection']} ({each['method']})" if each["selection"] else ""
        )
        lines.append(f"round {each['round']}: {each['way']}{selection}")
    return "\n".join([*lines, f"software: {found['software']}"])


def _with_estimates(
    by: Actor, said: list[dict[str, Any]], rows: list[GradeRow], where: dict[str, str], stage: str
) -> list[dict[str, Any]]:
    """Beside the figures of a whole round, `estimate`, where its cases had different chances."""
    if set(where) <= {"round"}:
        for each, row in zip(said, rows, strict=True):
            code = row.group.get("round", where.get("round", ""))
            if code and set(row.group) <= {"round"}:
                found = weighted_json(weighted(by, [row], code, stage))
                each.update({"estimate": found} if found else {})
    return said


def plain_table(rows: list[GradeRow]) -> str:
    """The rows for a person, one line each: the group, n, and each grade's share."""
    if not rows:
        return "No audits are counted."
    words = vocabulary()
    lines = []
    for row in rows:
        group = ", ".join(
            words(kind, code) if kind == "case_type" else code or "not known"
            for kind, code in row.group.items()
        )
        shares = "; ".join(f"{words('grade', key)}: {s.text}" for key, s in row.shares.items())
        lines.append(f"{group or 'All'} (n={row.n}): {shares}")
    broken = dict.fromkeys(each.text for row in rows for each in row.breaks)
    return "\n".join([*lines, *broken])
