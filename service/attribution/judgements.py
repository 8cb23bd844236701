"""Reports by more than one word: "wanted to know whether", "was certain that", and what a study found."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.extents import without_stop
from service.attribution.phrases import Tokens, is_finite, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before
from service.domain.news import Polarity

_QUESTIONS = frozenset("whether if why how what who when where which".split())
_SURE = frozenset("certain sure convinced adamant confident clear".split())
_PAPERS = frozenset(
    "study report survey poll review analysis audit inquiry investigation paper researchers scientists".split()
)
_ENDS = frozenset({";"})


def find_judgements(tokens: Tokens) -> Iterator[Report]:
    """Yield questions that somebody wanted answered, what somebody was sure of, and findings of studies."""
    for i in range(1, len(tokens) - 3):
        if tokens[i].quoted or tokens[i].is_capital:
            continue
        cue = _cue(tokens, i)
        source = subject_before(tokens, verb_group_start(tokens, i)) if cue is not None else None
        if cue is None or source is None:
            continue
        end = next((j for j in range(cue, len(tokens)) if tokens[j].text in _ENDS), len(tokens))
        asked = tokens[i].low in {"wanted", "wants"}
        polarity = Polarity.ASKED if asked else Polarity.ASSERTED
        if asked or tokens[i].low not in {"found", "finds"} or _is_paper(tokens, source[0], i):
            yield Report((i, cue), source, ((cue, without_stop(tokens, cue, end)),), polarity=polarity)


def _cue(tokens: Tokens, i: int) -> int | None:
    """Return where what is reported begins, if the words at `i` report; else None."""
    words = [t.low for t in tokens[i : i + 4]]
    if words[0] in {"wanted", "wants"} and words[1:3] == ["to", "know"] and words[3] in _QUESTIONS:
        return i + 3
    if words[0] in {"was", "is", "were"} and words[1] in _SURE and words[2] == "that":
        return i + 2
    clause = words[1] == "that" or any(is_finite(t) or t.low in lx.MODALS for t in tokens[i + 1 : i + 9])
    return i + 1 if words[0] in {"found", "finds"} and clause else None


def _is_paper(tokens: Tokens, start: int, verb: int) -> bool:
    return any(t.low in _PAPERS for t in tokens[start:verb])
