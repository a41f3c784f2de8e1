"""Many findings put to themes on one page: three suggestions each, all other themes below them."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.learning import changes, queries
from goldenthread.people.roles import Permission
from goldenthread.web.fields import PageForm, choices_of
from goldenthread.web.guards import Person, allowed, found, shows
from goldenthread.web.long_lists import LongList

PAGE = 15
RUN = Permission.LEARNING_RUN
SHOWN = [(queries.WITHOUT, "Without a theme"), (queries.ALL, "All findings")]


class AskForm(PageForm):
    show = forms.ChoiceField(label="Show", choices=SHOWN, required=False)
    round = forms.ChoiceField(label="Round", required=False)
    kind = forms.ChoiceField(label="Findings", required=False)

    def __init__(self, *args: Any, rounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs, every in (
            ("round", rounds, "All rounds"), ("kind", queries.KINDS, "Both kinds"),
        ):  # fmt: skip
            each = self.fields[name]
            assert isinstance(each, forms.ChoiceField)
            each.choices = choices_of(pairs, every)

    def asked(self) -> queries.Asked:
        self.is_valid()
        said = self.cleaned_data
        return queries.Asked(
            said.get("show") or queries.WITHOUT, said.get("round", ""), said.get("kind", "")
        )


@dataclass
class Row:
    """A finding on the page: what is suggested, what it has, and what was chosen in vain."""

    finding: Any
    suggested: list[Any]
    has: list[Any]
    chosen: set[str] = field(default_factory=set)
    other: str = ""
    none_fits: bool = False
    error: str = ""


def tagging(request: HttpRequest) -> HttpResponse:
    """Findings, the newest first; what is ticked is saved together, the rest stays for later."""
    person = allowed(request, RUN)
    rounds = queries.rounds_with_findings(person)
    ask, problems = AskForm(request.GET, rounds=rounds), PageForm({})
    if request.method == "POST":
        rows = _rows(_posted(request, person), request)
        if _saved(request, person, rows, problems):
            return redirect(f"{reverse('learning:tagging')}?{request.GET.urlencode()}")
    waiting = queries.findings_to_tag(person, ask.asked())
    page = LongList(waiting, PAGE).get_page(request.GET.get("page"))
    if request.method != "POST":
        rows = _rows(list(page))
    context = {
        "filter": ask, "form": problems, "page": page, "rows": rows,
        "themes": queries.themes_in_use(),
    }  # fmt: skip
    shows(request, "findings", *{row.finding.audit.subject.ref for row in rows})
    return render(request, "learning/tagging.html", context)


def _posted(request: HttpRequest, person: Person) -> list[Any]:
    """The findings of the form, a page at most, those of them that the person may see."""
    refs = request.POST.getlist("finding")[:PAGE]
    seen = queries.findings_to_tag(person, queries.Asked(queries.ALL))
    by_ref = {each.ref: each for each in seen.filter(ref__in=refs)}
    return [by_ref[ref] for ref in refs if ref in by_ref]


def _rows(findings: list[Any], request: HttpRequest | None = None) -> list[Row]:
    suggester, has = queries.suggester(), queries.tags_of(findings)
    by_code = {each.code: each for each in queries.themes_in_use()}
    rows = []
    for finding in findings:
        codes = {tag.theme for tag in has[finding.pk]}
        found_ones = suggester.suggestions(str(finding.words))
        suggested = [by_code[e.key] for e in found_ones if e.key in by_code and e.key not in codes]
        row = Row(finding, suggested, has[finding.pk])
        if request:
            row.chosen = set(request.POST.getlist(f"theme-{finding.ref}")) & by_code.keys()
            other = request.POST.get(f"other-{finding.ref}", "")
            row.other = other if other in by_code else ""
            row.none_fits = f"none-{finding.ref}" in request.POST
        rows.append(row)
    return rows


def _saved(request: HttpRequest, person: Person, rows: list[Row], problems: PageForm) -> bool:
    """Whether all that was chosen is saved; if not, each row says what is wrong with it."""
    by_code = {each.code: each for each in queries.themes_in_use()}
    tagged = []
    for number, row in enumerate(rows, start=1):
        codes = [code for code in by_code if code in row.chosen or code == row.other]
        if codes and row.none_fits:
            row.error = str(changes.NoThemeFits(row.finding.ref))
            problems.add_error(None, f"Finding {number}: {row.error}")
        places = {each.code: n for n, each in enumerate(row.suggested, start=1)}
        if codes or row.none_fits:
            themes = [by_code[code] for code in codes]
            tagged.append(changes.Tagged(row.finding, themes, row.none_fits, places))
    if any(row.error for row in rows):
        return False
    changes.put_to_themes(by=person, tagged=tagged)
    number = len(tagged)
    said = f"{number} finding{'' if number == 1 else 's'} saved." if tagged else ""
    messages.success(request, said or "Nothing was ticked, so nothing was saved.")
    return True


def untag(request: HttpRequest, ref: str) -> HttpResponse:
    """The finding is not about this theme after all."""
    person = allowed(request, RUN)
    tag = found(queries.tag_by_ref(person, ref))
    if request.method == "POST":
        changes.remove_tag(by=person, tag=tag)
        messages.success(request, "The finding is no longer put to this theme.")
    return redirect("learning:theme", tag.theme.ref) if tag.theme else redirect("learning:tagging")
