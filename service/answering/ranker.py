"""Which sentences look like an answer before anybody reads them with the question: trees over their signs.

The trees were fitted to the questions that the judge of answers was trained on, and to our newsroom's
(evals/train_ranker.py, docs/judge.md). They cost a millisecond for a hundred sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from service.answering.signs import Signs
from service.embedding.thesaurus import Thesaurus
from service.embedding.weights import open_session, read_weights
from service.ports import Placed

WEIGHTS = Path(__file__).resolve().parent / "weights" / "ranker.onnx"
SHA256 = "983f831bae2dafa2347239ad9c02edbdd7dca650b58b884d1d16abfb4460948f"


class Ranker:
    """Weighs signs with the shipped trees, loaded at the first question; safe to share between threads.

    ModelUnusable is raised then if a file is missing or is not the known one.
    """

    def __init__(self, weights: Path = WEIGHTS, *, sha256: str = SHA256, thesaurus: Thesaurus | None = None) -> None:
        self._weights = weights
        self._sha256 = sha256
        self.thesaurus = thesaurus or Thesaurus()

    def rank(self, question: str, sentences: Sequence[Placed], *, weights: Mapping[str, float]) -> list[float]:
        """Return the log-odds that each sentence answers; `weights` are how rare the question's terms are."""
        signs = Signs(question, weights, self.thesaurus).of(sentences)
        if not len(signs):
            return []
        scores: list[float] = self._session.run(["score"], {"signs": signs})[0][:, 0].tolist()
        return scores

    @cached_property
    def _session(self) -> Any:
        return open_session(read_weights("ranker", self._weights, self._sha256))
