"""Write docs/guide/openapi.json anew: python -m tests.api"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
django.setup()

from tests.api.test_document import KEPT, written  # noqa: E402

KEPT.write_text(written())
