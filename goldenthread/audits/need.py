"""What comes first in a list of audits; the list and its index have to say it alike."""

from django.db.models import Case, F, Func, Index, IntegerField, Q, Value, When


def place() -> Case:
    """0 while an audit is being written, then 1."""
    being_written = Q(state__in=["not_started", "in_progress", "returned"])
    return Case(When(being_written, then=Value(0)), default=Value(1))


class Place(Func):
    """The same for a query, its codes written out: with values put in later no index would be found."""

    template = (
        "CASE WHEN %(expressions)s IN ('not_started', 'in_progress', 'returned') THEN 0 ELSE 1 END"
    )
    output_field = IntegerField()


FOR_LISTS = [
    Index(fields=["auditor", "state"]),
    Index(fields=["state", "due_on"]),
    Index(fields=["round", "state"]),
    # What long lists are ordered by: the first page of many is as quick as of few.
    Index(place(), F("due_on"), F("id"), name="audit_by_need"),
    Index(F("shared_at").desc(), F("id"), name="audit_by_release"),
    Index(F("due_on").desc(), F("id"), name="audit_by_due_date"),
]
STANDING_BY_GRADE = Index(fields=["section", "stage", "grade", "audit"], name="standing_by_grade")
