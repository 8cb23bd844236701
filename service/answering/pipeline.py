"""The spine: a question becomes evidence, a draft, a verified answer, or a refusal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from service.answering.drafting import Budget
from service.answering.refusing import refuse_early, refuse_unanswered
from service.answering.relating import relate
from service.answering.rescuing import draft_rescue, may_rescue
from service.answering.telling import Step, tell_extractive, tell_generative
from service.domain.answers import Account, Answer, Refusal, Told
from service.domain.questions import Evidence, Question
from service.ports import LanguageModel
from service.retrieval.pipeline import find_evidence
from service.store.library import Library


@dataclass(frozen=True, slots=True)
class Answering:
    """What answering needs: a model (None: extractive mode), ids, and what a draft by it may cost.

    A `planner` reads each question beside the rules (None: rules alone).
    """

    new_id: Callable[[], str]
    model: LanguageModel | None = None
    budget: Budget = field(default_factory=Budget)
    planner: LanguageModel | None = None


async def answer_question(question: Question, *, library: Library, using: Answering) -> Answer:
    """Return a verified answer, or one whose `refusal` says why there is none. Stores nothing."""
    *_, answer = [step async for step in answer_in_steps(question, library=library, using=using)]
    assert isinstance(answer, Answer)
    return answer


async def answer_in_steps(
    question: Question, *, library: Library, using: Answering
) -> AsyncGenerator[Told | Answer, None]:
    """Yield each sentence as soon as it is final, then the Answer, which holds exactly these. Stores nothing.

    Whoever leaves the iteration ends the model's call; close it (`contextlib.aclosing`).
    """
    clock = _Stopwatch()
    evidence = await find_evidence(question, library=library, planner=using.planner)
    clock.lap("retrieve")
    refusal, account = refuse_early(evidence), Account()
    async with aclosing(_tell(evidence, refusal, library, using)) as steps:
        async for step in steps:
            if isinstance(step, Account):
                account = step
            else:
                yield step
    if account.sentences:
        refusal = None
    answer = await asyncio.to_thread(_settle, question, evidence, account, refusal, using)
    clock.lap("draft", verify=account.verify_s)
    yield replace(answer, timings_ms=clock.laps())


def _tell(
    evidence: Evidence, refusal: Refusal | None, library: Library, using: Answering
) -> AsyncGenerator[Step, None]:
    if refusal:
        rescued = using.model is None and may_rescue(refusal, evidence, library)
        return tell_extractive(evidence, library=library, draft=draft_rescue) if rescued else _silence()
    if using.model is None:
        return tell_extractive(evidence, library=library)
    return tell_generative(evidence, library=library, model=using.model, budget=using.budget)


async def _silence() -> AsyncGenerator[Step, None]:
    """Yield nothing: a question that is refused before anything is drafted."""
    return
    yield


def _settle(
    question: Question, evidence: Evidence, account: Account, refusal: Refusal | None, using: Answering
) -> Answer:
    if refusal is None and not account.sentences:
        refusal = refuse_unanswered(evidence, drafted=bool(account.verdicts))
    return Answer(
        id=using.new_id(),
        question=question.text,
        mode=account.mode,
        read_as=evidence.read_as if evidence.read_as not in ("", question.text) else None,
        sentences=account.sentences,
        citations=account.citations,
        refusal=replace(refusal, related=relate(evidence)) if refusal else None,
        model=account.model,
        prompt=account.prompt,
        input_tokens=evidence.input_tokens + account.input_tokens,
        output_tokens=evidence.output_tokens + account.output_tokens,
        verdicts=account.verdicts,
        notes=(*evidence.notes, *account.notes),
    )


class _Stopwatch:
    """Laps in milliseconds, and their total."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: list[tuple[str, float]] = []

    def lap(self, name: str, **within: float) -> None:
        """Note the time since the last lap under a name, less the seconds `within` it that go by other names."""
        now = time.perf_counter()
        self._note(name, now - self._last - sum(within.values()))
        for other, seconds in within.items():
            self._note(other, seconds)
        self._last = now

    def _note(self, name: str, seconds: float) -> None:
        self._laps.append((name, round(seconds * 1000, 2)))

    def laps(self) -> tuple[tuple[str, float], ...]:
        return (*self._laps, ("total", round((self._last - self._start) * 1000, 2)))
