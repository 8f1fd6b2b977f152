"""How long editors wait: `faq check` and `faq test` on our files and on 2,000 entries with 10 questions each.

Run by `make bench-editors`. The entries are made up, always the same ones. Each command is run as it is typed, in a
process of its own: first after an edit, when the matcher has to learn, then again, when it is known what was learnt.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from faq.load import HERE, HOURS_FILE, PRODUCTS_FILE
from intents.load import HERE as INTENTS

ENTRIES = 2000
QUESTIONS = 5  # in each language
AIM_MANY, AIM_OURS = 10.0, 2.0  # seconds

_ENGLISH = (
    "form field button payment license refund update popup slider grid table column row image video map chart email "
    "webhook invoice coupon renewal upgrade download install activate translate export import filter search sort "
    "upload repeater signature calendar booking donation quiz survey newsletter login profile member course ticket "
    "event product cart checkout shipping tax currency stripe paypal sheet zapier hubspot mailchimp telegram slack"
).split()
_VIETNAMESE = (
    "biểu mẫu trường nút thanh toán bản quyền hoàn tiền cập nhật cửa sổ ảnh video bản đồ biểu đồ thư hóa đơn mã giảm "
    "gia hạn nâng cấp tải cài đặt kích hoạt dịch xuất nhập lọc tìm kiếm sắp xếp tải lên lặp lại chữ ký lịch đặt chỗ "
    "quyên góp câu đố khảo sát bản tin đăng nhập hồ sơ thành viên khóa học vé sự kiện sản phẩm giỏ hàng giao hàng thuế"
).split()
_ASK_EN = ("how do i use {}", "can i have {}", "is there {}", "where do i find {}", "does it support {}", "{} please")
_ASK_VI = ("làm sao dùng {}", "có {} không", "{} ở đâu", "hỗ trợ {} không ạ", "cho mình hỏi {}", "{} thế nào")


def main() -> None:
    """Print a line for each case."""
    print(f"{'files':<24}{'command':<14}{'after an edit':>16}{'again':>10}{'aim':>8}")
    with tempfile.TemporaryDirectory() as place:
        many = Path(place) / "many"
        write_many(many)
        for name, folder, aim in (("ours", HERE, AIM_OURS), (f"{ENTRIES:,} entries", many, AIM_MANY)):
            for command in ("check", "test"):
                first, again = measure(folder, command, Path(place) / f"{name}-{command}")
                print(f"{name:<24}{'faq ' + command:<14}{first:>14.1f} s{again:>8.1f} s{aim:>6.0f} s")


def write_many(folder: Path) -> None:
    """A folder with the made-up entries, our products and our hours."""
    folder.mkdir()
    for name in (PRODUCTS_FILE, HOURS_FILE):
        shutil.copy(HERE / name, folder / name)
    dice = random.Random(2000)
    for file in range(ENTRIES // 50):
        lines = ["entries:", *(line for n in range(50) for line in entry(file * 50 + n, dice))]
        (folder / f"topic-{file:02}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def entry(number: int, dice: random.Random) -> Iterator[str]:
    """One entry about two or three things of its own."""
    english, vietnamese = dice.sample(_ENGLISH, 3), dice.sample(_VIETNAMESE, 4)
    yield f"  - id: entry-{number}"
    yield f"    title: {{en: Topic {number}, vi: Chủ đề {number}}}"
    yield "    questions:"
    for language, asks, words in (("en", _ASK_EN, english), ("vi", _ASK_VI, vietnamese)):
        yield f"      {language}:"
        for ask in dice.sample(asks, QUESTIONS):
            about = " ".join(dice.sample(words, len(words)))
            yield f"        - {ask.format(f'{about} {number}')}"
    yield "    answer:"
    yield f"      en: Here is what we know about {' and '.join(english)}."
    yield f"      vi: Đây là những gì bên mình biết về {' và '.join(vietnamese)}."
    yield f"    must_match: [what about {' '.join(english)} {number}?]"


def measure(folder: Path, command: str, work: Path) -> tuple[float, float]:
    """Seconds for the first and for the second run, in a folder where nothing is known yet."""
    work.mkdir()
    return run(folder, command, work), run(folder, command, work)


def run(folder: Path, command: str, work: Path) -> float:
    """One run of the command. What it found is of no interest here; that it came to an end is."""
    environment = os.environ | {"FAQ_DIR": str(folder), "INTENTS_DIR": str(INTENTS)}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "faq", command],
        cwd=work,
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise SystemExit(done.stderr[-2000:] or f"faq {command} ended with {done.returncode}.")
    return time.monotonic() - start


if __name__ == "__main__":
    main()
