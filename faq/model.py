"""What staff wrote down: entries, products, and the places in the files they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ByLanguage = Mapping[str, str]
LANGUAGES = ("en", "vi")  # every text has both
OTHER_LANGUAGES = ("es", "pt", "fr", "de")  # questions may be in these too; the answer is in English

Severity = Literal["error", "warning"]  # an error keeps the new version from customers, a warning does not
Spots = Mapping[str, tuple[int, int]]  # "questions.vi.3": line and column

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
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.place}, column {self.place.column}: {self.what}\n  {self.todo}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """As they stand in the files, from top to bottom; said twice is said once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.place.file, p.place.line, p.place.column))


def counted(number: int, what: str) -> str:
    """ "1 problem", "2 problems"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


class FaqInvalid(Exception):
    """The files hold mistakes that an editor must mend. All of them are in `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join([*map(str, self.problems), f"{counted(len(self.problems), 'problem')}."]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Something an editor wrote, and where each part of it stands."""

    place: Place = field(default=Place(file="", line=0), compare=False)
    spots: Spots = field(default_factory=dict, compare=False, repr=False)

    def at(self, path: str) -> Place:
        """Where a part stands ("questions.vi.3", "answer.en"), or the nearest thing around it."""
        while path:
            if path in self.spots:
                line, column = self.spots[path]
                return Place(file=self.place.file, line=line, column=column)
            path = path.rpartition(".")[0]
        return self.place


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A link under an answer. With a `product` it shows only when that product is talked about."""

    title: ByLanguage
    url: str
    product: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Written):
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
    threshold: float | None = None
    review_by: date | None = None
    source: str = ""

    def answer_for(self, product: str | None) -> ByLanguage:
        """The answer for this product, or the general one."""
        return self.by_product.get(product or "", self.answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class Product(Written):
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
class Thresholds:
    """How sure is sure enough, as probabilities. `faq calibrate` chooses them and keeps them in thresholds.yaml."""

    sure: float = 0.20  # one entry, answered
    clear: float = 0.50  # each of two questions in one message; the first few words of a chat
    alone: float = 0.15  # one entry without a rival, answered when it is much likelier than the next
    maybe: float = 0.12  # worth asking "did you mean"
    ticket: float = 0.30  # sent to e-mail; a wrong one costs a detour, a missed one an account


@dataclass(frozen=True, kw_only=True, slots=True)
class Faq:
    """Everything staff wrote, as one version. It is replaced as a whole or not at all."""

    entries: Mapping[str, Entry]
    products: Mapping[str, Product]
    company: Mapping[str, str]
    thresholds: Thresholds = Thresholds()
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
