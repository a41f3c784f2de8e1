"""Pages: CPU to make them and how many queries they ask."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jinja2 import Environment

from bench.measuring import Figure, milliseconds, with_database
from bench.pattern import answer_questions
from bench.rounds import open_with
from goldenthread.audits.models import Audit
from goldenthread.audits.queries import audit_form, form_state
from goldenthread.people.models import Person
from goldenthread.tools.changes import publish_tool
from goldenthread.tools.queries import newest_version
from goldenthread.web.audits.questions import options
from tests.cast import Cast

TIMES = 40
SECTION = "assessment"  # nine questions, in the tool of sixty
# The least that a form with these fields can be: a label, its radios, its box for words.
FIELDS = """{% for q in questions %}<fieldset><legend>{{ q.label }}</legend><p>{{ q.hint }}</p>
{% for value, label in q.options %}<label><input type="radio" name="{{ q.key }}-value"
 value="{{ value }}"{% if value == q.value %} checked{% endif %}>{{ label }}</label>{% endfor %}
<textarea name="{{ q.key }}-text">{{ q.text }}</textarea></fieldset>{% endfor %}"""


def figures(cast: Cast) -> Iterator[Figure]:
    yield _section(cast, "sixty", "A section page of 9 questions, answered", SECTION)
    version = newest_version("sixty")
    assert version
    publish_tool(by=cast.pat, body={**version.body, "code": "single", "layout": "single"})
    publish_tool(by=cast.pat, body=five_times(version.body))
    yield _section(cast, "threehundred", "The same section in a tool of 300 questions", SECTION)
    yield _section(cast, "single", "The whole audit of 60 questions on one page, answered")
    few = open_with(cast, 20)
    yield from _overviews(cast, few, 20)
    many = open_with(cast, 200)
    yield from _overviews(cast, many, 220)


def five_times(body: dict[str, Any]) -> dict[str, Any]:
    """The tool of sixty questions with every section five times over, each time under keys of its own."""
    sections = []
    for n in range(1, 6):
        for section in deepcopy(body["sections"]):
            if n > 1:
                old = section["key"]
                section["key"] = f"{old}_{n}"
                section["kind"] = "domain" if section["kind"] == "overall" else section["kind"]
                for question in section["questions"]:
                    question["key"] = question["key"].replace(f"{old}.", f"{old}_{n}.", 1)
            sections.append(section)
    return {**body, "code": "threehundred", "sections": sections}


def page(person: Person, address: str) -> tuple[float, int]:
    """CPU milliseconds with the database's, and the number of queries, transactions' ends left out."""
    client = Client()
    client.force_login(person)
    client.get(address)  # what is read once in the life of a process is read now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200, address
    queries = [
        q for q in asked.captured_queries if q["sql"].split(" ")[0] not in ("BEGIN", "COMMIT")
    ]
    return milliseconds(lambda: client.get(address), TIMES, with_database, warm=3), len(queries)


def _section(cast: Cast, tool: str, what: str, only: str = "") -> Figure:
    audit = open_with(cast, 1, tool=tool, title=what)[0]
    answer_questions(cast, audit, audit_form(audit).sections, "good", whole=True)
    ours, queries = page(cast.ines, f"/audits/{audit.ref}/sections/{SECTION}/")
    return Figure(
        what, ours, milliseconds(BareFields(_questions(audit, only)), 400),
        "Jinja2: a loop over the same fields, no query", f"{queries} queries",
    )  # fmt: skip


def _questions(audit: Audit, only: str) -> list[dict[str, object]]:
    """The questions of one section, or of all."""
    state = form_state(audit)
    sections = [section for section in state.form.sections if only in ("", section.key)]
    return [
        {
            "key": q.key, "label": q.label, "hint": q.hint, "options": options(state.form, q),
            "value": state.answer(q.key).value, "text": state.answer(q.key).text,
        }
        for section in sections for q in section.questions
    ]  # fmt: skip


class BareFields:
    """The bare loop, compiled once."""

    def __init__(self, questions: list[dict[str, object]]) -> None:
        self.template = Environment(autoescape=True).from_string(FIELDS)
        self.questions = questions

    def __call__(self) -> str:
        return self.template.render(questions=self.questions)


def _overviews(cast: Cast, audits: list[Audit], standing: int) -> Iterator[Figure]:
    """The pages that show many audits, beside the least page that a signed-in person can ask for."""
    floor, few = page(cast.pat, "/help/")
    pages = (
        (f"The QA lead's home page, {standing} audits", cast.pat, "/"),
        (f"An auditor's home page, {standing} audits", cast.ines, "/"),
        (f"A round's page, {len(audits)} audits", cast.pat, f"/rounds/{audits[0].round.ref}/"),
    )
    for what, person, address in pages:
        ours, queries = page(person, address)
        floor_is = f"our page of guidance, {few} queries"
        yield Figure(what, ours, floor, floor_is, f"{queries} queries")
