"""Speech announced by a label: turns of a transcript or an interview in print, and headlines with a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.cues import CUES
from service.attribution.reading import DASHED, Sentence
from service.domain.news import Span

_WORD = r"[A-Z][\w.’'&-]*"
_NAME = (
    rf"(?:{_WORD}|of|the|de|von|van|and)(?:[ ](?:{_WORD}|of|the|de|von|van|and|der|den|bin|al|da|di"
    r"|member|leader|chief|minister|secretary|director|manager|engineer|officer|captain|coach|mayor|judge"
    r")){0,6}"
)
_NO_OFFICE = r"(?!(?:in|on|at|to|by|with|from|of|as|for|after|before|via|through|speaking|asked|who|when|while)\b)"
_OFFICE = rf"(?:,[ ]{_NO_OFFICE}(?:the[ ])?[A-Za-z][A-Za-z.’' -]{{1,40}}|[ ]\([A-Za-z][\w ,.’'-]{{1,40}}\))"
# "Lane: …", "**Lane:** …", "**Lane**: …", "_Lane_: …"; with marks the colon may be a stop, a dash or nothing at all
_SPEAKER = re.compile(
    rf"(?:Q\.?\s?\d{{1,3}}[.:]?\s+)?(?P<mark>\*\*|__|\*|_)?(?P<name>{_NAME})(?P<office>{_OFFICE})?"
    r"(?:(?P<sign>:)(?(mark)(?P=mark)|)|(?(mark)[.—–]?(?P=mark)[ ]?(?P<late>[:—–]|)|(?!)))"
    r"[ ]+(?=[\w“\"‘'(\[#@$€£…*—–])"
)
QUESTIONS = frozenset({"QUESTION", "REPORTER", "JOURNALIST"})  # from the floor, in a transcript
_NOT_SPEAKERS = frozenset(
    """q question a answer note update updated correction editor photo photos image video watch read related source
    sources more also see breaking exclusive photograph credit by date time where when what why how who who:
    opinion analysis transcript background fact facts here warning ps summary subject re from to location contact
    tags topics result results step tip day live report first second third next also
    witness witnesses member members present panel panellists panelists guests attendees participants apologies
    attending attendance speakers contents agenda items resolved motion vote votes ayes noes
    """.split()
)
_INITIALS = re.compile(r"(?:[A-Z]\.?){2,3}")
_INTRODUCTION = 40  # sentences in which somebody is named whose turns have initials only
_NEAR = 3  # paragraphs on each side in which another turn makes a label one of a transcript


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks ("QUESTION" from the floor), in which sentence he is named, the sign there, and what is said."""

    source: Span
    named_in: int
    cue: Span
    content: Span


def find_turn(text: str, sentences: Sequence[Sentence], number: int) -> Turn | None:
    """Return the turn or headline that a sentence at the start of a paragraph is."""
    sentence = sentences[number]
    before = sentences[number - 1] if number else None
    goes_on = before is not None and before.paragraph == sentence.paragraph
    answers = goes_on and before is not None and _label(text, before)
    if goes_on and (not answers or answers["name"].isupper() or _is_transcript(text, sentences, number)):
        return None
    match = _label(text, sentence)
    if match is None:
        return None
    transcript = _is_transcript(text, sentences, number)
    if _is_dateline(match, number, transcript=transcript) or _lists(text, match, sentence):
        return None
    if not _names(match, transcript=transcript) or (not transcript and match["sign"] is None and not match["late"]):
        return None
    lone = number and len(match["name"].split()) == 1 and match["name"].lower() not in lx.ROLES
    if lone and not answers and not transcript:
        return None
    end = _turn_end(sentences, number) if match["name"].isupper() or transcript else sentence.span.end
    source, named_in = _spelled(match["name"], sentences[:_INTRODUCTION]) or (Span(*match.span("name")), number)
    return Turn(source, named_in, _sign(text, match), _unmarked(text, Span(match.end(), end)))


def _spelled(label: str, introduction: Sequence[Sentence]) -> tuple[Span, int] | None:
    """Return the only name that the initials of a label stand for ("AL:"), and its sentence; None if it has none."""
    if not _INITIALS.fullmatch(label):
        return None
    letters = [c for c in label if c.isalpha()]
    found: dict[tuple[str, ...], tuple[Span, int]] = {}
    for number, sentence in enumerate(introduction):
        for start in range(len(sentence.tokens) - 1):
            words = sentence.tokens[start : start + len(letters)]
            if [t.text[0] for t in words if t.is_capital and t.low != t.text] == letters:
                found.setdefault(tuple(t.low for t in words), (Span(words[0].start, words[-1].end), number))
    return next(iter(found.values())) if len(found) == 1 else None


def _label(text: str, sentence: Sentence) -> re.Match[str] | None:
    return _SPEAKER.match(text, sentence.span.start, sentence.span.end) or DASHED.match(
        text, sentence.span.start, sentence.span.end
    )


def _names(match: re.Match[str], *, transcript: bool) -> bool:
    """Tell whether a label can be somebody's name: one from the floor has it in a transcript only."""
    return (transcript and match["name"] in QUESTIONS) or _may_speak(match["name"])


def _is_dateline(match: re.Match[str], number: int, *, transcript: bool) -> bool:
    """Tell whether the first line opens with a place in capitals ("MUMBAI: The court …")."""
    name = match["name"]
    return not (number or transcript) and name.isupper() and len(name) > 3 and name.lower() not in lx.ROLES


_LISTS = frozenset("witness witnesses present guest guests members panel speakers moderator host cast".split())


def _lists(text: str, match: re.Match[str], sentence: Sentence) -> bool:
    """Tell whether a label only opens a list of names ("Witness: Captain Ada Lane, Harbor Office.")."""
    said = [t for t in sentence.tokens if t.start >= match.end()]
    names = [t for t in said if t.is_word and t.low not in lx.PREPOSITIONS | lx.DETERMINERS | {"and"}]
    listed = match["name"].split()[-1].lower() in _LISTS or match["name"].split()[0].lower() in _LISTS
    return listed and len(names) > 1 and all(t.is_capital for t in names)


def _sign(text: str, match: re.Match[str]) -> Span:
    """Return the sign that stands for the cue."""
    at = next((i for i in range(match.end("name"), match.end()) if text[i] in ":—–."), match.end("name"))
    return Span(at, at + 1)


def _unmarked(text: str, content: Span) -> Span:
    """Return what is said without the quotation marks around it."""
    start, end = content.start, content.end
    while text[end - 1] in "”\"’'*" and end - start > 2:
        end -= 1
    while text[start] in "“\"‘'" and end - start > 2:
        start += 1
    return Span(start, end)


def _may_speak(name: str) -> bool:
    words = name.split()
    low = words[-1].lower().strip(".:")
    if words[0].lower() in CUES:
        return False
    return (words[0].lower() not in _NOT_SPEAKERS and low not in _NOT_SPEAKERS and low not in CUES) or low in lx.ROLES


def _is_transcript(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    """Tell whether paragraphs around are turns too."""
    around = (*_openings(sentences, number, -1), *_openings(sentences, number, 1))
    return any(_label(text, s) or text.startswith("Q:", s.span.start) for s in around)


def _openings(sentences: Sequence[Sentence], number: int, step: int) -> Iterator[Sentence]:
    """Yield the first sentences of the paragraphs before or behind the one of a sentence."""
    last = sentences[number].paragraph
    seen = 0
    i = number
    while 0 <= i + step < len(sentences) and seen < _NEAR and abs(i - number) < _NEAR * 12:
        i += step
        opens = i == 0 or sentences[i - 1].paragraph != sentences[i].paragraph
        if opens and sentences[i].paragraph != last:
            seen += 1
            yield sentences[i]


def _turn_end(sentences: Sequence[Sentence], number: int) -> int:
    last = number
    while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentences[number].paragraph:
        last += 1
    return sentences[last].span.end
