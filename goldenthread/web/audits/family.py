"""The form for children, parents and carers: its address given out, printed, and answered without an account."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.audits import changes, queries
from goldenthread.people.actors import Visitor
from goldenthread.people.queries import names
from goldenthread.web.audits.frame import audit_page
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import found, who

QUESTIONS = {
    "listened": "Did your worker listen to you?",
    "understood": "Did you understand what was happening, and why?",
    "better": "Are things better now?",
}
WORDS = {
    "went_well": "What went well?",
    "differently": "What should we do differently?",
}


class FamilyForm(PageForm):
    """Five questions in plain words; nobody has to answer any of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=queries.FAMILY_SAID, required=False, widget=forms.RadioSelect
            )
        for name, label in WORDS.items():
            self.fields[name] = forms.CharField(
                label=label, required=False, widget=forms.Textarea, max_length=5000
            )


def family_form(request: HttpRequest, token: str) -> HttpResponse:
    """Open once, for whoever holds the address; says nothing about whose case it is."""
    link = queries.open_link(token)
    if link is None:
        return render(request, "audits/family_form.html", {"is_closed": True}, status=404)
    form = FamilyForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "is_child": link.kind == "child", "navigation": [], "person": None}
    if form.is_valid():
        try:
            changes.answer_family_form(by=Visitor(link.ref), link=link, **form.cleaned_data)
            return render(request, "audits/family_form.html", {**context, "is_done": True})
        except changes.NothingSaid as refused:
            form.add_error("listened", str(refused))
        except changes.LinkClosed:
            return render(request, "audits/family_form.html", {"is_closed": True}, status=404)
    return render(request, "audits/family_form.html", context)


class LinkForm(PageForm):
    safe_agreed_by = forms.CharField(
        label="Who agreed that it is safe to ask them?", max_length=120,
        help_text="Somebody who knows the child, such as the allocated worker: their name or post.",
        error_messages={"required": "Enter who agreed that it is safe to ask them"},
    )  # fmt: skip


def family_links(request: HttpRequest, ref: str, source: str) -> HttpResponse:
    """Give out an address, close one, and read what came back."""
    context = _asked(request, ref, source)
    person, audit, secret = who(request), context["audit"], ""
    ending = request.POST.get("end", "")
    form = LinkForm(request.POST if request.method == "POST" and not ending else None)
    if ending:
        try:
            changes.end_family_link(by=person, link=found(queries.family_link(audit, ending)))
            messages.success(request, "The address is closed.")
        except changes.LinkClosed as refused:
            messages.error(request, str(refused))
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        _, secret = changes.make_family_link(
            by=person, audit=audit, kind=source, **form.cleaned_data
        )
        form = LinkForm()
    links = list(queries.family_links(audit, source))
    address = (
        request.build_absolute_uri(reverse("audits:family_form", args=[secret])) if secret else ""
    )
    context |= {"form": form, "links": links, "address": address, "questions": QUESTIONS}
    context["names"] = names(link.made_by for link in links)
    return render(request, "audits/family_links.html", context)


def family_paper(request: HttpRequest, ref: str, source: str) -> HttpResponse:
    """The same questions on paper: to print, hand over, and enter from."""
    context = _asked(request, ref, source)
    context |= {"questions": QUESTIONS, "words_asked": WORDS, "said": queries.FAMILY_SAID}
    return render(request, "audits/family_paper.html", context)


def _asked(request: HttpRequest, ref: str, source: str) -> dict[str, Any]:
    """The page of one audit, for those who may ask this child, parent or carer."""
    context = audit_page(request, ref)
    may_ask = queries.may_ask_family(who(request), context["audit"])
    found(True if may_ask and source in queries.FAMILY_KINDS else None)
    return context | {"kind": source}


__all__ = ["family_form", "family_links", "family_paper"]
