"""Quotations without a word of speech, as reports of whoever their own sentence, or the one before, names."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution.cueless import find_actor, find_beside
from service.attribution.found import Found
from service.attribution.phrases import Range, clause_subject, is_finite, is_name_part, phrase_end
from service.attribution.reading import Sentence, Token
from service.domain.news import Span

_WHERE = frozenset("on in at to after before about during from".split())  # "Lane on television: “…”"


def give_announced(sentence: Sentence, number: int, token: Token) -> Found | None:
    """Give a quotation behind a colon to the name that its sentence opens with.

    So in "Lane, in the hall: “…”" and "Lane to the board: “…”".
    """
    tokens = sentence.tokens
    at = tokens.index(token)
    end = phrase_end(tokens, 0, at)
    placed = tokens[end].text in {",", ":"} or (
        tokens[end].low in _WHERE and not any(is_finite(t) for t in tokens[end:at])
    )
    if at < 2 or token.quotation is None or tokens[at - 1].text != ":" or not placed:
        return None
    if not is_name_part(tokens[end - 1]) or not is_name_part(tokens[0]):
        return None
    return Found(token.quotation.pieces, _span(tokens, (0, end)), None, number, sentence.paragraph)


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


def give_lead(before: Sentence, number: int, last: Found | None, token: Token, sentence: Sentence) -> Found | None:
    """Give a quotation that opens a paragraph to the subject of the sentence before, if nobody else has just spoken."""
    if before.paragraph != sentence.paragraph - 1 or (last is not None and last.sentence >= number):
        return None
    subject = clause_subject(before.tokens, len(before.tokens))
    if subject is None or token.quotation is None or token is not sentence.tokens[0]:
        return None
    words = before.tokens[subject[0] : subject[1]]
    named = any(is_name_part(t) for t in words) or words[0].low in {"he", "she"}
    following = before.tokens[subject[1] : subject[1] + 3]
    if not named or not any(is_finite(t) or (t.low.endswith("ed") and not t.is_capital) for t in following):
        return None
    return Found(token.quotation.pieces, _span(before.tokens, subject), None, number, sentence.paragraph)


def _span(tokens: Sequence[Token], among: Range) -> Span:
    return Span(tokens[among[0]].start, tokens[among[1] - 1].end)
