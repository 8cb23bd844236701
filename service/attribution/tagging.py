"""A trained tagger of cues, sources and contents, as it reads a text: word pieces with their features, and labels.

A MiniLM encoder (evals/train_tagger.py, docs/tagger.md) that sees what it cannot know from its lower-case word pieces
as added vectors: the spelling of a piece, whether it stands inside quotation marks, and what the rules make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from service.attribution.found import Found
from service.domain.news import Span
from service.embedding.models import MINILM
from service.embedding.weights import open_session, read_weights
from service.text.marks import find_quotations
from service.text.sentences import split_sentences

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

CUE = ("O", "B-speech", "I-speech", "B-other", "I-other")
SOURCE = ("O", "B", "I")
CONTENT = ("O", "B-speech", "I-speech", "B-other", "I-other")
HEADS = {"cue": slice(0, 5), "source": slice(5, 8), "content": slice(8, 13)}  # of the columns of a label row
LABELS = len(CUE) + len(SOURCE) + len(CONTENT)

SPELLINGS = 5  # lower case, Capital, CAPITALS, one capital letter, first of a line
SHAPES = 2 * SPELLINGS  # outside and inside of quotation marks
ROLES = 9  # for the rules: no content, its first piece, inside of it × neither source nor cue, source, cue

WINDOW = 190  # word pieces the encoder sees at once, without the two marks around them
_VOCABULARY = "tokenizer.json"  # the embedding model's: the tagger is made from it
WEIGHTS = Path(__file__).resolve().parent / "weights" / "tagger.onnx"
SHA256 = "9066a6cfa24a15628799021ce4ca422e20cf31c7822d7b6a6c93348061a2791c"
START, STOP = 101, 102  # the marks ([CLS], [SEP])


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text: arrays (pieces,) of ids, features, and code-point offsets.

    `borders` are where sentences end, as numbers of pieces, the last one being the number of all.
    """

    ids: Ints
    shapes: Ints
    roles: Ints
    starts: Ints
    ends: Ints
    borders: Sequence[int]

    def within(self, span: Span) -> tuple[int, int]:
        """Return the range of the pieces that a span touches."""
        first = int(np.searchsorted(self.ends, span.start, side="right"))
        return first, max(first, int(np.searchsorted(self.starts, span.end, side="left")))


def read_pieces(text: str, tokenizer: Tokenizer, found: Sequence[Found]) -> Pieces:
    """Cut a text into word pieces; `found` is what the rules say of it."""
    encoded = tokenizer.encode(text.encode(errors="replace").decode(), add_special_tokens=False)
    offsets = np.array(encoded.offsets, np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0], offsets[:, 1]
    quoted = _mask(len(text), (q.outer for q in find_quotations(text) if q.depth == 0))
    shapes = np.fromiter((_spelling(text, s, e) for s, e in offsets.tolist()), np.int64, len(offsets))
    sentences = np.searchsorted(starts, [s.start for s in split_sentences(text)]).tolist()
    return Pieces(
        np.array(encoded.ids, np.int64),
        shapes + SPELLINGS * quoted[starts],
        _roles(len(text), found)[starts],
        starts,
        ends,
        sorted({*sentences[1:], len(offsets)}),
    )


def _roles(length: int, found: Sequence[Found]) -> Ints:
    contents = [span for f in found for span in f.contents]
    roles = 2 * _mask(length, contents)
    roles[[span.start for span in contents]] = 1
    sources = _mask(length, (f.source for f in found if f.source))
    cues = _mask(length, (f.cue for f in found if f.cue))
    return np.asarray(roles + 3 * np.where(sources, 1, 2 * cues), np.int64)


def _mask(length: int, spans: Iterable[Span]) -> Ints:
    mask = np.zeros(length + 1, np.int64)
    for span in spans:
        mask[span.start : span.end] = 1
    return mask


def _spelling(text: str, start: int, end: int) -> int:
    if start == 0 or text[start - 1] == "\n":
        return 4
    if not text[start].isupper():
        return 0
    if end - start > 1:
        return 2 if text[start:end].isupper() else 1
    return 3


def cut_windows(borders: Sequence[int], start: int = 0) -> Iterator[tuple[int, int]]:
    """Put sentences together up to WINDOW pieces, from the piece `start` on; a longer sentence is cut."""
    last = start
    for border in borders:
        if border - start > WINDOW and last > start:
            yield start, last
            start = last
        while border - start > WINDOW:
            yield start, start + WINDOW
            start += WINDOW
        last = max(border, start)
    if last > start:
        yield start, last


@dataclass(frozen=True, slots=True)
class Tags:
    """Log-probabilities (pieces, labels) of the three heads, in the order of CUE, SOURCE and CONTENT."""

    pieces: Pieces
    cue: Floats
    source: Floats
    content: Floats


class Tagger:
    """Tags with the shipped weights; loads them at the first text. Safe to share between threads.

    ModelUnusable is raised at the first text if a file is missing or is not the known one.
    """

    def __init__(self, weights: Path = WEIGHTS, *, sha256: str = SHA256) -> None:
        self._weights = weights
        self._sha256 = sha256
        self._lock = Lock()
        self._loaded: tuple[Tokenizer, Any] | None = None

    @property
    def identity(self) -> str:
        return f"tagger/{self._sha256[:8]}"

    def tag(self, text: str, found: Sequence[Found]) -> Tags:
        """Tag `text`, of which the rules say `found`."""
        tokenizer, session = self._load()
        return tag(session, read_pieces(text, tokenizer, found))

    def _load(self) -> tuple[Tokenizer, Any]:
        from tokenizers import Tokenizer

        with self._lock:
            if self._loaded is None:
                vocabulary = read_weights(MINILM.name, MINILM.folder / _VOCABULARY, MINILM.files[_VOCABULARY])
                tokenizer = Tokenizer.from_buffer(vocabulary)
                tokenizer.no_truncation()
                self._loaded = tokenizer, open_session(read_weights("tagger", self._weights, self._sha256))
            return self._loaded


def tag(session: Any, pieces: Pieces) -> Tags:
    """Run the encoder over the windows of a text."""
    scores = [_run(session, pieces, a, b) for a, b in cut_windows(pieces.borders)] or [
        np.empty((0, LABELS), np.float32)
    ]
    heads = {name: _log_softmax(np.concatenate(scores)[:, columns]) for name, columns in HEADS.items()}
    return Tags(pieces, **heads)


def _run(session: Any, pieces: Pieces, first: int, end: int) -> Floats:
    ids = np.concatenate([[START], pieces.ids[first:end], [STOP]])[None]
    shapes = np.pad(pieces.shapes[first:end], 1)[None]
    roles = np.pad(pieces.roles[first:end], 1)[None]
    scores: Floats = session.run(["scores"], {"ids": ids, "shapes": shapes, "roles": roles})[0][0, 1:-1]
    return scores


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.float32)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of pieces of one kind, and the mean probability of that kind over them."""

    span: Span
    probability: float


def find_segments(pieces: Pieces, scores: Floats) -> list[Segment]:
    """Return the stretches that one head takes for speech (of its sources: for a source), in order.

    `scores` are log-probabilities (pieces, labels) of O, B, I and, where the head has them, B and I of what is thought
    or meant and not said.
    """
    probabilities = np.exp(scores)
    kinds = np.stack([probabilities[:, 0], *(probabilities[:, i : i + 2].sum(1) for i in range(1, scores.shape[1], 2))])
    speech = kinds.argmax(axis=0) == 1
    begins = speech & ((probabilities[:, 1] > probabilities[:, 2]) | ~np.concatenate([[False], speech[:-1]]))
    ends = speech & ~np.concatenate([(speech & ~begins)[1:], [False]])
    return [
        Segment(Span(int(pieces.starts[a]), int(pieces.ends[b])), float(kinds[1, a : b + 1].mean()))
        for a, b in zip(np.flatnonzero(begins), np.flatnonzero(ends), strict=True)
    ]


def merge_kinds(scores: Floats) -> Floats:
    """Return log-probabilities (pieces, 3) of O, B and I, whether it is said or only thought or meant."""
    probabilities = np.exp(scores)
    begins, inside = probabilities[:, 1::2].sum(axis=1), probabilities[:, 2::2].sum(axis=1)
    return np.asarray(np.log(np.stack([probabilities[:, 0], begins, inside], axis=1) + 1e-9), np.float32)
