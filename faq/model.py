"""What staff wrote down: entries, products, and the places in the files they came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

ByLanguage = Mapping[str, str]
LANGUAGES = ("en", "vi")  # every text has both
OTHER_LANGUAGES = ("es", "pt", "fr", "de")  # questions may be in these too; the answer is in English

_PLACEHOLDER = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where in the files something stands; line and column count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong in a file, and what to do about it, in the editor's words."""

    place: Place
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}\n  {self.todo}"


class FaqInvalid(Exception):
    """The files hold mistakes that an editor must mend. All of them are in `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.place.file, p.place.line))
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}."
        super().__init__("\n".join([*map(str, self.problems), count]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A link under an answer. With a `product` it shows only when that product is talked about."""

    title: ByLanguage
    url: str
    product: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing customers ask, the ways they ask it, and the answer."""

    id: str
    title: ByLanguage
    questions: Mapping[str, tuple[str, ...]]
    answer: ByLanguage
    by_product: Mapping[str, ByLanguage] = field(default_factory=dict)
    product: str | None = None
    ask_product: bool = False
    buttons: tuple[Button, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    review_by: date | None = None
    source: str = ""
    place: Place = field(default=Place(file="", line=0), compare=False)

    def answer_for(self, product: str | None) -> ByLanguage:
        """The answer for this product, or the general one."""
        return self.by_product.get(product or "", self.answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """A product, what people call it, and where its things are.

    `names` always mean the product. `nicknames` ("forms") are everyday words too: they count only
    in a short message or as the answer to "which product?".
    """

    id: str
    name: str
    short: str
    names: tuple[str, ...]
    nicknames: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)  # site, docs, email, ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Faq:
    """Everything staff wrote, as one version. It is replaced as a whole or not at all."""

    entries: Mapping[str, Entry]
    products: Mapping[str, Product]
    company: Mapping[str, str]
    version: str = ""

    def fill(self, text: str, extra: Mapping[str, str] | None = None) -> str:
        """Put the company's own words in place of `{pafe.site}` and the like."""
        values = self.placeholders() | dict(extra or {})
        return _PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), text)

    def placeholders(self) -> dict[str, str]:
        """Every placeholder an answer may use, with its text (`hours.week` is filled in when sent)."""
        named = {f"{p.id}.{key}": value for p in self.products.values() for key, value in p.facts.items()}
        return named | {f"company.{key}": value for key, value in self.company.items()}


def placeholders_in(text: str) -> list[str]:
    """The names between braces in a text, right or wrong."""
    return re.findall(r"\{([^{}]*)\}", text)
