"""The plain spelling of a text to search in, and the way back to the original to cut from.

Tone marks, odd widths and characters that cannot be seen must not hide a secret. What is left of a
text keeps its own spelling all the same, so each folded character remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.redaction.marks import HOLE, MARK, Span

DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Folded:
    """`plain` keeps case, `low` does not; both have the same length. `at` leads back to the original.

    `digit` says whether there is one at all: in most messages there is none, and half of the secrets
    cannot do without.
    """

    plain: str
    low: str
    at: Sequence[int]
    digit: bool


def fold(text: str) -> Folded:
    """The text as it is searched, with HOLE for every mark that is there already."""
    if text.isascii() and not MARK.search(text):
        return Folded(text, text.lower(), range(len(text) + 1), DIGIT.search(text) is not None)
    plain: list[str] = []
    at: list[int] = []
    end_of_mark = 0
    marks = {mark.start(): mark.end() for mark in MARK.finditer(text)}
    for index, char in enumerate(text):
        if index in marks:
            plain.append(HOLE)
            at.append(index)
            end_of_mark = marks[index]
        if index >= end_of_mark:
            simple = char if char.isascii() else _simple(char)
            plain.append(simple)
            at.extend([index] * len(simple))
    at.append(len(text))
    folded = "".join(plain)
    return Folded(folded, _lower(folded), at, DIGIT.search(folded) is not None)


def _lower(folded: str) -> str:
    """In small letters, and as long as before: "İ" would become two characters, so it stays."""
    if folded.isascii():
        return folded.lower()
    return "".join(lower if len(lower := char.lower()) == 1 else char for char in folded)


@lru_cache(maxsize=1024)  # more letters than our customers' languages have
def _simple(char: str) -> str:
    """A character without its tone marks and in its plain width; nothing for one that cannot be seen."""
    if char.isascii():
        return char
    if char == HOLE:
        return "?"
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    base = unicodedata.normalize("NFKD", char)
    return "".join(part for part in base if unicodedata.category(part) not in ("Mn", "Me", "Cf"))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap become one, named after the longest."""
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
            continue
        longer = span if span.end - span.start > last.end - last.start else last
        merged[-1] = Span(last.start, max(last.end, span.end), longer.kind)
    return merged


def cut(text: str, folded: Folded, spans: list[Span]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, kind in spans:
        first = max(done, folded.at[start])
        pieces += [text[done:first], f"[removed: {kind}]"]
        done = max(folded.at[end], folded.at[end - 1] + 1)
    return "".join([*pieces, text[done:]])
