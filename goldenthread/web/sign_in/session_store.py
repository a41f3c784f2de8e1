"""Where sessions are kept and whose they are: in the database, asked for by every page."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.config.statements import written_once
from goldenthread.people.queries import account


class SessionStore(DatabaseStore):
    """Django's own, with its one query written once."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        session = _session.first(self.session_key or "", timezone.now())
        if session is None:
            self._session_key = None
        return session


@written_once
def _session(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]
    """The library's own, with the query for the account of a session written once."""

    def get_user(self, user_id: Any) -> Any:
        person = account(int(user_id))
        return person if person and self.user_can_authenticate(person) else None
