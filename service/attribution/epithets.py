"""People called by where they are from or how old they are: "said the Norwegian", "the 23-year-old said"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.attribution.people import Person, Resolved, is_human, settled
from service.attribution.reading import Token
from service.attribution.roster import Roster

_AGED = re.compile(r"\d{1,3}-year-old")
_PEOPLES = frozenset(
    """scot swede dane finn pole czech serb croat turk greek swiss spaniard briton thai german mexican american kiwi
    aussie slovak slovene latvian israeli iraqi pakistani saudi qatari kuwaiti filipino filipina argentine basque
    catalan breton cypriot afghan uzbek kazakh berliner parisian muscovite mancunian glaswegian liverpudlian geordie
    """.split()
)
_ENDINGS = ("wegian", "talian", "lian", "rian", "gian", "nian", "sian", "dian", "bian", "tian", "mian", "vian", "nese")
_MEN = re.compile(r"(?:dutch|french|english|irish|welsh|scots|ulster|cornish|york|north|corn)(?:wo)?man")
_NATIVES = re.compile(r"[a-z]{3,}(?:lander|oner|liner|yorker|burgher|ogger)")
_NEAR = 2  # sentences


def is_epithet(inside: Sequence[Token]) -> bool:
    """Tell whether "the" and one word call somebody by their people or age."""
    words = [t for t in inside if t.text not in {"“", "”"}]
    if len(words) != 2 or words[0].low != "the":
        return False
    low = words[1].low
    if _AGED.fullmatch(low):
        return True
    known = low in _PEOPLES or low.endswith(_ENDINGS) or _MEN.fullmatch(low) or _NATIVES.fullmatch(low)
    return words[1].is_capital and bool(known)


def _is_addressed(roster: Roster, sentence: int, person: Person) -> bool:
    """Tell whether a name stands behind "to" or "with" only ("In a letter to Lane, the 48-year-old wrote")."""
    tokens = roster.sentences[sentence].tokens
    at = next(m.tokens[0] for m, p in roster.rows[sentence] if p is person) - 1
    while at > 0 and tokens[at].is_capital:
        at -= 1
    return at >= 0 and tokens[at].low in {"to", "with", "for", "from", "against"}


def whom_it_calls(roster: Roster, sentence: int, last: tuple[Person | None, int]) -> Resolved | None:
    """Return who has just spoken, or is alone what the sentences before are about; None where that is open."""
    speaker, spoke_at = last
    if speaker is not None and is_human(speaker) and 0 <= sentence - spoke_at <= _NEAR:
        return settled(speaker)
    for n in range(sentence - 1, max(-1, sentence - 1 - _NEAR), -1):
        people = roster.people_in(n)
        if people:
            subject = people[0] if len(people) == 1 else roster.subject(n)
            return settled(subject) if subject is not None else None
    named = [p for p in roster.people_in(sentence) if not _is_addressed(roster, sentence, p)]
    return settled(named[0]) if len(named) == 1 else None
