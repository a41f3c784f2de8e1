"""Everything as documented files, and back: for another system, for an archive, for leaving."""
