"""Speakers who are described before they are named: "its director, Piers Lane", or a mayor named a sentence later."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.names import Mention, Sort
from service.attribution.people import Person, is_human, role_fits
from service.attribution.phrases import is_finite
from service.attribution.reading import Sentence, Token
from service.attribution.relays import is_mouth

Row = Sequence[tuple[Mention, Person]]

_REACH = 4  # sentences in which somebody described may still be named
_LEAD = 2  # sentences after the first one in which the person it is about is named
_ANYBODY = frozenset("official source person man woman resident witness expert analyst judge officer".split())
_ENDS = frozenset({",", ".", ";", ")", "—", "–"})


def find_apposed(tokens: Sequence[Token], end: int, row: Row) -> Person | None:
    """Return whom a comma names behind a description that ends at `end`, an offset ("its director, Ada Lane.")."""
    at = next((n for n, t in enumerate(tokens) if t.start >= end), len(tokens))
    if at + 1 >= len(tokens) or tokens[at].text != ",":
        return None
    named = next(((m, p) for m, p in row if m.tokens[0] == at + 1), None)
    if named is None or len(named[0].words) < 2:
        return None
    stop = named[0].tokens[1]
    return named[1] if stop >= len(tokens) or tokens[stop].text in _ENDS else None


def find_named_later(
    inside: Sequence[Token], number: int, sentences: Sequence[Sentence], rows: Sequence[Row]
) -> Person | None:
    """Return whom the sentences behind name with the office that the words `inside` have, or as whom they are about."""
    head = _head(inside)
    if head is None:
        return None
    ahead = range(number + 1, min(number + 1 + _REACH, len(sentences)))
    fresh = [p for n in ahead for _, p in rows[n] if is_human(p) and p.places and p.places[0][0] == n]
    titled = [p for p in fresh if role_fits(p, [head])]
    if len({id(p) for p in titled}) == 1:
        return titled[0]
    return _about(inside, head, number, sentences, rows) if number == 0 and not titled else None


def _about(
    inside: Sequence[Token], head: str, number: int, sentences: Sequence[Sentence], rows: Sequence[Row]
) -> Person | None:
    """Return the only person, without an office, of the next sentence with people, where the first one names nobody."""
    if any(is_human(p) for _, p in rows[number]) or head in _ANYBODY or is_mouth(inside):
        return None
    for n in range(number + 1, min(number + 1 + _LEAD, len(sentences))):
        people = [(m, p) for m, p in rows[n] if p.sort is Sort.PERSON]
        if people:
            mention, person = people[0]
            leads = not any(is_finite(t) for t in sentences[n].tokens if t.start < mention.start)
            alone = len({id(p) for _, p in people}) == 1
            return person if alone and leads and len(person.words) > 1 and not person.roles else None
    return None


def _head(inside: Sequence[Token]) -> str | None:
    """Return the office or trade that a description in the singular has at its head; None where it has none."""
    words = [t.low for t in inside]
    if words[0] not in lx.POSSESSIVES | {"the", "a", "an"}:
        return None
    cut = next((n for n, low in enumerate(words) if n and low in lx.PREPOSITIONS), len(words))
    head = words[cut - 1]
    if words[0] in {"a", "an"} and head in _ANYBODY:
        return None
    trade = head in lx.ROLES or head in {"merchant", "owner"}
    return head if trade and not head.endswith("s") and cut > 1 else None
