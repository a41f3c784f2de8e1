"""Goldenthread: a children's-services case-audit programme, from the case list to the committee paper."""

__version__ = "0.1.0"
