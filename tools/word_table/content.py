"""Our own content as the table's maker reads it: questions, strangers' messages, and sentences in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from faq.model import OTHER_LANGUAGES

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n|•")


@dataclass(slots=True)
class Content:
    """Questions by language, and texts that say the same in two of them (English, Vietnamese)."""

    english: list[str] = field(default_factory=list)
    vietnamese: list[str] = field(default_factory=list)
    western: list[str] = field(default_factory=list)  # Spanish, Portuguese, French, German
    both: list[tuple[str, str]] = field(default_factory=list)

    def add(self, texts: Mapping[str, list[str]]) -> None:
        """Take in texts by language."""
        self.english += texts.get("en") or []
        self.vietnamese += texts.get("vi") or []
        self.western += [text for language in OTHER_LANGUAGES for text in texts.get(language) or []]

    def sentences(self) -> list[tuple[str, str]]:
        """The texts in both languages, sentence by sentence where their numbers agree."""
        found: list[tuple[str, str]] = []
        for pair in self.both:
            english, vietnamese = (_sentences(text) for text in pair)
            same = len(english) == len(vietnamese)
            found += zip(english, vietnamese, strict=True) if same else [pair]
        return list(dict.fromkeys(found))


def read_content(*folders: Path) -> Content:
    """Everything in the folders' YAML files, in a fixed order."""
    content = Content()
    for path in sorted(p for folder in folders for p in folder.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        content.add(document.get("strangers") or {})
        for item in document.get("entries") or document.get("intents") or []:
            content.add(item.get("questions") or {})
            content.both += [(t["en"], t["vi"]) for t in _texts(item) if "en" in t and "vi" in t]
    return content


def _texts(item: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for text in (item.get("answer"), item.get("title"), *(item.get("by_product") or {}).values()):
        if isinstance(text, dict):
            yield text


def _sentences(text: str) -> list[str]:
    parts = (part.strip() for part in _SENTENCE.split(_PLACEHOLDER.sub("", text)))
    return [part for part in parts if len(part) > 1]
