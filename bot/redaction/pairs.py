"""A name and a password side by side: "login: maria / Sunshine_77", "admin:hunter2"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.fold import Folded
from bot.redaction.look import EMAIL, IN_CODE, URL, Look, is_ordinary, sentence_ends, trimmed
from bot.redaction.marks import Span
from bot.redaction.reading import STEP
from bot.redaction.words import FILLERS, IS, KNOWN_USERS, QUALIFIERS, STOP

STEPS = 10  # words, signs and line breaks between "login" and the name
PAIR_HEAD = re.compile(
    r"(?<![a-z0-9_])(?:(?P<both>(?:user(?: ?name)?s?|login|email|tk|id|tai khoan|usuario"
    r"|ten dang nhap|acc)\s?(?:/|&|,|\+|-|\s"
    r"|\s(?:and|va|y|e|et|und)\s)\s?(?:passwords?|pass|pw|pwd|passwd|mk|mat khau|contrasena|senha))"
    r"|(?:get|sign|come|go) in (?:with|using|as|by)|(?:entrar|entra|entre) (?:con|com)|vao (?:bang|voi)"
    r"|(?:log ?in(?: details?| infor?(?:mation)?| data| access)?|logins|credentials?|creds?|access|acceso|acc|account"
    r"|(?:thong tin|tt) dang nhap|dang nhap|tai khoan|tk|user(?: ?name)?"
    r"|usuario|admin(?: (?:login|access|user|account))?"
    r"|wp-(?:admin|login)[\w./?=&-]{0,200}+|cpanel|s?ftp|ssh|quan tri"
    r"|(?P<asked>basic auth(?:entication)?|htpasswd|http auth)|identifiants?|zugangsdaten))(?![a-z0-9_])"
)
PAIR = re.compile(
    r"(?P<user>[\w.+@-]{2,64}+)"
    r"(?P<sep>\s{0,3}[/|,;:\n]\s{0,3}|\s[-–—]\s|\s{1,2}(?:and|va|&|y|e)\s{1,2}|[ ]{1,3})(?P<value>\S{3,64}+)"
)
OPEN_PAIR = re.compile(  # admin:hunter2 and me@site.com:Tiger22!x need no word before them
    r"(?<![\w/.@-])(?P<user>(?:admin|administrator|root|wpadmin)|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,4})"
    r"(?P<sep>\s?[:/|]\s?|\s{1,2})(?P<value>\S{5,64})"
)
ORDER_NUMBER = re.compile(r"[A-Z]{1,4}[-#]?\d{3,20}|#?\d{1,20}")
SIGN = re.compile(r"[!@#$%^&*]")


def pairs(folded: Folded) -> Iterator[Span]:
    for head in PAIR_HEAD.finditer(folded.low):
        if span := _pair_after(folded, head):
            yield Span(*span, "login")
    for pair in OPEN_PAIR.finditer(folded.plain):
        value = pair["value"]
        look = Look.at(value)
        if pair["sep"].isspace():
            good = look.very_strong and SIGN.search(value) is not None
        else:
            named = "@" in pair["user"] or pair["sep"].strip() == ":" or " " in pair.group()
            good = named and look.strong_alone and not look.digits
        if good and not _dull(value):
            yield Span(*pair.span(), "login")


def _pair_after(folded: Folded, head: re.Match[str]) -> tuple[int, int] | None:
    at = head.end()
    sign = bool(head["asked"])
    for _ in range(STEPS):
        step = STEP.match(folded.plain, at)
        if step is None or step["hole"]:
            return None
        at = step.end()
        if step["word"] is None:
            sign = sign or (step["sign"] or "")[-1:] in (":", "=", ">", "→")
            continue
        start = step.start("word")
        pair = PAIR.match(folded.plain, start)
        if pair and _is_pair(folded, pair, announced=sign, both=bool(head["both"])):
            return start, trimmed(folded.plain, *pair.span())[1]
        name = folded.low[start : step.end("word")].rstrip(":=,")
        sign = sign or folded.low[step.end("word") - 1] in ":=" or name in IS
        if not (name in QUALIFIERS or name in FILLERS or name in IS or URL.match(name)):
            return None
    return None


def _is_pair(folded: Folded, pair: re.Match[str], *, announced: bool, both: bool) -> bool:
    start, end = trimmed(folded.plain, *pair.span("value"))
    user, value = pair["user"].lower(), folded.plain[start:end]
    known = user in KNOWN_USERS or "@" in user
    if (user in STOP and not known) or value.lower() in STOP or _dull(value):
        return False
    look = Look.at(value)
    sep = pair["sep"].strip()
    apart = sep in ("/", "|", ",", ";", ":", "-", "–", "—") or "\n" in pair["sep"]
    if not (known or both or (announced and apart) or (apart and look.very_strong)):
        return False
    if look.digits:
        return both or (announced and known)
    if look.plain:
        return (both or (announced and known)) and sentence_ends(folded.low, end)
    return look.strong and (both or not ORDER_NUMBER.fullmatch(value))


def _dull(value: str) -> bool:
    return bool(is_ordinary(value) or IN_CODE.fullmatch(value) or URL.search(value) or EMAIL.fullmatch(value))
