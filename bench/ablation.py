"""What each part of the matcher brings: the labelled conversations again, each time with one part taken out.

    python -m bench.ablation

Everything is learnt anew for each line, so it takes some minutes. The table is in docs/why/ablation.md.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

from bench.routes import HERE, run
from bot.ask import Asker, open_asker
from faq import features
from faq.calibration import Traits
from faq.kernel import KernelMatcher
from faq.kinship import Kinship
from faq.spelling import Spelling
from faq.strangers import Strangers
from faq.unsaid import Unsaid

FILES = ("dev.jsonl", "heldout.jsonl")


@dataclass(frozen=True)
class Part:
    """A part, and how it is taken out while the bot learns and answers."""

    name: str
    without: Callable[[], AbstractContextManager[Any]]


@contextlib.contextmanager
def word_share(share: float) -> Iterator[None]:
    """Only pieces of words (0) or only words (1) count."""
    with patch.object(features, "_SHARES", np.sqrt([1 - share, share])):
        yield


def uncalibrated(self: KernelMatcher, seen: Traits, *_: float) -> float:
    """How far the best label leads the next one, and nothing else."""
    del self
    return float(1 / (1 + np.exp(-seen.lead)))


def nobody(self: Strangers, labels: Sequence[str], *_: Any) -> tuple[float, list[float]]:
    """No message is like one that is for nobody, or denied."""
    del self
    return 0.0, [0.0] * len(labels)


PARTS = (
    Part("everything", contextlib.nullcontext),
    Part("words and pairs of words", lambda: word_share(0)),
    Part("pieces of words", lambda: word_share(1)),
    Part("the word table (meanings)", lambda: patch("faq.wordtable.WordTable.load", return_value=None)),
    Part("the second look", lambda: patch.multiple("faq.second_look", LIKENESS=0.0, EVIDENCE=0.0)),
    Part("repair of spelling", lambda: patch.object(Spelling, "mend", lambda _, words: list(words))),
    Part("messages that are for nobody", lambda: patch.object(Strangers, "nearest", nobody)),
    Part("words of strangers", lambda: patch.object(Kinship, "__call__", lambda *_: 0.0)),
    Part("words that a label never says", lambda: patch.object(Unsaid, "__call__", lambda *_: 0.0)),
    Part("the message before", lambda: patch("intents.router._joined", return_value=())),
    Part("calibration", lambda: patch.object(KernelMatcher, "_sureness", uncalibrated)),
)


def figures(asker: Asker) -> list[str]:
    """Cells of a line."""
    cells = []
    for name in FILES:
        found = run(HERE / name, asker)
        strangers = [outcome for outcome in found if outcome.label["route"] == "fallback"]
        cells += [
            f"{100 * np.mean([outcome.route_right for outcome in found]):.1f}",
            f"{100 * np.mean([outcome.right for outcome in found]):.1f}",
            f"{sum(outcome.invented for outcome in strangers)} of {len(strangers)}",
        ]
    return cells


def main() -> None:
    """Print the table."""
    heads = [f"{name.removesuffix('.jsonl')}: {what}" for name in FILES for what in ("route", "and entry", "strangers")]
    print(f"| without | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}")
    for part in PARTS:
        with part.without():
            asker = open_asker(cache=None)
            cells = figures(asker)
        name = "– (all there)" if part.name == "everything" else part.name
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
