"""A design file is a tree of texts; what a design does not need is refused with its line."""

import pytest

from goldenthread.readers.design_files import DesignFileRefused, read_design


def test_a_design_is_read_as_it_is_written() -> None:
    data = b"\xef\xbb\xbfdraw: {share: 0.10, seed: 0012}\nroles: [yes, ~, 2026-01-01]\nnote: &x x\n"
    assert read_design(data) == {
        "draw": {"share": "0.10", "seed": "0012"}, "roles": ["yes", "~", "2026-01-01"], "note": "x",
    }  # fmt: skip
    assert read_design(b"[[[[[[x]]]]]]") == [[[[[["x"]]]]]]


REFUSED = {
    b"a: &x 1\nb: *x": "Line 2 of the design refers to another part; write it out.",
    b"a: \xff": "The design is not UTF-8; save it as UTF-8.",
    b"a: 1\nb: [2\nc: 3": "The design cannot be read as YAML at line 3.",
    b"a: \x07": "The design cannot be read as YAML.",
    b"a: 1\n--- b": "The design cannot be read as YAML at line 2.",
    b"# nothing": "The design is empty.",
    b"a:\n [[[[[[x]]]]]]": "Line 2 of the design stands deeper than any part of a design.",
    b"a: 1\n? [b]\n: c": "Line 2 of the design is no key.",
    b"a:\n b: 1\n b: 2": "The design has the key b twice (Line 3 of the design).",
}


@pytest.mark.parametrize("data", REFUSED)
def test_what_is_no_design_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(DesignFileRefused) as refused:
        read_design(data)
    assert str(refused.value) == REFUSED[data]
