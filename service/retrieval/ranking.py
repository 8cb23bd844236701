"""Orders of search results: fused by rank, copies folded, terms weighed by how rare they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

RRF_K = 15  # Cormack et al. 2009 use 60 for hundreds of results; 10–20 was best on our short lists


def fuse(*orders: Sequence[int]) -> list[tuple[int, float]]:
    """Return (key, score) of reciprocal rank fusion over lists of keys, best first, ties by key."""
    scores: dict[int, float] = defaultdict(float)
    for order in orders:
        for rank, key in enumerate(order, start=1):
            scores[key] += 1 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


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
    first, second = set(a), set(b)
    shared = len(first & second)
    if not shared or min(len(first), len(second)) < 4:
        return float(list(a) == list(b)) if a else 0.0
    return max(shared / len(first | second), shared / min(len(first), len(second)) - 0.05)
