"""What the decision rests on whether a sentence answers: all that was read for a question, side by side.

Signs tell of one sentence, the ranker and the judge what they make of it. Here is what stands beside that: how far it
is ahead of the others, what of the question neither it nor its article tells, and whether it holds what is asked for.
`service/answering/ranker.py` weighs it all with trees that were fitted to these numbers in this order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from service.answering import signs
from service.answering.asking import names_in
from service.answering.expecting import asks_for_number
from service.answering.pages import REMEMBERED, Page, content_words, page
from service.answering.signs import HALF, Signs
from service.answering.supplying import KINDS_OF_ANSWER, supplies
from service.embedding.thesaurus import Thesaurus
from service.ports import Read
from service.retrieval.weighing import COUNTED, RANKED, weigh
from service.text.words import stem

Floats = NDArray[np.float32]

NEAR_ENOUGH = 0.5  # of a word's nearness: below it the word is not met
SAME_ROOT, BEGINNING, LONGER = 0.85, 5, 5  # "resigned", "resignation": five letters alike, at most five more
NOBODY = -9.0  # log-odds of whom there is none
LEAST = 1e-4  # of a chance, where its log-odds are taken
CLOSE_BEHIND = 1.0  # log-odds within which others are near the best


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an article and its title, each once: their places, stems, beginnings and lengths."""

    places: Mapping[str, int]
    words: Sequence[str]
    stems: NDArray[np.str_]
    beginnings: NDArray[np.str_]
    lengths: NDArray[np.int64]


@lru_cache(REMEMBERED)
def vocabulary(text: str, title: str) -> Vocabulary:
    """Return the words of an article."""
    found = {w for s in page(text, title).sentences for w in s.words} | set(content_words(title))
    return _vocabulary(sorted(found))


def _vocabulary(listed: Sequence[str]) -> Vocabulary:
    beginnings = np.array([w[:BEGINNING] for w in listed], dtype=np.str_)
    lengths = np.array([len(w) for w in listed], np.int64)
    stems = np.array([stem(w) for w in listed], dtype=np.str_)
    return Vocabulary({w: n for n, w in enumerate(listed)}, listed, stems, beginnings, lengths)


class Grounds:
    """Finds what a decision rests on for one question; `weights` are how rare its terms are."""

    def __init__(self, question: str, weights: Mapping[str, float], thesaurus: Thesaurus) -> None:
        self._question = question
        self._thesaurus = thesaurus
        self._signs = Signs(question, weights, thesaurus)
        self._asked = _vocabulary(list(dict.fromkeys(content_words(question))))
        self._worth = np.array([weights.get(str(s), 1.0) for s in self._asked.stems], np.float32)
        self._rare = self._worth / max(self._worth.max(initial=0.0), 1e-6)
        names = names_in(question)
        self._focus = np.array([str(s) not in names for s in self._asked.stems], bool)
        self._weights = COUNTED if asks_for_number(question) else RANKED
        self._supplied = supplies(question)

    def of(self, read: Sequence[Read]) -> Floats:
        """Return the grounds of each sentence, shape (sentences, grounds)."""
        if not read:
            return np.zeros((0, len(NAMES)), np.float32)
        beside = self._beside(read)
        rows = [[*beside[n], *self._met(r), *self._supplies(r)] for n, r in enumerate(read)]
        return np.hstack([np.array(rows, np.float32), self._signs.of([r.placed for r in read])])

    def _beside(self, read: Sequence[Read]) -> list[list[float]]:
        """Return what ranker, judge and both together say of each sentence, and how far it is ahead of the others."""
        judged = [_odds(r.likely) for r in read]
        both = [_odds(weigh(r.odds, r.likely, self._weights)) for r in read]
        columns = [_standing([r.odds for r in read]), _standing(judged), _standing(both)]
        together = math.log(sum(r.likely for r in read) + LEAST)
        articles = [r.placed.text for r in read]
        return [
            [
                *(v for column in columns for v in column[n]),
                *_elsewhere(n, both, judged, articles),
                together,
                float(len(read)),
            ]
            for n in range(len(read))
        ]

    def _met(self, read: Read) -> list[float]:
        """Return how well the question's words are met in a sentence, around it, in lead and title, in its article."""
        given = read.placed
        known, found = vocabulary(given.text, given.title), page(given.text, given.title)
        near = self._nearness(known)
        voiced = _vocabulary(sorted(set(content_words(given.speakers))))
        own = np.maximum(self._best(near, known, found.sentence_at(given.start).words), _most(self._nearness(voiced)))
        told = [own]
        told += [
            np.maximum(own, self._best(near, known, around)) for around in _around(found, given.start, given.title)
        ]
        told += [self._best(near, known, [*content_words(given.title), *found.sentences[0].words])]
        told += [np.maximum(own, _most(near))]
        return [v for met in told for v in self._lacking(met)]

    def _supplies(self, read: Read) -> list[float]:
        given = read.placed
        return self._supplied(page(given.text, given.title).sentence_at(given.start).text, bool(given.speakers))

    def _lacking(self, met: Floats) -> list[float]:
        """Return how much of the question is met, of all its words and of those that are no names, and what is not."""
        focus = self._focus
        missing = met < NEAR_ENOUGH
        return [
            _mean(met, self._worth),
            float(met.min(initial=1.0)) if len(met) else HALF,
            _mean(met[focus], self._worth[focus]),
            float(met[focus].min()) if focus.any() else HALF,
            float(missing.sum()),
            float((self._rare * missing).max(initial=0.0)),
        ]

    def _nearness(self, known: Vocabulary) -> Floats:
        """Return how near each word of the question is to each of others, shape (asked, known)."""
        asked = self._asked
        near = self._thesaurus.nearness(asked.words, known.words)
        if not near.size:
            return near
        alike = asked.beginnings[:, None] == known.beginnings[None, :]
        alike &= (asked.lengths[:, None] >= BEGINNING) & (known.lengths[None, :] >= BEGINNING)
        alike &= np.abs(asked.lengths[:, None] - known.lengths[None, :]) <= LONGER
        near = np.where(alike, np.maximum(near, np.float32(SAME_ROOT)), near)
        return np.where(asked.stems[:, None] == known.stems[None, :], np.float32(1), near)

    def _best(self, near: Floats, known: Vocabulary, chosen: Sequence[str]) -> Floats:
        return _most(near[:, [known.places[w] for w in chosen if w in known.places]])


def _around(found: Page, start: int, title: str) -> list[list[str]]:
    """Return the words of the sentence before, and those of two on either side with the title's."""
    at = found.at(start)
    before = found.sentences[at - 1].words if at else ()
    beside = found.sentences[max(0, at - signs.BESIDE) : at + signs.BESIDE + 1]
    return [list(before), [*(w for s in beside for w in s.words), *content_words(title)]]


def _most(near: Floats) -> Floats:
    most: Floats = near.max(axis=1, initial=0.0)
    return most


def _mean(met: Floats, worth: Floats) -> float:
    return float((met * worth).sum() / worth.sum()) if worth.sum() > 0 else HALF


def _odds(likely: float) -> float:
    return math.log(max(likely, LEAST) / max(1 - likely, LEAST))


def _standing(values: Sequence[float]) -> list[list[float]]:
    """Return for each value itself, how far it is ahead of the best other one, the best of all, and its rank."""
    told = []
    for n, value in enumerate(values):
        others = [v for m, v in enumerate(values) if m != n]
        told.append(
            [value, value - max(others, default=NOBODY), max(values), float(sum(other > value for other in others))]
        )
    return told


def _elsewhere(n: int, both: Sequence[float], judged: Sequence[float], articles: Sequence[str]) -> list[float]:
    """Return how far a sentence is ahead of those of other articles, and what there is beside it in its own."""
    others = [m for m in range(len(both)) if m != n]
    far, own = [m for m in others if articles[m] != articles[n]], [m for m in others if articles[m] == articles[n]]

    def best(of: Sequence[float], at: Sequence[int]) -> float:
        return max((of[m] for m in at), default=NOBODY)

    return [
        both[n] - best(both, far),
        judged[n] - best(judged, far),
        best(both, own),
        float(len(own)),
        float(sum(both[m] > both[n] - CLOSE_BEHIND for m in others)),
    ]


_STANDING = ("", " ahead", " best", " rank")
_PLACES = ("own", "before", "around", "lead", "article")
_KINDS = ("met", "least met", "focus met", "least of focus met", "words lacking", "rarest lacking")
NAMES = (
    *(f"{name}{kind}" for name in ("odds", "judged", "both") for kind in _STANDING),
    *("ahead of elsewhere", "judged ahead of elsewhere", "best beside", "beside", "close", "together", "read"),
    *(f"{place} {kind}" for place in _PLACES for kind in _KINDS),
    *KINDS_OF_ANSWER,
    *signs.NAMES,
)
