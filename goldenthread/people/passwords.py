"""First passwords, made for somebody else and changed by them."""

from django.utils.crypto import get_random_string


def one_time_password() -> str:
    """A first password that can be read out: four groups of four."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join(get_random_string(4, alphabet) for _ in range(4))
