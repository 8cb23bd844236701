"""Whom the pronouns and descriptions of an article mean, weighed together by trees over clues.

What speaks for each candidate by itself is the trees' (evals/train_referee.py, docs/referee.md). A pronoun also tells
of the one it means whether they are "he" or "she", and so of all the other pronouns: the weights and what they tell are
settled in turns, a few times. Nothing is made of first names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.attribution.clues import Asked, Clues, Floats, Spoken
from service.attribution.people import Resolved, settled
from service.attribution.roster import Roster
from service.embedding.thesaurus import Thesaurus
from service.embedding.weights import open_session, read_weights

Shares = NDArray[np.float64]

WEIGHTS = Path(__file__).resolve().parent / "weights" / "referee.onnx"
SHA256 = "b0d66ebd56c3a26c48b2385d0f10003d5f004c9f4b0e2ed06eee0faf73b13f3f"

TURNS = 4  # of weighing pronouns and genders by each other
OPEN = 0.5  # odds that a mention means none of its candidates
SLIP = 0.02  # how often a pronoun is of the other gender than whom it means
MOST_SHOWN = 4.0  # log-odds of a gender, however many pronouns show it
SURE = 0.6  # of a pronoun's weight, for one candidate to be meant
SURE_OF_WORDS = 0.7  # the same of a description
POSSIBLE = 0.12  # for a candidate to be named where nobody is sure
MOST_NAMED = 4  # candidates of one mention


@dataclass(frozen=True, slots=True)
class Weighed:
    """A mention with its candidates' ids and the odds for each, shape (candidates,)."""

    gender: str | None
    people: Sequence[int]
    odds: Shares


class Referee:
    """Settles mentions with the shipped trees, loaded at the first article; safe to share between threads.

    ModelUnusable is raised then if a file is missing or is not the known one.
    """

    def __init__(self, weights: Path = WEIGHTS, *, sha256: str = SHA256, thesaurus: Thesaurus | None = None) -> None:
        self._weights = weights
        self._sha256 = sha256
        self._thesaurus = thesaurus or Thesaurus()

    @property
    def identity(self) -> str:
        """Names the trees, for the statements that were made with them."""
        return f"referee/{self._sha256[:8]}"

    def settle(self, roster: Roster, asked: Sequence[Asked], spoken: Sequence[Spoken]) -> dict[int, Resolved]:
        """Return whom mentions mean, by where they start; what is missing is left to the rules."""
        clues = Clues(roster, self._thesaurus)
        mentions = list({a.start: a for a in reversed(asked)}.values())
        people = [clues.candidates(a) for a in mentions]
        odds = self._weigh([clues.rows(a, p, spoken) for a, p in zip(mentions, people, strict=True)])
        weighed = [Weighed(a.gender, [id(one) for one in p], o) for a, p, o in zip(mentions, people, odds, strict=True)]
        told = zip(mentions, people, agree(weighed), strict=True)
        found = {a.start: meant(a, [settled(p) for p in who], shares) for a, who, shares in told}
        return {start: resolved for start, resolved in found.items() if resolved is not None}

    def _weigh(self, rows: Sequence[Floats]) -> list[Shares]:
        """Return the odds of each row of clues, in the shapes of the rows."""
        if not any(len(r) for r in rows):
            return [np.zeros(len(r)) for r in rows]
        (scores,) = self._session.run(["score"], {"signs": np.concatenate([r for r in rows if len(r)])})
        odds = np.exp(np.clip(scores[:, 0].astype(np.float64), -_LARGEST, _LARGEST))
        return np.split(odds, np.cumsum([len(r) for r in rows])[:-1])

    @cached_property
    def _session(self) -> Any:
        return open_session(read_weights("referee", self._weights, self._sha256))


_LARGEST = 9.0  # log-odds


def agree(weighed: Sequence[Weighed]) -> list[Shares]:
    """Return how likely each candidate of each mention is the one, shapes (candidates,), given all mentions."""
    shares = [_shares(w.odds) for w in weighed]
    for _ in range(TURNS):
        told = _told(weighed, shares)
        shares = [_shares(w.odds * _agreement(w, told, own)) for w, own in zip(weighed, shares, strict=True)]
    return shares


def _shares(odds: Shares) -> Shares:
    shares: Shares = odds / (odds.sum() + OPEN)
    return shares


def _told(weighed: Sequence[Weighed], shares: Sequence[Shares]) -> Mapping[int, float]:
    """Return the log-odds that somebody is "he" and not "she", as the pronouns show it that may mean them."""
    told: dict[int, float] = defaultdict(float)
    for w, share in zip(weighed, shares, strict=True):
        for person, shown in zip(w.people, _shown(w, share), strict=True):
            told[person] += float(shown)
    return told


def _shown(weighed: Weighed, shares: Shares) -> Shares:
    """Return what one mention shows of each candidate: log-odds of "he", below 0 for "she", 0 for other words."""
    sign = {"m": 1.0, "f": -1.0}.get(weighed.gender or "", 0.0)
    other = (1 - shares) / 2
    shown: Shares = sign * np.log((shares * (1 - SLIP) + other) / (shares * SLIP + other))
    return shown


def _agreement(weighed: Weighed, told: Mapping[int, float], own: Shares) -> Shares:
    """Return how well each candidate's gender, as all other pronouns show it, goes with this one: 0 to 2."""
    if weighed.gender is None:
        return np.ones(len(weighed.people))
    others = np.array([told[p] for p in weighed.people]) - _shown(weighed, own)
    against = others if weighed.gender == "f" else -others
    agreement: Shares = 2 / (1 + np.exp(np.clip(against, -MOST_SHOWN, MOST_SHOWN)))
    return agreement


def meant(asked: Asked, people: Sequence[Resolved], shares: Shares) -> Resolved | None:
    """Return whom a mention means by these shares, the candidates where that is open; None leaves it to the rules."""
    if not len(shares):
        return None
    best = int(np.argmax(shares))
    if shares[best] >= (SURE if asked.is_pronoun else SURE_OF_WORDS):
        return people[best]
    described = asked.ruled.person is None and asked.ruled.speaker is not None
    if not asked.is_pronoun or described:
        return None
    possible = [people[k].speaker for k in np.argsort(-shares)[:MOST_NAMED] if shares[k] >= POSSIBLE]
    named = tuple(speaker for speaker in possible if speaker is not None)
    return Resolved(None, named if len(named) > 1 else ())
