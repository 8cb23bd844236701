"""Somebody or some body of an article, and when two mentions mean the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.attribution.holders import PARTICLES
from service.attribution.kinds import Sort
from service.attribution.names import Mention
from service.domain.news import Speaker
from service.text.words import fold

CLEAR = 2  # marks that one gender must be ahead: an honorific gives three, a pronoun two, or one beside others' names


@dataclass(slots=True)
class Person:
    """Somebody or some body of the article, as the mentions so far show it."""

    words: tuple[str, ...]
    sort: Sort
    role: str | None = None
    roles: list[str] = field(default_factory=list)
    genders: Counter[str] = field(default_factory=Counter)
    places: list[tuple[int, int]] = field(default_factory=list)  # sentence, start
    shown: str | None = None  # the gender of a pronoun found to mean them: it keeps others' pronouns off
    only_placed: bool = True  # never named but behind "in", "near" and the like
    acts: bool = False  # named as who does or says something
    rules: bool = False  # has offices of state ("Norvale’s governor"): a place

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def gender(self) -> str | None:
        male, female = self.genders["m"], self.genders["f"]
        return None if abs(male - female) < CLEAR else ("m" if male > female else "f")

    def speaker(self) -> Speaker:
        return Speaker(self.name, self.role)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is meant: one speaker, or the candidates between whom the text does not decide."""

    speaker: Speaker | None
    candidates: tuple[Speaker, ...] = ()
    person: Person | None = None


def settled(person: Person) -> Resolved:
    return Resolved(person.speaker(), person=person)


def unique(people: Sequence[Person]) -> list[Person]:
    out: list[Person] = []
    for person in people:
        if not any(person is p for p in out):
            out.append(person)
    return out


def is_human(person: Person) -> bool:
    """Tell whether a name is a person's: by its shape, a title, or a pronoun; a word alone may be one."""
    known = bool(person.roles or person.genders)
    if not known and (person.only_placed or person.rules):
        return False
    titled = bool(person.roles) or (len(person.words) == 1 and (known or person.acts))
    return person.sort is Sort.PERSON or (person.sort is Sort.OPEN and titled)


def agrees(person: Person, gender: str | None) -> bool:
    known = person.gender or person.shown
    return gender is None or known is None or known == gender


def is_same(person: Person, mention: Mention) -> bool:
    ours, theirs = [fold(w).strip(".") for w in person.words], [fold(w).strip(".") for w in mention.words]
    if ours == theirs:
        return True
    if is_shouted(mention) and person.sort is Sort.PERSON and len(ours) > 1:
        return ours[-1] == theirs[-1]  # "LANE: …" in a transcript
    if (mention.sort is Sort.BODY) != (person.sort is Sort.BODY):
        return False
    if len(theirs) == 1 or len(ours) == 1:
        return ours[-1] == theirs[-1] and agrees(person, mention.gender) and person.sort is not Sort.BODY
    shorter, longer = sorted((ours, theirs), key=len)
    if shorter[0] in PARTICLES:  # "Van der Meer"
        return longer[-len(shorter) :] == shorter
    return ours[0] == theirs[0] and ours[-1] == theirs[-1]


def is_shouted(mention: Mention) -> bool:
    """Tell whether a name is one word in capitals, as in the turns of a transcript."""
    return len(mention.words) == 1 and len(mention.words[0]) > 2 and mention.words[0].isupper()


def add_role(person: Person, mention: Mention) -> None:
    if mention.role and mention.role not in person.roles:
        person.roles.append(mention.role)
        if person.role is None or len(mention.role.split()) > len(person.role.split()) == 1:
            person.role = mention.role


def role_fits(person: Person, words: Sequence[str]) -> bool:
    wanted = {_british(w) for w in words}
    return any(wanted <= {_british(w) for w in role.lower().split()} for role in person.roles)


def _british(word: str) -> str:
    return _SPELLINGS.get(word) or _SPELLINGS.get(word + ".", word)


_SPELLINGS = {
    "defence": "defense",
    "sen.": "senator",
    "gov.": "governor",
    "rep.": "representative",
    "gen.": "general",
    "col.": "colonel",
    "capt.": "captain",
    "maj.": "major",
    "lt.": "lieutenant",
    "sgt.": "sergeant",
    "adm.": "admiral",
    "prof.": "professor",
    "dr.": "doctor",
    "dr": "doctor",
    "rev.": "pastor",
    "reverend": "pastor",
    "insp.": "inspector",
    "det.": "detective",
}
