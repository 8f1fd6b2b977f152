"""What understanding a message costs: CPU a message, memory, and the time from a start to the first answer.

    python -m bench.matching_speed

The messages are those of bench/labelled/dev.jsonl, then some that nobody means well with. Memory and start are
measured in a process of their own, with what was learnt kept in data/index, as a worker has it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.services import Library
from faq.load import HERE as FAQ_CONTENT
from faq.match import Matcher
from intents.language import detect
from intents.load import HERE as INTENTS_CONTENT
from intents.router import understand

ROOT = Path(__file__).parents[1]
DEV = Path(__file__).parent / "labelled" / "dev.jsonl"
ROUNDS = 5
NASTY = {
    "20,000 letters without a space": "a" * 20_000,
    "20,000 different letters": "".join(chr(0x4E00 + i) for i in range(20_000)),
    "4,000 different words": " ".join(f"word{i}x" for i in range(4_000)),
    "4,000 words of the FAQ with a slip each": "refunnd licennse piotnnet instaal " * 1_000,
    "zalgo": "refund\u0351\u0300\u0315\u0358 " * 5_000,
    "ligatures that unfold to many letters": "\ufdfa" * 20_000,
    "nothing but signs": "?!., " * 4_000,
    "half a page": "how do i move my license to another site and what does an upgrade cost? " * 30,
}


def messages() -> list[str]:
    """Everything that customers say in dev.jsonl."""
    lines = DEV.read_text(encoding="utf-8").splitlines()
    return [turn for line in lines for turn in json.loads(line)["turns"]]


def cpu_ms(call: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """CPU milliseconds of each call."""
    found = []
    for text in texts:
        started = time.thread_time_ns()
        call(text)
        found.append((time.thread_time_ns() - started) / 1e6)
    return found


def show(name: str, figures: Sequence[float]) -> None:
    """A line of the table."""
    median, high, most = np.percentile(figures, [50, 99, 100])
    print(f"  {name:<42}{median:8.2f}{high:8.2f}{most:8.2f}")


def ranker(matcher: Matcher) -> Callable[[str], object]:
    """Ranks a message as the router does: in its own language."""
    return lambda text: matcher.rank(text, language=detect(text))


def measure() -> None:
    """The first two tables."""
    knowledge = Library(FAQ_CONTENT, INTENTS_CONTENT, cache=ROOT / "data" / "index").current().knowledge
    texts = messages()
    rank = ranker(knowledge.matcher)
    calls = {"rank": rank, "understand": lambda text: understand(text, knowledge)}
    print(f"CPU ms a message, {len(texts)} messages    median     p99    most")
    for name, call in calls.items():
        cpu_ms(call, texts[:50])
        show(name, cpu_ms(call, texts * ROUNDS))
    print("CPU ms, messages that are none             median     p99    most")
    for name, text in NASTY.items():
        several = [f"{text[:5]}{number}{text[5:]}" for number in range(20)]  # nothing to be remembered
        show(f"rank: {name}", cpu_ms(rank, several))


def start() -> None:
    """In a process of its own: the start, fifty messages, then what the process holds."""
    before = time.perf_counter()
    import bot.run  # noqa: F401  # what a worker imports

    imported, memory = time.perf_counter(), resident_mb()
    library = Library(FAQ_CONTENT, INTENTS_CONTENT, cache=ROOT / "data" / "index")
    library.current().knowledge.matcher.rank("how do i get a refund", language="en")
    answered = time.perf_counter()
    for text in messages()[:50]:
        understand(text, library.current().knowledge)
    figures = {"imports": imported - before, "answer": answered - imported, "bare": memory, "worker": resident_mb()}
    print(json.dumps(figures))


def resident_mb() -> float:
    """Memory of this process that is in use, shared files counted (Linux only)."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return float("nan")
    return next(int(line.split()[1]) / 1000 for line in status.read_text().splitlines() if line.startswith("VmRSS"))


def started() -> dict[str, Any]:
    """The figures of `start`, from the second of two starts: the first may have had to learn."""
    command = [sys.executable, "-m", "bench.matching_speed", "--start"]
    runs = [subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout for _ in range(2)]
    return dict(json.loads(runs[-1]))


def main(arguments: list[str]) -> None:
    """Print everything."""
    if "--start" in arguments:
        start()
        return
    measure()
    figures = started()
    print(f"start: imports {figures['imports']:.2f} s, then the first answer {figures['answer']:.2f} s later")
    print(f"memory: {figures['bare']:.0f} MB with all imports, {figures['worker']:.0f} MB after fifty messages")


if __name__ == "__main__":
    main(sys.argv[1:])
