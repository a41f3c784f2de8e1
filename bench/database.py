"""A database for one run of the measurements, gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database() -> Iterator[None]:
    """Django set up over a fresh database, with the tools and case types that come with the product."""
    import tests.environment  # noqa: F401 - a home beside the tests', never that of the data

    os.environ["GOLDENTHREAD_HOME"] += "-bench"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    from goldenthread.cli.preparing import load_what_comes_with_it
    from goldenthread.config.database import require_database
    from goldenthread.journal.heads import heads_file

    heads_file().unlink(missing_ok=True)  # of the last run's journal
    require_database()
    setup_test_environment(debug=False)
    made = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("createcachetable", verbosity=0)
        load_what_comes_with_it()
        yield
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()
