"""How often the bot takes the right route and gives the right answer, on messages it has never seen.

    python -m bench.routes [FILE ...] [--show]

Each file holds one labelled conversation a line (bench/labelled/README.md). `dev.jsonl` may be
looked at and tuned on; `heldout.jsonl` may not.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.ask import Asker, open_asker
from bot.model import Decision

HERE = Path(__file__).parent / "labelled"
NOON = datetime.fromisoformat("2026-11-18T12:00:00+07:00")  # a working day
ACCOUNT = {"ticket", "credentials"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled message and what the bot did."""

    label: dict[str, Any]
    decision: Decision

    @property
    def route_right(self) -> bool:
        """The route is one of those accepted."""
        return self.decision.route in self.label["accept_routes"]

    @property
    def right(self) -> bool:
        """The route, and the entry where the label names one."""
        if not self.route_right:
            return False
        if self.decision.route == "clarify":
            return self.label["route"] == "clarify" or not self.label["entry"] or self.offered_right
        wanted = self.label["entry"]
        return not wanted or self.decision.entry in wanted or self.decision.route != self.label["route"]

    @property
    def offered_right(self) -> bool:
        """The right entry is among those the bot asked about."""
        return self.decision.route == "clarify" and bool(
            set(self.decision.conversation.pending) & set(self.label["entry"])
        )

    @property
    def account_answered(self) -> bool:
        """An account matter was answered in chat as if it were a question."""
        return (
            self.label["route"] in ACCOUNT
            and self.decision.route == "answer"
            and "answer" not in self.label["accept_routes"]
        )

    @property
    def invented(self) -> bool:
        """Something that no entry covers got an answer."""
        return self.label["route"] == "fallback" and self.decision.route == "answer"


def run(path: Path, asker: Asker) -> list[Outcome]:
    """Ask everything in a file."""
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    outcomes = []
    for label in labels:
        at = datetime.fromisoformat(label["at"]) if label.get("at") else NOON
        outcomes.append(Outcome(label, asker.converse(label["turns"], at=at)))
    return outcomes


def report(name: str, outcomes: list[Outcome]) -> None:
    """Print the figures of one file."""
    total = len(outcomes)
    strangers = [o for o in outcomes if o.label["route"] == "fallback"]
    accounts = [o for o in outcomes if o.label["route"] in ACCOUNT]
    print(f"\n{name}: {total} conversations")
    print(f"  route right                  {_share([o.route_right for o in outcomes])}")
    print(f"  route and entry right        {_share([o.right for o in outcomes])}")
    print(f"  ... or offered to choose     {_share([o.right or o.offered_right for o in outcomes])}")
    print(f"  account matters in chat      {sum(o.account_answered for o in accounts)} of {len(accounts)}")
    print(f"  strangers answered           {sum(o.invented for o in strangers)} of {len(strangers)}")
    by_route: dict[str, list[bool]] = defaultdict(list)
    by_language: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        by_route[outcome.label["route"]].append(outcome.right)
        by_language[outcome.label["language"]].append(outcome.right)
    for groups in (by_route, by_language):
        for group, results in sorted(groups.items()):
            print(f"    {group:<14} {_share(results)}")
    wrong = Counter((o.label["route"], o.decision.route) for o in outcomes if not o.right)
    print("  wrong ones, wanted -> got:", ", ".join(f"{a} -> {b}: {n}" for (a, b), n in wrong.most_common()))


def _share(results: list[bool]) -> str:
    return f"{100 * sum(results) / max(1, len(results)):5.1f} %  ({sum(results)} of {len(results)})"


def main(arguments: list[str]) -> None:
    """Run every file named, or both."""
    show = "--show" in arguments
    paths = [Path(a) for a in arguments if not a.startswith("--")] or sorted(HERE.glob("*.jsonl"))
    asker = open_asker()
    for path in paths:
        outcomes = run(path, asker)
        report(path.name, outcomes)
        for outcome in outcomes if show else []:
            if not outcome.right:
                d = outcome.decision
                close = [(c.id, c.score) for c in d.candidates[:3]]
                turns = " // ".join(outcome.label["turns"])[:110].replace("\n", "|")
                print(
                    f"  {outcome.label['id']} {turns!r}\n      want {outcome.label['route']} {outcome.label['entry']}"
                    f"\n      got  {d.route} {d.entry} {d.score:.2f} ({d.reason}) {close}"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
