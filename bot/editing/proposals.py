"""A gap as a ready patch for the FAQ: an entry with everything that is known, and empty where somebody has to write."""

from __future__ import annotations

from typing import Any

from bot.editing.gaps import Gap
from bot.messenger.render import shorten
from bot.model import ReplyLanguage
from faq.edit import add_entry
from faq.model import LANGUAGES, OTHER_LANGUAGES
from faq.text import folded_words

_WORDS_OF_ID = 4


def fields_of(gap: Gap) -> dict[str, Any]:
    """The new entry, as faq.edit takes it. What is not known is an empty text, which keeps it from being published."""
    texts = gap.texts()
    fields: dict[str, Any] = {"id": _id(gap)}
    for language in LANGUAGES:
        fields[f"title.{language}"] = shorten(texts[language][0].rstrip("?")) if language in texts else ""
    for language in (*LANGUAGES, *OTHER_LANGUAGES):
        if language in texts or language in LANGUAGES:
            fields[f"questions.{language}"] = texts.get(language, [])
    for language in LANGUAGES:
        fields[f"answer.{language}"] = draft(gap, language)
    return fields


def draft(gap: Gap, language: str) -> str:
    """What an agent answered, in the language of the chat; their own words, which somebody has to read again."""
    found = gap.answer
    spoken: ReplyLanguage = "vi" if found and found.language == "vi" else "en"
    return found.answer if found and spoken == language else ""


def patch(gap: Gap) -> str:
    """The entry as YAML, to be put into a file."""
    return add_entry("", fields_of(gap))


def _id(gap: Gap) -> str:
    """Of its longest words, which say most, in the order in which they stand."""
    words = [word for word in folded_words(gap.text, vietnamese=gap.missed[0].language == "vi") if word.isascii()]
    places = sorted(range(len(words)), key=lambda n: (-len(words[n]), n))[:_WORDS_OF_ID]
    return "-".join(words[n] for n in sorted(places))[:40].strip("-")
