"""Who asks in an interview in print, by the lines before its first question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.attribution.kinds import BODIES, Sort
from service.attribution.names import Mention, find_mentions, is_owner
from service.attribution.reading import Sentence
from service.domain.news import Span
from service.text.words import fold


def find_interviewer(
    text: str, introduction: Sequence[Sentence], answering: str | None, answers: Span | None
) -> Span | None:
    """Return who is introduced as the one who asks, other than whom `answers` or the label `answering` names."""
    last = fold(answering.rsplit(maxsplit=1)[-1]) if answering else None
    for sentence in introduction:
        for mention in find_mentions(sentence.tokens):
            own = (answers is not None and answers.start == mention.start) or fold(mention.words[-1]) == last
            if not own and _is_person(sentence, mention) and _asks(text, mention):
                return Span(mention.start, mention.end)
    return None


def is_byline_of_one(author: str) -> bool:
    """Tell whether a byline is one person's whole name, not a desk's or two people's."""
    words = author.split()
    return 1 < len(words) <= _LONGEST_BYLINE and all(_NAME.fullmatch(w) and w.lower() not in BODIES for w in words)


_LONGEST_BYLINE = 4  # words
_NAME = re.compile(r"(?:[A-Z][\w’'.-]*|de|van|von|der|da|di|al|el|la|le|bin)")


def _is_person(sentence: Sentence, mention: Mention) -> bool:
    whole = mention.sort is Sort.PERSON and len(mention.words) > 1
    return whole and not is_owner(sentence.tokens, mention)


_BEFORE = re.compile(
    r"(?:(?:\A|\n|\. )(?:By|Interview by|Words by|Interview:)"
    r"|\b(?:interviewed by|interview by|talks to|talked to|spoke to|speaks to|tells|told|met|meets|welcomed|received"
    r"|answers? (?:the )?questions (?:from|of|by)|(?:sat|sits) down with|(?:spoke|speaks|talked|talks) with))"
    r"(?: (?:our|the|reporter|correspondent|editor|writer|columnist|[a-z]+))*\Z"
)
_AFTER = re.compile(
    r",? ?(?:interviewed|interviews|asked|asks|(?:sat|sits) down with|visited|visits|caught up with|quizzed)\b"
)


def _asks(text: str, mention: Mention) -> bool:
    """Tell whether the words around a name show who puts the questions ("met Ada Lane", "By Ada Lane")."""
    before = text[max(0, mention.start - _REACH) : mention.start].rstrip(" ")
    return bool(_BEFORE.search(before) or _AFTER.match(text, mention.end))


_REACH = 60  # characters before a name
