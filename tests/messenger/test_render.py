"""The messages keep every limit of the platform and lose nothing of what is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messenger.render import (
    MAX_CHOICES,
    MAX_LINKS,
    PAYLOAD_LIMIT,
    TEMPLATE_TEXT_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    render,
    shorten,
    split,
)
from bot.model import Choice, Link, Reply

SITE = Link(title="Open", url="https://piotnet.example/")
SENTENCE = "This is one sentence of a text. "


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def template(message: dict[str, Any]) -> dict[str, Any]:
    payload = message["attachment"]["payload"]
    assert isinstance(payload, dict)
    return payload


def said(messages: list[dict[str, Any]]) -> list[str]:
    return [each["text"] if "text" in each else template(each)["text"] for each in messages]


def test_a_short_text_is_one_message() -> None:
    assert render(Reply(text="Hello.\r\n")) == [{"text": "Hello."}]


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u2060"])
def test_nothing_to_see_is_nothing_to_send(text: str) -> None:
    assert render(Reply(text=text, choices=(Choice(title="Yes", payload="YES"),))) == []


def test_links_become_buttons_under_the_text() -> None:
    assert render(Reply(text="See here.", links=(SITE,))) == [
        {
            "attachment": {
                "type": "template",
                "payload": {
                    "template_type": "button",
                    "text": "See here.",
                    "buttons": [{"type": "web_url", "url": "https://piotnet.example/", "title": "Open"}],
                },
            }
        }
    ]


def test_choices_stand_under_the_last_message() -> None:
    first, last = render(Reply(text="a" * 1500 + "\n\n" + "b" * 1500, choices=(Choice(title="Yes", payload="YES"),)))

    assert "quick_replies" not in first
    assert last["quick_replies"] == [{"content_type": "text", "title": "Yes", "payload": "YES"}]


def test_choices_go_with_buttons() -> None:
    (message,) = render(Reply(text="Both.", links=(SITE,), choices=(Choice(title="Yes", payload="YES"),)))

    assert "attachment" in message
    assert "quick_replies" in message


def test_a_fourth_link_is_written_out() -> None:
    links = tuple(Link(title=f"Page {number}", url=f"https://a.example/{number}") for number in range(4))
    (message,) = render(Reply(text="See:", links=links))

    assert template(message)["text"] == "See:\nPage 3: https://a.example/3"
    assert len(template(message)["buttons"]) == 3


def test_links_without_a_text_carry_their_own_title() -> None:
    (message,) = render(Reply(text="", links=(SITE,)))

    assert template(message)["text"] == "Open"


def test_a_link_that_is_no_web_page_is_left_out() -> None:
    assert render(Reply(text="Hm.", links=(Link(title="x", url="javascript:alert(1)"),))) == [{"text": "Hm."}]


def test_the_last_sentences_of_a_long_text_stand_above_the_buttons() -> None:
    messages = render(Reply(text=SENTENCE * 40, links=(SITE,)))

    assert [len(text) for text in said(messages)] == [639, 639]
    assert said(messages)[1].startswith("This is")


def test_the_last_paragraph_stands_whole_above_the_buttons() -> None:
    messages = render(Reply(text=SENTENCE * 40 + "\n\n" + SENTENCE * 3, links=(SITE,)))

    assert said(messages)[-1] == (SENTENCE * 3).strip()


def test_an_address_too_long_for_a_template_stays_whole() -> None:
    address = "https://a.example/" + "x" * 700
    messages = render(Reply(text=f"Look: {address}", links=(SITE,)))

    assert said(messages) == [f"Look: {address}", "Open"]


def test_a_choice_whose_payload_would_be_cut_is_not_offered() -> None:
    choices = (Choice(title="a", payload="x" * 1001), Choice(title="b", payload="B"), Choice(title=" ", payload="C"))
    (message,) = render(Reply(text="Which?", choices=choices))

    assert [each["title"] for each in message["quick_replies"]] == ["b"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One two.\n\nThree four. Five", ["One two.", "Three four. Five"]),
        ("One two.\nThree four. Five", ["One two.", "Three four. Five"]),
        ("One two. Three four five", ["One two.", "Three four five"]),
        ("One (two.) Three four five", ["One (two.)", "Three four five"]),
        ("one two three four five", ["one two three four", "five"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmnopqrst", "uvwxyz"]),
        ("12345678901234567 https://a.b", ["12345678901234567", "https://a.b"]),
        ("地址地址地址https://a.example/", ["地址地址地址", "https://a.example/"]),
        ("😀" * 11, ["😀" * 10, "😀"]),
        ("x" * 19 + "e\u0302\u0301y", ["x" * 19, "e\u0302\u0301y"]),
        ("x" * 16 + "👩\u200d💻y", ["x" * 16, "👩\u200d💻y"]),
        ("x" * 18 + "👍🏽y", ["x" * 18, "👍🏽y"]),
        ("🇻🇳🇩🇪🇫🇷🇪🇸🇬🇧🇵🇹", ["🇻🇳🇩🇪🇫🇷🇪🇸🇬🇧", "🇵🇹"]),
        ("e" + "\u0301" * 30, ["e" + "\u0301" * 19, "\u0301" * 11]),
    ],
)
def test_text_is_cut_where_a_reader_minds_least(text: str, parts: list[str]) -> None:
    assert split(text, 20) == parts


def test_a_tiny_paragraph_is_not_cut_off_from_a_long_one() -> None:
    first, _ = split("Hi!\n\n" + SENTENCE * 70)

    assert first.startswith("Hi!\n\nThis is")


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Prices", "Prices"),
        ("Twenty letters here!", "Twenty letters here!"),
        ("Deactivate my old license", "Deactivate my old…"),
        ("Download, and then activate", "Download, and then…"),
        ("A Rindfleischetikettierung", "A Rindfleischetikett…"[:19] + "…"),
        ("Giấy phép dùng cho nhiều trang web", "Giấy phép dùng cho…"),
        ("😀" * 11, "😀" * 9 + "…"),
    ],
)
def test_a_title_is_cut_between_words(title: str, short: str) -> None:
    assert shorten(title) == short
    assert units(short) <= TITLE_LIMIT


VISIBLE = st.characters(exclude_categories=["Cc", "Cf", "Cs"])
TEXT = st.text(VISIBLE, max_size=3000) | st.lists(
    st.sampled_from(["word", "Sentence.", "\n\n", "\n", " ", "https://a.example/" + "p" * 90, "😀", "👩‍💻", "ế", "🇻🇳"]),
    max_size=600,
).map(" ".join)
LINKS = st.lists(st.builds(Link, title=TEXT, url=st.just("https://a.example/") | st.text(max_size=9)), max_size=5)
CHOICES = st.lists(st.builds(Choice, title=TEXT, payload=TEXT), max_size=15)


@settings(deadline=None)
@given(st.builds(Reply, text=TEXT, links=LINKS.map(tuple), choices=CHOICES.map(tuple)))
def test_every_limit_is_kept_whatever_is_said(reply: Reply) -> None:
    for message in render(reply):
        for quick_reply in message.get("quick_replies", []):
            assert 0 < units(quick_reply["title"]) <= TITLE_LIMIT
            assert 0 < units(quick_reply["payload"]) <= PAYLOAD_LIMIT
        assert len(message.get("quick_replies", [])) <= MAX_CHOICES
        if "text" in message:
            assert 0 < units(message["text"]) <= TEXT_LIMIT
        else:
            assert 0 < units(template(message)["text"]) <= TEMPLATE_TEXT_LIMIT
            assert 1 <= len(template(message)["buttons"]) <= MAX_LINKS
            assert all(0 < units(button["title"]) <= TITLE_LIMIT for button in template(message)["buttons"])


@settings(deadline=None)
@given(TEXT, st.booleans())
def test_not_a_word_is_lost(text: str, with_button: bool) -> None:
    written = "".join(text.split())
    messages = said(render(Reply(text=text, links=(SITE,) if with_button else ())))

    assert "".join("".join(messages).split()) in (written, written + "Open")


@settings(deadline=None)
@given(st.lists(st.sampled_from(["word. ", "https://a.example/" + "p" * 90 + " "]), max_size=300).map("".join))
def test_no_address_is_torn(text: str) -> None:
    messages = render(Reply(text=text, links=(SITE,)))

    assert " ".join(said(messages)).count("p" * 90) == text.count("p" * 90)
