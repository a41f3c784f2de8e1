"""The pages of recommendations and improvement plans."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from goldenthread.journal.changes import today
from goldenthread.learning.changes import add_objective, begin_plan, recommend
from goldenthread.learning.models import Objective, Plan, Recommendation, Theme
from tests.cast import Cast
from tests.loop import round_of, submitted
from tests.web.test_learning import as_, text

pytestmark = pytest.mark.django_db


def asked(cast: Cast) -> Recommendation:
    return recommend(
        by=cast.pat, what="See children alone.", to_whom="Team managers", person=cast.tariq
    )


def plan_of(cast: Cast) -> Plan:
    to_on = today() + timedelta(days=300)
    return begin_plan(by=cast.pat, title="Getting to good", from_on=today(), to_on=to_on)


def objective_of(cast: Cast) -> Objective:
    return add_objective(
        by=cast.pat, plan=plan_of(cast), what="Children are seen alone.", measure="A re-audit",
        owner=cast.sam, due_on=today(),
    )  # fmt: skip


def on(name: str, day: date) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def post(client: Client, page: str, *args: str, **said: object) -> str:
    address = reverse(f"learning:{page}", args=args)
    return client.post(address, said, follow=True).content.decode()


def test_pages_of_plans_are_404_for_strangers(cast: Cast) -> None:
    made, objective = asked(cast), objective_of(cast)
    addresses = [
        reverse(f"learning:{page}", args=args)
        for page, args in (
            ("recommendations", ()), ("recommend", ()), ("recommendation", (made.ref,)),
            ("answer_recommendation", (made.ref,)), ("plans", ()), ("new_plan", ()),
            ("plan", (objective.plan.ref,)), ("plan_document", (objective.plan.ref, "pdf")),
            ("close_plan", (objective.plan.ref,)), ("add_objective", (objective.plan.ref,)),
            ("objective", (objective.ref,)),
        )
    ]  # fmt: skip
    for person in (cast.stranger, cast.ines, cast.dana, cast.ada):
        assert {as_(person).get(each).status_code for each in addresses} == {404}


def test_recommend_from_a_theme_takes_its_findings(cast: Cast) -> None:
    audit = round_of(cast, ["20301"])[0]
    submitted(audit)
    finding = audit.findings.get()
    finding.kind = "improvement"
    finding.save(update_fields=["kind"])
    as_(cast.pat).post(
        reverse("learning:tagging"), {"finding": finding.ref, f"other-{finding.ref}": "voice"}
    )
    voice = Theme.objects.get(code="voice")
    address = f"{reverse('learning:recommend')}?theme={voice.ref}"
    assert "Child A alone" in as_(cast.pat).get(address).content.decode()
    said = {"what": "See them alone.", "to_whom": "All teams", "finding": finding.ref}
    page = as_(cast.pat).post(address, said, follow=True).content.decode()
    assert "Findings it comes from" in page and voice.name in page
    assert "Child A alone" not in text(
        as_(cast.dee), "recommendation", Recommendation.objects.get().ref
    )


def test_recommend_without_words_says_what_is_missing(cast: Cast) -> None:
    page = post(as_(cast.pat), "recommend", what="")
    assert "Enter what you recommend" in page and "Enter to whom it is addressed" in page


def test_recommendations_are_for_the_manager_asked(cast: Cast) -> None:
    made, client = asked(cast), as_(cast.tariq)
    assert made.ref in text(client, "recommendations")
    assert "No recommendation is addressed to you" in text(as_(cast.sunita), "recommendations")
    assert "Enter the reason" in post(
        client, "answer_recommendation", made.ref, state="not_accepted"
    )
    assert "Accepted" in post(client, "answer_recommendation", made.ref, state="accepted")


def test_answer_recommendation_is_gone_once_it_is_given(cast: Cast) -> None:
    made, client = asked(cast), as_(cast.pat)
    post(client, "answer_recommendation", made.ref, state="withdrawn", why="Made twice.")
    assert "Made twice." in text(client, "recommendation", made.ref)
    assert client.get(reverse("learning:answer_recommendation", args=[made.ref])).status_code == 404


def test_recommendation_that_was_accepted_leads_to_an_objective(cast: Cast) -> None:
    made, plan = asked(cast), plan_of(cast)
    post(as_(cast.pat), "answer_recommendation", made.ref, state="accepted")
    page = text(as_(cast.pat), "recommendation", made.ref)
    assert f"{reverse('learning:add_objective', args=[plan.ref])}?recommendation={made.ref}" in page


def test_new_plan_needs_days_in_order(cast: Cast) -> None:
    client = as_(cast.olive)
    page = post(
        client, "new_plan", title="Plan", **on("from_on", today()), **on("to_on", date(2020, 1, 1))
    )
    assert "The last day must be the same as or after the first" in page
    post(client, "new_plan", title="Plan", **on("from_on", today()), **on("to_on", today()))
    assert Plan.objects.get().made_by == cast.olive.ref


def test_add_objective_begins_with_the_recommendation(cast: Cast) -> None:
    made, plan, client = asked(cast), plan_of(cast), as_(cast.olive)
    address = reverse("learning:add_objective", args=[plan.ref]) + f"?recommendation={made.ref}"
    assert "See children alone." in client.get(address).content.decode()
    said = {
        "what": "Seen alone",
        "measure": "A re-audit",
        "person": cast.sam.ref,
        **on("due_on", today()),
    }
    client.post(address, said)
    assert Objective.objects.get().recommendation == made


def test_plan_shows_what_is_late(cast: Cast) -> None:
    objective = objective_of(cast)
    Objective.objects.update(due_on=today() - timedelta(days=1))
    assert "1 overdue" in text(as_(cast.dee), "plan", objective.plan.ref)
    assert "Add an objective" not in text(as_(cast.dee), "plan", objective.plan.ref)


def test_plans_count_what_is_late_and_achieved(cast: Cast) -> None:
    objective_of(cast)
    Objective.objects.update(due_on=today() - timedelta(days=1))
    page = text(as_(cast.dee), "plans")
    assert "1 overdue" in page and "0 of 1" in page


def test_plan_document_is_word_or_pdf(cast: Cast) -> None:
    plan = objective_of(cast).plan
    client = as_(cast.dee)
    word = client.get(reverse("learning:plan_document", args=[plan.ref, "docx"])).content
    cells = [c.text for t in Document(BytesIO(word)).tables for r in t.rows for c in r.cells]
    assert "Children are seen alone." in cells
    pdf = client.get(reverse("learning:plan_document", args=[plan.ref, "pdf"])).content
    assert pdf.startswith(b"%PDF")
    assert client.get(reverse("learning:plan_document", args=[plan.ref, "csv"])).status_code == 404


def test_objective_takes_progress_of_its_owner_and_asks_for_evidence(cast: Cast) -> None:
    objective, client = objective_of(cast), as_(cast.sam)
    page = post(client, "objective", objective.ref, version="1", state="done", words="All seen.")
    assert "Enter what shows it" in page and "All seen." in page
    page = post(client, "objective", objective.ref, version="7", state="on_track", words="Begun.")
    assert "Somebody else changed this objective" in page
    page = post(client, "objective", objective.ref, version="1", state="on_track", words="Begun.")
    assert "On track" in page and "Begun." in page
    assert "Say where it stands" not in text(as_(cast.dee), "objective", objective.ref)


def test_close_plan_asks_first(cast: Cast) -> None:
    plan = plan_of(cast)
    assert "A closed plan does not open again" in text(as_(cast.pat), "close_plan", plan.ref)
    assert "The plan is closed." in post(as_(cast.pat), "close_plan", plan.ref)
    assert "This plan is closed" in post(as_(cast.pat), "close_plan", plan.ref)
