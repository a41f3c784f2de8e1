"""An authority's own Word templates: kept as versions, one of a kind in use, taken off again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from goldenthread.journal.changes import change, now, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission
from goldenthread.reports.kinds import LABELS
from goldenthread.reports.models import WordTemplate


@dataclass
class NoSuchKind(Exception):
    """A kind of paper that there is not."""

    kind: str

    def __str__(self) -> str:
        return f"There is no kind of paper {self.kind!r}. There are: {', '.join(LABELS)}."


def word_templates(person: Actor, kind: str = "") -> QuerySet[WordTemplate]:
    """Every version without its file, the newest first, for those who may change settings."""
    found = WordTemplate.objects.defer("data").order_by("kind", "-number")
    if not person.may(Permission.SETTINGS_CHANGE):
        return found.none()
    return found.filter(kind=kind) if kind else found


def word_template_by_ref(person: Actor, ref: str) -> WordTemplate | None:
    return word_templates(person).defer(None).filter(ref=ref).first()


def template_in_use(kind: str) -> WordTemplate | None:
    """The template that papers of a kind are written into; none where they are set as ours are."""
    return WordTemplate.objects.filter(kind=kind, used_since_at__isnull=False).first()


@change
def add_word_template(
    *, by: Actor, kind: str, file_name: str, data: bytes, names: Sequence[str], taken_out: Sequence[str]
) -> WordTemplate:  # fmt: skip
    """Keep a template that was cleaned and tried as the next version of its kind; not in use yet."""
    require(by, Permission.SETTINGS_CHANGE)
    if kind not in LABELS:
        raise NoSuchKind(kind)
    last = WordTemplate.objects.select_for_update().filter(kind=kind).order_by("-number").first()
    made = WordTemplate.objects.create(
        kind=kind, number=last.number + 1 if last else 1, file_name=file_name[-200:], data=data,
        sha256=hashlib.sha256(data).hexdigest(), names=list(names), taken_out=list(taken_out),
        added_at=now(), added_by=by.actor_label,
    )  # fmt: skip
    record(by, "add_word_template", made.ref, kind=kind, number=made.number, sha256=made.sha256)
    return made


@change
def use_word_template(*, by: Actor, template: WordTemplate) -> None:
    """Write papers of its kind into this template from now on, instead of any other."""
    require(by, Permission.SETTINGS_CHANGE)
    for other in _locked(template.kind):
        if other.used_since_at and other.pk != template.pk:
            _take_off(other)
    held = WordTemplate.objects.defer("data").get(pk=template.pk)
    if not held.used_since_at:
        held.used_since_at, held.used_since_by = now(), by.actor_label
        held.save(update_fields=["used_since_at", "used_since_by"])
        record(by, "use_word_template", held.ref, kind=held.kind, number=held.number)


@change
def take_word_template_off(*, by: Actor, template: WordTemplate) -> None:
    """Set papers of its kind as ours are again. Finalised papers stay as they were sent."""
    require(by, Permission.SETTINGS_CHANGE)
    for held in _locked(template.kind):
        if held.pk == template.pk and held.used_since_at:
            _take_off(held)
            record(by, "take_word_template_off", held.ref, kind=held.kind, number=held.number)


def _locked(kind: str) -> list[WordTemplate]:
    """The versions of a kind, which nobody else switches meanwhile."""
    found = WordTemplate.objects.select_for_update().defer("data").filter(kind=kind)
    return list(found.order_by("pk"))


def _take_off(template: WordTemplate) -> None:
    template.used_since_at, template.used_since_by = None, ""
    template.save(update_fields=["used_since_at", "used_since_by"])
