"""One style of quotation marks and apostrophes, whatever keyboard the words were typed on."""

import re

# What opens stands at the start, or after a space, a bracket, a dash or another mark that opens.
_OPENING = re.compile(r"(?<![^\s(\[{/–—‘“\"'])([\"'])(?=\S)")
_CURLED = {'"': "“", "'": "‘"}
_REST = str.maketrans({'"': "”", "'": "’"})
_CUT_SHORT = re.compile(r"‘(?=\d\ds?\b)")


def curled(text: str) -> str:
    """Straight marks as printers set them.

    >>> curled("The children's \\"own words\\", in '24")
    'The children’s “own words”, in ’24'
    """
    opened = _OPENING.sub(lambda mark: _CURLED[mark[1]], text)
    return _CUT_SHORT.sub("’", opened.translate(_REST))
