"""An answer by a model: numbered evidence with opaque ids in, sentences that name them out.

The reply is only a draft. Ids that do not exist are dropped here; everything else is the verifier's.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from service.answering.faults import quotations
from service.answering.reading import SentenceReader
from service.answering.wording import plain, spelled_day, spoken_by, surrounding
from service.domain.answers import Claim, Support
from service.domain.questions import Evidence, ScoredPassage, ScoredStatement
from service.errors import ModelUnreachable, UnusableModelOutput
from service.llm.prompts import Prompt, render
from service.ports import Completion, LanguageModel
from service.store.library import Library
from service.text.normalising import comparable

STATEMENTS, PASSAGES = 12, 8
MOST = 12  # sentences of one reply
PIECES = 5  # of evidence that one sentence may rest on, quotations that it may use


class DraftedSentence(BaseModel):
    """One sentence of the model's reply."""

    text: Annotated[str, Field(min_length=1, max_length=1500)]
    evidence: Annotated[list[str], Field(max_length=PIECES)]
    quotes: Annotated[list[str], Field(max_length=PIECES)] = []


class DraftedReply(BaseModel):
    """The model's whole reply; no sentences mean that the evidence does not answer."""

    sentences: Annotated[list[DraftedSentence], Field(max_length=MOST)]


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
    """What one draft may cost: tokens of each reply, seconds for all calls together, characters of evidence to read.

    20,000 characters are some 5,000 tokens: small models read 8,192 in all.
    """

    tokens: int = 1200
    seconds: float = 120
    evidence: int = 20_000


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked for: a prompt, and the evidence that its reply may name, by id."""

    prompt: Prompt
    supports: Mapping[str, Support]

    def claim(self, sentence: DraftedSentence, *, library: Library) -> Claim:
        """Return a sentence of the reply with what it rests on; ids that do not exist are left out."""
        supports = [self.supports[i] for i in dict.fromkeys(sentence.evidence) if i in self.supports]
        bound = [bound for s in supports for bound in _bind(sentence.text, s, library)]
        return Claim(plain(" ".join(sentence.text.split())), tuple(dict.fromkeys(bound)), tuple(sentence.quotes))


def request_draft(evidence: Evidence, *, budget: Budget) -> Request | None:
    """Return what to ask a model for; None without evidence, for then it is not to be asked."""
    pieces = _pieces(evidence, budget.evidence)
    return Request(_prompt(evidence, pieces), {piece.id: piece.support for piece in pieces}) if pieces else None


async def read_draft(
    request: Request, text: str, *, model: LanguageModel, budget: Budget, deadline: float
) -> AsyncGenerator[DraftedSentence | Completion, None]:
    """Ask with `text` and yield each sentence of the reply as soon as it is written, then the whole Completion.

    ModelUnreachable if the server fails or the loop's clock passes `deadline`, UnusableModelOutput if the reply is
    cut, empty or not what the schema says; both may come after some sentences.
    """
    reader = SentenceReader()
    read: list[DraftedSentence] = []
    schema = reply_schema(request.supports)
    async with aclosing(model.stream(text, schema=schema, max_tokens=budget.tokens)) as stream:
        while (piece := await _before(deadline, stream, model, budget)) is not None:
            if isinstance(piece, Completion):
                whole = parse_draft(piece.text, request.prompt).sentences
                if whole[: len(read)] != read:
                    raise _unusable(request.prompt, piece.text)
                for late in whole[len(read) :]:
                    yield late
                yield piece
                return
            for found in reader.feed(piece):
                read.append(_sentence(found, len(read), request.prompt, reader.text))
                yield read[-1]
    raise UnusableModelOutput(prompt=request.prompt.version, reply=reader.text, why="it has no end")


async def _before(
    deadline: float, stream: AsyncIterator[str | Completion], model: LanguageModel, budget: Budget
) -> str | Completion | None:
    """Return the next of a stream, None at its end; the limit ends this wait, and nothing that is done between."""
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(stream, None)
    except TimeoutError as error:
        raise ModelUnreachable(model=model.name, why=f"no answer within {budget.seconds:g} s") from error


def _sentence(found: Any, before: int, prompt: Prompt, text: str) -> DraftedSentence:
    if before >= MOST:
        raise _unusable(prompt, text)
    try:
        return DraftedSentence.model_validate(found)
    except ValidationError as error:
        raise _unusable(prompt, text) from error


def _pieces(evidence: Evidence, room: int) -> list[_Piece]:
    """Return the best statements and passages, as many as a prompt has room for, in characters."""
    best = sorted(evidence.statements, key=lambda s: -s.score)[:STATEMENTS]
    pieces = [_statement_piece(s) for s in best]
    pieces += [_passage_piece(hit) for hit in evidence.passages[:PASSAGES]]
    ends = accumulate(len(str(piece)) for piece in pieces)
    return [piece for piece, end in zip(pieces, ends, strict=True) if end <= room]


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
    schema = reply_schema(ids)
    try:
        return await _ask(prompt, prompt.text, schema, model, max_tokens)
    except UnusableModelOutput as error:
        again = render("repair_reply", request=prompt.text, why=error.why)
        return await _ask(prompt, again.text, schema, model, max_tokens)


def reply_schema(ids: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a reply that may name evidence by these ids."""
    schema = DraftedReply.model_json_schema()
    schema["$defs"]["DraftedSentence"]["properties"]["evidence"]["items"]["enum"] = list(dict.fromkeys(ids))
    return schema


async def _ask(prompt: Prompt, text: str, schema: Mapping[str, Any], model: LanguageModel, max_tokens: int) -> _Asked:
    completion = await model.complete(text, schema=schema, max_tokens=max_tokens)
    return parse_draft(completion.text, prompt), completion


def parse_draft(text: str, prompt: Prompt) -> DraftedReply:
    """Return the reply that a text holds; UnusableModelOutput if it does not follow the schema."""
    body = text[text.find("{") : text.rfind("}") + 1]
    try:
        return DraftedReply.model_validate(json.loads(body))
    except (ValueError, ValidationError) as error:
        raise _unusable(prompt, text) from error


def _unusable(prompt: Prompt, text: str) -> UnusableModelOutput:
    return UnusableModelOutput(prompt=prompt.version, reply=text, why="not the JSON asked for")


def _bind(text: str, support: Support, library: Library) -> list[Support]:
    """Return the support with the statements of its passage that `text` quotes, so that their speakers are checked."""
    if support.statement is not None:
        return [support]
    inside = library.speakers.statements_in(support.version.article_id, support.quote)
    quoted = [comparable(q).rstrip(",") for q in quotations(text)]
    spoken = [s for s in inside if any(q in comparable(s.content) for q in quoted)]
    return [replace(support, statement=s) for s in spoken] or [support]
