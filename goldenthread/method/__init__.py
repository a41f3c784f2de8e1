"""What the product computes: plain Python, no clock, no database, no randomness of its own."""
