"""Speech announced by a colon: turns of a transcript and headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.cues import CUES
from service.attribution.reading import Sentence
from service.domain.news import Span

_SPEAKER = re.compile(
    r"(?P<name>(?:[A-Z][\w.’'&-]*|of|the|de|von|van|and|\([A-Z][\w.-]*\))(?:[ ](?:[A-Z][\w.’'&-]*|of|the|de|von|van|and"
    r"|member|leader|chief|minister|secretary|director|manager|engineer|officer|captain|coach"
    r"|\([A-Z][\w.-]*\))){0,6})(?:,[ ][A-Z][A-Z.’' -]+|[ ]\([a-z][\w ]{2,30}\))?:[ ]+(?=[\w“\"‘'(\[#@$])"
)
QUESTIONS = frozenset({"QUESTION", "REPORTER", "JOURNALIST"})  # from the floor, in a transcript
_NOT_SPEAKERS = frozenset(
    """q question a answer note update updated correction editor photo photos image video watch read related source
    sources more also see breaking exclusive photograph credit by date time where when what why how who who:
    opinion analysis transcript background fact facts here warning ps summary subject re from to location contact
    tags topics result results step tip day live report first second third next also
    """.split()
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks ("QUESTION" from the floor), the colon, and what is said."""

    source: Span
    cue: Span
    content: Span


def find_turn(text: str, sentences: Sequence[Sentence], number: int) -> Turn | None:
    """Return the turn or headline that a sentence at the start of a paragraph is."""
    sentence = sentences[number]
    before = sentences[number - 1] if number else None
    goes_on = before is not None and before.paragraph == sentence.paragraph
    answers = goes_on and before is not None and _SPEAKER.match(text, before.span.start, before.span.end)
    if goes_on and (not answers or answers["name"].isupper() or _is_transcript(text, sentences, number)):
        return None
    match = _SPEAKER.match(text, sentence.span.start, sentence.span.end)
    asked = match is not None and match["name"] in QUESTIONS and _is_transcript(text, sentences, number)
    if not match or not (asked or _may_speak(match["name"])):
        return None
    lone = number and len(match["name"].split()) == 1 and match["name"].lower() not in lx.ROLES
    if lone and not answers and not _is_transcript(text, sentences, number):
        return None
    end = (
        _turn_end(sentences, number)
        if match["name"].isupper() or _is_transcript(text, sentences, number)
        else sentence.span.end
    )
    content = Span(match.end(), end)
    while text[content.end - 1] in "”\"’'" and content.end - content.start > 2:
        content = Span(content.start, content.end - 1)
    while text[content.start] in "“\"‘'" and content.end - content.start > 2:
        content = Span(content.start + 1, content.end)
    colon = text.index(":", match.end("name"))
    source = Span(match.start("name"), match.end("name"))
    return Turn(source, Span(colon, colon + 1), content)


def _may_speak(name: str) -> bool:
    words = name.split()
    low = words[-1].lower().strip(".:")
    if words[0].lower() in CUES:
        return False
    return (words[0].lower() not in _NOT_SPEAKERS and low not in _NOT_SPEAKERS and low not in CUES) or low in lx.ROLES


def _is_transcript(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    """Tell whether the paragraphs around are turns too."""
    return any(
        _SPEAKER.match(text, s.span.start, s.span.end) or text.startswith("Q:", s.span.start)
        for s in (*sentences[max(0, number - 3) : number], *sentences[number + 1 : number + 4])
        if s.paragraph != sentences[number].paragraph
    )


def _turn_end(sentences: Sequence[Sentence], number: int) -> int:
    last = number
    while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentences[number].paragraph:
        last += 1
    return sentences[last].span.end
