"""How tests keep passwords."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """As the product does, with the least of passes, memory and threads."""

    time_cost, memory_cost, parallelism = 1, 8, 1
