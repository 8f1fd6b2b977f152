"""What a single word looks like: made up, as passwords are, or something ordinary.

Versions, prices, files, colours, order numbers and names in code have digits and signs as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.redaction.words import GOES_ON

URL = re.compile(r"(?<![a-z])(?:[a-z]{2,10}://|www\.)", re.I)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,4}")
ORDINARY = re.compile(  # a version, size, price, file, colour, order number, shortcode, call, name in code
    r"(?:(?:v|ver|version|wp|php|pafe|pf|woo|elementor|wordpress|mysql|ie|ios|android"
    r"|windows|win|chrome|safari)?-?\d{1,9}(?:\.\d{1,9}){1,6}\w{0,6}"
    r"|v\d{1,9}|(?:php|wp|mp|utf-?|html|css|es|ie|win|http/|h|mariadb|mysql)\d{1,4}"
    r"|\d{1,20}(?:[.,]\d{1,9})?(?:px|r?em|kb|mb|gb|ms|s|sec|mins?|hrs?|h|days?|st|nd|rd|th|x|k|tr|usd|vnd|eur"
    r"|d|cai|web|sites?|nam|%|\+)"
    r"|[$€£₫]\d[\d.,]{0,20}k?|#\d{1,20}|\d{1,2}[/:h-]\d{1,4}(?:[/:-]\d{1,4})?|\d{4}-\d\d?-\d\d?"
    r"|\S{0,80}\.(?:php|js|css|zip|png|jpe?g|gif|pdf|html?|csv|xml|json|txt|mp4|sql|docx?|xlsx?)"
    r"|(?:field|group|option|post|user|form|step|item|meta)_[0-9a-z_]*+"
    r"|2fa|3ds2?|oauth2?|0auth2?|base64|md5|sha\d{1,3}|bcrypt|utf-?8|a-z0-9|ipv[46]|web3"
    r"|(?:[a-z0-9-]{1,60}\.){1,4}(?:com|net|org|io|vn|dev|app|shop|store"
    r"|co|info|me|online|site|test|local|example)(?:[/:]\S*+)?)",
    re.I,
)
IN_CODE = re.compile(r"[a-z$][\w.$>-]{0,60}\(.*+|[\[{<}\])].*+|&\w.*+|\$\w{1,60}(?:\[.*+|;)?", re.I | re.S)
NUMBERED = re.compile(  # "field1", "step2", "2web": only where nothing but the word before announces a password
    r"(?i:fields?|params?|steps?|forms?|pages?|id|values?|items?|options?|cols?|columns?|rows?"
    r"|inputs?|levels?|tabs?|parts?|numbers?|phones?|address|lines?|names?|emails?|vars?|data|keys?|slides?|sections?|class|version|site|web|plugin"
    r"|theme|users?|test|method|type|case|chapter|password|pass|file|image|img|product|sku|size|date|text|select|checkbox)"
    r"[-_]?\d{1,3}|\d{1,3}[a-z]{2,40}|[a-z]{1,40}+(?:_[a-z0-9]{1,40}+){1,9}|[a-z_]{1,40}=[\w-]{0,99}"
)
SYMBOL = re.compile(r"[!@#$%^&*+=~|?<>](?=.)|[@#$%^&*]$", re.S)  # "!" and "?" at the end belong to the sentence
DIGITS = re.compile(r"\d++")
END = re.compile(  # a sentence may end here, or go on with `next`
    r"[\"'`”’)]{0,2}(?:\s*+$|[^\S\n]{0,5}(?:[,.;!)/|]|\n)|[^\S\n]{1,5}(?P<next>[^\s,.;:=!]{1,20}))"
)


@dataclass(frozen=True, slots=True)
class Look:
    """How much a word looks made up."""

    plain: bool
    digits: bool
    strong: bool
    strong_alone: bool
    very_strong: bool

    @staticmethod
    def at(core: str) -> Look:
        letter = any(map(str.isalpha, core))
        digit = any(map(str.isdigit, core))
        symbol = SYMBOL.search(core) is not None
        both_cases = core != core.lower() and core != core.upper()
        long = len(core) >= 4
        digits = core.isdigit() and long
        mixed = letter and digit and long
        return Look(
            plain=letter and not digit and not symbol,
            digits=digits,
            strong=long and (mixed or digits or symbol or core.count("-") >= 3 or (digit and not letter)),
            strong_alone=digits or mixed or (symbol and letter and both_cases and len(core) >= 6),
            very_strong=len(core) >= 6 and digit and letter and (symbol or both_cases),
        )


def is_address(core: str) -> bool:
    return URL.match(core) is not None or EMAIL.fullmatch(core) is not None


def is_ordinary(core: str) -> bool:
    return ORDINARY.fullmatch(core) is not None or NUMBERED.fullmatch(core) is not None


def trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    while end > start and plain[end - 1] in ".,;:)]}\"'`”’»?…>":
        end -= 1
    return start, max(end, start + 1)


def sentence_ends(low: str, at: int) -> bool:
    """Whether a sentence may end here; otherwise an ordinary word before is a part of the sentence."""
    rest = END.match(low, at)
    return rest is not None and (rest["next"] is None or rest["next"] in GOES_ON or not rest["next"][0].isalnum())
