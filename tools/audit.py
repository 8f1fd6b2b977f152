"""`make audit`: is there a known weakness in a package that we install? Asks the package index about the lock.

Ends with 1 for a weakness. Where the index could not be asked, or does not know a package, it says so and ends
with 0: nobody's work has to wait for somebody else's server.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"


def verdict(found: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code and what to print, from pip-audit's answer."""
    packages = found.get("dependencies", [])
    unknown = [each["name"] for each in packages if "skip_reason" in each]
    weak = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in: {', '.join(hole['fix_versions']) or 'nothing yet'}"
        for each in packages
        for hole in each.get("vulns", [])
    ]
    told = weak or ["No known weakness."] if len(unknown) < len(packages) else ["Nothing was audited."]
    if unknown:
        told.append(f"NOT AUDITED, because the index does not know them: {len(unknown)} of {len(packages)} packages.")
    return int(bool(weak)), told


def main() -> int:
    """The exit code."""
    command = "-m pip_audit --disable-pip --require-hashes --progress-spinner off --format json --requirement".split()
    asked = subprocess.run([sys.executable, *command, LOCK], capture_output=True, text=True, check=False)  # noqa: S603
    try:
        code, told = verdict(json.loads(asked.stdout))
    except ValueError:
        reason = (asked.stderr.strip().splitlines() or ["no answer"])[-1][:200]
        code, told = 0, [f"NOT AUDITED, because the index could not be asked: {reason}"]
    print("\n".join(told))
    return code


if __name__ == "__main__":
    sys.exit(main())
