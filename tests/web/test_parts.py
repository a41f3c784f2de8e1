"""The frame and the components: what holds on every page that is made of them."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from jinja2 import FileSystemLoader

from goldenthread.web.fields import PageForm
from goldenthread.web.jinja import environment
from goldenthread.writers.palette import SHADES, scale

PAGES = Path(__file__).parents[2] / "goldenthread" / "web" / "jinja2"
FRONTEND = Path(__file__).parents[2] / "frontend"
STEPS = scale([("ri", "Requires improvement"), ("good", "Good")])


class ReasonForm(PageForm):
    reason = forms.CharField(label="Reason")


@pytest.fixture(scope="module")
def show() -> Callable[..., str]:
    pages = environment(loader=FileSystemLoader(PAGES))

    def render(source: str, **context: Any) -> str:
        return " ".join(pages.from_string(source).render(**context).split())

    return render


def test_the_frame_stands_without_any_context(show: Callable[..., str]) -> None:
    html = show('{% extends "layout.html" %}{% block title %}Not found{% endblock %}')
    assert "<title>Not found – Case audit</title>" in html
    assert html.count("<main") == html.count("<footer") == html.count("<header>") == 1


def test_every_page_of_somebody_signed_in_leads_to_signing_out(show: Callable[..., str]) -> None:
    page = '{% extends "layout.html" %}{% block title %}Audits{% endblock %}'
    assert 'href="/sign-out/">Sign out</a>' in show(page, person=SimpleNamespace(name="Pat"))
    assert "/sign-out/" not in show(page)


def test_errors_come_first_in_the_title_and_on_the_page(show: Callable[..., str]) -> None:
    page = '{% extends "layout.html" %}{% block title %}Hand back{% endblock %}'
    html = show(page, form=ReasonForm({}))
    assert "<title>Error: Hand back" in html
    assert 'href="#id_reason"' in html
    assert "Error: " not in show(page, form=ReasonForm())


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    for template in PAGES.rglob("*.html"):
        source = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]* src=)", source), template


def test_a_list_names_its_columns_where_it_stacks(show: Callable[..., str]) -> None:
    html = show(
        '{% from "parts/tables.html" import table %}'
        "{{ table('Cases', ['Case', {'text': 'Days', 'numeric': true}], [['<b>', 6]]) }}"
    )
    assert '<th scope="row" role="rowheader" class="govuk-table__header ">&lt;b&gt;</th>' in html
    assert re.search(r'<td role="cell" data-label="Days" class="[^"]*numeric[^"]*">6</td>', html)
    assert "tabindex" not in html


def test_a_matrix_scrolls_in_a_box_the_keyboard_reaches(show: Callable[..., str]) -> None:
    html = show(
        '{% from "parts/tables.html" import table %}'
        "{{ table('By team', ['Team', 'Risk'], [['North', 1]], stacked=false) }}"
    )
    assert 'role="region" aria-labelledby="table-by-team" tabindex="0"' in html
    assert 'id="table-by-team"' in html


def test_a_grade_is_never_red_and_always_has_its_words(show: Callable[..., str]) -> None:
    html = show(
        '{% from "parts/grades.html" import tag, grade_tag %}'
        "{{ grade_tag('Inadequate', 'inadequate') }}{{ tag('overdue', '6 days overdue') }}"
    )
    assert '<strong class="govuk-tag gt-tag gt-grade--inadequate">Inadequate</strong>' in html
    assert html.count("govuk-tag--red") == 1


def test_bars_hold_their_counts_and_a_table_holds_the_zeros(show: Callable[..., str]) -> None:
    rows = [{"label": "2018", "n": 3, "counts": {"good": 3}}]
    html = show(
        '{% from "parts/grades.html" import grade_bars %}{{ grade_bars("T", steps, rows) }}',
        steps=STEPS,
        rows=rows,
    )
    assert 'gt-shade--good gt-w-100"><span class="gt-bars__count">3</span>' in html
    assert re.search(r"numeric\">0</td>\s*<td [^>]*numeric\">3</td>", html)


def test_the_style_sheet_knows_every_shade_and_fills_it_as_the_papers_do() -> None:
    styles = (FRONTEND / "scss" / "_grades.scss").read_text()
    for shade in SHADES:
        _, _, rest = styles.partition(f".gt-shade--{shade.name} {{")
        rule, tint = rest.split("}")[0], f'"{shade.name}", #'
        colour = "#fff" if shade.fill == "#ffffff" else shade.fill
        assert colour in rule, shade.name
        assert tint in styles or f".gt-grade--{shade.name} {{" in styles, shade.name


def test_long_lists_of_pages_are_cut_short(show: Callable[..., str]) -> None:
    source = '{% from "parts/frame.html" import pagination %}{{ pagination(n, last, "?page=") }}'
    html = show(source, n=10, last=40)
    assert re.findall(r'aria-label="Page (\d+)"', html) == ["1", "9", "10", "11", "40"]
    assert show(source, n=1, last=1) == ""
