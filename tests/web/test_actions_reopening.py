"""Opening an ended action again, from beside the form of a follow-up."""

import pytest
from django.urls import reverse

from goldenthread.audits.models import Audit
from tests.cast import Cast
from tests.rooms.test_following import ended, first_round, following
from tests.web.test_programme_following import as_

pytestmark = pytest.mark.django_db


def test_reopen_is_for_the_auditor_of_the_follow_up(cast: Cast) -> None:
    first = first_round(cast, "good")[0]
    action = ended(cast, first)
    audit = following(cast, first.round, cast.ed)[0]
    where, ed = reverse("actions:reopen", args=[action.ref]), as_(cast.ed)
    assert where in ed.get(reverse("audits:audit", args=[audit.ref])).text
    said = {"version": action.version, "due": "5", "why": ""}
    assert "Enter what you found instead" in ed.post(where, said).text
    ed.post(where, {**said, "why": "No chronology on file."})
    action.refresh_from_db()
    assert action.state == "open"
    assert (
        "No chronology on file."
        in as_(cast.pat).get(reverse("actions:action", args=[action.ref])).text
    )
    for other in (cast.ines, cast.pat, cast.tariq, cast.stranger):
        assert as_(other).get(where).status_code == 404
    assert Audit.objects.filter(pk=audit.pk, state="not_started").exists()
