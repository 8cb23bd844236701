"""Signs that a sentence answers a question: the words they share, where it stands, what it holds of the kind asked for.

Each sign is a number; `service/answering/ranker.py` weighs them with trees that were fitted to them in this order.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answering.asking import KINDS, act_of, asks_for_words, focus_of, kind_of, names_in
from service.answering.expecting import expected_in, figures_in, fitness
from service.answering.pages import Page, Sentence, content_words, page
from service.embedding.thesaurus import Thesaurus
from service.ports import Placed
from service.text.words import stem, terms, words

BESIDE = 2  # sentences on either side that may tell what a sentence is about
HALF = 0.5  # of a sign that a question does not have
RELATIVE = (
    "own",
    "beyond",
    "here",
    "meaning",
    "rules",
    "soft",
    "soft beyond",
)  # signs that are also told from the best


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sentence that may answer, its number on its page, its terms and words with those of who speaks in it."""

    page: Page
    number: int
    given: Placed
    voiced: frozenset[str]
    terms: frozenset[str]
    words: tuple[str, ...]

    @property
    def sentence(self) -> Sentence:
        return self.page.sentences[self.number]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The terms of a question in their order, each with how rare it is, and what all of them are worth."""

    terms: Sequence[tuple[str, float]]
    worth: float

    @classmethod
    def of(cls, terms: Iterable[str], weights: Mapping[str, float]) -> _Asked:
        found = [(term, weights.get(term, 0.0)) for term in terms]
        return cls(found, sum(weight for _, weight in found))

    def cover(self, held: Container[str]) -> float:
        """Return the share of what is asked that is held; HALF where nothing is asked."""
        return sum(weight for term, weight in self.terms if term in held) / self.worth if self.terms else HALF


@dataclass(frozen=True, slots=True)
class _Told:
    """What the title and the lead of a page leave to be told: its signs are the same for all of its sentences."""

    title: float
    beyond: _Asked
    share: float
    here: _Asked
    words: NDArray[np.bool_]
    worth: NDArray[np.float32]


class Signs:
    """Finds the signs of sentences for one question; `weights` are how rare its terms are."""

    def __init__(self, question: str, weights: Mapping[str, float], thesaurus: Thesaurus) -> None:
        self._asked = _Asked.of(dict.fromkeys(terms(question)), weights)
        self._terms = frozenset(term for term, _ in self._asked.terms)
        self._weights = weights
        self._thesaurus = thesaurus
        self._words = [w for w in dict.fromkeys(content_words(question)) if stem(w) in weights]
        self._stems = [stem(w) for w in self._words]
        self._worth = np.array([weights[s] for s in self._stems], np.float32)
        self._own = frozenset(words(question))
        self._focus = focus_of(question)
        self._in_focus = np.array([s in self._focus for s in self._stems], bool)
        self._worth_of_focus = self._worth[self._in_focus]
        self._names = names_in(question)
        self._act = act_of(question)
        self._expected = expected_in(question)
        self._figures = figures_in(question)
        self._heard = float(asks_for_words(question))
        self._kind = [float(n == kind_of(question)) for n in range(len(KINDS) + 1)]

    def of(self, sentences: Sequence[Placed]) -> NDArray[np.float32]:
        """Return the signs of each, shape (sentences, signs); some tell how far a sentence is behind the best one.

        What is not known of a sentence is not a number.
        """
        seen = [_look(s) for s in sentences]
        if not seen:
            return np.zeros((0, len(NAMES)), np.float32)
        told = {id(page): self._told_by(page) for page in {id(s.page): s.page for s in seen}.values()}
        met = self._met(seen)
        rows = [
            {**self._by_terms(s, told[id(s.page)]), **self._by_words(m, told[id(s.page)]), **self._by_kind(s)}
            for s, m in zip(seen, met, strict=True)
        ]
        best = {name: max((row[name] for row in rows if row[name] == row[name]), default=math.nan) for name in RELATIVE}
        signs = [[*row.values(), *(row[name] - best[name] for name in RELATIVE), *self._kind] for row in rows]
        return np.array(signs, np.float32)

    def _told_by(self, page: Page) -> _Told:
        """Return what the title and the lead of a page tell of what is asked, and leave."""
        lead = page.sentences[0].terms | page.title
        beyond = _Asked.of((t for t, _ in self._asked.terms if t not in lead), self._weights)
        here = {t: weight / (1 + page.counts.get(t, 0)) for t, weight in self._asked.terms}
        left = np.array([s not in lead for s in self._stems], bool)
        return _Told(
            title=self._asked.cover(page.title),
            beyond=beyond,
            share=beyond.worth / max(self._asked.worth, 1e-6),
            here=_Asked.of(here, here),
            words=left,
            worth=self._worth[left],
        )

    def _by_terms(self, seen: _Seen, told: _Told) -> dict[str, float]:
        page, own = seen.page, seen.terms
        beside = page.sentences[max(0, seen.number - BESIDE) : seen.number + BESIDE + 1]
        before = own | self._beside(seen, -1)
        return {
            "own": self._asked.cover(own),
            "before": self._asked.cover(before),
            "after": self._asked.cover(own | self._beside(seen, 1)),
            "title": told.title,
            "around": self._asked.cover(own.union(page.title, *(s.terms for s in beside))),
            "beyond": told.beyond.cover(own),
            "share beyond": told.share,
            "here": sum(v for t, v in told.here.terms if t in own) / max(told.here.worth, 1e-6),
            "focus": _share(self._focus, own),
            "names": _share(self._names, own),
            "names near": _share(self._names, before | page.title),
            "act": HALF if self._act is None else float(self._act in own),
        }

    def _by_words(self, met: NDArray[np.float32], told: _Told) -> dict[str, float]:
        """Return how well the question's words are met by words that mean nearly the same."""
        beyond, focus = met[told.words], met[self._in_focus]
        return {
            "soft": _mean(met, self._worth),
            "soft beyond": _mean(beyond, told.worth),
            "soft focus": _mean(focus, self._worth_of_focus),
            "least of focus": float(focus.min()) if len(focus) else HALF,
            "least beyond": float(beyond.min()) if len(beyond) else HALF,
        }

    def _by_kind(self, seen: _Seen) -> dict[str, float]:
        sentence = seen.sentence
        traits = sentence.traits
        return {
            "meaning": seen.given.meaning,
            "rules": seen.given.rules,
            "fitness": fitness(sentence.text, self._expected),
            "expects": float(self._expected is not None),
            "length": traits.length,
            "new": len(seen.terms - self._terms) / (1 + len(seen.terms)),
            "asked": float(len(self._asked.terms)),
            "place": seen.number / len(seen.page.sentences),
            "first": float(seen.number == 0),
            "figures": min(len(traits.figures - self._figures), 4.0),
            "amount": traits.amount,
            "time": traits.time,
            "new names": min(sum(name not in self._own for name in traits.names), 6.0),
            "cause": traits.cause,
            "quoted": traits.quoted,
            "spoken": float(seen.given.spoken),
            "asks": traits.asks,
            "heard": self._heard,
            "voice": float(not self._terms.isdisjoint(seen.voiced)),
        }

    def _met(self, sentences: Sequence[_Seen]) -> list[NDArray[np.float32]]:
        """Return for each sentence how near the word that is nearest to each of the question's words is to it."""
        found = sorted({w for s in sentences for w in s.words})
        near = self._thesaurus.nearness(self._words, found)
        for row, own in enumerate(self._stems):
            near[row, [column for column, word in enumerate(found) if stem(word) == own]] = 1
        place = {word: column for column, word in enumerate(found)}
        none = np.zeros(len(self._words), np.float32)
        return [near[:, [place[w] for w in s.words]].max(axis=1) if s.words else none for s in sentences]

    def _beside(self, seen: _Seen, step: int) -> frozenset[str]:
        place = seen.number + step
        return seen.page.sentences[place].terms if 0 <= place < len(seen.page.sentences) else frozenset()


def _look(given: Placed) -> _Seen:
    found = page(given.text, given.title)
    number = found.at(given.start)
    sentence, voiced = found.sentences[number], frozenset(terms(given.speakers))
    heard = sentence.words + content_words(given.speakers) if given.speakers else sentence.words
    return _Seen(found, number, given, voiced, sentence.terms | voiced, heard)


def _share(sought: frozenset[str], held: frozenset[str]) -> float:
    return len(sought & held) / len(sought) if sought else HALF


def _mean(met: NDArray[np.float32], worth: NDArray[np.float32]) -> float:
    return float((met * worth).sum() / worth.sum()) if worth.sum() > 0 else HALF


NAMES = (
    *(
        "own",
        "before",
        "after",
        "title",
        "around",
        "beyond",
        "share beyond",
        "here",
        "focus",
        "names",
        "names near",
        "act",
    ),
    *("soft", "soft beyond", "soft focus", "least of focus", "least beyond"),
    *(
        "meaning",
        "rules",
        "fitness",
        "expects",
        "length",
        "new",
        "asked",
        "place",
        "first",
        "figures",
        "amount",
        "time",
    ),
    *("new names", "cause", "quoted", "spoken", "asks", "heard", "voice"),
    *(f"{name} behind the best" for name in RELATIVE),
    *(f"kind {n}" for n in range(len(KINDS) + 1)),
)
