"""A large database is worth measuring only if its rows are what changes would have written."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from bench.copying import OF_AUDIT
from bench.volume import fill
from goldenthread.audits.changes import rebuild_standing
from goldenthread.audits.models import Answer, Audit, Judgement, Source
from goldenthread.figures.queries import grades
from tests.cast import Cast

AUDITS = 70
# Which databases a run needs is told by its marks.
pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield fill(AUDITS, auditors=7, cases=120)
        transaction.set_rollback(True)


def test_there_are_as_many_audits_as_were_asked_for(filled: Cast) -> None:
    assert Audit.objects.count() == AUDITS
    assert Audit.objects.filter(round__state="open").count() == 20
    assert Audit.objects.values("auditor").distinct().count() == 8


def test_every_key_of_a_copy_leads_to_a_row(filled: Cast) -> None:
    """The copies were written with the database's own check of keys put aside."""
    lost = [
        f"{model._meta.db_table}.{key.column}"
        for model in (*OF_AUDIT, *(m for m in apps.get_models() if m.__name__ == "Words"))
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey)
        and model._default_manager.exclude(**{key.name: None})
        .exclude(**{f"{key.name}__in": key.related_model._default_manager.values("pk")})  # type: ignore[union-attr]
        .exists()
    ]
    assert lost == []


def test_whatever_belongs_to_an_audit_is_copied() -> None:
    known = {*OF_AUDIT}
    belongs = {
        model
        for model in apps.get_models()
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey) and key.related_model in known
    }
    # Of the others the pattern has none: its audits are made here, by a tool without a chain, none came from a spreadsheet, its
    # actions answer no finding and are not late; no recommendation comes from its findings; nobody
    # disputed, answered or talked about them, asked their families by a form, or sat over them together.
    assert {m.__name__ for m in belongs - known} <= {
        "SelectionRow", "ImportedAudit", "PastAudit", "SignOff", "ActionFinding", "Escalation", "Reminder",
        "Recommendation_findings", "AuditorAnswer", "Discussion", "Dispute", "FamilyLink", "Session",
    }  # fmt: skip


def test_a_copied_audit_differs_from_its_pattern_in_keys_people_and_days_alone(
    filled: Cast,
) -> None:
    first, *_, last = Audit.objects.filter(state="closed").order_by("pk")
    block = Audit.objects.filter(state="closed").order_by("pk")[10:20]
    pairs = zip(Audit.objects.filter(state="closed").order_by("pk")[:10], block, strict=True)
    for pattern, copy in pairs:
        for rows in (Answer, Judgement, Source):
            assert _said(rows, copy) == _said(rows, pattern)
    assert first.ref != last.ref and first.submitted_at != last.submitted_at


def _said(rows: type[models.Model], audit: Audit) -> list[dict[str, object]]:
    left_out = ("ForeignKey", "OneToOneField", "BigAutoField", "DateTimeField", "DateField")
    same = [
        f.name
        for f in rows._meta.concrete_fields
        if f.get_internal_type() not in left_out and not f.name.endswith("_by")
    ]
    return list(rows._default_manager.filter(audit=audit).order_by("pk").values(*same))


def test_the_pointers_of_a_copy_are_those_that_a_rebuild_makes(filled: Cast) -> None:
    with transaction.atomic():
        for audit in Audit.objects.order_by("-pk")[:25]:
            assert rebuild_standing(by=filled.pat, audit=audit) == 0


def test_figures_count_the_copies(filled: Cast) -> None:
    handed_in = Audit.objects.filter(state__in=("closed", "submitted")).count()
    assert sum(row.n for row in grades(filled.pat)) == handed_in


def test_new_rows_get_keys_after_the_copies(filled: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('audits_audit', 'id'))")
        assert cursor.fetchone()[0] > Audit.objects.order_by("-pk")[0].pk
