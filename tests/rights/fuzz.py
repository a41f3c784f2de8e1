"""Requests made up by chance, with references that the person has no business with."""

import random
import re
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.actions.models import Action
from goldenthread.audits.models import Audit, Concern, Response
from goldenthread.programme.models import Round, RoundCase
from goldenthread.reports.models import Report
from goldenthread.web.urls import TABLE
from tests.rights.place import PARAMETER, Place
from tests.world import SECRET, SECRET_NUMBERS

# Nothing of either round is theirs; the others may know all of the open one but for what is said below.
OUTSIDERS = ("stranger", "external", "lapsed", "ended", "other_worker", "other_manager", "admin")
UNNAMED = (*OUTSIDERS, "officer", "manager", "service", "psw", "director", "ig")
# Named, or of the open round, but not with the part of it that these references lead to.
IN_PART = ("worker", "moderator")
PEOPLE = (*UNNAMED, *IN_PART)
OPEN_NUMBERS = ("20301", "20302", "20303")
# Information governance asks the log and the holds about any reference: that is its work.
GOVERNANCE = ("journal", "retention")
LOG = "access_log"  # the same, among the pages of people
FIELDS = (
    "ref", "case", "auditor", "round", "person", "owner", "team", "target_ref", "thing", "number", "q",
    "who", "report", "code", "follows", "state", "grade", "by", "table", "what", "why", "text", "step",
    "status", "kind", "page", "before", "stage", "domain", "came", "next", "version",
)  # fmt: skip
WORDS = (
    "",
    "1",
    "open",
    "round",
    "auditor",
    "write",
    "x",
    "audited",
    "covered",
    "moderated",
    "good",
)
# New each time they are asked for: the token of a form, and the secret of somebody's own calendar.
TOKENS = re.compile(
    r'(name="csrfmiddlewaretoken" value=")[^"]*|"csrf": "[^"]*"'
    r"|(?<=://testserver/calendar/)[\w-]{43}(?=\.ics)"
)


@dataclass(frozen=True)
class Asked:
    """One request: its address and what is sent, with the references that were put in."""

    person: str
    method: str
    address: str
    query: tuple[tuple[str, str], ...]
    body: tuple[tuple[str, str], ...]
    refs: tuple[str, ...]

    def about_nothing(self) -> "Asked":
        """The same request with every reference that was put in replaced by one that nothing has."""
        address, query, body = self.address, self.query, self.body
        for ref in self.refs:
            nothing = nobodys(ref)
            address = address.replace(ref, nothing)
            query = tuple((k, v.replace(ref, nothing)) for k, v in query)
            body = tuple((k, v.replace(ref, nothing)) for k, v in body)
        return replace(self, address=address, query=query, body=body)

    @property
    def sent(self) -> str:
        return f"{self.address} {self.query} {self.body}"

    def send(self, client: Client) -> HttpResponse:
        address = f"{self.address}?{urlencode(self.query)}" if self.query else self.address
        if self.method == "GET":
            return client.get(address)
        if self.method == "PUT":
            return client.put(address, dict(self.body), content_type="application/json")
        data: dict[str, list[str]] = {}
        for name, value in self.body:
            data.setdefault(name, []).append(value)
        return client.post(address, data)


def nobodys(ref: str) -> str:
    """A reference of the same kind and length that nothing has."""
    if ref.isdigit():
        return "9" * len(ref)
    kind, dash, rest = ref.partition("-")
    return f"{kind}{dash}{'2' * len(rest)}" if dash else "z" * len(ref)


def forbidden_refs(place: Place, person: str) -> tuple[str, ...]:
    """References that lead to nothing this person may know of."""
    hidden = list(Round.objects.filter(is_restricted=True))
    found = _refs_of(hidden) if person in UNNAMED else []
    if person in OUTSIDERS:
        found += _refs_of([place.world.round, place.world.selected])
    if person in IN_PART:
        for round in (*hidden, place.world.round):
            begun = Audit.objects.filter(round=round).order_by("subject__number").first()
            cases = RoundCase.objects.filter(round=round).values_list("ref", flat=True)
            reports = Report.objects.filter(round=round).values_list("ref", flat=True)
            found += [round.ref, *cases, *reports, *([begun.ref] if begun else [])]
    return tuple(sorted(set(found)))


def _refs_of(rounds: list[Round]) -> list[str]:
    """Every reference of these rounds and of what hangs on them; codes; case numbers of audits."""
    audits = Audit.objects.filter(round__in=rounds)
    found = [*(round.ref for round in rounds), *(round.code for round in rounds)]
    for rows in (
        RoundCase.objects.filter(round__in=rounds), audits, Report.objects.filter(round__in=rounds),
        Concern.objects.filter(audit__in=audits), Action.objects.filter(audit__in=audits),
    ):  # fmt: skip
        found += rows.values_list("ref", flat=True)  # type: ignore[attr-defined]
    for round in rounds:
        found += round.selections.values_list("ref", flat=True)
    return [*found, *audits.values_list("subject__number", flat=True)]


def canaries(place: Place, person: str) -> tuple[str, ...]:
    """Texts that must stand in no answer to this person."""
    secret = (SECRET, *SECRET_NUMBERS, *forbidden_refs(place, person)) if person in UNNAMED else ()
    words = tuple(r.words.body for r in Response.objects.select_related("words") if r.words)
    if person in OUTSIDERS:
        return (*secret, *OPEN_NUMBERS, "The child was found alone", *words)
    if person in ("director", "ig"):
        return (*secret, "The child was found alone", "Seen alone.", *words)
    return secret if person in UNNAMED else ("20301", "40401", "found alone", "seen alone.")


def made_up(place: Place, person: str, chance: random.Random, refs: tuple[str, ...]) -> Asked:
    """A request to any page, with forbidden references wherever one could stand."""
    rooms = [room for room in TABLE if not (person == "ig" and room in GOVERNANCE)]
    room = chance.choice(rooms)
    page = chance.choice([p for p in TABLE[room] if not (person == "ig" and p == LOG)])
    used: list[str] = []

    def value() -> str:
        if chance.random() < 0.3:
            return chance.choice(WORDS)
        used.append(chance.choice(refs))
        return used[-1]

    values = {}
    for parameter in PARAMETER.findall(TABLE[room][page]):
        known = place._value(f"{room}:{page}", parameter, "hidden")
        fits = [ref for ref in refs if ref[:4] == known[:4] and "-" in known]
        if fits:
            values[parameter] = chance.choice(fits)
            used.append(values[parameter])
        elif parameter == "ref":
            values[parameter] = chance.choice(refs)
            used.append(values[parameter])
        else:
            values[parameter] = known
    address = reverse(f"{room}:{page}", kwargs=values)
    query = tuple((chance.choice(FIELDS), value()) for _ in range(chance.randrange(4)))
    body = tuple((chance.choice(FIELDS), value()) for _ in range(chance.randrange(6)))
    method = chance.choice(("GET", "GET", "POST", "POST", "PUT"))
    return Asked(
        person, method, address, query, body, tuple(sorted(set(used), key=len, reverse=True))
    )


def read(answer: HttpResponse) -> str:
    """What an answer says, also where it is a workbook or a letter."""
    data = answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as file:
            return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())
    return data.decode("utf-8", "replace")


def told(asked: Asked, answer: HttpResponse) -> tuple[int, str, str]:
    """An answer as it is compared: without its tokens, and the references that were sent or replaced.

    A page prints back what was sent, as a code in capitals or as a word; and the round of a reference
    may stand among the choices of whoever has a part in it.
    """
    said, where = TOKENS.sub(r"\1", read(answer)), str(answer.headers.get("Location", ""))
    for ref in asked.refs:
        sent = re.compile(f"{re.escape(ref)}|{re.escape(nobodys(ref))}", re.IGNORECASE)
        said, where = sent.sub("REF", said), sent.sub("REF", where)
    return answer.status_code, where, said
