"""Past audits from the command line: which map a file has, what it would make, and what was made."""

from pathlib import Path
from typing import Any

from goldenthread.audits import changes
from goldenthread.audits.past.map import (
    MapFaulty,
    PastMap,
    map_for,
    map_from,
    require_columns,
)
from goldenthread.audits.queries.past import PastPlan, past_plan, plan_json
from goldenthread.cli.samples import content
from goldenthread.people.actors import Actor
from goldenthread.readers.audit_exports import read_audit_export
from goldenthread.readers.design_files import DesignFileRefused, read_design
from goldenthread.readers.export_sheets import ExportRead


def map_of(file: Path | None, read: ExportRead) -> PastMap:
    """The map that was given, or the shipped one that fits. Raises MapFaulty, NoMapFits."""
    if file is None:
        return map_for(read.headings)
    try:
        used = map_from(read_design(content(file)))
    except DesignFileRefused as refused:
        raise MapFaulty((str(refused).replace("design", "map"),)) from None
    require_columns(used, read.headings)
    return used


def run_past(
    by: Actor, path: Path, map_file: Path | None, *, is_dry: bool
) -> tuple[PastPlan, dict[str, Any]]:
    """What the file makes, and the same as JSON. Raises PastProblems, unless nothing is to be written."""
    read = read_audit_export(path)
    used = map_of(map_file, read)
    if is_dry:
        plan = past_plan(by, read, used)
        return plan, {"dry_run": True, **plan_json(plan)}
    held, plan = changes.import_past_file(by=by, read=read, used=used, path=path, name=path.name)
    return plan, {"dry_run": False, "import": held.ref, "sha256": held.sha256, **plan_json(plan)}


def sentences(plan: PastPlan, said: dict[str, Any]) -> str:
    """The report for a person."""
    what = {"audits": "Audits", "sections": "Grades of sections", "percents": "Percentages"}
    would = "would be imported" if said["dry_run"] else "imported"
    would = "found" if plan.problems else would
    return "\n".join([
        f"Map: {plan.map.name}",
        f"Rows read: {plan.rows:,}",
        f"{what[plan.kind]} {would}: {plan.makes:,}",
        *(f"  {_of_round(each)}" for each in said["rounds"]),
        *([f"Columns left out: {', '.join(plan.left_out)}"] if plan.left_out else []),
        *([f"Columns not in the map: {', '.join(plan.unused)}"] if plan.unused else []),
        *([f"Import: {said['import']}"] if "import" in said else []),
    ])  # fmt: skip


def _of_round(each: dict[str, Any]) -> str:
    if each["section_grades"]:
        return f"{each['code']}: {each['section_grades']} grades of sections"
    return (
        f"{each['code']}: {each['audits']} audits, {each['period'][0]} to {each['period'][1]}; grades: "
        f"{each['auditor_grades']} by auditors, {each['moderated_grades']} after moderation"
    )
