"""What Messenger shows at most, and how it counts. `bot.messenger.render` cuts; here editors are told before.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from faq.reader import Reader

MAX_TITLE = 20  # a quick reply's or button's title; Messenger cuts longer ones
MAX_ANSWER = 1900  # a message has 2,000; a margin for how they are counted
MAX_REPLY = 640  # a text with buttons
MAX_BUTTONS = 3  # under one message; more are written out as text
MAX_CHOICES = 13  # quick replies under one message


def units(text: str) -> int:
    """How long Messenger takes a text to be, at the strictest: an emoji counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def too_long(reader: Reader, node: yaml.Node | None, texts: Mapping[str, str], limit: int, what: str) -> None:
    """Note every language whose text is over the platform's limit."""
    inner = {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    for language, text in texts.items():
        if units(text) > limit:
            where = f' in "{language}"' if language else ""
            reader.say(
                inner.get(language, node),
                f"the {what}{where} has {units(text):,} characters; Messenger shows {limit:,}.",
                "Shorten it.",
            )
