"""What the matcher needs of whatever knows what words mean, and two of them side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from faq.sparse import Floats


class Meanings(Protocol):
    """Turns texts, given as words, into vectors: the product of two is the similarity of what they mean, up to 1."""

    def __hash__(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """A short name for exactly these vectors."""
        ...

    def weigh(self, words: Sequence[str]) -> Floats:
        """The vector of a text."""
        ...

    def embed_all(self, texts: Sequence[Sequence[str]]) -> Floats:
        """A row for each text."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """The weighted mean of two kinds of similarity."""

    one: Meanings
    other: Meanings
    share: float  # the other's

    @property
    def fingerprint(self) -> str:
        return f"{self.one.fingerprint} {self.other.fingerprint} {self.share}"

    def weigh(self, words: Sequence[str]) -> Floats:
        return np.concatenate([self._one * self.one.weigh(words), self._other * self.other.weigh(words)])

    def embed_all(self, texts: Sequence[Sequence[str]]) -> Floats:
        return np.concatenate(
            [self._one * self.one.embed_all(texts), self._other * self.other.embed_all(texts)], axis=1
        )

    @property
    def _one(self) -> np.float32:
        return np.float32(math.sqrt(1 - self.share))

    @property
    def _other(self) -> np.float32:
        return np.float32(math.sqrt(self.share))
