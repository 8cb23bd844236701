"""Interviews in print: questions in bold or behind a "Q", each answered behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from service.attribution.found import Found
from service.attribution.introductions import Interviewee, find_interviewee
from service.attribution.reading import Sentence
from service.domain.news import Polarity, Span

_BOLD = re.compile(r"(\*\*|__)(?P<question>(?:(?!\1).)+)\1\s*(?P<answer>\S.*)?\Z", re.DOTALL)
# "Q: …" and "A: …", also with a stop, a dash or in bold
_LETTER = re.compile(
    r"(?P<mark>\*\*|__)?(?P<letter>Q|A|Question|Answer)"
    r"(?:[:.](?(mark)(?P=mark)|)|(?(mark)(?P=mark)[:.]?|(?!))|[ ][—–-](?=[ ]))\s+(?P<said>\S.*)\Z",
    re.DOTALL,
)
_FEWEST = 3  # questions in bold; one or two bold lines are headings
_FEWEST_LETTERS = 2  # of each sort
_Paragraph = tuple[int, int, Span]  # number of the first sentence, of the paragraph, and where it stands


@dataclass(frozen=True, slots=True)
class _Part:
    """A question or an answer: its words, the number of its first sentence, and that of its paragraph."""

    said: Span
    sentence: int
    paragraph: int
    asks: bool


def find_answers(text: str, sentences: Sequence[Sentence], title: str | None = None) -> dict[int, list[Found]]:
    """Return the questions and answers of an interview by the number of their first sentence.

    Questions are nobody's; answers are whoever's the lines before the first question, or `title`, introduce.
    """
    paragraphs = list(_paragraphs(sentences))
    parts = _lettered(text, paragraphs) or _bold(text, paragraphs) or _bare(text, paragraphs)
    if not parts:
        return {}
    introduced = find_interviewee(sentences[: parts[0].sentence], title)
    out: dict[int, list[Found]] = defaultdict(list)
    for part in parts:
        if part.asks:
            polarity = Polarity.ASKED if part.said.of(text).endswith("?") else Polarity.ASSERTED
            out[part.sentence].append(Found((part.said,), None, None, part.sentence, part.paragraph, polarity=polarity))
        elif introduced:
            out[part.sentence].append(_answered(part, introduced))
    return dict(out)


def _answered(part: _Part, who: Interviewee) -> Found:
    return Found((part.said,), who.source, None, who.sentence, part.paragraph, speaker=who.speaker)


def _lettered(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Part]:
    """Return questions and answers that letters announce ("Q: …", "A. …")."""
    parts = []
    last = max((n for n, (_, _, span) in enumerate(paragraphs) if _LETTER.match(text, span.start, span.end)), default=0)
    for first, paragraph, span in paragraphs[: last + 1]:
        if match := _LETTER.match(text, span.start, span.end):
            parts.append(_Part(Span(*match.span("said")), first, paragraph, match["letter"].startswith("Q")))
        elif parts and not parts[-1].asks:
            parts.append(_Part(span, first, paragraph, asks=False))  # the answer goes on
    asked = sum(part.asks for part in parts)
    return parts if asked >= _FEWEST_LETTERS and len(parts) - asked >= _FEWEST_LETTERS else []


def _bold(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Part]:
    """Return questions that are set in bold, each answered behind it or in the paragraph behind it."""
    asked = {n: m for n, (_, _, span) in enumerate(paragraphs) if (m := _BOLD.match(text, span.start, span.end))}
    marked = sum("?" in m["question"] for m in asked.values())
    if len(asked) < _FEWEST or marked * 2 < len(asked):
        return []
    parts = []
    for n, match in asked.items():
        first, paragraph, _ = paragraphs[n]
        parts.append(_Part(Span(*match.span("question")), first, paragraph, asks=True))
        if match["answer"]:
            parts.append(_Part(Span(*match.span("answer")), first, paragraph, asks=False))
        until = min((m for m in asked if m > n), default=n + 2)
        for answer, paragraph, span in paragraphs[n + 1 : until]:
            parts.append(_Part(span, answer, paragraph, asks=False))
    return parts


_LONGEST_QUESTION = 260  # characters


def _bare(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Part]:
    """Return questions that nothing marks but an empty line before them, each answered on the line behind it."""
    pairs = [
        (one, other)
        for one, other in pairwise(paragraphs)
        if _is_group(text, one, other) and len(one[2].of(text)) <= _LONGEST_QUESTION
    ]
    asked = sum(text[one[2].end - 1] == "?" for one, _ in pairs)
    if asked < _FEWEST or asked * 2 < len(pairs) or any("“" in one[2].of(text) for one, _ in pairs):
        return []
    return [
        _Part(span, first, paragraph, asks=n == 0) for pair in pairs for n, (first, paragraph, span) in enumerate(pair)
    ]


def _is_group(text: str, one: _Paragraph, other: _Paragraph) -> bool:
    """Tell whether two lines stand together, an empty line before and behind them."""
    between = text[one[2].end : other[2].start]
    before = text[: one[2].start].rstrip(" \t")
    behind = text[other[2].end :].lstrip(" \t")
    return between.count("\n") == 1 and before.endswith("\n\n") and (not behind or behind.startswith("\n\n"))


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[_Paragraph]:
    for paragraph, group in groupby(enumerate(sentences), key=lambda pair: pair[1].paragraph):
        members = list(group)
        yield members[0][0], paragraph, Span(members[0][1].span.start, members[-1][1].span.end)
