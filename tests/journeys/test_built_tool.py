"""A tool built in the browser alone, published, used, changed and published again: what was made with it
stays as it was to the byte, and figures say where they break."""

import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from goldenthread.audits.changes import submit_audit
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import form_state
from goldenthread.figures.queries import as_json, grades
from goldenthread.tools.models import ToolVersion
from goldenthread.tools.queries import form
from tests.cast import Cast
from tests.journeys.browser import arrive
from tests.journeys.clicking import follow, press
from tests.journeys.service import Service
from tests.rooms.audit_round import answer_all, open_with

pytestmark = pytest.mark.browser
SHIPPED = ("ofsted4", "good3", "good2", "scaling10")
SUBJECTS = ("A decision", "A closed case")
STEPS = ("Weak", "Sound", "Strong")


def say(page: Page, **boxes: str) -> None:
    """Writes into the boxes of the form by their names."""
    for name, words in boxes.items():
        page.locator(f"main [name='{name}']").fill(words)


def describe(page: Page) -> None:
    """Says of every step what it looks like, where the page asks."""
    page.wait_for_load_state("domcontentloaded")
    for box in page.locator("main textarea[name^='step'], main textarea[name^='descriptor']").all():
        box.fill("As the standard says.")


def begin(page: Page) -> None:
    """An empty tool about a contact, which then asks what two more subjects have to ask."""
    page.goto("/set-up/tools/")
    press(page, "Start an empty tool")
    say(page, title="Front door audit")
    page.get_by_label("What is one audit about?").select_option(label="A contact or referral")
    press(page, "Start")
    for subject in SUBJECTS:
        follow(page, "Change title")
        page.get_by_label("What is one audit about?").select_option(label=subject)
        press(page, "Save")


def scales(page: Page) -> None:
    """Four scales of the product and one of our own, on which grades are given."""
    for key in SHIPPED:
        press(page, "Add a scale")
        page.get_by_label("Take one that comes with the product").select_option(key)
        press(page, "Add", exact=True)
        follow(page, "Front door audit")
    press(page, "Add a scale")
    say(page, label="Three points", steps="\n".join(STEPS))
    press(page, "Add", exact=True)
    page.get_by_label("Meets the standard").nth(1).check()
    page.get_by_label("Meets the standard").nth(2).check()
    describe(page)
    press(page, "Save", exact=True)
    follow(page, "Change title")
    page.get_by_label("Grades are given on").select_option(label="Three points")
    page.get_by_label("An audit ends with an overall grade").check()
    press(page, "Save")


def section(page: Page, title: str, *questions: tuple[str, str, str], kind: str = "domain") -> None:
    """A section with its questions: type, words, and the scale that one is answered on."""
    press(page, "Add a section")
    say(page, title=title)
    page.locator(f"[name='kind'][value='{kind}']").check()
    press(page, "Add", exact=True)
    for type_, words, scale in questions:
        press(page, "Add a question")
        page.locator(f"[name='type'][value='{type_}']").check()
        say(page, label=words)
        press(page, "Add", exact=True)
        if scale:
            page.locator("select[name='scale']").select_option(scale)
            press(page, "Save and stay")
        if type_ == "grade":
            say(page, text_label="Why?")
        describe(page)
        press(page, "Save", exact=True)
    follow(page, "Front door audit")


def condition(page: Page) -> None:
    """Threshold is shown for child protection, where there was no answer within a day."""
    page.locator("#section-threshold").click()
    follow(page, "Change shown")
    page.locator("select[name='and']").select_option("response.answered_within_a_day")
    press(page, "Choose its answers")
    page.get_by_label("Child protection").check()
    page.locator("[name='answer0'][value='yes']").check()
    press(page, "Save")
    follow(page, "Front door audit")


def rule(page: Page) -> None:
    press(page, "Add a rule")
    page.get_by_label("When this section").select_option("response")
    page.locator("[name='grades'][value='weak']").check()
    page.get_by_label("this section should be").select_option("overall")
    page.get_by_label("no better than").select_option("weak")
    say(page, says="A weak response makes the whole weak.")
    press(page, "Save")


def publish(page: Page, number: int, note: str) -> None:
    expect(page.get_by_text("to put right before it can be published")).to_have_count(0)
    press(page, f"Publish version {number}")
    say(page, note=note)
    press(page, f"Publish version {number}")
    page.get_by_text("Rounds may use it now").wait_for()


def build(page: Page) -> ToolVersion:
    begin(page)
    scales(page)
    asked = [("scale", f"How is it on {key}?", key) for key in SHIPPED]
    section(
        page, "Response", ("grade", "How good was the response?", ""),
        ("yes_no", "Answered within a day", ""), *asked,
    )  # fmt: skip
    section(page, "Threshold", ("grade", "Was the threshold right?", ""))
    section(page, "Overall", ("grade", "How good is it overall?", ""), kind="overall")
    condition(page)
    rule(page)
    publish(page, 1, "The first of its kind.")
    return ToolVersion.objects.get(tool__code="front_door_audit", number=1)


def audited(cast: Cast, number: int) -> Audit:
    """An audit made with the newest version, handed in."""
    [audit] = open_with(
        cast, cast.ines, tool="front_door_audit", case_type="cp", title=f"Round {number}"
    )
    answer_all(audit, grade="sound")
    submit_audit(by=cast.ines, audit=audit, warnings_why="Looked at together.")
    return audit


def as_shown(cast: Cast, audit: Audit) -> str:
    """The SHA-256 of the audit's whole page, the form's token left out."""
    client = Client()
    client.force_login(cast.pat)
    answer = client.get(reverse("audits:whole", args=[audit.ref]))
    assert answer.status_code == 200
    page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)
    return hashlib.sha256(page).hexdigest()


def take_out(page: Page, section: str) -> None:
    page.get_by_role("row", name=section).get_by_role("button", name="Remove").click()
    page.get_by_text(f"“{section}” was removed").wait_for()


def change(page: Page) -> None:
    """The next version: other words for one question, one section taken out, one begun."""
    page.goto("/set-up/tools/")
    follow(page, "Front door audit, version 1")
    press(page, "Start the next version")
    page.locator("#section-response").click()
    page.locator("[id='question-response.grade']").click()
    say(page, label="How good and how quick was the response?")
    press(page, "Save", exact=True)
    follow(page, "Front door audit")
    take_out(page, "Threshold")
    press(page, "Undo")
    take_out(page, "Threshold")
    section(page, "Family", ("grade", "Was the family heard?", ""))
    publish(page, 2, "The family in, the threshold out.")


def test_a_tool_built_in_the_browser_is_used_changed_and_used_again(
    service: Service, people: Cast, browser: Browser
) -> None:
    page = arrive(browser, service.url, people.pat)
    first = build(page)
    made = form(first)
    assert len({scale.key for scale in (made.scale, *made.scales) if scale}) == 5
    header = made.section("header")
    assert header is not None
    assert {q.key for q in header.questions} == {
        "header.received_on", "header.children", "header.decision", "header.decided_on",
        "header.closed_on",
    }  # fmt: skip
    audit = audited(people, 1)
    assert form_state(audit).form.section("threshold") is not None
    before = as_shown(people, audit)
    change(page)
    assert as_shown(people, audit) == before
    audited(people, 2)
    page.goto("/insights/domains/")
    care = page.get_by_text("grades of “Threshold” end with version 1")
    assert care.count() == 1
    said = as_json(grades(people.pat, ["domain"]))
    broken = {
        row["group"]["domain"]: [each["how"] for each in row.get("breaks", ())] for row in said
    }
    assert broken == {"response": [], "threshold": ["ends"], "family": ["begins"]}
