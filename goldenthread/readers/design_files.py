"""A design file, YAML, as a tree of texts. What it means is another matter."""

from typing import Any

import yaml

DEEPEST = 6


class DesignFileRefused(Exception):
    """A file that is not plain YAML; the message says where."""


def read_design(data: bytes) -> Any:
    """Mappings, lists and texts: nothing is taken for a number, a date or yes and no.

    Raises DesignFileRefused, also for what a design needs no more than a trap does: a key that
    stands twice, and parts that refer to each other.

    >>> read_design(b"named: [0012, yes]")
    {'named': ['0012', 'yes']}
    """
    try:
        text = data.decode("utf-8-sig")
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise DesignFileRefused(f"{_place(event)} refers to another part; write it out.")
        node = yaml.compose(text, yaml.SafeLoader)
    except UnicodeDecodeError:
        raise DesignFileRefused("The design is not UTF-8; save it as UTF-8.") from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise DesignFileRefused(f"The design cannot be read as YAML{where}.") from None
    if node is None:
        raise DesignFileRefused("The design is empty.")
    return _tree(node, 0)


def _tree(node: yaml.Node, depth: int) -> Any:
    if depth > DEEPEST:
        raise DesignFileRefused(f"{_place(node)} stands deeper than any part of a design.")
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_tree(each, depth + 1) for each in node.value]
    tree: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise DesignFileRefused(f"{_place(key)} is no key.")
        if key.value in tree:
            raise DesignFileRefused(f"The design has the key {key.value} twice ({_place(key)}).")
        tree[key.value] = _tree(value, depth + 1)
    return tree


def _place(part: Any) -> str:
    return f"Line {part.start_mark.line + 1} of the design"
