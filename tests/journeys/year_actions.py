"""Actions: confirmed, late, carried over, done, verified by somebody else, minuted; did they help?"""

from datetime import date

from django.urls import reverse

from goldenthread.actions.models import Action, Meeting
from goldenthread.journal.changes import today
from goldenthread.people.models import Person
from tests.journeys.year_people import Year, newest, page


def actions_are_confirmed(year: Year, who: Person, *names: str) -> None:
    for name in names:
        said = {"words": "Will be done in time"}
        year.at(who).sends(year.action("confirm", name), said, "Confirmed.")


def is_done(year: Year, who: Person, name: str, *findings: str) -> None:
    """With what was done, and where it can be seen: without that it is not taken."""
    desk, where = year.at(who), year.action("done", name)
    said = {"what_was_done": "It is put right", "on": today()}
    if name == "A1":
        desk.is_refused(where, said, "Enter where it can be seen")
    said["evidence"] = "Visit note of last week"
    desk.sends(where, said, "Somebody else will check it.")
    year.reaches("done", *findings)


def is_not_theirs_to_verify(year: Year, name: str, *people: Person) -> None:
    """Neither the owner, nor who only moderates, nor another team."""
    for who in people:
        year.at(who).finds_nothing(year.action("check", name))


def is_sent_back(year: Year, who: Person, name: str, *findings: str) -> None:
    said = {"outcome": "send_back", "words": "The note is not there"}
    year.at(who).sends(year.action("check", name), said, "Saved.")
    year.falls_back("actions", *findings)


def is_verified(
    year: Year, who: Person, name: str, *findings: str, look_on: date | None = None
) -> None:
    said: dict[str, object] = {"outcome": "close", "words": "Seen on the record"}
    if look_on:
        said["difference_on"] = look_on
    year.at(who).sends(year.action("check", name), said, "Saved.")
    year.reaches("verified", *findings)


def made_a_difference(
    year: Year, who: Person, name: str, answer: str, *findings: str, again_on: date | None = None
) -> None:
    said: dict[str, object] = {"answer": answer, "words": "The child says so"}
    if again_on:
        said["again_on"] = again_on
    year.at(who).sends(year.action("difference", name), said, "Saved.")
    year.reaches("difference", *findings)


def made_no_difference(year: Year, who: Person, name: str) -> None:
    said = {"answer": "no", "words": "Nothing is different"}
    year.at(who).sends(year.action("difference", name), said, "Saved.")


def the_owner_is_asked(year: Year, name: str) -> None:
    where = page("actions:remind") + f"?ref={year.actions[name]}"
    year.at(year.cast.pat).presses(where, "", "1 reminder is in the next summary.")


def is_carried_over(year: Year, who: Person, name: str, on: date) -> None:
    """The first time with a reason; from the second time on, with what will be different."""
    where = page("actions:change_due") + f"?ref={year.actions[name]}"
    said: dict[str, object] = {"due": "other", "other": on, "why": "Court was put off"}
    desk = year.at(who)
    if Action.objects.get(ref=year.actions[name]).carried:
        desk.is_refused(where, said, "what will be different")
        said["challenge"] = "Somebody else does the visit"
    desk.sends(where, said, "Saved.")


def a_meeting_is_minuted(year: Year) -> None:
    """One goes on, one ends undone, one is only talked about; all saved together."""
    pat, where = year.at(year.cast.pat), page("actions:meeting") + f"?round={year.refs['round']}"
    a1, a3, a6 = (year.actions[name] for name in ("A1", "A3", "A6"))
    said = {
        "title": "Action meeting", "present": "Two managers", f"{a3}-words": "Promised for Friday",
        f"{a6}-outcome": "not_done", f"{a6}-words": "The child has moved away",
        f"{a1}-words": "The note is on its way",
    }  # fmt: skip
    pat.sends(where, said, "The minutes have been saved.")
    year.reaches("actions", "F6")
    year.refs["meeting"] = newest(Meeting)
    minutes = reverse("actions:minutes", args=[year.refs["meeting"]])
    year.at(year.cast.sam).opens(minutes, "Promised for Friday", "The child has moved away")


def is_opened_again(year: Year, who: Person, name: str, *findings: str) -> None:
    """By the auditor of the follow-up, from beside the form."""
    assert (
        year.at(who)
        .opens(year.audit("audit", "c4 again"))
        .xpath(f'//a[@href="{year.action("reopen", name)}"]')
    )
    said = {"why": "Nothing of it is on the record", "due": "10"}
    year.at(who).sends(year.action("reopen", name), said, "The action is open again.")
    year.falls_back("actions", *findings)
