"""Whom a question only describes ("the baker whose shop was flooded"), by what articles call who speaks in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.domain.news import Speaker
from service.store.speakers import SpeakerRecords
from service.text.words import is_proper_name, stem, terms, words

IN_ARTICLE = 0.6  # what a word of a description counts that stands in the article, not beside the name
BESIDE = 60  # letters before a name that may describe who has it
SHORTEST = 5  # letters of a head that may end another one: a "keeper" is a "goalkeeper"
_CUT = re.compile(r",| (?:who|whose|whom|which|that|of|in|at|for|from|with|on|by|to|behind)\b")
_BEFORE = re.compile(r"\b(?:that|told|tells|said|says|and|with|to|by|but|as|when|who|while|whom)\b", re.IGNORECASE)

_DOES = re.compile(r"\b(?:who|whose|whom|which|that)\b(?! (?:is|was|has been|had been|served|works?|worked)\b)")


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who speaks in an article, its text, and what it calls them where they speak ("the pastor")."""

    speaker: Speaker
    text: str
    called: str | None = None


def described_speakers(description: str, heard: Iterable[Heard], *, records: SpeakerRecords) -> list[Speaker]:
    """Return whom an article describes so in a role or beside the name: "Karel Donner, one of the paper's reviewers".

    What they are (the "reviewer" of the river paper) must stand there, the rest there or in the article.
    """
    head = head_of(description)
    if not head or is_proper_name(description):
        return []
    fits: dict[str, float] = {}
    for one in heard:
        if one.speaker.id and is_proper_name(one.speaker.name) and _is_called(head, one):
            fit = _fit(set(terms(description)) - {head}, one)
            fits[one.speaker.id] = max(fit, fits.get(one.speaker.id, 0.0))
    best = max(fits.values(), default=0.0)
    return records.by_id(sorted(found for found, fit in fits.items() if fit == best > 0))


def head_of(description: str) -> str:
    """Return the term of what somebody is: "baker" of "the baker whose shop was flooded"; "" for none."""
    found = terms(_CUT.split(description)[0])
    return found[-1] if found else ""


def is_plural(description: str) -> bool:
    """Tell whether several people are described together: "nurses in Harmon"."""
    first = words(_CUT.split(description)[0])
    return bool(first) and not is_proper_name(description) and bool(re.search(r"[^us]s$", first[-1]))


def _is_called(head: str, one: Heard) -> bool:
    return any(
        stem(word) == head or (min(len(word), len(head)) >= SHORTEST and (head.endswith(word) or word.endswith(head)))
        for description in _descriptions(one)
        for word in words(description)
    )


def _fit(asked: set[str], one: Heard) -> float:
    beside = {t for description in _descriptions(one) for t in terms(description)}
    around = set(terms(one.text))
    if not asked <= beside | around:
        return 0.0
    return sum(1.0 if t in beside else IN_ARTICLE for t in asked) / len(asked) if asked else 1.0


def _descriptions(one: Heard) -> Iterator[str]:
    """Yield the role, what stands before the name up to a verb, and what stands behind it up to a stop."""
    yield one.speaker.role or ""
    if one.called and not is_proper_name(one.called):
        yield one.called
    for found in _named(one.speaker.name, one.text):
        yield _BEFORE.split(found["before"])[-1]
        yield _DOES.split(found["behind"] or "")[0]


def _named(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where a text has a name, with what stands before and behind it.

    Only around the places that hold the name: tried at every letter, the pattern takes 2 ms an article.
    """
    pattern = re.compile(
        rf"(?P<before>[^.!?:“”\"\n]{{0,{BESIDE}}})\b{re.escape(name)}(?:, \d+)?(?:, (?P<behind>[^.;:“”\"\n]{{3,120}}))?"
    )
    end = 0
    while (at := text.find(name, end)) >= 0 and (found := pattern.search(text, max(end, at - BESIDE))):
        yield found
        end = found.end()
