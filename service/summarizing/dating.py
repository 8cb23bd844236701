"""The date beside a weekday that is past and sure: "on Tuesday [15 November 2022]", in brackets, as our own words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from service.answering.faults import find_fault
from service.answering.wording import spelled_day
from service.attribution.dates import find_day
from service.domain.answers import Claim

SURE_DAYS = 5  # a weekday six days ago may be today's, where the outlet's clock is ahead of UTC
_QUOTATION = re.compile(r"(“[^“”]*”|\"[^\"]*\")")
_ON = re.compile(
    r"\bon (?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?: (?:morning|afternoon|evening|night))?(?![\w’'-])"
)
_PAST = re.compile(
    r"\b(?:said|told|spoke|met|began|broke|came|took|gave|wrote|went|held|put|found|struck|made|was|were|had|lost|won|fell"
    r"|rose|left|sent|[a-z]{3,}ed)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|can|could|should|must|is|are|am|be|has to|have to|wants?|plans?|hopes?|expects?"
    r"|promised|offered|scheduled|planned|expected|booked|invited|postponed|due|until"
    r"|from|next|every|before|if|when)\b|[’']ll\b|\bto [a-z]+(?: [\w’'-]+){0,4} on [A-Z]"
)


def dated(claim: Claim) -> Claim:
    """Return a claim with the dates of its past weekdays; what may lie ahead, or on another day, stays as it is."""
    pieces = _QUOTATION.split(claim.text)
    published = claim.supports[0].version.published_at
    pieces[::2] = [_ON.sub(lambda m, piece=piece: _with_date(m, piece, published), piece) for piece in pieces[::2]]
    made = replace(claim, text="".join(pieces))
    return claim if made == claim or find_fault(made, generated=False) else made


def _with_date(found: re.Match[str], piece: str, published: str | None) -> str:
    """Return the weekday with its date if the clause in front of it tells of what has happened."""
    before = piece[: found.start()]
    if not _PAST.search(before) or _AHEAD.search(piece[: found.end()]):
        return found[0]
    day = find_day(found["day"], published)
    if day is None or (date.fromisoformat((published or "")[:10]) - date.fromisoformat(day)).days > SURE_DAYS:
        return found[0]
    return f"{found[0]} [{spelled_day(day)}]"
