"""The product's settings, but that looking at a password takes no time: tests sign in hundreds of times."""

from goldenthread.config.settings import *  # noqa: F403
from goldenthread.config.settings import PASSWORD_HASHERS as _THE_PRODUCTS

PASSWORD_HASHERS = ["tests.hashing.QuickArgon2", *_THE_PRODUCTS[1:]]
