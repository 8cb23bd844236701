"""Whom an interview in print is with: the one its standfirst, or else its headline, introduces as who answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.kinds import Sort
from service.attribution.names import Mention, find_mentions
from service.attribution.phrases import Tokens, is_name_part
from service.attribution.reading import Sentence, read_sentences
from service.domain.news import Span, Speaker
from service.text.words import fold


@dataclass(frozen=True, slots=True)
class Interviewee:
    """Who answers: where the text names them, by sentence; `speaker` where only the headline does."""

    sentence: int
    source: Span | None
    speaker: Speaker | None = None


_TALKED = frozenset("spoke speaks talked talks chatted chats sat sits spoken told tells".split())
_TO = frozenset("to with".split())
_MET = frozenset("met meets interviewed interviews visited visits asked asks caught joined joins".split())
_PRESS = frozenset(
    "editor reporter correspondent journalist interviewer columnist contributor host presenter our staff writer".split()
)
_NEAR = 5  # tokens before a name in which a word says that it is the interviewer's
_ANSWERER_TALKED = frozenset("he she they".split())


def find_interviewee(introduction: Sequence[Sentence], title: str | None) -> Interviewee | None:
    """Return who is introduced as the one who answers; None where two may be, or nobody is named."""
    whole = [(n, m) for n, s in enumerate(introduction) for m in find_mentions(s.tokens) if _is_whole(m)]
    answers = [(n, m) for n, m in whole if not _asks(introduction[n].tokens, m)]
    headline = list(_named_in(title)) if title else []
    names = {_last(m) for _, m in answers}
    if len(names) > 1:
        wanted = {_last(m) for m in headline} & names
        answers = [(n, m) for n, m in answers if _last(m) in wanted] if len(wanted) == 1 else _foremost(answers)
    if answers:
        number, mention = answers[0]
        return Interviewee(number, Span(mention.start, mention.end))
    if whole or len({_last(m) for m in headline}) != 1:
        return None
    return Interviewee(0, None, Speaker(headline[0].name, headline[0].role))


def _is_whole(mention: Mention) -> bool:
    return mention.sort is Sort.PERSON and len(mention.words) > 1


def _last(mention: Mention) -> str:
    return fold(mention.words[-1])


def _named_in(title: str) -> Iterator[Mention]:
    for sentence in read_sentences(title, (), ()):
        yield from filter(_is_whole, find_mentions(sentence.tokens))


def _foremost(answers: list[tuple[int, Mention]]) -> list[tuple[int, Mention]]:
    """Return the one who alone is named again by what follows, nobody where that is open."""
    sentences = {_last(m): {n for n, o in answers if _last(o) == _last(m)} for _, m in answers}
    most = max(len(places) for places in sentences.values())
    often = [last for last, places in sentences.items() if len(places) == most]
    return [(n, m) for n, m in answers if _last(m) == often[0]] if len(often) == 1 else []


def _asks(tokens: Tokens, mention: Mention) -> bool:
    """Tell whether a name is the interviewer's ("she spoke to our editor, Ada Lane", "Ada Lane met her")."""
    start, end = mention.tokens
    before = [t.low for t in tokens[max(0, start - _NEAR) : start]]
    behind = [t.low for t in tokens[end : end + _NEAR]]
    if _PRESS & set(before) or _is_of_paper(tokens, start) or (behind[:1] == [","] and _PRESS & set(behind)):
        return True
    if behind[:1] and behind[0] in _MET | _TALKED and _meets_answerer(tokens, end):
        return True
    return before[-1:] == ["by"] or _is_spoken_to(tokens, start)


def _is_of_paper(tokens: Tokens, start: int) -> bool:
    """Tell whether a name is somebody's of a paper or house, who is talked to ("spoke to the Ledger’s Ada Lane")."""
    owned = start > 1 and tokens[start - 1].low in {"’s", "'s"} and is_name_part(tokens[start - 2])
    return owned and any(t.low in _TO for t in tokens[max(0, start - 8) : start])


def _meets_answerer(tokens: Tokens, end: int) -> bool:
    return any(t.low in {"him", "her", "them"} or is_name_part(t) for t in tokens[end + 1 : end + 6])


def _is_spoken_to(tokens: Tokens, start: int) -> bool:
    """Tell whether "he" or "she", who is introduced already, spoke to the one named at `start`."""
    link = next((i for i in range(start - 1, max(0, start - _NEAR), -1) if tokens[i].low in _TO | _TALKED), None)
    verb = next((i for i in range(start - 1, max(0, start - 8), -1) if tokens[i].low in _TALKED), None)
    if link is None or verb is None or not verb:
        return False
    return tokens[verb - 1].low in _ANSWERER_TALKED or tokens[verb - 1].low in lx.ADVERBS
