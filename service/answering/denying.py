"""What somebody tells and another denies: a reader of the one is shown the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.answering.choosing import Candidate, next_sentence
from service.domain.news import Polarity, Statement
from service.store.library import Library
from service.text.words import terms

REPLIES = 2  # sentences after an allegation in which its denial is looked for
SHARED = 2  # terms of an allegation that its denial holds

_SO = r"(?:so|it|this|that|such \w+|th(?:e|o)se words|the words?)"
_ANAPHOR = re.compile(
    r"\W*(?:this|that|it|(?:the|this|that|these|those) \w+"
    rf"|(?:ever )?(?:having|he had|she had|they had) (?:said|done|used|made|written|promised|told)(?: \w+){{0,4}} {_SO}"
    r")\W*$",
    re.IGNORECASE,
)
_DISPUTES = re.compile(r"(?:disput|contradict|reject|rebut|refut|dismiss)", re.IGNORECASE)
_UNKNOWN = re.compile(  # "she could find no record of such a request"
    r"\b(?:no|not|never|nothing|nobody|\w+n['’]t)\b.*\bsuch\b|\bno (?:record|evidence|trace|sign) of\b"
    r"|\bnot aware of\b",
    re.IGNORECASE,
)


def denials(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that deny or dispute something, or know of no such thing."""
    return [s for s in statements if s.attribution.polarity == Polarity.DENIED or _disputes(s)]


def points_back(denial: Statement) -> bool:
    """Tell whether what is denied is only pointed at: "this", "those words", "having said so"."""
    return bool(_ANAPHOR.match(denial.content))


def denial_after(candidate: Candidate, library: Library) -> Candidate | None:
    """Return the sentence right after one, or after that, in which another denies what it tells; None without one."""
    after: Candidate | None = candidate
    for _ in range(REPLIES):
        after = next_sentence(after) if after else None
        if after is None:
            return None
        inside = library.speakers.statements_in(after.hit.version.article_id, after.span)
        inside = [s for s in inside if s.version == after.hit.version.number]
        if any(_answers_back(s, candidate) for s in denials(inside)):
            return replace(after, spoken=tuple(inside))
    return None


def _answers_back(denial: Statement, to: Candidate) -> bool:
    """Tell whether a denial is of what a sentence tells: of "this", or in its words, by another than who tells it."""
    if denial.speaker and to.spoken and all(s.speaker == denial.speaker for s in to.spoken):
        return False
    return (
        points_back(denial)
        or bool(_UNKNOWN.search(denial.content))
        or len(set(terms(denial.content)) & set(terms(to.text))) >= SHARED
    )


def _disputes(statement: Statement) -> bool:
    return bool(_DISPUTES.match(statement.attribution.cue or "") or _UNKNOWN.search(statement.content))
