"""`make licences`: what we build on, in which version and under which licence, into docs/reference/licences.md."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "licences.md"
HEAD = """# Licences

What `requirements.lock` installs, under which licence. Written by `make licences`; do not edit it by hand.

"""


def locked() -> list[str]:
    """The names of the packages in the lock."""
    return re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)


def main() -> None:
    """Write the page."""
    command = [
        sys.executable,
        "-m",
        "piplicenses",
        "--format=markdown",
        "--from=mixed",
        "--with-urls",
        "--packages",
        *locked(),
    ]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    PAGE.write_text(HEAD + table, encoding="utf-8")


if __name__ == "__main__":
    main()
