"""The pages of one audit: their addresses, and how an answer is sent."""

import json

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.audits.models import Audit


def at(page: str, audit: Audit, *more: str) -> str:
    return reverse(f"audits:{page}", args=[audit.ref, *more])


def put(
    client: Client, audit: Audit, question: str = "risk.grade", **answer: object
) -> HttpResponse:
    return client.put(
        at("answer", audit, question), json.dumps(answer), content_type="application/json"
    )
