"""Pictures without what cameras and programs write beside them: places, names, times."""

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
# What a PNG is drawn from; text, times and photographs' data are other chunks.
DRAWN = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"pHYs", b"bKGD",
}  # fmt: skip
APP0, APP2, APP14, APP15, COMMENT, SCAN = 0xE0, 0xE2, 0xEE, 0xEF, 0xFE, 0xDA


def without_metadata(data: bytes) -> bytes:
    """The picture as it is drawn; another format than PNG or JPEG, or a broken one, as it is."""
    if data.startswith(PNG):
        return _png(data)
    return _jpeg(data) if data.startswith(JPEG) else data


def _png(data: bytes) -> bytes:
    made, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in DRAWN:
            made.append(data[at:end])
        at = end
    return b"".join(made)


def _jpeg(data: bytes) -> bytes:
    """Up to the first scan, without comments and all application segments but shape and colour."""
    made, at = [JPEG], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != SCAN:
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        told = kind == COMMENT or (APP0 < kind <= APP15 and kind not in (APP2, APP14))
        if not told:
            made.append(data[at : at + 2 + size])
        at += 2 + size
    return b"".join([*made, data[at:]])
