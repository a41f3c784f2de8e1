"""When two people save the same thing: both texts are shown, and the second save is a choice."""

from django import forms
from django.http import QueryDict


def see_again(form: forms.Form, seen: str) -> None:
    """The form keeps what was typed, and knows from now on what the other person left."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["seen"] = seen
    form.data = data
