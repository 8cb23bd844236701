"""Who said this? A quotation that somebody passes on, looked up word by word in the articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from service.domain.news import ArticleVersion, Span, Statement
from service.domain.questions import Filters, ScoredPassage
from service.retrieval.searching import find_passages
from service.store.library import Library
from service.text.marks import find_quotations
from service.text.words import STOPWORDS, WORD, fold

LOOKED_AT = 20  # passages in which a quotation is looked for
AROUND = 400  # characters before and after a passage that an altered quotation may reach into
ALIKE = 0.6  # the share of words in common from which on a quotation is an altered one, not another one
SHORTEST, LONGEST = 3, 80  # words: two words are found anywhere; a longer text is no quotation but an article


class Verdict(StrEnum):
    VERBATIM = "verbatim"
    ALTERED = "altered"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Change:
    """Words in both texts ("same"), only in the article ("left_out"), or only in the quotation ("put_in")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where the words stand, and whose statements they are part of there; `changes` where they were altered."""

    version: ArticleVersion
    span: Span
    statements: tuple[Statement, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    quotation: str
    verdict: Verdict
    sightings: tuple[Sighting, ...] = ()


def quotations_in(text: str) -> list[str]:
    """Return what a text has in quotation marks, else the whole of it; without what is too short or too long."""
    marked = [q.inner.of(text) for q in find_quotations(text) if q.depth == 0]
    fitting = [words for words in marked or [text] if SHORTEST <= len(WORD.findall(words)) <= LONGEST]
    return list(dict.fromkeys(fitting))


def look_up(quotation: str, *, library: Library, limit: int = 3) -> Lookup:
    """Return where a quotation stands in the articles: verbatim (letter case and punctuation aside), or altered."""
    plain = replace(library, reranker=None)  # words are looked for, not what fits a question
    hits = find_passages(quotation, Filters(), library=plain, limit=LOOKED_AT)
    versions = list({(h.version.article_id, h.version.number): h.version for h in hits}.values())
    verbatim = [_sighting(v, span, library) for v in versions if (span := _find(_pieces(quotation), v.text))]
    if verbatim:
        verbatim.sort(key=lambda s: not s.statements)
        return Lookup(quotation, Verdict.VERBATIM, tuple(verbatim[:limit]))
    nearest = max((found for hit in hits if (found := _nearest(quotation, hit))), default=None, key=lambda f: f[0])
    if nearest is None or nearest[0] < ALIKE:
        return Lookup(quotation, Verdict.NOT_FOUND)
    _, version, span = nearest
    changes = tuple(_changes(quotation, span.of(version.text)))
    return Lookup(quotation, Verdict.ALTERED, (_sighting(version, span, library, changes),))


def _sighting(version: ArticleVersion, span: Span, library: Library, changes: tuple[Change, ...] = ()) -> Sighting:
    said = [s for s in library.speakers.statements_in(version.article_id, span) if s.version == version.number]
    return Sighting(version, span, tuple(s for s in said if not _holds_another(s, said)), changes)


def _holds_another(statement: Statement, among: Sequence[Statement]) -> bool:
    """Tell whether a statement only reports another one of these ("a readout said Austin had said …")."""
    own = statement.attribution.extent
    return any(own != other.attribution.extent and own.contains(other.attribution.extent) for other in among)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, folded, and where each stands."""

    keys: list[str]
    spans: list[tuple[int, int]]

    def span(self, first: int, last: int) -> Span:
        return Span(self.spans[first][0], self.spans[last][1])


def _read(text: str, start: int = 0, end: int | None = None) -> _Words:
    found = list(WORD.finditer(text, start, len(text) if end is None else end))
    return _Words([fold(m.group()).replace("’", "'") for m in found], [m.span() for m in found])


def _pieces(quotation: str) -> list[list[str]]:
    """Return the words of a quotation, parted where it leaves something out ("…")."""
    parts = re.split(r"\[?(?:…|\.{3})\]?", quotation)
    return [keys for part in parts if (keys := _read(part).keys)]


def _find(pieces: Sequence[Sequence[str]], text: str) -> Span | None:
    """Return the span from the first to the last piece, where all stand in `text` one after the other."""
    words = _read(text)
    joined = f" {' '.join(words.keys)} "
    starts = {position: n for n, position in enumerate(_positions(words.keys))}
    at, first, last = 0, None, 0
    for piece in pieces:
        at = joined.find(f" {' '.join(piece)} ", at)
        if at < 0:
            return None
        first = starts[at] if first is None else first
        last = starts[at] + len(piece) - 1
        at += len(" ".join(piece)) + 1
    return None if first is None else words.span(first, last)


def _positions(keys: Sequence[str]) -> Iterator[int]:
    position = 0
    for key in keys:
        yield position
        position += len(key) + 1


def _nearest(quotation: str, hit: ScoredPassage) -> tuple[float, ArticleVersion, Span] | None:
    """Return the stretch around a passage that shares most words with the quotation, in their order, and how much."""
    asked, text = _read(quotation).keys, hit.version.text
    words = _read(text, max(0, hit.passage.span.start - AROUND), hit.passage.span.end + AROUND)
    blocks = [b for b in SequenceMatcher(None, asked, words.keys, autojunk=False).get_matching_blocks() if b.size]
    best: tuple[float, int, int] | None = None
    for i, first in enumerate(blocks):
        matched = 0
        for last in blocks[i:]:
            matched += last.size
            start = _reach(words, text, first.b, -first.a)
            end = _reach(words, text, last.b + last.size - 1, len(asked) - last.a - last.size)
            share = 2 * matched / (len(asked) + end + 1 - start)
            if best is None or share > best[0]:
                best = share, start, end
    if best is None:
        return None
    share, start, end = best
    if len(set(words.keys[start : end + 1]) & set(asked) - STOPWORDS) < SHORTEST - 1:
        return None
    return share, hit.version, words.span(start, end)


def _reach(words: _Words, text: str, at: int, by: int) -> int:
    """Return the word up to `by` words from `at`, within the same clause: what was put in another one's place."""
    step = 1 if by > 0 else -1
    for _ in range(abs(by)):
        after = at + step
        if not 0 <= after < len(words.keys):
            break
        first, second = sorted((at, after))
        if re.search(r"[.!?:;\n“”\"]", text[words.spans[first][1] : words.spans[second][0]]):
            break
        at = after
    return at


def _changes(quotation: str, found: str) -> Iterator[Change]:
    """Yield the article's words in order, with what the quotation leaves out of them and puts into them."""
    asked, there = _read(quotation), _read(found)
    for kind, a, b, c, d in SequenceMatcher(None, asked.keys, there.keys, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Change("same", there.span(c, d - 1).of(found))
            continue
        if d > c:
            yield Change("left_out", there.span(c, d - 1).of(found))
        if b > a:
            yield Change("put_in", asked.span(a, b - 1).of(quotation))
