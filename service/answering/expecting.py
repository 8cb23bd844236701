"""What a sentence must hold to be an answer of the kind that a question asks for: a number, a time, a name, a cause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from service.answering.counting import NUMBER, counted_in
from service.text.words import WORD, stem, terms

_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_TIME = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|morning|noon|evening|night|week"
    r"|month|year|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)\b[A-Z][a-z]")
_BECAUSE = re.compile(
    r"\b(?:because|since|due to|after|so that|in order to|owing to|as a result|caused)\b", re.IGNORECASE
)
_COLOUR = re.compile(
    r"\b(?:red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gr[ae]y|beige|gold(?:en)?|silver|scarlet|crimson"
    r"|turquoise|navy|cream|tan|maroon|teal|\w+[- ]colou?red|painted)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:\d{1,3}|\w+)[- ]years?[- ](?:old|of age)\b|\b(?:aged?|turn(?:s|ed|ing)) \w+|,\s\d{1,3}(?:,|\.|;|$)"
    r"|\bborn\b|\bbirthday\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(?:second|minute|hour|day|night|week|month|season|year|decade|centur)(?:s|y|ies)?\b|\b(?:until|since)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[$€£]\s?\d|\bper ?cent\b|%|\d[\d,.]*(?:bn|m)?\s(?:(?:hundred|thousand|million|billion)\s)?"
    r"(?:dollars?|crowns?|euros?|pounds?|cents?|francs?|yen|kronor|kroner|rupees?|pesos?)\b"
    r"|\b(?:million|billion|thousand|hundred)\b|\bfree of charge\b|\bfor free\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|long|old|far|large|big|high|often)\b|\b(?:what|which|by a|by what) margin\b", re.IGNORECASE
)
_PAIR = re.compile(
    rf"(?:{NUMBER})(?:[\d,.]*\d)?(?:%| per ?cent)?(?:[-–]| to | votes? to | against )(?:{NUMBER})"
    rf"|\b(?:by|of|lead|led|ahead|margin|majority)\b.{{0,20}}?(?:{NUMBER})"
    rf"|(?:{NUMBER}).{{0,20}}\b(?:lead|ahead|clear|majority|behind)\b",
    re.IGNORECASE,
)
_EXPECTED = (
    (re.compile(r"\bmargin\b", re.IGNORECASE), _PAIR, 0.5),
    (re.compile(r"\b(?:what|which) colou?rs?\b", re.IGNORECASE), _COLOUR, 0.5),
    (re.compile(r"\bhow old\b|\bwhat age\b|\bwhat (?:is|was) .+['’]s age\b", re.IGNORECASE), _AGE, 0.5),
    (re.compile(r"\bhow long (?:will|did|does|do|has|have|had|before|until)\b", re.IGNORECASE), _DURATION, 0.6),
    (re.compile(r"\bhow much (?:money|does|do|did|will|would|has|have|is|was)\b", re.IGNORECASE), _AMOUNT, 0.6),
    (re.compile(r"\b(?:cost|price|worth)\b", re.IGNORECASE), _AMOUNT, 0.7),
    (_HOW_MANY, _NUMBER, 0.6),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)\b", re.IGNORECASE), _TIME, 0.6),
    (re.compile(r"\bwho(?:m|se)?\b|\bwhere\b|\bwhich (?:city|country|person|town)\b", re.IGNORECASE), _NAME, 0.7),
    (re.compile(r"\bwhy\b", re.IGNORECASE), _BECAUSE, 0.9),
)


class Sought(Protocol):
    """What a sentence must hold."""

    def search(self, sentence: str, /) -> re.Match[str] | None: ...


Expected = tuple[Sought, float] | None


@lru_cache(64)
def expected_in(question: str) -> Expected:
    """Return what a sentence must hold to be an answer of the kind asked for, and what it is worth without; or None."""
    named = _name_asked(question) or _holder_asked(question) or _attribute_asked(question) or _count_asked(question)
    return named or next(((sought, worth) for asking, sought, worth in _EXPECTED if asking.search(question)), None)


def _count_asked(question: str) -> Expected:
    """Return a number close to what is counted, where the question asks how many there are: "3,114 pipes"."""
    counted = counted_in(question)
    return (counted, 0.75) if counted else None


def _name_asked(question: str) -> Expected:
    """Return a name that the question itself does not hold, where it asks for one: "What is the name of the barge?"."""
    if not _ASKS_FOR_NAME.search(question):
        return None
    known = "|".join(re.escape(w) for w in WORD.findall(question) if w[0].isupper()) or "(?!)"
    return re.compile(rf"(?<!^)\b(?!(?:{known}|{_CALENDAR})\b)[A-Z][a-z]|[“\"‘'][A-Z]"), 0.5


def _holder_asked(question: str) -> Expected:
    """Return the office itself, where the question asks who holds it: "Who is the referee of the final?"."""
    asked = _WHO_IS.search(question)
    return (re.compile(rf"\b{re.escape(stem(asked[1].lower()))}", re.IGNORECASE), 0.5) if asked else None


def _attribute_asked(question: str) -> Expected:
    """Return the attribute itself, where the question asks for one: "What is the population of the town?"."""
    asked = _WHAT_IS.search(question)
    return (re.compile(rf"\b{re.escape(stem(asked[1].lower()))}", re.IGNORECASE), 0.5) if asked else None


_VAGUE = (
    r"reason|cause|result|outcome|purpose|point|aim|plan|latest|difference|matter|status|problem|issue|news|idea|answer"
    r"|name|colou?r|number|amount"
)
_WHAT_IS = re.compile(
    rf"^[Ww]hat(?: is|['’]s| was| are| were) the (?:[\w’'-]+ ){{0,2}}?(?!(?:{_VAGUE})s?\b)([a-z][\w-]+) of\b"
)
_ASKS_FOR_NAME = re.compile(
    r"\bname of\b|['’]s (?:first |last |full )?name\b|\bwhat (?:is|was|are|were) .+ called\b", re.IGNORECASE
)
_WHO_IS = re.compile(
    r"^[Ww]ho (?:is|was|are|were|will be|would be) the (?:[\w’'-]+ ){0,2}?([a-z][\w-]+)"
    r"(?= (?:of|at|in|for|on|from|behind)\b|[\s?.!]*$)"
)
_CALENDAR = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)


def fitness(sentence: str, expected: Expected) -> float:
    """Return 1 if the sentence holds what is expected, else how much it is still worth."""
    return 1.0 if expected is None or expected[0].search(sentence) else expected[1]


def tells_number(sentence: str) -> bool:
    return bool(_NUMBER.search(sentence))


def tells_amount(sentence: str) -> bool:
    return bool(_AMOUNT.search(sentence))


def tells_time(sentence: str) -> bool:
    return bool(_TIME.search(sentence))


def tells_cause(sentence: str) -> bool:
    return bool(_BECAUSE.search(sentence))


def asks_for_number(question: str) -> bool:
    return bool(_HOW_MANY.search(question))


def lacks_count(question: str, sentences: Iterable[str]) -> bool:
    """Tell whether a question asks how many there are, and no sentence holds a number, in figures or in words."""
    return bool(re.search(r"\bhow many\b", question, re.IGNORECASE)) and not any(map(_NUMBER.search, sentences))


def lacks_sentence(question: str, sentences: Iterable[str]) -> bool:
    """Tell whether a question asks what a court imposed, and no sentence names a punishment or a time served."""
    return bool(_ASKS_FOR_SENTENCE.search(question)) and not any(map(_PUNISHMENT.search, sentences))


_ASKS_FOR_SENTENCE = re.compile(
    r"\b(?:what|which|how (?:long|heavy|harsh|severe|stiff|big)(?: an?| of an?| was the| is the)?)(?: \w+)?"
    r" (?:sentence|punishment|jail term|prison term)\b"
    r"(?! (?:says|reads|begins|ends|in|of) the\b|.*\b(?:cut|drop|write|strike|add)\b)"
    r"|\bhow (?:long|many (?:years|months))\b.*\b(?:jailed|sentenced|behind bars)\b"
    r"|\bwhat (?:was|were|is|has|had) .+ sentenced to\b",
    re.IGNORECASE,
)
_PUNISHMENT = re.compile(
    r"\b(?:prison|jail(?:ed)?|imprison(?:ed|ment)|custod(?:y|ial)|behind bars|fined?|fines|probation|parole|death"
    r"|executed|suspended|community (?:service|order)|sentence[ds]?|curfew|discharged?|spared|for life"
    r"|life (?:term|in)|bann?(?:ed)?|docked|disqualified|struck off)\b"
    r"|\b(?:g[eo]ts?|given|gave|handed|receive[ds]?|serv(?:es?|ed|ing)|faces?|facing|to)\b"
    r"[^.;]{0,25}\b(?:year|month|week|day|hour)s?\b",
    re.IGNORECASE,
)


def unit_of(question: str) -> list[str]:
    """Return the term of what is counted: "people" in "How many people …"."""
    found = re.search(r"\bhow many\s+((?:[\w-]+\s+){0,2}?)(\w+)", question, re.IGNORECASE)
    return terms(found[2]) if found else []


def figures_in(sentence: str) -> frozenset[str]:
    """Return the numbers of a sentence in digits, spelled ones up to ninety-nine too ("sixty-four" → "64")."""
    written = {n.replace(",", "") for n in re.findall(r"\d[\d,.]*\d|\d", sentence)}
    spelled = _SPELLED.keys() & re.findall(r"[a-z]+(?:-[a-z]+)?", sentence.lower())
    return frozenset(written.union(str(_SPELLED[word]) for word in spelled))


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_UNITS += ["seventeen", "eighteen", "nineteen"]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SPELLED = {word: n for n, word in enumerate(_UNITS)} | {ten: 10 * n for n, ten in enumerate(_TENS, start=2)}
_SPELLED |= {f"{ten}-{unit}": _SPELLED[ten] + _SPELLED[unit] for ten in _TENS for unit in _UNITS[1:10]}


def spelled_number(word: str) -> int | None:
    """Return the number that a word spells, up to ninety-nine; None if it spells none."""
    return _SPELLED.get(word)
