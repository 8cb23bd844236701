"""Near copies of one story: MinHash finds the articles that may share text, their shingles say whether they do.

MinHash (Broder 1997) with banding is written out here: datasketch, which has it, brings 140 MB of scipy for one class.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from service.domain.news import ArticleVersion, Span
from service.store.catalog import Catalog

Hashes = NDArray[np.uint64]

_WORD = re.compile(r"\w+")
SHINGLE = 5  # words
BANDS, ROWS = 42, 3  # finds 94 % of the pairs that share .4 of their shingles, 99.7 % of those that share .5
LEAST = 20  # shingles; of shorter texts chance decides
CONTAINED = 0.6  # the share of the shorter article's shingles that the longer one has, in a copy
UNITING = 0.5
ALIKE = 0.25  # the share of both articles' shingles that both have: a digest that quotes a brief is no copy of it


def shingles(text: str, *, furniture: Sequence[Span] = ()) -> Hashes:
    """Return the hashes of the different runs of five words in `text`, furniture left out, sorted."""
    for span in reversed(furniture):
        text = text[: span.start] + " " + text[span.end :]
    found = np.array([_code(word) for word in _WORD.findall(text.lower())], np.uint64)
    if len(found) < SHINGLE:
        return np.empty(0, np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(found, SHINGLE)
    return np.unique(_mix((runs * _odd(SHINGLE, seed=1)).sum(axis=1, dtype=np.uint64)))


def bands(hashes: Hashes) -> list[int]:
    """Return the keys of an article, of which two near copies very probably share one; none for a short text."""
    if len(hashes) < LEAST:
        return []
    least = (hashes * _odd(BANDS * ROWS, seed=2)[:, None]).min(axis=1).reshape(BANDS, ROWS)
    keys = _mix((least * _odd(ROWS, seed=3)).sum(axis=1, dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64))
    return [int(key >> np.uint64(1)) for key in keys]  # a signed integer of 64 bits holds it


@lru_cache(maxsize=65_536)
def _code(word: str) -> int:
    return zlib.crc32(word.encode())


@cache
def _odd(number: int, *, seed: int) -> Hashes:
    return np.random.default_rng(seed).integers(1, 2**63, number, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def _mix(values: Hashes) -> Hashes:
    """Return hashes whose every bit depends on every bit of `values` (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two articles share of their shingles: as a share of the shorter one's, and of both together (Jaccard)."""

    contained: float
    alike: float

    @property
    def is_copy(self) -> bool:
        return self.contained >= CONTAINED and self.alike >= ALIKE


def compare(a: Hashes, b: Hashes) -> Likeness:
    """Return what two articles share; nothing where one is too short to tell."""
    if min(len(a), len(b)) < LEAST:
        return Likeness(0.0, 0.0)
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return Likeness(shared / min(len(a), len(b)), shared / (len(a) + len(b) - shared))


def copies_of(version: ArticleVersion, hashes: Hashes, keys: Sequence[int], *, catalog: Catalog) -> list[str]:
    """Return the ids of the articles whose stories `version` belongs to: its nearest copy, and all that are very near.

    An article joins the story of its nearest copy. It unites the stories of those with which it shares more than
    half: of two different stories it cannot share more than half with both, so a digest unites none.
    """
    near = [i for i in catalog.copies.sharing(keys) if i != version.article_id]
    found = catalog.current_versions(near)
    likes = {i: compare(hashes, shingles(v.text, furniture=v.furniture)) for i, v in found.items()}
    likes = {i: like for i, like in likes.items() if like.is_copy}
    nearest = max(likes, key=lambda i: (likes[i].contained, likes[i].alike, i), default=None)
    return sorted(i for i, like in likes.items() if i == nearest or like.alike > UNITING)
