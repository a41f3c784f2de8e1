"""How words, names and numbers go, and what stays: counts, grades, dates, hashes.

The statements work on cases in rounds by their ids, inside the transaction of a disposal: the guards
of the database let nothing of this through in any other.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection

from goldenthread.cases.reducing import STAND_IN_REF
from goldenthread.people.models import Practitioner
from goldenthread.retention.paths import (
    CONCERN_TEXTS,
    OTHER_TEXTS,
    PRACTITIONER_KEYS,
    ROUND_TEXTS,
    SUBJECT_KEYS,
    TEXTS,
    texts_of,
    way,
)

NO_NAME, GONE = "Name removed", "disposed"
EMPTY = "UPDATE journal_words w SET body = '', emptied_at = %(at)s, emptied_by = %(by)s "
DUE_TEXTS = (
    EMPTY + "WHERE w.due_to_go_on <= %(as_at)s AND NOT w.is_on_hold AND w.emptied_at IS NULL"
)
TEXTS_OF_CASES = (
    EMPTY + f"FROM ({texts_of((*TEXTS, *CONCERN_TEXTS))}) t WHERE t.id = w.id "
    "AND t.case_id = ANY(%(ids)s) AND w.emptied_at IS NULL"
)

# A text that was written anew is nobody's any more. Of a held case none may go: its texts were numbered
# between that case's first and last, so those stay.
POINTED_AT = " UNION ALL ".join(
    f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
    for table, column in (*TEXTS, *CONCERN_TEXTS, *ROUND_TEXTS, *OTHER_TEXTS)
)
HELD_RANGES = (
    "SELECT min(t.id) AS first, max(t.id) AS last "
    f"FROM ({texts_of((*TEXTS, *CONCERN_TEXTS))}) t JOIN programme_roundcase c ON c.id = t.case_id "
    "WHERE c.is_on_hold GROUP BY c.id"
)
LEFT_BEHIND = (
    EMPTY + "FROM (SELECT id FROM journal_words WHERE emptied_at IS NULL "
    f"EXCEPT ({POINTED_AT})) lost WHERE w.id = lost.id "
    f"AND NOT EXISTS (SELECT FROM ({HELD_RANGES}) k WHERE w.id BETWEEN k.first AND k.last)"
)

HEADERS = """
UPDATE cases_header h SET is_reduced = TRUE, flags = '{}', age_band = '', particulars = '{}'
FROM programme_roundcase c WHERE c.header_id = h.id AND c.id = ANY(%(ids)s) AND NOT h.is_reduced
"""
FAMILIES = (
    "SELECT DISTINCT h.family FROM cases_header h JOIN programme_roundcase c ON c.header_id = h.id "
)
NAMED = (
    # Where a rule of the table wants a name, it is one that says nothing.
    "UPDATE programme_roundcase SET named_by = '' WHERE id = ANY(%(ids)s) AND named_by <> ''",
    f"UPDATE programme_notice SET safe_agreed_by = '{NO_NAME}' "
    "WHERE round_case_id = ANY(%(ids)s) AND safe_agreed_by <> ''",
    f"UPDATE audits_familylink l SET safe_agreed_by = '{NO_NAME}' FROM audits_audit a "
    "WHERE a.id = l.audit_id AND a.round_case_id = ANY(%(ids)s)",
    "UPDATE audits_worked w SET from_on = NULL, to_on = NULL FROM audits_audit a "
    "WHERE a.id = w.audit_id AND a.round_case_id = ANY(%(ids)s)",
)
CONCERNS = """
UPDATE audits_concern c SET numbers_tried = '[]' FROM audits_audit a
WHERE a.id = c.audit_id AND c.due_to_go_on <= %(as_at)s AND NOT c.is_on_hold AND c.numbers_tried <> '[]'
"""
# A concern is kept longer than its audit, and with it the number of the child it is about.
WITHOUT_LIVE_CONCERN = """
SELECT rc.id FROM programme_roundcase rc JOIN cases_subject s ON s.id = rc.subject_id
WHERE rc.id = ANY(%(ids)s) AND s.id_scheme <> 'disposed' AND NOT EXISTS (
  SELECT FROM audits_concern c JOIN audits_audit a ON a.id = c.audit_id
  WHERE a.round_case_id = rc.id
    AND (c.due_to_go_on IS NULL OR c.due_to_go_on > %(as_at)s OR c.is_on_hold))
"""
STAND_INS = f"""
INSERT INTO cases_subject (ref, kind, id_scheme, number, retention, is_on_hold)
SELECT {STAND_IN_REF}, 'case_file', 'disposed', 'Disposed of ' || rc.ref, 'audit', FALSE
FROM programme_roundcase rc WHERE rc.id = ANY(%(ids)s)
"""
TAKE_PLACE = """
UPDATE {table} t SET subject_id = s.id FROM ({way}) w
JOIN programme_roundcase c ON c.id = w.case_id
JOIN cases_subject s ON s.kind = 'case_file' AND s.id_scheme = 'disposed'
  AND s.number = 'Disposed of ' || c.ref
WHERE t.id = w.id AND c.id = ANY(%(ids)s)
"""
TAKEN_ENTRIES = """
UPDATE cases_caseentry e SET subject_id = h.subject_id, is_reduced = TRUE, last_open_status = '',
  flags = '{}', practitioner_id = NULL, is_worker_historic = FALSE, personal_adviser_id = NULL,
  family = '', sex = '', ethnicity = '', age_band = '', disability = '', opened_on = NULL,
  closed_on = NULL, last_seen_on = NULL, last_review_on = NULL, particulars = '{}'
FROM cases_header h JOIN programme_roundcase c ON c.header_id = h.id
WHERE h.entry_id = e.id AND c.id = ANY(%(ids)s) AND NOT e.is_on_hold AND NOT EXISTS (
  SELECT FROM cases_header o JOIN cases_subject s ON s.id = o.subject_id
  WHERE o.entry_id = e.id AND s.id_scheme <> 'disposed')
"""
EDITIONS = """
UPDATE reports_edition e SET html = '', docx = '', pdf = '', figures = '{}'
FROM reports_report p WHERE p.id = e.report_id AND p.due_to_go_on <= %(as_at)s AND NOT p.is_on_hold
  AND e.pdf <> ''
RETURNING p.ref
"""
UPLOADS = """
DELETE FROM cases_caselistdraft d WHERE d.state IN ('used', 'refused', 'dropped')
  AND (d.uploaded_at AT TIME ZONE 'Europe/London')::date + make_interval(months => %(months)s)
    <= %(as_at)s
"""
UNUSED_PRACTITIONERS = """
DELETE FROM people_practitioner p
WHERE NOT EXISTS (SELECT FROM people_person a WHERE a.id = p.person_id AND a.is_active)
  AND NOT EXISTS (SELECT FROM cases_caseentry e WHERE e.practitioner_id = p.id)
  AND NOT EXISTS (SELECT FROM cases_caseentry e WHERE e.personal_adviser_id = p.id)
  AND NOT EXISTS (SELECT FROM cases_header h WHERE h.practitioner_id = p.id)
  AND NOT EXISTS (SELECT FROM audits_worked w WHERE w.practitioner_id = p.id)
  AND NOT EXISTS (SELECT FROM actions_action x WHERE x.owner_practitioner_id = p.id)
  AND NOT EXISTS (SELECT FROM programme_exemption e WHERE e.practitioner_id = p.id)
"""


def run(statement: str, **values: Any) -> int:
    """How many rows a statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def column(statement: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def empty_details(cases: Sequence[int], disposal: str) -> None:
    """Names, families, flags and ages of these cases in rounds; numbers of each stay countable."""
    _replace_practitioners(cases, disposal)
    families = column(FAMILIES + "WHERE c.id = ANY(%(ids)s) AND h.family <> ''", ids=list(cases))
    run(HEADERS, ids=list(cases))
    _set_mapped(
        "UPDATE cases_header h SET family = m.new, is_reduced = TRUE FROM programme_roundcase c, "
        "unnest(%(old)s::text[], %(new)s::text[]) m(old, new) "
        "WHERE c.header_id = h.id AND c.id = ANY(%(ids)s) AND h.family = m.old",
        {family: f"{GONE} {uuid4()}" for family in families if not family.startswith(GONE)}, cases,
    )  # fmt: skip
    for statement in NAMED:
        run(statement, ids=list(cases))


def _replace_practitioners(cases: Sequence[int], disposal: str) -> None:
    """One stand-in for each practitioner, so that they can still be counted, by nobody's name."""
    ways = " UNION ".join(way(table, key) for table, key in PRACTITIONER_KEYS)
    known = column(
        f"SELECT DISTINCT p.id FROM ({ways}) w JOIN people_practitioner p ON p.id = w.id "
        "WHERE w.case_id = ANY(%(ids)s) AND p.source <> 'disposed'",
        ids=list(cases),
    )
    made = Practitioner.objects.bulk_create(
        Practitioner(source="disposed", key=f"{disposal} {uuid4()}", name=NO_NAME) for _ in known
    )
    stand_ins = {old: new.id for old, new in zip(known, made, strict=True)}
    for table, key in PRACTITIONER_KEYS:
        reduced = ", is_reduced = TRUE, flags = '{}', age_band = '', particulars = '{}'" * (
            table == "cases_header"
        )
        _set_mapped(
            f"UPDATE {table} t SET {key} = m.new{reduced} FROM ({way(table)}) w, "
            "unnest(%(old)s::bigint[], %(new)s::bigint[]) m(old, new) "
            f"WHERE t.id = w.id AND w.case_id = ANY(%(ids)s) AND t.{key} = m.old",
            stand_ins, cases,
        )  # fmt: skip


def _set_mapped(statement: str, mapped: dict[Any, Any], cases: Sequence[int]) -> None:
    if mapped:
        run(statement, old=list(mapped), new=list(mapped.values()), ids=list(cases))


def empty_identity(cases: Iterable[int], as_at: date) -> None:
    """Put a stand-in where the case number was, for cases without a concern that is still kept."""
    going = column(WITHOUT_LIVE_CONCERN, ids=list(cases), as_at=as_at)
    run(STAND_INS, ids=going)
    for table in SUBJECT_KEYS:
        run(TAKE_PLACE.format(table=table, way=way(table)), ids=going)
    run(TAKEN_ENTRIES, ids=going)
