"""Somebody or some body of an article, and when two mentions mean the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

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
    titled: str | None = None  # the gender that "Mr", "his wife" and the like show
    places: list[tuple[int, int]] = field(default_factory=list)  # sentence, start
    shown: str | None = None  # the gender of a pronoun found to mean them: it keeps others' pronouns off
    only_placed: bool = True  # never named but behind "in", "near" and the like
    acts: bool = False  # named as who does or says something
    opens: bool = False  # its words opened a sentence: the first may be no part of the name
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
    if is_tail(shorter, longer):  # "Van der Meer", "Suu Kyi", "Security Council"
        return True
    return ours[-1] == theirs[-1] and (ours[0] == theirs[0] or _is_respelled(ours[0], theirs[0]))


def is_tail(words: Sequence[str], longer: Sequence[str]) -> bool:
    """Tell whether a name of two words or more is the end of a longer one."""
    ours, theirs = [fold(w).strip(".") for w in words], [fold(w).strip(".") for w in longer]
    return 1 < len(ours) < len(theirs) and theirs[-len(ours) :] == ours


def _is_respelled(ours: str, theirs: str) -> bool:
    """Tell whether two first names are one with a letter doubled ("Hilary", "Hillary")."""
    shorter, longer = sorted((ours, theirs), key=len)
    doubled = (longer[:n] + longer[n + 1 :] for n in range(1, len(longer)) if longer[n] == longer[n - 1])
    return len(longer) - len(shorter) == 1 and len(longer) > _FEWEST_LETTERS and shorter in doubled


_FEWEST_LETTERS = 4  # of a first name that may be misspelled


def meet(person: Person, mention: Mention) -> Person:
    """Return the person with the longest of the two names, and the surest kind; a name at birth stays behind.

    Words more before a whole name are no part of it where they open a sentence ("Using Ada Lane’s plan").
    """
    if mention.born and len(person.words) > 1:
        return person
    if is_tail(mention.words, person.words) and _may_be_loose(person.words, mention.words, opens=person.opens):
        person.words, person.opens = mention.words, opens_sentence(mention)
    shouted = person.name.isupper() and not mention.name.isupper() and len(mention.words) == len(person.words)
    longer = len(mention.words) > len(person.words) and not (
        is_tail(person.words, mention.words)
        and _may_be_loose(mention.words, person.words, opens=opens_sentence(mention))
    )
    if longer or shouted:
        person.words, person.opens = mention.words, opens_sentence(mention)
    if person.sort is Sort.OPEN or (mention.sort is Sort.PERSON and person.sort is not Sort.BODY):
        person.sort = mention.sort if mention.sort is not Sort.OPEN else person.sort
    return person


def opens_sentence(mention: Mention) -> bool:
    return mention.tokens[0] == 0 and mention.sort is not Sort.BODY


def _may_be_loose(longer: Sequence[str], name: Sequence[str], *, opens: bool) -> bool:
    """Tell whether what a longer form has before a whole name may be no part of it."""
    return opens or len(longer) - len(name) > 1


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
    return any(wanted <= role_words(role) for role in person.roles)


def role_words(role: str) -> set[str]:
    """Return the words of an office in one spelling."""
    return {_british(w) for w in role.lower().split()}


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
