"""What the first words of a sentence say that its subject does by speaking ("Welcoming the news, Lane said …")."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution.acts import NEGATING
from service.attribution.phrases import Range, Tokens, is_name_part, phrase_end
from service.attribution.reports import Report
from service.attribution.thinkers import may_speak
from service.domain.news import Polarity

_LEADS = {"welcoming": "welcome", "rejecting": "reject", "defending": "defend", "opposing": "oppose"}


def find_leads(tokens: Tokens) -> Iterator[Report]:
    """Yield what a sentence says in its first participle that its subject does ("Welcoming the news, Lane said …")."""
    lemma = _LEADS.get(tokens[0].low)
    comma = next((j for j in range(2, len(tokens)) if tokens[j].text == "," and not tokens[j].quoted), None)
    if lemma is None or comma is None or comma + 1 >= len(tokens):
        return
    end = phrase_end(tokens, comma + 1, len(tokens))
    source = _named_behind(tokens, comma + 1, end)
    polarity = Polarity.DENIED if lemma in NEGATING else Polarity.ASSERTED
    if end > comma + 1 and may_speak(tokens, source):
        yield Report((0, 1), source, ((1, comma),), polarity=polarity, firm=True)


def _named_behind(tokens: Tokens, start: int, end: int) -> Range:
    """Return the name that a comma puts behind a description without one ("its chairman, Ada Lane, said")."""
    if end + 1 < len(tokens) and tokens[end].text == "," and not any(is_name_part(t) for t in tokens[start:end]):
        named = phrase_end(tokens, end + 1, len(tokens))
        if named > end + 1 and all(is_name_part(t) for t in tokens[end + 1 : named]):
            return (end + 1, named)
    return (start, end)
