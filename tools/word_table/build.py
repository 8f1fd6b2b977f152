"""The recipe: encode single words, bring all languages into one space, then learn what words mean in sentences."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from faq.text import fold
from faq.text import words as split
from tools.word_table.content import Content, read_content
from tools.word_table.fitting import fit_rows
from tools.word_table.sentences import teach
from tools.word_table.table import centred, fade, learn_map, main_directions, merge_folded
from tools.word_table.teachers import E5, Floats, MiniLm, Use, unit
from tools.word_table.texts import requests
from tools.word_table.words import WESTERN, compounds, english, vietnamese, whole

DIMENSIONS = 192
USE_WORDS = 24_000  # of USE's whole words, the commonest
BRIDGE_WORDS = 6_000  # the commonest English words, from which the way out of e5's space is learnt
TRUST = 0.1  # how little our own translations may move a Vietnamese word; smaller trusts them more

# The vocabularies' chances are over all their languages; times this they are about those in one language.
SHARE_WESTERN = 6
SHARE_VIETNAMESE = 20
RAREST, COMMONEST = 5e-6, 0.05


@dataclass(frozen=True, slots=True)
class Words:
    """Words, a row for each in the common space, and how common each is."""

    words: list[str]
    rows: Floats
    chances: Floats

    def weighed(self) -> Floats:
        """The rows as they count in a text."""
        return self.rows * fade(self.chances)[:, None]


def build(root: Path, dictionary: Path, keep: Path | None = None) -> tuple[list[str], Floats]:
    """The table's words, folded, and their rows. `dictionary`: WordNet's folder."""
    content = read_content(root / "faq" / "content", root / "intents" / "content")
    western = encode_western(content, keep)
    asian = encode_vietnamese(content, western, keep)
    words, rows, chances = merge_folded(
        np.concatenate([western.rows, asian.rows]),
        np.concatenate([western.chances, asian.chances]),
        [fold(word) for word in western.words + asian.words],
    )
    english_words = english(MiniLm().vocabulary)
    taught = teach(content, requests(), dictionary, english_words, DIMENSIONS, partial(kept, keep))
    index = {word: row for row, word in enumerate(words)}
    known = [[index[unit_] for unit_ in units(text, index)] for text in taught.texts]
    which = [at for at, (text, times) in enumerate(zip(known, taught.times, strict=True)) if text for _ in range(times)]
    return words, fit_rows([known[at] for at in which], taught.wanted[which], rows * fade(chances)[:, None])


def encode_western(content: Content, keep: Path | None) -> Words:
    """English by MiniLM and USE side by side; other languages by USE, with MiniLM's half guessed from it."""
    mini, use = MiniLm(), Use()
    ours = [
        w for text in (*content.english, *(en for en, _ in content.both)) for w in split(text) if WESTERN.fullmatch(w)
    ]
    in_english = dict.fromkeys([*english(mini.vocabulary), *ours])
    chances = whole(use.pieces, WESTERN)
    words = list(dict.fromkeys([*in_english, *list(chances)[:USE_WORDS], *support_words()]))
    is_english = np.array([word in in_english for word in words])
    by_use = centred(kept(keep, "use", words, use.encode))
    some = centred(kept(keep, "minilm", list(in_english), mini.encode))
    guess = learn_map(by_use[is_english], some, penalty=0.03)
    by_mini = unit(by_use @ guess)
    by_mini[is_english] = some  # `words` begins with the English ones, in this order
    both = unit(np.concatenate([by_mini, by_use], axis=1))
    rows = unit(both @ main_directions(both[is_english], DIMENSIONS))
    common = [min(COMMONEST, SHARE_WESTERN * math.exp(chances[w])) if w in chances else RAREST for w in words]
    return Words(words, rows, np.array(common, dtype=np.float32))


def encode_vietnamese(content: Content, western: Words, keep: Path | None) -> Words:
    """Syllables and pairs by e5, brought over by a map, then moved to where our own translations put them."""
    e5 = E5()
    chances = vietnamese(e5.pieces)
    texts = [split(text) for text in (*content.vietnamese, *(vi for _, vi in content.both))]
    said = {word for words in texts for word in words if word in chances}
    syllables = [word for word in chances if not word.isascii() or word in said]
    pairs = compounds(texts)
    bridge = western.words[:BRIDGE_WORDS]
    sentences = content.sentences()

    def by_e5(name: str, some: list[str]) -> Floats:
        return centred(kept(keep, name, some, e5.encode))

    wanted = meaning(sentences, western)
    guess = learn_map(
        np.concatenate([by_e5("e5-english", bridge), by_e5("e5-sentences", [vi for _, vi in sentences])]),
        np.concatenate([western.rows[: len(bridge)], wanted]),
        penalty=0.1,
    )
    rows = unit(np.concatenate([by_e5("e5-syllables", syllables), by_e5("e5-pairs", list(pairs))]) @ guess)
    common = [min(COMMONEST, SHARE_VIETNAMESE * math.exp(chances[w])) for w in syllables]
    common += [min(COMMONEST, n / 10) for n in pairs.values()]
    first = Words([*syllables, *pairs], rows, np.array(common, dtype=np.float32))
    return Words(first.words, moved(first, [vi for _, vi in sentences], wanted), first.chances)


def meaning(sentences: Sequence[tuple[str, str]], western: Words) -> Floats:
    """Where the English sentences lie: the sum of their words."""
    index = {word: row for row, word in enumerate(western.words)}
    weighed = western.weighed()
    rows = [[index[w] for w in split(en) if w in index] for en, _ in sentences]
    return unit(np.array([weighed[some].sum(axis=0) for some in rows], dtype=np.float32))


def moved(vietnamese: Words, sentences: Sequence[str], wanted: Floats) -> Floats:
    """The rows moved as little as needed for sentences, as sums of words, to lie near their English (ridge)."""
    index = {word: row for row, word in enumerate(vietnamese.words)}
    uses = np.zeros((len(sentences), len(index)), dtype=np.float64)
    for row, sentence in enumerate(sentences):
        for unit_ in units(split(sentence), index):
            uses[row, index[unit_]] += 1
    uses *= fade(vietnamese.chances)
    uses /= np.maximum(np.linalg.norm(uses, axis=1, keepdims=True), 1e-9)
    missing = wanted - uses @ vietnamese.rows
    step = uses.T @ np.linalg.solve(uses @ uses.T + TRUST * np.eye(len(uses)), missing)
    return unit(np.asarray(vietnamese.rows + step, dtype=np.float32))


def units(words: Sequence[str], known: dict[str, int]) -> list[str]:
    """The pairs and words that are known, read as the matcher reads them: a pair goes before its words."""
    found: list[str] = []
    taken = False
    for word, following in pairwise([*words, ""]):
        if taken:
            taken = False
            continue
        taken = f"{word} {following}" in known
        unit_ = f"{word} {following}" if taken else word
        if unit_ in known:
            found.append(unit_)
    return found


def support_words() -> list[str]:
    """Our own list of what customers write in Spanish, Portuguese, French and German."""
    lines = (Path(__file__).parent / "support_words.txt").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(word for line in lines if not line.startswith("#") for word in line.split()))


def kept(folder: Path | None, name: str, words: list[str], encode: Callable[[Sequence[str]], Floats]) -> Floats:
    """The vectors of words or texts, from the folder if they were made before."""
    if folder is None:
        return encode(words)
    key = hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
    path = folder / f"{name}-{key}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(path, encode(words))
    return np.asarray(np.load(path), dtype=np.float32)
