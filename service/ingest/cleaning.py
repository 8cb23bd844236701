"""Promotional furniture: kept in the text, marked, never evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain.news import Span
from service.text.sentences import split_sentences

LONGEST_NOTE = 800  # characters of a correction
MAX_LENGTH = 240  # a longer sentence that begins like an advertisement is more likely news

_ASKS = r"(?:please\ |click\ here\ to\ |tap\ here\ to\ |you\ can\ )?"
_FURNITURE = re.compile(
    rf"""^[\W_]*(?:
      {_ASKS}(?:follow|find|join|connect\ with|message)\ (?:us|our|me|@\w+)\b.*
    | {_ASKS}like\ (?:us|our\ page|@\w+)(?:\ (?:on|and)\b.*|[\s.!]*)
    | {_ASKS}(?:follow|like|find|join)\ (?:[\w.'’-]+\ ){{1,6}}on\ (?:twitter|facebook|x|instagram|telegram|linkedin|whatsapp|threads|bluesky)\b.*
    | {_ASKS}(?:subscribe|sign\ up|register\ (?:now|here|for\ (?:our|the)))\b.*(?:newsletter|alert|update|edition|channel|free|inbox|digest|briefing|email|podcast|now|today|here|journalism|access)\b.*
    | (?:subscribe|sign\ up)(?:\ now|\ today|\ here|\ to\ [\w\ ]{{1,40}})?[\s.!]*
    | {_ASKS}(?:download|get|install)\ (?:our|the)\b.{{0,40}}\b(?:app|newsletter|newsletters|briefing)\b.*
    | (?:read\ (?:more|also|next|the\ full\ \w+)|see\ also|also\ read|related(?:\ (?:stories|articles|links|topics|coverage))?|more\ on\ this(?:\ story)?|recommended|don['’]t\ miss|watch|listen|most\ read|editor['’]?s['’]?\ picks?|trending(?:\ now)?|up\ next)(?:\s*[:»>–—]|\s-\s).*
    | (?:related(?:\ (?:stories|articles|links|topics|coverage))|read\ more|see\ also|more\ on\ this\ story|most\ read|share\ this(?:\ \w+)?|share\ on\ .*|advertisement|sponsored(?:\ content)?|continue\ reading.*|story\ continues\ below.*|skip\ (?:to|past).*)[\s.:!]*
    | (?:share|tweet|email|print|save|comment|comments)(?:[\s|/,·]+(?:share|tweet|email|print|save|comments?|facebook|twitter|whatsapp|copy\ link))+[\s.]*
    | (?:we|this\ (?:site|website|page))\ uses?\ cookies\b.* | (?:accept|manage)\ (?:all\ )?cookies\b.*
    | (?:copyright\s*)?(?:©|\(c\)).{{0,80}}(?:\d{{4}}|reserved).* | copyright\ (?:\d{{4}}\b.*|.{{0,80}}\breserved.*) | all\ rights\ reserved\b.*
    | {_ASKS}(?:support\ (?:us|our|the|this|independent|local|quality)|become\ a\ (?:member|subscriber|supporter))\b.{{0,60}}\b(?:journalism|newsroom|subscription|membership|today)\b.*
    | (?:for\ more|get\ more|get\ the\ latest|stay\ (?:up\ to\ date|informed))\b.{{0,80}}\b(?:newsletter|follow\ us|visit\ our|our\ (?:website|app|site|channel|daily|free)|inbox|subscribe|sign\ up)\b.*
    | (?:visit|check\ out)\ our\ .{{0,40}}(?:website|site|page|channel|store|newsletter).*
    | (?:photo(?:graph)?s?|image|picture|pic|video|footage|illustration|graphic)s?(?:\ (?:credits?|by|courtesy(?:\ of)?|via))?\s*[:/©]\ .{{0,100}}
    | \(?(?:file|handout|stock)\ (?:photo|image|picture|pic)(?:graph)?\b.{{0,80}}
    | (?:this|the)\ (?:newsletter|story|article)\ (?:is|was)\ (?:free|brought\ to\ you\ by|sponsored)\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r"^[\s]*[“\"‘'«]")


def find_furniture(text: str, *, known: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return the spans of sentences that advertise, share, or link instead of reporting, and those that are known.

    They are in order and do not overlap.
    """
    found = [span for span in split_sentences(text) if _is_furniture(span.of(text))]
    apart: list[Span] = []
    for span in sorted((*found, *known)):
        if apart and apart[-1].overlaps(span):
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return tuple(apart)


_CORRECTION = re.compile(
    r"""^[\W_]*(?:
      (?:corrections?|clarification|editor['’]?s?\ note|erratum)\b(?:\s*\([^)]{1,40}\))?\s*[:—–-]\ .*
    | (?:this|an\ earlier\ version\ of\ this)\ (?:article|story|report|post|page)\ (?:was|has\ been)\ (?:amended|corrected|clarified)\b.*
    | an\ earlier\ version\ of\ this\ (?:article|story|report|post|headline)\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def find_correction(text: str) -> str | None:
    """Return the paragraph with which an article corrects itself ("Correction: …", "This article was amended …")."""
    paragraphs = (" ".join(p.split()) for p in text.split("\n\n"))
    return next(
        (p for p in paragraphs if len(p) <= LONGEST_NOTE and not _QUOTED.match(p) and _CORRECTION.match(p)), None
    )


def _is_furniture(sentence: str) -> bool:
    return len(sentence) <= MAX_LENGTH and not _QUOTED.match(sentence) and bool(_FURNITURE.match(sentence))
