"""The key facts of an article as rows: who speaks, when and where it happened, what was counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.answering.standing import Candidate
from service.answering.wording import name_with_role, plain, spelled_day, surrounding
from service.attribution.dates import find_day
from service.domain.answers import Claim, Support
from service.domain.news import ArticleVersion, Span, Speaker, Statement
from service.domain.summaries import DraftedSection
from service.text.words import is_proper_name, words

PEOPLE, DAYS, NUMBERS = 8, 4, 6
_DATELINE = re.compile(
    r"(?:\A|\n)([A-Z][A-Z.’' ]{2,30}(?:, (?:[A-Z]\w+\.?|[A-Z]{2}))?)(?:,? \w{3,9}\.? \d{1,2})?(?: \([^)]{2,30}\))?"
    r" ?[—–-] "
)
_DAY = re.compile(
    r"\b(?:(?:on|since|until|from|by) )?(?:(?:next |last )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?:, \d{4})?)\b"
)
_COUNT = re.compile(r"(?<![\w.,])(?:[$€£]\s?)?\d[\d,.]*\d?(?![\w,]*\d)(?! ?(?:a|p)\.?m\b)")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")


def find_facts(
    version: ArticleVersion, candidates: Sequence[Candidate], statements: Sequence[Statement]
) -> tuple[DraftedSection, ...]:
    """Return the sections "who", "when", "where" and "numbers", those that have rows."""
    sections = (
        DraftedSection("who", tuple(_people(version, statements))[:PEOPLE], "Who"),
        DraftedSection("when", tuple(_days(version, candidates))[:DAYS], "When"),
        DraftedSection("where", tuple(_places(version)), "Where"),
        DraftedSection("numbers", tuple(_numbers(candidates))[:NUMBERS], "Numbers"),
    )
    return tuple(section for section in sections if section.claims)


def _people(version: ArticleVersion, statements: Sequence[Statement]) -> Iterator[Claim]:
    """Yield everybody who speaks or passes words on, with their role, each at the first place that names them."""
    seen: set[str] = set()
    for statement in statements:
        for person in (statement.speaker, statement.attribution.via):
            if person and _is_known(person) and person.name not in seen:
                seen.add(person.name)
                found = version.text.find(person.name)
                if found >= 0:
                    yield _row(version, Span(found, found + len(person.name)), _closed(_described(person)))


def _is_known(person: Speaker) -> bool:
    """Tell whether a name says who it is: in full, or with a role."""
    return is_proper_name(person.name) and (len(words(person.name)) > 1 or person.role is not None)


def _described(person: Speaker) -> str:
    named = name_with_role(person)
    return named[:1].upper() + named[1:]


def _days(version: ArticleVersion, candidates: Sequence[Candidate]) -> Iterator[Claim]:
    """Yield the days that the text names and the calendar settles, each with the sentence that names it."""
    seen: set[str] = set()
    for candidate in candidates:
        outside = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), candidate.text)
        for found in _DAY.finditer(outside):
            day = find_day(found[0], version.published_at)
            if day and day not in seen and candidate.named:
                seen.add(day)
                yield Claim(f"{spelled_day(day)}: {candidate.named.text}", candidate.named.supports)


def _places(version: ArticleVersion) -> Iterator[Claim]:
    """Yield the place of the dateline."""
    found = _DATELINE.search(version.text)
    if found:
        place = ", ".join(part.title() if part.isupper() and len(part) > 2 else part for part in found[1].split(", "))
        yield _row(version, Span(found.start(1), found.end(1)), _closed(place))


def _numbers(candidates: Sequence[Candidate]) -> Iterator[Claim]:
    """Yield the sentences with most figures, in the order of the text."""
    ranked = sorted(candidates, key=lambda c: (-min(2, len(_figures(c))), c.ordinal))[:NUMBERS]
    for candidate in sorted(ranked, key=lambda c: c.ordinal):
        if _figures(candidate):
            yield candidate.claim


def _figures(candidate: Candidate) -> list[str]:
    """Return the figures of a claim that count or measure: no years and no days of a month."""
    undated = _DAY.sub(" ", candidate.claim.text)
    return [m for m in _COUNT.findall(undated) if not re.fullmatch(r"(?:19|20)\d\d", m)]


def _row(version: ArticleVersion, span: Span, text: str) -> Claim:
    return Claim(text, (Support(version, span, surrounding(version.text, span)),))


def _closed(text: str) -> str:
    return text if text.endswith(".") else f"{plain(text)}."
