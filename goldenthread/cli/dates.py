"""Dates as they are typed on a command line."""

import argparse
import datetime as dt

LAYOUTS = ("%Y-%m-%d", "%d/%m/%Y")


def day(text: str) -> dt.date:
    """A date as 2026-03-31 or 31/03/2026."""
    for layout in LAYOUTS:
        try:
            return dt.datetime.strptime(text, layout).date()
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-03-31")
