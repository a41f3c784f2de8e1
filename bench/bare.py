"""Bare SQL for the figures of each insight page: what a careful person would write by hand, and no more."""

HANDED_IN = "('submitted', 'moderated', 'shared', 'acknowledged', 'closed')"
# Audits that count. Joins beyond those a page needs are added by name.
AUDITS = f"""FROM audits_audit a JOIN programme_round r ON r.id = a.round_id
JOIN programme_roundcase c ON c.id = a.round_case_id JOIN cases_header h ON h.id = a.header_id {{joined}}
WHERE r.authority = '' AND NOT r.is_training AND c.removed_at IS NULL AND c.second_of_id IS NULL
AND a.state IN {HANDED_IN}"""
JUDGED = "JOIN audits_standing s ON s.audit_id = a.id AND s.grade <> 'na'"
OVERALL = f"{JUDGED} AND s.section = 'overall'"
CASE_TYPE = "LEFT JOIN cases_casetype t ON t.id = h.case_type_id"
# Rounds made alike are looked for among the newest 120.
LATELY = "AND r.id IN (SELECT id FROM programme_round ORDER BY id DESC LIMIT 120)"
TEAM = "LEFT JOIN people_team m ON m.id = h.team_id"
NEWEST = f"""(SELECT id FROM programme_round n WHERE n.state NOT IN ('setting_up', 'withdrawn')
AND NOT n.is_training AND EXISTS (SELECT FROM audits_audit b WHERE b.round_id = n.id AND b.state IN
{HANDED_IN}) ORDER BY n.id DESC LIMIT 1)"""  # noqa: S608 - our own tables' names alone
FINAL = """AND a.state = 'closed' AND (s.stage = 'moderator' OR (s.stage = 'auditor' AND NOT EXISTS (
SELECT FROM audits_standing l WHERE l.audit_id = a.id AND l.section = s.section AND l.stage = 'moderator')))"""
ACTION = """count(*) FILTER (WHERE x.state = 'open'), count(*) FILTER (WHERE x.state = 'open'
AND x.due_on < current_date), count(*) FILTER (WHERE x.state = 'done'),
count(*) FILTER (WHERE x.state = 'closed'), count(*) FILTER (WHERE x.state = 'not_done')
FROM actions_action x JOIN audits_audit a ON a.id = x.audit_id
JOIN programme_round r ON r.id = a.round_id JOIN programme_roundcase c ON c.id = a.round_case_id
WHERE NOT r.is_training AND c.removed_at IS NULL AND c.second_of_id IS NULL"""


def _grades(by: str, joined: str, stage: str = "AND s.stage = 'auditor'") -> str:
    audits = AUDITS.format(joined=joined)
    return f"SELECT {by}, a.tool_version_id, s.grade, count(*) {audits} {stage} GROUP BY 1, 2, 3"


# One question's answers, with whether words stand beside them: {question} is the one that the page chose.
ANSWERED = """LEFT JOIN audits_answer n ON n.audit_id = a.id AND n.question = '{question}'"""
COMPANION = """LEFT JOIN audits_answer y ON y.audit_id = a.id AND y.question = 'facts.late_visits_explained'"""
MONTHS = """CASE WHEN n."on" IS NOT NULL THEN extract(year FROM age(a.submitted_at::date, n."on")) * 12
+ extract(month FROM age(a.submitted_at::date, n."on")) END"""
AFTER = "(SELECT max(id) FROM programme_round WHERE follows_id IS NOT NULL)"
BEFORE = f"(SELECT follows_id FROM programme_round WHERE id = {AFTER})"  # noqa: S608


def _answers(columns: str, joined: str) -> str:
    return f"SELECT {columns}, count(*) {AUDITS.format(joined=joined)} GROUP BY {columns}"


def _of_round(round: str) -> str:
    audits = AUDITS.format(joined=JUDGED)
    return (
        f"SELECT s.section, s.stage, s.grade, count(*) {audits} AND r.id = {round} GROUP BY 1, 2, 3"
    )


def _of_newest(what: str, joined: str = "") -> str:
    return f"SELECT {what} {AUDITS.format(joined=joined)} AND a.round_id = {NEWEST}"


# The page's address -> the statements that count what it shows; {round} is the newest finished one.
PAGES: dict[str, tuple[str, ...]] = {
    "grades/": (_grades("t.code", f"{OVERALL} {CASE_TYPE}"),),
    "grades/?by=team": (_grades("m.name", f"{OVERALL} {TEAM}"),),
    "grades/?by=round": (_grades("r.code", OVERALL),),
    "grades/?stage=moderated": (_grades("t.code", f"{OVERALL} {CASE_TYPE}", "AND s.stage = 'moderator'"),),
    "grades/?stage=final": (_grades("t.code", f"{OVERALL} {CASE_TYPE}", FINAL),),
    "domains/": (_grades("s.section", JUDGED),),
    "domains/?stage=final": (_grades("s.section", JUDGED, FINAL),),
    "moderation/": (
        _of_newest("s.grade, l.grade, count(*)", f"""{OVERALL} AND s.stage = 'auditor' JOIN audits_standing l
            ON l.audit_id = a.id AND l.section = 'overall' AND l.stage = 'moderator'""") + " GROUP BY 1, 2",
        _of_newest("count(*), count(a.moderated_at)"),
    ),
    "voices/": (
        _of_newest("o.kind, o.state, count(*)", "JOIN audits_source o ON o.audit_id = a.id") + " GROUP BY 1, 2",
    ),
    "coverage/": (
        _of_newest("t.code, count(*)", CASE_TYPE) + " GROUP BY 1",
        _of_newest("m.name, count(*)", TEAM) + " GROUP BY 1",
        _of_newest("count(DISTINCT h.practitioner_id)"),
        f"""SELECT e.case_type_id, e.team_id, count(*), count(DISTINCT e.practitioner_id) FROM cases_caseentry e
            WHERE e.case_list_id = (SELECT case_list_id FROM programme_round WHERE id = {NEWEST}) GROUP BY 1, 2""",  # noqa: S608
    ),
    "actions/": (f"SELECT r.code, {ACTION} GROUP BY 1", f"SELECT {ACTION}"),
    "connections/": (
        "SELECT a.tool_version_id, a.auditor_id, s.grade, l.grade, count(*) "
        + AUDITS.format(joined=f"""{JUDGED} AND s.stage = 'auditor' AND s.section = '{{first}}'
            JOIN audits_standing l ON l.audit_id = a.id AND l.stage = 'auditor'
            AND l.grade <> 'na' AND l.section = '{{second}}'""")
        + " GROUP BY 1, 2, 3, 4",
    ),
    "consistency/": (
        "SELECT a.auditor_id, a.tool_version_id, s.grade, l.grade, count(*) "
        + AUDITS.format(joined=f"""{OVERALL} AND s.stage = 'auditor' JOIN audits_standing l
            ON l.audit_id = a.id AND l.section = 'overall' AND l.stage = 'moderator'""")
        + " GROUP BY 1, 2, 3, 4",
    ),
    "over-time/": (_grades("r.code", f"{OVERALL} {LATELY}"),),
    "between-teams/": (_grades("m.name", f"{OVERALL} {LATELY} {TEAM}"),),
    "domains-by-team/": (
        "SELECT m.name, s.section, a.tool_version_id, s.grade, count(*) "
        + AUDITS.format(joined=f"{JUDGED} AND s.section <> 'overall' {TEAM}")
        + " AND s.stage = 'auditor' GROUP BY 1, 2, 3, 4",
    ),
    "re-audit/": (
        _of_round(AFTER), _of_round(BEFORE),
        "SELECT s.grade, l.grade, count(*) "
        + AUDITS.format(joined=f"""{OVERALL} JOIN audits_audit b ON b.subject_id = a.subject_id
            AND b.round_id = {BEFORE} JOIN audits_standing l ON l.audit_id = b.id AND l.section = 'overall'
            AND l.stage = s.stage""")
        + f" AND r.id = {AFTER} GROUP BY 1, 2",
    ),
    "timeliness/": (_answers("t.code, n.value, y.value", f"{ANSWERED} {COMPANION} {CASE_TYPE}"),),
    "timeliness/?by=round": (_answers("r.code, n.value, y.value", f"{ANSWERED} {COMPANION}"),),
    "documents/": (_answers(f"t.code, n.value, {MONTHS}", f"{ANSWERED} {CASE_TYPE}"),),
    "over-time/?measure=in_time": (_answers("r.code, n.value", f"{ANSWERED} {LATELY}"),),
    "over-time/?by=month": (
        _grades("date_trunc('month', a.submitted_at AT TIME ZONE 'Europe/London')", f"{OVERALL} {LATELY}"),
    ),
    "grades/?round={round}": (_of_newest("t.code, s.grade, count(*)", f"{OVERALL} {CASE_TYPE}") + " GROUP BY 1, 2",),
    "put-in-a-report/?page=grades&round={round}": (
        _of_newest("t.code, s.grade, count(*)", f"{OVERALL} {CASE_TYPE}") + " GROUP BY 1, 2",
    ),
    "figures.xlsx?table=round": (_grades("r.code", OVERALL),),
    "trace/?figure=grades%3Fgrade%3Dgood": (
        _grades("a.state", OVERALL),
        "SELECT u.number, a.ref "
        + AUDITS.format(joined=f"{OVERALL} JOIN cases_subject u ON u.id = a.subject_id")
        + " AND s.stage = 'auditor' AND s.grade = 'good' ORDER BY u.number, a.id LIMIT 25",
    ),
    "ledger/": (
        "SELECT f.section, count(*) "
        + AUDITS.format(joined="JOIN audits_finding f ON f.audit_id = a.id AND f.removed_at IS NULL AND f.kind = 'improvement'")
        + " GROUP BY 1",
    ),
}  # fmt: skip
