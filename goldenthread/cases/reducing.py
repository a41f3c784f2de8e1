"""What is left of a case-list entry that no round took: its case type, its team, its number drawn.

A stand-in takes the subject's place, so that every row of a selection still points at a case of its
own, and nothing leads from there to a child.
"""

from django.db import connection

from goldenthread.cases.models import CaseList, Status, Subject
from goldenthread.journal.changes import now

OPEN = [s.value for s in Status if s not in (Status.CLOSED, Status.UNKNOWN)]
STAND_IN_REF = "'SUB-' || translate(upper(substr(md5(gen_random_uuid()::text), 1, 10)), '01', 'GH')"
NOT_TAKEN = """
FROM cases_caseentry e
WHERE e.{column} = %s AND NOT e.is_reduced AND NOT e.is_on_hold
  AND NOT EXISTS (SELECT FROM cases_header h WHERE h.entry_id = e.id)
"""
MAKE_STAND_INS = f"""
INSERT INTO cases_subject (ref, kind, id_scheme, number, retention, is_on_hold)
SELECT {STAND_IN_REF}, 'case_file', 'disposed', 'Reduced ' || e.id, 'case_list', FALSE {NOT_TAKEN}
"""
REDUCE = """
UPDATE cases_caseentry e SET subject_id = s.id, is_reduced = TRUE, last_open_status = '',
  flags = '{{}}', practitioner_id = NULL, is_worker_historic = FALSE, personal_adviser_id = NULL,
  family = '', sex = '', ethnicity = '', age_band = '', disability = '', opened_on = NULL,
  closed_on = NULL, last_seen_on = NULL, last_review_on = NULL, particulars = '{{}}'
FROM cases_subject s
WHERE e.{column} = %s AND NOT e.is_reduced
  AND s.kind = 'case_file' AND s.id_scheme = 'disposed' AND s.number = 'Reduced ' || e.id
"""
WORKERS = """
SELECT count(DISTINCT practitioner_id) FROM cases_caseentry
WHERE case_list_id = %s AND practitioner_id IS NOT NULL AND NOT is_worker_historic
  AND status = ANY(%s)
"""
# Every row about a case points to its subject beside a header or an entry that does.
REMOVE_UNUSED = """
DELETE FROM cases_subject s
WHERE NOT EXISTS (SELECT FROM cases_caseentry e WHERE e.subject_id = s.id)
  AND NOT EXISTS (SELECT FROM cases_header h WHERE h.subject_id = s.id)
"""


def reduce_entries(case_list: CaseList, by_label: str) -> int:
    """Reduce the entries of a list that no round took and nobody holds; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [case_list.id, OPEN])
        workers = cursor.fetchone()[0]
    reduced = _reduce("case_list_id", case_list.id)
    if reduced and case_list.reduced_at is None:
        case_list.reduced_at, case_list.reduced_by = now(), by_label
        case_list.workers = workers
        case_list.save(update_fields=["reduced_at", "reduced_by", "workers"])
    return reduced


def reduce_entries_of(subject: Subject) -> int:
    """Reduce the entries of one subject, in whatever list, that no round took and nobody holds."""
    return _reduce("subject_id", subject.id)


def _reduce(column: str, value: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MAKE_STAND_INS.format(column=column), [value])
        cursor.execute(REDUCE.format(column=column), [value])
        return int(cursor.rowcount)


def remove_unused_subjects() -> int:
    """Delete the case numbers that no entry and no header points to any more."""
    with connection.cursor() as cursor:
        cursor.execute(REMOVE_UNUSED)
        return int(cursor.rowcount)
