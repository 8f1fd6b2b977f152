"""What a message means: its language, its products, the entries it may ask for, its tell-tale words.

understand() only reads the message. What to do about it, and how sure is sure enough, is policy
and stands in `bot.decide`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from faq.match import Match
from faq.small_words import Language
from faq.text import clean, folded_words, strip_marks
from intents.courtesy import without_courtesy
from intents.cues import bought, demands, only_asks, speaks_of_own, supposes, tells_a_fault
from intents.follow_up import LONGEST, leans, names_a_product_only
from intents.knowledge import Knowledge
from intents.language import detect

MAX_PARTS = 4
KIND = 0.4  # the least for a message to be no more than kind, and the most that it may say besides
CLEAR = 0.8  # a message that goes on from another one, and is understood alone as surely, is taken alone
SHORTEST_PART = 2  # words; less than that is an interjection, not a question of its own

_SENTENCE = re.compile(r"((?:[^.!;?\n]|[.!;](?=\S))+)([.!;]+(?:\s|$)|[?\n]+|$)")
_AND = re.compile(r"\s(?:and also|and|also|plus|as well as|va|và|với lại|đồng thời|ngoài ra|còn)\s|,\s+(?=\w+\s+\w+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One sentence of the message, whether it asks something, and what it may ask for, best first."""

    text: str
    matches: tuple[Match, ...]
    asks: bool = True
    bare: bool = False  # it names a product and says nothing of it


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What one message may mean. `whole` is the message taken as one; `parts` its sentences, if several.

    `joined` is the message taken together with the one before, where it may need that: when it is short, and
    `leans` on something said already or is not understood alone. A `bare` message names a product and says nothing
    of it; `retold` is the one before, asked about that product.
    """

    language: Language | None
    products: tuple[str, ...] = ()
    nickname: str | None = None
    whole: tuple[Match, ...] = ()
    parts: tuple[Part, ...] = ()
    joined: tuple[Match, ...] = ()
    retold: tuple[Match, ...] = ()
    bare: bool = False
    leans: bool = False
    words: tuple[str, ...] = ()
    demand: bool = False
    own: bool = False
    supposed: bool = False
    fault: bool = False
    question: bool = False


def understand(text: str, knowledge: Knowledge, *, expect: Language | None = None, before: str = "") -> Meaning:
    """Read a message. `expect` is the conversation's language so far, for messages that do not tell.

    `before` is what the same customer asked last.
    """
    text = clean(text)
    language = detect(text)
    vietnamese = (language or expect) == "vi"
    terms = knowledge.names.read(text, vietnamese=vietnamese)
    bare = tuple(folded_words(text, vietnamese=vietnamese))
    whole = _whole(text, knowledge, language)
    leaning = leans(strip_marks(text), language or expect)
    demand, fault = demands(text), tells_a_fault(text)
    says_no_more = names_a_product_only(bare)
    nickname = knowledge.names.nickname(text, however_long=says_no_more)
    is_clear = bool(whole) and whole[0].score >= (CLEAR if leaning and not fault else knowledge.faq.thresholds.clear)
    # "ok do it for mine" is more than an okay.
    is_more = demand and bool(whole) and knowledge.route(whole[0].id) == "smalltalk"
    needs_more = before and len(bare) <= LONGEST and (is_more or not is_clear)
    return Meaning(
        language=language,
        products=terms.products,
        nickname=nickname,
        whole=whole,
        parts=tuple(
            Part(
                text=part,
                matches=tuple(knowledge.matcher.rank(without_courtesy(part), language=language)),
                asks=asks,
                bare=names_a_product_only(folded_words(part, vietnamese=vietnamese)),
            )
            for part, asks in split(text)
        ),
        joined=_joined(before, text, knowledge, language) if needs_more else (),
        retold=_retold(before, terms.products or (nickname,), knowledge, language or expect) if says_no_more else (),
        bare=says_no_more,
        leans=leaning,
        words=bare,
        demand=demand,
        own=speaks_of_own(text) or bought(text),
        supposed=supposes(text),
        fault=fault,
        question=only_asks(text),
    )


def _whole(text: str, knowledge: Knowledge, language: Language | None) -> tuple[Match, ...]:
    """The message without its courtesy, unless courtesy is all there is: "sorry, wrong window"."""
    content = without_courtesy(text)
    matches = tuple(knowledge.matcher.rank(content, language=language))
    if content == text or (matches and matches[0].score >= KIND):
        return matches
    as_said = tuple(knowledge.matcher.rank(text, language=language))
    is_kind = as_said and as_said[0].score >= KIND and knowledge.route(as_said[0].id) == "smalltalk"
    return as_said if is_kind else matches


def _joined(before: str, text: str, knowledge: Knowledge, language: Language | None) -> tuple[Match, ...]:
    both = f"{without_courtesy(clean(before))} {without_courtesy(text)}"
    return tuple(knowledge.matcher.rank(both, language=language))


def _retold(
    before: str, products: tuple[str | None, ...], knowledge: Knowledge, language: Language | None
) -> tuple[Match, ...]:
    if not before or len(products) != 1 or products[0] is None:
        return ()
    text = knowledge.names.about(products[0], without_courtesy(clean(before)), vietnamese=language == "vi")
    return tuple(knowledge.matcher.rank(text, language=language))


def split(text: str) -> list[tuple[str, bool]]:
    """The sentences of a message, and the halves of one joined by "and", each with whether it asks something.

    Nothing when the message is a single thought.
    """
    parts: list[tuple[str, bool]] = []
    for found in _SENTENCE.finditer(text):
        sentence = found[1].strip(" ,-")
        halves = [half.strip(" ,") for half in _AND.split(sentence)]
        if len(halves) == 1 or any(len(half.split()) <= SHORTEST_PART for half in halves):
            halves = [sentence]
        marked = found[2].startswith("?")  # that is the last half's; the first may be the reason for asking
        parts += [(half, only_asks(half)) for half in halves[:-1]]
        parts.append((halves[-1], marked or only_asks(halves[-1])))
    parts = [part for part in parts if len(part[0].split()) >= SHORTEST_PART or (part[0] and part[1])]
    return _weightiest(parts) if len(parts) > 1 else []


def _weightiest(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Of too many, those that ask something, then the first ones; in the order they were said."""
    by_weight = sorted(range(len(parts)), key=lambda number: not parts[number][1])
    return [parts[number] for number in sorted(by_weight[:MAX_PARTS])]
