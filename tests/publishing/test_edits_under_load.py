"""A hundred edits while customers write: half of them broken, some half-written when the bot looks.

Each good edit writes its number into both folders, so that an answer from a mixed version would show.
"""

from __future__ import annotations

import re
import threading
from pathlib import Path

from bot.services import Library, Watcher
from faq.files import write_whole
from faq.load import name_of, version_of
from tests.conftest import Bot

EDITS = 100
BROKEN = ("entries:\n\t- id: refund", "entries: [", "entries:\n  - id: refund\n    titel: {en: R}\n", "")
NUMBER = re.compile(r"\bnumber (\d+)")


class Editor:
    """Saves one edit after another: broken ones, and good ones in pieces with the bot looking in between."""

    def __init__(self, content: Path, library: Library) -> None:
        self._refund, self._greeting = content / "faq" / "refund.yaml", content / "intents" / "smalltalk.yaml"
        self._texts = self._refund.read_text(encoding="utf-8"), self._greeting.read_text(encoding="utf-8")
        self.numbers = {version_of(*library.folders): 0}  # of the good versions
        self._bot_looks = library.look
        self._writing = threading.Lock()
        self._looked = threading.Event()

    def look(self) -> bool:
        """What the watcher calls."""
        with self._writing:
            found = self._bot_looks()
        self._looked.set()
        return found

    def edit_all(self) -> None:
        for number in range(1, EDITS + 1):
            with self._writing:
                self._good(number) if number % 2 else self._broken(number)
            self._wait_for_looks(2)

    def _good(self, number: int) -> None:
        refund = self._texts[0].replace("within 30 days.", f"within 30 days, number {number}.")
        greeting = self._texts[1].replace("Hello!", f"Hello, number {number}!")
        self.numbers[name_of({"refund.yaml": refund.encode()}, {"smalltalk.yaml": greeting.encode()})] = number
        # Cut where it is still right as YAML: only a second look tells that more of it comes.
        self._refund.write_text(refund[: refund.index("  - id: stripe")], encoding="utf-8")
        self._bot_looks()
        write_whole(self._refund, refund)
        self._bot_looks()
        write_whole(self._greeting, greeting)

    def _broken(self, number: int) -> None:
        self._refund.write_text(BROKEN[number // 2 % len(BROKEN)], encoding="utf-8")

    def _wait_for_looks(self, number: int) -> None:
        for _ in range(number):
            self._looked.clear()
            assert self._looked.wait(10)


def test_a_hundred_edits_under_load_lose_mix_and_break_nothing(bot: Bot, library: Library, content: Path) -> None:
    library.current()
    editor = Editor(content, library)
    library.look = editor.look  # type: ignore[method-assign]  # so that the editor knows when the bot looked
    watcher, editing = Watcher(library, every=0.01), threading.Thread(target=editor.edit_all)
    watcher.start()
    editing.start()
    asked = 0
    while editing.is_alive():
        for text in ("what is your refund policy?", "hello", "do you support Stripe?"):
            asked += 1
            bot.say(text, customer=f"{asked:016d}")
    editing.join()
    watcher.stop()

    rows = bot.query(
        "SELECT said.text, heard.knowledge FROM transcript AS heard JOIN transcript AS said "
        "ON said.customer = heard.customer AND said.who = 'bot' WHERE heard.who = 'customer'"
    )
    assert len(rows) == asked
    assert not [text for text, _ in rows if "supported" not in text and not _is_whole(text)]
    assert {version for _, version in rows} <= set(editor.numbers)
    assert not [text for text, version in rows if _number(text) not in (None, editor.numbers[version])]
    assert len({version for _, version in rows}) > 20  # the edits did go out while customers wrote
    assert library.current().knowledge.version in editor.numbers


def _is_whole(text: str) -> bool:
    return bool(re.search(r"within 30 days(, number \d+)?\.$|Hello(, number \d+)?!$", text))


def _number(text: str) -> int | None:
    found = NUMBER.search(text)
    if "supported" in text:
        return None
    return int(found[1]) if found else 0
