"""Secrets leave a text before anything else sees it.

redact() puts "[removed: password]" in place of what a customer should not have written: passwords,
keys, tokens, card numbers, one-time codes. It has no clock, network or memory, never fails, and
takes time in proportion to the text. Two ways of knowing a secret work together: its shape (a card
number, "sk_live_…") and the word that announces it ("my password is …", "mk: …"). Shapes are certain;
a word is not, because people mostly ask about passwords without giving one. So what follows the
word has to look like a value, and the less it looks like one the more clearly it must be announced.

The text is folded first (no tone marks, no full-width digits, no invisible characters), so that one
spelling is enough for "mật khẩu" and "mat khau"; what is found is cut out of the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from bot import secret_patterns as p
from bot.model import ButtonTap, CustomerMessage, Echo, Edit, Event, Referral, Source
from bot.secret_patterns import HOLE, MARK, Kind

_KINDS: dict[str, Kind] = {
    "phrase": "recovery phrase", "code": "code", "key": "key", "token": "token", "password": "password",
}  # fmt: skip
PASSES = 4  # what one removal uncovers, the next pass sees; more than two are hardly ever needed
GAP = 6  # words between "password" and "is"
STEPS = 20  # words, signs and line breaks altogether
LOOK_BACK = 100

AnyEvent = TypeVar("AnyEvent", bound=Event)


def redact(text: str) -> str:
    """The text with every secret replaced by a mark. Redacting twice changes nothing more."""
    for _ in range(PASSES):
        folded = _fold(text)
        spans = _merged(_found(folded))
        if not spans:
            break
        text = _cut(text, folded, spans)
    return text


def removed_kinds(text: str) -> tuple[str, ...]:
    """The kinds of the marks in a redacted text, each once, in the order they come."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def without_marks(text: str) -> str:
    """A redacted text without its marks, for understanding what else the customer says."""
    if not MARK.search(text):
        return text
    return p.SPACES.sub(" ", MARK.sub(" ", text)).strip()


def redact_event(event: AnyEvent) -> AnyEvent:
    """The event with every text a person may have written redacted.

    Payloads stay: ours are names of our own, and Meta's (the customer's phone number or e-mail
    address) are what the customer was asked for.
    """
    changed: Event = event
    match event:
        case CustomerMessage(text=text, source=source):
            changed = replace(event, text=redact(text), source=_source(source))
        case ButtonTap(title=title, source=source):
            changed = replace(event, title=redact(title), source=_source(source))
        case Echo(text=text) | Edit(text=text):
            changed = replace(event, text=redact(text))
        case Referral(source=source):
            changed = replace(event, source=_source(source) or source)
        case _:
            pass
    return changed  # type: ignore[return-value]  # replace() keeps the class


def _source(source: Source | None) -> Source | None:
    return source and replace(source, ref=redact(source.ref), title=redact(source.title))


# ---- Folding, and cutting out of the original


@dataclass(frozen=True, slots=True)
class _Folded:
    """`plain` keeps case, `low` does not; both have the same length. `at` leads back to the original."""

    plain: str
    low: str
    at: list[int]


class _Span(NamedTuple):
    start: int
    end: int
    kind: Kind


def _fold(text: str) -> _Folded:
    plain: list[str] = []
    at: list[int] = []
    end_of_mark = 0
    marks = {mark.start(): mark.end() for mark in MARK.finditer(text)}
    for index, char in enumerate(text):
        if index in marks:
            plain.append(HOLE)
            at.append(index)
            end_of_mark = marks[index]
        if index >= end_of_mark:
            simple = _simple(char)
            plain.append(simple)
            at.extend([index] * len(simple))
    at.append(len(text))
    folded = "".join(plain)
    low = "".join(lower if len(lower := char.lower()) == 1 else char for char in folded)
    return _Folded(folded, low, at)


def _simple(char: str) -> str:
    """A character without its tone marks and in its plain width; nothing for one that cannot be seen."""
    if char.isascii():
        return char
    if char == HOLE:
        return "?"
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    base = unicodedata.normalize("NFKD", char)
    return "".join(part for part in base if unicodedata.category(part) not in ("Mn", "Me", "Cf"))


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Spans that overlap become one, named after the longest."""
    merged: list[_Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
            continue
        longer = span if span.end - span.start > last.end - last.start else last
        merged[-1] = _Span(last.start, max(last.end, span.end), longer.kind)
    return merged


def _cut(text: str, folded: _Folded, spans: list[_Span]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, kind in spans:
        first = max(done, folded.at[start])
        pieces += [text[done:first], f"[removed: {kind}]"]
        done = max(folded.at[end], folded.at[end - 1] + 1)
    return "".join([*pieces, text[done:]])


# ---- Finding


def _found(folded: _Folded) -> Iterator[_Span]:
    for span in (
        *_private_keys(folded.plain),
        *_shapes(folded.plain),
        *_cards(folded),
        *_announced(folded),
        *_pairs(folded),
    ):
        if folded.plain[span.start : span.end].strip(HOLE):
            yield span


def _private_keys(plain: str) -> Iterator[_Span]:
    done = 0
    while begin := p.PRIVATE_KEY_BEGINS.search(plain, done):
        end = p.PRIVATE_KEY_ENDS.search(plain, begin.end())
        done = end.end() if end else len(plain)
        yield _Span(begin.start(), done, "private key")


def _shapes(plain: str) -> Iterator[_Span]:
    for kind, pattern in p.SHAPES:
        group = "secret" if "secret" in pattern.groupindex else 0
        for found in pattern.finditer(plain):
            yield _Span(*found.span(group), kind)


def _cards(folded: _Folded) -> Iterator[_Span]:
    for run in p.DIGIT_RUN.finditer(folded.plain):
        if run.end() - run.start() >= 13 and not _inside_url(folded.plain, run.start()):
            yield from _cards_in(folded, run)


def _cards_in(folded: _Folded, run: re.Match[str]) -> Iterator[_Span]:
    groups = [group.span() for group in p.DIGITS.finditer(folded.plain, *run.span())]
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
            domestic = _is_domestic_card(folded.low, start, end)
            if (domestic or _is_card(digits)) and (first == 0 or _usual_groups(folded.plain[start:end])):
                if not p.NOT_A_CARD.search(folded.low[max(0, start - 20) : start]):
                    yield from _card_and_what_is_beside(folded, start, end)
                done = end
                break


def _is_domestic_card(low: str, start: int, end: int) -> bool:
    """Vietnamese bank cards (NAPAS) need not keep Luhn's rule, so the word has to be there."""
    return (
        p.DOMESTIC_CARD.fullmatch(low[start:end]) is not None
        and p.CARD_WORD.search(low[max(0, start - 24) : start]) is not None
    )


def _is_card(digits: str) -> bool:
    if not p.CARD_BRANDS.fullmatch(digits):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _usual_groups(number: str) -> bool:
    return p.CARD_GROUPS.fullmatch(number) is not None


def _card_and_what_is_beside(folded: _Folded, start: int, end: int) -> Iterator[_Span]:
    yield _Span(start, end, "card number")
    beside = p.BESIDE_CARD.match(folded.plain, end)
    for group in ("expiry", "code"):
        if beside and beside[group]:
            yield _Span(*beside.span(group), "card number")
    for expiry in p.EXPIRY.finditer(folded.plain, max(0, start - 30), end + 60):
        yield _Span(*expiry.span(), "card number")
        if code := p.AFTER_EXPIRY.match(folded.plain, expiry.end()):
            yield _Span(*code.span(1), "card number")


def _inside_url(plain: str, at: int) -> bool:
    before = plain[max(0, at - 300) : at]
    return not before[-1:].isspace() and p.URL.search(before.split()[-1] if before else "") is not None


# ---- Values that a word announces


@dataclass(slots=True)
class _Reading:
    """What has been read between the word and the value so far.

    `link` is how firmly the value is announced: 0 not at all, 1 by "is", 2 by a colon or "=".
    `strange` means that words came between that say nothing about whose password it is, `about` that
    they began with "for" or the like, `told` that something is told about it ("does not work: …").
    """

    link: int = 0
    gap: int = 0
    strange: bool = False
    about: bool = False
    told: bool = False
    line: bool = False
    pause: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    """A word that announces a secret. Some words need a second look.

    `loose`: "pass", "mk" (also "I"), words that mean other things as well. `bare`: only "key".
    `short`: only "code" or "pin".
    """

    kind: Kind
    word: str
    before: str
    start: int
    end: int
    loose: str = ""
    bare: bool = False
    short: bool = False


def _announced(folded: _Folded) -> Iterator[_Span]:
    for label in _labels(folded.low):
        if label.kind == "recovery phrase":
            found = p.PHRASE.search(folded.plain, label.end, label.end + 300)
            span = found.span() if found else None
        else:
            span = _value_after(folded, label) or _value_before(folded, label)
        if span:
            yield _Span(*span, label.kind)


def _labels(low: str) -> Iterator[_Label]:
    for found in p.LABEL.finditer(low):
        start, end = found.span()
        before = _word_before(low, start)
        in_query = p.IN_QUERY.match(low, max(0, start - 1))  # the shapes know how far a value in an address goes
        in_markup = low[end : end + 1] in ("'", '"') and p.ATTRIBUTE.search(low[max(0, start - 36) : start])
        loose = found["loose"] or ""
        label = _Label(
            kind=_KINDS[found.lastgroup or "password"],
            word=found.group(),
            before=before,
            start=start,
            end=end,
            loose="" if loose == "pass" and before in p.DETERMINERS else loose,
            bare=bool(found["bare"]),
            short=bool(found["short"]),
        )
        if not (in_query or in_markup or ((label.bare or label.short) and before in p.AMBIGUOUS_BEFORE)):
            yield label


def _value_after(folded: _Folded, label: _Label) -> tuple[int, int] | None:
    """Reads on from the word, step by step, until a value is found or there cannot be one."""
    reading = _Reading()
    at = label.end
    comma = p.QUOTED_COMMA.match(folded.plain, at)
    if comma and p.IN_CALL.search(folded.plain[max(0, label.start - 40) : label.start]):
        reading.link, at = 2, comma.end()
    for _ in range(STEPS):
        step = p.STEP.match(folded.plain, at)
        if step is None or reading.gap > GAP:
            return None
        at = step.end()
        if step["word"] is None:
            if step["quote"] and (quoted := _quoted(folded, label, step, reading)):
                return quoted
            if not _go_on(step, reading):
                return None
            continue
        start, end = _trimmed(folded.plain, *step.span("word"))
        if value := _accepted(folded, label, start, end, reading):
            return value
        at = _over_word(folded, start, end, step.end("word"), reading)
        if at < 0:
            return None
    return None


def _go_on(step: re.Match[str], reading: _Reading) -> bool:
    """Takes in a step that is no word. False when no value can follow."""
    if step["hole"] or (step["line"] and (reading.line or reading.strange)):
        return False
    if step["line"]:
        reading.line = True
    sign = step["sign"]
    if sign is None:
        return True
    if sign[0] in ",.!;":
        reading.pause = reading.pause or reading.link == 0
        return reading.gap == 0
    reading.link = max(reading.link, 1) if sign in "-–—>" else 2
    return sign not in ("==", "===")


def _over_word(folded: _Folded, start: int, end: int, run_end: int, reading: _Reading) -> int:
    """Where to read on after a word that is not the value, or -1 when it ends the search."""
    core = folded.low[start:end]
    if p.URL.match(core) or p.EMAIL.fullmatch(core):
        reading.gap += 1
        return run_end if reading.link == 0 else -1
    name = p.NAME.split(core, maxsplit=1)[0]
    after = start + len(name)
    if name in p.IS:
        reading.link = max(reading.link, 1)
    elif (reading.link and name in p.FILLERS) or name in p.QUALIFIERS:
        reading.about = reading.about or (reading.gap == 0 and name in p.ABOUT)
        reading.gap += reading.link == 0
    elif reading.link or reading.pause or reading.line or (reading.gap == 0 and name in p.COMPOUNDS):
        return -1
    else:
        reading.gap += 1
        reading.strange = True
        reading.told = reading.told or name in p.STOP
    if folded.low[after : after + 1] in (":", "="):
        reading.link = 2
        return after + 1
    if ":" in folded.low[end:run_end]:
        reading.link = 2
        return run_end
    return -1 if folded.low[run_end - 1] in ".?!;" else run_end


def _quoted(folded: _Folded, label: _Label, step: re.Match[str], reading: _Reading) -> tuple[int, int] | None:
    opening = step.start("quote")
    if opening == label.end:
        return None
    closing = p.CLOSING.search(folded.plain, opening + 1, opening + 100)
    if not closing or "\n" in folded.plain[opening : closing.start()]:
        return None
    start, end = opening + 1, closing.start()
    inner = folded.plain[start:end]
    if " " not in inner:
        return _accepted(folded, label, start, end, reading, quoted=True)
    wordy = all(word.isalpha() for word in inner.split())
    if reading.link and not reading.strange and not (wordy and set(inner.lower().split()) & p.STOP):
        return start, end
    return None


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    while end > start and plain[end - 1] in ".,;:)]}\"'`”’»?…>":
        end -= 1
    return start, max(end, start + 1)


def _accepted(
    folded: _Folded, label: _Label, start: int, end: int, reading: _Reading, *, quoted: bool = False
) -> tuple[int, int] | None:
    core = folded.plain[start:end]
    low = core.lower()
    kind = label.kind
    if p.IN_CODE.fullmatch(core) or p.URL.match(core) or p.EMAIL.fullmatch(core):
        return None
    if kind == "code":
        return _code_at(folded.plain, start, label, reading)
    if low in p.STOP or _begins_with_stop(low):
        return None
    if kind == "password":
        if reading.link and (fours := p.FOURS.match(folded.plain, start)):
            return fours.span()
        good = _is_password(folded, label, (start, end), reading, quoted=quoted)
    else:
        direct = reading.gap == 0 and not label.bare and label.word not in ("token", "tokens")
        if reading.link == 0 and direct and p.JUMBLED.fullmatch(core):
            return start, end
        good = _is_key(core, reading, bare=label.bare, spoken=label.word in ("secret", "salt"))
    return (start, end) if good else None


def _begins_with_stop(low: str) -> bool:
    """ "required|min" and "not-empty" are no values; "correct-horse-battery-staple" is one."""
    first = p.NO_LETTER.split(low, maxsplit=1)[0]
    if first not in p.STOP or low.count("-") >= 3:
        return False
    return low[len(first) :][:1] == "|" or not any(map(str.isdigit, low))


def _is_password(folded: _Folded, label: _Label, span: tuple[int, int], reading: _Reading, *, quoted: bool) -> bool:
    core = folded.plain[slice(*span)]
    look = _Look.at(core)
    loose = label.loose
    if reading.strange:
        return _is_far_password(core, look, reading, loose)
    if reading.link and look.strong:
        return True
    if reading.link:
        plain_word = look.plain and len(core) >= 3
        if not plain_word or (loose == "mk" and reading.link == 1):
            return False
        if reading.link == 1 and p.INFLECTED.fullmatch(core.lower()):
            return False
        return quoted or _sentence_ends(folded.low, span[1])
    if p.ORDINARY.fullmatch(core) or p.NUMBERED.fullmatch(core):
        return False
    if reading.pause:
        return look.very_strong
    return (quoted and look.strong_alone) or _is_bare_password(folded, label, span, look)


def _is_far_password(core: str, look: _Look, reading: _Reading, loose: str) -> bool:
    """Words of no importance came between: "password for the old zip is …", "same pass everywhere: …"."""
    if loose in ("mk", "m.k") or reading.link == 0 or (loose == "pass" and reading.link == 2):
        return False
    clear = reading.about or (reading.link == 2 and not reading.told)
    enough = look.very_strong or (clear and look.strong_alone and not p.NUMBERED.fullmatch(core))
    return enough and not p.ORDINARY.fullmatch(core)


def _is_bare_password(folded: _Folded, label: _Label, span: tuple[int, int], look: _Look) -> bool:
    """Nothing but the word announces it: "pass Tiger22", "user maria pass sunshine"."""
    before = folded.low[max(0, label.start - LOOK_BACK) : label.start]
    loose = label.loose
    if look.plain:
        return _follows_user(before) and _sentence_ends(folded.low, span[1])
    if not look.strong_alone:
        return False
    near_user = p.USER_NEAR.search(before[-60:]) is not None
    line_start = not before or before[-1] == "\n"
    if look.digits:
        return not p.PHONE.fullmatch(folded.plain[slice(*span)]) and (not loose or near_user or line_start)
    if loose in ("", "mk", "m.k"):
        return True
    return near_user or line_start or label.before in p.QUALIFIERS


def _follows_user(before: str) -> bool:
    """The text before the word ends with a user's name: "user maria "."""
    user = p.USER_BEFORE.search(before)
    if not user or user["user"] in p.STOP:
        return False
    name = user["user"]
    return bool(user["sign"]) or name in p.KNOWN_USERS or "@" in name or any(map(str.isdigit, name))


def _sentence_ends(low: str, at: int) -> bool:
    """Whether a sentence may end here; otherwise an ordinary word before is a part of the sentence."""
    rest = p.END.match(low, at)
    return rest is not None and (rest["next"] is None or rest["next"] in p.GOES_ON or not rest["next"][0].isalnum())


@dataclass(frozen=True, slots=True)
class _Look:
    """How much a word looks made up."""

    plain: bool
    digits: bool
    strong: bool
    strong_alone: bool
    very_strong: bool

    @staticmethod
    def at(core: str) -> _Look:
        letter = any(map(str.isalpha, core))
        digit = any(map(str.isdigit, core))
        symbol = p.SYMBOL.search(core) is not None
        both_cases = core != core.lower() and core != core.upper()
        long = len(core) >= 4
        digits = core.isdigit() and long
        mixed = letter and digit and long
        return _Look(
            plain=letter and not digit and not symbol,
            digits=digits,
            strong=long and (mixed or digits or symbol or core.count("-") >= 3 or (digit and not letter)),
            strong_alone=digits or mixed or (symbol and letter and both_cases and len(core) >= 6),
            very_strong=len(core) >= 6 and digit and letter and (symbol or both_cases),
        )


def _is_key(core: str, reading: _Reading, *, bare: bool, spoken: bool) -> bool:
    """Whether this is a key or token; `bare` when only "key" says so, `spoken` when "secret" does."""
    if p.ORDINARY.fullmatch(core):
        return False
    if _is_random(core):
        return reading.link > 0 or not p.NUMBERED.fullmatch(core)
    if p.NUMBERED.fullmatch(core):
        return False
    digits = p.DIGITS.search(core) is not None
    if p.KEY_GROUPS.fullmatch(core) and _are_key_groups(core) and (reading.link or digits):
        return True
    if reading.strange or reading.pause or reading.link == 0 or p.LISTED.search(core):
        return False
    look = _Look.at(core)
    if spoken and look.strong_alone:
        return True
    if len(core) < (10 if bare else 8):
        return False
    return p.MIXED_CASE.match(core) is not None or (
        p.TWO_DIGITS.search(core) is not None and look.strong_alone and not (bare and look.digits)
    )


def _are_key_groups(core: str) -> bool:
    return sum(not part.islower() for part in p.JOINTS.split(core)) >= 2


def _is_random(core: str) -> bool:
    """Long, letters and digits, and not made of words: "my-site-2024-agency" is no key."""
    if len(core) < 16 or not any(map(str.isalpha, core)):
        return False
    parts = p.JOINTS.split(core)
    if len(parts) > 1 and any(len(part) >= 4 and part.isalpha() and part.islower() for part in parts):
        return False
    return p.TWO_DIGITS.search(core) is not None or (len(core) >= 30 and p.DIGITS.search(core) is not None)


def _code_at(plain: str, start: int, label: _Label, reading: _Reading) -> tuple[int, int] | None:
    if label.short and (reading.link == 0 or reading.strange):
        return None
    if reading.strange and reading.link == 0:
        return None
    if p.IN_A_ROW.search(label.word) and (codes := _codes_in_a_row(plain, start)):
        return codes
    found = p.CODE.match(plain, start)
    if found is None and reading.link and not label.short:
        found = p.LETTERED_CODE.match(plain, start)
    if found is None or (label.word == "code" and len(found.group()) < 5):
        return None
    firm = reading.link and not reading.strange
    return None if p.YEAR.fullmatch(found.group()) and not firm else found.span()


def _codes_in_a_row(plain: str, start: int) -> tuple[int, int] | None:
    end = start
    while code := p.BACKUP_CODE.match(plain, end):
        end = code.end("code")
    return (start, end) if end > start else None


def _value_before(folded: _Folded, label: _Label) -> tuple[int, int] | None:
    """ "hunter22 is my password", "482913 là mã xác nhận"."""
    begin = max(0, label.start - LOOK_BACK)
    said = list(p.RUN.finditer(folded.plain, begin, label.start))[-6:]
    names = [word.group().lower() for word in said]
    verb = max((index for index, name in enumerate(names) if name in p.AS), default=0)
    if verb == 0 or any(name not in p.QUALIFIERS and not name.isalpha() for name in names[verb + 1 :]):
        return None
    start, end = _trimmed(folded.plain, *said[verb - 1].span())
    core = folded.plain[start:end]
    if p.ORDINARY.fullmatch(core) or p.NUMBERED.fullmatch(core) or p.URL.match(core) or p.EMAIL.fullmatch(core):
        return None
    if label.kind == "code":
        return (start, end) if p.ONE_CODE.fullmatch(core) else None
    look = _Look.at(core)
    good = look.strong_alone if label.kind == "password" else _is_key(core, _Reading(), bare=True, spoken=False)
    return (start, end) if good and not label.bare else None


def _word_before(low: str, at: int) -> str:
    found = p.LAST_WORD.search(low[max(0, at - 34) : at])
    return found[1] if found else ""


# ---- A name and a password side by side, as in "login: maria / Sunshine_77"


def _pairs(folded: _Folded) -> Iterator[_Span]:
    for head in p.PAIR_HEAD.finditer(folded.low):
        if span := _pair_after(folded, head):
            yield _Span(*span, "login")
    for pair in p.OPEN_PAIR.finditer(folded.plain):
        value = pair["value"]
        look = _Look.at(value)
        if pair["sep"].isspace():
            good = look.very_strong and p.SIGN.search(value) is not None
        else:
            named = "@" in pair["user"] or pair["sep"].strip() == ":" or " " in pair.group()
            good = named and look.strong_alone and not look.digits
        if good and not _dull(value):
            yield _Span(*pair.span(), "login")


def _pair_after(folded: _Folded, head: re.Match[str]) -> tuple[int, int] | None:
    at = head.end()
    sign = bool(head["asked"])
    for _ in range(STEPS // 2):
        step = p.STEP.match(folded.plain, at)
        if step is None or step["hole"]:
            return None
        at = step.end()
        if step["word"] is None:
            sign = sign or (step["sign"] or "")[-1:] in (":", "=", ">", "→")
            continue
        start = step.start("word")
        pair = p.PAIR.match(folded.plain, start)
        if pair and _is_pair(folded, pair, announced=sign, both=bool(head["both"])):
            return start, _trimmed(folded.plain, *pair.span())[1]
        name = folded.low[start : step.end("word")].rstrip(":=,")
        sign = sign or folded.low[step.end("word") - 1] in ":=" or name in p.IS
        if not (name in p.QUALIFIERS or name in p.FILLERS or name in p.IS or p.URL.match(name)):
            return None
    return None


def _is_pair(folded: _Folded, pair: re.Match[str], *, announced: bool, both: bool) -> bool:
    start, end = _trimmed(folded.plain, *pair.span("value"))
    user, value = pair["user"].lower(), folded.plain[start:end]
    known = user in p.KNOWN_USERS or "@" in user
    if (user in p.STOP and not known) or value.lower() in p.STOP or _dull(value):
        return False
    look = _Look.at(value)
    sep = pair["sep"].strip()
    apart = sep in ("/", "|", ",", ";", ":", "-", "–", "—") or "\n" in pair["sep"]
    if not (known or both or (announced and apart) or (apart and look.very_strong)):
        return False
    if look.digits:
        return both or (announced and known)
    if look.plain:
        return (both or (announced and known)) and _sentence_ends(folded.low, end)
    return look.strong and (both or not p.ORDER_NUMBER.fullmatch(value))


def _dull(value: str) -> bool:
    return bool(
        p.ORDINARY.fullmatch(value)
        or p.NUMBERED.fullmatch(value)
        or p.IN_CODE.fullmatch(value)
        or p.URL.search(value)
        or p.EMAIL.fullmatch(value)
    )
