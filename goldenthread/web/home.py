"""The front door: home, first start, help, the brand, and whether the service is well."""

import re

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render

from goldenthread.journal.changes import today
from goldenthread.people.actors import Operator
from goldenthread.people.changes import EmailTaken, make_first_account
from goldenthread.people.queries import authority, concern_numbers, is_new_install
from goldenthread.people.roles import Permission
from goldenthread.reports.queries import latest_reports
from goldenthread.tools import queries as tools
from goldenthread.tools.form import Form
from goldenthread.web import home_cards, needs
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import shows, who
from goldenthread.web.health import live as live  # noqa: PLC0414 - pages of this room's table
from goldenthread.web.health import metrics as metrics  # noqa: PLC0414
from goldenthread.web.health import notices
from goldenthread.web.health import ready as ready  # noqa: PLC0414
from goldenthread.web.learning_needs import of_learning
from goldenthread.web.ledger import ledger_cards
from goldenthread.web.people.set_up import first_steps
from goldenthread.web.programme_needs import near_months, next_months, of_programme, own_quota
from goldenthread.web.searching import LONGEST, MOST, SHORTEST, found
from goldenthread.web.sign_in.forms import HOW_TO_CHOOSE
from goldenthread.web.sign_in.sessions import due
from goldenthread.web.waiting import do_next
from goldenthread.writers.palette import scale

HELP = {
    "guidance": "How to audit",
    "grades": "What each grade means",
    "keyboard": "Working with the keyboard",
    "api": "Figures in Power BI and Excel",
    "accessibility": "Accessibility statement",
    "privacy": "Privacy: how audit records are used",
    "contact": "Contact the QA team",
}


def home(request: HttpRequest) -> HttpResponse:
    """What needs me, by role."""
    person = who(request)
    rounds = home_cards.rounds_in_progress(person)
    concerns, mine = needs.concerns(person), needs.own_audits(person)
    near = near_months(person)
    asked = [*needs.needs(person, rounds), *of_programme(person, near), *of_learning(person)]
    waiting = needs.in_order(asked)
    refs = {c.audit.ref for c in concerns} | {a.ref for a in mine.rows} | {n.shows for n in waiting}
    if refs - {""}:
        shows(request, "home", *sorted(refs - {""}))
    told = {
        "concerns": concerns,
        "notices": notices(person),
        "cards": [*home_cards.cards(person, rounds), *ledger_cards(person)],
        "needs": waiting,
        "mine": mine,
        "rounds": rounds,
        "steps": first_steps(person),
        "do_next": do_next(person),
        "may_practise": person.may(Permission.AUDIT_ANSWER),
        "next_months": next_months(near),
        "quota": own_quota(person),
        "papers": latest_reports(person),
        "today": today(),
    }
    return render(request, "home/home.html", told)


def search(request: HttpRequest) -> HttpResponse:
    """Cases, people, findings and actions, among what the person may see."""
    person, asked = who(request), request.GET.get("q", "").strip()
    result = found(person, asked)
    if result.shown:
        shows(request, "search", *sorted(result.shown))
    too_short = bool(asked) and len(asked) < SHORTEST
    told = {
        "asked": asked, "found": result, "too_short": too_short, "too_long": len(asked) > LONGEST,
        "most": MOST,
    }  # fmt: skip
    return render(request, "home/search.html", told)


def session(request: HttpRequest) -> HttpResponse:
    """Whether this browser is signed in, and a fresh CSRF token for a page that kept unsaved words."""
    is_in = request.user.is_authenticated and not due(request)
    return JsonResponse({"signed_in": is_in, "csrf": get_token(request)})


def brand(request: HttpRequest) -> HttpResponse:
    """The authority's colour as a style sheet of its own, since no style may stand in a page."""
    colour = authority().colour
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        colour = "#12436d"
    return HttpResponse(
        f":root{{--govuk-brand-colour:{colour}}}\n", content_type="text/css; charset=utf-8"
    )


def logo(request: HttpRequest) -> HttpResponse:
    current = authority()
    if not current.logo:
        raise Http404
    return HttpResponse(bytes(current.logo), content_type=current.logo_type)


def help(request: HttpRequest) -> HttpResponse:
    """What there is to read about the service."""
    return render(request, "home/help.html", {"pages": HELP})


def guidance(request: HttpRequest, page: str) -> HttpResponse:
    """One page of help; anybody may read it, signed in or not."""
    if page not in HELP:
        raise Http404
    context = {
        "page": page,
        "title": HELP[page],
        "tools": _graded_tools() if page == "grades" else [],
        "concern_numbers": concern_numbers() if request.user.is_authenticated else [],
    }
    return render(request, "home/guidance.html", context)


def _graded_tools() -> list[tuple[Form, dict[str, str]]]:
    """Every tool with a scale, and the colour of each of its grades."""
    forms = [tools.form(version) for version in tools.published_versions()]
    graded = [(form, form.scale.steps) for form in forms if form.scale]
    return [
        (form, {each.key: each.shade.name for each in scale([(s.key, s.label) for s in steps])})
        for form, steps in graded
    ]


class StartForm(PageForm):
    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="Your e-mail address", max_length=254)
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=HOW_TO_CHOOSE,
        strip=False,
    )

    def clean_password(self) -> str:
        """The rules that every later password keeps too."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("name", "email")}
        validate_password(self.cleaned_data["password"], get_user_model()(**typed))
        return str(self.cleaned_data["password"])


def start(request: HttpRequest) -> HttpResponse:
    """First start: make the first account. Gone as soon as there is one."""
    if not is_new_install():
        raise Http404
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_first_account(by=Operator("first start"), **form.cleaned_data)
        except EmailTaken as error:
            raise Http404 from error
        messages.success(request, "Your account is ready. Sign in with it.")
        return redirect("account_login")
    return render(request, "home/start.html", {"form": form})
