"""Words set apart from the sentence that announces them: a paragraph, a list or a block quotation behind a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.attribution.clauses import find_reports
from service.attribution.found import Found
from service.attribution.phrases import DASHES, Tokens, is_finite, is_name_part
from service.attribution.reading import Sentence, Token
from service.attribution.reports import Report
from service.attribution.sources import find_signed
from service.attribution.turns import find_turn
from service.domain.news import Span
from service.text.marks import Quotation

_GAP = re.compile(r"[ \t]*+(?:\n[ \t]*+)*\n(?=[ \t]*\S)")
_LINE = re.compile(r"[^\n]*")
_ITEM = re.compile(r"[ \t]*(?:[-*•·▪‣]|\(?\d{1,2}[.)])[ \t]+(?=\S)")
_CITED = re.compile(r"[ \t]*>[ \t]?")
_MOST_LINES = 60
_LONGEST_SIGNATURE = 16  # tokens
_FIRST_PERSONS = frozenset({"i", "we"})


def find_ahead(text: str, sentences: Sequence[Sentence], number: int) -> Token | None:
    """Return what a sentence announces, as a token that may follow its own: a quotation, marked or not.

    None if the sentence does not end its paragraph with a colon or comma, or if what follows has a speaker of its own.
    """
    if number + 1 >= len(sentences) or sentences[number].paragraph == sentences[number + 1].paragraph:
        return None
    sign, following = sentences[number].tokens[-1].text, sentences[number + 1]
    first = following.tokens[0]
    if sign in {":", ","} and first.quotation is not None:
        return first if _is_alone(following.tokens) else None
    if sign != ":" or sentences[number].tokens[-1].quoted:
        return None
    pieces = set_apart(text, sentences[number].span.end) or _paragraph(text, sentences, number + 1)
    return _as_token(pieces) if pieces else None


def set_apart(text: str, position: int) -> tuple[Span, ...]:
    """Return the items of the list, or the lines of the block quotation, right behind `position`."""
    gap = _GAP.match(text, position)
    if gap is None:
        return ()
    sign = _CITED if _CITED.match(text, gap.end()) else _ITEM
    return tuple(_lines(text, gap.end(), sign))


def is_item(text: str, span: Span) -> bool:
    """Tell whether a span is an item of a list, or a line of a block quotation."""
    line = text.rfind("\n", 0, span.start) + 1
    return any((m := sign.match(text, line)) and m.end() == span.start for sign in (_CITED, _ITEM))


def _lines(text: str, position: int, sign: re.Pattern[str]) -> Iterator[Span]:
    """Yield what stands behind the sign of each line, over empty lines."""
    for _ in range(_MOST_LINES):
        line = _LINE.match(text, position)
        if line is None or position >= len(text):
            return
        marked = sign.match(text, position, line.end())
        if marked is None and line.group().strip():
            return
        if marked is not None and text[marked.end() : line.end()].strip():
            yield Span(marked.end(), marked.end() + len(text[marked.end() : line.end()].rstrip()))
        position = line.end() + 1


def _paragraph(text: str, sentences: Sequence[Sentence], number: int) -> tuple[Span, ...]:
    """Return a paragraph without marks, if nobody is named in it who says it."""
    first = sentences[number]
    last = number
    while last + 1 < len(sentences) and sentences[last + 1].paragraph == first.paragraph:
        last += 1
    inside = [t for s in sentences[number : last + 1] for t in s.tokens]
    if any(t.quotation is not None or t.quoted for t in inside) or find_turn(text, sentences, number):
        return ()
    whose = [r.source for r in find_reports(first) if r.source]
    if any(first.tokens[a].low not in _FIRST_PERSONS for a, _ in whose):
        return ()
    whole = Span(first.span.start, sentences[last].span.end)
    return (whole,) if text[whole.end - 1] in ".!?…" else ()


def _as_token(pieces: tuple[Span, ...]) -> Token:
    whole = Span(pieces[0].start, pieces[-1].end)
    return Token("“”", "“”", whole.start, whole.end, quotation=Quotation(whole, whole, pieces, closed=True))


def _is_alone(tokens: Tokens) -> bool:
    """Tell whether nothing but a note in brackets stands beside a quotation."""
    depth = 0
    for token in tokens[1:]:
        depth += (token.text in {"(", "["}) - (token.text in {")", "]"})
        if not depth and token.text not in {")", "]", ".", ","}:
            return False
    return True


def may_announce(tokens: Tokens, report: Report) -> bool:
    """Tell whether a report does not take what its sentence announces from over the head of another verb."""
    last = len(tokens) - 1
    return report.contents[-1] != (last, last + 1) or not any(is_finite(t) for t in tokens[report.cue[1] : last])


def find_signature(sentences: Sequence[Sentence], number: int) -> tuple[Report, Sentence] | None:
    """Return the report of a quotation that the next line signs ("— Ilse Brandt, mayor"), and the two as a sentence."""
    if number + 1 >= len(sentences):
        return None
    here, signed = sentences[number], sentences[number + 1].tokens
    if len(here.tokens) != 1 or here.tokens[0].quotation is None or signed[0].text not in DASHES:
        return None
    named = len(signed) > 1 and (is_name_part(signed[1]) or signed[1].text == "The")
    if not named or len(signed) > _LONGEST_SIGNATURE or any(is_finite(t) for t in signed):
        return None
    joined = Sentence((*here.tokens, *signed), here.span, here.paragraph)
    report = next(find_signed(joined.tokens), None)
    return (report, joined) if report else None


def is_set_apart(found: Found, sentences: Sequence[Sentence]) -> bool:
    """Tell whether the words of a report stand behind the sentence that announces them."""
    return found.cue is not None and found.contents[0].start >= sentences[found.sentence].span.end
