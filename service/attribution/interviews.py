"""Interviews in print: questions set in bold as paragraphs of their own, each answered in the paragraph behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from service.attribution.found import Found
from service.attribution.kinds import Sort
from service.attribution.names import find_mentions
from service.attribution.reading import Sentence
from service.domain.news import Polarity, Span

_BOLD = re.compile(r"(\*\*|__)(?P<question>(?:(?!\1).)+)\1\s*\Z", re.DOTALL)
_FEWEST = 3  # questions; one or two bold lines are headings
_Paragraph = tuple[int, int, Span]  # number of the first sentence, of the paragraph, and where it stands


def find_answers(text: str, sentences: Sequence[Sentence]) -> dict[int, Found]:
    """Return the questions and answers of an interview by the number of their first sentence.

    Questions are nobody's; answers are whoever's the lines before the first question introduce alone.
    """
    paragraphs = list(_paragraphs(sentences))
    asked = {n: m for n, (_, _, span) in enumerate(paragraphs) if (m := _BOLD.match(text, span.start, span.end))}
    marked = sum("?" in m["question"] for m in asked.values())
    if len(asked) < _FEWEST or marked * 2 < len(asked):
        return {}
    introduced = _introduced(sentences[: paragraphs[min(asked)][0]])
    out = {}
    for n, match in asked.items():
        first, paragraph, _ = paragraphs[n]
        polarity = Polarity.ASKED if match["question"].endswith("?") else Polarity.ASSERTED
        out[first] = Found((Span(*match.span("question")),), None, None, first, paragraph, polarity=polarity)
        if introduced and n + 1 < len(paragraphs) and n + 1 not in asked:
            answer, paragraph, span = paragraphs[n + 1]
            out[answer] = Found((span,), introduced[1], None, introduced[0], paragraph)
    return out


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[_Paragraph]:
    for paragraph, group in groupby(enumerate(sentences), key=lambda pair: pair[1].paragraph):
        members = list(group)
        yield members[0][0], paragraph, Span(members[0][1].span.start, members[-1][1].span.end)


def _introduced(sentences: Sequence[Sentence]) -> tuple[int, Span] | None:
    """Return where the only person with a whole name stands, by sentence; None where there are several or none."""
    named = [(n, m) for n, s in enumerate(sentences) for m in find_mentions(s.tokens)]
    whole = [(n, m) for n, m in named if m.sort is Sort.PERSON and len(m.words) > 1]
    if not whole or len({m.words for _, m in whole}) > 1:
        return None
    number, mention = whole[0]
    return number, Span(mention.start, mention.end)
