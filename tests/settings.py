"""The product's settings, but that looking at a password takes no time, and a template is compiled once.

Tests sign in hundreds of times, and start a hundred servers: each would compile anew what it shows.
"""

from jinja2 import FileSystemBytecodeCache

from goldenthread.config import home
from goldenthread.config.settings import *  # noqa: F403
from goldenthread.config.settings import PASSWORD_HASHERS as _THE_PRODUCTS
from goldenthread.config.settings import TEMPLATES

PASSWORD_HASHERS = ["tests.hashing.QuickArgon2", *_THE_PRODUCTS[1:]]

# Kept by the template's name and a hash of its words: one that was changed is compiled anew.
_compiled = home.PACKAGE.parent / "build" / "templates"
_compiled.mkdir(parents=True, exist_ok=True)
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(_compiled))
