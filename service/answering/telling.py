"""A draft told sentence by sentence: each claim is verified as it comes, and goes out once nothing can change it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from service.answering.drafting import Budget, DraftedSentence, Request, read_draft, request_draft
from service.answering.extracting import draft_extractive, notes_on
from service.answering.verifying import Checking, answers
from service.domain.answers import Account, Citation, Claim, Sentence, Told
from service.domain.questions import Evidence
from service.errors import ModelUnreachable, UnusableModelOutput
from service.llm.prompts import render
from service.ports import Completion, LanguageModel
from service.store.library import Library

TRIES = 2
BESIDE = "what holds of the draft is about something else than the question"

Step = Told | Account


class Drafting(Protocol):
    def __call__(self, evidence: Evidence, *, library: Library) -> Iterator[Claim]:
        """Return the sentences of an answer, in order, each as soon as it is chosen."""


async def tell_extractive(
    evidence: Evidence, *, library: Library, draft: Drafting = draft_extractive, notes: tuple[str, ...] = ()
) -> AsyncGenerator[Step, None]:
    """Yield the sentences that answer best, in the articles' words, then the account of them."""
    claims = _distinct(await asyncio.to_thread(draft, evidence, library=library))
    checking, told = Checking(generated=False), list[Told]()
    while found := await asyncio.to_thread(_next_told, claims, checking):
        told.append(found)
        yield found
    yield Account(
        "extractive",
        *_parts(told),
        verdicts=tuple(checking.verdicts),
        notes=(*notes_on(evidence), *notes),
        verify_s=checking.seconds,
    )


def _distinct(claims: Iterator[Claim]) -> Iterator[Claim]:
    """Yield claims that were not told before: two sentences of one statement are told as that statement."""
    told: set[Claim] = set()
    for claim in claims:
        if claim not in told:
            told.add(claim)
            yield claim


def _next_told(claims: Iterator[Claim], checking: Checking) -> Told | None:
    """Return the next sentence that holds, None after the last."""
    return next((found for claim in claims if (found := checking.take(claim))), None)


async def tell_generative(
    evidence: Evidence, *, library: Library, model: LanguageModel, budget: Budget
) -> AsyncGenerator[Step, None]:
    """Yield the model's sentences that hold, each as soon as it is written, then the account of them.

    Without evidence the model is not asked. As long as nothing was told, a reply that cannot be used is asked for
    once more, and then, or if the server fails, the articles' own words are told; once something was told it stands,
    and the rest is left out. The notes say so.
    """
    request = request_draft(evidence, budget=budget)
    if request is None:
        yield Account(mode="generative", model=model.name)
        return
    trial = _Trial(evidence, request, library, model, budget, asyncio.get_running_loop().time() + budget.seconds)
    text = request.prompt.text
    for left in reversed(range(TRIES)):
        telling = _Telling(trial)
        try:
            async with aclosing(telling.read(text)) as steps:
                async for step in steps:
                    yield step
            return
        except (ModelUnreachable, UnusableModelOutput) as error:
            if telling.told:
                yield telling.account(notes=(f"{error}; what was told before stands, the rest is left out",))
                return
            if not left or isinstance(error, ModelUnreachable):
                why = str(error)
                break
            text = render("repair_reply", request=request.prompt.text, why=error.why).text
    async with aclosing(tell_extractive(evidence, library=library, notes=(why,))) as steps:
        async for step in steps:
            yield step


@dataclass(frozen=True, slots=True)
class _Trial:
    """What every try of one draft shares."""

    evidence: Evidence
    request: Request
    library: Library
    model: LanguageModel
    budget: Budget
    deadline: float


class _Telling:
    """One try: its sentences wait until one of them is about the question, for without it all are refused."""

    def __init__(self, trial: _Trial) -> None:
        self.told: list[Told] = []
        self._trial = trial
        self._checking = Checking(generated=True)
        self._waiting: list[Told] = []

    async def read(self, text: str) -> AsyncGenerator[Step, None]:
        """Yield what holds of the reply to `text`, then its account; raises what `read_draft` raises."""
        trial = self._trial
        reading = read_draft(trial.request, text, model=trial.model, budget=trial.budget, deadline=trial.deadline)
        async with aclosing(reading) as drafted:
            async for step in drafted:
                if isinstance(step, Completion):
                    yield self.account(step, notes=(BESIDE,) if self._waiting else ())
                    return
                for told in await asyncio.to_thread(self._take, step):
                    yield told

    def _take(self, sentence: DraftedSentence) -> list[Told]:
        """Return the sentences that are final with this one."""
        found = self._checking.take(self._trial.request.claim(sentence, library=self._trial.library))
        if found is None:
            return []
        self._waiting.append(found)
        if not self.told and not answers(*_parts(self._waiting), self._trial.evidence):
            return []
        final, self._waiting = self._waiting, []
        self.told += final
        return final

    def account(self, completion: Completion | None = None, *, notes: tuple[str, ...] = ()) -> Account:
        """Return what was told, and what it cost as far as the server said."""
        sentences, citations = _parts(self.told)
        account = Account(
            mode="generative",
            sentences=sentences,
            citations=citations,
            verdicts=tuple(self._checking.verdicts),
            model=completion.model if completion else self._trial.model.name,
            prompt=self._trial.request.prompt.version,
            notes=notes,
            verify_s=self._checking.seconds,
        )
        if completion is None:
            return account
        return replace(account, input_tokens=completion.input_tokens, output_tokens=completion.output_tokens)


def _parts(told: list[Told]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    return tuple(t.sentence for t in told), tuple(c for t in told for c in t.citations)
