"""For whom somebody speaks: what "his office" says that he has meant are his words, passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.attribution import lexicon as lx
from service.attribution.kinds import Sort
from service.attribution.people import Person, Resolved, settled
from service.attribution.phrases import is_finite, is_name_part, phrase_end
from service.attribution.reading import Token
from service.attribution.relays import is_mouth
from service.domain.news import Span

Resolve = Callable[[Span], Resolved]

_SINGULAR = {"he": "m", "she": "f"}
_OWN = {"his": "m", "her": "f"}
_STAFF = frozenset("office team campaign camp staff management".split())
_OWNER_ENDS = frozenset({"’s", "'s", "’", "'"})


@dataclass(slots=True)
class Principals:
    """Who speaks for whom in one article, as it becomes known."""

    known: dict[int, Person]  # by the id of the person who speaks for them

    def behind(
        self, source: Sequence[Token], said: Sequence[Token], mouth: Resolved, resolve: Resolve
    ) -> Resolved | None:
        """Return whose words somebody passes on, if they are what these words are about; None if his own.

        An office passes on only what its head thinks or wants; where she is, it tells of itself.
        """
        if not self._speaks_for_another(source, mouth) or (source[-1].low in _STAFF and not _thinks(said)):
            return None
        owner = _owner(source)
        principal = resolve(owner) if owner else None
        if principal and principal.person and mouth.person:
            self.known[id(mouth.person)] = principal.person
        subject = _subject(said)
        if subject is None:
            return None
        about = resolve(Span(subject[0].start, subject[-1].end))
        if about.person is not None and about.person is mouth.person:
            return None
        person = principal.person if principal else self.known.get(id(mouth.person)) if mouth.person else None
        if person is not None and (about.person is person or self._is_meant(subject, said, person, about)):
            return settled(person)
        another_office = owner is not None and source[0].low in _OWN and subject[0].low in _OPENS_OFFICE
        if (
            mouth.person
            and about.person
            and about.person.sort is not Sort.BODY
            and _thinks(said)
            and not another_office
        ):
            return about
        return about if self._must_be(subject[0].low, source, mouth, owner) else None

    def _speaks_for_another(self, source: Sequence[Token], mouth: Resolved) -> bool:
        by_role = mouth.person is not None and any(
            is_mouth([Token(word, word.lower(), 0, 0)]) for role in mouth.person.roles for word in role.split()
        )
        return by_role or is_mouth(source) or (source[-1].low in _STAFF and _owner(source) is not None)

    def _is_meant(self, subject: Sequence[Token], said: Sequence[Token], person: Person, about: Resolved) -> bool:
        """Tell whether a pronoun of that gender, or an office that is his or nobody else's, is whom he speaks for."""
        if _holds(person, subject) and _thinks(said):
            return True
        if about.person is not None:
            return False
        gender = _SINGULAR.get(subject[0].low)
        if gender is None:
            return subject[-1].low in lx.ROLES and _thinks(said)
        return person.gender == gender

    def _must_be(self, pronoun: str, source: Sequence[Token], mouth: Resolved, owner: Span | None) -> bool:
        """Tell whether "he" or "she" cannot be the one who speaks: of the other gender, or the owner."""
        gender = _SINGULAR.get(pronoun)
        if gender is None:
            return False
        if owner is not None:
            return _OWN.get(source[0].low) == gender
        if mouth.person is not None:
            return mouth.person.gender not in {None, gender}
        return source[0].low in {"a", "an", "the"}


_HEAD = 12  # tokens of a clause in which its verb stands
_ATTITUDES = frozenset(
    """believes believed thinks thought feels felt hopes hoped fears feared doubts doubted expects expected regards
    regarded regrets regretted wants wanted intends intended likes liked means meant considers considered accepts
    accepted stands stood welcomes welcomed supports supported opposes opposed understands understood respects
    respected plans planned satisfied confident convinced disappointed delighted saddened grateful sorry determined
    committed looks wished wishes agrees agreed disagrees disagreed heartbroken
    """.split()
)


def _holds(person: Person, subject: Sequence[Token]) -> bool:
    """Tell whether a person's role is the one that an article calls just "the minister"."""
    office = subject[-1].low
    return len(subject) == 2 and office in lx.ROLES and any(r.lower().split()[-1:] == [office] for r in person.roles)


_MAY = lx.MODALS | lx.NEGATIONS | {"does", "did", "do"}
_INFINITIVES = frozenset(
    """believe think feel hope fear doubt expect regard regret want intend like mean consider accept welcome support
    oppose understand respect agree disagree
    """.split()
)


def _thinks(said: Sequence[Token]) -> bool:
    """Tell whether a clause says what somebody thinks, feels or wants, or would accept."""
    head = said[:_HEAD]
    meant = any(t.low in _ATTITUDES and not t.quoted for t in head)
    return meant or any(a.low in _MAY and b.low in _INFINITIVES and not b.quoted for a, b in pairwise(head))


def with_office(tokens: Sequence[Token], source: Span) -> Sequence[Token]:
    """Return the tokens at `source`, with the office before the comma that they name ("her spokesman, Nils Brandt")."""
    first = next((n for n, t in enumerate(tokens) if t.start >= source.start), len(tokens))
    start = first
    if first > 2 and tokens[first - 1].text == "," and tokens[first - 2].low in lx.ROLES:
        start = next((n for n in range(first - 3, max(-1, first - 8), -1) if tokens[n].low in _OWN), first)
    return [t for t in tokens[start:] if t.start < source.end]


def _owner(source: Sequence[Token]) -> Span | None:
    """Return the words for whom a phrase says that somebody speaks ("Lane’s office", "his aide", "an aide to Lane")."""
    if source[0].low in _OWN:
        return Span(source[0].start, source[0].end)
    for n, token in enumerate(source):
        if n and token.low in _OWNER_ENDS:
            return Span(source[0].start, source[n - 1].end)
        if n and token.low in {"for", "to"} and n + 1 < len(source) and is_name_part(source[n + 1]):
            return Span(source[n + 1].start, source[-1].end)
    return None


_OPENS_OFFICE = lx.POSSESSIVES | {"the"}


def _acts(words: Sequence[Token], end: int) -> bool:
    """Tell whether a verb follows a subject that ends at `end`, behind what commas add to it."""
    if end < len(words) and words[end].text == ",":
        closing = next((n for n in range(end + 1, min(end + _HEAD, len(words))) if words[n].text == ","), end)
        end = closing + 1
    return end < len(words) and (is_finite(words[end]) or words[end].low in _ATTITUDES)


def _subject(said: Sequence[Token]) -> Sequence[Token] | None:
    """Return what a reported clause begins with, if that is a person: "he", a name, or an office with its article."""
    words = said[1:] if said and said[0].low == "that" else said
    if not words:
        return None
    if words[0].low in _SINGULAR:
        return words[:1]
    end = phrase_end(words, 0, len(words))
    if end == 0 or not _acts(words, end):
        return None
    office = words[0].low in _OPENS_OFFICE and words[end - 1].low in lx.ROLES
    return words[:end] if office or is_name_part(words[0]) else None
