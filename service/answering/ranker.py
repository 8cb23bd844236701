"""Which sentences look like an answer: trees over their signs, and, once the best were read, trees that decide.

The first were fitted to the questions that the judge of answers was trained on, and to our newsroom's
(evals/train_ranker.py), the second to questions that the judge had not seen (evals/train_decider.py); docs/judge.md
has their cards. They cost a millisecond for a hundred sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from service.answering.deciding import Grounds
from service.answering.signs import Signs
from service.embedding.thesaurus import Thesaurus, shared_thesaurus
from service.embedding.weights import open_session, read_weights
from service.ports import Placed, Read

_FOLDER = Path(__file__).resolve().parent / "weights"
WEIGHTS, DECIDING = _FOLDER / "ranker.onnx", _FOLDER / "decider.onnx"
SHA256 = "983f831bae2dafa2347239ad9c02edbdd7dca650b58b884d1d16abfb4460948f"
SHA256_OF_DECIDING = "681e700f0201e0defb6ebaeed732b4f46ffc23686d50bb7fd7915260fcddff32"


class Ranker:
    """Weighs signs with the shipped trees, loaded at the first question; safe to share between threads.

    ModelUnusable is raised then if a file is missing or is not the known one.
    """

    def __init__(
        self,
        weights: Path = WEIGHTS,
        *,
        sha256: str = SHA256,
        deciding: Path = DECIDING,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        self._weights = weights
        self._sha256 = sha256
        self._deciding = deciding
        self.thesaurus = thesaurus or shared_thesaurus()

    def rank(self, question: str, sentences: Sequence[Placed], *, weights: Mapping[str, float]) -> list[float]:
        """Return the log-odds that each sentence answers; `weights` are how rare the question's terms are."""
        signs = Signs(question, weights, self.thesaurus).of(sentences)
        if not len(signs):
            return []
        scores: list[float] = self._session.run(["score"], {"signs": signs})[0][:, 0].tolist()
        return scores

    def decide(self, question: str, read: Sequence[Read], *, weights: Mapping[str, float]) -> list[float]:
        """Return the chance that each sentence answers, with all that were read side by side."""
        grounds = Grounds(question, weights, self.thesaurus).of(read)
        if not len(grounds):
            return []
        scores: list[float] = self._deciding_session.run(["score"], {"signs": grounds})[0][:, 0].tolist()
        return [1 / (1 + math.exp(-score)) for score in scores]

    @cached_property
    def _session(self) -> Any:
        return open_session(read_weights("ranker", self._weights, self._sha256))

    @cached_property
    def _deciding_session(self) -> Any:
        return open_session(read_weights("decider", self._deciding, SHA256_OF_DECIDING))
