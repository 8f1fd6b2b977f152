"""Many small computations on all cores give what they give on one."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.cores import WORTH_IT, on_all_cores

SCRIPT = """
import os
from bot.cores import WORTH_IT, on_all_cores
found = list(on_all_cores(lambda n: (n * n, os.getpid()), range(WORTH_IT)))
assert [square for square, _ in found] == [n * n for n in range(WORTH_IT)]
print(os.getpid() in {process for _, process in found})
"""


def test_results_come_in_order_from_other_processes() -> None:
    """In a process of its own: where threads run nothing is forked."""
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)

    forks = sys.platform == "linux" and (os.cpu_count() or 1) > 1
    assert ended.stdout.strip() == str(not forks)


def test_few_things_are_not_worth_a_process() -> None:
    assert list(on_all_cores(lambda n: n + 1, range(WORTH_IT - 1)))[-1] == WORTH_IT - 1
