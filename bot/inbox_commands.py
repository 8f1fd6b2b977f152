"""What a colleague types in Meta's inbox to steer the bot: #bot, #later 2h, #mute 1d, #faq ENTRY, #learn.

The customer sees every one of these lines, because Meta sends it like any other message. So they
are few and short, and the bot never answers one in the chat, not even a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.durations import read_duration

Name = Literal["bot", "later", "mute", "faq", "learn"]

DEFAULT_LATER = timedelta(hours=2)
DEFAULT_MUTE = timedelta(days=1)
_NAMES: dict[str, Name] = {"bot": "bot", "later": "later", "mute": "mute", "faq": "faq", "learn": "learn"}
_LENGTHS: dict[Name, timedelta] = {"later": DEFAULT_LATER, "mute": DEFAULT_MUTE}
_LINE = re.compile(r"#\s?([^\W\d_]+)\b[.!]?(?:\s+(.+?))?\s*", re.DOTALL)
_MOST_WORDS = 3  # longer lines that begin with # are meant for the customer


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command. `wrong` says why it cannot be done; then nothing but that is true of it."""

    name: Name | None = None
    length: timedelta | None = None
    entry: str = ""
    wrong: str = ""


def read_command(text: str) -> Command | None:
    """The command that a line is; None for words that are meant for the customer."""
    line = _LINE.fullmatch(text.strip())
    if line is None:
        return None
    name, rest = _NAMES.get(line[1].casefold()), (line[2] or "").strip()
    match name:
        case "later" | "mute":
            length = read_duration(rest) if rest else _LENGTHS[name]
            return Command(name=name, length=length) if length else Command(wrong="no such length of time")
        case "faq":
            return Command(name=name, entry=rest.casefold()) if rest else Command(wrong="which entry of the FAQ?")
        case "bot" | "learn":
            return Command(name=name)
        case None:
            return Command(wrong="no such command") if len(text.split()) <= _MOST_WORDS else None


def gives_back(text: str) -> bool:
    """Whether the line gives the chat back, so that the bot need not fall silent for it."""
    command = read_command(text)
    return command is not None and command.name == "bot"
