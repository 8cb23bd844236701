"""Summaries by a model: numbered evidence in, sentences that name it out. What it writes is only a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.answering.drafting import DraftedReply, DraftedSentence, ask_for_draft, fenced
from service.answering.faults import quotations
from service.answering.standing import Candidate
from service.answering.wording import plain, spelled_day, spoken_by
from service.domain.answers import Claim, Support
from service.domain.news import ArticleVersion
from service.domain.summaries import Length, Usage
from service.errors import ModelUnreachable, UnusableModelOutput
from service.llm.prompts import Prompt, render
from service.ports import LanguageModel
from service.text.normalising import comparable

PIECES = 60  # sentences of one article that a model reads: some 2,500 tokens
PIECE_TOKENS = 30  # of the fence around a sentence: its id, outlet and date
CHARACTERS_A_TOKEN = 4  # of English news, by OpenAI's own rule of thumb; only estimates rest on it
_ASKED = {
    Length.BRIEF: "one short sentence",
    Length.SHORT: "three short sentences",
    Length.LONG: "six to eight sentences",
}


async def write_article(
    version: ArticleVersion, candidates: Sequence[Candidate], *, length: Length, model: LanguageModel, max_tokens: int
) -> tuple[list[Claim], Usage]:
    """Return the model's sentences with what they rest on; none, and a note, if the server fails."""
    pieces = _pieces(candidates)
    prompt = article_prompt(version, pieces, length=length)
    return await _write(prompt, pieces, model=model, max_tokens=max_tokens)


def article_prompt(version: ArticleVersion, pieces: Mapping[str, Candidate], *, length: Length) -> Prompt:
    return render(
        "summarize_article",
        sentences=_ASKED[length],
        title=fenced(version.title or "untitled"),
        outlet=fenced(version.source or "unknown"),
        date=spelled_day(version.published_at) if version.published_at else "undated",
        evidence=_listed(pieces),
    )


async def write_event(
    heading: str, candidates: Sequence[Candidate], *, model: LanguageModel, max_tokens: int
) -> tuple[list[Claim], Usage]:
    """Return the model's sentences on one event told by one article or many; none, and a note, if the server fails."""
    pieces = _pieces(candidates)
    prompt = render("summarize_topic", heading=fenced(heading), evidence=_listed(pieces))
    return await _write(prompt, pieces, model=model, max_tokens=max_tokens)


async def _write(
    prompt: Prompt, pieces: Mapping[str, Candidate], *, model: LanguageModel, max_tokens: int
) -> tuple[list[Claim], Usage]:
    try:
        reply, completion = await ask_for_draft(prompt, model, max_tokens, ids=pieces)
    except (ModelUnreachable, UnusableModelOutput) as error:
        return [], Usage(notes=(str(error),))
    return claims_of(reply, pieces), Usage(
        "generative", completion.model, prompt.version, completion.input_tokens, completion.output_tokens
    )


def claims_of(reply: DraftedReply, pieces: Mapping[str, Candidate]) -> list[Claim]:
    """Return the claims of a reply, each tied to the evidence that it names; unknown ids are dropped."""
    return [_claim(sentence, pieces) for sentence in reply.sentences]


def _claim(sentence: DraftedSentence, pieces: Mapping[str, Candidate]) -> Claim:
    named = [pieces[i] for i in dict.fromkeys(sentence.evidence) if i in pieces]
    bound = [support for candidate in named for support in _bind(sentence.text, candidate)]
    return Claim(plain(" ".join(sentence.text.split())), tuple(dict.fromkeys(bound)))


def _bind(text: str, candidate: Candidate) -> list[Support]:
    """Return the sentence, or the statements of it that `text` quotes, so that their speakers are checked."""
    supports = candidate.claim.supports
    if candidate.named is None:
        return list(supports)
    quoted = [comparable(q).rstrip(",") for q in quotations(text)]
    spoken = [s for s in supports if s.statement and any(q in comparable(s.statement.content) for q in quoted)]
    return spoken or [replace(supports[0], statement=None)]


def _pieces(candidates: Sequence[Candidate]) -> dict[str, Candidate]:
    return {_opaque(candidate.claim.supports[0]): candidate for candidate in candidates[:PIECES]}


def _opaque(support: Support) -> str:
    """Return an id that says nothing and cannot be guessed from another one."""
    key = f"{support.version.article_id}:{support.version.number}:{support.quote.start}:{support.quote.end}"
    return "e" + hashlib.sha256(key.encode()).hexdigest()[:7]


def _listed(pieces: Mapping[str, Candidate]) -> str:
    return "\n".join(_piece(key, candidate) for key, candidate in pieces.items())


def _piece(key: str, candidate: Candidate) -> str:
    support = candidate.claim.supports[0]
    version = support.version
    facts = f'outlet="{_attribute(version.source or "unknown")}"'
    if version.published_at:
        facts += f' date="{spelled_day(version.published_at)}"'
    if candidate.named is None and support.statement:
        facts += f' speaker="{_attribute(spoken_by(support.statement).rstrip(","))}"'
    return f'<evidence id="{key}" {facts}>\n{fenced(support.quote.of(version.text))}\n</evidence>'


def _attribute(text: str) -> str:
    return fenced(text.replace('"', "'"))


def estimate_tokens(text: str) -> int:
    return len(text) // CHARACTERS_A_TOKEN + 1
