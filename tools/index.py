"""Learns the FAQ as it ships and keeps the result beside it, so that a first start takes a moment.

    python -m tools.index

A start with other files learns for itself, and keeps what it learnt under data/index.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot.ask import open_asker
from faq.arrays import pack
from faq.fit import SHIPPED, shipped_as


def main() -> None:
    """Write faq/data/index, and leave nothing else in it."""
    with tempfile.TemporaryDirectory() as folder:
        asker = open_asker(cache=Path(folder))
        learnt = {shipped_as(path): path for path in Path(folder).glob("index-*.arrays")}
        for packed, path in learnt.items():
            pack(path, packed)
    for old in SHIPPED.iterdir():
        if old not in learnt:
            old.unlink()
    size = sum(packed.stat().st_size for packed in learnt) / 1e6
    print(f"{len(asker.knowledge.items())} entries and intents: {len(learnt)} files, {size:.1f} MB")


if __name__ == "__main__":
    main()
