"""Signs that a sentence answers a question: the words they share, where it stands, what it holds of the kind asked for.

Each sign is a number; `service/answering/ranker.py` weighs them with trees that were fitted to them in this order.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from service.answering.asking import KINDS, act_of, asks_for_words, focus_of, kind_of, names_in
from service.answering.expecting import expected_in, figures_in, fitness, tells_amount, tells_cause, tells_time
from service.domain.news import Span
from service.embedding.thesaurus import Thesaurus
from service.ports import Placed
from service.text.sentences import split_sentences
from service.text.words import STOPWORDS, stem, terms, words

REMEMBERED = 512  # articles whose sentences are kept as terms, about 50 kB each
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
class Sentence:
    """A sentence of an article as terms."""

    span: Span
    text: str
    terms: frozenset[str]
    words: tuple[str, ...]  # in lower case, function words left out


@dataclass(frozen=True, slots=True)
class Page:
    """An article's sentences, the terms of its title, and in how many of its sentences each term is."""

    sentences: Sequence[Sentence]
    title: frozenset[str]
    counts: Mapping[str, int]

    def at(self, start: int) -> int:
        """Return the number of the sentence at a place of the text."""
        return max((n for n, s in enumerate(self.sentences) if s.span.start <= start), default=0)

    def sentence_at(self, start: int) -> Sentence:
        return self.sentences[self.at(start)]


@lru_cache(REMEMBERED)
def page(text: str, title: str) -> Page:
    """Return an article as its sentences."""
    sentences = [_sentence(span, span.of(text)) for span in split_sentences(text)]
    counts = Counter(term for sentence in sentences for term in sentence.terms)
    return Page(sentences, frozenset(terms(title)), counts)


def _sentence(span: Span, text: str) -> Sentence:
    return Sentence(span, text, frozenset(terms(text)), content_words(text))


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without function words."""
    return tuple(w for w in words(text) if w not in STOPWORDS)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sentence that may answer, and its number on its page."""

    page: Page
    number: int
    given: Placed

    @property
    def sentence(self) -> Sentence:
        return self.page.sentences[self.number]


class Signs:
    """Finds the signs of sentences for one question; `weights` are how rare its terms are."""

    def __init__(self, question: str, weights: Mapping[str, float], thesaurus: Thesaurus) -> None:
        self._asked = list(dict.fromkeys(terms(question)))
        self._weights = weights
        self._thesaurus = thesaurus
        self._words = [w for w in dict.fromkeys(content_words(question)) if stem(w) in weights]
        self._own = frozenset(words(question))
        self._focus = focus_of(question)
        self._names = names_in(question)
        self._act = act_of(question)
        self._expected = expected_in(question)
        self._figures = figures_in(question)
        self._heard = asks_for_words(question)
        self._kind = [float(n == kind_of(question)) for n in range(len(KINDS) + 1)]

    def of(self, sentences: Sequence[Placed]) -> NDArray[np.float32]:
        """Return the signs of each, shape (sentences, signs); some tell how far a sentence is behind the best one.

        What is not known of a sentence is not a number.
        """
        seen = [_look(s) for s in sentences]
        if not seen:
            return np.zeros((0, len(NAMES)), np.float32)
        near = self._nearness(seen)
        rows = [{**self._by_terms(s), **self._by_words(s, near), **self._by_kind(s)} for s in seen]
        best = {name: max((row[name] for row in rows if row[name] == row[name]), default=math.nan) for name in RELATIVE}
        told = [[*row.values(), *(row[name] - best[name] for name in RELATIVE), *self._kind] for row in rows]
        return np.array(told, np.float32)

    def _by_terms(self, seen: _Seen) -> dict[str, float]:
        page, own = seen.page, self._held(seen)
        beside = page.sentences[max(0, seen.number - BESIDE) : seen.number + BESIDE + 1]
        around = frozenset().union(*(s.terms for s in beside)) | own
        lead = page.sentences[0].terms | page.title
        beyond = [t for t in self._asked if t not in lead]
        here = {t: self._weights.get(t, 0.0) / (1 + page.counts.get(t, 0)) for t in self._asked}
        return {
            "own": self._cover(self._asked, own),
            "before": self._cover(self._asked, own | self._beside(seen, -1)),
            "after": self._cover(self._asked, own | self._beside(seen, 1)),
            "title": self._cover(self._asked, page.title),
            "around": self._cover(self._asked, around | page.title),
            "beyond": self._cover(beyond, own),
            "share beyond": self._worth(beyond) / max(self._worth(self._asked), 1e-6),
            "here": sum(v for t, v in here.items() if t in own) / max(sum(here.values()), 1e-6),
            "focus": _share(self._focus, own),
            "names": _share(self._names, own),
            "names near": _share(self._names, own | self._beside(seen, -1) | page.title),
            "act": HALF if self._act is None else float(self._act in own),
        }

    def _by_words(self, seen: _Seen, near: Mapping[str, NDArray[np.float32]]) -> dict[str, float]:
        """Return how well the question's words are met by words that mean nearly the same."""
        page, found = seen.page, seen.sentence.words + content_words(seen.given.speakers)
        met = np.max([near[w] for w in found], axis=0) if found else np.zeros(len(self._words), np.float32)
        worth = np.array([self._weights[stem(w)] for w in self._words], np.float32)
        lead = page.sentences[0].terms | page.title
        beyond = np.array([stem(w) not in lead for w in self._words], bool)
        focus = np.array([stem(w) in self._focus for w in self._words], bool)
        return {
            "soft": _mean(met, worth),
            "soft beyond": _mean(met[beyond], worth[beyond]),
            "soft focus": _mean(met[focus], worth[focus]),
            "least of focus": float(met[focus].min()) if focus.any() else HALF,
            "least beyond": float(met[beyond].min()) if beyond.any() else HALF,
        }

    def _by_kind(self, seen: _Seen) -> dict[str, float]:
        sentence = seen.sentence
        text, own = sentence.text, self._held(seen)
        place = seen.number / len(seen.page.sentences)
        new = sum(term not in self._asked for term in own)
        voiced = frozenset(terms(seen.given.speakers))
        return {
            "meaning": seen.given.meaning,
            "rules": seen.given.rules,
            "fitness": fitness(text, self._expected),
            "expects": float(self._expected is not None),
            "length": math.log1p(len(text.split())),
            "new": new / (1 + len(own)),
            "asked": float(len(self._asked)),
            "place": place,
            "first": float(seen.number == 0),
            "figures": min(len(figures_in(text) - self._figures), 4.0),
            "amount": float(tells_amount(text)),
            "time": float(tells_time(text)),
            "new names": min(sum(n.lower() not in self._own for n in _NAME.findall(text[1:])), 6.0),
            "cause": float(tells_cause(text)),
            "quoted": float(_QUOTED.search(text) is not None),
            "spoken": float(seen.given.spoken),
            "asks": float(text.rstrip("”\"’'* ").endswith("?")),
            "heard": float(self._heard),
            "voice": float(bool(voiced & set(self._asked))),
        }

    def _nearness(self, sentences: Sequence[_Seen]) -> dict[str, NDArray[np.float32]]:
        """Return for each word of the sentences how near each of the question's words is to it."""
        held = {w for s in sentences for w in (*s.sentence.words, *content_words(s.given.speakers))}
        found = sorted(held)
        near = self._thesaurus.nearness(self._words, found)
        stems = [stem(w) for w in self._words]
        for column, word in enumerate(found):
            near[[n for n, own in enumerate(stems) if own == stem(word)], column] = 1
        return dict(zip(found, near.T, strict=True))

    def _held(self, seen: _Seen) -> frozenset[str]:
        return seen.sentence.terms | frozenset(terms(seen.given.speakers))

    def _beside(self, seen: _Seen, step: int) -> frozenset[str]:
        place = seen.number + step
        return seen.page.sentences[place].terms if 0 <= place < len(seen.page.sentences) else frozenset()

    def _worth(self, asked: Collection[str]) -> float:
        return sum(self._weights.get(t, 0.0) for t in asked)

    def _cover(self, asked: Sequence[str], held: frozenset[str]) -> float:
        return self._worth([t for t in asked if t in held]) / self._worth(asked) if asked else HALF


def _look(given: Placed) -> _Seen:
    found = page(given.text, given.title)
    return _Seen(found, found.at(given.start), given)


def _share(sought: frozenset[str], held: frozenset[str]) -> float:
    return len(sought & held) / len(sought) if sought else HALF


def _mean(met: NDArray[np.float32], worth: NDArray[np.float32]) -> float:
    return float((met * worth).sum() / worth.sum()) if worth.sum() > 0 else HALF


_NAME = re.compile(r"[A-Z][\w’'-]+")
_QUOTED = re.compile(r"[“\"‘]")

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
