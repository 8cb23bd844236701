"""Promotional furniture: kept in the text, marked, never evidence."""

from __future__ import annotations

import re

from service.domain.news import Span
from service.text.sentences import split_sentences

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
    | (?:this|the)\ (?:newsletter|story|article)\ (?:is|was)\ (?:free|brought\ to\ you\ by|sponsored)\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r"^[\s]*[“\"‘'«]")


def find_furniture(text: str) -> tuple[Span, ...]:
    """Return the spans of sentences that advertise, share, or link instead of reporting."""
    return tuple(span for span in split_sentences(text) if _is_furniture(span.of(text)))


def _is_furniture(sentence: str) -> bool:
    return len(sentence) <= MAX_LENGTH and not _QUOTED.match(sentence) and bool(_FURNITURE.match(sentence))
