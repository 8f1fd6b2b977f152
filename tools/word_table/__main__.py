"""Makes the table of word meanings.

    python -m tools.word_table --dictionary FOLDER --out faq/data/words.arrays

Needs the teachers installed and WordNet's files (faq/data/README.md says how), half an hour and one processor. The same
teachers and the same content give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import sys
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before numpy is loaded: more threads add in another order, and round otherwise

from tools.word_table.build import build  # noqa: E402
from tools.word_table.table import save  # noqa: E402

ROOT = Path(__file__).parents[2]
DICTIONARY = Path("/usr/share/wordnet")  # where Debian's wordnet-base puts it


def main() -> None:
    """Make the table and say what came out."""
    parser = argparse.ArgumentParser(prog="python -m tools.word_table", description="Make the table of word meanings.")
    parser.add_argument("--out", type=Path, default=ROOT / "faq" / "data" / "words.arrays", help="the file to write")
    parser.add_argument("--keep", type=Path, help="a folder where the teachers' vectors are kept for another run")
    parser.add_argument("--dictionary", type=Path, default=DICTIONARY, help="WordNet's files: data.noun, data.verb ...")
    arguments = parser.parse_args()
    if not (arguments.dictionary / "data.noun").is_file():
        sys.exit(
            f"No WordNet in {arguments.dictionary}; see faq/data/README.md, and name its folder: --dictionary FOLDER"
        )
    words, rows = build(ROOT, arguments.dictionary, arguments.keep)
    save(arguments.out, words, rows)
    size = math.ceil(arguments.out.stat().st_size / 1000)
    print(f"{arguments.out}: {len(words)} words, {rows.shape[1]} numbers each, {size} kB")
    print(f"sha256 {hashlib.sha256(arguments.out.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
