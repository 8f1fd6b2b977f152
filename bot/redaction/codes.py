"""One-time codes after their word: "482913", "G-482913", and rows of backup codes."""

from __future__ import annotations

import re

from bot.redaction.labels import Label
from bot.redaction.reading import Reading

CODE = re.compile(
    r"\d\d \d\d \d\d(?![\w-])|(?:G-)?\d{3}[ -]\d{3,4}(?![\w-])|(?:G-)?\d{4,8}(?![\w])"
    r"|(?=[a-z-]{0,7}\d)[a-z0-9]{4,5}-[a-z0-9]{4,5}(?![\w-])",
    re.I,
)
LETTERED_CODE = re.compile(r"(?=[A-Z]{0,7}\d)(?=\d{0,7}[A-Z])[A-Z0-9]{5,8}(?!\w)")
YEAR = re.compile(r"(?:19|20)\d\d")
IN_A_ROW = re.compile(r"backup|recovery|du phong|khoi phuc")
BACKUP_CODE = re.compile(
    r"[\s,;|.•*-]{0,4}(?:\d{1,2}[.)]\s{0,2})?(?P<code>\d{4} \d{4}(?![\w])|\d{6,10}(?!\w)"
    r"|(?=[a-z-]{0,9}\d)[a-z0-9]{4,5}-[a-z0-9]{4,5}(?![\w-])"
    r"|(?=[a-z]{0,9}\d)(?=\d{0,9}[a-z])[a-z0-9]{8,12}(?!\w))",
    re.I,
)


def code_at(plain: str, start: int, label: Label, reading: Reading) -> tuple[int, int] | None:
    if label.short and (reading.link == 0 or reading.strange):
        return None
    if reading.strange and reading.link == 0:
        return None
    if IN_A_ROW.search(label.word) and (codes := _codes_in_a_row(plain, start)):
        return codes
    found = CODE.match(plain, start)
    if found is None and reading.link and not label.short:
        found = LETTERED_CODE.match(plain, start)
    if found is None or (label.word == "code" and len(found.group()) < 5):
        return None
    firm = reading.link and not reading.strange
    return None if YEAR.fullmatch(found.group()) and not firm else found.span()


def _codes_in_a_row(plain: str, start: int) -> tuple[int, int] | None:
    end = start
    while code := BACKUP_CODE.match(plain, end):
        end = code.end("code")
    return (start, end) if end > start else None
