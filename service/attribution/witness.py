"""A chat model as one more voice on who said what. It never has the last word.

What it says counts only if it is verbatim in the article. It can keep a report that rules and tagger disagree about,
and add a quotation that neither took; where it names another speaker than the rules, both become candidates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from service.domain.news import Attribution, Kind, Span, Speaker
from service.errors import UnusableModelOutput
from service.llm.prompts import render
from service.ports import LanguageModel
from service.text.marks import find_quotations
from service.text.sentences import split_paragraphs
from service.text.words import name_key

PART = 6_000  # characters of an article in one call, cut between paragraphs
FEWEST_WORDS = 5  # of a quotation that only the model gives a speaker


class Extracted(BaseModel):
    """One statement of the model's reply."""

    speaker: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[list[Annotated[str, Field(min_length=2)]], Field(min_length=1, max_length=20)]


class ExtractedReply(BaseModel):
    """The model's whole reply."""

    statements: Annotated[list[Extracted], Field(max_length=200)]


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement as the model has it: words of the article, and a speaker's name in it."""

    speaker: str
    speaker_span: Span
    contents: tuple[Span, ...]


async def hear(text: str, model: LanguageModel, *, max_tokens: int) -> list[Heard]:
    """Ask the model for the statements of `text`; what is not verbatim in it is left out.

    ModelUnreachable or UnusableModelOutput if a part of the text gets no usable reply.
    """
    heard = []
    for part in _parts(text):
        prompt = render("extract_statements", article=part.of(text).replace("<", "‹").replace(">", "›"))
        schema: dict[str, Any] = ExtractedReply.model_json_schema()
        completion = await model.complete(prompt.text, schema=schema, max_tokens=max_tokens)
        reply = _parse(completion.text, prompt.version)
        heard += [found for said in reply.statements if (found := _place(said, text, part))]
    return heard


def _parts(text: str) -> Iterator[Span]:
    paragraphs = split_paragraphs(text)
    start = 0
    for n, paragraph in enumerate(paragraphs):
        last = n + 1 == len(paragraphs)
        if last or paragraphs[n + 1].end - start > PART:
            yield Span(start, paragraph.end)
            start = paragraph.end if last else paragraphs[n + 1].start


def _parse(reply: str, version: str) -> ExtractedReply:
    body = reply[reply.find("{") : reply.rfind("}") + 1]
    try:
        return ExtractedReply.model_validate(json.loads(body))
    except (ValueError, ValidationError) as error:
        raise UnusableModelOutput(prompt=version, reply=reply, why="not the JSON asked for") from error


def _place(said: Extracted, text: str, part: Span) -> Heard | None:
    contents, position = [], part.start
    for piece in said.content:
        span = _find(piece, text, position, part.end) or _find(piece, text, part.start, part.end)
        if span is None:
            return None
        contents.append(span)
        position = span.end
    named = _find(said.speaker, text, 0, len(text))
    return Heard(said.speaker, named, tuple(contents)) if named else None


def _find(words: str, text: str, start: int, end: int) -> Span | None:
    """Return where `words` stand, whatever marks, dashes and white space they are written with."""
    parts = [re.escape(w) for w in words.strip(' “”"').split()]
    if not parts:
        return None
    pattern = r"\s+".join(re.sub(r"['’‘]|\\?[\"“”]|\\?[–—-]", _alike, part) for part in parts)
    found = re.compile(pattern).search(text, start, end)
    return Span(*found.span()) if found and found.end() > found.start() else None


def _alike(sign: re.Match[str]) -> str:
    kind = sign.group()[-1]
    return "['’‘]" if kind in "'’‘" else ('["“”]' if kind in '"“”' else "[–—-]")


def weigh(text: str, found: Sequence[Attribution], heard: Sequence[Heard]) -> list[Attribution]:
    """Return what is found, its speakers in doubt where the model names others, with the quotations it adds."""
    held = [_doubted(a, heard) for a in found]
    added = [a for t in heard if (a := _added(text, t, found))]
    return sorted([*held, *added], key=lambda a: a.extent)


def _doubted(attribution: Attribution, heard: Sequence[Heard]) -> Attribution:
    """Make both speakers candidates where the model hears the same words from somebody else."""
    speaker = attribution.speaker
    same = [t for t in heard if _shared(t.contents, attribution.content_spans) >= 0.5]
    if speaker is None or not same or any(_is_same(t, attribution, speaker) for t in same):
        return attribution
    other = next((t for t in same if t.speaker[:1].isupper()), None)
    if other is None:
        return attribution
    return replace(attribution, speaker=None, candidates=(speaker, Speaker(other.speaker)))


def _is_same(said: Heard, attribution: Attribution, speaker: Speaker) -> bool:
    ours, theirs = name_key(speaker.name).split(), name_key(said.speaker).split()
    touches = attribution.speaker_span is not None and attribution.speaker_span.overlaps(said.speaker_span)
    relayed = attribution.via is not None and name_key(attribution.via.name).split()[-1:] == theirs[-1:]
    return touches or relayed or not theirs or ours[-1:] == theirs[-1:] or set(theirs) <= set(ours)


def _added(text: str, said: Heard, found: Sequence[Attribution]) -> Attribution | None:
    """Return a quotation of some length, in quotation marks, that nobody has yet and whose speaker has a name."""
    contents = said.contents
    if any(s.overlaps(c) for a in found for s in a.content_spans for c in contents):
        return None
    inside = [q.inner for q in find_quotations(text) if q.depth == 0]
    quoted = all(any(inner.contains(c) for inner in inside) for c in contents)
    long = sum(len(c.of(text).split()) for c in contents) >= FEWEST_WORDS
    if not quoted or not long or not said.speaker[:1].isupper():
        return None
    return Attribution(
        content_spans=contents,
        kind=Kind.DIRECT,
        speaker=Speaker(said.speaker),
        speaker_text=said.speaker_span.of(text),
        speaker_span=said.speaker_span,
    )


def _shared(ours: Sequence[Span], theirs: Sequence[Span]) -> float:
    """Return the share of the shorter side's characters that both have."""
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in ours for b in theirs)
    shorter = min(sum(s.end - s.start for s in side) for side in (ours, theirs))
    return both / shorter if shorter else 0.0
