"""Quotations without a word of speech, as reports of whoever their own sentence, or the one before, names."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution.cueless import find_actor, find_beside
from service.attribution.found import Found
from service.attribution.phrases import Range
from service.attribution.reading import Sentence, Token
from service.domain.news import Span


def give_beside(sentence: Sentence, number: int, token: Token) -> Found | None:
    """Give a quotation to whom its own sentence names without a word of speech ("“…,” grinned Lane")."""
    source = find_beside(sentence.tokens, sentence.tokens.index(token))
    if source is None or token.quotation is None:
        return None
    return Found(token.quotation.pieces, _span(sentence.tokens, source), None, number, sentence.paragraph)


def give_actor(
    sentences: Sequence[Sentence], number: int, last: Found | None, token: Token, fresh: Sequence[Found]
) -> Found | None:
    """Give a quotation to whoever the sentence before it tells of ("Lane laughed. “…”"), if it reports nothing."""
    if fresh or number == 0 or token is not sentences[number].tokens[0] or token.quotation is None:
        return None
    before = sentences[number - 1]
    reports = last is not None and max(last.sentence, last.sentence_end) >= number - 1
    if reports or before.paragraph != sentences[number].paragraph or (actor := find_actor(before.tokens)) is None:
        return None
    return Found(token.quotation.pieces, _span(before.tokens, actor), None, number - 1, before.paragraph)


def _span(tokens: Sequence[Token], among: Range) -> Span:
    return Span(tokens[among[0]].start, tokens[among[1] - 1].end)
