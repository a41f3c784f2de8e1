"""How figures are laid out on a page: the filter, bars, tables with links, and how to read them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from markupsafe import Markup, escape

from goldenthread.figures.queries import (
    STAGES,
    GradeRow,
    Weighted,
    counted_forms,
    counted_rounds,
    figure_key,
    several,
)
from goldenthread.method.proportions import FEWEST_FOR_PERCENT
from goldenthread.people.queries import teams, vocabulary
from goldenthread.people.roles import Permission
from goldenthread.people.vocabulary import Vocabulary
from goldenthread.programme.queries.indicators import indicators_between
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import NotOffered, Person
from goldenthread.writers import palette
from goldenthread.writers.excel import Cell, Sheet

HEADINGS = {"round": "Round", "case_type": "Case type", "team": "Team", "domain": "Domain"}
CAME = {"selected": "Selected", "named": "Named", "typed": "Typed by hand", "swapped": "Swapped in"}
BREAK = "Break in the series"
ROUNDING = "Percentages are rounded and may not add up to 100."


class FilterForm(PageForm):
    """What the pages of figures are narrowed to."""

    round = forms.ChoiceField(required=False)
    case_type = forms.ChoiceField(label="Case type", required=False)
    team = forms.ChoiceField(required=False)
    stage = forms.ChoiceField(label="Whose grade", required=False)

    def __init__(self, data: QueryDict, person: Person, words: Vocabulary) -> None:
        super().__init__(data)
        rounds = counted_rounds(person)
        codes = [code for code in _case_types() if code]
        self._offer("round", [("", "All rounds"), *rounds.values_list("code", "title")])
        self._offer(
            "case_type",
            [("", "All case types"), *((code, words("case_type", code)) for code in codes)],
        )
        self._offer("team", [("", "All teams"), *((t.name, t.name) for t in teams())])
        self._offer("stage", [(stage, words("stage", stage)) for stage in STAGES])
        self.full_clean()

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def asked(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    @property
    def stage_asked(self) -> str:
        return self.asked("stage") or "auditor"

    @property
    def where(self) -> dict[str, str]:
        """Raises NotOffered where the address asks for what the filter does not offer."""
        unknown = [name for name, faults in self.errors.as_data().items() if _is_unknown(faults)]
        if unknown:
            raise NotOffered(*(str(self.data[name]) for name in unknown))
        names = ("round", "case_type", "team")
        return {name: self.asked(name) for name in names if self.asked(name)}


def _is_unknown(faults: Iterable[ValidationError]) -> bool:
    return any(fault.code == "invalid_choice" for fault in faults)


def _case_types() -> list[str]:
    from goldenthread.cases.queries import case_types_in_use

    return [case_type.code for case_type in case_types_in_use()]


def may_list(person: Person) -> bool:
    """Whether numbers link to audits for this person: for directors they do not."""
    return person.may(Permission.AUDITS_ALL) or person.may(Permission.TEAM_SEE)


def traced_at(key: str, edition: str = "") -> str:
    """The page that takes a figure apart."""
    asked = {"figure": key} | ({"edition": edition} if edition else {})
    return f"{reverse('figures:trace')}?{urlencode(asked)}"


@dataclass(frozen=True)
class Panel:
    """Grades on one scale: bars of ten audits or more, and the table of all."""

    title: str
    steps: tuple[palette.GradeStep, ...]
    bars: list[dict[str, Any]]
    head: list[Any]
    rows: list[list[Any]]
    left_out: int


def panels(
    rows: list[GradeRow], by: str, titles: Mapping[str, str], words: Vocabulary,
    *, stage: str, where: Mapping[str, str],
) -> list[Panel]:  # fmt: skip
    """A panel for each scale: grades of different scales are never added together."""
    found = []
    for scale in dict.fromkeys(row.scale for row in rows):
        steps = palette.scale([(key, words("grade", key)) for key in scale.keys])
        here = [row for row in rows if row.scale == scale]
        shown = [row for row in here if row.n >= FEWEST_FOR_PERCENT]
        found.append(
            Panel(
                title=f"Grades by {HEADINGS[by].lower()}",
                steps=steps,
                bars=[
                    {"label": _title(r, by, titles), "n": r.n, "counts": r.counts} for r in shown
                ],
                head=[
                    HEADINGS[by],
                    *({"text": t, "numeric": True} for t in ("Audits", *(s.label for s in steps))),
                ],
                rows=[[_title(row, by, titles), *_cells(row, stage, where)] for row in here],
                left_out=len(here) - len(shown),
            )
        )
    return found


def _title(row: GradeRow, by: str, titles: Mapping[str, str]) -> str:
    code = row.group[by]
    return titles.get(code) or code or "Not known"


def _cells(row: GradeRow, stage: str, where: Mapping[str, str]) -> list[Any]:
    number = traces("grades", stage=stage, **{**where, **row.group})
    cells = [number(row.n, grade="n")]
    for key, share in row.shares.items():
        text = str(share.count) if share.percent is None else f"{share.count} ({share.percent}%)"
        cells.append(number(text, grade=key))
    return cells


def traced(text: Any, measure: str, **asked: str | None) -> Markup:
    """A number as it is printed, with the link to what it counts."""
    return _link(traced_at(figure_key(measure, **asked)), text)


def traces(measure: str, **asked: str | None) -> Callable[..., Markup]:
    """`traced` for the numbers of a row: what all of them are asked with is written once.

    Hundreds of rows have thousands of numbers. What each adds comes after it, as `traced` would put it.
    """
    shared = traced_at(figure_key(measure, **asked))
    sign = "" if shared.endswith("%3F") else "&"  # nothing is asked by all of them

    def number(text: Any, **more: str) -> Markup:
        return _link(f"{shared}{quote_plus(sign + urlencode(more))}", text)

    return number


def _link(address: str, text: Any) -> Markup:
    words = f"{text:,}" if isinstance(text, int) else text
    return Markup(f'<a class="govuk-link" href="{escape(address)}">{escape(words)}</a>')  # noqa: S704 - escaped


def put_link(person: Person, page: str, data: QueryDict, **asked: str) -> Markup:
    """The link by which whoever writes reports puts what a page says in one; nothing for others."""
    if not person.may(Permission.REPORT_WRITE):
        return Markup("")
    address = data.copy()
    for name, value in {"page": page, **asked}.items():
        address[name] = value
    return Markup(
        '<p class="govuk-body gt-no-print"><a class="govuk-link" href="{}?{}">Put this in a report</a></p>'
    ).format(reverse("figures:put_in_report"), address.urlencode())


def titles_of(by: str, codes: Iterable[str], person: Person, words: Vocabulary) -> dict[str, str]:
    """What each code of a dimension is called."""
    if by == "round":
        return dict(counted_rounds(person).values_list("code", "title"))
    if by == "case_type":
        return {code: words("case_type", code or "unknown") for code in codes}
    if by == "domain":
        return domain_titles(person)
    return {code: code for code in codes}


def title(name: str, value: str, person: Person, words: Vocabulary) -> str:
    """What one value of a dimension is called; a combined row has several."""
    parts = several(name, value)
    if len(parts) > 1:
        return ", ".join(title(name, part or "unknown", person, words) for part in parts)
    if name == "round":
        known = dict(counted_rounds(person).values_list("code", "title"))
        return str(known.get(value, value))
    if name == "domain":
        return domain_titles(person).get(value, value)
    if name == "came":
        return CAME.get(value, value)
    return words("case_type", value) if name == "case_type" else value


def domain_titles(person: Person) -> dict[str, str]:
    """The titles of every tool's sections, the newest round's words first."""
    found: dict[str, str] = {}
    for form in counted_forms(person):
        for section in form.sections:
            found.setdefault(section.key, section.title)
    return found


def headline(
    total: list[GradeRow], stage: str, words: Vocabulary, where: Mapping[str, str]
) -> Markup | str:
    """The page's first sentence: how many audits, and how many of them met the standard."""
    if not total:
        return "No audits are counted here yet."
    grade = words("stage", stage).lower()
    if len(total) > 1:
        n = traced(sum(row.n for row in total), "grades", stage=stage, **where, grade="n")
        return Markup("{} audits are counted, on more than one scale ({}).").format(n, grade)
    row = total[0]
    of = " of" if row.n >= 20 else ""
    met = traced(row.meeting.text, "grades", stage=stage, **where, grade="meeting")
    return Markup("{}{} audits met the standard ({}).").format(met, of, grade)


def beside_figures(person: Person, where: Mapping[str, str]) -> list[Any]:
    """Indicators of the time of the round that is shown; none where all rounds are."""
    round = counted_rounds(person).filter(code=where.get("round", "")).first()
    if round is None:
        return []
    team = where.get("team", "")
    return indicators_between(person, round.period_from, round.period_to, team)


def care(
    total: list[GradeRow], rows: list[GradeRow], weighted: Weighted | None = None
) -> list[str]:
    """How to read the figures: what they may say of other cases, and how few some of them are."""
    said = []
    for row in total:
        share = row.meeting
        if weighted and weighted.interval:
            low, high = weighted.interval
            said.append(
                "Cases had different chances of being audited. Weighted for that, the share of all "
                f"{weighted.cases:,} cases would most likely lie between {low}% and {high}% "
                "(95% range)."
            )
        elif share.interval:
            low, high = (int(limit + 0.5) for limit in share.interval)
            said.append(
                "The audited cases were selected at random: of all cases that could be selected, "
                f"the share would most likely lie between {low}% and {high}% (95% range)."
            )
        elif share.method == "none: audited cases only":
            said.append(
                "The cases were named by people, moderated by a rule or imported: these figures describe the "
                "audited cases only."
            )
        elif share.method == "none: every case audited":
            said.append("Every case was audited, so there is no range.")
        elif share.method == "none: chances differ between case types":
            said.append(
                "Cases had different chances of being audited, so no range is given for all together."
            )
    small = sum(row.n < FEWEST_FOR_PERCENT for row in rows)
    if small:
        groups = "1 group has" if small == 1 else f"{small} groups have"
        said.append(
            f"{groups} fewer than {FEWEST_FOR_PERCENT} audits: no percentage and no bar is shown."
        )
    return [*dict.fromkeys((*breaks_said((*total, *rows)), *said)), ROUNDING]


def breaks_said(rows: Iterable[GradeRow]) -> list[str]:
    """Where grades do not go on from one version of a tool to the next, each once."""
    return list(dict.fromkeys(each.text for row in rows for each in row.breaks))


def query_of(request: HttpRequest, **changes: str) -> str:
    """The filter as it stands, for links to the same figures elsewhere."""
    copy = request.GET.copy()
    for name, value in changes.items():
        copy[name] = value
    return f"?{copy.urlencode()}"


def grade_sheet(
    name: str, rows: list[GradeRow], by: str, titles: Mapping[str, str], note: str
) -> Sheet:
    """A table of grades for Excel: counts and shares, no references.

    Where grades of a row do not go on from another version's, its last cell says so.
    """
    words = vocabulary()
    keys = list(dict.fromkeys(key for row in rows for key in row.counts))
    labels = [words("grade", key) for key in keys]
    cells: list[list[Cell]] = [
        [
            _title(row, by, titles),
            row.n,
            *(row.counts.get(key) for key in keys),
            *(row.shares[key].text if key in row.shares else None for key in keys),
            *([" ".join(breaks_said([row])) or None] if breaks_said(rows) else []),
        ]
        for row in rows
    ]
    header = (HEADINGS[by], "Audits", *labels, *(f"{label} (share)" for label in labels))
    if breaks_said(rows):
        header = (*header, BREAK)
    return Sheet(name, header, cells, note)
