"""The examples in the product's docstrings answer as they say."""

import doctest
from importlib import import_module

import pytest

from tests.rules import code

WITH_EXAMPLES = [
    ".".join(file.relative_to(code.ROOT).with_suffix("").parts)
    for file in code.modules()
    if ">>>" in file.read_text()
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_example_answers_as_its_docstring_says(name: str) -> None:
    done = doctest.testmod(import_module(name))
    assert done.attempted and not done.failed
