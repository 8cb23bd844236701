"""Orders of search results: two scores blended, copies folded, terms weighed by how rare they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.text.words import terms


def blend(lexical: Mapping[int, float], cosines: Mapping[int, float]) -> dict[int, float]:
    """Return the mean of both scores by key, each as a share of its greatest, 0 where one is missing or negative.

    On short lists this found more than reciprocal rank fusion: how far the first is ahead of the others counts.
    """
    most, nearest = (max([*scores.values(), 0.0]) or 1.0 for scores in (lexical, cosines))
    return {
        key: (lexical.get(key, 0.0) / most + max(0.0, cosines.get(key, 0.0)) / nearest) / 2
        for key in {**lexical, **cosines}
    }


def weigh(frequencies: Mapping[str, int], total: int) -> dict[str, float]:
    """Return the inverse document frequency of each term, between 0 (everywhere) and about log(total)."""
    return {term: math.log(1 + total / (1 + count)) for term, count in frequencies.items()}


def coverage(asked: Iterable[str], found: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the weighted share of `asked` terms that are among `found`, 0 to 1; 0 if nothing was asked."""
    asked = set(asked)
    total = sum(weights.get(term, 1.0) for term in asked)
    return sum(weights.get(term, 1.0) for term in asked & set(found)) / total if total else 0.0


def similarity(a: Sequence[str], b: Sequence[str]) -> float:
    """Return how much two lists of terms share: the larger of Jaccard and containment of the shorter, 0 to 1."""
    return likeness(Terms(tuple(a), frozenset(a)), Terms(tuple(b), frozenset(b)))


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text in order and as a set, made once where one text is compared with many."""

    listed: tuple[str, ...]
    distinct: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Terms:
        found = terms(text)
        return cls(tuple(found), frozenset(found))


def likeness(a: Terms, b: Terms) -> float:
    """Return the `similarity` of two texts of which the terms are known."""
    shared, least = len(a.distinct & b.distinct), min(len(a.distinct), len(b.distinct))
    if not shared or least < 4:
        return float(a.listed == b.listed) if a.listed else 0.0
    return max(shared / (len(a.distinct) + len(b.distinct) - shared), shared / least - 0.05)
