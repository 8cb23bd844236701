"""Whose words reach us through whom: a report inside another one, as in "Kirby said Austin told Gantz that …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.domain.news import Attribution, Span
from service.text.words import is_proper_name

REACH = 400  # code points between an inner report and the cue behind it: one long sentence
_NEIGHBOURS = 12  # reports before and after that may hold another one: more than a sentence has


def relay_nested(found: Sequence[Attribution], text: str) -> list[Attribution]:
    """Return `found` with the outer speaker as `via` of every report that stands inside his words.

    An inner content never reaches beyond the outer one (", Kirby said" is no part of what Austin said).
    """
    ordered = [_given_back(a, near) for a, near in _neighbours(sorted(found, key=lambda a: a.extent))]
    return [_relayed(inner, near, text) for inner, near in _neighbours(ordered)]


def _neighbours(ordered: Sequence[Attribution]) -> Iterator[tuple[Attribution, Sequence[Attribution]]]:
    for n, attribution in enumerate(ordered):
        yield attribution, ordered[max(0, n - _NEIGHBOURS) : n + _NEIGHBOURS]


def _given_back(outer: Attribution, near: Sequence[Attribution]) -> Attribution:
    """Return a report as the words of who passes them on, where an inner one has what his principal said."""
    if outer.via is None or outer.speaker is None:
        return outer
    told = any(
        a is not outer
        and a.speaker is not None
        and a.speaker.name == outer.speaker.name
        and a.cue_span is not None
        and any(span.contains(a.cue_span) for span in outer.content_spans)
        for a in near
    )
    return replace(outer, speaker=outer.via, via=None) if told else outer


def name_first_persons(found: Sequence[Attribution], text: str) -> list[Attribution]:
    """Return `found` with the outer speaker for "I" and "we" inside his words, and whom he speaks to for "you"."""
    ordered = sorted(found, key=lambda a: a.extent)
    around = {id(a): ordered[max(0, n - _NEIGHBOURS) : n + _NEIGHBOURS] for n, a in enumerate(ordered)}
    return [_named(inner, around[id(inner)], text) for inner in found]


def _named(inner: Attribution, found: Sequence[Attribution], text: str) -> Attribution:
    words = inner.speaker_span
    if inner.speaker is not None or words is None or not _PERSONS.fullmatch(inner.speaker_text or ""):
        return inner
    outers = [o for o in found if o is not inner and any(span.contains(words) for span in o.content_spans)]
    spoken_to = not _FIRST.fullmatch(inner.speaker_text or "")
    if spoken_to:
        asked = _ASKS.search(text, max(0, words.start - _BEFORE), words.start)
        outers = [] if asked else [o for o in outers if o.addressee is not None]
    if not outers:
        return inner
    outer = min(outers, key=lambda o: o.extent.end - o.extent.start)
    if spoken_to:
        return replace(inner, speaker=outer.addressee, candidates=())
    return replace(inner, speaker=outer.speaker, candidates=outer.candidates)


_ASKS = re.compile(r"\b(?:did|do|have|had|would|could|can|should|will|or|if|when|why|what)\s+\Z", re.IGNORECASE)
_BEFORE = 10  # characters: "Did | you tell …" asks, and says nothing
_PERSONS = re.compile(r"(?:i|we|you)(?:['’]\w+)?", re.IGNORECASE)
_FIRST = re.compile(r"(?:i|we)(?:['’]\w+)?", re.IGNORECASE)  # "I", "we’ve"


def _relayed(inner: Attribution, found: Sequence[Attribution], text: str) -> Attribution:
    outers = [o for o in found if o is not inner and _passes_on(o, inner, text)]
    if not outers:
        return inner
    outer = min(outers, key=lambda o: o.extent.end - o.extent.start)
    known = inner.via is not None and is_proper_name(inner.via.name)
    return replace(inner, via=inner.via if known else outer.speaker, content_spans=_clipped(inner, outer))


def _passes_on(outer: Attribution, inner: Attribution, text: str) -> bool:
    if outer.speaker is None or (inner.speaker is not None and outer.speaker.name == inner.speaker.name):
        return False
    if inner.cue_span is None or (inner.speaker is None and inner.candidates):
        return False
    words = inner.speaker_span or inner.cue_span  # "They were told …": by nobody who is named
    if any(span.contains(words) and span.overlaps(inner.extent) for span in outer.content_spans):
        return True
    return outer.speaker_span is not None and inner.speaker is not None and _closes_over(outer, inner, text)


def _closes_over(outer: Attribution, inner: Attribution, text: str) -> bool:
    """Tell whether the outer cue stands behind the inner report in one sentence, and speaks of the same words."""
    if outer.cue_span is None or inner.cue_span is None or inner.speaker_span is None:
        return False
    behind = inner.cue_span.start < outer.extent.start <= outer.extent.end <= outer.cue_span.start
    between = text[inner.speaker_span.start : outer.cue_span.start]
    same_words = any(a.overlaps(b) for a in outer.content_spans for b in inner.content_spans)
    return behind and same_words and len(between) <= REACH and "\n" not in between


def _clipped(inner: Attribution, outer: Attribution) -> tuple[Span, ...]:
    """Return the inner content without the outer speaker and cue where they stand at its end."""
    stops = [s.start for s in (outer.speaker_span, outer.cue_span) if s]
    return tuple(
        _before(span, [stop for stop in stops if span.start < stop < span.end]) for span in inner.content_spans
    )


def _before(span: Span, stops: Sequence[int]) -> Span:
    return Span(span.start, min(stops)) if stops else span
