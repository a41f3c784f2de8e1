from django.db import migrations
from django.db.migrations.operations import RunSQL

from goldenthread.journal.triggers import append_only, frozen_when

WORDS = """
CREATE OR REPLACE FUNCTION goldenthread_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.body = OLD.body AND NEW.sha256 = OLD.sha256 {same} THEN
    RETURN NEW;
  END IF;
  IF NEW.body = '' AND NEW.sha256 = OLD.sha256 AND NEW.emptied_at IS NOT NULL
     AND NOT OLD.is_on_hold {only} THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'words are only ever emptied, by dispose'
    USING ERRCODE = 'restrict_violation';
END $$;
"""
# A reading on its way is emptied when it has been used; everything else by dispose alone.
WORDS_BY_DISPOSE = WORDS.format(
    same="AND NEW.id = OLD.id AND NEW.retention = OLD.retention",
    only="AND NEW.retention = OLD.retention AND (OLD.retention = 'case_list' OR goldenthread_disposing())",
)

DISPOSING = """
CREATE FUNCTION goldenthread_disposing() RETURNS boolean LANGUAGE sql STABLE AS
  'SELECT EXISTS (SELECT FROM retention_disposal WHERE transaction = txid_current())';
"""

# What may change of a row that is otherwise never edited: the day it is due and whether it is held;
# and, where `lets` holds, the columns that lead to a person, to the form they have when they are gone.
KEPT = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  clerical text[] := ARRAY['due_to_go_on', 'is_on_hold'];
  personal text[] := ARRAY[{personal}]::text[];
BEGIN
  IF to_jsonb(NEW) - clerical = to_jsonb(OLD) - clerical THEN
    RETURN NEW;
  END IF;
  IF {lets} AND to_jsonb(NEW) - clerical - personal = to_jsonb(OLD) - clerical - personal THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'rows of % are never edited', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

ENTRY = KEPT.format(
    name="goldenthread_entry",
    personal="'subject_id', 'is_reduced', 'last_open_status', 'flags', 'practitioner_id', "
    "'is_worker_historic', 'personal_adviser_id', 'family', 'sex', 'ethnicity', 'age_band', "
    "'disability', 'opened_on', 'closed_on', 'last_seen_on', 'last_review_on'",
    lets="NOT OLD.is_on_hold AND NEW.is_reduced AND NEW.flags = '{}' AND NEW.practitioner_id IS NULL "
    "AND NEW.personal_adviser_id IS NULL AND NEW.family = '' AND NEW.sex = '' AND NEW.ethnicity = '' "
    "AND NEW.age_band = '' AND NEW.disability = '' AND NEW.last_open_status = '' "
    "AND NEW.opened_on IS NULL AND NEW.closed_on IS NULL AND NEW.last_seen_on IS NULL "
    "AND NEW.last_review_on IS NULL AND EXISTS (SELECT FROM cases_subject s "
    "WHERE s.id = NEW.subject_id AND s.id_scheme = 'disposed')",
)
HEADER = KEPT.format(
    name="goldenthread_header",
    personal="'subject_id', 'is_reduced', 'flags', 'practitioner_id', 'age_band', 'family'",
    lets="NOT OLD.is_on_hold AND NEW.is_reduced AND NEW.flags = '{}' AND NEW.age_band = '' "
    "AND goldenthread_disposing()",
)
RESPONSE = KEPT.format(name="goldenthread_response", personal="", lets="FALSE")
EDITION = KEPT.format(
    name="goldenthread_edition",
    personal="'html', 'docx', 'pdf', 'figures'",
    lets="NEW.html = '' AND NEW.docx = '' AND NEW.pdf = '' AND NEW.figures = '{}' "
    "AND goldenthread_disposing()",
)
GUARDS = {
    "cases_caseentry": "goldenthread_entry",
    "cases_header": "goldenthread_header",
    "audits_response": "goldenthread_response",
    "reports_edition": "goldenthread_edition",
}


def guard(table: str, function: str) -> RunSQL:
    """Replace the refusal of every edit by one that knows what dispose does; removal stays refused."""
    return RunSQL(
        f"""
        DROP TRIGGER {table}_append_only ON {table};
        CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
          FOR EACH ROW EXECUTE FUNCTION {function}();
        CREATE TRIGGER {table}_not_removed BEFORE DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION goldenthread_refuse();
        """,
        f"""
        DROP TRIGGER {table}_not_removed ON {table};
        DROP TRIGGER {table}_append_only ON {table};
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION goldenthread_refuse();
        """,
    )


def case_list_guard(lets: str) -> str:
    return f"""
    DROP TRIGGER cases_caselist_frozen ON cases_caselist;
    CREATE TRIGGER cases_caselist_frozen BEFORE UPDATE ON cases_caselist FOR EACH ROW
      WHEN (NOT ({lets})) EXECUTE FUNCTION goldenthread_refuse();
    """


WITHDRAWN = (
    "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL "
    "AND NEW.fingerprint = OLD.fingerprint AND NEW.taken_on = OLD.taken_on"
)
# Once reduced, and once more without the values of its files that fitted no code.
REDUCED = (
    "(OLD.reduced_at IS NULL OR NEW.reduced_at = OLD.reduced_at) AND NEW.reduced_at IS NOT NULL "
    "AND NEW.fingerprint = OLD.fingerprint AND NEW.taken_on = OLD.taken_on "
    "AND NEW.rows_read = OLD.rows_read AND NEW.withdrawn_at IS NOT DISTINCT FROM OLD.withdrawn_at "
    "AND NEW.withdrawn_why = OLD.withdrawn_why "
    "AND (NEW.report = OLD.report OR (NEW.report = OLD.report - 'unknown_values'::text))"
)


class Migration(migrations.Migration):
    """The guards of the database learn what dispose does, and refuse everything else as before."""

    dependencies = [
        ("retention", "0001_initial"),
        ("journal", "0003_head_under_the_lock"),
        ("cases", "0003_reduced_lists"),
        ("audits", "0002_kept_as_written"),
        ("reports", "0002_kept_as_written"),
    ]

    operations = [
        append_only("retention_period"),
        frozen_when("retention_disposal", "OLD.transaction <> txid_current()"),
        RunSQL(DISPOSING, "DROP FUNCTION goldenthread_disposing();"),
        RunSQL(WORDS_BY_DISPOSE, WORDS.format(same="", only="")),
        *(
            RunSQL(function, f"DROP FUNCTION {name}();")
            for function, name in (
                (ENTRY, "goldenthread_entry"),
                (HEADER, "goldenthread_header"),
                (RESPONSE, "goldenthread_response"),
                (EDITION, "goldenthread_edition"),
            )
        ),
        *(guard(table, function) for table, function in GUARDS.items()),
        RunSQL(
            case_list_guard(f"({WITHDRAWN}) OR ({REDUCED})"),
            case_list_guard(WITHDRAWN),
        ),
        RunSQL(
            "CREATE INDEX journal_words_due ON journal_words (due_to_go_on) WHERE emptied_at IS NULL;",
            "DROP INDEX journal_words_due;",
        ),
    ]
