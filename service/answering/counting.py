"""Whether a sentence counts what a question does: "31 vessels" are ships, "killed 12" tells of lives lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.embedding.thesaurus import shared_thesaurus
from service.text.words import terms, words

NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|\w+ty-\w+|dozens?|hundreds?|thousands?|millions?|half|twice|none|no)\b"
)
NEAR = 0.5  # of a word's nearness to what is counted: "vessels" are .53 near to "ships", "trains" .36
_AFTER = 3  # words that may stand between a number and what it counts
_WHOLE = r"(?:\d[\d,.]*\d|\d|(?:" + NUMBER.removeprefix(r"\d|") + r"))"
_PHRASE = re.compile(rf"{_WHOLE}((?:[ \-]+[^\W\d][\w’'-]*){{1,{_AFTER + 1}}})", re.IGNORECASE)
_NOT_COUNTED = frozenset(
    """per percent cent january february march april may june july august september october november december""".split()
)

_PEOPLE = frozenset(
    "people persons individuals lives victims souls".split()
)  # passengers are people, not all people are
_VAGUE = frozenset("places things times ways kinds sorts types parts points cases items".split())  # near to anything
_FATES = (  # what befalls people, each in any of the few words that English has for it
    r"died?|dies|dying|dead|deaths?|kill(?:s|ed|ing)?|fatalit(?:y|ies)|perish(?:ed)?|drown(?:ed)?|toll"
    r"|(?:claim|cost|lost|lose|take|took)\w*(?: [\w-]+){0,3}? lives|lives\b.{0,40}\b(?:claim|cost|lost|lose|take)\w*",
    r"hurt|injur(?:y|ies|ed|es|e)|wound(?:s|ed)|casualt(?:y|ies)",
    r"missing|unaccounted|disappear(?:ed)?|vanish(?:ed)?",
    r"evacuat(?:e|ed|ion|ions)|displaced|(?:flee|fled|leave|left) (?:their|his|her) homes?",
    r"arrest(?:s|ed)?|detain(?:ed)?|in custody",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number close to what is counted, to a word that means nearly the same, or to what befell those counted."""

    word: str
    unit: re.Pattern[str]
    near: re.Pattern[str]
    fates: tuple[re.Pattern[str], ...]

    def search(self, sentence: str, /) -> re.Match[str] | None:
        own = self.near.search(sentence) if self.unit.search(sentence) else None
        return own or self._of_a_like_thing(sentence) or self._of_a_fate(sentence)

    def _of_a_like_thing(self, sentence: str) -> re.Match[str] | None:
        return next((found for found in _PHRASE.finditer(sentence) if self._is_like(found[1])), None)

    def _is_like(self, phrase: str) -> bool:
        if self.word in _VAGUE:
            return False
        found = [w for w in words(phrase) if w not in _NOT_COUNTED]
        if self.word in _PEOPLE and not _PEOPLE.isdisjoint(found):
            return True
        return any(near(self.word, w) >= NEAR for w in found if w not in _PEOPLE)

    def _of_a_fate(self, sentence: str) -> re.Match[str] | None:
        return next((found for fate in self.fates if (found := fate.search(sentence))), None)


def _fates_in(question: str) -> tuple[re.Pattern[str], ...]:
    """Return a number close to a word for each fate that a question asks about: "12 died", "the toll rose to 12"."""
    asked = [fate for fate in _FATES if re.search(rf"\b(?:{fate})\b", question, re.IGNORECASE)]
    gap = r"(?:\W+[\w’'-]+){0,4}?\W+"
    return tuple(re.compile(rf"{_WHOLE}{gap}(?:{fate})\b|\b(?:{fate}){gap}{_WHOLE}", re.IGNORECASE) for fate in asked)


@lru_cache(4096)
def near(one: str, other: str) -> float:
    """Return how near a word is to another, from 0 to 1."""
    return float(shared_thesaurus().nearness([one], [other])[0, 0])


def counted_in(question: str) -> Counted | None:
    """Return what tells that a sentence counts what a question asks for; None if it does not ask how many."""
    found = re.search(r"\bhow many\s+((?:[\w-]+\s+){0,2}?)(\w+)", question, re.IGNORECASE)
    unit = terms(found[2]) if found else []
    if not found or not unit:
        return None
    counted = rf"\b{re.escape(unit[0].removesuffix('y'))}"
    pattern = rf"(?:{NUMBER})\b(?:\W+[\w’'-]+){{0,3}}?\W+{counted}|{counted}[^.;:]{{0,40}}?(?:{NUMBER})"
    return Counted(
        found[2].lower(), re.compile(counted, re.IGNORECASE), re.compile(pattern, re.IGNORECASE), _fates_in(question)
    )
