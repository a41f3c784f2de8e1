"""Counts and percentages in papers that others wrote: found, and checked against each other."""

from goldenthread.method.printed.checking import Block, Checked, Wrong, check
from goldenthread.method.printed.statements import Statement, statements
from goldenthread.method.printed.typed import Contradiction, Known, contradictions

__all__ = [
    "Block", "Checked", "Contradiction", "Known", "Statement", "Wrong", "check", "contradictions",
    "statements",
]  # fmt: skip
