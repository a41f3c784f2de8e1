"""Tokens for programs that read figures and lists: one's own, made and ended; anybody's ended."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.people.changes import NotForPublic, TokenTooLong, TooManyTokens
from goldenthread.people.changes import end_token as end
from goldenthread.people.changes import make_token as make
from goldenthread.people.tokens import (
    scopes_of,
    token_to_end,
    tokens_of,
    usual_end,
    written,
)
from goldenthread.web.fields import DateField, PageForm
from goldenthread.web.guards import Person, found, who

READS = {
    "figures": "Figures: counts and shares of grades, and the ledger",
    "audits": "Audits: a list without names, case numbers or words",
    "actions": "Actions: a list without names, case numbers or words",
}
AUDIENCES = {
    "internal": "People of the authority: every number your pages show",
    "public": "Anybody: rows with few people behind them are combined, closed rounds only",
}


class TokenForm(PageForm):
    name = forms.CharField(
        label="What this token is for",
        max_length=80,
        help_text="Such as Power BI, quarterly report.",
    )
    scopes = forms.MultipleChoiceField(
        label="What this token may read", widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(
        label="Who will see what is made of it", choices=list(AUDIENCES.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip
    until_on = DateField(label="Last day on which it works", help_text="At most a year from today.")

    def __init__(self, person: Person, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope, READS[scope]) for scope in scopes_of(person)]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, for those who may have one or still hold one."""
    person = who(request)
    held, may = list(tokens_of(person)), bool(scopes_of(person))
    found(True if held or may else None)
    return render(request, "people/tokens.html", {"tokens": held, "may": may})


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token, which is shown this once."""
    person = who(request)
    found(scopes_of(person) or None)
    start = {"audience": "internal", "until_on": usual_end()}
    form = TokenForm(person, request.POST or None, initial=start)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = make(by=person, **form.cleaned_data)
            context |= {"token": token, "written": written(token, secret)}
        except TokenTooLong as error:
            form.add_error("until_on", str(error))
        except NotForPublic as error:
            form.add_error("audience", str(error))
        except TooManyTokens as error:
            form.add_error(None, str(error))
    return render(request, "people/new_token.html", context)


def end_token(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then end a token: one's own, or anybody's for whoever looks after accounts."""
    person = who(request)
    token = found(token_to_end(person, ref))
    is_own = token.person_id == person.pk
    if request.method == "POST":
        end(by=person, token=token)
        messages.success(request, f"The token “{token.name}” no longer works.")
        return redirect("people:tokens") if is_own else redirect("people:person", token.person.ref)
    return render(request, "people/end_token.html", {"token": token, "is_own": is_own})
