"""The words that announce a secret: "password", "mk", "license key", "otp", in all their spellings.

Most of them stand in questions with no secret near. So a label also tells what makes it doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.redaction.marks import Kind
from bot.redaction.words import AMBIGUOUS_BEFORE, DETERMINERS

LOOK_BACK = 100  # characters before such a word that are read
KINDS: dict[str, Kind] = {  # by their group in LABEL
    "phrase": "recovery phrase",
    "code": "code",
    "key": "key",
    "token": "token",
    "password": "password",
}
LABEL = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?P<phrase>(?:seed|recovery|secret|mnemonic|backup) (?:phrase|words)|mnemonic|cum tu khoi phuc)"
    r"|(?P<code>(?:otp|2fa|mfa)(?: codes?| la ma)?|one[- ]time (?:code|password|passcode|pin)"
    r"|(?:verification|verify|confirmation|security|authenticat(?:ion|or)|auth|log ?in|sign[- ]?in|sms|access|reset"
    r"|whatsapp|zalo|telegram|facebook|fb|google|gmail|instagram|paypal|apple|microsoft|bank"
    r"|backup|recovery|2-?step|two[- ]factor) codes?"
    r"|ma (?:otp|xac nhan|xac minh|xac thuc|bao mat|dang nhap|du phong|khoi phuc|2fa|sms)"
    r"|codigo de (?:verificacion|verificacao|acceso)|code de verification|(?P<short>code|ma pin|pin))"
    r"|(?P<key>licen[sc]e(?: (?:key|code|number|no|id))?|licen[cz]ia|lizenz(?:schlussel)?"
    r"|serial(?: (?:key|number|no|code))?|(?:activation|purchase|product|envato|registration) (?:key|code)"
    r"|ma (?:ban quyen|kich hoat|mua hang|license|key)|key (?:ban quyen|kich hoat|license)"
    r"|(?:api|secret|private|consumer|access|public(?:able|hable)|auth|app|site|encryption)[ _-]?keys?"
    r"|(?:client|app|consumer|webhook|signing|shared|api|jwt)[ _-]?secret|secret|(?<=_)salt"
    r"|(?P<bare>keys?|khoa|clave de licencia|chave|cle))"
    r"|(?P<token>bearer|(?:access|bot|api|auth|refresh|page|personal access|session)?[ _-]?tokens?)"
    r"|(?P<password>pas{1,4} ?w(?:or|ro|r|ir)?d?s?|pas{1,4}owrds?|pasw?ords?|passwor|pas{1,4}wort|passwd"
    r"|passcode|passphrase|pswd|psw|pword|pwd|p/w|mat ?kh(?:au|ua|aau)"
    r"|mkhau|contrase?n(?:i|y)?a|contrasenya|senha|mot de passe|mdp|kennwort"
    r"|(?P<loose>pass|pw|mk|m\.k|clave))"
    r")(?![a-z0-9_])"
)
LAST_WORD = re.compile(r"([a-z0-9]{1,30})[^\S\n]{1,3}$")
IN_QUERY = re.compile(r"[?&][\w-]{0,40}=")
ATTRIBUTE = re.compile(r"=\s{0,3}[\"'][\w-]{0,30}$")  # type="password"


@dataclass(frozen=True, slots=True)
class Label:
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


def labels(low: str) -> Iterator[Label]:
    for found in LABEL.finditer(low):
        start, end = found.span()
        before = _word_before(low, start)
        in_query = IN_QUERY.match(low, max(0, start - 1))  # the shapes know how far a value in an address goes
        in_markup = low[end : end + 1] in ("'", '"') and ATTRIBUTE.search(low[max(0, start - 36) : start])
        loose = found["loose"] or ""
        label = Label(
            kind=KINDS[found.lastgroup or "password"],
            word=found.group(),
            before=before,
            start=start,
            end=end,
            loose="" if loose == "pass" and before in DETERMINERS else loose,
            bare=bool(found["bare"]),
            short=bool(found["short"]),
        )
        if not (in_query or in_markup or ((label.bare or label.short) and before in AMBIGUOUS_BEFORE)):
            yield label


def _word_before(low: str, at: int) -> str:
    found = LAST_WORD.search(low[max(0, at - 34) : at])
    return found[1] if found else ""
