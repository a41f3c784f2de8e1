"""Writes what the packs take from the code: `make packs`."""

from packs import asvs

asvs.TABLE.with_suffix(".md").write_text(asvs.markdown(asvs.rows()))
