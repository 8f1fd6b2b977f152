"""Arrays in one file that is mapped and not read: ready at once, and one copy in memory for all processes.

A file is written beside its place and renamed, so that nobody ever reads half of one. To be shipped it is made small
by gzip, and unpacked where it is used.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import mmap
import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

_MAGIC = b"arrays-1"
_HEAD = len(_MAGIC) + 8
_ROWS = 4096  # that are remembered: less than 1 MB
_EDGE = 64  # bytes; every array starts at a multiple of it


def write(path: Path, arrays: Arrays) -> None:
    """Keep the arrays for `read`.

    Raises:
        OSError: the disk is full or may not be written.
    """
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, at)
        at += -(-array.nbytes // _EDGE) * _EDGE
    head = json.dumps({"size": at, "places": places}).encode()
    head += b" " * (-(_HEAD + len(head)) % _EDGE)

    def fill(file: BinaryIO) -> None:
        file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes() + bytes(-array.nbytes % _EDGE))

    _replace(path, fill)


def read(path: Path) -> Arrays | None:
    """The arrays as they lie in the file, read-only; None if it is not there, or not whole."""
    try:
        with path.open("rb") as file:
            return _arrays_in(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None


def read_rows(path: Path, name: str) -> NDArray[Any] | RowsInFile:
    """One array of a file that `read` has read, for looking up a few rows now and then."""
    with path.open("rb") as file:
        head, start = _head(file.read(1 << 16))
    kind, shape, at = head["places"][name]
    if not hasattr(os, "pread"):  # Windows
        return (read(path) or {})[name]
    return RowsInFile(path, start + at, np.dtype(kind), shape[1])


class RowsInFile:
    """Rows that are read when they are asked for. Mapped, all of a large array would soon count as this process's."""

    def __init__(self, path: Path, start: int, kind: np.dtype[Any], width: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._start, self._kind, self._width = start, kind, width
        self._bytes = width * kind.itemsize
        # Most words come again and again, and while a file is read another thread goes first.
        self._row = lru_cache(maxsize=_ROWS)(self._read)

    def __getitem__(self, rows: Sequence[int]) -> NDArray[Any]:
        found = b"".join(map(self._row, rows))
        return np.frombuffer(found, dtype=self._kind).reshape(len(rows), self._width)

    def _read(self, row: int) -> bytes:
        return os.pread(self._file.fileno(), self._bytes, self._start + row * self._bytes)

    def __del__(self) -> None:
        self._file.close()


def _arrays_in(held: mmap.mmap | bytes) -> Arrays:
    head, start = _head(held)
    if start + head["size"] != len(held):
        raise ValueError("not the whole file")
    return {
        name: np.ndarray(tuple(shape), np.dtype(kind), held, start + at)
        for name, (kind, shape, at) in head["places"].items()
    }


def _head(held: mmap.mmap | bytes) -> tuple[dict[str, Any], int]:
    """What a file says about itself, and where its arrays begin."""
    start = _HEAD + int.from_bytes(held[len(_MAGIC) : _HEAD], "little")
    if held[: len(_MAGIC)] != _MAGIC or start > len(held):
        raise ValueError("not a file of arrays")
    return json.loads(held[_HEAD:start]), start


def pack(path: Path, packed: Path) -> None:
    """Make a file of arrays small."""

    def fill(file: BinaryIO) -> None:
        # Without a date, so that the same arrays give the same file.
        with path.open("rb") as source, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as target:
            shutil.copyfileobj(source, target)

    _replace(packed, fill)


def unpack(packed: Path, path: Path) -> Arrays | None:
    """The arrays of a packed file, kept at `path`; in memory where they cannot be kept, None where there are none."""

    def fill(file: BinaryIO) -> None:
        with gzip.open(packed) as source:
            shutil.copyfileobj(source, file)

    if not packed.is_file():
        return None
    with contextlib.suppress(OSError, EOFError, zlib.error):
        _replace(path, fill)
        return read(path)
    try:
        return _arrays_in(gzip.decompress(packed.read_bytes()))
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def _replace(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as file:
            fill(file)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


class Texts:
    """Many short texts as two arrays; each becomes a `str` only when it is asked for."""

    def __init__(self, letters: NDArray[np.uint8], ends: NDArray[np.int32]) -> None:
        self.letters, self.ends = letters, ends

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        coded = [text.encode("utf-8", "replace") for text in texts]
        return cls(np.frombuffer(b"".join(coded), dtype=np.uint8), np.cumsum([len(c) for c in coded], dtype=np.int32))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        start = int(self.ends[number - 1]) if number else 0
        return self.letters[start : int(self.ends[number])].tobytes().decode("utf-8")

    def all(self) -> list[str]:
        whole = self.letters.tobytes()
        starts = [0, *self.ends.tolist()]
        return [whole[a:b].decode("utf-8") for a, b in pairwise(starts)]
