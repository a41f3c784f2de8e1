"""What an authority may look like: a colour that white text can be read on, a picture we can show."""

import re

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, text of ordinary size


def contrast_with_white(colour: str) -> float:
    """The contrast of white text on a colour, from 1 to 21, as WCAG 2.2 defines it.

    >>> round(contrast_with_white("#12436d"), 2), round(contrast_with_white("#ffffff"), 2)
    (10.25, 1.0)

    Raises ValueError for anything but # and six hexadecimal digits.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(colour)
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def _linear(channel: float) -> float:
    """One channel of sRGB (0 to 1), as light."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def picture_type(content: bytes) -> str:
    """The media type that the bytes themselves show; empty for anything but PNG and JPEG.

    SVG is left out: it can carry scripts.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return ""
