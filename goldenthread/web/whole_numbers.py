"""Numbers that a page of ours carries in a hidden field or an address, as they come back."""

import re


def whole_number(text: str, otherwise: int = -1) -> int:
    """The number; `otherwise` for what no page of ours has written, however long it is.

    >>> whole_number("12"), whole_number("-1"), whole_number("²"), whole_number("9" * 5000)
    (12, -1, -1, -1)
    """
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else otherwise
