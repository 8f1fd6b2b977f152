"""Reads the folder of FAQ files into one `Faq`, or raises `FaqInvalid` with everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import yaml

from faq.model import (
    LANGUAGES,
    OTHER_LANGUAGES,
    Button,
    ByLanguage,
    Entry,
    Faq,
    FaqInvalid,
    Place,
    Problem,
    Product,
    placeholders_in,
)
from faq.reader import Reader, too_long

HERE = Path(__file__).parent / "content"
PRODUCTS_FILE = "products.yaml"
HOURS_FILE = "hours.yaml"

MAX_TITLE = 20  # a quick reply's title; Messenger cuts longer ones
MAX_ANSWER = 1900  # a message; see bot.messenger.render

_ENTRY_KEYS = {
    "id", "product", "title", "questions", "answer", "by_product", "ask_product", "buttons", "must_match",
    "must_not_match", "review_by", "source",
}  # fmt: skip
_PRODUCT_KEYS = {"id", "name", "short", "names", "nicknames"}
FILLED_LATER = {"hours.week"}  # known only when an answer is sent


def files_in(folder: Path) -> list[Path]:
    """The YAML files of a folder, in a fixed order. Hidden and half-written ones are not looked at."""
    return sorted(p for p in folder.glob("*.y*ml") if not p.name.startswith("."))


def version_of(*folders: Path) -> str:
    """A short name for exactly this content: it changes when a byte of a file does."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in files_in(folder):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def load_faq(folder: Path = HERE) -> Faq:
    """All entries and products of the folder.

    Raises:
        FaqInvalid: something in the files is wrong; it lists all of it, with file and line.
    """
    problems: list[Problem] = []
    products_path = folder / PRODUCTS_FILE
    company, products = _read_products(products_path, problems) if products_path.is_file() else ({}, {})
    entries: dict[str, Entry] = {}
    for path in files_in(folder):
        if path.name in (PRODUCTS_FILE, HOURS_FILE):
            continue
        reader = Reader(path, f"{folder.name}/{path.name}")
        for node in reader.items(reader.root, "entries") if reader.root else ():
            entry = _read_entry(reader, node, products)
            add_unique(reader, node, entry.id, entries)
            entries[entry.id] = entry
        problems += reader.problems
    faq = Faq(entries=entries, products=products, company=company, version=version_of(folder))
    problems += _unknown_placeholders(faq)
    if not entries and not problems:
        # A folder that was moved away or emptied is a mishap; the bot goes on with what it knows.
        problems.append(
            Problem(
                place=Place(file=folder.name, line=1),
                what="there is no entry in this folder.",
                todo="Put the files back.",
            )
        )
    if problems:
        raise FaqInvalid(problems)
    return faq


def add_unique(reader: Reader, node: yaml.Node, name: str, taken: dict[str, Entry]) -> None:
    """Note an id that is missing or used before."""
    if not name:
        reader.say(node, "this entry has no id.", 'Write "id: some-name" as its first line.')
    elif name in taken:
        reader.say(
            node,
            f'the id "{name}" is already used in {taken[name].place}.',
            "Choose another id; every id may be used once.",
        )


def _read_products(path: Path, problems: list[Problem]) -> tuple[dict[str, str], dict[str, Product]]:
    reader = Reader(path, f"{path.parent.name}/{path.name}")
    top = reader.mapping(reader.root, {"company", "products"}, 'the file has "company:" and "products:"')
    company = {key: reader.text(v) for key, v in reader.mapping(top.get("company"), (), "it names things").items()}
    products = {}
    for node in reader.sequence(top.get("products")):
        keys = reader.mapping(node, (), 'it starts with "id:"')
        product = Product(
            id=reader.text(keys.get("id")),
            name=reader.text(keys.get("name")),
            short=reader.text(keys.get("short")),
            names=reader.texts(keys.get("names")),
            nicknames=reader.texts(keys.get("nicknames")),
            facts={key: reader.text(value) for key, value in keys.items() if key not in _PRODUCT_KEYS},
        )
        for key in ("id", "name", "short"):
            if not getattr(product, key):
                reader.say(node, f'this product has no "{key}".', f'Write "{key}: ...".')
        too_long(reader, keys.get("short"), {"": product.short}, MAX_TITLE, "short name")
        products[product.id] = product
    problems += reader.problems
    return company, products


def _read_entry(reader: Reader, node: yaml.Node, products: dict[str, Product]) -> Entry:
    keys = reader.mapping(node, _ENTRY_KEYS, 'it starts with "id:"')
    title = reader.by_language(keys.get("title"), "title", node)
    too_long(reader, keys.get("title"), title, MAX_TITLE, "title")
    answer = reader.by_language(keys.get("answer"), "answer", node)
    too_long(reader, keys.get("answer"), answer, MAX_ANSWER, "answer")
    return Entry(
        id=reader.text(keys.get("id")),
        product=_known_product(reader, keys.get("product"), products),
        title=title,
        questions=read_questions(reader, keys.get("questions"), node),
        answer=answer,
        by_product=_by_product(reader, keys.get("by_product"), products),
        ask_product=reader.text(keys.get("ask_product")) == "true",
        buttons=tuple(_read_button(reader, b, products) for b in reader.sequence(keys.get("buttons"))),
        must_match=reader.texts(keys.get("must_match")),
        must_not_match=reader.texts(keys.get("must_not_match")),
        review_by=reader.day(keys.get("review_by")),
        source=reader.text(keys.get("source")),
        place=reader.place(node),
    )


def read_questions(reader: Reader, node: yaml.Node | None, within: yaml.Node) -> dict[str, tuple[str, ...]]:
    """The questions by language; without any, nobody can reach the entry."""
    if node is None:
        reader.say(within, "there are no questions.", 'Write what customers type after "questions:", by language.')
        return {}
    lists = reader.mapping(node, (*LANGUAGES, *OTHER_LANGUAGES), 'it has "en:" and "vi:" with a list each')
    found = {language: reader.texts(lists.get(language)) for language in (*LANGUAGES, *lists)}
    for language, questions in found.items():
        if not questions:
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
        found[name] = reader.by_language(value, f"answer for {name}", node)
        too_long(reader, value, found[name], MAX_ANSWER, f"answer for {name}")
    return found


def _read_button(reader: Reader, node: yaml.Node, products: dict[str, Product]) -> Button:
    keys = reader.mapping(node, {"title", "url", "product"}, 'it has "title:" and "url:"')
    title = reader.by_language(keys.get("title"), "title", node)
    too_long(reader, keys.get("title"), title, MAX_TITLE, "button title")
    url = reader.text(keys.get("url"))
    if not url.startswith(("https://", "{")):
        reader.say(node, f'the button has no usable address ("{url}").', "Write an https:// address.")
    return Button(title=title, url=url, product=_known_product(reader, keys.get("product"), products))


def _unknown_placeholders(faq: Faq) -> Iterable[Problem]:
    known = set(faq.placeholders()) | FILLED_LATER
    for entry in faq.entries.values():
        for text in _texts_of(entry):
            for name in placeholders_in(text):
                if name not in known:
                    yield Problem(
                        place=entry.place,
                        what=f'"{entry.id}" uses {{{name}}}, which is not defined.',
                        todo=f"Known: {', '.join(sorted(known))}. They are defined in {PRODUCTS_FILE}.",
                    )


def _texts_of(entry: Entry) -> Iterable[str]:
    yield from entry.answer.values()
    for answer in entry.by_product.values():
        yield from answer.values()
    for button in entry.buttons:
        yield button.url
