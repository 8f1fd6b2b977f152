"""Which questions need to be tried, because another label has nearly the same."""

from __future__ import annotations

import numpy as np
import pytest

from faq import index
from faq.fit import fit
from faq.match import Example
from faq.rivalry import rivalled_by_sketch, rivalled_in
from faq.terms import ProductNames

ASKED = [
    Example(label="hosting", text="which servers do you use", language="en"),
    Example(label="hosting", text="where is my site", language="en"),
    Example(label="twin", text="which servers do you use", language="en"),
    Example(label="price", text="how much does it cost", language="en"),
    Example(label="price", text="how much does it cost?", language="en"),
]
SAFE = {("hosting", "where is my site"), ("price", "how much does it cost"), ("price", "how much does it cost?")}


@pytest.mark.parametrize("largest", [10, 1])
def test_only_questions_without_a_double_elsewhere_are_safe(monkeypatch: pytest.MonkeyPatch, largest: int) -> None:
    monkeypatch.setattr(index, "MOST", largest)

    assert fit(ASKED, ProductNames({})).unrivalled() == SAFE


def test_sketches_tell_what_the_matrix_tells() -> None:
    dice = np.random.default_rng(3)
    rows = dice.normal(size=(300, 500)).astype(np.float32)
    rows[1::2] += 2 * rows[::2]  # each second question is near the one before it
    rows /= np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    labels = np.arange(300, dtype=np.int32) // 3

    assert rivalled_by_sketch(labels, rows).tolist() == rivalled_in(labels, rows @ rows.T).tolist()
    assert 50 < rivalled_in(labels, rows @ rows.T).sum() < 250
