"""The themes themselves: added, changed, retired, brought back."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils.text import slugify

from goldenthread.journal.changes import change, now, record
from goldenthread.learning.models import Theme
from goldenthread.learning.shipped import SHIPPED
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission


@dataclass(unsafe_hash=True)
class ThemeNameTaken(Exception):
    """There is a theme of this name, in use or retired."""

    name: str

    def __str__(self) -> str:
        return f"There is already a theme called “{self.name}”. Bring it back if it is retired."


@dataclass(unsafe_hash=True)
class ThemeChanged(Exception):
    """Somebody saved this theme since the page was opened; `theirs` is what they left."""

    theirs: Theme

    def __str__(self) -> str:
        return "Somebody else changed this theme since you opened the page. Check it and try again."


@change
def ensure_themes(*, by: Actor) -> None:
    """The themes a new install starts with."""
    require(by, Permission.LEARNING_RUN)
    if Theme.objects.exists():
        return
    who = by.actor_label
    for order, each in enumerate(SHIPPED):
        Theme.objects.create(
            code=each.code, name=each.name, about=each.about, cues="\n".join(each.cue_list),
            order=order, added_by=who, changed_by=who,
        )  # fmt: skip
    record(by, "ensure_themes", count=len(SHIPPED))


@change
def add_theme(*, by: Actor, name: str, about: str = "", cues: str = "") -> Theme:
    """A theme of the authority's own, last in the order. Raises ThemeNameTaken."""
    require(by, Permission.LEARNING_RUN)
    name = _free_name(name)
    code = slugify(name).replace("-", "_")[:34] or "theme"
    if Theme.objects.filter(code=code).exists():
        code = f"{code}_{Theme.objects.count()}"
    last = Theme.objects.aggregate(last=Max("order"))["last"] or 0
    made = Theme.objects.create(
        code=code, name=name, about=" ".join(about.split()), cues=_lines(cues), order=last + 1,
        added_by=by.actor_label, changed_by=by.actor_label,
    )  # fmt: skip
    record(by, "add_theme", made.ref)
    return made


@change
def edit_theme(
    *, by: Actor, theme: Theme, version: int, name: str, about: str = "", cues: str = ""
) -> None:
    """What a theme is called, what it is about, and its cues. Raises ThemeChanged, ThemeNameTaken."""
    held = _held(by, theme, version)
    held.name, held.about = _free_name(name, held), " ".join(about.split())
    held.cues = _lines(cues)
    held.save()
    record(by, "edit_theme", held.ref)


@change
def retire_theme(*, by: Actor, theme: Theme, version: int) -> None:
    """No finding is put to it from now on; what it has, and every count of it, stays."""
    held = _held(by, theme, version)
    held.retired_at, held.retired_by = now(), by.actor_label
    held.save()
    record(by, "retire_theme", held.ref)


@change
def bring_back_theme(*, by: Actor, theme: Theme, version: int) -> None:
    """A retired theme is in use again."""
    held = _held(by, theme, version)
    held.retired_at, held.retired_by = None, ""
    held.save()
    record(by, "bring_back_theme", held.ref)


def _held(by: Actor, theme: Theme, version: int) -> Theme:
    require(by, Permission.LEARNING_RUN)
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    if held.version != version:
        raise ThemeChanged(held)
    held.version += 1
    held.changed_by = by.actor_label
    return held


def _free_name(name: str, but: Theme | None = None) -> str:
    name = " ".join(name.split())
    others = Theme.objects.exclude(pk=but.pk) if but else Theme.objects.all()
    if others.filter(name__iexact=name).exists():
        raise ThemeNameTaken(name)
    return name


def _lines(cues: str) -> str:
    """One cue to a line, each once, without what is empty."""
    found = (" ".join(line.split()).lower() for line in cues.replace(";", "\n").splitlines())
    return "\n".join(dict.fromkeys(cue for cue in found if cue))
