"""Whom "the" with a trade means that the article gives nobody: whoever alone has just been named."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.kinds import Sort
from service.attribution.people import Person, unique
from service.attribution.reading import Token
from service.attribution.roster import Roster

_BACK = 2  # sentences
# Those whom a court, a match or a meeting has beside whoever is named.
_PRESENT = frozenset(
    """judge magistrate coroner referee umpire clerk usher chairman chairwoman chairperson chair speaker moderator
    officer detective inspector constable policeman policewoman minister mayor governor president king queen pope
    pilot driver captain conductor prosecutor lawyer attorney barrister solicitor counsel doctor nurse surgeon
    spokesman spokeswoman spokesperson host presenter interviewer reporter correspondent journalist editor
    official executive director manager chief leader secretary boss head owner victim witness plaintiff juror jury
    caller passenger customer patient resident neighbour neighbor wife husband son daughter brother sister father
    mother widow widower parent child rival predecessor successor counterpart deputy assistant aide source expert
    analyst premier chancellor senator candidate general colonel major lieutenant sergeant admiral commander
    secretary-general commissioner ambassador sheriff landlord landlady tenant bishop pastor priest teacher
    professor critic coach interpreter firefighter paramedic
    """.split()
)
_KINDS = {
    "officer": frozenset("sergeant constable inspector superintendent detective det. insp. sgt. pc admiral".split()),
    "barrister": frozenset("kc qc counsel".split()),
}


def find_by_trade(roster: Roster, inside: Sequence[Token], sentence: int) -> Person | None:
    """Return whom a phrase such as "the goalkeeper" means; None where that is open."""
    if len(inside) < _FEWEST or inside[0].low != "the" or any(t.is_capital for t in inside[1:]):
        return None
    head = inside[-1].low
    if kinds := _KINDS.get(head):
        known = unique([p for n in range(sentence + 1) for _, p in roster.rows[n] if _has_role(p, kinds)])
        return known[0] if len(known) == 1 and len(inside) == _FEWEST else None
    if head in _PRESENT or not (head in lx.ROLES or head.endswith("ologist")):
        return None
    if any(m.start < inside[0].start for m, p in roster.rows[sentence] if p.sort is Sort.PERSON):
        return None
    return _alone_before(roster, sentence)


def _alone_before(roster: Roster, sentence: int) -> Person | None:
    """Return the only one whom the sentences before name, of no known office, if nobody else is called by a trade."""
    for n in range(sentence - 1, max(-1, sentence - 1 - _BACK), -1):
        people = roster.people_in(n)
        if people:
            announces = roster.sentences[n].tokens[-1].text == ":"
            alone = len(people) == 1 and people[0].sort is Sort.PERSON and not announces
            return people[0] if alone and not people[0].roles else None
        if roster.opening_title(n) is not None:
            return None
    return None


_FEWEST = 2  # tokens of "the goalkeeper"


def _has_role(person: Person, kinds: frozenset[str]) -> bool:
    return any(word in kinds for role in person.roles for word in role.lower().split())
