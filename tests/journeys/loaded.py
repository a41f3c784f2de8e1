"""What a web server loads before its first answer; no connection is opened."""

import warnings

from django.urls import get_resolver

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import goldenthread.config.wsgi  # noqa: F401

    assert get_resolver().url_patterns
