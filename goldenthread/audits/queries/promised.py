"""How promises for every round are kept: counts over the rounds that are open."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from goldenthread.audits.models import Source, SourceKind
from goldenthread.audits.queries.visible import HANDED_IN, visible_audits
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.models import Round

FAMILY = (SourceKind.CHILD, SourceKind.PARENT_CARER)


@dataclass(frozen=True)
class Kept:
    """Audits handed in of open rounds: how many, of these moderated, of these with the family's word."""

    handed_in: int
    moderated: int
    family: int


def promised_in_open_rounds(person: Person) -> Kept | None:
    """For whoever sees every audit; each case counts once, and training not at all."""
    if not person.may(Permission.AUDITS_ALL):
        return None
    heard = Source.objects.filter(
        audit=OuterRef("pk"), kind__in=FAMILY, state=Source.State.OBTAINED
    )
    audits = visible_audits(person).filter(
        state__in=HANDED_IN, round__state=Round.State.OPEN, round_case__second_of=None,
        round__is_training=False,
    )  # fmt: skip
    counted = audits.order_by().annotate(is_heard=Exists(heard)).aggregate(
        handed_in=Count("pk"), moderated=Count("pk", filter=Q(moderated_at__isnull=False)),
        family=Count("pk", filter=Q(is_heard=True)),
    )  # fmt: skip
    return Kept(**counted)
