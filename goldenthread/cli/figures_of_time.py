"""What `goldenthread figures` says of time: timeliness, ages of documents, a measure over rounds made alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Refused
from goldenthread.figures import queries
from goldenthread.figures.queries import AgesRow, Asked, Measure, OverTime, TimelyRow
from goldenthread.method.monitoring import Chart, NotAllowed, Run, XmR
from goldenthread.people.actors import Actor

Answer = tuple[Any, str]  # as JSON, and for a person
COUNTS = ("known", "in_time", "late", "late_why", "late_bare", "late_unsaid", "unknown", "na")
TIMELY_BY = ("round", "case_type", "team", "month")


def add_arguments_of_time(parser: CommandParser) -> None:
    parser.add_argument(
        "--question", default="", metavar="KEY",
        help="timeliness, ages, control: the question of an audit tool; without it those there are",
    )  # fmt: skip
    parser.add_argument(
        "--months", type=int, default=queries.USUAL_MONTHS,
        help=f"ages: out of date from so many months (default: {queries.USUAL_MONTHS})",
    )  # fmt: skip
    parser.add_argument(
        "--measure", choices=queries.MEASURES, default=queries.MET,
        help="control: met the standard, number of audits, or in time (default: met)",
    )  # fmt: skip
    parser.add_argument(
        "--like", default="", metavar="CODE",
        help="control: the round that others have to be made like (default: the newest)",
    )  # fmt: skip
    parser.add_argument(
        "--period", choices=(queries.BY_ROUND, queries.BY_MONTH), default=queries.BY_ROUND,
        help="control: by round, or by the month in which audits were handed in",
    )  # fmt: skip


def timely_answer(by: Actor, dimensions: Sequence[str], where: dict[str, str], key: str) -> Answer:
    known = queries.timely_questions(by)
    if not key:
        return _offered(known)
    asked = _one(known, key)
    wrong = [name for name in dimensions if name not in TIMELY_BY]
    if wrong:
        raise Refused(f"Timeliness is told by {', '.join(TIMELY_BY)}, not by {wrong[0]}.")
    rows = queries.timeliness(by, key, tuple(dimensions), where)
    said = {
        "question": key, "label": asked.label, "definition": queries.definition_id(asked),
        "in_time": queries.definition_text(asked),
        "rows": [_timely_json(row) for row in rows],
    }  # fmt: skip
    lines = [
        f"{_group(row.group)}: {row.in_time.text} in time; late with a reason {row.of('late_why')}, without "
        f"{row.of('late_bare')}, not known {row.of('late_unsaid')}; not known {row.of('unknown')}, "
        f"not applicable {row.of('na')}"
        for row in rows
    ]
    return said, "\n".join(lines) or "No audits are counted."


def _timely_json(row: TimelyRow) -> dict[str, Any]:
    share = {"percent": row.in_time.percent, "text": row.in_time.text}
    return {"group": row.group, **{of: row.of(of) for of in COUNTS}, "share": share}


def ages_answer(by: Actor, where: dict[str, str], key: str, months: int) -> Answer:
    known = queries.documents(by)
    if not key:
        return _offered(known)
    asked = _one(known, key)
    if not 1 <= months <= 99:
        raise Refused(f"Months are from 1 to 99, not {months}.")
    total, rows = queries.document_ages(by, key, months, where)
    said = {
        "question": key, "label": asked.label, "months": months,
        "total": _ages_json(total) if total else None,
        "rows": [{"case_type": row.case_type, **_ages_json(row)} for row in rows],
    }  # fmt: skip
    named = [("All", total), *((row.case_type or "not known", row) for row in rows)]
    lines = [_ages_line(name, row) for name, row in named if row]
    return said, "\n".join(lines) or "No audits are counted."


def _ages_json(row: AgesRow) -> dict[str, Any]:
    held = row.on_file
    return {
        "n": row.held.n, "out_of_date": row.held.out_of_date, "missing": row.held.missing,
        "dated": row.dated, "undated": row.undated, "not_needed": row.not_needed,
        "share": {"percent": row.out_of_date.percent, "text": row.out_of_date.text},
        "median": float(held.median) if held else None,
        "quartiles": [float(held.lower), float(held.upper)] if held else None,
        "worst": held.most if held else None,
    }  # fmt: skip


def _ages_line(name: str, row: AgesRow) -> str:
    held = row.on_file
    spread = f"; median {float(held.median):g} months, worst {held.most}" if held else ""
    return (
        f"{name}: {row.out_of_date.text} out of date{spread}; not on file {row.held.missing}, "
        f"no date known {row.undated}, not needed {row.not_needed}"
    )


def control_answer(by: Actor, where: dict[str, str], options: Mapping[str, Any]) -> Answer:
    """A measure over the rounds made like one; never by a round, which `--like` names."""
    where = {name: value for name, value in where.items() if name != "round"}
    code = options["like"] or options["round"]
    like = queries.round_by_code(by, queries.round_code(by, code)) if code else None
    like = like or queries.newest_followed(by)
    if like is None:
        raise Refused("No round has been opened yet.")
    measure = Measure(options["measure"], options["stage"] or "auditor", options["question"])
    if measure.what == queries.IN_TIME:
        _one(queries.timely_questions(by), measure.question)
    held = queries.measure_over_time(by, like, measure, options["period"], where)
    return _control_json(held), _control_text(held)


def _control_json(held: OverTime) -> dict[str, Any]:
    chart = held.chart
    kinds = {Chart: "p-chart", Run: "run chart", XmR: "xmr"}
    return {
        "like": held.alike.like.code, "by": held.by, "measure": held.measure.what,
        "chart": kinds.get(type(chart)), "middle": held.middle,
        "why_not": {"why": chart.why, "text": chart.text} if isinstance(chart, NotAllowed) else None,
        "periods": [
            {
                "code": p.code, "count": p.part, "n": p.n, "text": p.share.text, "low": p.low,
                "high": p.high, "is_outside": p.is_outside, "is_in_run": p.is_in_run,
                "is_charted": p in held.charted,
            }
            for p in held.periods
        ],
        "left_out": [{"round": r.code, "differs": list(differ)} for r, differ in held.alike.others],
    }  # fmt: skip


def _control_text(held: OverTime) -> str:
    lines = [
        f"{p.title}: {p.share.text}"
        + (f" (no surprise: {p.low:g} to {p.high:g})" if p.low is not None and p.high is not None else "")
        + (", stands apart" if p.is_outside else ", in a row" if p.is_in_run else "")
        for p in held.periods
    ]  # fmt: skip
    if isinstance(held.chart, NotAllowed):
        lines.append(held.chart.text)
    lines += [f"left out: {r.code}: {', '.join(differ)}" for r, differ in held.alike.others]
    return "\n".join(lines) or "No audits are counted."


def _offered(known: Mapping[str, Asked]) -> Answer:
    """What can be asked for."""
    said = [{"question": key, "label": each.label} for key, each in known.items()]
    lines = [f"--question {key}: {each.label}" for key, each in known.items()]
    return said, "\n".join(lines) or "No round’s audit tool has such a question."


def _one(known: Mapping[str, Asked], key: str) -> Asked:
    if key not in known:
        raise Refused(f"No counted round asks {key!r} so. There are: {', '.join(known) or 'none'}.")
    return known[key]


def _group(group: Mapping[str, str]) -> str:
    return ", ".join(value or "not known" for value in group.values()) or "All"
