"""Quotation marks as a state machine that knows paragraphs, apostrophes, feet and inches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.domain.news import Span
from service.text.sentences import split_paragraphs

_MARK = re.compile(r"``|''|[“”„‟«»\"‘’‚‛']")
_ELISIONS = re.compile(r"(?:\d\ds?\b|em\b|til\b|till\b|tis\b|twas\b|cause\b|bout\b|n\b|round\b)", re.IGNORECASE)
_DEEPEST = 6  # nobody nests deeper; a text that seems to has lost its closing marks
_MOST_UNMARKED = 4  # paragraphs without marks that may follow the opening one of a quotation
_DOUBLES = {"“", "”", "„", "‟", "«", "»", '"', "``", "''"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks.

    `outer` has the marks, `inner` has not; `pieces` are the inner stretches paragraph by paragraph,
    where a quotation goes on under repeated opening marks. `depth` is 0 for what lies in no other quotation.
    """

    outer: Span
    inner: Span
    pieces: tuple[Span, ...]
    closed: bool
    depth: int = 0


@dataclass(slots=True)
class _Open:
    """A quotation whose end has not been seen."""

    sign: str
    outer_start: int
    piece_start: int
    pieces: list[tuple[int, int]] = field(default_factory=list)


def find_quotations(text: str) -> list[Quotation]:
    """Return every quotation of `text`, in order of its opening mark, an outer one before what it holds."""
    paragraphs = split_paragraphs(text)
    marks = [list(_MARK.finditer(text, p.start, p.end)) for p in paragraphs]
    doubles = _Machine(text, paragraphs).read(marks)
    singles = _pair_singles(text, paragraphs, marks, _containers(doubles))
    return _with_depths(sorted(doubles + singles, key=lambda q: (q.outer.start, -q.outer.end)))


class _Machine:
    """Pairs double marks, one paragraph after the other."""

    def __init__(self, text: str, paragraphs: list[Span]) -> None:
        self._text = text
        self._paragraphs = paragraphs
        self._paragraph_starts = {p.start for p in paragraphs}
        self._stack: list[_Open] = []
        self._found: list[Quotation] = []
        self._marks: list[list[re.Match[str]]] = []

    def read(self, marks: list[list[re.Match[str]]]) -> list[Quotation]:
        self._marks = marks
        for number, paragraph in enumerate(self._paragraphs):
            for mark in marks[number]:
                if mark.group() in _DOUBLES and not self._goes_on(mark, paragraph):
                    self._take(mark, paragraph)
            self._end_paragraph(number)
        return self._found

    def _goes_on(self, mark: re.Match[str], paragraph: Span) -> bool:
        """Tell whether `mark` only repeats the opening of a quotation from the paragraph before."""
        return bool(self._stack) and mark.start() == paragraph.start and bool(self._stack[0].pieces)

    def _take(self, mark: re.Match[str], paragraph: Span) -> None:
        if self._opens(mark, paragraph) and len(self._stack) < _DEEPEST:
            self._stack.append(_Open(mark.group(), mark.start(), mark.end()))
        elif self._stack and not self._is_measure(mark, paragraph):
            self._close(mark.start(), mark.end(), closed=True)

    def _opens(self, mark: re.Match[str], paragraph: Span) -> bool:
        sign = mark.group()
        if sign == "“" and self._stack and self._stack[-1].sign == "„":
            return False
        if sign in {"“", "„", "‟", "«", "``"}:
            return True
        if sign == "”" and not self._stack:
            return self._looks_opening(mark, paragraph)
        if sign in {'"', "''"}:
            return self._looks_opening(mark, paragraph) or (not self._stack and self._may_open(mark, paragraph))
        return False

    def _looks_opening(self, mark: re.Match[str], paragraph: Span) -> bool:
        before = self._text[mark.start() - 1] if mark.start() > paragraph.start else " "
        after = self._text[mark.end()] if mark.end() < paragraph.end else " "
        return (
            (before.isspace() or before in "([{—–-/:‘'“")
            and not after.isspace()
            and (after not in ".,;:!?)]}" or self._text.startswith("...", mark.end()))
        )

    def _may_open(self, mark: re.Match[str], paragraph: Span) -> bool:
        after = self._text[mark.end()] if mark.end() < paragraph.end else " "
        return after.isalnum() and not self._text[mark.start() - 1].isdigit()

    def _is_measure(self, mark: re.Match[str], paragraph: Span) -> bool:
        """Tell whether a straight mark means inches inside a quotation ("he is 6'2" tall")."""
        before = self._text[max(paragraph.start, mark.start() - 4) : mark.start()]
        return mark.group() == '"' and bool(re.search(r"\d['’]\s?\d\d?$", before))

    def _close(self, inner_end: int, outer_end: int, *, closed: bool) -> None:
        opened = self._stack.pop()
        opened.pieces.append((opened.piece_start, inner_end))
        self._found.extend(_build(self._text, opened, outer_end, closed))

    def _end_paragraph(self, number: int) -> None:
        end = self._paragraphs[number].end
        while len(self._stack) > 1:
            self._close(end, end, closed=False)
        if self._stack and self._next_closes(number):
            return
        if self._stack and self._next_repeats(number):
            self._stack[0].pieces.append((self._stack[0].piece_start, end))
            self._stack[0].piece_start = self._paragraphs[number + 1].start + len(self._stack[0].sign)
        elif self._stack and self._next_ends(number):
            self._stack[0].pieces.append((self._stack[0].piece_start, end))
            self._stack[0].piece_start = self._paragraphs[number + 1].start
        elif self._stack:
            self._close(end, end, closed=False)

    def _next_closes(self, number: int) -> bool:
        """Tell whether only a line end, not an empty line, parts the open quotation from its closing mark."""
        if number + 1 >= len(self._paragraphs):
            return False
        start, end = self._paragraphs[number].end, self._paragraphs[number + 1].start
        first = next((m for m in self._marks[number + 1] if m.group() in _DOUBLES), None)
        if first is None or self._text.count("\n", start, end) != 1:
            return False
        return not self._opens(first, self._paragraphs[number + 1])

    def _next_ends(self, number: int) -> bool:
        """Tell whether the next paragraph surely ends a quotation that this one opened, without repeating its mark."""
        if number + 1 >= len(self._paragraphs) or self._text[self._paragraphs[number].end - 1] not in ".!?…":
            return False
        following = self._paragraphs[number + 1]
        first = next((m for m in self._marks[number + 1] if m.group() in _DOUBLES), None)
        if first is None:
            return self._ends_later(number + 1)
        if self._opens(first, following):
            return False
        return self._text[first.start() - 1] in ".,!?…" or first.end() == following.end

    def _ends_later(self, number: int) -> bool:
        """Tell whether a quotation that fills paragraphs without marks ends with the last character of one soon after.

        Only one that opens its first paragraph, so that a forgotten closing mark does not swallow what follows.
        """
        opened = self._stack[0]
        whole = opened.outer_start in self._paragraph_starts
        for n in range(number, min(number + _MOST_UNMARKED, len(self._paragraphs))):
            first = next((m for m in self._marks[n] if m.group() in _DOUBLES), None)
            if first is not None:
                closes = not self._opens(first, self._paragraphs[n]) and first.end() == self._paragraphs[n].end
                return whole and closes and self._text[first.start() - 1] in ".,!?…"
        return False

    def _next_repeats(self, number: int) -> bool:
        if number + 1 >= len(self._paragraphs):
            return False
        sign = self._stack[0].sign
        start = self._paragraphs[number + 1].start
        return self._text.startswith("“" if sign == "”" else sign, start)


def _build(text: str, opened: _Open, outer_end: int, closed: bool) -> Iterator[Quotation]:
    pieces = tuple(span for start, end in opened.pieces if (span := _trim(text, start, end)))
    if pieces:
        inner = Span(pieces[0].start, pieces[-1].end)
        yield Quotation(Span(opened.outer_start, max(outer_end, inner.end)), inner, pieces, closed)


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _containers(doubles: list[Quotation]) -> list[tuple[int, int]]:
    """Return the positions where another double quotation begins to hold the text: (position, its number or -1)."""
    edges = [(q.outer.start, 1, n) for n, q in enumerate(doubles)]
    edges += [(q.outer.end, 0, n) for n, q in enumerate(doubles)]
    stack: list[int] = []
    changes = [(0, -1)]
    for position, opening, number in sorted(edges):
        if opening:
            stack.append(number)
        elif number in stack:
            stack.remove(number)
        changes.append((position, stack[-1] if stack else -1))
    return changes


@dataclass(slots=True)
class _Single:
    """An opening single mark that waits for its end, and the best end so far."""

    start: int
    end: int | None = None
    rank: int = 0


def _pair_singles(
    text: str, paragraphs: list[Span], marks: list[list[re.Match[str]]], changes: list[tuple[int, int]]
) -> list[Quotation]:
    found: list[Quotation] = []
    cursor = 0
    for paragraph, inside in zip(paragraphs, marks, strict=True):
        waiting: dict[int, _Single] = {}
        for mark in inside:
            if mark.group() in _DOUBLES:
                continue
            while cursor + 1 < len(changes) and changes[cursor + 1][0] <= mark.start():
                cursor += 1
            _take_single(text, paragraph, mark, changes[cursor][1], waiting=waiting, found=found)
        for single in waiting.values():
            found.extend(_finish(text, single))
    return found


def _take_single(
    text: str,
    paragraph: Span,
    mark: re.Match[str],
    container: int,
    *,
    waiting: dict[int, _Single],
    found: list[Quotation],
) -> None:
    if _opens_single(text, paragraph, mark):
        if single := waiting.pop(container, None):
            found.extend(_finish(text, single))
        waiting[container] = _Single(mark.start())
    elif container in waiting and (rank := _closing_rank(text, paragraph, mark)) > waiting[container].rank:
        waiting[container].end, waiting[container].rank = mark.start(), rank


def _opens_single(text: str, paragraph: Span, mark: re.Match[str]) -> bool:
    if mark.group() == "’":
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if not (before.isspace() or before in '([{—–-/:"“«') or not (after.isalnum() or after in '[(…@#$£€“"'):
        return False
    return not _ELISIONS.match(text, mark.end())


def _closing_rank(text: str, paragraph: Span, mark: re.Match[str]) -> int:
    """Return 3 for a sure end (punctuation before it), 2 for a likely one, 1 for a plural possessive, 0 for none."""
    before = text[mark.start() - 1]
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if mark.group() in "‘‚" or before.isspace() or after.isalnum():
        return 0
    if before in ".,!?…" or after in '.,!?;:)"”':
        return 3
    return 1 if before == "s" else 2


def _finish(text: str, single: _Single) -> Iterator[Quotation]:
    if single.end is not None and (inner := _trim(text, single.start + 1, single.end)):
        yield Quotation(Span(single.start, single.end + 1), inner, (inner,), closed=True)


def _with_depths(quotations: list[Quotation]) -> list[Quotation]:
    ends: list[int] = []
    out = []
    for q in quotations:
        while ends and ends[-1] <= q.outer.start:
            ends.pop()
        out.append(Quotation(q.outer, q.inner, q.pieces, q.closed, len(ends)))
        ends.append(q.outer.end)
    return out
