"""Where cards go: e-mail, Telegram, Slack and many more, all by apprise.

Its addresses hold passwords and tokens, and apprise repeats them in its own log. So that log is
silenced, and a channel is only ever called by its number and kind: "2 tgram".
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from bot.notices.cards import Card

_SHORTEST_SECRET = 3
NOT_UNDERSTOOD = "the address is not one that is understood"


class Channel:
    """One place where staff read."""

    def __init__(self, number: int, url: str) -> None:
        self.name = f"{number} {url.partition('://')[0]}"
        self._url = url
        self._apprise = _opened(url)

    @property
    def understood(self) -> bool:
        """Whether its address leads anywhere; whether cards arrive there, only sending one tells."""
        return self._apprise is not None

    def tell(self, card: Card) -> str:
        """Bring it there. Returns why that did not work, without secrets; empty if it did."""
        from apprise import LogCapture, NotifyFormat

        if self._apprise is None:
            return NOT_UNDERSTOOD
        with LogCapture(level=logging.WARNING, fmt="%(message)s") as heard:  # type: ignore[no-untyped-call]
            try:
                done = self._apprise.notify(title=card.title, body=card.text, body_format=NotifyFormat.TEXT)
            except Exception as error:  # a hundred services' own code: whatever they raise, the next one has its turn
                return type(error).__name__
            return "" if done else _without_secrets(heard.getvalue(), self._url) or "it was refused"


def channels(urls: Iterable[str]) -> list[Channel]:
    """All of them. Apprise takes some 15 MB and a fifth of a second, so it is loaded only when one is made."""
    return [Channel(number, url) for number, url in enumerate(urls, start=1)]


def _opened(url: str) -> Any:
    """None: apprise can do nothing with it."""
    from apprise import Apprise, AppriseAsset, PersistentStoreMode

    _silence()
    asset = AppriseAsset(
        app_id="Piotnet Messenger assistant",
        app_desc="Piotnet Messenger assistant",
        app_url="",
        image_url_mask="",  # no pictures from elsewhere beside the card
        image_url_logo="",
        async_mode=False,
        storage_mode=PersistentStoreMode.MEMORY,  # nothing on the disk
    )
    found = Apprise(asset=asset)
    return found if found.add(url) else None


def _silence() -> None:
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())  # without any, Python would print to stderr


def _without_secrets(text: str, url: str) -> str:
    """Apprise's own words, first line, without anything that stands in the address."""
    kind, _, rest = unquote(url).partition("://")
    values = re.sub(r"([?&])[^=&]*=", r"\1", rest)  # the names of parameters are no secrets
    parts = {each for each in re.split(r"[/:@?&=,#\s]+", values) if len(each) >= _SHORTEST_SECRET and each != kind}
    line = next((line for line in text.splitlines() if line.strip()), "").strip()
    for part in sorted(parts, key=len, reverse=True):
        line = line.replace(part, "…")
    return line
