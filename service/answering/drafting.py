"""An answer by a model: numbered evidence with opaque ids in, sentences that name them out.

The reply is only a draft. Ids that do not exist are dropped here; everything else is the verifier's.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from service.answering.extracting import draft_extractive
from service.answering.faults import quotations
from service.answering.wording import plain, spelled_day, spoken_by, surrounding
from service.domain.answers import Claim, Draft, Support
from service.domain.questions import Evidence, ScoredPassage, ScoredStatement
from service.errors import ModelUnreachable, UnusableModelOutput
from service.llm.prompts import Prompt, render
from service.ports import Completion, LanguageModel
from service.store.library import Library
from service.text.normalising import comparable

STATEMENTS, PASSAGES = 12, 8
PIECES = 5  # of evidence that one sentence may rest on, quotations that it may use
EVIDENCE = 20_000  # characters of evidence in one prompt, some 5,000 tokens: small models read 8,192 in all


class DraftedSentence(BaseModel):
    """One sentence of the model's reply."""

    text: Annotated[str, Field(min_length=1, max_length=1500)]
    evidence: Annotated[list[str], Field(max_length=PIECES)]
    quotes: Annotated[list[str], Field(max_length=PIECES)] = []


class DraftedReply(BaseModel):
    """The model's whole reply; no sentences mean that the evidence does not answer."""

    sentences: Annotated[list[DraftedSentence], Field(max_length=12)]


_Asked = tuple[DraftedReply, Completion]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of evidence under the id that the model sees."""

    id: str
    label: str
    support: Support

    def __str__(self) -> str:
        words = fenced(self.support.quote.of(self.support.version.text))
        return f'<evidence id="{self.id}" {self.label}>\n{words}\n</evidence>'


def fenced(words: str) -> str:
    """Return words of an article that cannot close the fence around them."""
    return words.replace("<", "‹").replace(">", "›")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one draft may cost: tokens of each reply, and seconds for all calls together."""

    tokens: int = 1200
    seconds: float = 120


async def draft_generative(evidence: Evidence, *, library: Library, model: LanguageModel, budget: Budget) -> Draft:
    """Return the model's draft; without evidence an empty one, and the model is not asked.

    If the server fails, its reply stays unusable after one more try, or the budget is spent, the draft is extractive
    and its notes say so.
    """
    pieces = _pieces(evidence)
    if not pieces:
        return Draft((), mode="generative", model=model.name)
    prompt = _prompt(evidence, pieces)
    asked = ask_for_draft(prompt, model, budget.tokens, ids=[piece.id for piece in pieces])
    try:
        reply, completion = await _within(budget, asked, model)
    except (ModelUnreachable, UnusableModelOutput) as error:
        return replace(draft_extractive(evidence, library=library), notes=(str(error),))
    by_id = {piece.id: piece.support for piece in pieces}
    claims = tuple(_claim(sentence, by_id, library) for sentence in reply.sentences)
    return Draft(
        claims,
        mode="generative",
        model=completion.model,
        prompt=prompt.version,
        input_tokens=completion.input_tokens,
        output_tokens=completion.output_tokens,
    )


async def _within(budget: Budget, asked: Coroutine[Any, Any, _Asked], model: LanguageModel) -> _Asked:
    try:
        async with asyncio.timeout(budget.seconds):
            return await asked
    except TimeoutError as error:
        raise ModelUnreachable(model=model.name, why=f"no answer within {budget.seconds:g} s") from error


def _pieces(evidence: Evidence) -> list[_Piece]:
    """Return the best statements and passages, as many as a prompt has room for."""
    best = sorted(evidence.statements, key=lambda s: -s.score)[:STATEMENTS]
    pieces = [_statement_piece(s) for s in best]
    pieces += [_passage_piece(hit) for hit in evidence.passages[:PASSAGES]]
    ends = accumulate(len(str(piece)) for piece in pieces)
    return [piece for piece, end in zip(pieces, ends, strict=True) if end <= EVIDENCE]


def _statement_piece(scored: ScoredStatement) -> _Piece:
    extent = scored.statement.attribution.extent
    support = Support(scored.version, extent, surrounding(scored.version.text, extent), scored.statement)
    who = fenced(spoken_by(scored.statement).rstrip(",").replace('"', "'"))
    return _Piece(_opaque(support), f'kind="statement" speaker="{who}" {_facts(support)}', support)


def _passage_piece(hit: ScoredPassage) -> _Piece:
    support = Support(hit.version, hit.passage.span, hit.passage.span)
    return _Piece(_opaque(support), f'kind="passage" {_facts(support)}', support)


def _facts(support: Support) -> str:
    version = support.version
    date = spelled_day(version.published_at) if version.published_at else "unknown"
    outlet = fenced((version.source or "unknown").replace('"', "'"))
    return f'outlet="{outlet}" date="{date}"'


def _opaque(support: Support) -> str:
    """Return an id that says nothing and cannot be guessed from another one."""
    key = f"{support.version.article_id}:{support.version.number}:{support.quote.start}:{support.quote.end}"
    return "e" + hashlib.sha256(key.encode()).hexdigest()[:7]


def _prompt(evidence: Evidence, pieces: list[_Piece]) -> Prompt:
    listed = "\n".join(str(piece) for piece in {piece.id: piece for piece in pieces}.values())
    return render("draft_answer", question=evidence.plan.query, asked_at=evidence.asked_at[:10], evidence=listed)


async def ask_for_draft(prompt: Prompt, model: LanguageModel, max_tokens: int, *, ids: Iterable[str]) -> _Asked:
    """Ask, and once more, with what was wrong, if the reply is cut, empty or not what the schema says.

    `ids` are those of the evidence: a server that keeps to the schema lets the model name no other.
    """
    schema = _schema(ids)
    try:
        return await _ask(prompt, prompt.text, schema, model, max_tokens)
    except UnusableModelOutput as error:
        again = render("repair_reply", request=prompt.text, why=error.why)
        return await _ask(prompt, again.text, schema, model, max_tokens)


def _schema(ids: Iterable[str]) -> dict[str, Any]:
    schema = DraftedReply.model_json_schema()
    schema["$defs"]["DraftedSentence"]["properties"]["evidence"]["items"]["enum"] = list(dict.fromkeys(ids))
    return schema


async def _ask(prompt: Prompt, text: str, schema: Mapping[str, Any], model: LanguageModel, max_tokens: int) -> _Asked:
    completion = await model.complete(text, schema=schema, max_tokens=max_tokens)
    return _parse(completion.text, prompt), completion


def _parse(text: str, prompt: Prompt) -> DraftedReply:
    body = text[text.find("{") : text.rfind("}") + 1]
    try:
        return DraftedReply.model_validate(json.loads(body))
    except (ValueError, ValidationError) as error:
        raise UnusableModelOutput(prompt=prompt.version, reply=text, why="not the JSON asked for") from error


def _claim(sentence: DraftedSentence, by_id: dict[str, Support], library: Library) -> Claim:
    supports = [by_id[i] for i in dict.fromkeys(sentence.evidence) if i in by_id]
    bound = [bound for s in supports for bound in _bind(sentence.text, s, library)]
    return Claim(plain(" ".join(sentence.text.split())), tuple(dict.fromkeys(bound)), tuple(sentence.quotes))


def _bind(text: str, support: Support, library: Library) -> list[Support]:
    """Return the support with the statements of its passage that `text` quotes, so that their speakers are checked."""
    if support.statement is not None:
        return [support]
    inside = library.speakers.statements_in(support.version.article_id, support.quote)
    quoted = [comparable(q).rstrip(",") for q in quotations(text)]
    spoken = [s for s in inside if any(q in comparable(s.content) for q in quoted)]
    return [replace(support, statement=s) for s in spoken] or [support]
