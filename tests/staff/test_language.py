"""The console in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bot.staff.language import TRANSLATIONS
from tests.conftest import Bot
from tests.staff.conftest import Colleague

VIETNAMESE = TRANSLATIONS / "vi" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def catalog() -> Catalog:
    return read_po(BytesIO((VIETNAMESE / "messages.po").read_bytes()), locale="vi")


def texts() -> Iterator[str]:
    """Everything in the console's files that is to be translated."""
    for _file, _line, text, _comments, _context in extract_from_dir(
        str(Path(TRANSLATIONS).parent), METHODS, keywords={"_": None, "gettext": None}
    ):
        yield str(text)


def test_every_text_has_its_vietnamese() -> None:
    known = {str(each.id) for each in catalog() if each.string}

    assert sorted(set(texts()) - known) == []


def test_no_vietnamese_is_kept_for_a_text_that_is_gone() -> None:
    assert sorted({str(each.id) for each in catalog() if each.id} - set(texts())) == []


def test_the_compiled_texts_are_those_of_the_readable_file() -> None:
    compiled = read_mo(BytesIO((VIETNAMESE / "messages.mo").read_bytes()))

    assert {each.id: each.string for each in compiled if each.id} == {
        each.id: each.string for each in catalog() if each.id
    }


def test_a_colleague_chooses_the_language_once(bot: Bot, tom: Colleague) -> None:
    bot.say("hello")
    answer = tom.post("/staff/language", language="vi", next="/staff/chats")

    assert answer.location == "/staff/chats"
    assert '<html lang="vi">' in tom.read("/staff/chats")
    assert "Mọi trò chuyện" in tom.read("/staff/chats")
    tom.post("/staff/logout")
    tom.log_in()
    assert "Chờ nhân viên" in tom.read("/staff/")


def test_a_stranger_gets_the_language_of_the_browser(stranger: Colleague) -> None:
    page = stranger.get("/staff/login", headers={"Accept-Language": "vi-VN,vi;q=0.9"}).text

    assert "Đăng nhập" in page


def test_a_language_that_does_not_exist_changes_nothing(tom: Colleague) -> None:
    tom.post("/staff/language", language="xx")

    assert '<html lang="en">' in tom.read("/staff/")
