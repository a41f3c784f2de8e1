"""Users, the roles they hold, teams, practitioners, the authority and its words."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from goldenthread.config.statements import written_once
from goldenthread.journal.models import Kept, new_ref
from goldenthread.people.models.tokens import Token as Token
from goldenthread.people.roles import Permission, Role, RoleMeaning


def person_ref() -> str:
    return new_ref("PER")


def team_ref() -> str:
    return new_ref("TEA")


def practitioner_ref() -> str:
    return new_ref("PRA")


def role_ref() -> str:
    return new_ref("ROL")


class Accounts(BaseUserManager["Person"]):
    pass


class Person(AbstractBaseUser):
    """An account. What it may do comes from the roles it holds, never from the account itself."""

    ref = models.CharField(max_length=14, unique=True, default=person_ref)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    # Somebody else knows it: its owner chooses another at their next sign-in.
    has_first_password = models.BooleanField(default=False, db_default=False)
    # Whether the summary of the day is sent to them on working days.
    wants_summary = models.BooleanField(default=True, db_default=True)
    # How often the account was signed out everywhere; sessions from before a time are over.
    sign_outs = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.TextField(blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_label(self) -> str:
        return self.ref

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session carries and must still be true of the account."""
        carried = f"{self.password} {self.sign_outs}"
        salt = "goldenthread.people.session"
        return salted_hmac(salt, carried, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def held(self) -> "list[RoleHeld]":
        """The roles in force today, loaded once for as long as this object lives."""
        from goldenthread.journal.changes import today

        return _roles_in_force(self.pk, today())

    def may(self, permission: Permission) -> bool:
        return self.is_active and any(permission in held.meaning.permissions for held in self.held)


class Team(models.Model):
    """A team, or a service above teams: a tree."""

    ref = models.CharField(max_length=14, unique=True, default=team_ref)
    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="teams"
    )
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="team_is_not_its_own_parent")
        ]

    def __str__(self) -> str:
        return self.name


class RoleHeld(models.Model):
    """A role that a person holds: from a day, until a day, bounded by a team or a round where one is named."""

    ref = models.CharField(max_length=14, unique=True, default=role_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    # A round stands later in the loop, so it is named by its reference, not by a key.
    round_ref = models.CharField(max_length=14, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "team", "round_ref"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_role_held_once",
            ),
            models.CheckConstraint(
                condition=~Q(role="external_auditor") | Q(until_on__isnull=False),
                name="external_auditor_until_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.meaning.label

    @property
    def meaning(self) -> RoleMeaning:
        return Role.from_code(self.role).value

    @classmethod
    def in_force(cls, on: date | None = None) -> "models.QuerySet[RoleHeld]":
        """Roles in force on a day (today by default)."""
        from goldenthread.journal.changes import today

        day = on or today()
        return cls.objects.filter(
            Q(until_on=None) | Q(until_on__gte=day), ended_at=None, from_on__lte=day
        )


@written_once
def _roles_in_force(person: int, day: date) -> "models.QuerySet[RoleHeld]":
    return RoleHeld.in_force(day).filter(person=person)


class Practitioner(Kept):
    """Somebody who works with children, as a case list names them; joined to another only by hand.

    Keyed by source and staff id, or the name as printed where the source gives no id.
    """

    ref = models.CharField(max_length=14, unique=True, default=practitioner_ref)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    name = models.CharField(max_length=160)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="practitioners"
    )
    linked_at = models.DateTimeField(null=True, blank=True)
    linked_by = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="practitioner_by_source_and_key")
        ]

    def __str__(self) -> str:
        return self.name


class FeedbackLevel(models.TextChoices):
    """What somebody may do with feedback that is released to them."""

    NONE = "none", "Not read it"
    VIEW = "view", "Read it"
    REPLY = "reply", "Read it and reply"
    REPLY_BELOW = "reply_below", "Read it; reply where the audit is below the standard"


class Authority(models.Model):
    """The one authority of this database: how it calls itself and how to reach its duty desk."""

    name = models.CharField(max_length=120, default="Your council")
    title = models.CharField(max_length=120, default="Case audit")
    colour = models.CharField(max_length=7, default="#12436d")
    logo = models.BinaryField(blank=True, default=b"")
    logo_type = models.CharField(max_length=20, blank=True)
    case_address = models.CharField(max_length=300, blank=True)
    contact_email = models.EmailField(blank=True)
    # Codes of the roles whose holders sign in with a second step.
    second_step_roles = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), blank=True
    )
    # Nobody is given an audit with a tool before they have practised with it, where it can be practised.
    practice_first = models.BooleanField(default=False, db_default=False)
    # What releasing feedback opens to whoever worked on the case, and to their managers.
    feedback_worker = models.CharField(
        max_length=12, choices=FeedbackLevel, default=FeedbackLevel.REPLY, db_default="reply"
    )
    feedback_manager = models.CharField(
        max_length=12, choices=FeedbackLevel, default=FeedbackLevel.REPLY, db_default="reply"
    )
    # Working days after its release within which feedback is discussed in supervision.
    discuss_days = models.PositiveSmallIntegerField(default=10, db_default=10)
    # Words, one a line, that a paper may print with a capital: they name nobody.
    plain_words = models.TextField(blank=True, default="", db_default="")
    # Numbers of papers that go out are links to their traces here, for those who may open them.
    public_links = models.BooleanField(default=False, db_default=False)
    # Public tables of children hide counts of 1 to this.
    hide_up_to = models.PositiveSmallIntegerField(default=5, db_default=5)
    # Ranges, limits and tests stand behind Method on pages of figures, unless this says otherwise.
    shows_ranges = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_authority")]

    def __str__(self) -> str:
        return self.name


class ConcernNumber(models.Model):
    """A telephone number to try, in order, when a child may not be safe now."""

    order = models.PositiveSmallIntegerField(unique=True)
    who = models.CharField(max_length=120)
    number = models.CharField(max_length=40)
    when = models.CharField(max_length=120, blank=True)
    # Whoever answers in evenings, at weekends and on bank holidays stands first then.
    is_out_of_hours = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.who} {self.number}"


class Word(models.Model):
    """One entry of the vocabulary: what people see for a code. Codes are stored, words are printed."""

    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=60)
    text = models.CharField(max_length=120)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_word_for_a_code")]

    def __str__(self) -> str:
        return self.text


class Attempt(models.Model):
    """A secret that was looked at and was not right, or is being looked at: what the throttle counts.

    Account and place are keyed hashes: the rows say nothing about people who have no account here,
    and are gone after a quarter of an hour.
    """

    account = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    is_known = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="attempt_by_account"),
            models.Index(fields=["place", "at"], name="attempt_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.account[:8]} {self.at:%H:%M:%S}"


class KnownPlace(models.Model):
    """A browser or a network from which an account has signed in: it has tries of its own."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="known_places")
    place = models.CharField(max_length=64)
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="one_place_known_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.last_on}"


def message_ref() -> str:
    return new_ref("MSG")


class Message(models.Model):
    """A mail to one person, for one reason on one day: what it counts, and what became of it.

    Counts and references alone: no word of an audit, no number of a case, nobody's name.
    """

    class Kind(models.TextChoices):
        SUMMARY = "summary", "Summary of the day"
        CONCERN = "concern", "Concern for a child"
        REMEDIAL = "remedial", "Work that needs putting right"
        TEST = "test", "Test"

    ref = models.CharField(max_length=14, unique=True, default=message_ref)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=40)
    day = models.DateField()
    counts = models.JSONField(default=dict)
    about = models.CharField(max_length=14, blank=True)
    queued_at = models.DateTimeField()
    queued_by = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField()
    # The kind of the last failure, as the log names it.
    failed_as = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.TextField(blank=True)
    # Nothing to say that day, or its day is over, or nobody takes it.
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reason", "day"], name="one_message_a_person_reason_and_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["queued_at"], condition=Q(sent_at=None, dropped_at=None),
                name="messages_waiting",
            ),
            models.Index(fields=["about"], name="messages_about"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"


class ConcernContact(models.Model):
    """Somebody who is told by mail of concerns on the cases of a team and those below it, or of all."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    is_out_of_hours = models.BooleanField(default=False)

    class Meta:
        ordering = ["team__name", "person__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team", "is_out_of_hours"], nulls_distinct=False,
                name="one_contact_for_a_team",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} for {self.team or 'all teams'}"


class ConcernWait(models.Model):
    """Minutes of office time after which a concern nobody acknowledged climbs to a level."""

    kind = models.CharField(max_length=10)
    to = models.CharField(max_length=16)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "to"], name="one_wait_of_a_kind_and_level")
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to} after {self.minutes} minutes"
