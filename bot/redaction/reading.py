"""Reading on from the word that announces a secret, towards the value.

Between "password" and the value there may be "for my site is", a colon, a line break, "as follows".
Reading remembers what has come by, because it decides how much like a value the value has to look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.redaction.fold import Folded
from bot.redaction.look import is_address
from bot.redaction.marks import HOLE
from bot.redaction.words import ABOUT, COMPOUNDS, FILLERS, IS, QUALIFIERS, STOP

STEP = re.compile(  # what comes next after the word
    rf"[^\S\n]{{0,20}}+(?:(?P<line>\n\s{{0,20}}+)|(?P<sign>[=-]{{1,3}}>|→|:=|={{1,3}}|:|[-–—>](?=\s)|[,.!;]++(?=\s))"
    rf"|(?P<quote>[\"'`“”‘’«»])|(?P<skip>[*_(👉]++)|(?P<hole>{HOLE})|(?P<word>[^\s{HOLE}]{{1,200}}))"
)
NAME = re.compile(r"[:=]")  # where a word ends and its value may begin: "wp:hunter2"


@dataclass(slots=True)
class Reading:
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


def go_on(step: re.Match[str], reading: Reading) -> bool:
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


def over_word(folded: Folded, start: int, end: int, run_end: int, reading: Reading) -> int:
    """Where to read on after a word that is not the value, or -1 when it ends the search."""
    core = folded.low[start:end]
    if is_address(core):
        reading.gap += 1
        return run_end if reading.link == 0 else -1
    name = NAME.split(core, maxsplit=1)[0]
    after = start + len(name)
    if name in IS:
        reading.link = max(reading.link, 1)
    elif (reading.link and name in FILLERS) or name in QUALIFIERS:
        reading.about = reading.about or (reading.gap == 0 and name in ABOUT)
        reading.gap += reading.link == 0
    elif reading.link or reading.pause or reading.line or (reading.gap == 0 and name in COMPOUNDS):
        return -1
    else:
        reading.gap += 1
        reading.strange = True
        reading.told = reading.told or name in STOP
    if folded.low[after : after + 1] in (":", "="):
        reading.link = 2
        return after + 1
    if ":" in folded.low[end:run_end]:
        reading.link = 2
        return run_end
    return -1 if folded.low[run_end - 1] in ".?!;" else run_end
