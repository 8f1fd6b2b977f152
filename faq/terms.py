"""The words of a message with product names made one: "elementor addons" and "PAFE" are the same word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.model import Product
from faq.text import RECENT, folded_words

# A nickname ("forms", "grid") is a product only where hardly anything else is said.
SHORT_MESSAGE = 5
# Words that may stand within a name ("form của Bricks"); "and" and "or" keep two names apart.
_SMALL = frozenset(
    "for what about the in with do does it on is your a an con thi sao cho ve cua voi how".split(),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A message taken apart: its words for matching, and the products it names."""

    words: tuple[str, ...]
    products: tuple[str, ...]


class ProductNames:
    """Finds what people call our products, longest name first, small typing slips forgiven."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self.fingerprint = repr([(p.id, p.names) for p in products.values()])
        self._names = _folded(products, "names")
        self._nicknames = _folded(products, "nicknames")
        self._pattern = _pattern(self._names)
        self._everyday = _pattern(self._nicknames)
        # Single words that can only be a product, for "pafee" and "piotnetform".
        self._single = [name for name in self._names if " " not in name and len(name) >= 4]
        self._mended = lru_cache(maxsize=4096)(self._mend)
        self._recent = lru_cache(maxsize=RECENT)(self._read)

    def read(self, text: str, *, vietnamese: bool = False) -> Terms:
        """The message's words and the products in it, in the order they are named."""
        return self._recent(text, vietnamese)

    def _read(self, text: str, vietnamese: bool) -> Terms:
        tokens = [self._mended(token) for token in folded_words(text, vietnamese=vietnamese)]
        found: list[str] = []

        def replace(match: re.Match[str]) -> str:
            product = self._names[match[0]]
            if product not in found:
                found.append(product)
            return f" {token_of(product)} "

        joined = self._pattern.sub(replace, " ".join(tokens)) if self._pattern else " ".join(tokens)
        return Terms(tuple(joined.split()), tuple(found))

    def nickname(self, text: str, *, however_long: bool = False) -> str | None:
        """The product a short message means by an everyday word ("and for bricks?"), or None."""
        tokens = folded_words(text)
        if len(tokens) > SHORT_MESSAGE and not however_long:
            return None
        said = " ".join(token for token in tokens if token not in _SMALL)
        found = {self._nicknames[name] for name in self._everyday.findall(said)} if self._everyday else set()
        return found.pop() if len(found) == 1 else None

    def about(self, product: str, text: str, *, vietnamese: bool = False) -> str:
        """The words of a message, said of this product instead of those that it names."""
        terms = self.read(text, vietnamese=vietnamese)
        named = {token_of(each) for each in terms.products}
        rest = " ".join(word for word in terms.words if word not in named)
        return f"{rest} {token_of(product)}"

    def _mend(self, token: str) -> str:
        if len(token) < 5 or token in self._single:
            return token
        near = process.extractOne(token, self._single, scorer=OSA.distance, score_cutoff=1)
        if near is not None:
            return str(near[0])
        if len(token) >= 6 and OSA.distance(token, "piotnet", score_cutoff=2) <= 2:
            return "piotnet"
        return token


def token_of(product: str) -> str:
    """The one word that stands for a product in the matcher."""
    return f"product{product}"


def _folded(products: Mapping[str, Product], attribute: str) -> dict[str, str]:
    return {
        " ".join(folded_words(name)): product.id
        for product in products.values()
        for name in getattr(product, attribute)
    }


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
