"""An invented authority, for `goldenthread demo` and for looking at pages. Nobody in it exists."""
