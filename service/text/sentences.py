"""Paragraphs and sentences by rule: news English with its abbreviations, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.news import Span

CLOSERS = "\"'”’»)]}›"
OPENERS = "\"'“‘«([{‹„‚"

_STOP = re.compile(r"(?:[.!?…]++(?:\[\d{1,3}\])*+[\"'”’»)\]}›]*+)|[。！？]++[」』”’）]*+")
_NEWLINES = re.compile(r"\n\s*+")
_WORD = re.compile(r"[\w’']*")
_BULLET = re.compile(r"(?:[-*•·▪‣–—]\s|\(?\d{1,3}[.)]\s|#)")
_WRAPPED = 50  # a line shorter than this is a headline or a list item, not a line cut at a margin

_NEVER_LAST = frozenset(
    """mr mrs ms messrs mmes dr prof rev hon fr sr st ste mt gen col lt maj capt cmdr cpl sgt adm brig sen sens rep
    reps gov govs pres supt det insp treas asst assoc ald atty amb dist jus pfc pvt spc vs v no nos fig figs al
    eg ie e.g i.e cf ph ave blvd rd dept univ ft pp vol approx est sec art""".split()
)
_SELDOM_LAST = frozenset(
    """jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun inc corp co ltd
    llc bros jr esq etc ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb
    nev okla ore pa penn tenn tex va vt wash wis wyo a.m p.m am pm u.s u.k u.n e.u d.c n.y n.j l.a n.h n.c s.c
    n.d s.d r.i b.c a.d m.d ph.d b.a m.a j.d u.s.a i d r""".split()
)
_STARTERS = frozenset(
    """The This That These Those He She It They We You I In On At But And Or So If As For From With When While
    After Before Since Although Though However Meanwhile There Here His Her Its Their Our My Your A An Another
    Some Many Most Both Each Now Then Asked According Not No Yes What Who Why How Where Also Still Yet To By""".split()
)
_VERB_AHEAD = re.compile(
    r"(?:(?:[A-Z][\w.’'-]*|of|the|de|van|von|al|bin)\s+){1,6}"
    r"(?:(?:said|says|asked|asks|wrote|writes|added|told|tweeted)\b"
    r"|(?:[a-z]+ed(?:\sout|\sback)?|shot back|began)"
    r"(?=[.,:;]|\s(?:in|on|to|at|of|during|as|when|while|after|with|before)\s))"
)


def split_paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of `text` without the white space between them, in order.

    A line end inside a text wrapped at a margin is no border; see `_is_border`.
    """
    spans: list[Span] = []
    start = 0
    for gap in _NEWLINES.finditer(text):
        if _is_border(text, start, gap):
            _append(spans, text, start, gap.start())
            start = gap.end()
    _append(spans, text, start, len(text))
    return spans


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text` in order; every character that is not white space lies in exactly one."""
    return [span for paragraph in split_paragraphs(text) for span in _split_paragraph(text, paragraph)]


def _split_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        if stop.end() < paragraph.end and _ends_sentence(text, stop, paragraph.end):
            yield Span(start, stop.end())
            start = stop.end()
            while text[start].isspace():
                start += 1
    yield Span(start, paragraph.end)


def _is_border(text: str, start: int, gap: re.Match[str]) -> bool:
    if gap.group().count("\n") > 1 or gap.end() >= len(text):
        return True
    line_start = max(start, text.rfind("\n", start, gap.start()) + 1)
    line = text[max(line_start, gap.start() - 80) : gap.start()].split()
    last = line[-1][-1] if line else ""
    if _BULLET.match(text, gap.end()) or (last and last in '.!?…:;”"’»)'):
        return True
    if line and text[gap.end()] in OPENERS and line[-1][0].isupper():
        return True  # a quotation with its name at the end of the line, then the next one
    return gap.start() - line_start < _WRAPPED and not text[gap.end()].islower()


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _ends_sentence(text: str, stop: re.Match[str], end: int) -> bool:
    after = stop.end()
    if stop.group()[0] in "。！？":
        return True
    if not text[after].isspace():
        return False
    first = _first_of_next(text, after, end)
    if first >= end or text[first].islower() or text[first] in "–—―":
        return first >= end
    mark = stop.group().rstrip(CLOSERS)
    if mark == ".":
        return not _is_abbreviation(text, stop.start(), first)
    if mark.startswith(("…", "..")):
        return stop.start() > 0 and not text[stop.start() - 1].isspace() and text[first].isupper()
    return not (stop.group()[-1] in "\"”'’»" and _VERB_AHEAD.match(text, first, min(end, first + 90)))


def _first_of_next(text: str, position: int, end: int) -> int:
    limit = min(end, position + 40)
    while position < limit and (text[position].isspace() or text[position] in OPENERS):
        position += 1
    return position


def _is_abbreviation(text: str, stop: int, following: int) -> bool:
    start = stop
    while start > 0 and stop - start < 12 and (text[start - 1].isalnum() or text[start - 1] in ".&"):
        start -= 1
    word = text[start:stop]
    if not word:
        return False
    next_word = _WORD.match(text, following).group()  # type: ignore[union-attr]
    if len(word) == 1 and word.isalpha() and word.isupper():
        return next_word not in _STARTERS or next_word == "A" or (word != "I" and _before_initial(text, start))
    folded = word.lower()
    if folded in _NEVER_LAST:
        return not (folded in {"no", "sec", "art", "est", "fig"} and word.islower() and not next_word.isdigit())
    return _may_go_on(folded, word, next_word)


def _may_go_on(folded: str, word: str, next_word: str) -> bool:
    dotted = "." in word and len(word.replace(".", "")) <= 4
    if (
        folded in {"am", "pm", "i", "d", "r", "la", "ill", "ore", "mass", "miss", "wash", "sun", "mar"}
        and word.islower()
    ):
        return False
    if folded in _SELDOM_LAST or dotted:
        return next_word not in _STARTERS
    return False


def _before_initial(text: str, start: int) -> bool:
    """Tell whether an initial stands before this one, as in "J. K. The"."""
    return start >= 3 and text[start - 2] == "." and text[start - 3].isupper()
