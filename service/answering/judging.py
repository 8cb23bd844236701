"""A trained judge: does this sentence answer that question?

The embedding model reads question, sentence and what stands around it, each by itself, up to its third layer; from
there on a head of three layers (evals/train_judge.py, docs/judge.md) reads them together. What lower-case word pieces
do not tell is added as vectors: which part a piece belongs to, how it is spelled, and whether the other side has it.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.embedding import OnnxEmbedder
from service.embedding.weights import open_session, read_weights
from service.ports import Excerpt
from service.text.words import STOPWORDS, WORD, stem, words

Ints = NDArray[np.int64]
States = NDArray[np.float32]

SHARED = 3  # layers that read each part by itself
QUESTION, SENTENCE, BEFORE, TITLE = range(4)
PARTS = 4
SPELLINGS, MEETINGS = 3, 3  # lower case, capital, digit; the word is nowhere else, in the text asked about, around it
SHAPES = SPELLINGS * MEETINGS
MOST = {QUESTION: 48, SENTENCE: 80, BEFORE: 40, TITLE: 24}  # word pieces of each part, marks included
WEIGHTS = Path(__file__).resolve().parent / "weights" / "judge.onnx"
SHA256 = "193802e45384f2ad90402da1e59b2e5421693039621164264582f63205d010bd"
REMEMBERED = 1024  # parts whose states are kept: about 60 kB each
JUDGED = 4096  # questions with a text of which it is remembered what was said: half a kilobyte each


@dataclass(frozen=True, slots=True)
class Part:
    """A part as word pieces: states (pieces, 384), the spelling of each piece's word, and its stem, "" for none."""

    states: States
    spellings: Ints
    stems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a text, together: states (pieces, 384), and for each piece its part and its shape."""

    states: States
    parts: Ints
    shapes: Ints


class Reader:
    """Reads parts with the lower layers of the embedding model. Safe to share between threads."""

    def __init__(self, embedder: OnnxEmbedder) -> None:
        self._embedder = embedder
        self.read = lru_cache(REMEMBERED)(self._read)

    def _read(self, text: str) -> Part:
        clean = text.encode(errors="replace").decode()
        reading = self._embedder.read(clean, most=max(MOST.values()))
        found = [(m.start(), _stem(m[0]), _spelling(m[0])) for m in WORD.finditer(clean)]
        starts = [start for start, _, _ in found]
        at = [bisect.bisect_right(starts, a) - 1 if b > a else -1 for a, b in reading.offsets]
        stems = [found[i][1] if i >= 0 else "" for i in at]
        return Part(reading.states, np.array([found[i][2] if i >= 0 else 0 for i in at], np.int64), stems)


def pair(question: Part, excerpt: Excerpt, reader: Reader) -> Pair:
    """Put a question and a text together."""
    sides = [(SENTENCE, reader.read(excerpt.sentence))]
    sides += [(part, reader.read(words)) for part, words in ((BEFORE, excerpt.before), (TITLE, excerpt.title)) if words]
    own = frozenset(sides[0][1].stems)
    around = frozenset(stem for _, side in sides[1:] for stem in side.stems)
    blocks = [_block(question, QUESTION, own, around)]
    blocks += [_block(side, part, frozenset(question.stems), frozenset()) for part, side in sides]
    return Pair(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def _block(side: Part, part: int, other: frozenset[str], around: frozenset[str]) -> tuple[States, Ints, Ints]:
    most = MOST[part]
    meets = [1 if w and w in other else 2 if w and w in around else 0 for w in side.stems[:most]]
    shapes = SPELLINGS * np.array(meets, np.int64) + side.spellings[:most]
    return side.states[:most], np.full(len(meets), part, np.int64), shapes


def _stem(word: str) -> str:
    folded = next(iter(words(word)), "")
    return "" if folded in STOPWORDS else stem(folded)


def _spelling(word: str) -> int:
    return 2 if word[0].isdigit() else int(word[0].isupper())


class Judge:
    """Judges with the shipped weights, `threads` texts at a time; loads them at the first question.

    The `embedder` is the one that sentences are compared with, where it is of the model that the judge was trained
    on: what it has just embedded is not read again. Safe to share between threads. ModelUnusable is raised at the first
    question if a file is missing or is not the known one.
    """

    def __init__(
        self,
        weights: Path = WEIGHTS,
        *,
        sha256: str = SHA256,
        embedder: OnnxEmbedder | None = None,
        threads: int = 1,
    ) -> None:
        self._weights = weights
        self._sha256 = sha256
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, "onrecord-judge")  # it has no thread before the first question
        self._lock = Lock()
        self._session: Any = None
        self.reader = Reader(embedder or OnnxEmbedder())
        self._likely = lru_cache(JUDGED)(self._judge)

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[float]:
        """Return how likely each text answers the question, from 0 to 1."""
        if self._threads == 1 or len(excerpts) < 2:
            return [self._likely(question, excerpt) for excerpt in excerpts]
        return list(self._pool.map(partial(self._likely, question), excerpts))

    def _judge(self, question: str, excerpt: Excerpt) -> float:
        return _run(self._load(), pair(self.reader.read(question), excerpt, self.reader))

    def forget(self) -> None:
        """Let go of what was read, so that the next question is as the first one about its articles."""
        self.reader.read.cache_clear()
        self._likely.cache_clear()

    def _load(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = open_session(read_weights("judge", self._weights, self._sha256))
            return self._session


def _run(session: Any, joined: Pair) -> float:
    inputs = {"states": joined.states[None], "parts": joined.parts[None], "shapes": joined.shapes[None]}
    score = float(session.run(["score"], inputs)[0][0, 0])
    return float(1 / (1 + np.exp(-score)))
