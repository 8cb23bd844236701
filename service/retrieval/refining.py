"""A plan once more, by a chat model: what it says counts only where the question itself bears it out.

The rules' plan stays where the model fails, says what the question does not, or is not asked at all.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.domain.questions import Filters, PlanKind, QueryPlan, Question
from service.errors import ModelUnreachable, OnRecordError, UnusableModelOutput
from service.llm.prompts import prompt_version, render
from service.ports import Completion, LanguageModel
from service.retrieval.periods import Period
from service.retrieval.planning import names_somebody, within
from service.text.normalising import comparable

TOKENS = 200  # of the reply
WAIT_S = 20.0  # of a question, for its plan
NOT_REFINED = "the plan was not refined"
_PLAIN = frozenset({PlanKind.FACT, PlanKind.YES_NO})
_TIME = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|mon|tues|wednes|"
    r"thurs|fri|satur|sun)(?:day)?\b|\b(?:today|yesterday|last|past|this|since|ago|recent(?:ly)?|latest|before|after|"
    r"until|till|weeks?|months?|years?|days?|spring|summer|autumn|fall|winter|weekend|quarter|decade)\b",
    re.IGNORECASE,
)

log = logging.getLogger("onrecord.retrieval")

_Words = Annotated[str, Field(min_length=1, max_length=300)]


class RefinedPlan(BaseModel):
    """The model's reading of a question."""

    model_config = ConfigDict(extra="forbid")

    kind: PlanKind
    speaker: _Words | None = None
    addressee: _Words | None = None
    topic: _Words | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Refined:
    """A plan, what its model call cost in tokens, and notes on what went wrong."""

    plan: QueryPlan
    input_tokens: int = 0
    output_tokens: int = 0
    notes: tuple[str, ...] = ()


async def refine(made: QueryPlan, question: Question, *, model: LanguageModel | None) -> Refined:
    """Return the plan as the model reads the question, as far as the question bears it out; else the rules' plan.

    Without a model, and for what articles cannot tell, nobody is asked.
    """
    if model is None or made.kind == PlanKind.OTHER:
        return Refined(made)
    try:
        completion = await _ask(question, model)
    except OnRecordError as error:
        return _kept(made, str(error))
    refined = _read(completion.text, made, question)
    return replace(refined, input_tokens=completion.input_tokens, output_tokens=completion.output_tokens)


def _read(reply: str, made: QueryPlan, question: Question) -> Refined:
    try:
        read = _parse(reply)
    except UnusableModelOutput as error:
        return _kept(made, str(error))
    fault = find_fault(read, made, question)
    return _kept(made, fault) if fault else Refined(_joined(made, read, question))


async def _ask(question: Question, model: LanguageModel) -> Completion:
    prompt = render("plan_question", question=question.text, asked_at=question.asked_at[:10])
    try:
        async with asyncio.timeout(WAIT_S):
            return await model.complete(prompt.text, schema=RefinedPlan.model_json_schema(), max_tokens=TOKENS)
    except TimeoutError as error:
        raise ModelUnreachable(model=model.name, why=f"no plan within {WAIT_S:g} s") from error


def _parse(text: str) -> RefinedPlan:
    body = text[text.find("{") : text.rfind("}") + 1]
    try:
        return RefinedPlan.model_validate(json.loads(body))
    except (ValueError, ValidationError) as error:
        raise UnusableModelOutput(
            prompt=prompt_version("plan_question"), reply=text, why="not the JSON asked for"
        ) from error


def _kept(made: QueryPlan, why: str) -> Refined:
    log.warning("%s: %s", NOT_REFINED, why)
    return Refined(made, notes=(f"{NOT_REFINED}: {why}",))


def find_fault(read: RefinedPlan, made: QueryPlan, question: Question) -> str:
    """Return why a reading is not borne out by its question, "" if it is."""
    asked = f" {comparable(question.text).casefold()} "
    for name in ("speaker", "addressee", "topic"):
        words = getattr(read, name)
        if words and not re.search(rf"(?<!\w){re.escape(comparable(words).casefold())}(?!\w)", asked):
            return f"its {name} is not in the question"
    if read.speaker and not names_somebody(read.speaker):
        return "its speaker is nobody"
    if read.kind == PlanKind.OTHER and made.kind not in _PLAIN:
        return "the question is one that articles can answer"
    if read.kind == PlanKind.WHO_SAID_WHAT and not (read.speaker or read.topic):
        return "it asks for words of nobody about nothing"
    return _wrong_period(read, question)


def _wrong_period(read: RefinedPlan, question: Question) -> str:
    if (read.since or read.until) and not _TIME.search(question.text):
        return "it has a period, the question has none"
    return "its period ends before it begins" if read.since and read.until and read.until < read.since else ""


def _joined(made: QueryPlan, read: RefinedPlan, question: Question) -> QueryPlan:
    """Return the reading as a plan: with the caller's filters and the rules' period, which is counted in code."""
    same = (made.kind, made.speaker) == (read.kind, read.speaker)
    refined = QueryPlan(
        read.kind,
        made.query,
        _filters(made, read, question),
        speaker=question.filters.speaker or read.speaker,
        addressee=read.addressee,
        topic=read.topic or (made.topic if same else None),
        act=made.act if same else None,
    )
    return made if made.verbatim and refined.asks_for_words else refined


def _filters(made: QueryPlan, read: RefinedPlan, question: Question) -> Filters:
    """Return the rules' filters; the reading's period where they have none, and what is asked is no fact."""
    if made.filters.since or made.filters.until or read.kind in _PLAIN:  # the time of a fact is not its article's
        return made.filters
    days = (day.isoformat() if day else None for day in (read.since, read.until))
    return within(Period(*days), question.filters)
