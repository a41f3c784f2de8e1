"""Loaded before anything else (`-p tests.environment`): tests have a home and a database of their own."""

import os
from pathlib import Path

os.environ["GOLDENTHREAD_ENV"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.pop("DATABASE_URL", None)
# The browser driver runs an event loop beside the test; the tests themselves are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _home_for_tests() -> Path:
    os.environ.pop("GOLDENTHREAD_HOME", None)
    from goldenthread.config import home

    return home.home().with_name(f"{home.home().name}-tests")


# Workers of one run inherit the first process's choice.
if not os.environ.get("GOLDENTHREAD_TEST_HOME"):
    os.environ["GOLDENTHREAD_TEST_HOME"] = str(_home_for_tests())
os.environ["GOLDENTHREAD_HOME"] = os.environ["GOLDENTHREAD_TEST_HOME"]
