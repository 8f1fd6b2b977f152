"""Learns the FAQ as it ships and keeps the result beside it, so that a first start takes seconds.

    python -m tools.index

A start with other files learns for itself, and keeps what it learnt under data/index.
"""

from __future__ import annotations

from bot.ask import open_asker
from faq.fit import SHIPPED


def main() -> None:
    """Write faq/data/index."""
    asker = open_asker(cache=SHIPPED)
    files = sorted(SHIPPED.glob("*.npz"))
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(asker.knowledge.items())} entries and intents: {len(files)} files, {size:.1f} MB")


if __name__ == "__main__":
    main()
