"""What an article calls a speaker whose role was not read with the statement: looked for beside the full name."""

from __future__ import annotations

import re

from service.domain.news import ArticleVersion, Span, Speaker
from service.text.words import is_proper_name, words

_SAID = r"(?:said|says|told|wrote|added|asked|replied|explained)"
_PHRASE = r"[a-z][\w’'-]*(?: (?!whose?\b)[a-z][\w’'-]*){0,4}"
_PATTERNS = (
    r"(?:(?<=[”\"’'] )|(?<=\. ))(?P<role>[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}) NAME (?=" + _SAID + r"\b)",
    r"(?<!\w)NAME, (?:an? |the )(?P<role>" + _PHRASE + r")(?=,| who\b| whose\b)",
    r"\b(?:Their|His|Her|Its|The) (?P<role>[a-z][\w’'-]*(?: [a-z][\w’'-]*)?) (?:is|was) NAME\b",
    r"(?<!\w)NAME (?:is|was) an? (?P<role>" + _PHRASE + r")(?=[.,])",
)
_NO_ROLE = frozenset(
    """said says told asked replied added wrote and or but with by to for from of in on at as that than like her his
    their its my our your this these those one other man woman person friend very few same""".split()
)


def introduce(speaker: Speaker, version: ArticleVersion) -> tuple[str, Span] | None:
    """Return what the article calls a speaker who has no role, and where; None if it does not say, or is not asked.

    "” harbor master Enid Crowe said", "Noor Rahimi, a reporter whose book …", "Walter Gantry is a retired carpenter.",
    "Their teacher is Yusra Khalil."
    """
    if speaker.role or not is_proper_name(speaker.name) or len(words(speaker.name)) < 2:
        return None
    for pattern in _PATTERNS:
        found = re.search(pattern.replace("NAME", re.escape(speaker.name)), version.text)
        if found and not set(found["role"].split()) & _NO_ROLE and not _is_inflected(found["role"]):
            return found["role"], Span(found.start("role"), found.end("role"))
    return None


def _is_inflected(role: str) -> bool:
    """Tell whether the last word is a verb ("then asked", "laughing") and so names no one."""
    return bool(re.search(r"(?:ed|ing|ly)$", role.rsplit(maxsplit=1)[-1]))
