"""What a question asks for beside its topic: whose words, what was done, and what it wants to know of whom it names."""

from __future__ import annotations

import re

from service.text.words import terms


def focus_of(question: str) -> frozenset[str]:
    """Return the terms of a question that are no names: what it wants to know about whom it names."""
    return frozenset(terms(question)) - names_in(question)


def act_of(question: str) -> str | None:
    """Return the term of what was done: the verb of "When does the bridge open?" and of "Who opened it?"."""
    doer = _WHO_DID.match(question)
    if doer:
        return next(iter(terms(doer[1])), None)
    found = terms(question) if _AUXILIARY.search(question) else []
    return found[-1] if found and found[-1] in focus_of(question) else None


def names_in(question: str) -> frozenset[str]:
    """Return the terms of the names in a question, its first word and adjectives of countries aside."""
    found = (name for name in _NAME.findall(question) if not _OF_A_COUNTRY.search(name))
    return frozenset(t for name in found for t in terms(name))


def asks_for_words(question: str) -> bool:
    """Tell whether somebody's words are asked for: what was said, thought, promised or denied."""
    return bool(_ASKS_FOR_WORDS.search(question))


def asks_for_question(question: str) -> bool:
    """Tell whether the answer may be a question itself."""
    return bool(_ASKS_FOR_QUESTION.search(question))


def kind_of(question: str) -> int:
    """Return the number of the first of KINDS that a question is of; len(KINDS) if it is of none."""
    return next((n for n, kind in enumerate(KINDS) if kind.search(question)), len(KINDS))


_ASKS_FOR_WORDS = re.compile(
    r"\b(?:says?|said|saying|tells?|told|asks?|asked|answer(?:s|ed)?|repl(?:y|ies|ied)|wants?|wanted|believes?|thinks?|thought"
    r"|feels?|complain(?:s|ed)?|explain(?:s|ed)?|explanations?|agrees?|admits?|accepts?|expects?|fears?|hopes?|hopeful|warns?"
    r"|promis(?:es?|ed)|den(?:y|ies|ied)|critici[sz](?:es?|ed|ing|m)|advice|advis(?:es?|ed)|opinions?|views?|reasons?|remarks?"
    r"|words|quotes?|quoted|comment(?:s|ed)?|reactions?|responses?|accounts?|complaints?|demands?|describes?|calls?|blames?"
    r"|against|support(?:s|ed)?|oppos(?:es?|ed))\b",
    re.IGNORECASE,
)
_ASKS_FOR_QUESTION = re.compile(r"\b(?:ask(?:s|ed|ing)?|questions?)\b", re.IGNORECASE)
_WHO_DID = re.compile(r"who (?!(?:is|was|are|were|has|have|had|will)\b)(\w+)", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:do|does|did|will|would|can|could)\b", re.IGNORECASE)
_OF_A_COUNTRY = re.compile(r"(?:ish|ese|[aei]ans?|erman|ench|utch|wiss)$")  # an article that names the country may do
_NAME = re.compile(r"(?<=[\w,’'\"“(] )[A-Z][\w’'-]+")

KINDS = (
    re.compile(
        r"\bhow (?:many|much|long|old|far|large|big|high|often)\b|\bby how much\b"
        r"|\b(?:cost|price|worth|turnout|salary|population)"
        r"|\b(?:what|which) (?:number|share|percentage|proportion|age|figure|amount|score|vote|margin)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time|week)\b|\bhow soon\b", re.IGNORECASE),
    re.compile(
        r"\bwho(?:m|se)?\b|\bname of\b|\b(?:which|what) (?:person|man|woman|official|player|minister|company|firm|group"
        r"|party|team|country|agency)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bwhere\b|\b(?:which|what) (?:city|town|place|county|state|hospital|street|venue)\b", re.IGNORECASE),
    re.compile(r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|led|made)\b", re.IGNORECASE),
    re.compile(r"\bhow\b", re.IGNORECASE),
    re.compile(
        r"^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|isn['’]t|didn['’]t)\b", re.IGNORECASE
    ),
    re.compile(r"\bwhat\b|\bwhich\b", re.IGNORECASE),
)  # number, time, person or body, place, cause, manner, yes or no, else
