"""What a mail says: made of counts, links and the service's own title. No word of an audit comes here."""

from collections.abc import Iterator, Mapping
from email.utils import formatdate

from django.conf import settings
from django.core.mail import EmailMessage

from goldenthread.people.queries import authority

# What a summary counts: one, many, and where it leads, in the order of need.
LINES = {
    "concerns": ("concern waits for you", "concerns wait for you", "/"),
    "escalated": ("overdue action is escalated to you", "overdue actions are escalated to you", "/actions/?whose=climbed"),
    "overdue": ("action of yours is overdue", "actions of yours are overdue", "/actions/?whose=mine&status=overdue"),
    "asked": ("action that the QA team asks you about", "actions that the QA team asks you about", "/actions/?whose=mine"),
    "back": ("action of yours was returned or opened again", "actions of yours were returned or opened again", "/actions/?whose=mine"),
    "due": ("action of yours is due soon", "actions of yours are due soon", "/actions/?whose=mine&status=soon"),
    "start": ("new action is yours", "new actions are yours", "/actions/?whose=mine"),
    "to_confirm": ("action waits for you to confirm it", "actions wait for you to confirm them", "/"),
    "to_check": ("action is done and waits to be checked", "actions are done and wait to be checked", "/actions/?status=done"),
    "differences": ("closed action: did it make a difference?", "closed actions: did they make a difference?", "/"),
    "audits_late": ("audit of yours is late", "audits of yours are late", "/"),
    "audits_due": ("audit of yours is due within 7 days", "audits of yours are due within 7 days", "/"),
    "audits_returned": ("audit was returned to you", "audits were returned to you", "/"),
    "to_decide": ("dispute of grades waits for your decision", "disputes of grades wait for your decision", "/"),
    "to_moderate": ("audit waits for moderation", "audits wait for moderation", "/moderation/"),
    "moderations_late": ("audit has waited for moderation longer than its round allows", "audits have waited for moderation longer than their rounds allow", "/moderation/"),
    "talks_late": ("feedback should have been discussed in supervision by now", "feedbacks should have been discussed in supervision by now", "/feedback/?show=late"),
    "to_chase": ("person has not done the audits asked of them last month", "people have not done the audits asked of them last month", "/"),
    "to_answer": ("feedback to read and answer", "feedbacks to read and answer", "/feedback/"),
    "to_reply": ("answer to feedback waits for your reply", "answers to feedback wait for your reply", "/"),
}  # fmt: skip
SUBJECTS = {
    "summary": "{title}: what needs you today",
    "concern": "{title}: an immediate concern. Please open it now",
    "remedial": "{title}: work needs putting right. Please open it today",
    "test": "{title}: test of the mail",
}
SAYS = {
    "concern": "An immediate safeguarding concern has been recorded and nobody has acknowledged it yet. "
    "This mail says nothing else, and replaces no call. Open it now:",
    "remedial": "Work on a case needs putting right at once, and nobody has acknowledged it yet. "
    "This mail says nothing else. Open it today:",
    "test": "Mail works: this test was asked for in Set-up.",
}


def letter(kind: str, ref: str, to: str, counts: Mapping[str, int], about: str) -> EmailMessage:
    """A mail as plain text. Tried again it has the same Message-ID, so that a reader shows it once."""
    mail = EmailMessage(
        subject=SUBJECTS[kind].format(title=authority().title),
        body="\n".join(_body(kind, counts, about)), to=[to],
    )  # fmt: skip
    host = settings.ADDRESS.partition("://")[2].partition(":")[0] or "localhost"
    mail.extra_headers = {
        "Message-ID": f"<{ref.lower()}@{host}>", "Date": formatdate(localtime=False),
        "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All",
    }  # fmt: skip
    return mail


def _body(kind: str, counts: Mapping[str, int], about: str) -> Iterator[str]:
    if kind == "summary":
        for key, (one, many, where) in LINES.items():
            if counts.get(key):
                yield f"{counts[key]} {one if counts[key] == 1 else many}"
                yield f"{settings.ADDRESS}{where}"
                yield ""
        yield "You can turn this summary off under your name:"
        yield f"{settings.ADDRESS}/account/summary/"
        return
    yield SAYS[kind]
    yield ""
    yield f"{settings.ADDRESS}/concerns/{about}/" if about else f"{settings.ADDRESS}/"
