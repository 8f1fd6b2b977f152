"""What people want that no FAQ entry answers: an account matter, a person, a chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from faq.model import ByLanguage, Written

IntentRoute = Literal["ticket", "out_of_scope", "not_eligible", "human", "smalltalk"]
ROUTES: tuple[IntentRoute, ...] = ("ticket", "out_of_scope", "not_eligible", "human", "smalltalk")


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent(Written):
    """One such wish, the ways people put it, and what the bot says.

    For a `ticket`, `reply` is the reason and `include` is what the e-mail should contain; the
    address and the time of the first answer are added when it is sent.
    """

    id: str
    route: IntentRoute
    title: ByLanguage
    questions: Mapping[str, tuple[str, ...]]
    reply: ByLanguage
    include: ByLanguage = field(default_factory=dict)
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    threshold: float | None = None
    review_by: date | None = None
    source: str = ""


Intents = Mapping[str, Intent]
