"""Ofsted's Annex A child-level lists read into one case list.

Lists are found by their headings (`lists`), their rows gathered by child (`gather`), and each
child's status, flags and worker worked out from all lists together (`status`, `flags`, `workers`).
"""
