"""Learning from a language's questions, in the way that fits how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from faq.arrays import Arrays
from faq.folded import Folded, fold
from faq.learnt import Learnt, Question
from faq.local import Local, learn_locally
from faq.meaning import Meanings

LARGEST = 12_000  # questions that are learnt as one matrix: 1.1 GB of memory while learning, and a minute of CPU
MOST = 30_000  # of so many, the LARGEST that are least alike tell nearly as much as all


def build(questions: Sequence[Question], table: Meanings | None, meaning: float, *, sparing: bool = False) -> Learnt:
    """Learn: seconds for thousands of questions. `meaning`: the word table's share of the similarity.

    `sparing`: in the way that takes little memory and understands a little less, however few there are.
    """
    if sparing or len(questions) > MOST:
        return learn_locally(questions, table, meaning)
    return fold(questions, table, meaning, LARGEST)


def opened(kept: Arrays) -> Learnt:
    """What was learnt before.

    Raises:
        KeyError: it is of another kind.
    """
    return Local.of(kept) if "sketches" in kept else Folded.of(kept)
