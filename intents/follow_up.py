"""Messages that say little without the one before: "and how long does it take?", "nó có gửi mail không".

Who writes like that means the last question with something added, or something else about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 14  # words; who writes more says what they mean

# Matched against text in lower case without marks or apostrophes.
_GOES_ON = re.compile(
    r"^\W*(?:(?:ok|okay|oke|ah|oh|hm+|well|da|vang|uh|um)\W+)?(?:"
    r"and|also|or|but|then|what about|how about|what if|plus|same|with|without|only|just|which one|why|how so|"
    r"con|the con|vay|the|the thi|roi|va|hay|nhung|neu vay|vay con|them|rieng|loai|tai sao|sao vay|"
    r"y|e|et|und|o|ou|oder|pero|mas|mais|aber|tambien|tambem|aussi|auch)\b"
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|thats|this|those|these|they|them|theirs|one|ones|mine|ours|there|too|also|either|instead|else|"
    r"again|afterwards|both|"
    r"no|cai do|cai nay|cai kia|do|vay|luon|nua|cung|them|khac|ca hai|cua (?:minh|em|toi|tui)|"
    r"eso|esto|ese|isso|isto|ca|cela|das|dies|auch|tambien|tambem|aussi)\b"
)


_AROUND_A_PRODUCT = frozenset(
    "and for what about in with do does is on how or va con thi sao cho ve cua voi pro free plugin piotnet addons "
    "addon elementor forms form bricks brick grid grids pafe builder nua luon vay the nao same too also "
    "has have had got it its that as well there co khong ko k duoc dc "
    "can could your yours u you guys work works possible lam ho tro".split()
)


def names_a_product_only(words: Iterable[str]) -> bool:
    """ "Pafe can do?", "and for bricks?": nothing in it says what is asked about the product. `words` without marks."""
    return all(word in _AROUND_A_PRODUCT for word in words)


def leans(text: str) -> bool:
    """Whether the message goes on from another one, or points back at it. `text`: lower case, without marks."""
    return bool(_GOES_ON.search(text) or _POINTS_BACK.search(text))
