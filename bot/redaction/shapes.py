"""Secrets that give themselves away: keys of known services, logins in addresses, private keys.

Each pattern names what it cannot match without. Looking for that takes next to no time, and an
ordinary message has hardly any of it, so most patterns need not be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.redaction.fold import Folded
from bot.redaction.marks import Kind, Span

ANY_DIGIT = "0-9"  # in place of a text that is needed


class Shape(NamedTuple):
    """`needs` is part of every match. No letters of a part that disregards case: there "ı" is an "i" too.

    The group "secret" of the pattern, where there is one, is the part that goes.
    """

    kind: Kind
    needs: str
    pattern: re.Pattern[str]


def _shape(kind: Kind, needs: str, pattern: str) -> Shape:
    return Shape(kind, needs, re.compile(pattern))


SHAPES = (
    # The key's own lines follow the words; without an end line everything to the end goes.
    _shape("private key", "PuTTY", r"PuTTY-User-Key-File-\d[^\n]{0,200}(?:\n[^\n]{1,200}){1,60}"),
    _shape("key", "k_", r"(?<![\w-])[spr]k_(?:live|test)_[A-Za-z0-9]{8,}+"),  # Stripe
    _shape("key", "whsec_", r"(?<![\w-])whsec_[A-Za-z0-9+/=]{12,}+"),
    _shape("key", "sk-", r"(?<![\w-])sk-(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Z])[\w-]{16,}+"),  # OpenAI and others
    _shape("key", "AIza", r"(?<![\w-])AIza[\w-]{20,}+"),  # Google
    _shape("key", "GOCSPX-", r"(?<![\w-])GOCSPX-[\w-]{10,}+"),
    _shape("token", "ya29.", r"(?<![\w-])ya29\.[\w.-]{10,}+"),
    _shape("token", "1//0", r"(?<![\w/-])1//0[\w-]{20,}+"),  # Google, refresh
    _shape("token", "_", r"(?<![\w-])(?:gh[oprsu]_|github_pat_|npm_|hf_|dop_v1_)[\w-]{16,}+"),
    _shape("token", "glpat-", r"(?<![\w-])glpat-[\w-]{16,}+"),  # GitLab
    _shape("token", "xox", r"(?<![\w-])xox[a-z]-[\w-]{10,}+"),  # Slack
    _shape("token", "xapp-", r"(?<![\w-])xapp-[\w-]{10,}+"),
    _shape("token", "EAA", r"(?<![\w-])EAA(?=[A-Za-z0-9]{0,40}\d)[A-Za-z0-9]{16,}+"),  # Facebook, Square
    _shape("key", "IA", r"(?<![\w-])(?:AKIA|ASIA)[A-Z0-9]{12,20}(?!\w)"),  # AWS
    _shape("key", "SG.", r"(?<![\w-])SG\.[\w-]{10,}+\.[\w-]{10,}+"),  # SendGrid
    _shape("key", "key-", r"(?<![\w-])key-[0-9a-f]{24,}+"),  # Mailgun
    _shape("key", "-us", r"(?<!\w)[0-9a-f]{30,34}-us\d{1,2}(?!\w)"),  # Mailchimp
    _shape("key", "AC", r"(?<![\w-])AC[0-9a-f]{32}(?!\w)"),  # Twilio
    _shape("key", "SK", r"(?<![\w-])SK[0-9a-f]{32}(?!\w)"),
    _shape("key", "sib-", r"(?<![\w-])(?:xkeysib|xsmtpsib)-[\w-]{10,}+"),  # Brevo
    _shape("key", "_", r"(?<![\w-])(?:live|test)_[A-Za-z0-9]{28,}+"),  # Mollie
    _shape("key", "rzp_", r"(?<![\w-])rzp_(?:live|test)[_-][\w-]{10,}+"),  # Razorpay
    _shape("key", "shp", r"(?<![\w-])shp(?:at|ss|ca)[_-][\w-]{10,}+"),  # Shopify
    _shape("key", "sq0", r"(?<![\w-])sq0(?:csp|atp)[_-][\w-]{10,}+"),  # Square
    _shape("token", "pat-", r"(?<![\w-])pat-[a-z]{2}\d-[0-9a-f-]{20,}+"),  # HubSpot
    _shape("token", "pat", r"(?<![\w-])pat[A-Za-z0-9]{14}\.[0-9a-f]{30,}+"),  # Airtable
    _shape("token", "_", r"(?<![\w-])(?:secret|ntn)_(?=[A-Za-z0-9]{0,30}\d)[A-Za-z0-9]{30,}+"),  # Notion
    _shape("key", "6L", r"(?<![\w-])6L[\w-]{36,40}(?![\w-])"),  # reCAPTCHA; the secret one looks like the public one
    _shape("token", ":AA", r"(?<![\w:])\d{6,12}:AA[\w-]{20,}+"),  # Telegram
    _shape("token", "eyJ", r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+)?"),  # JWT
    _shape("token", "/", r"(?i:hooks\.slack\.com/services/)(?P<secret>[\w/]{10,}+)"),
    _shape("token", "/", r"(?i:discord(?:app)?\.com/api/webhooks/)(?P<secret>[\w/-]{20,}+)"),
    _shape("token", ANY_DIGIT, r"(?i:(?<!\w)bearer\s{1,3}['\"]?)(?P<secret>(?=[\w.~+/=-]{0,60}\d)[\w.~+/=-]{12,}+)"),
    _shape("token", "wordpress_", r"(?<!\w)wordpress_(?:logged_in|sec)_[0-9a-f]{32}=(?P<secret>[^\s;]++)"),
    _shape("password", ":", r"(?<!\w)(?i:authorization:\s{0,3})(?i:basic\s{1,3})(?P<secret>[\w+/=-]{6,}+)"),
    _shape(
        "password",
        ANY_DIGIT,
        r"(?<!\w)(?i:basic)\s(?P<secret>(?=[\w+/]{0,60}\d)(?=[\w+/]{0,60}[A-Z])[A-Za-z0-9+/]{12,}+=*+)",
    ),
    _shape(
        "password",
        "-p",
        r"(?<!\w)(?:mysql|mysqldump|mariadb)\s(?:[^\s-]\S{0,60}\s|-\w\s\S{1,60}\s){0,6}-p(?P<secret>\S{3,}+)",
    ),
    _shape("password", "sshpass", r"(?<!\w)sshpass\s{1,3}-p\s{0,3}(?P<secret>\S{3,}+)"),
    _shape("login", "curl", r"(?<!\w)curl\s(?:\S{1,200}\s){0,6}(?:-u|--user)\s{1,3}(?P<secret>[^\s:]{1,64}:\S{3,}+)"),
    # Letters of both cases, digits and one of these signs inside: no word, no sum, no address.
    _shape(
        "password",
        ANY_DIGIT,
        r"(?<![^\s\"'`(])(?=[\w.*%&+?-]{1,40}+[!@#$^]\w)(?=\S{0,40}\d)(?=\S{0,40}[a-z])(?=\S{0,40}[A-Z])"
        r"(?![\w.+-]{1,64}@[\w-]{1,64}\.[a-z])[\w!@#$^.*%&+?-]{7,40}[\w!@#$^*](?![^\s\"'`).,;:])",
    ),
    # The same with less, when there is nothing else in the message.
    _shape(
        "password",
        ANY_DIGIT,
        r"\A\s{0,9}+(?=\w{1,40}+[!@#$^*&])(?=\S{0,40}\d)(?=\S{0,40}[A-Za-z])(?![\w.+-]{1,64}@[\w-]{1,64}\.[a-z])"
        r"(?P<secret>[\w!@#$^*&.-]{6,40})\s{0,9}\Z",
    ),
    _shape(
        "password",
        "",  # always tried: each of its signs may be one or the other
        r"(?<!\w)(?i:u|usr|user)\s?[:=]\s?\S{2,64}+[\s,;|/]{1,3}(?i:p)\s?[:=]\s?(?P<secret>\S{3,64}+)",
    ),
    _shape(
        "card number",
        ANY_DIGIT,
        r"(?<!\w)(?i:exp(?:iry|ires|iration)?(?: date)?[ :.]{1,3})(?P<secret>(?:0[1-9]|1[0-2])[2-4]\d)(?!\w)",
    ),
    # user:pass@host in an address of any scheme; "host:8080/…@" is no password.
    _shape(
        "login", "://", r"(?<=://)(?P<secret>[^\s/:@]{0,100}+:(?!\d{1,5}(?:[/?#\s]|$))(?:[^\s/]{1,200}|\S{1,200}?))@"
    ),
    _shape("token", "://", r"(?<=://)(?P<secret>(?=\w{0,60}\d)\w{20,100}+)@"),
    _shape(
        "password",
        "=",
        r"(?i:[?&#;](?:user_)?(?:pwd|pass|passwd|password|psw|mk|matkhau)=)"
        r"(?!(?i:true|false|yes|no|reset|lost|changed|\d)(?:[&#\s]|$))(?P<secret>[^\s&#]{3,}+)",
    ),
    _shape(
        "token",
        ANY_DIGIT,
        r"(?i:[?&#;][\w-]{0,30}(?:token|secret|key|auth|otp|login|signature|code|jwt|session|sid)=)"
        r"(?P<secret>(?=[^\s&#]{0,60}\d)[^\s&#]{8,}+)",
    ),
    # Licence keys without a word before them: groups that mix letters and digits.
    _shape(
        "key",
        ANY_DIGIT,
        r"(?<![\w-])(?=(?:[A-Z0-9]{4,8}-){0,6}(?:[A-Z]{1,7}\d|\d{1,7}[A-Z]))"
        r"(?:[A-Z0-9]{4,8}-){3,7}[A-Z0-9]{4,8}(?![\w-])",
    ),
    # The same in small letters, as some shops write them; a UUID, which is no secret, has other groups.
    _shape(
        "key",
        ANY_DIGIT,
        r"(?<![\w-])(?=[0-9a-f-]{0,40}\d)(?=[0-9-]{0,40}[a-f])[0-9a-f]{4}(?:-[0-9a-f]{4}){3,7}(?![\w-])",
    ),
    # Where to, who and with what: "ftp.example.com, maria_ftp, Sunshine77".
    _shape(
        "password",
        "ftp.",
        r"(?<!\w)s?ftp\.[\w.-]{3,60}\s?[,;|/]\s?[\w@.-]{2,40}\s?[,;|/]\s?"
        r"(?P<secret>(?=[^\s,.;/]{0,40}\d)(?=[^\s,.;/]{0,40}[A-Za-z])[^\s,.;/]{6,40})",
    ),
    # Nobody writes 32 and more mixed letters and digits by hand.
    _shape(
        "token",
        ANY_DIGIT,
        r"(?<![\w/=?&.#%@+-])(?=[A-Za-z0-9]{0,60}\d)(?=[A-Za-z0-9]{0,60}[a-z])(?=[A-Za-z0-9]{0,60}[A-Z])"
        r"[A-Za-z0-9]{32,}+(?![\w/.-])",
    ),
    # The application password of WordPress: six groups of four.
    _shape(
        "password",
        ANY_DIGIT,
        r"(?<!\w)(?=(?:[A-Za-z]{4} ){0,5}[A-Za-z]{0,3}\d)(?=[A-Z0-9 ]{0,28}[a-z])(?=[a-z0-9 ]{0,28}[A-Z])"
        r"(?![\w ]{0,20}(?<!\w)(?:\d{4} \d{4}|[a-z]{4} [a-z]{4})(?!\w))"  # an IBAN, a sentence
        r"(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}(?!\w)",
    ),
    _shape(
        "card number",
        ANY_DIGIT,
        r"(?<!\w)(?i:cvv|cvc|ccv|csc|cvn)2?"
        r"(?i:[ :=.#-]{0,3}(?:(?:code|number|no|la|is|so|es|cua em)[ :=.#-]{1,3}){0,2})"
        r"(?P<secret>\d{3,4})(?![\w])",
    ),
    _shape("card number", "on the back", r"on the back(?: is| are|:|,)?\s{1,3}(?P<secret>\d{3,4})(?!\w)"),
    _shape(
        "card number",
        ANY_DIGIT,
        r"(?<!\w)(?i:security code|ma bao mat(?: the)?)(?i:[ :=.#-]{0,3}(?:la|is|:)?[ :=]{0,3})"
        r"(?P<secret>\d{3})(?!\w)",
    ),
)

PRIVATE_KEY_BEGINS = re.compile(r"-{2,5}\s?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?\s?-{2,5}")
PRIVATE_KEY_ENDS = re.compile(r"-{2,5}\s?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?\s?-{2,5}")


def private_keys(plain: str) -> Iterator[Span]:
    done = 0
    while begin := PRIVATE_KEY_BEGINS.search(plain, done):
        end = PRIVATE_KEY_ENDS.search(plain, begin.end())
        done = end.end() if end else len(plain)
        yield Span(begin.start(), done, "private key")


def shapes(folded: Folded) -> Iterator[Span]:
    plain = folded.plain
    for kind, needs, pattern in SHAPES:
        if folded.digit if needs is ANY_DIGIT else needs in plain:
            group = "secret" if "secret" in pattern.groupindex else 0
            for found in pattern.finditer(plain):
                yield Span(*found.span(group), kind)
