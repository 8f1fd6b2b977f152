"""Makes the table of word meanings.

    python -m tools.word_table --out faq/data/words.arrays

Needs the teachers installed (faq/data/README.md says how), some minutes and one processor. The same
teachers and the same content give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before numpy is loaded: more threads add in another order, and round otherwise

from tools.word_table.build import build  # noqa: E402
from tools.word_table.table import save  # noqa: E402

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Make the table and say what came out."""
    parser = argparse.ArgumentParser(prog="python -m tools.word_table", description="Make the table of word meanings.")
    parser.add_argument("--out", type=Path, default=ROOT / "faq" / "data" / "words.arrays", help="the file to write")
    parser.add_argument("--keep", type=Path, help="a folder where the teachers' vectors are kept for another run")
    arguments = parser.parse_args()
    words, rows = build(ROOT, arguments.keep)
    save(arguments.out, words, rows)
    size = math.ceil(arguments.out.stat().st_size / 1000)
    print(f"{arguments.out}: {len(words)} words, {rows.shape[1]} numbers each, {size} kB")
    print(f"sha256 {hashlib.sha256(arguments.out.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
