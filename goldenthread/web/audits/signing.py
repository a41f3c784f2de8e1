"""The sign-off chain of an audit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.audits import changes, queries
from goldenthread.people.actors import OwnWork
from goldenthread.people.queries import names
from goldenthread.web.guards import found, shows, who


def sign_off(request: HttpRequest, ref: str) -> HttpResponse:
    """Who has signed, who is next, and the button for whoever may."""
    person = who(request)
    audit = found(queries.audit_to_sign(person, ref))
    chain = queries.sign_off_chain(audit)
    if request.method == "POST" and request.POST.get("step", "").isdecimal():
        try:
            changes.sign_off(by=person, audit=audit, step=int(request.POST["step"]))
            messages.success(request, "You have signed this audit off.")
        except (changes.NothingToSign, OwnWork) as refused:
            messages.error(request, str(refused))
        return redirect("audits:sign_off", ref)
    shows(request, "audit", audit.ref, audit.subject.ref)
    context = {
        "audit": audit, "chain": chain, "following": queries.next_to_sign(chain),
        "may_sign": queries.may_sign(person, audit, chain), "names": names([s.by for s in chain]),
    }  # fmt: skip
    return render(request, "audits/sign_off.html", context)
