"""Speakers who are described before they are named: "its director, Piers Lane", or a mayor named a sentence later."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.kinds import Sort
from service.attribution.names import Mention
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
    """Return whom a comma names behind a description that ends at `end`, an offset ("its director, Dr Ada Lane.")."""
    at = next((n for n, t in enumerate(tokens) if t.start >= end), len(tokens))
    if at + 1 >= len(tokens) or tokens[at].text != ",":
        return None
    named = next(((m, p) for m, p in row if m.tokens[0] > at and _are_titles(tokens[at + 1 : m.tokens[0]])), None)
    if named is None:
        return None
    first, stop = named[0].tokens
    whole = len(named[0].words) > 1 or first > at + 1
    return named[1] if whole and (stop >= len(tokens) or tokens[stop].text in _ENDS) else None


def find_explained(tokens: Sequence[Token], end: int) -> str | None:
    """Return what commas say that somebody is ("One of them, a retired judge, …")."""
    at = next((n for n, t in enumerate(tokens) if t.start >= end), len(tokens))
    stop = next((n for n in range(at + 1, min(at + 8, len(tokens))) if tokens[n].text == ","), at)
    words = tokens[at + 1 : stop]
    if stop == at or tokens[at].text != "," or words[0].low not in {"a", "an"} or words[-1].low not in lx.ROLES:
        return None
    return " ".join(t.text for t in words)


def _are_titles(tokens: Sequence[Token]) -> bool:
    return all((t.is_capital and t.low in lx.ROLES | lx.HONORIFICS) or t.low == "the" for t in tokens)


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
    """Return the only person of the next sentence with people, if of no other office, where the first names nobody."""
    if any(p.sort is Sort.PERSON for _, p in rows[number]) or head in _ANYBODY or is_mouth(inside):
        return None
    for n in range(number + 1, min(number + 1 + _LEAD, len(sentences))):
        people = [(m, p) for m, p in rows[n] if p.sort is Sort.PERSON]
        if people:
            mention, person = people[0]
            alone = len({id(p) for _, p in people}) == 1 and len(person.words) > 1
            return person if alone and _opens(sentences[n].tokens, mention) and _may_be(person, head) else None
    return None


def _opens(tokens: Sequence[Token], mention: Mention) -> bool:
    """Tell whether a name is the subject of its sentence, or of the verb behind a quotation that opens it."""
    before = [t for t in tokens if t.start < mention.start]
    if before and before[0].quotation is not None:
        return sum(is_finite(t) for t in before) <= 1
    return not any(is_finite(t) for t in before)


def _may_be(person: Person, head: str) -> bool:
    """Tell whether somebody of these offices may be called by this noun."""
    roles = {word for role in person.roles for word in role.lower().split()}
    return not roles or head in roles or head in _ANY_TRADE or (head in _HEADS and bool(roles & _HEADS))


_HEADS = frozenset(
    "head chief boss executive director chairman chairwoman chair president leader ceo founder owner".split()
)
_ANY_TRADE = frozenset(
    """gran granny grandmother grandfather mother father widow widower pensioner teenager survivor veteran retiree
    student pupil schoolboy schoolgirl parent""".split()
)


def _head(inside: Sequence[Token]) -> str | None:
    """Return the office or trade that a description in the singular has at its head; None where it has none."""
    words = [t.low for t in inside]
    if words[0] not in lx.POSSESSIVES | {"the", "a", "an"}:
        return None
    cut = next((n for n in range(1, len(words)) if _cuts(words, n)), len(words))
    head = words[cut - 1]
    if words[0] in {"a", "an"} and head in _ANYBODY:
        return None
    trade = head in lx.ROLES or head in {"merchant", "owner"}
    return head if trade and not head.endswith("s") and cut > 1 else None


def _cuts(words: Sequence[str], n: int) -> bool:
    """Tell whether what a noun is said to be or to have done begins ("a treasurer | accused of")."""
    joins = words[n] in lx.PREPOSITIONS | {",", "who"}
    return joins or (words[n].endswith(("ed", "ing")) and words[n - 1] in lx.ROLES and n + 1 < len(words))
