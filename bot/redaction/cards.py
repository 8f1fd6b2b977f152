"""Card numbers, with the expiry date and the security code beside them.

A number is a card's when a brand has such numbers, Luhn's sum is right and its digits stand in the
usual groups. Order and phone numbers are long too, so the word before counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.fold import Folded
from bot.redaction.look import DIGITS, URL
from bot.redaction.marks import Span

DIGIT_RUN = re.compile(r"(?<![\w#.-])\d(?:[ .\-]{0,2}+\d)*+")
CARD_BRANDS = re.compile(
    r"(?:4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6[37])\d{14}|9704\d{12}(?:\d{3})?)"
)
NOT_A_CARD = re.compile(r"(?:order|invoice|ticket|tracking|don|don hang|hoa don|id|imei|phone|sdt)\W{0,4}$")
DOMESTIC_CARD = re.compile(r"9704[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{3})?")
CARD_WORD = re.compile(r"the|card|atm")
NAMED_CARD = re.compile(r"(?<!\w)(?:visa|master ?card|jcb|(?:credit|debit|bank) card)(?!\w)[\w :=.#-]{0,16}$")
FOURS = re.compile(r"\d{4}(?:[ .-]\d{4}){3}")
CARD_GROUPS = re.compile(r"\d{13,19}|\d{4}(?:\D{1,2}\d{4}){3}(?:\D{1,2}\d{3})?|\d{4}\D{1,2}\d{6}\D{1,2}\d{4,5}")
AFTER_EXPIRY = re.compile(r"[\s,;/|-]{1,3}(?:(?:security )?code:? |ma )?(\d{3,4})(?!\w)")
EXPIRY = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-4]\d(?![\d/-])")
BESIDE_CARD = re.compile(
    r"[\s,;:/|-]{0,3}(?P<expiry>\d{2} ?[/-] ?\d{2,4}(?!\d))?[\s,;:/|-]{0,3}(?P<code>\d{3,4}(?!\w))?"
)


def cards(folded: Folded) -> Iterator[Span]:
    if not folded.digit:
        return
    for run in DIGIT_RUN.finditer(folded.plain):
        if run.end() - run.start() >= 13 and not _inside_url(folded.plain, run.start()):
            yield from _cards_in(folded, run)


def _cards_in(folded: Folded, run: re.Match[str]) -> Iterator[Span]:
    groups = [group.span() for group in DIGITS.finditer(folded.plain, *run.span())]
    done = 0
    for first in range(len(groups)):
        digits = ""
        start = groups[first][0]
        if start < done:
            continue
        for begin, end in groups[first : first + 19]:
            digits += folded.plain[begin:end]
            if len(digits) > 19:
                break
            named = _is_domestic_card(folded.low, start, end) or _is_named_card(folded.low, start, end)
            if (named or _is_card(digits)) and (first == 0 or CARD_GROUPS.fullmatch(folded.plain, start, end)):
                if not NOT_A_CARD.search(folded.low[max(0, start - 20) : start]):
                    yield from _card_and_what_is_beside(folded, start, end)
                done = end
                break


def _is_domestic_card(low: str, start: int, end: int) -> bool:
    """Vietnamese bank cards (NAPAS) need not keep Luhn's rule, so the word has to be there."""
    return (
        DOMESTIC_CARD.fullmatch(low[start:end]) is not None
        and CARD_WORD.search(low[max(0, start - 24) : start]) is not None
    )


def _is_named_card(low: str, start: int, end: int) -> bool:
    """A number with a slip in it, which breaks Luhn's rule, is a secret too: a card's name stands before it."""
    return (
        FOURS.fullmatch(low[start:end]) is not None and NAMED_CARD.search(low[max(0, start - 32) : start]) is not None
    )


def _is_card(digits: str) -> bool:
    if not CARD_BRANDS.fullmatch(digits):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _card_and_what_is_beside(folded: Folded, start: int, end: int) -> Iterator[Span]:
    yield Span(start, end, "card number")
    beside = BESIDE_CARD.match(folded.plain, end)
    for group in ("expiry", "code"):
        if beside and beside[group]:
            yield Span(*beside.span(group), "card number")
    for expiry in EXPIRY.finditer(folded.plain, max(0, start - 30), end + 60):
        yield Span(*expiry.span(), "card number")
        if code := AFTER_EXPIRY.match(folded.plain, expiry.end()):
            yield Span(*code.span(1), "card number")


def _inside_url(plain: str, at: int) -> bool:
    before = plain[max(0, at - 300) : at]
    return not before[-1:].isspace() and URL.search(before.split()[-1] if before else "") is not None
