"""Intervals by bootstrap: how far a figure would move with other cases of the same kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

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
