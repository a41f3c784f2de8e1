"""Signing in by the form, and whether one is."""

from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD

NEW = "amber-kettle-horizon-7"  # a password to change to


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return bool(client.get("/session/").json()["signed_in"])
