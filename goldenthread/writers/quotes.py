"""Words as every format can hold them, with one style of quotation marks, whatever keyboard they came from."""

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


# Control characters, most of which XML 1.0 cannot hold, and the mark that starts some files,
# which PDF/UA refuses. The last two ranges would turn round the direction of whatever is
# printed after them, figures included.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def storable(text: str) -> str:
    """The text as every format can hold it: line ends as \\n, control characters dropped."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def printable(text: str) -> str:
    """The text as papers print it: quotation marks curled, whoever typed them on what keyboard."""
    return curled(storable(text))
