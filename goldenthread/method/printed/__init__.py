"""Counts and percentages in papers that others wrote: found, and checked against each other."""

from goldenthread.method.printed.checking import Block, Checked, Wrong, check
from goldenthread.method.printed.statements import Statement, statements

__all__ = ["Block", "Checked", "Statement", "Wrong", "check", "statements"]
