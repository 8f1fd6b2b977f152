"""Compares our matcher with what other projects use, on public sets of questions: `make bench-matching DATA=folder`.

    python -m bench.matching FOLDER [--test] [--only NAME ...]

All methods get the same examples (5 a label, three draws; all of them where a set has its own) and the same messages,
as they are and with slips of the keyboard. Settings are chosen on the messages for validation, which are also what is
measured unless `--test` is given.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.matching_speed import resident_mb
from bench.methods import NAMES, SLOW, Method, Ranked, made_up, make

DRAWS = 3
EACH = 5  # examples a label
SIZES = (300, 10_000)  # entries
TIMED = 300  # messages
SURE = 0.9  # of what is answered has to be right
SLIPS_A_WORD = 1.5 / 8
HEADS = ("right, %", "among three", "with slips", "strangers told apart (AUROC)", "answered at 90 % right")

Texts = list[str]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Draw:
    """What is learnt from, and what is asked: messages with their labels, and messages that are for nobody."""

    examples: Pairs
    messages: Pairs
    strangers: Texts


@dataclass
class Result:
    """A method's figures on all draws."""

    right: list[float] = field(default_factory=list)
    among_three: list[float] = field(default_factory=list)
    with_slips: list[float] = field(default_factory=list)
    told_apart: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    def cells(self) -> list[str]:
        """In percent."""
        lists = (self.right, self.among_three, self.with_slips, self.told_apart, self.answered)
        return [f"{100 * float(np.mean(each)):.1f}" if each else "–" for each in lists]


def draws(path: Path, *, test: bool) -> Iterator[Draw]:
    """The draws of one set; a set without messages for validation has none unless it is the test."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    messages = [(label, text) for label, text in kept["test" if test else "valid"]]
    strangers = kept["oos_test" if test else "oos_valid"] or kept["oos_valid"]
    for seed in range(1 if kept["native"] else DRAWS):
        examples = kept["train"] if kept["native"] else drawn(kept["train"], seed)
        if messages:
            yield Draw(examples=examples, messages=messages, strangers=strangers)


def drawn(train: Pairs, seed: int) -> Pairs:
    """Some questions of each label."""
    by_label: dict[str, Texts] = {}
    for label, text in train:
        by_label.setdefault(label, []).append(text)
    dice = random.Random(seed)
    return [(label, text) for label in sorted(by_label) for text in dice.sample(by_label[label], EACH)]


def slipped(text: str, dice: random.Random) -> str:
    """The text as a hurried thumb types it: letters left out, doubled, swapped or wrong."""
    return " ".join(_slip(word, dice) if dice.random() < SLIPS_A_WORD else word for word in text.split())


def _slip(word: str, dice: random.Random) -> str:
    if len(word) < 3:
        return word
    at = dice.randrange(1, len(word) - 1)
    a, b = word[at], word[at + 1]
    wrong = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return word[:at] + dice.choice([b, a + a + b, b + a, wrong + b]) + word[at + 2 :]


def measure(method: Method, draw: Draw, into: Result) -> None:
    """Learn, ask everything, and add the figures."""
    method.fit([text for _, text in draw.examples], [label for label, _ in draw.examples])
    dice = random.Random(0)
    clean = [(label, method.rank(text)) for label, text in draw.messages]
    typed = [(label, method.rank(slipped(text, dice))) for label, text in draw.messages]
    into.right.append(share_right(clean, 1))
    into.among_three.append(share_right(clean, 3))
    into.with_slips.append(share_right(typed, 1))
    if draw.strangers:
        strange = [best(method.rank(text)) for text in draw.strangers]
        into.told_apart.append(auroc([best(ranked) for _, ranked in clean], strange))
        into.answered.append(share_answered(clean, strange))


def share_right(asked: Sequence[tuple[str, Ranked]], first: int) -> float:
    """How many have their label among the first."""
    return float(np.mean([label in [name for name, _ in ranked[:first]] for label, ranked in asked]))


def best(ranked: Ranked) -> float:
    """The score of the likeliest label."""
    return ranked[0][1] if ranked else -1e9


def auroc(ours: Sequence[float], strange: Sequence[float]) -> float:
    """The chance that a message for us scores higher than one for nobody."""
    a, b = np.array(ours)[:, None], np.array(strange)
    return float((a > b).mean() + (a == b).mean() / 2)


def share_answered(asked: Sequence[tuple[str, Ranked]], strange: Sequence[float]) -> float:
    """The most messages that can be answered so that nine of ten answers are right, strangers' counted as wrong."""
    scored = [(best(ranked), bool(ranked) and ranked[0][0] == label) for label, ranked in asked]
    everything = sorted([*scored, *((score, False) for score in strange)], key=lambda pair: -pair[0])
    scores = np.array([score for score, _ in everything])
    right = np.cumsum([ok for _, ok in everything])
    ends = np.append(scores[1:] != scores[:-1], True)  # a threshold cannot stand between equal scores
    enough = np.flatnonzero(ends & (right / np.arange(1, len(scores) + 1) >= SURE))
    return float((enough[-1] + 1) / len(asked)) if len(enough) else 0.0


def cost(name: str, size: int, folder: Path) -> dict[str, float]:
    """In a process of its own: what learning and asking costs, and what the process then holds."""
    texts = [text for path in sorted(folder.glob("*.json")) for _, text in json.loads(path.read_text())["train"]]
    found, labels = made_up(texts, size, EACH)
    method = make(name)
    assert method is not None
    before, started = resident_mb(), time.process_time()
    method.fit(found, labels)
    fit, times = time.process_time() - started, []
    for text in random.Random(1).sample(texts, TIMED):
        started = time.process_time_ns()
        method.rank(text)
        times.append((time.process_time_ns() - started) / 1e6)
    median, high = np.percentile(times[10:], [50, 99])
    return {"fit": fit, "median": float(median), "p99": float(high), "memory": resident_mb() - before}


def costs(name: str, folder: Path) -> list[str]:
    """Cells of the table: a message's milliseconds, then seconds and megabytes, for each size."""
    cells = []
    for size in SIZES:
        if size > SIZES[0] and name in SLOW:
            cells += ["–"] * 3
            continue
        command = [sys.executable, "-m", "bench.matching", str(folder), "--cost", name, str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        cells += ["{median:.2f} / {p99:.2f}".format(**figures), f"{figures['fit']:.1f}", f"{figures['memory']:.0f}"]
    return cells


def quality(names: Sequence[str], folder: Path, *, test: bool) -> None:
    """A table for each set."""
    for path in sorted(folder.glob("*.json")):
        some = list(draws(path, test=test))
        if not some:
            continue
        print(f"\n{path.stem}, {'test' if test else 'validation'}: {len(some)} draws, {len(some[0].messages)} messages")
        print(
            "| method | right, % | among three | with slips | strangers told apart (AUROC) | answered at 90 % right |"
        )
        print("|---|--:|--:|--:|--:|--:|", flush=True)
        for name in names:
            result = Result()
            for draw in some:
                method = make(name)
                if method:
                    measure(method, draw, result)
            print(
                f"| {name} | {' | '.join(result.cells() if result.right else ['not installed', *' ' * 4])} |",
                flush=True,
            )


def speed(names: Sequence[str], folder: Path) -> None:
    """The table of costs."""
    print(f"\nCPU, one thread: ms a message (median / 99 %), seconds to learn, MB added; {EACH} questions an entry")
    heads = [f"{size:,} entries: {what}" for size in SIZES for what in ("ms", "learn", "MB")]
    print(f"| method | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}", flush=True)
    for name in names:
        cells = costs(name, folder) if make(name) else ["not installed", *" " * (len(heads) - 1)]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description="Compare ways of matching.")
    parser.add_argument("folder", type=Path, help="the folder with the sets")
    parser.add_argument("--test", action="store_true", help="measure on the test messages, once all is chosen")
    parser.add_argument("--only", action="append", choices=NAMES, help="this method; may be given several times")
    parser.add_argument("--cost", nargs=2, metavar=("NAME", "ENTRIES"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.cost:
        print(json.dumps(cost(given.cost[0], int(given.cost[1]), given.folder)))
        return
    names = given.only or NAMES
    quality(names, given.folder, test=given.test)
    speed(names, given.folder)


if __name__ == "__main__":
    main()
