"""A YAML file is read as texts with their places, and what is not plain is refused with its line."""

import pytest

from goldenthread.readers import yaml_tree
from goldenthread.readers.yaml_tree import LARGEST, Tree, YamlRefused, read_yaml

FILE = b"""\xef\xbb\xbf# a tool
name: 0012
on: yes
none: ~
empty:
quoted: "null"
list:
  - one
  - {deep: [x]}
"""


def test_nothing_is_taken_for_more_than_its_words() -> None:
    assert read_yaml(FILE).value == {
        "name": "0012", "on": "yes", "none": None, "empty": None, "quoted": "null",
        "list": ["one", {"deep": ["x"]}],
    }  # fmt: skip


def test_every_part_has_its_place() -> None:
    tree = read_yaml(FILE)
    assert tree.places == {
        (): (2, 1), ("name",): (2, 1), ("on",): (3, 1), ("none",): (4, 1), ("empty",): (5, 1),
        ("quoted",): (6, 1), ("list",): (7, 1), ("list", 0): (8, 5), ("list", 1): (9, 5),
        ("list", 1, "deep"): (9, 6), ("list", 1, "deep", 0): (9, 13),
    }  # fmt: skip
    assert tree.at(("list", 1, "deep")) == "line 9, column 6"
    assert tree.at(("list", 1, "other", 7)) == "line 9, column 5"
    assert tree.at(("other",)) == "line 2, column 1"
    assert Tree().at(("name",)) == "line 1, column 1"


REFUSED = {
    b"a: 1\nb: \xff\nc: 2": "line 2: is not UTF-8; save the file as UTF-8.",
    b"# nothing": "The file: is empty.",
    b"a: 1\n--- 2": "line 2, column 5: begins a second document; keep one tool in a file.",
    b"a: \x07": "The file: cannot be read as YAML: it has a character that YAML does not allow.",
    b"a: &x 1": "line 1, column 4: names a part to refer to it (& or *); write it out.",
    b"a:\n - *x": "line 2, column 4: names a part to refer to it (& or *); write it out.",
    b"a: !!int 3": "line 1, column 4: has a tag (!); write the words alone.",
    b"? [a]\n: b": "line 1, column 3: is no name; a name is one word before a colon.",
    b"a: 1\n a: 2".replace(b"\n ", b"\n"): "line 2, column 1: has the name a twice.",
    b"%s: 1\n%s: 2" % (b"n" * 41, b"n" * 41): f"line 2, column 1: has the name {'n' * 40} twice.",
    b"[" * 16 + b"]" * 16: "line 1, column 16: stands deeper than any part of a tool.",
    b"#" * (LARGEST + 1): "The file: is larger than 2 MB.",
}


@pytest.mark.parametrize("data", REFUSED)
def test_what_is_not_plain_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(YamlRefused) as refused:
        read_yaml(data)
    assert str(refused.value) == f"{refused.value.at}: {refused.value.what}" == REFUSED[data]


def test_a_mistake_of_writing_is_named_with_its_line() -> None:
    with pytest.raises(YamlRefused) as refused:
        read_yaml(b"a: 1\nb: [2\nc: 3")
    assert refused.value.at == "line 3, column 2"
    assert refused.value.what.startswith("cannot be read as YAML: ")
    assert refused.value.what.endswith(".")


def test_what_is_as_large_as_may_be_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_yaml(b"a: 1\n" + b"#" * (LARGEST - 5)).value == {"a": "1"}
    assert read_yaml(b"[" * 15 + b"]" * 15).value
    monkeypatch.setattr(yaml_tree, "MOST_PARTS", 5)
    assert read_yaml(b"[a, b]").value == ["a", "b"]
    with pytest.raises(YamlRefused, match="line 1, column 9: is beyond 5 parts, more than any"):
        read_yaml(b"[a, b, c]")
