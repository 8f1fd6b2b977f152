"""What must not be wrong in texts that customers read: placeholders nobody defined, addresses that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rapidfuzz import process

from faq.links import links_in, misspelt
from faq.model import ByLanguage, Entry, Faq, Problem, Written, placeholders_in

FILLED_LATER = {"hours.week"}  # known only when an answer is sent


def answers(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Every text an entry may answer with: where it stands, its language, and itself."""
    yield from in_both("answer", entry.answer)
    for product, answer in entry.by_product.items():
        yield from in_both(f"by_product.{product}", answer)


def in_both(path: str, texts: ByLanguage) -> Iterator[tuple[str, str, str]]:
    """The same for one text."""
    for language, text in texts.items():
        yield f"{path}.{language}", language, text


def text_problems(entry: Entry, faq: Faq) -> Iterator[Problem]:
    """What an entry's answers and buttons must not have."""
    known = {*faq.placeholders(), *FILLED_LATER}
    for path, _, text in answers(entry):
        yield from unknown_placeholders(entry, path, text, known)
        yield from broken_links(entry, path, text)
    for number, button in enumerate(entry.buttons):
        path = f"buttons.{number}.url"
        yield from unknown_placeholders(entry, path, button.url, known)
        yield from broken_links(entry, path, button.url)


def unknown_placeholders(item: Written, path: str, text: str, known: Collection[str]) -> Iterator[Problem]:
    """Placeholders that nothing is put in place of."""
    for name in placeholders_in(text):
        if name not in known:
            near = process.extractOne(name, sorted(known), score_cutoff=60)
            hint = f"Did you mean {{{near[0]}}}? " if near else ""
            yield Problem(
                place=item.at(path),
                what=f"{{{name}}} is not defined.",
                todo=f"{hint}What may stand between braces is defined in products.yaml.",
            )
    if text.count("{") != text.count("}"):
        yield Problem(
            place=item.at(path),
            what="a brace is opened and not closed, or the other way round.",
            todo="Write placeholders like {pafe.site}.",
        )


def broken_links(item: Written, path: str, text: str) -> Iterator[Problem]:
    """Addresses that cannot be right as they are written."""
    for url in links_in(re.sub(r"\{[^{}]*\}", "x", text)):
        todo = misspelt(url)
        if todo:
            yield Problem(place=item.at(path), what=f'"{url}" is not a whole address.', todo=todo)
