"""Django fields come out as the design system's components, with their errors."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from goldenthread.web.fields import DateField, DateParts, PageForm, WidgetNotShown
from goldenthread.web.jinja import environment, query

GRADES = [("inadequate", "Inadequate"), ("good", "Good"), ("na", "Not applicable")]
PAGES = Path(__file__).parents[2] / "goldenthread" / "web" / "jinja2"


class AuditForm(PageForm):
    grade = forms.ChoiceField(label="Grade", choices=GRADES, widget=forms.RadioSelect)
    why = forms.CharField(
        label="Why this grade?", widget=forms.Textarea, help_text="With <references>"
    )
    seen_on = DateField(label="Date of the visit")
    sources = forms.MultipleChoiceField(
        choices=[("record", "Record"), ("worker", "Worker")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team = forms.ChoiceField(choices=[("", "Choose"), ("n", "North")])
    number = forms.IntegerField(label="IRO's number")
    email = forms.EmailField()
    secret = forms.CharField(widget=forms.PasswordInput)
    paper = forms.FileField()
    safe = forms.BooleanField(label="It is safe to write")
    version = forms.IntegerField(widget=forms.HiddenInput)


@pytest.fixture(scope="module")
def pages() -> Environment:
    return environment(loader=FileSystemLoader(PAGES), autoescape=True)


@pytest.fixture(scope="module")
def show(pages: Environment) -> Callable[..., str]:
    def render(source: str, **context: Any) -> str:
        return " ".join(pages.from_string(source).render(**context).split())

    return render


def test_each_kind_of_field_becomes_its_component(show: Callable[..., str]) -> None:
    html = show("{{ fields(form) }}", form=AuditForm())
    for component in (
        "govuk-radios__input",
        "govuk-textarea",
        "govuk-date-input",
        "govuk-checkboxes__input",
        "govuk-select",
        'inputmode="numeric"',
        'type="email"',
        "govuk-password-input",
        "govuk-file-upload",
        'type="hidden"',
    ):
        assert component in html


def test_nothing_is_left_to_the_browsers_own_checks_or_inline_styles(
    show: Callable[..., str],
) -> None:
    html = show("{{ fields(form) }}", form=AuditForm({}))
    for forbidden in (" required", " maxlength", " style=", "<script", ' type="number"'):
        assert forbidden not in html


def test_an_empty_field_says_what_to_do() -> None:
    errors = AuditForm({}).errors
    assert errors["grade"] == ["Select grade"]
    assert errors["why"] == ["Enter why this grade"]
    assert errors["number"] == ["Enter IRO's number"]
    assert errors["paper"] == ["Select paper"]
    assert errors["safe"] == ["Tick “It is safe to write”"]
    assert errors["seen_on"] == ["Enter date of the visit"]


def test_the_summary_links_each_error_to_its_first_input(show: Callable[..., str]) -> None:
    form = AuditForm({"seen_on-day": "3", "seen_on-year": "2026", "grade": "good"})
    html = show("{{ error_summary(form) }}{{ fields(form) }}", form=form)
    for target in ("id_why", "id_seen_on-month", "id_team"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert "govuk-input--error" in html.split('id="id_seen_on-month"')[0][-120:]
    assert 'href="#id_grade"' not in html


def test_no_errors_no_summary_and_errors_of_the_whole_form_have_no_link(
    show: Callable[..., str],
) -> None:
    form = AuditForm({})
    form.add_error(None, "The round is closed")
    assert show("{{ error_summary(form) }}", form=AuditForm()) == ""
    assert "<li> The round is closed </li>" in show("{{ error_summary(form) }}", form=form)


def test_words_of_users_stay_words(show: Callable[..., str]) -> None:
    form = AuditForm({"why": "</textarea><script>", "number": '"><b>'})
    html = show("{{ fields(form) }}", form=form)
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    assert "With &lt;references&gt;" in html
    assert "<b>" not in html


def test_a_text_inside_another_field_keeps_its_lines(pages: Environment) -> None:
    source = (
        "{% set why = field(form['why']) %}{{ field(form['grade'], reveals={'inadequate': why}) }}"
    )
    html = pages.from_string(source).render(form=AuditForm(initial={"why": "\none\n  two"}))
    assert ">&#10;&#10;one&#10;  two</textarea>" in html


def test_looks_reach_the_component(show: Callable[..., str]) -> None:
    source = (
        "{{ field(form['grade'], inline=true, small=true, label_size='s', "
        "option_hints={'na': 'Say why'}) }}{{ field(form['number'], width='4', hidden_label=true) }}"
    )
    html = show(source, form=AuditForm(initial={"grade": "good"}))
    for part in (
        "govuk-radios--inline govuk-radios--small",
        "govuk-fieldset__legend--s",
        "Say why",
        "govuk-input--width-4",
        "govuk-visually-hidden",
        'value="good" checked',
    ):
        assert part in html


def test_a_misspelt_look_or_a_list_box_is_refused(show: Callable[..., str]) -> None:
    class ListForm(PageForm):
        teams = forms.MultipleChoiceField(choices=GRADES)

    with pytest.raises(WidgetNotShown, match="teams: SelectMultiple"):
        show("{{ fields(form) }}", form=ListForm())
    with pytest.raises(TypeError, match="inlin"):
        show("{{ field(form['grade'], inlin=true) }}", form=AuditForm())


class DayForm(PageForm):
    on = DateField(label="Due date", required=False)


def typed(day: str = "", month: str = "", year: str = "") -> DayForm:
    return DayForm({"on-day": day, "on-month": month, "on-year": year})


@pytest.mark.parametrize(
    "parts",
    [
        ("7", "3", "2026"),
        ("07", "March", "2026"),
        ("7", "mar", "2026"),
        ("07/03/2026",),
        ("2026-03-07",),
        ("7 March 2026",),
        ("Saturday 7th of March 2026",),
    ],
)
def test_a_date_is_understood_typed_or_pasted(parts: tuple[str, ...]) -> None:
    form = typed(*parts)
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (("7",), "Due date must include a month and year"),
        (("", "3", "2026"), "Due date must include a day"),
        (("7", "3", "26"), "Due date must have a year of 4 numbers, such as 2026"),
        (("7", "3", "0206"), "Due date must have a year from 1900 on"),
        (("31", "2", "2026"), "Due date must be a real date, such as 27 3 2026"),
        (("7", "ma", "2026"), "Due date must be a real date, such as 27 3 2026"),
        (("1_0", "+2", "2026"), "Due date must be a real date, such as 27 3 2026"),
        (("x", "y", "٢٠٢٦"), "Due date must have a year of 4 numbers, such as 2026"),
    ],
)
def test_a_wrong_date_says_what_is_wrong(parts: tuple[str, ...], error: str) -> None:
    assert typed(*parts).errors["on"] == [error]


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_date_shown_and_sent_back_is_the_same_and_unchanged(day: date) -> None:
    shown = DateParts().format_value(day)
    form = DayForm({f"on-{k}": v for k, v in shown._asdict().items()}, initial={"on": day})
    assert form.is_valid()
    assert form.cleaned_data["on"] == day
    assert not form.has_changed()


@given(st.text(), st.text(), st.text())
def test_any_three_texts_give_a_day_or_words(day: str, month: str, year: str) -> None:
    form = typed(day, month, year)
    if not form.is_valid():
        assert str(form.errors["on"][0]).startswith("Due date must")


def test_a_filter_is_replaced_in_the_address_and_the_others_stay() -> None:
    assert query(QueryDict("team=a&team=b&page=3"), page=None) == "?team=a&team=b"
