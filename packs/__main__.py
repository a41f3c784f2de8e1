"""Writes what the packs take from the code: `make packs`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
django.setup()

from packs import asvs, data_items  # noqa: E402 - the models are there only now

asvs.TABLE.with_suffix(".md").write_text(asvs.markdown(asvs.rows()))
data_items.TABLE.with_suffix(".md").write_text(
    data_items.markdown(data_items.rows(), data_items.columns())
)
