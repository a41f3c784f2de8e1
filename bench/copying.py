"""Copies of a pattern's rows, made inside the database: every column as a change wrote it, but for keys,
references, dates, and who audited whose case."""

# ruff: noqa: S608 - the statements are made of the models' own names and of numbers

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from bench.pattern import BLOCK, Pattern
from goldenthread.actions.models import Action, Step
from goldenthread.audits.models import (
    Answer,
    AnswerVersion,
    Audit,
    Concern,
    Evidence,
    Finding,
    Judgement,
    Moderation,
    Reply,
    Response,
    Source,
    Standing,
    Worked,
)
from goldenthread.cases.models import CaseEntry, CaseList, Header, Subject
from goldenthread.journal.models import ALPHABET, Words
from goldenthread.learning.models import Tag
from goldenthread.people.models import Person, Practitioner, Team
from goldenthread.programme.models import (
    Assignment,
    Notice,
    Outcome,
    Round,
    RoundCase,
    Selection,
)

Model = type[models.Model]
# What belongs to an audit, and the way from a row of it to its audit.
OF_AUDIT: dict[Model, str] = {
    Subject: "audits", CaseEntry: "header__audit", Header: "audit", RoundCase: "audit",
    Assignment: "round_case__audit", Notice: "round_case__audit", Outcome: "round_case__audit",
    Audit: "pk", Answer: "audit", AnswerVersion: "answer__audit", Judgement: "audit",
    Standing: "audit", Source: "audit", Evidence: "audit", Worked: "audit", Finding: "audit",
    Concern: "audit", Moderation: "audit", Response: "audit", Reply: "response__audit",
    Action: "audit", Step: "action__audit", Tag: "finding__audit",
}  # fmt: skip
# A round's own rows. The rows of its selection stay with the pattern's: one for each case of the list.
OF_ROUND = (Round, Selection)
# A child is audited in two rounds that follow one another, and is one subject.
TWICE = (Subject, CaseEntry)
ROUND_OF = 25  # blocks: 250 audits
DAYS = 7  # between two finished rounds
# A number that goes through all its bits without repeating, written with the letters of references.
REF = f"""CREATE OR REPLACE FUNCTION pg_temp.bench_ref(kind text, id bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT kind || string_agg(substr('{ALPHABET}',
  (((id * 1103515245 + 12345) % 1125899906842624) >> (5 * n))::bit(5)::int + 1, 1), '')
  FROM generate_series(0, 9) n $$"""


@dataclass
class Copies:
    """Copies of one of the pattern's rounds, in blocks of ten audits.

    Finished rounds are a week apart, the newest a week old; running ones are all of today.
    """

    pattern: Pattern
    round: Round
    blocks: int
    counts: dict[Model, int] = field(default_factory=dict)
    bases: dict[Model, int] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        return -(-self.blocks // ROUND_OF)

    def make(self) -> None:
        """Write them. Keys are right by their making, so the database does not look each of them up."""
        if self.blocks <= 0:
            return
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(REF)
            self._map(cursor)
            for model in OF_ROUND:
                cursor.execute(self._insert(model, f"generate_series(0, {self.rounds - 1}) r"))
            for model in (Words, *OF_AUDIT):
                if self.counts[model]:
                    cursor.execute(self._insert(model, self._series(model)))
            for model in (*OF_ROUND, Words, *OF_AUDIT):
                _continue_after(cursor, model)
            self._copy_lists(cursor)
            cursor.execute("SET LOCAL session_replication_role = origin")

    def _map(self, cursor: Any) -> None:
        """For each table: the pattern's rows in order, each with the place of its audit in the block."""
        audits = Audit.objects.filter(round=self.round).order_by("pk").values_list("pk", flat=True)
        places = {pk: place for place, pk in enumerate(audits)}
        words: set[int] = set()
        for model, path in OF_AUDIT.items():
            rows = model._default_manager.filter(**{f"{path}__in": places}).order_by("pk")
            pairs = [(pk, places[audit]) for pk, audit in rows.values_list("pk", path)]
            self._number(cursor, model, pairs)
            for each in _keys_to(model, Words):
                words |= set(rows.exclude(**{each: None}).values_list(each, flat=True))
        self._number(cursor, Words, [(pk, 0) for pk in sorted(words)])
        for model in (*OF_ROUND, CaseList):
            self.bases[model] = _next_id(model)
        workers = Practitioner.objects.exclude(team=None).order_by("pk").values_list("pk", "team")
        _table(cursor, "bench_worker", "practitioner_id bigint, team_id bigint", list(workers))
        auditors = [(each.pk, each.ref) for each in self.pattern.auditors]
        _table(cursor, "bench_auditor", "id bigint, ref text", auditors)
        self.workers, self.auditors = len(workers), len(auditors)

    def _number(self, cursor: Any, model: Model, rows: list[tuple[int, int]]) -> None:
        _table(cursor, f"bench_{model._meta.db_table}", "id bigint, place int", rows)
        self.counts[model], self.bases[model] = len(rows), _next_id(model)

    def _copy_lists(self, cursor: Any) -> None:
        """A case list for every two rounds: their cases, and the pattern's list but for its audited."""
        listed, lists = self.pattern.case_list.pk, f"generate_series(0, {(self.rounds - 1) // 2}) l"
        cursor.execute(
            f"INSERT INTO cases_caselist (id, {_columns(CaseList)}) "
            f"SELECT {self.bases[CaseList]} + l, {_columns(CaseList, own=self._own_list())} "
            f"FROM {lists} JOIN cases_caselist t ON t.id = {listed}"
        )
        own = {"case_list_id": f"{self.bases[CaseList]} + l"}
        cursor.execute(
            f"INSERT INTO cases_caseentry ({_columns(CaseEntry)}) "
            f"SELECT {_columns(CaseEntry, own=own)} FROM {lists} "
            f"JOIN cases_caseentry t ON t.case_list_id = {listed} "
            f"WHERE t.id NOT IN (SELECT id FROM bench_cases_caseentry)"
        )
        _continue_after(cursor, CaseList)

    def _own_list(self) -> dict[str, str]:
        number = f"({self.bases[CaseList]} + l)"
        return {
            "ref": f"pg_temp.bench_ref('LST-', {number})",
            "taken_on": f"t.taken_on - {self._age('(2 * l)')} * interval '1 day'",
            "fingerprint": f"left(t.fingerprint, 40) || {number}",
        }

    def _age(self, round: str) -> str:
        is_finished = self.round == self.pattern.finished
        return f"({DAYS} * ({self.rounds} - {round}))" if is_finished else "0"

    def _series(self, model: Model) -> str:
        """A row for every copy of every row: `k` its block, `r` its round, `m` the row copied."""
        only = f"WHERE k / {ROUND_OF} % 2 = 0" if model in TWICE else ""
        series = (
            f"(SELECT k, k / {ROUND_OF} AS r FROM generate_series(0, {self.blocks - 1}) k {only}) s "
            f"CROSS JOIN bench_{model._meta.db_table} m"
        )
        if model is Words:
            return series
        return (
            f"{series} JOIN bench_worker w ON w.rank = (k * {BLOCK} + m.place) % {self.workers} "
            f"JOIN bench_auditor a ON a.rank = (k * {BLOCK} + m.place) % {self.auditors}"
        )

    def _key(self, model: Model, rank: str = "m.rank") -> str:
        if model in OF_ROUND:
            return f"({self.bases[model]} + r)"
        block = f"(k - k / {ROUND_OF} % 2 * {ROUND_OF})" if model in TWICE else "k"
        return f"({self.bases[model]} + {block} * {self.counts[model]} + {rank})"

    def _insert(self, model: Model, series: str) -> str:
        table, columns = model._meta.db_table, model._meta.concrete_fields
        values = [self._value(model, each) for each in columns]
        joins = [self._join(each) for each in columns if model not in OF_ROUND]
        row = {Round: f"t.id = {self.round.pk}", Selection: f"t.round_id = {self.round.pk}"}
        return (
            f"INSERT INTO {table} ({', '.join(_column(each) for each in columns)}) "
            f"SELECT {', '.join(values)} FROM {series} "
            f"JOIN {table} t ON {row.get(model, 't.id = m.id')} {' '.join(joins)}"
        )

    def _value(self, model: Model, each: Any) -> str:
        """The expression of one column of a copy."""
        column = f"t.{_column(each)}"
        if each.primary_key:
            return self._key(model)
        if each.name == "ref":
            return f"pg_temp.bench_ref(left(t.ref, 4), {self._key(model)})"
        if (model, each.name) in ((Round, "code"), (Round, "title"), (Subject, "number")):
            return f"left({column}, 20) || '-' || {self._key(model)}"
        if isinstance(each, models.ForeignKey):
            return self._reference(model, each, column)
        return self._plain(model, each, column)

    def _plain(self, model: Model, each: Any, column: str) -> str:
        if isinstance(each, models.DateField):  # moments too
            return f"{column} - {self._age('r')} * interval '1 day'"
        if each.name.endswith("_by") and model not in (*OF_ROUND, Words):
            return f"CASE WHEN {column} = '{self.pattern.auditor.ref}' THEN a.ref ELSE {column} END"
        return column

    def _reference(self, model: Model, each: Any, column: str) -> str:
        target, if_any = each.related_model, f"CASE WHEN {column} IS NULL THEN NULL ELSE"
        if target is CaseList:
            return f"{if_any} {self.bases[CaseList]} + r / 2 END"
        if target is Round and each.name == "round":
            return self._key(Round)
        if target in self.counts and model not in OF_ROUND:
            return self._key(target, f"of_{each.column}.rank")
        people = {
            Practitioner: f"{if_any} w.practitioner_id END",
            Team: f"{if_any} w.team_id END",
            Person: f"CASE WHEN {column} = {self.pattern.auditor.pk} THEN a.id ELSE {column} END",
        }
        return column if model in OF_ROUND else people.get(target, column)

    def _join(self, each: Any) -> str:
        """The pattern's row that a key leads to, where that is copied too."""
        target = each.related_model
        if target not in self.counts:
            return ""
        name = f"of_{each.column}"
        return f"LEFT JOIN bench_{target._meta.db_table} {name} ON {name}.id = t.{_column(each)}"


def _keys_to(model: Model, target: Model) -> list[str]:
    return [each.name for each in model._meta.concrete_fields if each.related_model is target]


def _column(each: Any) -> str:
    return f'"{each.column}"'


def _columns(model: Model, own: dict[str, str] | None = None) -> str:
    """The columns but the key: their names, or where `own` is given the values to write."""
    names = [each.column for each in model._meta.concrete_fields if not each.primary_key]
    if own is None:
        return ", ".join(f'"{name}"' for name in names)
    return ", ".join(own.get(name, f't."{name}"') for name in names)


def _table(cursor: Any, name: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """A temporary table of rows numbered from 0."""
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(f"CREATE TEMP TABLE {name} (rank int, {columns})")
    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for rank, row in enumerate(rows):
            copy.write_row((rank, *row))
    cursor.execute(f"ANALYZE {name}")


def _next_id(model: Model) -> int:
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return 1 + int(last or 0)


def _continue_after(cursor: Any, model: Model) -> None:
    """New rows get keys after the copies'."""
    table = model._meta.db_table
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
    )
