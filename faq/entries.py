"""Reads one entry of a FAQ file, and the parts that intents have too."""

from __future__ import annotations

import yaml

from faq.limits import MAX_ANSWER, MAX_TITLE, too_long
from faq.model import LANGUAGES, OTHER_LANGUAGES, Button, ByLanguage, Entry, Product
from faq.reader import Reader

ENTRY_KEYS = (
    "id", "product", "title", "questions", "answer", "by_product", "ask_product", "buttons", "must_match",
    "must_not_match", "threshold", "review_by", "source",
)  # fmt: skip
BUTTON_KEYS = ("title", "url", "product")


def read_entry(reader: Reader, node: yaml.Node, products: dict[str, Product]) -> Entry:
    """The entry at this node. What is wrong is noted; what is missing is empty."""
    keys = reader.mapping(node, ENTRY_KEYS, 'it starts with "id:"')
    return Entry(
        id=reader.text(keys.get("id")),
        product=_known_product(reader, keys.get("product"), products),
        title=read_title(reader, keys.get("title"), node, "title"),
        questions=read_questions(reader, keys.get("questions"), node),
        answer=_answer(reader, keys.get("answer"), node, "answer"),
        by_product=_by_product(reader, keys.get("by_product"), products),
        ask_product=reader.flag(keys.get("ask_product")),
        buttons=tuple(_read_button(reader, b, products) for b in reader.sequence(keys.get("buttons"))),
        must_match=reader.texts(keys.get("must_match")),
        must_not_match=reader.texts(keys.get("must_not_match")),
        threshold=reader.share(keys.get("threshold")),
        review_by=reader.day(keys.get("review_by")),
        source=reader.text(keys.get("source")),
        place=reader.place(node),
        spots=reader.spots(node),
    )


def read_title(reader: Reader, node: yaml.Node | None, within: yaml.Node, what: str) -> dict[str, str]:
    """A title in both languages, short enough for a button, with words in it."""
    title = reader.by_language(node, "title", within)
    too_long(reader, node, title, MAX_TITLE, what)
    for language, text in title.items():
        if text and not any(character.isalnum() for character in text):
            reader.say(node, f'the {what} in "{language}" has no words.', "Say in a word or two what it does.")
        if "{" in text:
            reader.say(
                node, f'the {what} in "{language}" has a placeholder.', "Titles are shown as they are: write it."
            )
    return title


def read_questions(reader: Reader, node: yaml.Node | None, within: yaml.Node) -> dict[str, tuple[str, ...]]:
    """The questions by language; without any, nobody can reach the entry."""
    if node is None:
        reader.say(within, "there are no questions.", 'Write what customers type after "questions:", by language.')
        return {}
    before = len(reader.problems)
    lists = reader.mapping(node, (*LANGUAGES, *OTHER_LANGUAGES), 'it has "en:" and "vi:" with a list each')
    found = {language: reader.texts(lists.get(language)) for language in (*LANGUAGES, *lists)}
    for language, questions in found.items():
        if not questions and len(reader.problems) == before:
            reader.say(node, f'there are no questions in "{language}".', f'Add some after "{language}:".')
    return found


def _known_product(reader: Reader, node: yaml.Node | None, products: dict[str, Product]) -> str | None:
    name = reader.text(node) or None
    if name and name not in products:
        reader.say(node, f'"{name}" is not a product.', f"Known products: {', '.join(products)}.")
    return name


def _by_product(reader: Reader, node: yaml.Node | None, products: dict[str, Product]) -> dict[str, ByLanguage]:
    if node is None:
        return {}
    found: dict[str, ByLanguage] = {}
    for name, value in reader.mapping(node, products, "it names products").items():
        found[name] = _answer(reader, value, node, f"answer for {name}")
    return found


def _answer(reader: Reader, node: yaml.Node | None, within: yaml.Node, what: str) -> ByLanguage:
    answer = reader.by_language(node, what, within)
    too_long(reader, node, answer, MAX_ANSWER, what)
    return answer


def _read_button(reader: Reader, node: yaml.Node, products: dict[str, Product]) -> Button:
    keys = reader.mapping(node, BUTTON_KEYS, 'it has "title:" and "url:"')
    url = reader.text(keys.get("url"))
    if not url.startswith(("https://", "{")):
        reader.say(
            keys.get("url") or node, f'the button has no usable address ("{url}").', "Write an https:// address."
        )
    return Button(
        title=read_title(reader, keys.get("title"), node, "button title"),
        url=url,
        product=_known_product(reader, keys.get("product"), products),
    )
