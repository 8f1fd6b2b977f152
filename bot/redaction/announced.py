"""The value that a word announces: "my password is hunter2", "mk: …", "482913 is my code".

From the word on, each next word is looked at: is it the value, does it lead on to one, or does it
show that no value comes? Only when nothing was found after the word are those before it tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.codes import code_at
from bot.redaction.fold import Folded
from bot.redaction.keys import is_key
from bot.redaction.labels import LOOK_BACK, Label, labels
from bot.redaction.look import IN_CODE, Look, is_address, is_ordinary, trimmed
from bot.redaction.marks import HOLE, Span
from bot.redaction.passwords import is_password
from bot.redaction.reading import STEP, Reading, go_on, over_word
from bot.redaction.words import AS, QUALIFIERS, STOP

GAP = 6  # words between "password" and "is"
STEPS = 20  # words, signs and line breaks altogether
PHRASE = re.compile(r"(?:\d{1,2}[.)]?\s{0,2})?[a-z]{3,8}(?:[\s,]{1,3}(?:\d{1,2}[.)]?\s{0,2})?[a-z]{3,8}){10,23}", re.I)
QUOTED_COMMA = re.compile(r"['\"]\s{0,3},\s{0,3}(?=['\"])")  # define('DB_PASSWORD', '…')
IN_CALL = re.compile(r"\(\s{0,3}['\"]\w{0,34}$")
CLOSING = re.compile(r"[\"'`“”‘’«»]")
NO_LETTER = re.compile(r"[^a-z]")
FOURS = re.compile(r"[A-Za-z0-9]{4}(?: [A-Za-z0-9]{4}){3,5}(?!\w)")  # an app password after its word
NO_WORD = re.compile(r"[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ0-9]{4}")  # without a vowel
JUMBLED = re.compile(r"(?=\D{0,40}\d\D{0,40}\d)(?=\w{0,40}\d[A-Za-z])(?!\d{1,40}+[a-z]{1,40}+$)\w{9,100}")
RUN = re.compile(rf"[^\s{HOLE}]{{1,100}}+")
ONE_CODE = re.compile(r"(?:G-)?\d{4,8}")


def announced(folded: Folded) -> Iterator[Span]:
    for label in labels(folded.low):
        if label.kind == "recovery phrase":
            found = PHRASE.search(folded.plain, label.end, label.end + 300)
            span = found.span() if found else None
        else:
            span = _value_after(folded, label) or _value_before(folded, label)
        if span:
            yield Span(*span, label.kind)


def _value_after(folded: Folded, label: Label) -> tuple[int, int] | None:
    """Reads on from the word, step by step, until a value is found or there cannot be one."""
    reading = Reading()
    at = label.end
    comma = QUOTED_COMMA.match(folded.plain, at)
    if comma and IN_CALL.search(folded.plain[max(0, label.start - 40) : label.start]):
        reading.link, at = 2, comma.end()
    for _ in range(STEPS):
        step = STEP.match(folded.plain, at)
        if step is None or reading.gap > GAP:
            return None
        at = step.end()
        if step["word"] is None:
            if step["quote"] and (quoted := _quoted(folded, label, step, reading)):
                return quoted
            if not go_on(step, reading):
                return None
            continue
        start, end = trimmed(folded.plain, *step.span("word"))
        if value := _accepted(folded, label, start, end, reading):
            return value
        at = over_word(folded, start, end, step.end("word"), reading)
        if at < 0:
            return None
    return None


def _quoted(folded: Folded, label: Label, step: re.Match[str], reading: Reading) -> tuple[int, int] | None:
    opening = step.start("quote")
    if opening == label.end:
        return None
    closing = CLOSING.search(folded.plain, opening + 1, opening + 100)
    if not closing or "\n" in folded.plain[opening : closing.start()]:
        return None
    start, end = opening + 1, closing.start()
    inner = folded.plain[start:end]
    if " " not in inner:
        return _accepted(folded, label, start, end, reading, quoted=True)
    wordy = all(word.isalpha() for word in inner.split())
    if reading.link and not reading.strange and not (wordy and set(inner.lower().split()) & STOP):
        return start, end
    return None


def _accepted(
    folded: Folded, label: Label, start: int, end: int, reading: Reading, *, quoted: bool = False
) -> tuple[int, int] | None:
    core = folded.plain[start:end]
    low = core.lower()
    kind = label.kind
    if IN_CODE.fullmatch(core) or is_address(core):
        return None
    if kind == "code":
        return code_at(folded.plain, start, label, reading)
    if low in STOP or _begins_with_stop(low):
        return None
    if kind == "password":
        fours = FOURS.match(folded.plain, start)
        if fours and (reading.link or any(map(NO_WORD.fullmatch, fours[0].split()))):
            return fours.span()
        good = is_password(folded, label, (start, end), reading, quoted=quoted)
    else:
        direct = reading.gap == 0 and not label.bare and label.word not in ("token", "tokens")
        if reading.link == 0 and direct and JUMBLED.fullmatch(core):
            return start, end
        good = is_key(core, reading, bare=label.bare, spoken=label.word in ("secret", "salt"))
    return (start, end) if good else None


def _begins_with_stop(low: str) -> bool:
    """ "required|min" and "not-empty" are no values; "correct-horse-battery-staple" is one."""
    first = NO_LETTER.split(low, maxsplit=1)[0]
    if first not in STOP or low.count("-") >= 3:
        return False
    return low[len(first) :][:1] == "|" or not any(map(str.isdigit, low))


def _value_before(folded: Folded, label: Label) -> tuple[int, int] | None:
    """ "hunter22 is my password", "482913 là mã xác nhận"."""
    begin = max(0, label.start - LOOK_BACK)
    said = list(RUN.finditer(folded.plain, begin, label.start))[-6:]
    names = [word.group().lower() for word in said]
    verb = max((index for index, name in enumerate(names) if name in AS), default=0)
    if verb == 0 or any(name not in QUALIFIERS and not name.isalpha() for name in names[verb + 1 :]):
        return None
    start, end = trimmed(folded.plain, *said[verb - 1].span())
    core = folded.plain[start:end]
    if is_ordinary(core) or is_address(core):
        return None
    if label.kind == "code":
        return (start, end) if ONE_CODE.fullmatch(core) else None
    look = Look.at(core)
    good = look.strong_alone if label.kind == "password" else is_key(core, Reading(), bare=True, spoken=False)
    return (start, end) if good and not label.bare else None
