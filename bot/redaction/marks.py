"""What is put in place of a secret, and the kinds of secret there are."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal[
    "password", "key", "token", "card number", "code", "login", "private key", "recovery phrase"
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "password", "key", "token", "card number", "code", "login", "private key", "recovery phrase",
)  # fmt: skip
MARK = re.compile(rf"\[removed: ({'|'.join(KINDS)})\]")
HOLE = "\ue000"  # stands for a mark while a text is searched


class Span(NamedTuple):
    start: int
    end: int
    kind: Kind
