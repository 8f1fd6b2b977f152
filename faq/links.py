"""Addresses in what staff wrote: where they stand in a text, and what is wrong with how they are written.

Only the spelling is looked at. Whether anything is there is asked by `bot.editing.links`, when an editor wants it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LINK = re.compile(r"(?:\bhttps?:|\bhttps?//|\bwww\.)[^\s<>\"“”]*", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
_AFTER = ".,;:!?)]}'’»…"  # ends a sentence around an address, and is no part of it


def links_in(text: str) -> list[str]:
    """Everything that looks like a web address, as it is written."""
    return [found.rstrip(_AFTER) for found in _LINK.findall(text)]


def emails_in(text: str) -> list[str]:
    """Everything that looks like an e-mail address."""
    return _EMAIL.findall(text)


def misspelt(url: str) -> str | None:
    """What to do about an address that leads nowhere as it is written; None when it is fine."""
    if not re.match(r"https?://[^/]", url, re.IGNORECASE):
        return 'Write it with "https://" at its beginning.'
    if re.search(r".https?:", url, re.IGNORECASE):
        return "It holds two addresses in one: keep one."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "Copy it again from the browser."
    if not _HOST.fullmatch(host) or ".." in url or "\\" in url:
        return f'"{host}" is no name of a web site: copy the address again from the browser.'
    if parts.username is not None or port not in (None, 80, 443):
        return "Take the user name or the port out of it."
    return None
