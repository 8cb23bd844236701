"""Interviews in print: questions in bold or behind a "Q", each answered behind it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from service.attribution.found import Found
from service.attribution.interviewers import find_interviewer, is_byline_of_one
from service.attribution.introductions import Interviewee, find_interviewee
from service.attribution.reading import Sentence
from service.domain.news import Polarity, Span, Speaker

_BOLD = re.compile(r"(\*\*|__)(?P<question>(?:(?!\1).)+)\1\s*(?P<answer>\S.*)?\Z", re.DOTALL)
# "Q: …" and "A: …", also with a stop, a dash or in bold
_LETTER = re.compile(
    r"(?P<mark>\*\*|__)?(?P<letter>Q|A|Question|Answer)"
    r"(?:[:.](?(mark)(?P=mark)|)|(?(mark)(?P=mark)[:.]?|(?!))|[ ][—–-](?=[ ]))\s+(?P<said>\S.*)\Z",
    re.DOTALL,
)
_BOLD_LETTER = re.compile(
    r"(?P<mark>\*\*|__)(?P<letter>Q|A|Question|Answer)[:.]\s+(?P<said>\S.*?)(?P=mark)\s*\Z", re.DOTALL
)
_FEWEST = 3  # questions in bold; one or two bold lines are headings
_FEWEST_LETTERS = 2  # of each sort
_Paragraph = tuple[int, int, Span]  # number of the first sentence, of the paragraph, and where it stands


@dataclass(frozen=True, slots=True)
class _Part:
    """A question or an answer: its words, the number of its first sentence, and that of its paragraph.

    `label` is the name that it opens with.
    """

    said: tuple[Span, ...]
    sentence: int
    paragraph: int
    asks: bool
    label: Span | None = None


def find_answers(
    text: str, sentences: Sequence[Sentence], title: str | None = None, author: str | None = None
) -> dict[int, list[Found]]:
    """Return the questions and answers of an interview by the number of their first sentence.

    Answers are whoever's a label, or the lines before the first question, or `title`, introduce; questions are those
    of the one whom these lines say to have asked, else of whatever label the first one has, else of the `author` whom
    the byline names, else nobody's.
    """
    paragraphs = list(_paragraphs(sentences))
    parts = _lettered(text, paragraphs) or _bold(text, paragraphs) or _bare(text, paragraphs)
    if not parts:
        return {}
    introduction = sentences[: parts[0].sentence]
    who = _who_answers(sentences, parts) or find_interviewee(introduction, title)
    name = (who.speaker.name if who.speaker else who.source.of(text) if who.source else None) if who else None
    labelled = next((p.label for p in parts if p.label and p.asks), None)
    asker = find_interviewer(text, introduction, name, who.source if who else None) or labelled
    byline = Speaker(author) if author and asker is None and is_byline_of_one(author) else None
    out: dict[int, list[Found]] = defaultdict(list)
    for part in parts:
        if part.asks:
            out[part.sentence].append(replace(_asked(text, sentences, part, asker, who), speaker=byline))
        elif who:
            out[part.sentence].append(
                Found(part.said, who.source, None, who.sentence, part.paragraph, speaker=who.speaker)
            )
    return dict(out)


def _asked(text: str, sentences: Sequence[Sentence], part: _Part, asker: Span | None, who: Interviewee | None) -> Found:
    polarity = Polarity.ASKED if part.said[0].of(text).endswith("?") else Polarity.ASSERTED
    named_in = _sentence_of(sentences, asker) if asker else part.sentence
    told = who.source if who and asker else None
    return Found(part.said, asker, None, named_in, part.paragraph, listener=told, polarity=polarity)


def _who_answers(sentences: Sequence[Sentence], parts: Sequence[_Part]) -> Interviewee | None:
    label = next((p.label for p in parts if p.label and not p.asks), None)
    return Interviewee(_sentence_of(sentences, label), label) if label else None


def _sentence_of(sentences: Sequence[Sentence], span: Span) -> int:
    return max(0, bisect_right(sentences, span.start, key=lambda s: s.span.start) - 1)


def _lettered(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Part]:
    """Return questions and answers that letters announce ("Q: …", "A. …")."""
    parts = []
    lettered = {n: m for n, (_, _, span) in enumerate(paragraphs) if (m := _letter(text, span))}
    for n, match in lettered.items():
        first, paragraph, _ = paragraphs[n]
        asks = match["letter"].startswith("Q")
        stop = next((k for k in range(n + 1, len(paragraphs)) if k in lettered), len(paragraphs))
        rest = [] if asks else _spoken(text, paragraphs[n + 1 : stop], last=stop == len(paragraphs), begun=True)
        parts.append(_Part((Span(*match.span("said")), *rest), first, paragraph, asks))
    asked = sum(part.asks for part in parts)
    return parts if asked >= _FEWEST_LETTERS and len(parts) - asked >= _FEWEST_LETTERS else []


def _letter(text: str, span: Span) -> re.Match[str] | None:
    return _BOLD_LETTER.match(text, span.start, span.end) or _LETTER.match(text, span.start, span.end)


def _bold(text: str, paragraphs: Sequence[_Paragraph]) -> list[_Part]:
    """Return questions that are set in bold, each answered behind it or in the paragraphs behind it."""
    bold = {n: m for n, (_, _, span) in enumerate(paragraphs) if (m := _BOLD.match(text, span.start, span.end))}
    asked = {n: m for n, m in bold.items() if not _is_label(m)}
    marked = sum("?" in m["question"] for m in asked.values())
    if len(asked) < _FEWEST or marked * 2 < len(asked):
        return []
    parts = []
    for n, match in bold.items():
        first, paragraph, _ = paragraphs[n]
        if n in asked:
            parts.append(_question(text, match, first, paragraph))
        begin = n if match["answer"] else n + 1
        stop = next((k for k in range(n + 1, len(paragraphs)) if k in bold), len(paragraphs))
        spoken = _spoken(text, paragraphs[n + 1 : stop], last=stop == len(paragraphs), begun=begin == n)
        said = ([Span(*match.span("answer"))] if match["answer"] else []) + spoken
        label = None if n in asked else Span(match.start("question"), match.end("question") - 1)
        if said and (begin == n or begin < len(paragraphs)):
            parts.append(_Part(tuple(said), paragraphs[begin][0], paragraphs[begin][1], asks=False, label=label))
    return parts


def _is_label(match: re.Match[str]) -> bool:
    """Tell whether bold words only name who speaks ("**Ada Lane:** I ask myself that.")."""
    return (
        bool(match["answer"]) and match["question"].endswith(":") and len(match["question"].split()) <= _LONGEST_LABEL
    )


def _question(text: str, match: re.Match[str], first: int, paragraph: int) -> _Part:
    """Return a question, parted from the name that it opens with ("**The Weekly: What was it for?**")."""
    start, end = match.span("question")
    labelled = _ASKER.match(text, start, end)
    label = Span(start, labelled.end(1)) if labelled else None
    return _Part((Span(labelled.end() if labelled else start, end),), first, paragraph, asks=True, label=label)


_ASKER = re.compile(r"((?:The )?[A-Z][\w.’'-]*(?: [A-Z&][\w.’'-]*){0,3}):\s+")
_LONGEST_LABEL = 5  # words


def _spoken(text: str, paragraphs: Sequence[_Paragraph], *, last: bool, begun: bool) -> list[Span]:
    """Return the paragraphs of an answer; behind the last question only as long as somebody speaks of himself."""
    spans = [span for _, _, span in paragraphs]
    told = next((n for n, span in enumerate(spans) if n + begun and _TOLD.search(_QUOTED.sub("", span.of(text)))), None)
    spans = spans[:told]
    if not last:
        return spans
    first = [] if begun else spans[:1]
    rest = spans[len(first) :]
    return first + list(takewhile(lambda span: _OWN.search(_QUOTED.sub("", span.of(text))), rest))


_TOLD = re.compile(r"\b(?:[A-Z][\w’'-]+|he|she|He|She) (?:later )?(?:said|told|says|added|declined|laughed|denied)\b")
_OWN = re.compile(r"\b(?:I|I['’]\w+|we|We|my|My|me|our|Our)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
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
        _Part((span,), first, paragraph, asks=n == 0)
        for pair in pairs
        for n, (first, paragraph, span) in enumerate(pair)
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
