"""Why the bot said what it said: its decisions as the database has them, with the examples that spoke for them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.redact import without_marks
from bot.services import Services
from bot.store import transcript
from bot.store.transcript import Decided
from intents.knowledge import Knowledge
from intents.router import understand

_KEPT = 500


class Decisions:
    """Looks decisions up. Remembers the examples it worked out, since it is asked several times a second."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._page = services.settings.page_id
        self._examples: dict[tuple[str, str], Mapping[str, str]] = {}

    def of(self, customer_id: str) -> list[Decided]:
        """The newest decisions about a customer's messages, oldest first."""
        with self._services.store.reading.connect() as connection:
            return transcript.decided(connection, page=self._page, customer=customer_id)

    def owner(self, customer_id: str) -> str:
        """Who has the chat as the bot sees it: bot, asked, person."""
        with self._services.store.reading.connect() as connection:
            return transcript.owner(connection, page=self._page, customer=customer_id)

    def examples(self, decided: Decided) -> Mapping[str, str]:
        """For each entry the known question that spoke for it.

        It is not stored; the knowledge that decided can tell it again, as long as it is the current one.
        """
        knowledge = self._services.library.current().knowledge
        if decided.knowledge != knowledge.version or not decided.candidates:
            return {}
        key = (knowledge.version, decided.text)
        if key not in self._examples:
            if len(self._examples) >= _KEPT:
                self._examples.clear()
            self._examples[key] = _examples(decided.text, knowledge)
        return self._examples[key]


def _examples(text: str, knowledge: Knowledge) -> Mapping[str, str]:
    meaning = understand(without_marks(text), knowledge)
    matches = [*(match for part in meaning.parts for match in part.matches), *meaning.whole]
    return {match.id: match.example for match in matches}
