"""The staff's file of opening hours, right and wrong."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from faq.hours_file import Closure, HalfDay, HoursRules, Interval, OpenDay, read_hours
from faq.load import HERE, HOURS_FILE
from faq.model import FaqInvalid


def read(tmp_path: Path, text: str) -> HoursRules:
    path = tmp_path / "content" / "hours.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return read_hours(path)


def complaints(tmp_path: Path, text: str) -> str:
    with pytest.raises(FaqInvalid) as caught:
        read(tmp_path, text)
    return re.sub(", column [0-9]+", "", str(caught.value).replace(f"{tmp_path}/", ""))


def uncommented(text: str, key: str) -> str:
    """The example of a key as an editor would take it over."""
    lines = text.splitlines()
    start = lines.index(f"# {key}:")
    end = next(n for n in range(start, len(lines)) if not lines[n].startswith("#"))
    return "\n".join(line.removeprefix("# ") for line in lines[start:end])


def test_the_file_we_ship_holds_the_hours_of_the_support_program() -> None:
    assert read_hours(HERE / HOURS_FILE) == HoursRules()


def test_the_examples_in_the_file_we_ship_are_right(tmp_path: Path) -> None:
    shipped = (HERE / HOURS_FILE).read_text(encoding="utf-8")
    keys = ("closures", "open_anyway", "half_days")
    rules = read(tmp_path, "\n".join(uncommented(shipped, key) for key in keys))

    assert [len(rules.closures), len(rules.open_anyway), len(rules.half_days)] == [2, 2, 1]


def test_a_missing_file_means_the_hours_of_the_support_program(tmp_path: Path) -> None:
    rules = read_hours(tmp_path / "hours.yaml")

    assert rules == HoursRules()
    assert [str(interval) for interval in rules.week[5]] == ["08:00-17:00"]
    assert rules.week[6] == ()


def test_a_file_of_comments_is_like_a_missing_one(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == HoursRules()


def test_a_full_file_is_read(tmp_path: Path) -> None:
    rules = read(
        tmp_path,
        """\
timezone: Europe/Paris
week:
  Monday: ["13:00-17:00", "8:00 - 12:00"]
  Thursday: 20:00-02:00
  Saturday: ["00:00-24:00"]
  Sunday:
public_holidays: none
closures:
  - from: 2027-02-01
    to: 2027-02-03
    name: {en: trip, vi: du lịch}
  - {from: 2027-03-01, name: {en: party, vi: tiệc}}
half_days:
  - date: 2027-12-24
    hours: ["08:00-12:00"]
    name: {en: Eve, vi: Giáng sinh}
open_anyway:
  - 2027-11-22
  - {date: 2027-09-05, hours: ["09:00-10:00"]}
announce_days: 3
""",
    )

    morning = Interval(opens=480, closes=720)
    assert rules == HoursRules(
        timezone="Europe/Paris",
        week=(
            (morning, Interval(opens=780, closes=1020)),
            (), (),
            (Interval(opens=1200, closes=1560),),
            (),
            (Interval(opens=0, closes=1440),),
            (),
        ),
        public_holidays="none",
        closures=(
            Closure(first=date(2027, 2, 1), last=date(2027, 2, 3), name={"en": "trip", "vi": "du lịch"}),
            Closure(first=date(2027, 3, 1), last=date(2027, 3, 1), name={"en": "party", "vi": "tiệc"}),
        ),
        half_days=(HalfDay(day=date(2027, 12, 24), hours=(morning,), name={"en": "Eve", "vi": "Giáng sinh"}),),
        open_anyway=(
            OpenDay(day=date(2027, 11, 22)),
            OpenDay(day=date(2027, 9, 5), hours=(Interval(opens=540, closes=600),)),
        ),
        announce_days=3,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["08:00-17:00", "20:00-02:00", "00:00-24:00", "22:30-24:00"])
def test_hours_are_shown_as_they_were_written(tmp_path: Path, text: str) -> None:
    assert str(read(tmp_path, f'week: {{Monday: ["{text}"]}}').week[0][0]) == text


def test_all_mistakes_are_told_at_once_with_line_and_remedy(tmp_path: Path) -> None:
    text = """\
timezone: Asia/Ho_Chi_Min
week:
  Mondy: ["08:00-17:00"]
  Tuesday: ["8am-5pm", "25:00-26:00", "09:00-09:00"]
  Wednesday: ["08:00-13:00", "12:00-17:00"]
public_holidays: france
closurs: []
closures:
  - from: 2027-02-10
    to: 2027-02-01
    name: {en: Tet break, vi: Nghỉ Tết}
announce_days: a week
"""

    assert complaints(tmp_path, text) == (
        'content/hours.yaml, line 1: "Asia/Ho_Chi_Min" is not a time zone.\n'
        '  Did you mean "Asia/Ho_Chi_Minh"?\n'
        'content/hours.yaml, line 3: "Mondy" is not a key we know.\n'
        '  Did you mean "Monday"?\n'
        'content/hours.yaml, line 4: "8am-5pm" is not a time from ... to.\n'
        '  Write both times with 24 hours, for example "08:00-17:00".\n'
        'content/hours.yaml, line 4: "25:00-26:00" is not a time from ... to.\n'
        '  Write both times with 24 hours, for example "08:00-17:00".\n'
        'content/hours.yaml, line 4: "09:00-09:00" begins and ends at the same time.\n'
        '  Write another end, or "00:00-24:00" for the whole day.\n'
        "content/hours.yaml, line 5: Wednesday 12:00-17:00 overlaps Wednesday 08:00-13:00.\n"
        "  Let one end before the other begins, or write them as one.\n"
        'content/hours.yaml, line 6: "france" has no list of public holidays.\n'
        "  Known: vietnam, none.\n"
        'content/hours.yaml, line 7: "closurs" is not a key we know.\n'
        '  Did you mean "closures"?\n'
        "content/hours.yaml, line 10: the closure ends (2027-02-01) before it begins (2027-02-10).\n"
        "  Correct one of the two.\n"
        'content/hours.yaml, line 12: "a week" is not a number of days.\n'
        "  Write a number from 0 to 60.\n"
        "10 problems."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'week: {Monday: ["20:00-02:00"], Tuesday: ["01:00-05:00"]}',
            "line 1: Tuesday 01:00-05:00 overlaps Monday 20:00-02:00.\n"
            "  Let one end before the other begins, or write them as one.",
        ),
        (
            'week: {Sunday: ["20:00-02:00"], Monday: ["01:00-05:00"]}',
            "line 1: Monday 01:00-05:00 overlaps Sunday 20:00-02:00.\n"
            "  Let one end before the other begins, or write them as one.",
        ),
        (
            "week: {Monday: []}",
            'line 1: no day of the week has hours.\n  Write at least one, for example "Monday: ["08:00-17:00"]".',
        ),
        (
            "timezone: Hanoi time please",
            'line 1: "Hanoi time please" is not a time zone.\n  Write area and city, for example "Asia/Ho_Chi_Minh".',
        ),
        (
            "closures:\n  - {from: 1.2.2027, to: 2027-02-03, name: {en: trip, vi: du lịch}}",
            'line 2: "1.2.2027" is not a date.\n  Write year-month-day, for example 2027-05-31.',
        ),
        (
            "closures:\n  - {to: 2027-02-03, name: {en: trip, vi: du lịch}}",
            'line 2: there is no date after "from:".\n  Write "from: 2027-05-31".',
        ),
        (
            "closures:\n  - {from: 2072-02-01, to: 2207-02-03, name: {en: trip, vi: du lịch}}",
            "line 2: the year 2207 cannot be right.\n  Correct the year.",
        ),
        (
            "closures:\n  - {from: 2026-12-30, to: 2027-12-31, name: {en: trip, vi: du lịch}}",
            "line 2: the closure has 367 days.\n  Correct the year; 90 days are the most.",
        ),
        (
            "closures:\n  - {from: 2027-02-01, to: 2027-02-03, name: {en: trip}}",
            'line 2: the name has no text in "vi".\n  Write it after "vi:".',
        ),
        (
            "half_days:\n  - {date: 2027-12-24, name: {en: Eve, vi: Giáng sinh}}",
            'line 2: the half day has no hours.\n  Write for example hours: ["08:00-12:00"].',
        ),
        (
            "half_days:\n  - {date: 2027-12-24, hours: [], name: {en: Eve, vi: Giáng sinh}}",
            'line 2: the half day has no hours.\n  For a whole day off use "closures:".',
        ),
        (
            "open_anyway:\n  - 2027-11-28",
            "line 2: 2027-11-28 is a Sunday, which has no hours.\n"
            '  Write "- date: 2027-11-28" and below it hours: ["08:00-12:00"].',
        ),
        (
            "closures:\n  - {from: 2027-02-01, to: 2027-02-03, name: {en: trip, vi: du lịch}}\n"
            "open_anyway:\n  - 2027-02-03",
            "line 4: 2027-02-03 already stands in line 2.\n"
            "  A day may stand in this file once: delete or shorten one of the two.",
        ),
    ],
)
def test_each_mistake_is_told_in_plain_words(tmp_path: Path, text: str, told: str) -> None:
    assert complaints(tmp_path, text) == f"content/hours.yaml, {told}\n1 problem."


def test_an_unreadable_file_is_told_and_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    assert 'line 1: the bracket "[" that opens here is never closed.' in complaints(tmp_path, "week: [\n")
