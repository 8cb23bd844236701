"""Intervals by bootstrap, and whether two runs differ by more than chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval over resampled cases."""

    name: str
    value: float
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def figure(name: str, cases: Sequence[T], measure: Callable[[Sequence[T]], float], *, seed: int = 1) -> Figure:
    """Return `measure(cases)` with its percentile bootstrap interval (Efron 1979); an empty set of cases gives 0."""
    if not cases:
        return Figure(name, 0.0, 0.0, 0.0, 0)
    rng = random.Random(seed)
    resampled = sorted(measure(rng.choices(cases, k=len(cases))) for _ in range(RESAMPLES))
    low, high = resampled[int(0.025 * RESAMPLES)], resampled[int(0.975 * RESAMPLES) - 1]
    return Figure(name, measure(cases), low, high, len(cases))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def mean_figure(name: str, values: Sequence[float], *, seed: int = 1) -> Figure:
    """Return the mean with its percentile bootstrap interval: `figure(name, values, mean)`, for many figures."""
    if not values:
        return Figure(name, 0.0, 0.0, 0.0, 0)
    kept = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(len(kept), size=(RESAMPLES, len(kept)))
    low, high = np.percentile(kept[drawn].mean(axis=1), [2.5, 97.5])
    return Figure(name, float(kept.mean()), float(low), float(high), len(kept))


Value = float | Sequence[float]  # a case's own value, or what it adds to both sides of a ratio


def pooled(values: Sequence[Value]) -> float:
    """Return the mean of numbers; of pairs the ratio of their sums, as precision, recall and F1 are over many cases."""
    pairs = [(value, 1.0) if isinstance(value, int | float) else (value[0], value[1]) for value in values]
    whole = sum(below for _, below in pairs)
    return sum(above for above, _ in pairs) / whole if whole else 0.0


def pooled_figure(name: str, values: Sequence[Value], *, seed: int = 1) -> Figure:
    """Return `pooled(values)` with its percentile bootstrap interval over resampled cases."""
    means = [value for value in values if isinstance(value, int | float)]
    if len(means) == len(values):
        return mean_figure(name, means, seed=seed)
    return figure(name, values, pooled, seed=seed)


PERMUTATIONS = 10_000
EXACT = 13  # up to so many differing cases all 2^13 signs are tried


def permutation_p(differences: Sequence[float], *, seed: int = 1) -> float:
    """Return how often chance alone gives a mean difference this low: paired, one-sided, by swapping A and B.

    Fisher's randomisation test by sign flips (Fisher 1935; for retrieval: Smucker, Allan and Carterette 2007). Exact
    where few cases differ, otherwise by seeded flips, the observed one counted in (Phipson and Smyth 2010).
    """
    kept = np.asarray([d for d in differences if d], dtype=np.float64)
    if not len(kept):
        return 1.0
    if len(kept) <= EXACT:
        signs = 1 - 2 * ((np.arange(2 ** len(kept))[:, None] >> np.arange(len(kept))) & 1)
        return float(np.mean(signs @ kept <= kept.sum() + 1e-9))
    signs = np.random.default_rng(seed).choice([-1, 1], size=(PERMUTATIONS, len(kept)))
    return float((np.sum(signs @ kept <= kept.sum() + 1e-9) + 1) / (PERMUTATIONS + 1))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return p-values corrected for how many there are (Holm 1979)."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, p * (len(p_values) - place)))
        corrected[name] = highest
    return corrected
