"""The matcher's interface: what it learns from, what it answers. Anything that keeps it can replace the matcher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One way to ask for `label` (an entry or intent id)."""

    label: str
    text: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A label the message may mean.

    `score` is the probability, 0 to 1, that this label is right; `example` is the known question
    that spoke most for it, `shared` the words the two have in common.
    """

    id: str
    score: float
    example: str = ""
    shared: tuple[str, ...] = ()


class Matcher(Protocol):
    """Ranks labels for a message."""

    def rank(self, text: str, *, language: str | None = None, limit: int = 5) -> list[Match]:
        """The best labels, best first; none for a text without words. `language` None: nobody can tell."""
        ...

    def unrivalled(self) -> set[tuple[str, str]]:
        """The known questions, each with its label before it, that no other label has in similar words.

        They lead to their own label; whether the others do has to be tried.
        """
        ...
