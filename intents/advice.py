"""What an editor should look at, although it keeps no version from going out: wrong language, shouting, age.

Every finding here may be wrong in a single case, so each is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from faq.ageing import dates_in, hours_in, price_in
from faq.limits import MAX_BUTTONS, MAX_REPLY, units
from faq.links import emails_in, links_in
from faq.model import Entry, Faq, Problem, Written
from faq.style import hard_to_read, shouts
from faq.text import clean, strip_marks, words
from faq.texts import answers, in_both
from intents.language import detect
from intents.model import Intent

LANGUAGE_NAMES = {
    "en": "English",
    "vi": "Vietnamese",
    "es": "Spanish",
    "pt": "Portuguese",
    "fr": "French",
    "de": "German",
}
ENOUGH_WORDS = 5  # fewer do not tell their language
_WORD = re.compile(r"[^\W_]+")
_VIETNAMESE = set("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")


class Facts:
    """The company's own addresses, which stand once, in products.yaml."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq
        named = faq.placeholders()
        self._by_value = {_bare(value): name for name, value in named.items()}
        self._hosts = {_host(value) for value in named.values()} - {"", "wordpress.org"}

    def filled(self, text: str) -> str:
        """The text as customers get it, but for the opening hours."""
        return self._faq.fill(text)

    def instead_of(self, address: str) -> str | None:
        """What to write for one of our addresses that stands in a text; None when it is somebody else's."""
        name = self._by_value.get(_bare(address))
        if name:
            return f"Write {{{name}}} in its place; then it is changed in one place, products.yaml."
        if _host(address) in self._hosts:
            return "Give it a name in products.yaml, and write that between braces here."
        return None


def advice(item: Entry | Intent, facts: Facts, *, today: date) -> Iterator[Problem]:
    """Everything worth a look in one entry or intent."""
    texts = list(_texts(item))
    for path, language, text in texts:
        yield from _language(item, path, language, text)
        yield from _loud_or_hard(item, path, language, text)
        yield from _own_addresses(item, path, text, facts)
    yield from _ages(item, texts, today)
    yield from _questions(item)
    if isinstance(item, Entry):
        yield from _buttons(item, facts)


def repeated_questions(items: list[Entry | Intent]) -> Iterator[Problem]:
    """The same words in two places: only one of them can win."""
    first: dict[str, tuple[Entry | Intent, str]] = {}
    for item in items:
        for language, questions in item.questions.items():
            for number, text in enumerate(questions):
                key = _key(text)
                known = first.setdefault(key, (item, f"questions.{language}.{number}"))
                if known[0] is not item and key:
                    place = known[0].at(known[1])
                    said = f'"{text}" is also a question of "{known[0].id}" ({place}).'
                    yield _warning(item, f"questions.{language}.{number}", said, "Keep it where it is answered best.")


def _warning(item: Written, path: str, what: str, todo: str) -> Problem:
    return Problem(place=item.at(path), what=what, todo=todo, severity="warning")


def _texts(item: Entry | Intent) -> Iterator[tuple[str, str, str]]:
    if isinstance(item, Entry):
        yield from answers(item)
    else:
        yield from in_both("reply", item.reply)
        yield from in_both("include", item.include)


def _language(item: Written, path: str, language: str, text: str) -> Iterator[Problem]:
    looks = _looks_like(text, language)
    if looks:
        said = f'the text in "{language}" looks {LANGUAGE_NAMES[looks]}.'
        yield _warning(item, path, said, f"Write it in {LANGUAGE_NAMES[language]}, or move it where it belongs.")


def _looks_like(text: str, language: str) -> str | None:
    """The other language a text seems to be in. A word or two, and names of products, tell nothing."""
    spelt = _VIETNAMESE.intersection(text.lower())
    if language == "vi":
        return None if spelt or not text.isascii() or text.count(" ") < ENOUGH_WORDS - 1 else _unless(text, "vi")
    if spelt:
        marked = [word for word in words(text) if not word.isascii()]
        return "vi" if len(marked) > len(words(text)) / 4 else None
    return None if language != "en" or text.count(" ") < ENOUGH_WORDS - 1 or _unless(text, "en") != "vi" else "vi"


def _unless(text: str, language: str) -> str | None:
    """The language of a text, unless one of its words is plainly of this one."""
    found = detect(text)
    return None if found == language or any(detect(word) == language for word in words(text)) else found


def _loud_or_hard(item: Written, path: str, language: str, text: str) -> Iterator[Problem]:
    loud = shouts(text)
    if loud:
        yield _warning(item, path, f'"{loud}" shouts.', "Write it in small letters, with one sign at most.")
    hard = hard_to_read(text, language)
    if hard:
        said = f'the text in "{language}" is hard to read on a phone: {hard}.'
        yield _warning(item, path, said, "Make two sentences of it, or begin a new line.")


def _own_addresses(item: Written, path: str, text: str, facts: Facts) -> Iterator[Problem]:
    for address in (*links_in(text), *emails_in(text)):
        todo = facts.instead_of(address)
        if todo:
            yield _warning(item, path, f'our own address "{address}" is written out.', todo)
    span = hours_in(text)
    if span:
        todo = "Write {hours.week} in its place; the hours stand in hours.yaml."
        yield _warning(item, path, f'hours are written out ("{span}").', todo)


def _ages(item: Entry | Intent, texts: list[tuple[str, str, str]], today: date) -> Iterator[Problem]:
    if item.review_by and item.review_by < today:
        said = f'"{item.id}" should have been read again by {item.review_by}.'
        yield _warning(item, "review_by", said, "Read it; if it is still right, write a later date.")
    for path, _, text in texts:
        price = price_in(text)
        if price and not item.review_by:
            said = f'a price is named ("{price}"), and no date by which to check it.'
            yield _warning(item, path, said, "Leave the price out, or add review_by.")
        elif price and item.review_by and item.review_by < today:
            said = f'the price "{price}" has not been checked since {item.review_by}.'
            yield _warning(item, path, said, "Compare it with the site, or leave it out.")
        for day in dates_in(text):
            if day < today:
                yield _warning(item, path, f"the date {day} is over.", "Take it out, or write the new one.")


def _questions(item: Entry | Intent) -> Iterator[Problem]:
    known: set[str] = set()
    for language, questions in item.questions.items():
        for number, text in enumerate(questions):
            path = f"questions.{language}.{number}"
            looks = _looks_like(text, language)
            if looks:
                said = f'"{text}" stands in "{language}", but looks {LANGUAGE_NAMES[looks]}.'
                yield _warning(item, path, said, f'Move it to "{looks}:".')
            known.add(_key(text))
    for number, text in enumerate(item.must_match):
        if _key(text) in known:
            said = f'"{text}" is one of the questions too, so it tests nothing.'
            yield _warning(item, f"must_match.{number}", said, "Write it in other words.")
        if text in item.must_not_match:
            said = f'"{text}" stands in must_match and in must_not_match.'
            yield _warning(item, f"must_match.{number}", said, "Delete one of the two.")


def _buttons(entry: Entry, facts: Facts) -> Iterator[Problem]:
    shown = _most_at_once(entry)
    if shown > MAX_BUTTONS:
        said = f"{shown} buttons may stand under this answer; Messenger shows {MAX_BUTTONS}."
        yield _warning(entry, "buttons", said, "Take some out; what is over is written below the answer as text.")
    for path, language, text in answers(entry) if shown else ():
        length = units(facts.filled(text))
        if length > MAX_REPLY:
            said = f'the text in "{language}" has {length:,} characters; with buttons Messenger shows {MAX_REPLY}.'
            yield _warning(
                entry, path, said, "Shorten it, or take the buttons out; otherwise it comes in two messages."
            )
    for number, button in enumerate(entry.buttons):
        yield from _own_addresses(entry, f"buttons.{number}.url", button.url, facts)


def _most_at_once(entry: Entry) -> int:
    always = sum(button.product is None for button in entry.buttons)
    special: Mapping[str, int] = {
        product: sum(button.product == product for button in entry.buttons)
        for button in entry.buttons
        if (product := button.product)
    }
    return always + max(special.values(), default=0)


def _key(text: str) -> str:
    """The words without marks and signs: who types it one way also types it the other."""
    return " ".join(_WORD.findall(strip_marks(clean(text))))


def _bare(address: str) -> str:
    return address.lower().removeprefix("https://").removeprefix("http://").rstrip("/")


def _host(address: str) -> str:
    if "@" in address and "/" not in address:
        return address.rpartition("@")[2].lower()
    return (urlsplit(address).hostname or "").removeprefix("www.") if address.startswith("http") else ""
