"""Secrets leave a text before anything else sees it.

redact() puts "[removed: password]" in place of what a customer should not have written: passwords,
keys, tokens, card numbers, one-time codes. It has no clock, network or memory, never fails, and
takes time in proportion to the text. Two ways of knowing a secret work together: its shape (a card
number, "sk_live_…") and the word that announces it ("my password is …", "mk: …"). Shapes are certain;
a word is not, because people mostly ask about passwords without giving one. So what follows the
word has to look like a value, and the less it looks like one the more clearly it must be announced.

One pass goes like this (each step is a file of bot/redaction):

1. fold       the text loses tone marks, full-width digits and invisible characters, so that one
              spelling is enough for "mật khẩu" and "mat khau"; each character knows where it was
2. shapes     keys, tokens and logins that give themselves away
   cards      card numbers, and the expiry date and code beside them
   announced  labels finds the words that announce a secret, reading goes on from there word by word,
              passwords, keys and codes say whether what it comes to is the value
   pairs      a name and a password side by side: "login: maria / Sunshine_77"
3. fold.cut   what was found is cut out of the original, which is otherwise not changed

look says how much a word looks made up, and words lists the ones that are no password. What one pass
removes may uncover more, so there are a few. A mark is a hole to the next pass: nothing is found in
it or across it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.model import ButtonTap, CustomerMessage, Echo, Edit, Event, Referral, Source, StaffAction
from bot.redaction.announced import announced
from bot.redaction.cards import cards
from bot.redaction.fold import Folded, cut, fold, merged
from bot.redaction.look import Look
from bot.redaction.marks import HOLE, MARK, Span
from bot.redaction.pairs import pairs
from bot.redaction.shapes import private_keys, shapes

MOST_REPEATED = 10
PASSES = 4  # more than two are hardly ever needed
SPACES = re.compile(r"[ \t]{2,}+")

AnyEvent = TypeVar("AnyEvent", bound=Event)


def redact(text: str) -> str:
    """The text with every secret replaced by a mark. Redacting twice changes nothing more."""
    for _ in range(PASSES):
        folded = fold(text)
        found = merged(_found(folded))
        spans = merged([*found, *_repeated(folded, found)]) if found else found
        if not spans:
            break
        text = cut(text, folded, spans)
    return text


def removed_kinds(text: str) -> tuple[str, ...]:
    """The kinds of the marks in a redacted text, each once, in the order they come."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def without_marks(text: str) -> str:
    """A redacted text without its marks, for understanding what else the customer says."""
    if not MARK.search(text):
        return text
    return SPACES.sub(" ", MARK.sub(" ", text)).strip()


def redact_event(event: AnyEvent) -> AnyEvent:
    """The event with every text a person may have written redacted.

    Payloads stay: ours are names of our own, and Meta's (the customer's phone number or e-mail
    address) are what the customer was asked for.
    """
    changed: Event = event
    match event:
        case CustomerMessage(text=text, source=source):
            changed = replace(event, text=redact(text), source=_source(source))
        case ButtonTap(title=title, source=source):
            changed = replace(event, title=redact(title), source=_source(source))
        case Echo(text=text) | Edit(text=text) | StaffAction(text=text):
            changed = replace(event, text=redact(text))
        case Referral(source=source):
            changed = replace(event, source=_source(source) or source)
        case _:
            pass
    return changed  # type: ignore[return-value]  # replace() keeps the class


def _source(source: Source | None) -> Source | None:
    return source and replace(source, ref=redact(source.ref), title=redact(source.title))


def _repeated(folded: Folded, found: Sequence[Span]) -> Iterator[Span]:
    """What was found, wherever else it stands: "it is password123, I mean password: password123"."""
    values = {folded.plain[span.start : span.end]: span.kind for span in found[:MOST_REPEATED]}
    for value, kind in values.items():
        if len(value) >= 6 and Look.at(value).strong_alone:
            for again in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", folded.plain):
                yield Span(*again.span(), kind)


def _found(folded: Folded) -> Iterator[Span]:
    for span in (
        *private_keys(folded.plain),
        *shapes(folded),
        *cards(folded),
        *announced(folded),
        *pairs(folded),
    ):
        if folded.plain[span.start : span.end].strip(HOLE):
            yield span
