"""What customers asked and nobody had an answer for, put together. Pure: lines of chats go in, gaps come out.

A question was missed when the bot did not know (fallback), when none of what it offered fitted, when its
answer got a thumb down, when the customer went on to ask for a person, and when an agent marked an answer
as worth learning. Questions that are alike, across tone marks and typing slips, are one gap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from typing import Literal

from rapidfuzz import fuzz, process

from bot.policy import WISH
from bot.redact import redact, without_marks
from bot.wording import none_of_these
from faq.small_words import SMALL_WORDS
from faq.text import clean, fold, folded_words
from intents.courtesy import without_courtesy

Why = Literal["not known", "none of these", "thumb down", "handed over", "marked to learn"]

ALIKE = 78  # of 100; chosen so that one slip in each of two words does not part a question from itself
MOST_QUESTIONS = 8  # of one gap, in the patch
_SOON = timedelta(hours=1)  # who asks for a person this soon after a question asks because of it
_ANSWERED = timedelta(days=2)
_PRIVATE = re.compile(r"@|\d{5}|https?://")  # such a question is about one person's own matter
_SMALL = frozenset(fold(word) for words in (SMALL_WORDS["en"], SMALL_WORDS["vi"]) for word in words)
_LONGEST = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a chat. `event` is the customer's act that it is, or that it answers."""

    customer: str
    at: datetime
    who: str
    kind: str = ""
    text: str = ""
    route: str = ""
    entry: str = ""
    reason: str = ""
    language: str = ""
    nearest: str = ""
    mid: str = ""
    event: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """One customer's question, why it counts as missed, and what an agent answered."""

    customer: str
    at: datetime
    text: str
    why: Why
    language: str = ""
    nearest: str = ""
    answer: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Questions that are alike, newest first. `nearest` is the entry that came closest."""

    missed: Sequence[Missed] = field(repr=False)

    @property
    def key(self) -> str:
        """A name for it that stays while new ones like it come."""
        return blake2b(essence(self.missed[-1]).encode(), digest_size=6).hexdigest()

    @property
    def people(self) -> int:
        return len({each.customer for each in self.missed})

    @property
    def newest(self) -> datetime:
        return self.missed[0].at

    @property
    def text(self) -> str:
        """As most people put it; of those, as it was put last."""
        return next(iter(self.texts().values()))[0]

    @property
    def whys(self) -> list[tuple[Why, int]]:
        return Counter(each.why for each in self.missed).most_common()

    @property
    def nearest(self) -> str:
        found = Counter(each.nearest for each in self.missed if each.nearest).most_common(1)
        return found[0][0] if found else ""

    @property
    def answer(self) -> Missed | None:
        """The question with the best draft: what was marked as worth learning, or else the newest."""
        answered = [each for each in self.missed if each.answer]
        marked = [each for each in answered if each.why == "marked to learn"]
        return next(iter(marked or answered), None)

    def texts(self) -> dict[str, list[str]]:
        """The different ways to ask it by language, the usual ones first, as they may stand in a file."""
        found: dict[str, Counter[str]] = {}
        for each in self.missed:
            found.setdefault(each.language or "en", Counter())[each.text] += 1
        ranked = {
            language: [text for text, _ in texts.most_common(MOST_QUESTIONS)] for language, texts in found.items()
        }
        return dict(sorted(ranked.items(), key=lambda item: -sum(found[item[0]].values())))


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """A question of which an editor said that it needs no answer: whose, in which words (its essence), and when."""

    customer: str
    words: str
    at: datetime


def asides_of(gap: Gap, *, at: datetime) -> list[Aside]:
    """What to remember of a gap that is set aside as it stood then. Who asked it later is not part of that."""
    found = {(each.customer, essence(each)): None for each in gap.missed if each.at <= at}
    return [Aside(customer=customer, words=words, at=at) for customer, words in found]


def likenesses(gap: Gap, asides: Sequence[Aside]) -> list[Aside]:
    """Those that say the same as this gap."""
    kinds = {essence(each) for each in gap.missed}
    return [each for each in asides if any(fuzz.ratio(each.words, kind) >= ALIKE for kind in kinds)]


def is_aside(gap: Gap, asides: Sequence[Aside]) -> bool:
    """Whether it needs no answer. It does again once somebody asks it who had not asked before."""
    mine = likenesses(gap, asides)
    if not mine:
        return False
    known, since = {each.customer for each in mine}, max(each.at for each in mine)
    return all(each.customer in known or each.at <= since for each in gap.missed)


def missed(lines: Iterable[Line]) -> Iterator[Missed]:
    """Every missed question, of all customers; their lines stand together, oldest first."""
    for _, of_one in groupby(lines, key=lambda line: line.customer):
        yield from _missed_by_one(list(of_one))


def grouped(found: Iterable[Missed]) -> list[Gap]:
    """The gaps, newest first. Whoever asked the same twice, for two reasons, asked it once."""
    groups: list[list[Missed]] = []
    kinds: list[str] = []
    for each in sorted(found, key=lambda each: (each.at, each.customer)):
        words = essence(each)
        if not words:
            continue
        near = process.extractOne(words, kinds, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if near is None:
            kinds.append(words)
            groups.append([each])
        else:
            groups[near[2]].append(each)
    return sorted((Gap(missed=group[::-1]) for group in groups), key=lambda gap: (gap.newest, gap.people), reverse=True)


def essence(each: Missed) -> str:
    """What a question says, however it is typed: its words without marks and small words, in order of the alphabet."""
    text = without_courtesy(clean(without_marks(each.text)))
    words = folded_words(text, vietnamese=each.language == "vi")
    return " ".join(sorted([word for word in words if word not in _SMALL] or words))


def _missed_by_one(lines: list[Line]) -> Iterator[Missed]:
    lines = list(_bursts(lines))
    for place, line in enumerate(lines):
        of = _question(lines, place, line)
        if of is None:
            continue
        why, asked = of
        text = without_marks(lines[asked].text).strip()[:_LONGEST]
        if text and not _PRIVATE.search(text):
            question = lines[asked]
            yield Missed(
                customer=line.customer,
                at=question.at,
                text=" ".join(text.split()),
                why=why,
                language=question.language,
                nearest=question.nearest,
                answer=_answer(lines, asked, place if why == "marked to learn" else None),
            )


def _bursts(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines that were answered together are one question; the decision stands with the last of them."""
    open_: list[str] = []
    for line in lines:
        if line.who != "customer" or line.kind != "CustomerMessage":
            open_ = [] if line.who != "customer" else open_
            yield line
        elif not line.route and not line.reason:
            open_.append(line.text)
            yield replace(line, text="")
        else:
            yield replace(line, text="\n".join([*open_, line.text]))
            open_ = []


def _question(lines: Sequence[Line], place: int, line: Line) -> tuple[Why, int] | None:
    """Why this line tells of a missed question, and where that question stands."""
    asked = _asked_before(lines, place)
    if line.route == "learn":
        answer = next((n for n in range(place - 1, -1, -1) if _is_answer(lines[n])), None)
        question = _asked_before(lines, answer, any_route=True) if answer is not None else None
        return None if question is None else ("marked to learn", question)
    if line.who != "customer":
        return None
    if line.kind == "Feedback":
        rated = _rated(lines, place, line) if line.text == "bad" else None
        return None if rated is None else ("thumb down", rated)
    is_none = line.reason == "none of these" or line.text in (none_of_these("en"), none_of_these("vi"))
    if is_none and line.route in ("fallback", "human"):
        return None if asked is None else ("none of these", asked)
    if line.route == "fallback" or (line.route == "human" and line.reason == "two misses in a row"):
        return "not known", place
    if line.route == "human" and line.entry in ("", WISH):
        is_soon = asked is not None and line.at - lines[asked].at <= _SOON
        return ("handed over", asked) if asked is not None and is_soon else None
    return None


def _asked_before(lines: Sequence[Line], place: int | None, *, any_route: bool = False) -> int | None:
    """The customer's last real question before this line. A question that was missed already is not counted twice."""
    for n in range((place or 0) - 1, -1, -1):
        line = lines[n]
        if line.who == "customer" and line.kind == "CustomerMessage" and line.text and line.reason != "tapped":
            if line.route == "smalltalk" or (line.route == "human" and not any_route):
                continue
            return n if any_route or line.route in ("answer", "clarify") else None
    return None


def _rated(lines: Sequence[Line], place: int, line: Line) -> int | None:
    """The question whose answer got the thumb. Meta's thumb names our message, our own names the entry."""
    answer = next((each for each in lines if each.who == "bot" and each.mid and each.mid == line.mid), None)
    for n in range(place - 1, -1, -1):
        each = lines[n]
        if each.who == "customer" and each.kind == "CustomerMessage" and each.text:
            if answer is not None and each.event == answer.event:
                return n
            if answer is None and line.entry and each.entry == line.entry:
                return n
    return None


def _answer(lines: Sequence[Line], asked: int, until: int | None) -> str:
    """What an agent said next, as a draft: in one piece, without secrets."""
    said: list[str] = []
    for line in lines[asked + 1 : until]:
        if line.at - lines[asked].at > _ANSWERED:
            break
        if _is_answer(line):
            said.append(line.text)
        elif said and line.who == "customer" and line.text:
            break
    return redact("\n\n".join(said)).strip()


def _is_answer(line: Line) -> bool:
    return line.who == "staff" and line.kind in ("Echo", "Reply") and len(line.text.split()) > 2
