"""Figures on the command line: each with its n and the audits behind it."""

import argparse
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError, CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.cli.figures_of_time import (
    add_arguments_of_time,
    ages_answer,
    control_answer,
    timely_answer,
)
from goldenthread.figures.queries import (
    DIMENSIONS,
    FILTERS,
    FLAG,
    STAGES,
    AuditedRow,
    GradeRow,
    UnknownDimension,
    UnknownFigure,
    as_json,
    audited,
    audited_json,
    dropped_refs,
    figure_of,
    grades,
    ledger,
    profiles,
    profiles_json,
    reported,
    reported_json,
    resolved,
    round_code,
    trace,
    trace_json,
    weighted,
    weighted_json,
)
from goldenthread.journal.changes import record_reads
from goldenthread.people.actors import Actor
from goldenthread.people.queries import vocabulary
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.reports.queries import edition_by_ref, trace_kept

REFS_IN_A_LINE = 500
WHATS = {
    "grades": "_grades", "audits": "_audits", "sections": "_sections", "reported": "_reported",
    "ledger": "_ledger", "trace": "_trace", "timeliness": "_timeliness", "ages": "_ages",
    "control": "_control",
}  # fmt: skip


def dimension(text: str) -> str:
    name = text.strip()
    if name not in FILTERS:
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
        "Print figures: grades or audits by round, case type, team and more; what sections of an audit "
        "were judged; percentages of old reports; the ledger of what followed; what was done in time; how old "
        "documents were; one measure over rounds made alike, with limits where they are allowed; or the trace of one "
        "figure: what it counts, what is left out and why, its definition and design."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=list(WHATS))
        parser.add_argument(
            "figure", nargs="?", default="",
            help="for trace: the figure, as 'grades?stage=final&round=CODE&grade=good'",
        )  # fmt: skip
        parser.add_argument(
            "--edition", metavar="REF", help="for trace: as this finalised paper keeps the figure"
        )
        parser.add_argument(
            "--by", type=dimensions, default=[], metavar="DIMENSIONS",
            help=f"parted by commas: {', '.join(DIMENSIONS)}; of audits also {FLAG}",
        )  # fmt: skip
        parser.add_argument(
            "--stage", choices=STAGES, help="whose grade (default: auditor; of sections: final)"
        )
        parser.add_argument(
            "--where", type=condition, action="append", default=[], metavar="KEY=VALUE",
            help="count only these; may be given several times",
        )  # fmt: skip
        parser.add_argument("--round", metavar="CODE", help="the same as --where round=CODE")
        add_arguments_of_time(parser)
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        where = dict(options["where"])
        by = self.by(options)
        where = resolved(by, where)
        if options["round"]:
            where["round"] = round_code(by, options["round"])
        getattr(self, WHATS[options["what"]])(by, where, options)

    def _trace(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        """A figure taken apart, as it stands now or as an edition keeps it."""
        try:
            figure = figure_of(options["figure"])
        except UnknownFigure as unknown:
            raise CommandError(str(unknown), returncode=2) from None
        if options["edition"]:
            found = _kept_trace(by, options["edition"], figure.text)
        else:
            try:
                found = trace_json(trace(by, figure))
            except UnknownFigure as unknown:
                raise CommandError(str(unknown), returncode=2) from None
        _note_read(by, "trace", {ref for e in (found, *found["left_out"]) for ref in _refs(e)})
        return self.answer_json(found) if options["json"] else self.answer(plain_trace(found))

    def _ledger(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        """The chain of counts; as JSON with the references of the findings that dropped out at each stage."""
        counts = ledger(by, where).counts
        if not options["json"]:
            return self.answer("\n".join(f"{stage}: {n}" for stage, n in counts.items()))
        dropped = dropped_refs(by, where)
        _note_read(by, "ledger", [ref for refs in dropped.values() for ref in refs])
        return self.answer_json({**counts, "dropped": dropped})

    def _grades(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        stage = options["stage"] or "auditor"
        rows = grades(by, options["by"], stage=stage, where=where)
        if options["json"]:
            _note_read(by, "figures", {ref for row in rows for ref in row.audits})
            self.answer_json(_with_estimates(by, as_json(rows), rows, where, stage))
        else:
            self.answer(plain_table(rows))

    def _audits(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        rows = audited(by, options["by"], where=where)
        if not options["json"]:
            return self.answer(audited_table(rows))
        _note_read(by, "figures", {ref for row in rows for ref in row.audits})
        return self.answer_json(audited_json(rows))

    def _sections(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        if options["by"]:
            raise Refused(
                "Sections of an audit are not grouped further. Use --where instead of --by."
            )
        found = profiles(by, stage=options["stage"] or "final", where=where)
        said = profiles_json(found)
        if not options["json"]:
            lines = [
                f"{each['n']} of {each['of']}: " + ", ".join(f"{n} {g}" for g, n in each["counts"].items() if n)
                + f" ({each['applicable']} sections graded, {each['not_applicable']} not applicable)"
                for each in said["profiles"]
            ]  # fmt: skip
            return self.answer("\n".join(lines) or "No sections are counted.")
        _note_read(by, "figures", {ref for each in found[0] for ref in each.audits})
        return self.answer_json(said)

    def _timeliness(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        self._say(*timely_answer(by, options["by"], where, options["question"]), options)

    def _ages(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        self._say(*ages_answer(by, where, options["question"], options["months"]), options)

    def _control(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        self._say(*control_answer(by, where, options), options)

    def _say(self, said: Any, plain: str, options: dict[str, Any]) -> None:
        """Counts without references: nothing to note as read."""
        return self.answer_json(said) if options["json"] else self.answer(plain)

    def _reported(self, by: Actor, where: dict[str, str], options: dict[str, Any]) -> None:
        if where or options["by"]:
            raise Refused(
                "Percentages of old reports are neither filtered nor grouped: they are no figures."
            )
        rows = reported(by)
        if options["json"]:
            return self.answer_json(reported_json(rows))
        lines = [f"{row.la}, {row.cohort}: {row.what}, {row.text}" for row in rows]
        return self.answer("\n".join(lines) or "No percentage of an old report was imported.")


def _note_read(by: Actor, what: str, refs: Iterable[str]) -> None:
    """The answer names audits or findings; a line of the journal takes so many of them."""
    named = sorted(refs)
    starts = range(0, len(named), REFS_IN_A_LINE)
    record_reads(by, [(what, tuple(named[n : n + REFS_IN_A_LINE])) for n in starts])


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


def audited_table(rows: list[AuditedRow]) -> str:
    """The rows for a person: the group, how many audits, of how many families, how many moderated."""
    words = vocabulary()
    lines = []
    for row in rows:
        group = ", ".join(_called(words, kind, code) for kind, code in row.group.items())
        unknown = f" (not known of {row.without_family})" if row.without_family else ""
        families = f"; families: {row.families}{unknown}" if row.families else ""
        said = f" (not said of {row.not_said})" if row.not_said else ""
        lines.append(
            f"{group or 'All'}: {row.part.text}{families}; moderated: {row.moderated}{said}"
        )
    return "\n".join(lines) or "No audits are counted."


def _called(words: Vocabulary, kind: str, code: str) -> str:
    if kind in ("case_type", FLAG) and code:
        return words(kind, code)
    return code or "not known"


def plain_table(rows: list[GradeRow]) -> str:
    """The rows for a person, one line each: the group, n, and each grade's share."""
    if not rows:
        return "No audits are counted."
    words = vocabulary()
    lines = []
    for row in rows:
        group = ", ".join(_called(words, kind, code) for kind, code in row.group.items())
        shares = "; ".join(f"{words('grade', key)}: {s.text}" for key, s in row.shares.items())
        lines.append(f"{group or 'All'} (n={row.n}): {shares}")
    broken = dict.fromkeys(each.text for row in rows for each in row.breaks)
    return "\n".join([*lines, *broken])
