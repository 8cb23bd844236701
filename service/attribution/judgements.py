"""Reports by more than one word: "wanted to know whether", "was certain that", and what a study found."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution.extents import without_stop
from service.attribution.phrases import ENDS, Range, Tokens, is_finite, verb_group_start
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import is_text
from service.domain.news import Polarity

_QUESTIONS = frozenset("whether if why how what who when where which".split())
_SURE = frozenset("certain sure convinced adamant confident clear".split())
_ENDS = frozenset({";"})


def find_judgements(tokens: Tokens) -> Iterator[Report]:
    """Yield questions that somebody wanted answered, what somebody was sure of, and fronted findings."""
    for i in range(1, len(tokens)):
        if tokens[i].quoted or tokens[i].is_capital:
            continue
        cue = _cue(tokens, i)
        source = _subject(tokens, i) if cue is not None else None
        if cue is None or source is None:
            if fronted := _fronted_question(tokens, i) or _fronted_finding(tokens, i):
                yield fronted
            continue
        end = next((j for j in range(cue, len(tokens)) if tokens[j].text in _ENDS or _says(tokens, j)), len(tokens))
        asked = tokens[i].low in {"wanted", "wants"}
        polarity = Polarity.ASKED if asked else Polarity.ASSERTED
        yield Report((i, cue), source, ((cue, without_stop(tokens, cue, end)),), polarity=polarity)


def _subject(tokens: Tokens, i: int) -> Range | None:
    group = verb_group_start(tokens, i)
    return (subject_with_relative(tokens, group) or subject_before(tokens, group)) if group else None


def _says(tokens: Tokens, j: int) -> bool:
    """Tell whether a comma opens what is said in its turn ("… open on Saturday|, when, she said, a nurse …")."""
    return tokens[j].text == "," and any(t.low in {"said", "says"} for t in tokens[j + 1 : j + 6])


def _fronted_question(tokens: Tokens, i: int) -> Report | None:
    """Return a question before the words that report it ("Had she seen it, one reporter wanted to know")."""
    words = [t.low for t in tokens[i : i + 3]]
    closes = i + 3 >= len(tokens) or tokens[i + 3].text in ENDS | {",", ";"}
    source = subject_before(tokens, i) if words in _KNOW and closes else None
    if source is None or source[0] < _SHORTEST or tokens[source[0] - 1].text not in {",", "—", "–"}:
        return None
    comma = source[0] - 1
    parted = [j for j in range(comma) if tokens[j].text in {",", ";"}]
    head = parted[-1] if parted and tokens[source[1]].text == "," else comma  # "the chair, Ada Lane, wanted to know"
    start = 1 if tokens[0].low in {"but", "and", "so"} else 0
    return Report((i, i + 3), source, ((start, head),), polarity=Polarity.ASKED)


_FINDINGS = frozenset(
    "found finds shows showed shown suggests suggested estimates estimated concludes concluded reveals".split()
)
_LONGEST_PAPER = 14  # tokens of "a study of 400 pupils in two towns"


def _fronted_finding(tokens: Tokens, i: int) -> Report | None:
    """Return a finding before the paper that has it ("… remember more, a study of 400 pupils has found")."""
    closes = i + 1 >= len(tokens) or tokens[i + 1].text in ENDS | {",", ";"}
    if tokens[i].low not in _FINDINGS or not closes:
        return None
    group = verb_group_start(tokens, i)
    comma = next(
        (j for j in range(group - 1, max(_SHORTEST - 2, group - _LONGEST_PAPER), -1) if _cuts(tokens, j)), None
    )
    if comma is None or comma + 1 >= group or not is_text(tokens, (comma + 1, group)):
        return None
    if any(is_finite(t) for t in tokens[comma + 1 : group]):
        return None
    return Report((i, i + 1), (comma + 1, group), ((0, comma),), firm=True)


def _cuts(tokens: Tokens, j: int) -> bool:
    return tokens[j].text == "," and not tokens[j].quoted


_KNOW = (["wanted", "to", "know"], ["wants", "to", "know"])
_SHORTEST = 4  # tokens before the subject: a question and a comma


def _cue(tokens: Tokens, i: int) -> int | None:
    """Return where what is reported begins, if the words at `i` report; else None."""
    words = [t.low for t in tokens[i : i + 4]]
    if len(words) < 4:
        return None
    if words[:3] in _KNOW:
        if words[3] in _QUESTIONS:
            return i + 3
        asks = words[3] in {":", ","} and i + 5 < len(tokens)
        return i + 4 if asks and any(t.text == "?" for t in tokens[i + 4 :]) else None
    if words[0] in {"was", "is", "were"} and words[1] in _SURE and words[2] == "that":
        return i + 2
    return None
