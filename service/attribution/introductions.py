"""Who asks and who answers in an interview, by the lines before its first question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.attribution.kinds import Sort
from service.attribution.names import Mention, find_mentions, is_owner
from service.attribution.reading import Sentence
from service.domain.news import Span


@dataclass(frozen=True, slots=True)
class Sides:
    """Where those who ask and answer are named; None for whom the introduction leaves open."""

    asks: Span | None
    answers: Span | None


_Named = tuple[int, Mention]


def introduce(text: str, sentences: Sequence[Sentence], first: int, labelled: Span | None) -> Sides:
    """Return the two sides of an interview whose questions begin with sentence `first`.

    `labelled` is the name that an answer opens with. With one person named, or one besides whoever has a byline or
    asked, met or spoke to the other, it is clear who is who; else nobody is named.
    """
    people = _people(sentences[:first])
    asks = next((_span(m) for n, m in people if _asks(text, sentences[n], m)), None)
    asker = next((m.words for _, m in people if asks and m.start == asks.start), None)
    others = [(n, m) for n, m in people if m.words != asker]
    if labelled:
        last = labelled.of(text).split()[-1].casefold()
        own = [(n, m) for n, m in others if m.words[-1].casefold() == last]
        others = own or others
    if len({m.words for _, m in others}) != 1:
        return Sides(asks, None)
    return Sides(asks, _span(others[0][1]))


def _people(sentences: Sequence[Sentence]) -> list[_Named]:
    """Return where everybody with a whole name is named first."""
    found: dict[tuple[str, ...], _Named] = {}
    for n, sentence in enumerate(sentences):
        for mention in find_mentions(sentence.tokens):
            if mention.sort is Sort.PERSON and len(mention.words) > 1 and not is_owner(sentence.tokens, mention):
                found.setdefault(mention.words, (n, mention))
    return list(found.values())


def _span(mention: Mention) -> Span:
    return Span(mention.start, mention.end)


_BEFORE = re.compile(
    r"(?:(?:\A|\n|\. )(?:By|Interview by|Words by|Interview:)"
    r"|\b(?:interviewed by|interview by|talks to|talked to|spoke to|speaks to|tells|told|met|meets|welcomed|received"
    r"|answers? (?:the )?questions (?:from|of|by)|(?:sat|sits) down with|(?:spoke|speaks|talked|talks) with))"
    r"(?: (?:our|the|reporter|correspondent|editor|writer|columnist|[a-z]+))*\Z"
)
_AFTER = re.compile(
    r",? ?(?:interviewed|interviews|asked|asks|(?:sat|sits) down with|visited|visits|caught up with|quizzed)\b"
)


def _asks(text: str, sentence: Sentence, mention: Mention) -> bool:
    """Tell whether the words around a name show who puts the questions ("met Ada Lane", "By Ada Lane")."""
    before = text[max(0, mention.start - _REACH) : mention.start].rstrip(" ")
    return bool(_BEFORE.search(before) or _AFTER.match(text, mention.end))


_REACH = 60  # characters before a name
