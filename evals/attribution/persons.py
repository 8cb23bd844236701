"""Who said what, at the level of persons: found statements against gold lines of one article.

The definitions, in words, are in `evals/datasets/newsroom/README.md` ("How it is scored").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.domain.news import Attribution, Span, Speaker
from service.text.words import name_key

Json = dict[str, Any]
MATCH = 0.5  # of the union of their letters, for a found and a gold statement to be one
COVER = 0.5  # of a found statement's letters, to lie in what gold gives to somebody
FUNCTION_WORDS = frozenset("of for and in with at by on to from who that was his her its their s".split())


class Verdict(StrEnum):
    """What gold says of the speaker of a found statement."""

    RIGHT = "right"
    WRONG_PERSON = "wrong person"
    NOT_IN_GOLD = "not in gold"
    DESCRIBED = "described"  # the right person without the name: "the judge"
    OPEN = "open"  # no speaker is shown


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold line with the letters (offsets into the text) of its content, and every name in its article."""

    line: Json
    letters: frozenset[int]
    names: tuple[str, ...]

    def is_said_by(self, found: Attribution) -> bool:
        """Tell whether the speaker is right; one without a name must be called in the text's words."""
        if self.line["speaker"] is not None:
            return self._is(found.speaker, self.line["speaker"]) or self._is_named_in_full(found.speaker)
        if self.line["speaker_text"] is None:
            return found.speaker is None
        shown = found.speaker.name if found.speaker else found.speaker_text
        return shares_words(shown or "", self.line["speaker_text"], self.line["role"])

    def describes(self, found: Attribution) -> bool:
        """Tell whether a named speaker is shown by the text's own words without the name ("the judge")."""
        if found.speaker is None or self.line["speaker"] is None or fitting(found.speaker.name, self.names):
            return False
        shown = set(name_key(found.speaker.name).split())
        return bool(shown) and shown <= self._mention()

    def is_relayed_by(self, speaker: Speaker | None) -> bool:
        """Tell whether this is the gold relay; an unnamed one ("an aide") must be called in the text's words."""
        via = self.line["via"]
        if speaker is None or via is None:
            return speaker is None and via is None
        return self._is(speaker, via["name"]) if via["name"] else shares_words(speaker.name, via["role"])

    def is_addressed_to(self, speaker: Speaker | None) -> bool:
        """Tell whether this is the gold addressee, by name or, for "the committee", in the text's words."""
        given = self.line["addressee"]
        if speaker is None or given is None:
            return speaker is None and given is None
        return self._is(speaker, given) or (given[0].islower() and shares_words(speaker.name, given))

    def has_polarity(self, found: Attribution) -> bool:
        return bool(found.polarity.value == self.line["polarity"])

    def _mention(self) -> set[str]:
        return set(name_key(self.line["speaker_text"] or "").split())

    def _is_named_in_full(self, speaker: Speaker | None) -> bool:
        """Tell whether the name is shown with more of the words around it ("the Israeli embassy in Washington")."""
        shown = set(name_key(speaker.name).split()) if speaker else set()
        return set(name_key(self.line["speaker"]).split()) <= shown <= self._mention() and not self._names_two()

    def _names_two(self) -> bool:
        return sum(set(name_key(name).split()) <= self._mention() for name in self.names) > 1

    def _is(self, speaker: Speaker | None, name: str) -> bool:
        return speaker is not None and fitting(speaker.name, {*self.names, name}) == [name]


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold line and the found statement that matches it; either may be missing. `verdict` is of the found one."""

    gold: Gold | None
    found: Attribution | None
    verdict: Verdict | None


def read_gold(text: str, lines: Sequence[Json]) -> list[Gold]:
    """Return the gold lines of one article; ValueError if a slice does not occur in `text` exactly once."""
    people = [(g["speaker"], g["addressee"], g["via"] and g["via"]["name"]) for g in lines]
    names = tuple(sorted({name for triple in people for name in triple if name and not name[0].islower()}))
    return [Gold(line, letters_in(text, _gold_spans(text, line)), names) for line in lines]


def compare(text: str, gold: Sequence[Gold], found: Sequence[Attribution]) -> list[Pair]:
    """Match gold and found statements of one article one to one and judge the speaker of every found one."""
    article = _Article(text, gold, found)
    chosen = article.match()
    pairs = []
    for i, line in enumerate(gold):
        j = chosen.get(i)
        pairs.append(Pair(line, None, None) if j is None else Pair(line, found[j], article.judge(j, line)))
    rest = sorted(set(range(len(found))) - set(chosen.values()))
    return pairs + [Pair(None, found[j], article.judge(j, None)) for j in rest]


class _Article:
    def __init__(self, text: str, gold: Sequence[Gold], found: Sequence[Attribution]) -> None:
        self.text, self.gold, self.found = text, gold, found
        self.shown = [letters_in(text, f.content_spans) for f in found]

    def match(self) -> dict[int, int]:
        """Return found numbers by gold numbers: by letters, right speakers first; without content, by the cue."""
        ranked = [
            (not self._stands(g, j), -overlap, i, j)
            for i, g in enumerate(self.gold)
            for j, letters in enumerate(self.shown)
            if (overlap := _overlap(g.letters, letters)) >= MATCH and not self._is_outer(g, j)
        ]
        chosen = _one_to_one((i, j) for _, _, i, j in sorted(ranked))
        taken = set(chosen.values())
        by_cue = [
            (not g.is_said_by(self.found[j]), i, j)
            for i, g in enumerate(self.gold)
            for j in range(len(self.found))
            if not g.letters and j not in taken and self._has_cue(g, j)
        ]
        return chosen | _one_to_one((i, j) for _, i, j in sorted(by_cue))

    def judge(self, j: int, matched: Gold | None) -> Verdict:
        """Return whether what is shown as somebody's words is, by gold, theirs."""
        speaker, letters = self.found[j].speaker, self.shown[j]
        if speaker is None:
            return Verdict.OPEN
        if matched and not matched.letters:
            right, described = matched.is_said_by(self.found[j]), matched.describes(self.found[j])
            return Verdict.RIGHT if right else Verdict.DESCRIBED if described else Verdict.WRONG_PERSON
        owners = self._owners(letters)
        if any(self._stands(g, j) for g in owners) or any(self._is_outer(g, j) for g in self.gold):
            return Verdict.RIGHT
        if owners:
            innermost = min(owners, key=lambda g: (self._quotes(g, j), len(g.letters)))
            return Verdict.DESCRIBED if innermost.describes(self.found[j]) else Verdict.WRONG_PERSON
        return self._of_many(j)

    def _of_many(self, j: int) -> Verdict:
        """Return the verdict on content that lies over several gold lines, in none of them mostly."""
        letters = self.shown[j]
        own = frozenset[int]().union(*(g.letters for g in self.gold if g.is_said_by(self.found[j])))
        others = frozenset[int]().union(*(g.letters for g in self.gold)) - own
        for said, verdict in ((own, Verdict.RIGHT), (others, Verdict.WRONG_PERSON)):
            if len(said & letters) >= COVER * len(letters) > 0:
                return verdict
        return Verdict.NOT_IN_GOLD

    def _owners(self, letters: frozenset[int]) -> list[Gold]:
        """Return the gold lines in which most of these letters lie."""
        return [g for g in self.gold if len(g.letters & letters) >= COVER * len(letters) > 0]

    def _stands(self, gold: Gold, j: int) -> bool:
        """Tell whether the speaker is right, and the words are not somebody else's whom `gold` only quotes."""
        found = self.found[j]
        inner = [g for g in self._owners(self.shown[j]) if g.letters < gold.letters and not g.is_said_by(found)]
        return gold.is_said_by(found) and all(self._quotes(g, j) for g in inner)

    def _quotes(self, gold: Gold, j: int) -> bool:
        """Tell whether the found words hold the reporting words of `gold`, so that they only quote its speaker."""
        cue = gold.line["cue"]
        return bool(cue) and re.search(rf"\b{re.escape(cue)}\b", self.found[j].content(self.text)) is not None

    def _is_outer(self, gold: Gold, j: int) -> bool:
        """Tell whether this is the relay's own sentence: it holds the gold content and the inner reporting words."""
        shorter = min(len(gold.letters), len(self.shown[j]))
        held = len(gold.letters & self.shown[j]) >= COVER * shorter > 0
        speaker = self.found[j].speaker
        return (
            held
            and speaker is not None
            and bool(gold.line["via"])
            and gold.is_relayed_by(speaker)
            and self._quotes(gold, j)
        )

    def _has_cue(self, gold: Gold, j: int) -> bool:
        """Tell whether both have one reporting phrase; if the text holds it twice, the speaker must be right."""
        places = [m.span() for m in re.finditer(rf"\b{re.escape(gold.line['cue'] or '')}\b", self.text)]
        span = self.found[j].cue_span
        there = span is not None and any(span.start < end and start < span.end for start, end in places)
        return there and (len(places) == 1 or gold.is_said_by(self.found[j]))


def fitting(name: str, names: Collection[str]) -> list[str]:
    """Return which of `names` a name fits: as a whole, else by the last name, else by any part of it."""
    key, parts = name_key(name), {other: name_key(other).split() for other in names}
    whole = [other for other in names if parts[other] == key.split()]
    part = [other for other in names if key and set(key.split()) <= set(parts[other])]
    last = [other for other in part if parts[other][-1] == key.split()[-1]]
    return sorted(whole or last or part)


def shares_words(name: str, *texts: str | None) -> bool:
    """Tell whether a description has a word, other than a function word, with one of the texts in common."""
    words = {word for text in texts for word in name_key(text or "").split()}
    return bool((set(name_key(name).split()) & words) - FUNCTION_WORDS)


def letters_in(text: str, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.start, span.end) if text[i].isalnum())


def _gold_spans(text: str, line: Json) -> list[Span]:
    for piece in line["content"]:
        if (times := text.count(piece)) != 1:
            raise ValueError(f"{line['article']}: a gold slice is {times} times in the article, not once: {piece!r}")
    return [Span(start := text.index(piece), start + len(piece)) for piece in line["content"]]


def _overlap(first: frozenset[int], second: frozenset[int]) -> float:
    return len(first & second) / max(1, len(first | second))


def _one_to_one(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    chosen: dict[int, int] = {}
    for i, j in pairs:
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    return chosen
