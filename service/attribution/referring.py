"""Whom the pronouns and descriptions of an article mean, weighed together by trees over clues.

What speaks for each candidate alone is the trees' (evals/train_referee.py). A pronoun also tells of the one it means
whether they are "he" or "she", and so of all the others: the weights and what they tell are settled in turns, a few
times. Nothing is made of first names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.attribution.clues import Asked, Floats
from service.attribution.people import Person, Resolved, settled
from service.attribution.reading import Sentence

Weights = NDArray[np.float64]

TURNS = 4  # of weighing pronouns and genders by each other
OPEN = 1.0  # odds that a pronoun means none of the candidates
PRIOR = 0.7  # pronouns of either gender that everybody starts with
SURE = 0.6  # of a pronoun's weight, for one candidate to be meant
SURE_OF_WORDS = 0.5  # the same of a description
POSSIBLE = 0.12  # for a candidate to be named where nobody is sure


@dataclass(frozen=True, slots=True)
class Weighed:
    """A mention with its candidates and the odds for each, shape (candidates,)."""

    asked: Asked
    people: Sequence[Person]
    odds: Weights


def free_pronouns(sentences: Sequence[Sentence], asked: Sequence[Asked], spoken_in: Sequence[int]) -> Iterator[Asked]:
    """Yield each "he" and "she" that is nobody's source: they tell as much of who is he and who she."""
    known = {a.start for a in asked}
    for n, sentence in enumerate(sentences):
        for token in sentence.tokens:
            if token.low in {"he", "she"} and not token.quoted and token.start not in known:
                yield Asked((token,), n, heard=sum(at < n for at in spoken_in))


def settle(weighed: Sequence[Weighed]) -> list[Weights]:
    """Return how likely each candidate of each mention is the one, shapes (candidates,), given all mentions."""
    shares = [_shares(w.odds) for w in weighed]
    for _ in range(TURNS):
        told = _told(weighed, shares)
        shares = [_shares(w.odds * _agreement(w, told, own)) for w, own in zip(weighed, shares, strict=True)]
    return shares


def _shares(odds: Weights) -> Weights:
    return odds / (odds.sum() + OPEN)


def _told(weighed: Sequence[Weighed], shares: Sequence[Weights]) -> Mapping[tuple[int, str], float]:
    """Return the weight of the pronouns of each gender that mean each person, by the person's id."""
    told: dict[tuple[int, str], float] = defaultdict(float)
    for w, share in zip(weighed, shares, strict=True):
        if w.asked.gender is not None:
            for person, weight in zip(w.people, share, strict=True):
                told[id(person), w.asked.gender] += float(weight)
    return told


def _agreement(weighed: Weighed, told: Mapping[tuple[int, str], float], own: Weights) -> Weights:
    """Return how well each candidate's gender, as all other pronouns show it, goes with this one: 0 to 2."""
    gender = weighed.asked.gender
    if gender is None:
        return np.ones(len(weighed.people))
    other = "m" if gender == "f" else "f"
    same = np.array([told.get((id(p), gender), 0.0) for p in weighed.people]) - own
    against = np.array([told.get((id(p), other), 0.0) for p in weighed.people])
    return 2 * (np.maximum(same, 0) + PRIOR) / (np.maximum(same, 0) + against + 2 * PRIOR)


def meant(weighed: Weighed, shares: Weights) -> Resolved | None:
    """Return whom a mention means by these shares, the candidates where that is open; None leaves it to the rules."""
    if not len(shares):
        return None
    best = int(np.argmax(shares))
    sure = SURE if weighed.asked.is_pronoun else SURE_OF_WORDS
    if shares[best] >= sure:
        return settled(weighed.people[best])
    ruled = weighed.asked.ruled
    if ruled is None or not weighed.asked.is_pronoun or (ruled.person is None and ruled.speaker is not None):
        return None
    possible = [weighed.people[k] for k in np.argsort(-shares) if shares[k] >= POSSIBLE]
    return Resolved(None, tuple(p.speaker() for p in possible[:4]) if len(possible) > 1 else ())


__all__ = ["Asked", "Floats", "Weighed", "free_pronouns", "meant", "settle"]
