"""What our own buttons and quick replies carry: a verb and, where it needs one, what it is about.

"entry:stripe", "product:pafe:refund-policy", "person". A payload comes back from Meta's servers
long after it was made, so an unknown one is no error: it is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verb = Literal["entry", "product", "person", "none", "start", "forget", "erase", "keep", "helpful", "unhelpful"]

PERSON = "person"
NONE = "none"
START = "start"
FORGET = "forget"  # ask whether to delete what is stored about them
ERASE = "erase"  # yes, do
KEEP = "keep"
GET_STARTED = "GET_STARTED"  # the usual name of Meta's own button


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button. `about` is an entry or intent id, `product` a product id."""

    verb: Verb
    about: str | None = None
    product: str | None = None


def entry(name: str) -> str:
    """The payload that asks for an entry or intent."""
    return f"entry:{name}"


def product(name: str, *, about: str | None = None) -> str:
    """The payload that names a product, and what it was asked for."""
    return f"product:{name}:{about or ''}"


def thumb(entry: str, *, good: bool) -> str:
    """The payload that says whether the answer of an entry helped."""
    return f"{'helpful' if good else 'unhelpful'}:{entry}"


def read(payload: str | None) -> Tap | None:
    """The tap a payload stands for; None for one that is not ours."""
    if not payload:
        return None
    if payload == GET_STARTED:
        return Tap("start")
    verb, _, rest = payload.partition(":")
    match verb:
        case "person" | "none" | "start" | "forget" | "erase" | "keep" if not rest:
            return Tap(verb)
        case "entry" | "helpful" | "unhelpful" if rest:
            return Tap(verb, about=rest)
        case "product" if rest:
            name, _, about = rest.partition(":")
            return Tap("product", product=name, about=about or None)
        case _:
            return None
