"""Turns the cases of a reading into rows, in as many queries for thirty thousand as for ten."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from goldenthread.cases.mapping import (
    CaseTypeMapping,
    case_type_mapping,
    folded,
    own_case_type,
)
from goldenthread.cases.models import (
    CaseEntry,
    CaseList,
    CaseListFile,
    CaseType,
    Subject,
    subject_ref,
)
from goldenthread.cases.queries.lists import current_case_list
from goldenthread.cases.report import Report, source_values, status_for_type
from goldenthread.journal.changes import now
from goldenthread.journal.models import Retention
from goldenthread.people.models import Practitioner, Team
from goldenthread.readers.reading import ID_SCHEME, CaseRow, as_json

SOURCE = "case_list"
BATCH = 10_000
SUBJECT_COLUMNS = ("ref", "number", "kind", "id_scheme", "retention", "is_on_hold")
ENTRY_COLUMNS = (
    *("case_list_id", "subject_id", "status", "last_open_status", "case_type_id", "flags"),
    *("practitioner_id", "is_worker_historic", "personal_adviser_id", "team_id", "family", "sex"),
    *("ethnicity", "age_band", "disability", "opened_on", "closed_on", "last_seen_on"),
    *("last_review_on", "particulars", "is_reduced", "retention", "is_on_hold"),
)
IMPORT_LOCK = 4_715_112_027


def one_import_at_a_time() -> None:
    """Wait for an import that is running; two at once would both make the same subjects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def write_case_list(report: Report, cases: Sequence[CaseRow], by_label: str) -> CaseList:
    """The case list, its files and its entries, with the subjects, teams and practitioners in it."""
    newest = current_case_list(report.kind)
    mapping = case_type_mapping(report.kind)
    _ensure_own_type(report.kind)
    case_list = CaseList.objects.create(
        kind=report.kind, taken_on=report.taken_on, origin=report.origin, fingerprint=report.fingerprint,
        read_at=now(), read_by=by_label, rows_read=report.rows_read,
        rows_rejected=report.rows_rejected, report=_kept(report, mapping),
    )  # fmt: skip
    CaseListFile.objects.bulk_create(
        CaseListFile(
            case_list=case_list, name=file.name[-200:], size=file.size, sha256=file.sha256,
            lists=[{"list": f.list, "sheet": f.sheet, "rows": f.rows} for f in file.lists],
        )
        for file in report.files
    )  # fmt: skip
    teams = _teams(case.team for case in cases)
    is_latest = newest is None or newest.taken_on <= report.taken_on
    rows = _Rows(
        case_list.id,
        _subjects(cases, report.kind),
        teams,
        _practitioners(cases, teams, is_latest),
        dict(CaseType.objects.values_list("code", "id")),
        mapping,
    )
    _copy(CaseEntry, ENTRY_COLUMNS, map(rows.entry, cases))
    # At COMMIT the references of every row would be looked up under the journal's lock, and every
    # page that shows a case would wait for it.
    connection.check_constraints()
    return case_list


def _kept(report: Report, mapping: CaseTypeMapping) -> dict[str, Any]:
    kept = report.kept()
    kept["by_case_type"] = mapping.counts(report.kinds)
    kept["unmapped"] = as_json(
        [
            {"status": k.status, "source_values": k.source_values, "count": k.count}
            for k in mapping.unmapped(report.kinds)
        ]
    )
    return kept


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as they stand, a hundred thousand at once: one statement, no object for each."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"COPY {table} ({names}) FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


@cache
def _longest(model: type[Model], name: str) -> int:
    longest: int = model._meta.get_field(name).max_length  # type: ignore[union-attr, assignment]
    return longest


def _cut(model: type[Model], name: str, text: str) -> str:
    """A text as long as its column allows; lists hold anything."""
    return text[: _longest(model, name)]


def _ensure_own_type(kind: str) -> None:
    """The case type of a kind of subject, made with its first list, last in the order."""
    if code := own_case_type(kind):
        last = CaseType.objects.aggregate(last=Max("order"))["last"] or 0
        CaseType.objects.get_or_create(code=code, defaults={"order": last + 1})


def _subjects(cases: Sequence[CaseRow], kind: str) -> dict[str, int]:
    """Subjects by number: those known, and new ones for the rest."""
    numbers = [case.person_id for case in cases]
    known = _ids_by_number(numbers, kind)
    new = [number for number in numbers if number not in known]
    kept = (kind, ID_SCHEME, Retention.CASE_LIST.value, False)
    _copy(Subject, SUBJECT_COLUMNS, ((subject_ref(), number, *kept) for number in new))
    return known | _ids_by_number(new, kind) if new else known


def _ids_by_number(numbers: list[str], kind: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, id FROM cases_subject "
            "WHERE kind = %s AND id_scheme = %s AND number = ANY(%s)",
            [kind, ID_SCHEME, numbers],
        )
        return dict(cursor.fetchall())


def _teams(names: Iterable[str]) -> dict[str, int]:
    """Teams by folded name. New ones stand under no other until somebody arranges the tree."""
    wanted: dict[str, str] = {}
    for name in names:
        if name:
            wanted.setdefault(folded(name), _cut(Team, "name", " ".join(name.split())))
    known = {folded(team.name): team.id for team in Team.objects.all()}
    new = {cut: Team(name=cut) for key, cut in wanted.items() if folded(cut) not in known}
    made = {folded(team.name): team.id for team in Team.objects.bulk_create(new.values())}
    by_cut = known | made
    return {key: by_cut[folded(cut)] for key, cut in wanted.items()}


@dataclass
class _Seen:
    """Somebody whom the list names, and in which teams."""

    name: str
    teams: Counter[int] = field(default_factory=Counter)

    def team_id(self) -> int | None:
        return self.teams.most_common(1)[0][0] if self.teams else None


def worker_key(case: CaseRow) -> str:
    """A worker's staff id, or their name as printed; joined to another only by hand."""
    return _cut(Practitioner, "key", case.worker_id or case.worker)


def _everybody(cases: Sequence[CaseRow], teams: dict[str, int]) -> dict[str, _Seen]:
    found: dict[str, _Seen] = {}
    for case in cases:
        team = teams.get(folded(case.team))
        adviser = _cut(Practitioner, "key", case.personal_adviser)
        for key, name in ((worker_key(case), case.worker), (adviser, case.personal_adviser)):
            if key:
                seen = found.get(key)
                if seen is None:
                    seen = found[key] = _Seen(_cut(Practitioner, "name", name or key))
                # Whoever once took a referral may have left the team that the row names.
                if team is not None and not (key == worker_key(case) and case.worker_is_historic):
                    seen.teams[team] += 1
    return found


def _practitioners(
    cases: Sequence[CaseRow], teams: dict[str, int], is_latest: bool
) -> dict[str, int]:
    """Practitioners by key. The latest list also says in which team each works now."""
    seen = _everybody(cases, teams)
    known = {each.key: each for each in Practitioner.objects.filter(source=SOURCE)}
    new = [
        Practitioner(
            source=SOURCE, key=key, name=each.name, team_id=each.team_id(),
            retention=Retention.CASE_LIST,
        )
        for key, each in seen.items()
        if key not in known
    ]  # fmt: skip
    moved = []
    for key, practitioner in known.items():
        if is_latest and key in seen and _has_moved(practitioner, seen[key]):
            practitioner.name = seen[key].name
            practitioner.team_id = seen[key].team_id() or practitioner.team_id
            moved.append(practitioner)
    Practitioner.objects.bulk_update(moved, ["name", "team"], batch_size=BATCH)
    made = Practitioner.objects.bulk_create(new, batch_size=BATCH)
    return {each.key: each.id for each in (*known.values(), *made)}


def _has_moved(practitioner: Practitioner, seen: _Seen) -> bool:
    team = seen.team_id()
    return practitioner.name != seen.name or (team is not None and practitioner.team_id != team)


@dataclass(frozen=True)
class _Rows:
    """What an entry needs to become a row."""

    case_list: int
    subjects: dict[str, int]
    teams: dict[str, int]
    practitioners: dict[str, int]
    case_types: dict[str, int]
    mapping: CaseTypeMapping
    known_types: dict[tuple[str, tuple[str, ...]], int | None] = field(default_factory=dict)

    def case_type(self, case: CaseRow) -> int | None:
        said = status_for_type(case), source_values(case)
        if said not in self.known_types:
            code = self.mapping.case_type(*said)
            self.known_types[said] = self.case_types[code] if code else None
        return self.known_types[said]

    def entry(self, case: CaseRow) -> tuple[Any, ...]:
        """The values of a row, in the order of ENTRY_COLUMNS."""
        adviser = case.personal_adviser
        return (
            self.case_list,
            self.subjects[case.person_id],
            case.status,
            case.last_open_status,
            self.case_type(case),
            list(case.flags) or "{}",
            self.practitioners.get(worker_key(case)),
            case.worker_is_historic,
            self.practitioners.get(_cut(Practitioner, "key", adviser)) if adviser else None,
            self.teams.get(folded(case.team)),
            _cut(CaseEntry, "family", case.family_id),
            _cut(CaseEntry, "sex", case.sex),
            _cut(CaseEntry, "ethnicity", case.ethnicity),
            _cut(CaseEntry, "age_band", case.age_band),
            _cut(CaseEntry, "disability", case.disability),
            case.opened_on,
            case.closed_on,
            case.last_seen_on,
            case.last_review_on,
            json.dumps(dict(case.particulars)) if case.particulars else "{}",
            False,
            Retention.CASE_LIST.value,
            False,
        )
