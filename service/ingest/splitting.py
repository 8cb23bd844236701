"""Passages: whole sentences, quotations with their attribution, offsets that are checked.

langchain-text-splitters packs, but its own offsets go wrong with repeated text. So the borders where
it may cut are written into a copy of the text as private-use characters (which `normalise` has
removed from every article); the pieces then add up to the copy, and offsets are counted, not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from service.domain.news import Span
from service.text.marks import find_quotations
from service.text.sentences import split_sentences

PASSAGE_CHARACTERS = 900  # about 180 tokens, which the embedded models read whole
LONGEST_UNIT = 2 * PASSAGE_CHARACTERS  # a quotation longer than this is cut between its sentences
SLACK = 8  # room behind a quotation of that length for its comma, white space and mark
PARAGRAPH, UNIT, SENTENCE, WORD = MARKS = "\ue000\ue001\ue002\ue003"


def split_passages(text: str, *, furniture: Sequence[Span] = ()) -> list[Span]:
    """Return the spans of the passages of `text`, in order, without overlap, furniture left out.

    A passage is a run of whole sentences of about 900 characters; a longer sentence is cut at a space, outside of
    quotations where they are shorter than that.
    """
    return [
        passage
        for region in _between(furniture, len(text))
        for passage in _split_region(text[region.start : region.end], region.start)
    ]


def _between(furniture: Sequence[Span], length: int) -> Iterable[Span]:
    start = 0
    for span in [*furniture, Span(length, length + 1)]:
        if span.start > start:
            yield Span(start, span.start)
        start = span.end


def _split_region(text: str, offset: int) -> Iterable[Span]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # 0.7 s, paid by ingest alone

    splitter = RecursiveCharacterTextSplitter(
        separators=[*MARKS, " ", ""],
        keep_separator="end",
        chunk_size=PASSAGE_CHARACTERS + SLACK,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    position = 0
    for piece in splitter.split_text(_with_borders(text)):
        piece = re.sub(f"[{MARKS}]", "", piece)
        if text[position : position + len(piece)] != piece:
            raise AssertionError(f"the splitter changed the text at {offset + position}")
        trimmed = _trim(piece, offset + position)
        position += len(piece)
        if trimmed:
            yield trimmed


def _trim(piece: str, start: int) -> Span | None:
    kept = piece.strip()
    if not any(c.isalnum() for c in kept):
        return None
    lead = len(piece) - len(piece.lstrip())
    return Span(start + lead, start + lead + len(kept))


def _with_borders(text: str) -> str:
    """Return `text` with a mark after every unit and every paragraph, where a passage may end."""
    quotations = sorted(q.outer for q in find_quotations(text) if q.depth == 0)
    units = list(_units(text, quotations))
    inside = _Cursor([q for q in quotations if q.end - q.start <= PASSAGE_CHARACTERS])
    pieces = [text[: units[0].start]] if units else [text]
    for unit, following in pairwise([*units, Span(len(text), len(text) + 1)]):
        gap = text[unit.end : following.start]
        pieces += [_with_inner_borders(text, unit, inside), gap, PARAGRAPH if "\n\n" in gap else UNIT]
    return "".join(pieces)


def _with_inner_borders(text: str, unit: Span, inside: _Cursor) -> str:
    """Return a unit; one that is too long for a passage has a mark wherever it may be cut all the same."""
    content = unit.of(text)
    if len(content) <= PASSAGE_CHARACTERS:
        return content
    sentences = {sentence.start for sentence in split_sentences(content)}

    def mark(gap: re.Match[str]) -> str:
        return gap[0] if inside(unit.start + gap.end()) else gap[0] + (SENTENCE if gap.end() in sentences else WORD)

    return re.sub(r"\s+", mark, content)


def _units(text: str, quotations: Sequence[Span]) -> Iterable[Span]:
    """Yield sentences, joined where a quotation runs over their border or its attribution follows it."""
    inside = _Cursor([q for q in quotations if q.end - q.start <= LONGEST_UNIT])
    current: Span | None = None
    for sentence in split_sentences(text):
        joined = Span(current.start, sentence.end) if current else sentence
        if current and (joined.end - joined.start > LONGEST_UNIT or not inside(current.end)):
            yield current
            joined = sentence
        current = joined
    if current:
        yield current


class _Cursor:
    """Tells whether a growing position lies inside one of the spans, in linear time over all calls."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._at = 0

    def __call__(self, position: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at].end <= position:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at].start < position
