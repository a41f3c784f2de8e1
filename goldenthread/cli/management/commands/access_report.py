"""Who saw and changed one case, or what one person looked at."""

from typing import Any

from django.core.management.base import CommandParser

from goldenthread.cli.command import Command as OurCommand
from goldenthread.cli.command import Refused
from goldenthread.journal.changes import record_read
from goldenthread.people.actors import Actor, require
from goldenthread.people.queries import person_by_email
from goldenthread.people.roles import Permission
from goldenthread.reports import access
from goldenthread.reports.build.access import moment


class Command(OurCommand):
    help = "Who saw and changed one case (--subject), or what one person looked at (--person)."

    def add_arguments(self, parser: CommandParser) -> None:
        about = parser.add_mutually_exclusive_group(required=True)
        about.add_argument("--subject", metavar="NUMBER", help="a case number, or any reference")
        about.add_argument("--person", metavar="EMAIL", help="the e-mail address of an account")
        parser.add_argument("--json", action="store_true", help="answer as one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.by(options)
        require(by, Permission.ACCESS_REPORT)
        told = (
            _of_subject(by, options["subject"])
            if options["subject"]
            else _of_person(by, options["person"])
        )
        # Before anything is printed: what cannot be written down is not shown.
        record_read(by, "access_report", told["reference"])
        if options["json"]:
            self.answer_json(told)
        else:
            self.answer("\n".join(_in_words(told)))


def _of_subject(by: Actor, text: str) -> dict[str, Any]:
    subjects = access.subjects_found(by, text)
    if not subjects:
        raise Refused(
            f"There is no case {text!r}. Give its whole number, or a reference such as AUD-…."
        )
    if len(subjects) > 1:
        refs = ", ".join(subject.ref for subject in subjects)
        raise Refused(
            f"Several cases have the number {text!r}: {refs}. Give one of the references."
        )
    about = access.about_subject(subjects[0])
    people = [vars(each) for each in access.by_person(about.entries)]
    told = {"case": subjects[0].number, "reference": subjects[0].ref, "people": people}
    return {**told, "entries": _entries(about.entries, about.refs)}


def _of_person(by: Actor, email: str) -> dict[str, Any]:
    account = person_by_email(email)
    if account is None:
        raise Refused(f"There is no account for {email}. List accounts on the page Set-up, People.")
    _, entries = access.about_person(by, account.ref)
    return {"person": account.name, "reference": account.ref, "entries": _entries(entries)}


def _entries(found: Any, about: frozenset[str] | None = None) -> list[dict[str, Any]]:
    return [
        {"entry": line.seq, "at": line.at.isoformat(), "who": line.who, "what": line.what,
         "how": "seen" if line.is_read else "changed", "references": list(line.refs)}
        for line in access.lines(found, about)
    ]  # fmt: skip


def _in_words(told: dict[str, Any]) -> list[str]:
    about = f"Case {told['case']}" if "case" in told else told["person"]
    lines = [f"{about} ({told['reference']}): {len(told['entries']):,} entries."]
    lines += [
        f"  {each['who']}: seen {each['saw']}, changed {each['changed']}, "
        f"from {moment(each['first'])} to {moment(each['last'])}"
        for each in told.get("people", [])
    ]
    lines += [
        f"{each['entry']}\t{each['at']}\t{each['who']}\t{each['how']}\t{each['what']}\t{', '.join(each['references'])}"
        for each in told["entries"]
    ]
    return lines
