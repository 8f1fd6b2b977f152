"""Files of arrays: whole or not there, and the same wherever they come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from faq.arrays import Texts, pack, read, read_rows, unpack, write

ARRAYS = {
    "numbers": np.arange(7, dtype=np.uint64),
    "rows": np.arange(12, dtype=np.int8).reshape(4, 3),
    "none": np.zeros((0, 5), dtype=np.float32),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "some.arrays", ARRAYS)
    return tmp_path / "some.arrays"


def same(path: Path) -> bool:
    found = read(path)
    assert found is not None
    return all(np.array_equal(found[name], ARRAYS[name]) and found[name].dtype == ARRAYS[name].dtype for name in ARRAYS)


def test_what_is_written_is_read(file: Path) -> None:
    assert same(file)
    assert [path.name for path in file.parent.iterdir()] == ["some.arrays"]


def test_kept_arrays_cannot_be_changed(file: Path) -> None:
    found = read(file)

    assert found is not None
    assert not any(array.flags.writeable for array in found.values())


@pytest.mark.parametrize("size", [0, 3, 20, 200, -1])
def test_half_a_file_is_no_file(file: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])

    assert read(file) is None


def test_packed_file_unpacks_to_the_same(file: Path) -> None:
    packed = file.with_suffix(".gz")
    pack(file, packed)
    target = file.with_name("other.arrays")

    assert unpack(packed, target) is not None
    assert same(target)


def test_packed_file_is_used_where_nothing_can_be_kept(file: Path) -> None:
    packed = file.with_suffix(".gz")
    pack(file, packed)
    found = unpack(packed, file / "a file is no folder")

    assert found is not None
    assert np.array_equal(found["rows"], ARRAYS["rows"])


def test_damaged_or_missing_packed_file_is_none(file: Path) -> None:
    packed = file.with_suffix(".gz")

    assert unpack(packed, file.with_name("other")) is None
    packed.write_bytes(b"\x1f\x8b half")
    assert unpack(packed, file.with_name("other")) is None


def test_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write(tmp_path / "folder", ARRAYS)

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_single_rows_are_read_from_the_file(file: Path) -> None:
    assert read_rows(file, "rows")[[2, 0]].tolist() == [[6, 7, 8], [0, 1, 2]]


def test_texts_are_kept_letter_by_letter() -> None:
    texts = Texts.of(["giá", "", "😀 bao nhiêu"])

    assert texts.all() == ["giá", "", "😀 bao nhiêu"]
    assert [texts[number] for number in range(len(texts))] == texts.all()
