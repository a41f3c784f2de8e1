"""Where somebody signs in from, as the throttle knows it."""

import ipaddress
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SALT = "goldenthread.people.places"


@dataclass(frozen=True)
class Place:
    """A network address, and the token that this browser was given when somebody signed in with it."""

    address: str
    browser: str = ""

    @property
    def network_hash(self) -> str:
        return hidden(f"network {network(self.address)}")

    @property
    def browser_hash(self) -> str:
        return hidden(f"browser {self.browser}") if self.browser else ""


def network(address: str) -> str:
    """What one household or office has: an IPv4 address, or the /64 of an IPv6 address.

    >>> network("203.0.113.7"), network("2001:db8:1:2:3::9"), network("::ffff:203.0.113.7")
    ('203.0.113.7', '2001:db8:1:2::/64', '203.0.113.7')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def client_address(request: HttpRequest) -> str:
    """The address that our own outermost proxy saw; what a client says of itself is not believed.

    With n proxies of ours, the n-th entry from the right of X-Forwarded-For was written by the
    outermost of them. Fewer entries than proxies: somebody went past one; the leftmost is the nearest.
    """
    said = request.headers.get("X-Forwarded-For", "")
    if settings.PROXIES and said:
        entries = [entry.strip() for entry in said.split(",")]
        return _bare(entries[-min(settings.PROXIES, len(entries))])
    return str(request.META.get("REMOTE_ADDR", ""))


def _bare(entry: str) -> str:
    """An address without the port that some proxies add.

    >>> _bare("203.0.113.7:4711"), _bare("[2001:db8::1]:4711"), _bare("2001:db8::1")
    ('203.0.113.7', '2001:db8::1', '2001:db8::1')
    """
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry


PASSWORD, CODE, TOKEN = "password", "code", "token"
SECRETS = (PASSWORD, CODE)  # what can be guessed, each counted apart


def account_hash(email: str, secret: str = PASSWORD) -> str:
    """One e-mail address in whatever letters it is typed; the same comparison finds the account."""
    return hidden(f"{secret} of {unicodedata.normalize('NFKC', email.strip()).casefold()}")


def hidden(text: str) -> str:
    """A keyed hash: the table tells nobody which addresses were tried, nor from where."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
