"""Reads `products.yaml`: the company, its products, what people call them, and every address an answer may name."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from faq.limits import MAX_CHOICES, MAX_TITLE, too_long
from faq.links import misspelt
from faq.model import Problem, Product
from faq.reader import Reader

PRODUCT_KEYS = ("id", "name", "short", "names", "nicknames")
_MOST = MAX_CHOICES - 1  # in "which product?"; the last choice is "none of these"


def read_products(path: Path) -> tuple[dict[str, str], dict[str, Product], list[Problem]]:
    """The company's facts, the products by id, and what is wrong."""
    reader = Reader(path)
    if reader.problems:
        return {}, {}, reader.problems
    top = reader.mapping(reader.root, {"company", "products"}, 'the file has "company:" and "products:"')
    company_node = top.get("company")
    company = _facts(reader, reader.mapping(company_node, (), "it names things")) if company_node else {}
    products: dict[str, Product] = {}
    for node in reader.sequence(top.get("products")):
        product = _read_product(reader, node)
        if product.id in products:
            line = products[product.id].place.line
            reader.say(node, f'the product "{product.id}" already stands in line {line}.', "Choose another id.")
        products[product.id] = product
    if len(products) > _MOST:
        said = f'there are {len(products)} products; "which product?" can show {_MOST}.'
        reader.say(top.get("products"), said, "Take out those that nobody asks about.")
    return company, products, reader.problems


def _read_product(reader: Reader, node: yaml.Node) -> Product:
    keys = reader.mapping(node, (), 'it starts with "id:"')
    product = Product(
        id=reader.text(keys.get("id")),
        name=reader.text(keys.get("name")),
        short=reader.text(keys.get("short")),
        names=reader.texts(keys.get("names")),
        nicknames=reader.texts(keys.get("nicknames")),
        facts=_facts(reader, {key: value for key, value in keys.items() if key not in PRODUCT_KEYS}),
        place=reader.place(node),
    )
    for key in ("id", "name", "short"):
        if not getattr(product, key) and keys:
            reader.say(node, f'this product has no "{key}".', f'Write "{key}: ...".')
    too_long(reader, keys.get("short"), {"": product.short}, MAX_TITLE, "short name")
    return product


def _facts(reader: Reader, nodes: dict[str, yaml.Node]) -> dict[str, str]:
    """Things answers may name. Those that are addresses have to be whole."""
    facts = {key: reader.text(node) for key, node in nodes.items()}
    for key, value in facts.items():
        node = nodes[key]
        if not re.fullmatch("[a-z_]+", key):
            said = f'"{key}" cannot be used in an answer.'
            reader.say(node, said, "Use small letters and _ only, for example price_page.")
        if "email" in key and not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", value):
            reader.say(node, f'"{value}" is not an e-mail address.', "Write it like support@example.com.")
        elif re.match(r"(https?|www)\b", value) and (todo := misspelt(value)):
            reader.say(node, f'"{value}" is not a whole address.', todo)
        elif not value:
            reader.say(node, f'there is nothing after "{key}:".', "Write it there, or delete the line.")
    return facts
