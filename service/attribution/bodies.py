"""Companies, clubs, unions and offices of one article: which of them "the company" or "the council" means."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from service.attribution import lexicon as lx
from service.attribution.kinds import Sort
from service.attribution.names import Mention, is_owner
from service.attribution.people import Person
from service.attribution.reading import Token

_COMPANY = frozenset(
    """company firm manufacturer maker carmaker retailer supermarket chain group lender insurer airline operator
    supplier brewer publisher broadcaster startup start-up giant utility carrier wholesaler grocer business railroad
    railway shipyard bank builder
    """.split()
)
_CLUB = frozenset("club team side".split())
# Nouns that are part of the names of the bodies that they mean ("the council": Norvale City Council).
_SELF_NAMED = frozenset(
    """council ministry department agency bureau university college union association committee commission federation
    institute society board court trust foundation authority museum hospital
    """.split()
)
_NAMED_COMPANIES = frozenset(
    """company group corp corp. inc inc. ltd ltd. llc plc foods airlines airways motors holdings industries lines line
    bank""".split()
)
# What only companies are called.
_NAMED_FIRMS = _NAMED_COMPANIES | frozenset("dairies securities partners associates holdings capital".split())
_NAMED_CLUBS = frozenset("rovers united athletic wanderers fc club albion".split())
_COMPANY_HEADS = ("chief executive", "chief financial officer", "finance chief", "ceo", "shareholders")
_CLUB_HEADS = ("captain", "manager", "coach", "striker", "goalkeeper", "keeper", "skipper", "boss", "midfielder")
_MOST = 3  # words between a name and the office that somebody holds there
_CLEAR = 2  # times as often as the next must a body be named to be meant


class Bodies:
    """The bodies of an article by what kind they are shown to be."""

    def __init__(self, rows: Iterable[tuple[Sequence[Token], Mention, Person]]) -> None:
        self._kinds: dict[str, list[Person]] = defaultdict(list)
        self._named: Counter[str] = Counter()
        for tokens, mention, person in rows:
            self._named[person.words[0].lower()] += 1
            for kind in _kinds(tokens, mention, person):
                if not any(person is p for p in self._kinds[kind]):
                    self._kinds[kind].append(person)

    def meant_by(self, words: Sequence[str]) -> Person | None:
        """Return the body that "the" with these words means; None where there is none, or more than one."""
        noun = words[-1] if words else ""
        kind = "company" if noun in _COMPANY else "club" if noun in _CLUB else noun if noun in _SELF_NAMED else None
        if kind is None or len(words) > 1:
            return None
        fits = self._distinct(self._kinds.get(kind, ()))
        if len(fits) < 2:
            return fits[0] if fits else None
        first, second = sorted(fits, key=self._count, reverse=True)[:2]
        return first if self._count(first) >= _CLEAR * self._count(second) else None

    def _count(self, person: Person) -> int:
        return self._named[person.words[0].lower()]

    def _distinct(self, people: Sequence[Person]) -> list[Person]:
        """Return bodies without the short forms of others ("Solvane" beside "Solvane Heating")."""
        longer = sorted(people, key=lambda p: -len(p.words))
        out: list[Person] = []
        for person in longer:
            if not any(set(person.words) <= set(p.words) for p in out):
                out.append(person)
        return out


def is_company(words: Sequence[str]) -> bool:
    """Tell whether a name ends as only those of companies do."""
    return len(words) > 1 and words[-1].lower() in _NAMED_FIRMS


def _kinds(tokens: Sequence[Token], mention: Mention, person: Person) -> set[str]:
    lows = [w.lower() for w in mention.words]
    kinds = {noun for noun in _SELF_NAMED if noun in lows and len(lows) > 1 and person.sort is not Sort.PERSON}
    if _is_called(tokens, mention, _COMPANY) or is_company(mention.words):
        person.sort = Sort.BODY
        kinds.add("company")
    elif lows[-1] in _NAMED_CLUBS and len(lows) > 1:
        person.sort = Sort.BODY
        kinds.add("club")
    if _heads(tokens, mention):
        person.sort = Sort.BODY
        kinds.add("company")
    if person.sort is not Sort.PERSON or is_owner(tokens, mention):
        kinds |= {"company"} if _has_head(tokens, mention, _COMPANY_HEADS) else set()
        kinds |= {"club"} if _has_head(tokens, mention, _CLUB_HEADS) else set()
    return kinds


def _is_called(tokens: Sequence[Token], mention: Mention, nouns: frozenset[str]) -> bool:
    """Tell whether a noun before a name or in an apposition says what it is ("Solvane, a maker of")."""
    start, end = mention.tokens
    if start and tokens[start - 1].low in nouns and not tokens[start - 1].is_capital:
        return True
    closed = end >= len(tokens) or tokens[end].text in {",", "."}
    if start > 2 and tokens[start - 1].text == "," and tokens[start - 2].low in nouns and closed:
        return True  # "the tram operator, Norvale Transit,"
    apposed = end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].low in {"a", "an", "the"}
    words = [t.low for t in _apposition(tokens, end + 2)] if apposed else []
    if not words or words[-1] in lx.ROLES or not any(w in nouns for w in words):  # "the utility’s director"
        return False
    return not (words[-1] in _TRADES and end - start > 1 and tokens[end + 1].low in {"a", "an"})


_TRADES = frozenset(
    "operator supplier carrier maker".split()
)  # of a company, or somebody's ("Ada Lane, a crane operator")


def _apposition(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    stop = next(
        (
            i
            for i in range(start, min(start + 6, len(tokens)))
            if tokens[i].low in lx.PREPOSITIONS | {",", "that", "who"}
        ),
        min(start + 6, len(tokens)),
    )
    return tokens[start:stop]


def _has_head(tokens: Sequence[Token], mention: Mention, heads: Sequence[str]) -> bool:
    """Tell whether somebody holds such an office there ("Solvane’s chief executive", "the Solvane captain")."""
    end = mention.tokens[1]
    after = " ".join(t.low for t in tokens[end : end + _MOST])
    return any(after.removeprefix("’s ").removeprefix("'s ").startswith(head) for head in heads)


def _heads(tokens: Sequence[Token], mention: Mention) -> bool:
    """Tell whether a name is what somebody is the chief executive of: no person's, then."""
    start = mention.tokens[0]
    before = " ".join(t.low for t in tokens[max(0, start - _MOST) : start])
    return any(before.endswith(f"{head} {link}") for head in _COMPANY_HEADS[:4] for link in ("of", "at"))
