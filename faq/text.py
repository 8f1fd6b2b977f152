"""A message as the matcher sees it: lower case, without marks, in words.

Two people who mean the same rarely type the same: tone marks left out, "ko" for "không",
capitals, apostrophes, letters in fancy Unicode styles. All of that is levelled here, for the
questions in the files and for the messages alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Enough for any real question. Longer texts are pasted logs; their beginning says what is wanted.
MAX_CHARACTERS = 1500
MAX_WORDS = 120
LONGEST_WORD = 60  # letters; what is longer is no word
RECENT = 64  # texts whose reading is remembered: one message is read by several who do not know of each other

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_APOSTROPHE = re.compile(r"['’‘`´]")
_STRETCHED = re.compile(r"(.)\1{2,}")

# How Vietnamese is typed in haste. Only words that mean nothing else in a Vietnamese sentence.
TEENCODE = {
    "ko": "khong", "k": "khong", "kh": "khong", "hok": "khong", "hong": "khong", "hem": "khong", "khg": "khong",
    "kg": "khong", "hk": "khong", "khum": "khong", "hông": "khong", "kp": "khong phai", "kbt": "khong biet",
    "dc": "duoc", "đc": "duoc", "dk": "duoc", "đk": "duoc", "dx": "duoc",
    "j": "gi", "z": "vay", "v": "vay", "zậy": "vay", "zay": "vay",
    "bn": "bao nhieu", "nhiu": "nhieu", "bnhiu": "bao nhieu", "bnhieu": "bao nhieu",
    "ntn": "nhu the nao", "nnao": "nhu the nao", "tn": "the nao", "lm": "lam", "lsao": "lam sao",
    "vs": "voi", "w": "voi", "cx": "cung", "cg": "cung", "cug": "cung",
    "sp": "san pham", "tk": "tai khoan", "mk": "mat khau", "sdt": "so dien thoai", "đt": "dien thoai",
    "nv": "nhan vien", "tv": "tu van", "ht": "ho tro", "hd": "huong dan", "hdsd": "huong dan su dung",
    "tt": "thanh toan", "ck": "chuyen khoan", "bh": "bao gio", "baoh": "bao gio",
    "mik": "minh", "mn": "moi nguoi", "ae": "anh em", "b": "ban", "e": "em",
    "a": "anh", "c": "chi", "t": "toi", "m": "minh", "ib": "nhan tin", "rep": "tra loi", "r": "roi", "rùi": "roi",
    "rui": "roi", "ng": "nguoi", "nx": "nua", "đag": "dang", "dag": "dang", "wa": "qua", "wá": "qua", "iu": "yeu",
    "thik": "thich", "bít": "biet", "bit": "biet", "bik": "biet", "cty": "cong ty", "vn": "viet nam",
}  # fmt: skip


def strip_marks(text: str) -> str:
    """The text without diacritics: "giá" and "gia" are one word, "đ" is "d"."""
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("ı", "i")


fold = lru_cache(maxsize=65536)(strip_marks)  # for single words


@lru_cache(maxsize=RECENT)
def clean(text: str) -> str:
    """The text cut to a sane length, in one Unicode form and lower case, without apostrophes."""
    return _APOSTROPHE.sub("", _one_form(text)[:MAX_CHARACTERS].casefold())


def _one_form(text: str) -> str:
    if text.isascii():
        return text
    # One character can stand for 18. Where they do, an eighth is enough, and an eighth of the work.
    beginning = unicodedata.normalize("NFKC", text[: MAX_CHARACTERS // 8])
    if len(beginning) >= MAX_CHARACTERS:
        return beginning
    return unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])


def words(text: str) -> list[str]:
    """The words of a message, lower case, marks kept."""
    found = _WORD.findall(_STRETCHED.sub(r"\1\1", clean(text)))
    return [word[:LONGEST_WORD] for word in found[:MAX_WORDS]]


def folded_words(text: str, *, vietnamese: bool = False) -> list[str]:
    """The words without marks; in Vietnamese, abbreviations are written out."""
    if not vietnamese:
        return [fold(w) for w in words(text)]
    out: list[str] = []
    for word in words(text):
        out += TEENCODE.get(word, fold(word)).split()
    return out
