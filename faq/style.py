"""Whether a text is pleasant to read on a phone: no shouting, no sentences without end.

The measure is our own and plain: words in the longest sentence, and characters without a break. It says "look
at this", never "this is wrong"; so it only warns.
"""

from __future__ import annotations

import re

LONGEST_SENTENCE = {"en": 40, "vi": 55}  # words; Vietnamese writes each syllable apart
LONGEST_PARAGRAPH = 600  # characters without a line break: more than a phone shows at once
SHOUTED = 3  # words in capitals in a row

_SENTENCE_END = re.compile(r"[.!?…;:](?:[\"”’)]*)(?=\s|$)|\n")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Names and short forms that are always in capitals.
_NAMES = frozenset(
    "PAFE SMTP API PHP HTML CSS URL FAQ PDF SQL HTTP HTTPS VAT USD VND EUR GMT CRM CSV XML JSON SSL DNS FTP SSH AJAX "
    "UTC SEO SKU ACF CPT OTP SMS IBAN REST ID IP JS GDPR CDN WP EU US UK VN PDO IMAP POP WPML UTF GB MB KB".split()
)


def shouts(text: str) -> str | None:
    """The words that shout, or the signs."""
    run: list[str] = []
    for word in _WORD.findall(_PLACEHOLDER.sub(" a ", text)):
        if word.isupper() and word not in _NAMES:
            run.append(word)
        elif len(run) >= SHOUTED:
            break
        elif not word.isupper():
            run = []
    if len(run) >= SHOUTED:
        return " ".join(run)
    signs = re.search(r"[!?]{3,}", text)
    return signs[0] if signs else None


def hard_to_read(text: str, language: str) -> str | None:
    """What makes it hard, in words for the editor; None when it reads well."""
    plain = _PLACEHOLDER.sub("it", text)
    longest = max((len(part.split()) for part in _SENTENCE_END.split(plain)), default=0)
    if longest > LONGEST_SENTENCE.get(language, 40):
        return f"a sentence of {longest} words"
    widest = max(map(len, plain.splitlines()), default=0)
    if widest > LONGEST_PARAGRAPH:
        return f"{widest:,} characters without a break"
    return None
