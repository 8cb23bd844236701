"""What a sentence supplies of the kind that a question asks for, beyond what the question says itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from service.answering.asking import kind_of
from service.answering.expecting import tells_cause, tells_number
from service.text.words import words

HALF = 0.5  # where no kind of answer is asked for
NUMBER, TIME, WHO, PLACE, CAUSE = range(5)  # numbers of asking.KINDS

_FIGURE = r"\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_WHEN = re.compile(
    rf"\b(?:{_MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow|tonight|noon|midnight|morning"
    r"|evening|spring|summer|autumn|winter|\d{1,2}[:.]\d\d|\d{1,2} ?[ap]\.?m|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b{_MONTH}\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|\bthe \d{{1,2}}(?:st|nd|rd|th)\b"
    r"|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w’'-]+")
_THERE = re.compile(r"\b(?:in|at|to|from|near|outside|off|on|into)\s+(?:the\s+)?([A-Z][\w’'-]+)")
_SHARE = re.compile(r"\bper ?cent\b|%|\bpercentage\b", re.IGNORECASE)
_PORTION = re.compile(
    rf"{_SHARE.pattern}|\b(?:half|third|quarter|fifth|tenth|majority|(?:one|two|three) in|\w+ out of)\b", re.IGNORECASE
)
_MONEY = re.compile(r"[$€£]\s?\d|\b(?:dollars?|crowns?|euros?|pounds?|cents?|francs?|million|billion)\b", re.IGNORECASE)
_LASTING = re.compile(r"\b(?:second|minute|hour|day|night|week|month|season|year|decade)s?\b", re.IGNORECASE)
_SPELL = re.compile(
    rf"\b(?:{_FIGURE}|several|few|half|couple of|dozen)[- ](?:\w+ )?"
    r"(?:second|minute|hour|day|night|week|month|season|year|decade|centur)",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\b(?:miles?|km|kilomet\w+|met(?:er|re)s?|feet|foot|inch|acres?|hectares?|square|tons?|tonnes?|stor(?:eys?|ies))\b"
    r"|\d ?m\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\byears?[- ]old\b|\baged?\b|,\s\d{1,3}(?:,|\.|;|$)|\bborn\b|\bturn(?:s|ed|ing)\b", re.IGNORECASE)
_PAIR = re.compile(
    rf"\b(?:{_FIGURE})(?:%| per ?cent)?(?:[-–]| to | votes? to | against )(?:{_FIGURE})\b"
    rf"|\bby (?:\w+ )?(?:{_FIGURE})\b",
    re.I,
)

_ASKED = (  # what a question asks for by its words, and what a sentence must hold then
    (re.compile(r"\bhow long\b", re.IGNORECASE), _SPELL),
    (re.compile(r"\bhow (?:far|tall|high|deep|wide|big|large)\b|distance|height", re.IGNORECASE), _SIZE),
    (re.compile(r"\bhow old\b|\bage\b", re.IGNORECASE), _AGE),
    (re.compile(r"\b(?:margin|score|vote|result)\b", re.IGNORECASE), _PAIR),
    (re.compile(r"\b(?:percentage|share|proportion|turnout|rate|what part)\b", re.IGNORECASE), _PORTION),
    (re.compile(r"\bhow much\b|\b(?:cost|price|worth|salary|fine|budget)\b", re.IGNORECASE), _MONEY),
)
KINDS_OF_ANSWER = (
    "supplied",
    "another time",
    "a date",
    "names another",
    "another place",
    "a share",
    "money",
    "a time span",
)


def supplies(question: str) -> Callable[[str, bool], list[float]]:
    """Return what tells, as numbers in the order of KINDS_OF_ANSWER, what a sentence supplies for a question.

    It is asked with the sentence's text, and whether somebody who is known speaks in it.
    """
    own, asked, kind = frozenset(words(question)), question.lower(), kind_of(question)
    sought = next((pattern for asking, pattern in _ASKED if asking.search(question)), None)

    def supplied(text: str, spoken: bool) -> list[float]:
        another = any(found[0].lower() not in asked for found in _WHEN.finditer(text))
        named = sum(_is_new(name, own) for name in _NAME.findall(text[1:]))
        there = any(_is_new(found[1], own) for found in _THERE.finditer(text))
        fits = {
            NUMBER: tells_number(text),
            TIME: another,
            WHO: bool(named) or spoken,
            PLACE: there,
            CAUSE: tells_cause(text),
        }
        told = float(bool(sought.search(text))) if sought else float(fits[kind]) if kind in fits else HALF
        return [
            told,
            float(another),
            float(kind == TIME and bool(_DATE.search(text))),
            min(float(named), 4.0),
            float(there),
            float(bool(_SHARE.search(text))),
            float(bool(_MONEY.search(text))),
            float(bool(_LASTING.search(text))),
        ]

    return supplied


def _is_new(name: str, own: frozenset[str]) -> bool:
    """Tell whether a name is none of the question's words and no day or month."""
    return not _WHEN.fullmatch(name) and not own.issuperset(words(name))
