"""A tool's body being built: parts added, changed, moved, taken out and copied. Plain data in and out."""
