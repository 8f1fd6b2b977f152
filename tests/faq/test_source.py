"""Whatever is in a file: it gives nodes or a problem in words, quickly, and never an error of the program."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faq.load import HERE, files_in
from faq.source import MAX_BYTES, Unreadable, nodes_of, read_nodes, shown

TEXT = (HERE / "payments.yaml").read_text(encoding="utf-8")[:6000]


def told(text: str) -> str:
    try:
        nodes_of(text, "a.yaml")
    except Unreadable as fault:
        return fault.problem.what
    return ""


@pytest.mark.parametrize("path", files_in(HERE), ids=lambda path: path.name)
def test_the_nodes_are_those_of_the_yaml_library(path: Path) -> None:
    def plain(node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return [(plain(key), plain(value)) for key, value in node.value]
        if isinstance(node, yaml.SequenceNode):
            return [plain(each) for each in node.value]
        return (node.value, node.start_mark.line, node.start_mark.column)

    ours, theirs = read_nodes(path, "a"), yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)

    assert ours is not None
    assert theirs is not None
    assert plain(ours) == plain(theirs)


@given(st.text(max_size=200))
def test_any_text_gives_nodes_or_a_problem(text: str) -> None:
    told(text)


@given(st.integers(0, len(TEXT)), st.sampled_from(list("\t\"'{}[]:-#&*!|>%@`\n,?\\")))
def test_a_slip_anywhere_gives_nodes_or_a_problem(at: int, sign: str) -> None:
    told(TEXT[:at] + sign + TEXT[at:])


def test_a_file_cut_off_anywhere_gives_nodes_or_a_problem() -> None:
    for at in random.Random(3).sample(range(len(TEXT)), 100):
        told(TEXT[:at])


@pytest.mark.parametrize(
    "bomb", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "a: &x [*x]", "&a [*a, *a]", "? " * 50_000]
)
def test_a_bomb_does_not_go_off(bomb: str) -> None:
    assert told(bomb)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(Unreadable, match="larger than 4 MB"):
        read_nodes(path, "huge.yaml")


def test_a_folder_with_the_name_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_nodes(tmp_path, "folder.yaml")


def test_a_file_is_named_from_the_folder_people_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert shown(tmp_path / "faq" / "content" / "a.yaml") == "faq/content/a.yaml"
    assert shown(Path("/elsewhere/a.yaml")) == "/elsewhere/a.yaml"
