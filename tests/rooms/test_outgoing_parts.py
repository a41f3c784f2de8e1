"""What a public paper says of parts of a round besides its rows of grades: nothing that subtracting tells
of few."""

from collections.abc import Iterator
from typing import Any

import pytest

from goldenthread.audits.changes import import_past_audits
from goldenthread.programme.models import Round
from goldenthread.reports import build
from goldenthread.reports.build.parts import Part, parts_of
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.reports.models import Edition
from goldenthread.writers import html
from tests.cast import Cast, make_cast
from tests.finished import undone
from tests.loop import finalised
from tests.published import COLUMNS, waiting

pytestmark = pytest.mark.django_db

# Twelve audits of the year, two of them observations; all but the last have the mark, and a second section.
KINDS = ["case file"] * 10 + ["observation"] * 2
AUDITS = "audit_id,round,auditor_grade,audit_type,flags\n" + "".join(
    f"OLD-{n},2019,{'Good' if n < 11 else 'Inadequate'},{kind},{'' if n == 9 else 'seen_alone'}\n"
    for n, kind in enumerate(KINDS)
)
GRADES = {"Plans": ["Good"] * 11 + ["Inadequate"], "Visits": ["Good"] * 11}
SECTIONS = "audit_id,domain,grade\n" + "".join(
    f"OLD-{n},{section},{grade}\n"
    for section, grades in GRADES.items()
    for n, grade in enumerate(grades)
)
OF_SECTIONS = {
    "kind": "sections",
    "columns": {"number": "audit_id", "section": "domain", "grade": "grade"},
}


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), undone():
        made = make_cast()
        columns = COLUMNS | {"audit_type": "audit_type", "flags": "flags"}
        import_past_audits(by=made.pat, held=waiting(made.pat, AUDITS, columns=columns))
        import_past_audits(by=made.pat, held=waiting(made.pat, SECTIONS, **OF_SECTIONS))
        yield made


@pytest.fixture(autouse=True)
def _undone(cast: Cast) -> Iterator[None]:
    with undone():
        yield


def whole(cast: Cast, *, is_public: bool) -> Part:
    """The round as one part, whatever its audits are of."""
    g = build.gather(cast.pat, Round.objects.get(code="2019"))
    part = parts_of(g, is_public=is_public)[0]
    return Part(g, part.row, {}, is_public)


def paper(cast: Cast, kind: str, **texts: str) -> str:
    g = build.gather(cast.pat, Round.objects.get(code="2019"))
    return html.fragment(build.document_of(kind, g, texts))


def test_two_sections_do_not_tell_of_the_audit_that_has_one_alone(cast: Cast) -> None:
    asked = {"connect": "Plans; Visits", "themes": "None: nothing"}
    inside = paper(cast, "themes", edition="internal", **asked)
    assert inside.count("Plans (rows) beside Visits (columns), Past audits 2019</caption>") == 1
    outside = paper(cast, "themes", edition="public", **asked)
    assert "(rows) beside" not in outside
    assert "Plans and Visits are not set beside each other" in outside


def test_grades_of_single_audits_do_not_tell_of_the_one_left_out(cast: Cast) -> None:
    inside, outside = (whole(cast, is_public=each).profiles() for each in (False, True))
    assert [len(each.audits) for each in inside] == [11, 1]
    assert outside == []


def test_a_mark_does_not_tell_of_the_audit_without_it(cast: Cast) -> None:
    inside = paper(cast, "themes", edition="internal", themes="Visiting: seen")
    assert ": seen alone" in inside
    assert ": seen alone" not in paper(cast, "themes", edition="public", themes="Visiting: seen")


def test_a_part_of_few_people_whose_grades_are_left_out_does_not_stop_the_paper(cast: Cast) -> None:
    report = begin_report(by=cast.pat, round=Round.objects.get(code="2019"), kind="scrutiny")
    save_boxes(by=cast.pat, report=report, boxes={"edition": "public", "author": "Pat"}, seen={})
    edition = finalised(cast.pat, report, cast.olive)
    assert "Too few practitioners or families" in bytes(edition.html).decode()
    assert Edition.objects.get() == edition
