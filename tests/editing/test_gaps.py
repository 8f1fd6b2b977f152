"""What customers asked in vain, put together across spellings, with the answers that agents gave."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from bot.commands.faq_gaps import gaps as gaps_command
from bot.editing.gaps import Gap, Line, asides_of, grouped, is_aside, missed
from bot.editing.proposals import patch
from bot.services import Library
from tests.conftest import PAGE, TINY, Bot


@pytest.fixture
def library() -> Library:
    return Library(TINY / "faq", TINY / "intents")


START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def chat(customer: str, *said: dict[str, Any]) -> list[Line]:
    """The lines of one customer's chat, a minute apart."""
    return [
        Line(**{"customer": customer, "at": START + timedelta(minutes=n), "who": "customer"} | _kinds(each) | each)
        for n, each in enumerate(said)
    ]


def _kinds(line: dict[str, Any]) -> dict[str, Any]:
    return {"kind": {"bot": "Reply", "staff": "Echo"}.get(line.get("who", ""), "CustomerMessage")}


def asked(text: str, route: str = "fallback", **more: Any) -> dict[str, Any]:
    return {"text": text, "route": route, "reason": "nothing is likely enough", "language": "en", **more}


def agent(text: str) -> dict[str, Any]:
    return {"who": "staff", "text": text}


def gaps(*chats: list[Line]) -> list[Gap]:
    return grouped(missed([line for each in chats for line in each]))


def test_the_same_question_in_other_spellings_is_one_gap() -> None:
    (one,) = gaps(
        chat("1", asked("có xuất hóa đơn VAT không shop", language="vi")),
        chat("2", asked("co xuat hoa don vat ko", language="vi")),
        chat("3", asked("Xuất hoá đơnn VAT", language="vi")),
    )

    assert (one.people, len(one.missed)) == (3, 3)


def test_other_questions_are_other_gaps() -> None:
    found = gaps(
        chat("1", asked("do you have an affiliate program")),
        chat("2", asked("hello", "smalltalk"), asked("is there a mobile app")),
    )

    assert [gap.text for gap in found] == ["is there a mobile app", "do you have an affiliate program"]


def test_people_are_counted_not_messages() -> None:
    (gap,) = gaps(chat("1", asked("is there a mobile app"), asked("is there a mobile app?")))

    assert (gap.people, len(gap.missed)) == (1, 2)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ([{"text": "None of these", "route": "fallback", "reason": "none of these"}], "none of these"),
        ([{"text": "None of these", "route": "human", "reason": "two misses in a row"}], "none of these"),
        ([{"text": "Talk to a person", "route": "human", "reason": "tapped"}], "handed over"),
        ([{"text": "human please", "route": "human", "entry": "talk-to-person"}], "handed over"),
        ([{"kind": "Feedback", "text": "bad", "entry": "refund"}], "thumb down"),
        ([{"kind": "Feedback", "text": "bad", "mid": "m_ours"}], "thumb down"),
    ],
)
def test_why_a_question_was_missed(after: list[dict[str, Any]], why: str) -> None:
    question = asked("can i pay monthly", "clarify" if why == "none of these" else "answer", entry="refund", event=7)
    answered = {"who": "bot", "text": "Within 30 days.", "mid": "m_ours", "event": 7}

    (gap,) = gaps(chat("1", question, answered, *after))

    assert (gap.text, gap.whys) == ("can i pay monthly", [(why, 1)])


@pytest.mark.parametrize(
    "line",
    [
        asked("hello", "smalltalk"),
        asked("do you support stripe", "answer"),
        asked("refund my order", "ticket"),
        asked("I want to talk to a person", "human", entry="talk-to-person"),
        asked("a quote for 50 sites", "human", entry="big-order"),
        asked("", "fallback", reason="an attachment without words"),
        asked("my mail is an@example.com, is my order 123456 there"),
        {"kind": "Feedback", "text": "good", "entry": "refund"},
    ],
)
def test_what_is_no_gap(line: dict[str, Any]) -> None:
    assert gaps(chat("1", line)) == []


def test_lines_that_were_answered_together_are_one_question() -> None:
    (gap,) = gaps(chat("1", {"text": "hi, one thing"}, asked("is there a mobile app")))

    assert gap.text == "hi, one thing is there a mobile app"


def test_what_the_agent_answered_is_the_draft_without_secrets() -> None:
    answers = agent("Yes, there is one for Android."), agent("Log in with password: hunter2secret there.")
    thanks = {"text": "thanks", "reason": "a person has this chat"}
    (gap,) = gaps(chat("1", asked("is there a mobile app"), *answers, thanks, agent("You are welcome here!")))

    assert gap.answer
    assert gap.answer.answer.startswith("Yes, there is one for Android.\n\nLog in with")
    assert "hunter2secret" not in gap.answer.answer
    assert "welcome" not in gap.answer.answer


def test_an_answer_that_was_marked_goes_before_a_newer_one() -> None:
    (gap,) = gaps(
        chat(
            "1",
            asked("is there a mobile app", ""),
            agent("Yes, in the Play store."),
            {"who": "staff", "route": "learn"},
        ),
        chat("2", asked("is there a mobile app"), agent("No idea, ask Tom about it.")),
    )

    assert gap.answer
    assert gap.answer.answer == "Yes, in the Play store."


def test_the_patch_is_an_entry_with_nothing_made_up() -> None:
    (gap,) = gaps(chat("1", asked("Is there a mobile app?"), agent("Yes, for Android: see the Play store.")))

    assert YAML(typ="safe").load(patch(gap)) == {
        "entries": [
            {
                "id": "is-there-mobile-app",
                "title": {"en": "Is there a mobile…", "vi": ""},
                "questions": {"en": ["Is there a mobile app?"], "vi": []},
                "answer": {"en": "Yes, for Android: see the Play store.", "vi": ""},
            }
        ]
    }


def test_the_command_shows_gaps_and_entries_that_need_a_look(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"FAQ_DIR": TINY / "faq", "INTENTS_DIR": TINY / "intents", "PAGE_ID": PAGE}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATABASE_URL", bot.services.settings.database_url)
    bot.time.now = datetime.now(UTC)
    bot.say("is there a zoo in hanoi")
    bot.say("do you support Stripe?")

    text = CliRunner().invoke(gaps_command, []).output
    found = json.loads(CliRunner().invoke(gaps_command, ["--format", "json"]).output)

    assert text.startswith("Not answered in the last 30 days: 1 question.\n")
    assert '"is there a zoo in hanoi"\n  1 person, last on' in text
    assert "- id: is-there-zoo-hanoi" in text
    assert found["gaps"][0]["people"] == 1
    assert found["never_used"] == ["refund"]


ZOO = "is there a zoo in hanoi"


def aside_after(*later: tuple[str, str]) -> bool:
    """Whether a gap that customers 1 and 2 made stays aside when somebody asks again."""
    before = [chat("1", asked(ZOO)), chat("2", asked("is there a zooo in Hanoi?"))]
    (gap,) = gaps(*before)
    marks = asides_of(gap, at=START + timedelta(minutes=30))
    after = [
        Line(**asked(text), **_kinds({}), customer=who, at=START + timedelta(days=1), who="customer")
        for who, text in later
    ]
    (again,) = [each for each in gaps(*before, after) if "zoo" in each.text]
    return is_aside(again, marks)


def test_what_is_set_aside_stays_so_until_somebody_new_asks() -> None:
    assert aside_after()
    assert aside_after(("1", ZOO))
    assert aside_after(("3", "do you have an affiliate program"))
    assert not aside_after(("3", "is there a zoo in ha noi"))


def test_who_asked_after_the_editor_looked_counts_as_new() -> None:
    (gap,) = gaps(chat("1", asked(ZOO)), chat("2", asked("hello", "smalltalk"), asked(ZOO)))

    assert not is_aside(gap, asides_of(gap, at=START))


def test_a_wider_period_with_other_words_first_is_the_same_gap() -> None:
    (narrow,) = gaps(chat("1", asked(ZOO)))
    (wide,) = gaps(chat("0", asked("is there a zooo in Hanoi?")), chat("1", asked(ZOO)))

    assert is_aside(wide, asides_of(narrow, at=START))


def test_the_command_sets_aside_and_puts_back(bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"FAQ_DIR": TINY / "faq", "INTENTS_DIR": TINY / "intents", "PAGE_ID": PAGE}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATABASE_URL", bot.services.settings.database_url)
    bot.time.now = datetime.now(UTC)
    bot.say(ZOO)

    def run(*arguments: str) -> str:
        return CliRunner().invoke(gaps_command, list(arguments)).output

    (gap,) = json.loads(run("--format", "json"))["gaps"]
    assert f"--set-aside {gap['key']}" in run()
    assert run("--set-aside", gap["key"]) == f'"{ZOO}" is set aside until somebody new asks it.\n'
    assert run().startswith("Not answered in the last 30 days: 0 questions.\n")
    assert f'Set aside, until somebody new asks:\n  {gap["key"]}  "{ZOO}"' in run()
    assert "is on the list again" in run("--put-back", gap["key"])
    assert len(json.loads(run("--format", "json"))["gaps"]) == 1
    assert "No question of these 30 days has the key" in run("--set-aside", "zzz")
