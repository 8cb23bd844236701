"""A text as sentences of tokens, where a quotation that stands for itself is one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain.news import Span
from service.text.marks import Quotation
from service.text.sentences import split_paragraphs, split_sentences

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|\b_{1,2}(?=[A-Z])"
    r"|\b(?:Mrs?|Ms|Dr|Prof|Gens?|Sens?|Reps?|Govs?|Lt|Col|Maj|Capt|Cmdr|Sgt|Adm|Rev|Hon|St|Jr|Sr|Jan|Feb|Mar|Apr|Aug"
    r"|Sept?|Oct|Nov|Dec|Inc|Corp|Co|Ltd|No|[A-Z])\."
    r"|[@#$€£]?\w+(?:(?:[-&/.]|['’](?!s\b)|(?<=\d)[,:])\w+)*"
    r"|['’]s\b|(?<=s)['’](?=\s)"
    r"|''|``|--+|\.\.+|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, or a whole quotation. `quoted` marks words inside a quotation that is part of the sentence."""

    text: str
    low: str
    start: int
    end: int
    quoted: bool = False
    quotation: Quotation | None = None
    final: str = ""  # of a quotation: its last character

    @property
    def is_word(self) -> bool:
        return self.quotation is None and (self.text[0].isalnum() or (self.text[0] in "@#$€£’'" and len(self.text) > 1))

    @property
    def is_capital(self) -> bool:
        return self.quotation is None and (self.text[0].isupper() or (self.text[0] == "@" and len(self.text) > 1))


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence and the number of its paragraph."""

    tokens: tuple[Token, ...]
    span: Span
    paragraph: int


def span_of(tokens: Sequence[Token], among: tuple[int, int] | None) -> Span | None:
    """Return where the tokens of a half-open range stand; None for None."""
    return Span(tokens[among[0]].start, tokens[among[1] - 1].end) if among else None


# "NORTHGATE, Aug 15 (Wire) - " and "7:12 p.m. ", which open a paragraph and are nobody's words
_CLOCK = r"(?P<bold>\*\*)?\d{1,2}[:.]\d\d(?:[ ]?[ap]\.?m\.?)?(?:[ ][A-Z]{2,4})?:?(?(bold)(?:\*\*)?)[ ]"
_TIME = re.compile(rf"(?:(?<=\n)|\A)(?:{_CLOCK})(?=[A-Z“‘\"'(])")
_LABEL = re.compile(
    r"(?:(?<=\n)|\A)(?:[A-Z][A-Z.’'-]+(?:[ ][A-Z][A-Z.’'-]+){0,3}(?:,[ ][\w. ,]{1,40}?)?(?:[ ]\([^()\n]{2,40}\))?"
    rf"(?:[ ]?(?:[—–]|--+)[ ]?|[ ]-[ ])|{_CLOCK})(?=[A-Z“‘\"'(])"
)
# "LANE — …", which opens a turn where such names come back; elsewhere it is a dateline
DASHED = re.compile(
    r"(?:(?<=\n)|\A)(?P<name>[A-Z][A-Z.’'-]+(?:[ ][A-Z][A-Z.’'-]+){0,4})(?P<office>(?!))?"
    r"(?:[ ]?(?P<sign>[—–]|--)[ ]?|[ ](?P<late>-)[ ])(?=[\w“‘\"'(])"
)
_FEWEST_REPEATED = 2  # names that come back in a transcript


def _has_turns(text: str) -> bool:
    """Tell whether paragraphs open with names and dashes that come back, as turns do and datelines do not."""
    lines = (m for m in map(DASHED.match, text.split("\n")) if m)
    names = Counter(m["name"].split()[-1] for m in lines)
    return sum(count > 1 for count in names.values()) >= _FEWEST_REPEATED


_LONGEST = 400  # tokens; what is longer is no sentence, and reading it as one takes quadratic time


def read_sentences(text: str, blocks: Sequence[Quotation], fragments: Sequence[Quotation]) -> list[Sentence]:
    """Return the sentences of `text`; `blocks` become single tokens, words in `fragments` are marked as quoted."""
    starts = [p.start for p in split_paragraphs(text)]
    cutter = _Cutter(text, blocks, fragments)
    out = []
    label_of = _TIME if _has_turns(text) else _LABEL
    whole = sorted([*blocks, *(f for f in fragments if f.closed)], key=lambda q: q.outer)
    for span in _whole_sentences(split_sentences(text), whole):
        label = label_of.match(text, span.start, span.end)
        tokens = tuple(t for t in cutter.cut(span) if label is None or t.start >= label.end())
        paragraph = bisect_left(starts, span.start + 1) - 1
        for i in range(0, len(tokens), _LONGEST):
            part = tokens[i : i + _LONGEST]
            out.append(Sentence(part, Span(part[0].start, part[-1].end), paragraph))
    return out


def read_within(text: str, piece: Span, blocks: Sequence[Quotation]) -> list[Sentence]:
    """Return the sentences of a piece of a quotation; `blocks`, quotations inside of it, become single tokens."""
    spans = [Span(piece.start + s.start, piece.start + s.end) for s in split_sentences(piece.of(text))]
    cutter = _Cutter(text, blocks, ())
    cut = (Sentence(tuple(cutter.cut(span)), span, 0) for span in _whole_sentences(spans, blocks))
    return [sentence for sentence in cut if sentence.tokens]


def _whole_sentences(spans: Sequence[Span], blocks: Sequence[Quotation]) -> Iterator[Span]:
    """Yield the sentences joined where a border falls inside a quotation."""
    at = 0
    start: int | None = None
    for span in spans:
        start = span.start if start is None else start
        while at < len(blocks) and blocks[at].outer.end <= span.end:
            at += 1
        if at < len(blocks) and blocks[at].outer.start < span.end:
            continue
        yield Span(start, span.end)
        start = None
    if start is not None:
        yield Span(start, spans[-1].end)


class _Cutter:
    """Cuts sentence after sentence into tokens, moving once over the quotations."""

    def __init__(self, text: str, blocks: Sequence[Quotation], fragments: Sequence[Quotation]) -> None:
        self._text = text
        self._blocks = blocks
        self._fragments = fragments
        self._block = 0
        self._fragment = 0

    def cut(self, span: Span) -> Iterator[Token]:
        position = span.start
        while self._block < len(self._blocks) and self._blocks[self._block].outer.start < span.end:
            block = self._blocks[self._block]
            yield from self._words(position, block.outer.start)
            yield Token(
                "“”", "“”", block.outer.start, block.outer.end, quotation=block, final=self._text[block.inner.end - 1]
            )
            position = block.outer.end
            self._block += 1
        yield from self._words(position, span.end)

    def _words(self, start: int, end: int) -> Iterator[Token]:
        for match in _TOKEN.finditer(self._text, start, end):
            word = match.group()
            yield Token(word, word.lower(), match.start(), match.end(), self._is_quoted(match.start()))

    def _is_quoted(self, position: int) -> bool:
        while self._fragment < len(self._fragments) and self._fragments[self._fragment].outer.end <= position:
            self._fragment += 1
        return self._fragment < len(self._fragments) and self._fragments[self._fragment].outer.start <= position
