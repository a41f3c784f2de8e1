"""When everything is due to go, and what is held: computed from what has ended, never typed.

A case in a round is the root: what hangs on it follows it. `settle` brings all dates to where they
stand now; run again, it changes nothing.
"""

from typing import Any

from django.db import connection

from goldenthread.retention.paths import (
    FOLLOWING,
    LEARNING_TEXTS,
    TEXTS,
    texts_of,
    texts_of_rounds,
    way,
)
from goldenthread.retention.queries import months

UNFINISHED_ACTION = (
    "EXISTS (SELECT FROM actions_action x WHERE x.audit_id = a.id AND x.ended_at IS NULL)"
)
HELD = "EXISTS (SELECT FROM retention_hold k WHERE k.ended_at IS NULL AND k.target_ref IN ({refs}))"

ROOTS = f"""
WITH now_is AS (
  SELECT rc.id, rc.due_to_go_on, rc.is_on_hold,
    (CASE WHEN {UNFINISHED_ACTION} THEN NULL
      WHEN coalesce(a.closed_at, r.closed_at) IS NULL THEN NULL
      ELSE greatest(coalesce(a.closed_at, r.closed_at),
                    (SELECT max(x.ended_at) FROM actions_action x WHERE x.audit_id = a.id))
     END AT TIME ZONE 'Europe/London')::date AS ended_on,
    {HELD.format(refs="s.ref, r.ref, a.ref, l.ref")} AS held
  FROM programme_roundcase rc
  JOIN programme_round r ON r.id = rc.round_id
  JOIN cases_subject s ON s.id = rc.subject_id
  JOIN cases_header h ON h.id = rc.header_id
  LEFT JOIN cases_caseentry e ON e.id = h.entry_id
  LEFT JOIN cases_caselist l ON l.id = e.case_list_id
  LEFT JOIN audits_audit a ON a.round_case_id = rc.id
), wanted AS (
  SELECT id, ended_on, (ended_on + make_interval(months => %(audit)s))::date AS due, held FROM now_is
)
UPDATE programme_roundcase rc SET due_to_go_on = w.due, is_on_hold = w.held FROM wanted w
WHERE w.id = rc.id AND (rc.due_to_go_on, rc.is_on_hold) IS DISTINCT FROM (w.due, w.held)
RETURNING rc.id
"""

FOLLOW = """
UPDATE {table} t SET due_to_go_on = c.due_to_go_on, is_on_hold = c.is_on_hold
FROM ({way}) w JOIN programme_roundcase c ON c.id = w.case_id
WHERE t.id = w.id AND c.id = ANY(%(ids)s)
  AND (t.due_to_go_on, t.is_on_hold) IS DISTINCT FROM (c.due_to_go_on, c.is_on_hold)
"""

# A concern counts from the same day as its audit, for a period of its own.
CONCERNS = """
UPDATE audits_concern t SET is_on_hold = c.is_on_hold, due_to_go_on =
  (c.due_to_go_on + make_interval(months => %(concern)s - %(audit)s))::date
FROM audits_audit a JOIN programme_roundcase c ON c.id = a.round_case_id
WHERE a.id = t.audit_id AND (t.due_to_go_on, t.is_on_hold) IS DISTINCT FROM
  ((c.due_to_go_on + make_interval(months => %(concern)s - %(audit)s))::date, c.is_on_hold)
"""
WORDS_OF_CONCERNS = """
UPDATE journal_words w SET due_to_go_on = t.due_to_go_on, is_on_hold = t.is_on_hold
FROM audits_concern t
WHERE w.id IN (t.what_id, t.spoke_to_id, t.will_do_id, t.acknowledgement_id)
  AND (w.due_to_go_on, w.is_on_hold) IS DISTINCT FROM (t.due_to_go_on, t.is_on_hold)
"""

WORDS_OF_ROUNDS = f"""
UPDATE journal_words w SET due_to_go_on = found.due, is_on_hold = found.held
FROM (
  SELECT t.id, bool_or(c.is_on_hold) AS held,
    CASE WHEN bool_or(c.due_to_go_on IS NULL) THEN NULL ELSE max(c.due_to_go_on) END AS due
  FROM ({texts_of_rounds()}) t
  JOIN programme_roundcase c ON c.id = t.case_id WHERE t.id IS NOT NULL GROUP BY t.id
) found
WHERE w.id = found.id AND (w.due_to_go_on, w.is_on_hold) IS DISTINCT FROM (found.due, found.held)
"""

# A list has ended when it was withdrawn, or when a later one is there and no round needs it.
LISTS = f"""
WITH ended AS (
  SELECT l.id, l.ref, (CASE WHEN l.withdrawn_at IS NOT NULL THEN l.withdrawn_at
    WHEN EXISTS (SELECT FROM programme_round r WHERE r.case_list_id = l.id AND r.state <> 'closed')
      THEN NULL
    ELSE greatest(
      (SELECT min(n.read_at) FROM cases_caselist n
       WHERE n.withdrawn_at IS NULL AND (n.taken_on, n.id) > (l.taken_on, l.id)),
      (SELECT max(r.closed_at) FROM programme_round r WHERE r.case_list_id = l.id))
    END AT TIME ZONE 'Europe/London')::date AS ended_on
  FROM cases_caselist l
), wanted AS (
  SELECT e.id, (l.ended_on + make_interval(months => %(case_list)s))::date AS due,
    {HELD.format(refs="s.ref, l.ref")} AS held
  FROM cases_caseentry e JOIN ended l ON l.id = e.case_list_id JOIN cases_subject s ON s.id = e.subject_id
  WHERE NOT e.is_reduced
)
UPDATE cases_caseentry e SET due_to_go_on = w.due, is_on_hold = w.held FROM wanted w
WHERE w.id = e.id AND (e.due_to_go_on, e.is_on_hold) IS DISTINCT FROM (w.due, w.held)
"""

REPORTS = f"""
WITH wanted AS (
  SELECT p.id, {HELD.format(refs="r.ref")} AS held,
    ((coalesce(p.finalised_at, r.closed_at) AT TIME ZONE 'Europe/London')::date
      + make_interval(months => %(report)s))::date AS due
  FROM reports_report p JOIN programme_round r ON r.id = p.round_id
)
UPDATE reports_report p SET due_to_go_on = w.due, is_on_hold = w.held FROM wanted w
WHERE w.id = p.id AND (p.due_to_go_on, p.is_on_hold) IS DISTINCT FROM (w.due, w.held)
"""
NARRATIVES = """
UPDATE reports_narrative t SET due_to_go_on = p.due_to_go_on, is_on_hold = p.is_on_hold
FROM reports_report p WHERE p.id = t.report_id
  AND (t.due_to_go_on, t.is_on_hold) IS DISTINCT FROM (p.due_to_go_on, p.is_on_hold)
"""
WORDS_OF_REPORTS = """
UPDATE journal_words w SET due_to_go_on = t.due_to_go_on, is_on_hold = t.is_on_hold
FROM reports_narrative t WHERE w.id = t.words_id
  AND (w.due_to_go_on, w.is_on_hold) IS DISTINCT FROM (t.due_to_go_on, t.is_on_hold)
"""

ENDED_LEARNING = " UNION ALL ".join(
    f"SELECT t.{column} AS id, {ended} AS ended FROM {table} t"
    for table, column, ended in LEARNING_TEXTS
)
WORDS_OF_LEARNING = f"""
UPDATE journal_words w SET due_to_go_on = t.due FROM (
  SELECT id, ((ended AT TIME ZONE 'Europe/London')::date
    + make_interval(months => %(report)s))::date AS due FROM ({ENDED_LEARNING}) found
) t WHERE w.id = t.id AND w.due_to_go_on IS DISTINCT FROM t.due
"""

# Actions that come from a recommendation are of no case: they count from their own end.
ACTIONS_OF_NO_CASE = """
UPDATE actions_action x SET due_to_go_on = ((x.ended_at AT TIME ZONE 'Europe/London')::date
  + make_interval(months => %(audit)s))::date WHERE x.audit_id IS NULL AND x.ended_at IS NOT NULL
  AND x.due_to_go_on IS NULL
"""
WORDS_OF_NO_CASE = """
UPDATE journal_words w SET due_to_go_on = t.due FROM (
  SELECT unnest(ARRAY[what_id, why_id, measure_id]) AS id, due_to_go_on AS due FROM actions_action
    WHERE audit_id IS NULL
  UNION ALL SELECT unnest(ARRAY[s.words_id, s.evidence_id]), x.due_to_go_on FROM actions_step s
    JOIN actions_action x ON x.id = s.action_id WHERE x.audit_id IS NULL
  UNION ALL SELECT present_id, (held_on + make_interval(months => %(audit)s))::date
    FROM actions_meeting
) t WHERE w.id = t.id AND w.due_to_go_on IS DISTINCT FROM t.due
"""

HOLDS = """
UPDATE retention_hold t SET due_to_go_on = ((t.ended_at AT TIME ZONE 'Europe/London')::date
  + make_interval(months => %(audit)s))::date WHERE t.ended_at IS NOT NULL
  AND t.due_to_go_on IS NULL
"""
WORDS_OF_HOLDS = """
UPDATE journal_words w SET due_to_go_on = t.due FROM (
  SELECT why_id AS id, due_to_go_on AS due FROM retention_hold
  UNION ALL SELECT ended_why_id, due_to_go_on FROM retention_hold
  UNION ALL SELECT why_id, ((made_at AT TIME ZONE 'Europe/London')::date
    + make_interval(months => %(audit)s))::date FROM retention_disposal
) t WHERE w.id = t.id AND w.due_to_go_on IS DISTINCT FROM t.due
"""

# Numbers and names last as long as the last row that needs them: those dates are for people to read,
# what decides is whether any row still points there.
SUBJECTS = """
UPDATE cases_subject s SET due_to_go_on = n.due, is_on_hold = n.held FROM (
  SELECT subject_id, bool_or(is_on_hold) AS held,
    CASE WHEN bool_or(due IS NULL) THEN NULL ELSE max(due) END AS due
  FROM (
    SELECT subject_id, is_on_hold, due_to_go_on AS due FROM cases_caseentry WHERE NOT is_reduced
    UNION ALL SELECT subject_id, is_on_hold, due_to_go_on FROM programme_roundcase
    UNION ALL SELECT a.subject_id, c.is_on_hold, c.due_to_go_on
      FROM audits_concern c JOIN audits_audit a ON a.id = c.audit_id
  ) rows GROUP BY subject_id
) n
WHERE n.subject_id = s.id AND s.id_scheme <> 'disposed'
  AND (s.due_to_go_on, s.is_on_hold) IS DISTINCT FROM (n.due, n.held)
"""
PRACTITIONERS = """
UPDATE people_practitioner p SET due_to_go_on = n.due, is_on_hold = n.held FROM (
  SELECT id, bool_or(is_on_hold) AS held,
    CASE WHEN bool_or(due IS NULL) THEN NULL ELSE max(due) END AS due
  FROM (
    SELECT practitioner_id AS id, is_on_hold, due_to_go_on AS due FROM cases_caseentry
    UNION ALL SELECT personal_adviser_id, is_on_hold, due_to_go_on FROM cases_caseentry
    UNION ALL SELECT practitioner_id, is_on_hold, due_to_go_on FROM cases_header
    UNION ALL SELECT practitioner_id, is_on_hold, due_to_go_on FROM audits_worked
    UNION ALL SELECT owner_practitioner_id, is_on_hold, due_to_go_on FROM actions_action
  ) rows WHERE id IS NOT NULL GROUP BY id
) n
WHERE n.id = p.id AND (p.due_to_go_on, p.is_on_hold) IS DISTINCT FROM (n.due, n.held)
"""


def settle() -> None:
    """Bring every due date and every hold to where it stands now."""
    periods = months()
    moved = [row[0] for row in _run(ROOTS, periods)]
    follow(moved)
    _run(CONCERNS, periods)
    for statement in (
        WORDS_OF_CONCERNS, WORDS_OF_ROUNDS, LISTS, REPORTS, NARRATIVES, WORDS_OF_REPORTS,
        WORDS_OF_LEARNING, ACTIONS_OF_NO_CASE, WORDS_OF_NO_CASE, HOLDS,
        WORDS_OF_HOLDS, SUBJECTS, PRACTITIONERS,
    ):  # fmt: skip
        _run(statement, periods)


def follow(cases: list[int]) -> None:
    """Give every row of these cases in rounds, and every text of theirs, its case's date and hold."""
    if not cases:
        return
    for table in FOLLOWING:
        _run(FOLLOW.format(table=table, way=way(table)), {"ids": cases})
    _run(FOLLOW.format(table="journal_words", way=texts_of(TEXTS)), {"ids": cases})


def _run(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
