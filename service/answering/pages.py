"""An article as its sentences, and what each holds, whatever is asked: kept for the questions that come next."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from service.answering.expecting import figures_in, tells_amount, tells_cause, tells_time
from service.domain.news import Span
from service.text.sentences import split_sentences
from service.text.words import STOPWORDS, terms, words

REMEMBERED = 512  # articles whose sentences are kept as terms, about 50 kB each
_NAME = re.compile(r"[A-Z][\w’'-]+")
_QUOTED = re.compile(r"[“\"‘]")


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article as terms; what it holds of the kinds that are asked for is told when it is asked."""

    span: Span
    text: str
    terms: frozenset[str]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words in lower case, function words left out."""
        return content_words(self.text)

    @cached_property
    def traits(self) -> Traits:
        text = self.text
        return Traits(
            length=math.log1p(len(text.split())),
            figures=figures_in(text),
            amount=float(tells_amount(text)),
            time=float(tells_time(text)),
            names=tuple(name.lower() for name in _NAME.findall(text[1:])),
            cause=float(tells_cause(text)),
            quoted=float(_QUOTED.search(text) is not None),
            asks=float(text.rstrip("”\"’'* ").endswith("?")),
        )


@dataclass(frozen=True, slots=True)
class Traits:
    """What a sentence holds, whatever is asked."""

    length: float
    figures: frozenset[str]
    amount: float
    time: float
    names: Sequence[str]
    cause: float
    quoted: float
    asks: float


@dataclass(frozen=True, slots=True)
class Page:
    """An article's sentences, the terms of its title, and in how many of its sentences each term is."""

    sentences: Sequence[Sentence]
    title: frozenset[str]
    counts: Mapping[str, int]

    def at(self, start: int) -> int:
        """Return the number of the sentence at a place of the text."""
        return max(0, bisect_right(self.sentences, start, key=lambda s: s.span.start) - 1)

    def sentence_at(self, start: int) -> Sentence:
        return self.sentences[self.at(start)]


@lru_cache(REMEMBERED)
def page(text: str, title: str) -> Page:
    """Return an article as its sentences."""
    sentences = [_sentence(span, span.of(text)) for span in split_sentences(text)]
    counts = Counter(term for sentence in sentences for term in sentence.terms)
    return Page(sentences, frozenset(terms(title)), counts)


def _sentence(span: Span, text: str) -> Sentence:
    return Sentence(span, text, frozenset(terms(text)))


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without function words."""
    return tuple(w for w in words(text) if w not in STOPWORDS)
