"""How long things are kept, what stops that, and what was disposed of."""
