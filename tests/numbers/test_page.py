"""The page and its exports."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.staff.numbers import as_csv
from tests.conftest import NOON, Bot
from tests.numbers.conftest import History
from tests.staff.conftest import Colleague, app, make, tom

__all__ = ["app", "make", "tom"]

PAGE = "/staff/numbers"


@pytest.fixture
def database_url(tmp_path: Path, empty_database: Path) -> str:
    path = tmp_path / "bot.db"
    path.write_bytes(empty_database.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def week(history: History) -> None:
    """Ann asks and is answered, Bob asks for a person and waits 10 minutes, Cleo says hello."""
    history.says(NOON - timedelta(hours=5), "answer", "refund-policy")
    history.says(NOON - timedelta(hours=6), "human", "talk", customer="bob")
    history.owner(NOON - timedelta(hours=6), "bot", "asked", customer="bob")
    history.staff(NOON - timedelta(hours=5, minutes=50), customer="bob")
    history.says(NOON - timedelta(hours=4), "smalltalk", customer="cleo")


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def tiles(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd><strong>([^<]+)</strong>", page))


@pytest.mark.usefixtures("week")
def test_the_page_shows_the_figures(tom: Colleague) -> None:
    assert tiles(tom.read(PAGE)) == {
        "Chats": "3",
        "Answered by the bot": "33 %",
        "Handed over": "33 %",
        "Time to a person": "10 min",
        "Asked for a person": "1",
        "Solved for good": "–",
    }


@pytest.mark.usefixtures("week")
def test_it_speaks_vietnamese_too(tom: Colleague) -> None:
    tom.post("/staff/language", language="vi")

    page = tom.read(PAGE)

    assert tiles(page)["Thời gian đến khi gặp nhân viên"] == "10 phút"
    assert "Thứ Sáu 20/11" in page


@pytest.mark.usefixtures("week")
def test_charts_are_pictures_with_a_name_and_bring_no_script_or_style(tom: Colleague) -> None:
    page = tom.read(PAGE)
    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)

    assert len(charts) == 3
    assert [re.search(r'role="img"', each) is None for each in charts] == [False] * 3
    assert [re.search(r'<title id="([a-z]+-title)">', each)[1] for each in charts] == [  # type: ignore[index]
        "chats-title",
        "minutes-title",
        "entries-title",
    ]
    assert "Pygal" not in page
    assert [each for each in ("<script", "<style", "style=", "<!--") if each in "".join(charts)] == []


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(("days", "rows"), [("7", 7), ("30", 30), ("90", 90), ("5", 30), ("all", 30)])
def test_the_period_can_be_chosen(days: str, rows: int, tom: Colleague) -> None:
    found = cells(tom.read(f"{PAGE}/days.csv?days={days}"))

    assert len(found) == rows + 2


@pytest.mark.usefixtures("week")
def test_days_as_csv(tom: Colleague) -> None:
    head, *_, today, total = cells(tom.read(f"{PAGE}/days.csv?days=7"))

    assert head[:6] == ["day", "chats", "answered_by_bot", "handed_over", "not_answered", "only_greeting"]
    assert today == ["2026-11-20", "3", "1", "1", "0", "1", "1", "1", "10.0", "10.0", "0", "0"]
    assert total == ["total", *today[1:]]


@pytest.mark.usefixtures("week")
def test_entries_as_csv(tom: Colleague) -> None:
    answer = tom.get(f"{PAGE}/entries.csv?days=7")

    assert answer.headers["Content-Disposition"] == ('attachment; filename="piotnet-entries-7-days-to-2026-11-20.csv"')
    assert cells(answer.text)[1:] == [["refund-policy", "1", "0", "0", "0"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cells(as_csv([[text, "a=b", -1, None]])) == [[f"'{text}", "a=b", "'-1", ""]]


def test_days_in_which_nobody_wrote_are_called_so(tom: Colleague) -> None:
    assert "Nobody has written in these days." in tom.read(PAGE)


def test_a_stranger_sees_nothing(bot: Bot) -> None:
    for path in (PAGE, f"{PAGE}/days.csv", f"{PAGE}/entries.csv"):
        assert bot.client.get(path).status_code == 302
