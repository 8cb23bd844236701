"""The spine: a question becomes evidence, a draft, a verified answer, or a refusal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from service.answering.drafting import Budget, draft_generative
from service.answering.extracting import draft_extractive
from service.answering.refusing import refuse_early, refuse_unanswered
from service.answering.relating import relate
from service.answering.verifying import answers, verify
from service.domain.answers import Answer, Draft, Refusal
from service.domain.questions import Evidence, Question
from service.ports import LanguageModel
from service.retrieval.pipeline import find_evidence
from service.store.library import Library


@dataclass(frozen=True, slots=True)
class Answering:
    """What answering needs: a model (None: extractive mode), ids, and the model's budget in tokens and seconds."""

    new_id: Callable[[], str]
    model: LanguageModel | None = None
    max_tokens: int = 1200
    within_s: float = 120


async def answer_question(question: Question, *, library: Library, using: Answering) -> Answer:
    """Return a verified answer, or one whose `refusal` says why there is none. Stores nothing."""
    clock = _Stopwatch()
    evidence = await find_evidence(question, library=library)
    clock.lap("retrieve")
    refusal = refuse_early(evidence)
    draft = Draft(()) if refusal else await _draft(evidence, library, using)
    clock.lap("draft")
    answer = await asyncio.to_thread(_settle, question, evidence, draft, refusal, using)
    clock.lap("verify")
    return replace(answer, timings_ms=clock.laps())


async def _draft(evidence: Evidence, library: Library, using: Answering) -> Draft:
    if using.model is not None:
        budget = Budget(using.max_tokens, using.within_s)
        return await draft_generative(evidence, library=library, model=using.model, budget=budget)
    return await asyncio.to_thread(draft_extractive, evidence, library=library)


def _settle(question: Question, evidence: Evidence, draft: Draft, refusal: Refusal | None, using: Answering) -> Answer:
    sentences, citations, verdicts = verify(draft)
    notes = draft.notes
    if draft.mode == "generative" and sentences and not answers(sentences, citations, evidence):
        sentences, citations, notes = (
            (),
            (),
            (*notes, "what holds of the draft is about something else than the question"),
        )
    if refusal is None and not sentences:
        refusal = refuse_unanswered(evidence, drafted=bool(draft.claims))
    return Answer(
        id=using.new_id(),
        question=question.text,
        mode="extractive" if using.model is None else draft.mode,
        read_as=evidence.read_as if evidence.read_as not in ("", question.text) else None,
        sentences=sentences,
        citations=citations,
        refusal=replace(refusal, related=relate(evidence)) if refusal else None,
        model=draft.model,
        prompt=draft.prompt,
        input_tokens=draft.input_tokens,
        output_tokens=draft.output_tokens,
        verdicts=verdicts,
        notes=notes,
    )


class _Stopwatch:
    """Laps in milliseconds, and their total."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: list[tuple[str, float]] = []

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps.append((name, round((now - self._last) * 1000, 2)))
        self._last = now

    def laps(self) -> tuple[tuple[str, float], ...]:
        return (*self._laps, ("total", round((self._last - self._start) * 1000, 2)))
