"""Drawing a selection that anyone can make again: the case list, the design, the draw, its record.

Only the standard library, and of floating point only + - * / in a fixed order, so that every
machine and every version of Python draws the same cases.
"""
