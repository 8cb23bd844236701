"""An answer by a model: numbered evidence with opaque ids in, sentences that name them out.

The reply is only a draft. Ids that do not exist are dropped here; everything else is the verifier's.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
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


class DraftedSentence(BaseModel):
    """One sentence of the model's reply."""

    text: Annotated[str, Field(min_length=1, max_length=1500)]
    evidence: Annotated[list[str], Field(max_length=12)]
    quotes: Annotated[list[str], Field(max_length=12)] = []


class DraftedReply(BaseModel):
    """The model's whole reply; no sentences mean that the evidence does not answer."""

    sentences: Annotated[list[DraftedSentence], Field(max_length=12)]


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


async def draft_generative(evidence: Evidence, *, library: Library, model: LanguageModel, max_tokens: int) -> Draft:
    """Return the model's draft; without evidence an empty one, and the model is not asked.

    If the server fails or its reply stays unusable after one more try, the draft is extractive and its notes say so.
    """
    pieces = _pieces(evidence)
    if not pieces:
        return Draft((), mode="generative", model=model.name)
    prompt = _prompt(evidence, pieces)
    try:
        reply, completion = await ask_for_draft(prompt, model, max_tokens)
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


def _pieces(evidence: Evidence) -> list[_Piece]:
    best = sorted(evidence.statements, key=lambda s: -s.score)[:STATEMENTS]
    pieces = [_statement_piece(s) for s in best]
    return pieces + [_passage_piece(hit) for hit in evidence.passages[:PASSAGES]]


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


async def ask_for_draft(prompt: Prompt, model: LanguageModel, max_tokens: int) -> tuple[DraftedReply, Completion]:
    """Ask, and once more if the reply does not follow the schema."""
    schema: dict[str, Any] = DraftedReply.model_json_schema()
    completion = await model.complete(prompt.text, schema=schema, max_tokens=max_tokens)
    try:
        return _parse(completion.text, prompt), completion
    except UnusableModelOutput:
        completion = await model.complete(prompt.text, schema=schema, max_tokens=max_tokens)
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
    return Claim(plain(" ".join(sentence.text.split())), tuple(dict.fromkeys(bound)))


def _bind(text: str, support: Support, library: Library) -> list[Support]:
    """Return the support with the statements of its passage that `text` quotes, so that their speakers are checked."""
    if support.statement is not None:
        return [support]
    inside = library.speakers.statements_in(support.version.article_id, support.quote)
    quoted = [comparable(q).rstrip(",") for q in quotations(text)]
    spoken = [s for s in inside if any(q in comparable(s.content) for q in quoted)]
    return [replace(support, statement=s) for s in spoken] or [support]
