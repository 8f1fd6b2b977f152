"""What runs beside the worker goes on, whatever happens in it."""

from __future__ import annotations

import threading

from structlog.testing import capture_logs

from bot.regular import Regular


class Clumsy(Regular):
    """Fails the first time."""

    def __init__(self) -> None:
        super().__init__("clumsy", every=0.001)
        self.times = 0
        self.twice = threading.Event()

    def work(self) -> None:
        self.times += 1
        if self.times == 1:
            raise RuntimeError("words of a customer")
        self.twice.set()


def test_work_that_failed_is_tried_again_and_told_without_its_words() -> None:
    clumsy = Clumsy()
    with capture_logs() as lines:
        clumsy.start()
        assert clumsy.twice.wait(10)
        clumsy.stop()

    assert clumsy.is_stopping
    assert (lines[0]["event"], lines[0]["work"]) == ("regular_work_failed", "clumsy")
    assert "customer" not in str(lines)
