"""Themes, the findings that wait for one, and those that have one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from goldenthread.audits.models import Finding
from goldenthread.audits.queries import HANDED_IN, visible_audits
from goldenthread.learning.models import Tag, Theme
from goldenthread.method import meaning
from goldenthread.method.themes import Suggester
from goldenthread.method.themes import Theme as Telling
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Restriction, Round

KINDS = Finding.Kind.choices
WITHOUT, ALL = "without", "all"
# Of each theme so many of the sentences that people put to it last are learnt from.
LEARNT = 12


@dataclass(frozen=True)
class Asked:
    """Which findings are asked for; empty fields leave everything in."""

    show: str = WITHOUT
    round: str = ""
    kind: str = ""


@dataclass(frozen=True)
class TagNow:
    """A theme that a finding has now."""

    ref: str
    finding: int
    theme: str
    name: str


def themes() -> QuerySet[Theme]:
    """Every theme, retired ones too."""
    return Theme.objects.all()


def themes_in_use() -> list[Theme]:
    return list(Theme.objects.filter(retired_at=None))


def theme_by_ref(ref: str) -> Theme | None:
    return Theme.objects.filter(ref=ref).first()


def visible_findings(person: Person) -> QuerySet[Finding]:
    """Findings of audits handed in that the person may open, as figures count them: none of a training
    round, of a second audit, or whose words were disposed of."""
    seen = visible_audits(person).filter(
        pk=OuterRef("audit"), state__in=HANDED_IN, round__is_training=False,
        round_case__second_of=None,
    )  # fmt: skip
    found = Finding.objects.filter(
        Exists(seen.order_by().values("pk")), removed_at=None, words__emptied_at=None
    )
    return found.select_related("words", "audit__round", "audit__subject")


def visible_findings_among(person: Person, keys: Sequence[int]) -> list[Finding]:
    """Those of these findings that the person may see, in their order."""
    found = visible_findings(person).defer("audit__round__design").in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def findings_to_tag(person: Person, asked: Asked) -> QuerySet[Finding]:
    """What the page of tagging shows, the newest first; nothing to those who do not tag."""
    if not person.may(Permission.LEARNING_RUN):
        return Finding.objects.none()
    found = visible_findings(person).defer("audit__round__design")
    if asked.show != ALL:
        found = found.filter(~Exists(Tag.objects.filter(finding=OuterRef("pk"), removed_at=None)))
    if asked.round:
        found = found.filter(audit__round__code=asked.round)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    return found.order_by("-id")


def rounds_with_findings(person: Person) -> list[tuple[str, str]]:
    """Code and title of each round that tagging can be narrowed to."""
    there = visible_findings(person).filter(audit__round=OuterRef("pk")).order_by()
    rounds = Round.objects.filter(Exists(there.values("pk")))
    return list(rounds.order_by("-period_to", "-id").values_list("code", "title"))


def tags_of(findings: Iterable[Finding]) -> dict[int, list[TagNow]]:
    """The themes that each finding has now, by the finding's key."""
    keys = [finding.pk for finding in findings]
    rows = Tag.objects.filter(finding__in=keys, removed_at=None, theme__isnull=False)
    found: dict[int, list[TagNow]] = {key: [] for key in keys}
    for tag in rows.select_related("theme").order_by("theme__order", "id"):
        assert tag.theme
        found[tag.finding_id].append(
            TagNow(tag.ref, tag.finding_id, tag.theme.code, tag.theme.name)
        )
    return found


def tag_by_ref(person: Person, ref: str) -> Tag | None:
    """A tag that stands, of a finding that the person may see."""
    found = Tag.objects.filter(
        Exists(visible_findings(person).filter(pk=OuterRef("finding")).values("pk")),
        ref=ref, removed_at=None,
    )  # fmt: skip
    return found.select_related("finding__audit", "theme").first()


def findings_of_theme(person: Person, theme: Theme, round: str = "") -> QuerySet[Any]:
    """The findings of a theme that the person may see, the newest first, each with its tag as `held`."""
    tags = Tag.objects.filter(theme=theme, removed_at=None)
    found = visible_findings(person).filter(Exists(tags.filter(finding=OuterRef("pk"))))
    if round:
        found = found.filter(audit__round__code=round)
    return found.prefetch_related(Prefetch("tags", tags, to_attr="held")).order_by("-id")


def suggester() -> Suggester:
    """What suggests themes, from those in use and what people have put to them last.

    Kept in the process until a theme, a tag or a restriction is new: nothing of it leaves the building.
    Where the extra for it is installed, meaning counts beside words.
    """
    current = themes_in_use()
    newest = [
        rows.order_by("-id").values_list("id", flat=True).first()
        for rows in (Tag.objects.all(), Restriction.objects.all())
    ]
    key = (tuple((each.code, each.version) for each in current), *newest)
    if _kept.get("key") != key:
        _kept.update(key=key, suggester=_made(current))
    found = _kept["suggester"]
    assert isinstance(found, Suggester)
    return found


_kept: dict[str, object] = {}


def _made(current: list[Theme]) -> Suggester:
    learnt = _learnt()
    return Suggester(
        tuple(
            Telling(t.code, t.name, t.about, tuple(t.cues.split("\n")), tuple(learnt.get(t.pk, ())))
            for t in current
        ),
        meaning.likeness if meaning.is_installed() else None,
    )


def _learnt() -> dict[int, list[str]]:
    """Sentences put last to each theme. Those of restricted rounds teach nothing: what they say must
    not be guessed from what is suggested."""
    nth = Window(RowNumber(), partition_by=F("theme"), order_by=F("id").desc())
    tags = Tag.objects.filter(
        theme__isnull=False, removed_at=None, finding__removed_at=None,
        finding__audit__round__is_restricted=False, finding__words__emptied_at=None,
    )  # fmt: skip
    last = tags.order_by().annotate(nth=nth).filter(nth__lte=LEARNT)
    found: dict[int, list[str]] = {}
    for theme, sentence in last.values_list("theme", "finding__words__body"):
        found.setdefault(theme or 0, []).append(sentence)
    return found
