"""File readers: whatever an authority exports, turned into plain rows and a list of what was wrong.

They know no Django. Files come from outside, so nothing is parsed in the process that asked: see
`run_child`.
"""
