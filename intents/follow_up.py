"""Messages that say little without the one before: "and how long does it take?", "nó có gửi mail không".

Who writes like that means the last question with something added, or something else about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from faq.small_words import Language

LONGEST = 14  # words; who writes more says what they mean

# Matched against text in lower case without marks or apostrophes; what is a word here may be another one elsewhere.
_OK = r"^\W*(?:(?:ok|okay|oke|ah|oh|hm+|well|da|vang|uh|um)\W+)?"
_LEANS = {
    "en": re.compile(
        _OK
        + r"(?:and|also|or|but|then|what about|how about|what if|plus|same|with|without|only|just|which one|why|how so)"
        r"\b|\b(?:it|its|that|thats|this|those|these|they|them|theirs|one|ones|mine|ours|too|also|either|instead|else|"
        r"again|afterwards|both)\b"
    ),
    "vi": re.compile(
        _OK + r"(?:con|the con|vay|the|the thi|roi|va|hay|nhung|neu vay|vay con|them|rieng|loai|tai sao|sao vay)\b"
        r"|\b(?:no|cai do|cai nay|cai kia|do|vay|luon|nua|cung|them|khac|ca hai|cua (?:minh|em|toi|tui))\b"
    ),
    "other": re.compile(
        _OK + r"(?:y|e|et|und|o|ou|oder|pero|mas|mais|aber)\b"
        r"|\b(?:tambien|tambem|aussi|auch|eso|esto|isso|isto|ca|cela|das)\b"
    ),
}


_AROUND_A_PRODUCT = frozenset(
    """and for what about in with do does is on how or va con thi sao cho ve cua voi pro free plugin piotnet addons
    addon elementor forms form bricks brick grid grids pafe builder nua luon vay the nao same too also
    has have had got it its that as well there co khong ko k duoc dc
    can could your yours u you guys work works possible lam ho tro
    of these this them an both version equal identical similar right so then not but even yes ok okay sir bro mate hi
    ban ben phan mang dung cung giong nhu duoc dc hong hok hem ha ak ah a ad shop oi em minh anh chi
    number option answer please pls one cai y thu thats la roi nha nhe i mean want o""".split()
)


def names_a_product_only(words: Iterable[str]) -> bool:
    """ "Pafe can do?", "and for bricks?": nothing in it says what is asked about the product. `words` without marks."""
    return all(word in _AROUND_A_PRODUCT for word in words)


def leans(text: str, language: Language | None) -> bool:
    """Whether the message goes on from another one, or points back at it. `text`: lower case, without marks."""
    return bool(_LEANS.get(language or "en", _LEANS["other"]).search(text))
