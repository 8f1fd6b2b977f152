"""Every row of Meta's error table, and the rules for what is not in it."""

from __future__ import annotations

import pytest

from bot.messenger.errors import ROWS, Kind, SendFailed, classify

R, S, A, W = Kind.RETRY, Kind.SLOW_DOWN, Kind.AMBIGUOUS, Kind.WINDOW_CLOSED
U, T, P, C = Kind.UNREACHABLE, Kind.NOT_OUR_THREAD, Kind.PAGE_STOP, Kind.OUR_BUG

TABLE: list[tuple[int, list[int | None], Kind]] = [
    (-1, [2018012], A),
    (1, [None, 99], R),
    (1, [1357046], A),
    (2, [None], R),
    (2, [2018344], P),
    (4, [None, 2018022], S),
    (9, [2018352], C),
    (10, [None], P),
    (10, [2018278, 2018065, 2534022], W),
    (10, [2018108, 2018336], U),
    (10, [2018300, 2018321], T),
    (10, [1893063], P),
    (10, [1404170, 1893015], C),
    (17, [None], S),
    (32, [None], S),
    (27, [None], C),
    (80001, [None], S),
    (80006, [None], S),
    (100, [None, 33], C),
    (100, [2018001], U),
    (100, [2018109, 2018047, 2018074, 2018294, 2018014, 2018164, 2018320, 2018328, 2534001, 2534090], C),
    (100, [2018008], R),
    (100, [2534037], T),
    (190, [None, 458, 459, 460, 463, 467, 492], P),
    (200, [None, 2018028], P),
    (200, [1545041], U),
    (200, [2018021, 2018027], C),
    (210, [None], U),
    (230, [None], U),
    (341, [None], S),
    (368, [None], P),
    (504, [None], C),
    (551, [None, 1545041], U),
    (613, [None, 2534040], S),
    (613, [2018338], P),
    (613, [1893016], C),
    (1200, [None], A),
    (2022, [None], P),
    (2500, [None], P),
    (2018218, [None], C),
    (2018247, [None], C),
    (2018171, [None], C),
    (2018234, [None], C),
    (2018321, [None], T),
    (9000001, [None], C),
]
CASES = [(code, subcode, kind) for code, subcodes, kind in TABLE for subcode in subcodes]


@pytest.mark.parametrize(("code", "subcode", "kind"), CASES)
def test_every_known_error_means_what_the_table_says(code: int, subcode: int | None, kind: Kind) -> None:
    assert classify(code, subcode) is kind


def test_no_row_is_untested_or_written_twice() -> None:
    rows = [(row.code, row.subcode) for row in ROWS]

    assert set(rows) <= {(code, subcode) for code, subcode, _ in CASES}
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(("code", "subcode"), [(2018300, None), (100, 2018300), (200, 2018300), (None, 2018300)])
def test_a_known_subcode_counts_wherever_it_turns_up(code: int | None, subcode: int | None) -> None:
    assert classify(code, subcode) is T


def test_a_small_subcode_means_nothing_under_another_code() -> None:
    assert classify(10, 33) is P
    assert classify(9, 99) is A


@pytest.mark.parametrize(("code", "subcode"), [(None, None), (0, None), (77, None), (77, 4242), (9, None)])
def test_an_unknown_refusal_may_have_been_sent(code: int | None, subcode: int | None) -> None:
    assert classify(code, subcode) is A


@pytest.mark.parametrize(
    ("code", "subcode", "kinds"),
    [(1, None, [R, P, P]), (2, None, [R, R, R, U]), (100, 2018008, [R, C]), (1200, None, [A, R]), (551, None, [U, U])],
)
def test_some_errors_mean_something_else_after_a_while(code: int, subcode: int | None, kinds: list[Kind]) -> None:
    assert [classify(code, subcode, failures=failures) for failures in range(len(kinds))] == kinds


def test_what_can_still_be_sent_is_not_permanent() -> None:
    assert {kind for kind in Kind if SendFailed(kind).permanent} == {W, U, T, C}


def test_the_text_of_a_failure_holds_ids_only() -> None:
    failure = SendFailed(U, code=551, subcode=1545041, fbtrace_id="AbC", retry_after=5.0)

    assert str(failure) == "unreachable (code 551, subcode 1545041, trace AbC)"
    assert str(SendFailed(A, reason="ReadTimeout")) == "ambiguous (because ReadTimeout)"
