"""Quotations that no verb of speech ties to their speaker, and questions that nobody is named for."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.cueless import who_acts, whose_beside
from service.attribution.found import Found
from service.attribution.phrases import clause_subject, is_finite, is_name_part, phrase_end
from service.attribution.reading import Sentence, Token, span_of
from service.domain.news import Polarity, Span

_WHERE = frozenset("on in at to after before about during from".split())  # "Lane on television: “…”"


def find_announced(sentence: Sentence, number: int, token: Token) -> Found | None:
    """Give a quotation behind a colon to the name that its sentence opens with.

    So in "Lane, in the hall: “…”" and "Lane to the board: “…”".
    """
    tokens = sentence.tokens
    at = tokens.index(token)
    end = phrase_end(tokens, 0, at)
    placed = tokens[end].text in {",", ":"} or (
        tokens[end].low in _WHERE and not any(is_finite(t) for t in tokens[end:at])
    )
    if at < 2 or token.quotation is None or tokens[at - 1].text != ":":
        return None
    if not placed or not is_name_part(tokens[end - 1]) or not is_name_part(tokens[0]):
        return _behind_clause(sentence, number, at)
    return Found(token.quotation.pieces, span_of(tokens, (0, end)), None, number, sentence.paragraph)


def _behind_clause(sentence: Sentence, number: int, at: int) -> Found | None:
    """Give a quotation that ends its sentence to the person its clause is about ("Lane was unimpressed: “…”").

    The clause has a verb; where its subject is what somebody says ("Her answer was short: “…”"), it is hers.
    """
    tokens = sentence.tokens
    quotation = tokens[at].quotation
    subject = clause_subject(tokens, at - 1)
    if quotation is None or subject is None or any(t.is_word for t in tokens[at + 1 :]):
        return None
    if not any(is_finite(t) for t in tokens[subject[1] : at - 1]):
        return None
    words = tokens[subject[0] : subject[1]]
    if words[0].low in lx.POSSESSIVES and words[-1].low in _WORDS:
        subject = (subject[0], subject[0] + 1)
    elif not _is_person(words):
        return None
    return Found(quotation.pieces, span_of(tokens, subject), None, number, sentence.paragraph)


_WORDS = frozenset(
    "answer reply response verdict message advice comment reaction view conclusion explanation motto word words".split()
)


def _is_person(words: Sequence[Token]) -> bool:
    """Tell whether a noun phrase is a pronoun, a name, or "the" with an office."""
    if words[0].low in {"there", "here", "it", "this", "that", "these", "those"}:
        return False
    if len(words) == 1 and words[0].low in {"he", "she", "they", "one", "another", "others"}:
        return True
    return is_name_part(words[-1]) or words[-1].low in lx.ROLES


def find_lead(before: Sentence, number: int, last: Found | None, token: Token, sentence: Sentence) -> Found | None:
    """Give a quotation that opens a paragraph to the subject of the sentence before, if nobody else has just spoken."""
    if token is not sentence.tokens[0] or (last is not None and last.sentence >= number):
        return None
    if before.paragraph != sentence.paragraph - 1:
        return None
    subject = clause_subject(before.tokens, len(before.tokens))
    if subject is None or token.quotation is None:
        return None
    words = before.tokens[subject[0] : subject[1]]
    named = any(is_name_part(t) for t in words) or words[0].low in {"he", "she"}
    following = before.tokens[subject[1] : subject[1] + 3]
    if not named or not any(is_finite(t) or (t.low.endswith("ed") and not t.is_capital) for t in following):
        return None
    return Found(token.quotation.pieces, span_of(before.tokens, subject), None, number, sentence.paragraph)


def find_beside(sentence: Sentence, number: int, token: Token) -> Found | None:
    """Give a quotation to whom its own sentence names without a word of speech ("“…,” grinned Lane")."""
    source = whose_beside(sentence.tokens, sentence.tokens.index(token))
    if source is None or token.quotation is None:
        return None
    return Found(token.quotation.pieces, span_of(sentence.tokens, source), None, number, sentence.paragraph)


def find_actor(
    sentences: Sequence[Sentence], number: int, last: Found | None, token: Token, fresh: Sequence[Found]
) -> Found | None:
    """Give a quotation to whoever the sentence before it tells of ("Lane laughed. “…”"), if it reports nothing."""
    if fresh or number == 0 or token is not sentences[number].tokens[0] or token.quotation is None:
        return None
    before = sentences[number - 1]
    reports = last is not None and max(last.sentence, last.sentence_end) >= number - 1
    if reports or before.paragraph != sentences[number].paragraph or (actor := who_acts(before.tokens)) is None:
        return None
    return Found(token.quotation.pieces, span_of(before.tokens, actor), None, number - 1, before.paragraph)


def find_asked_one(last: Found | None, token: Token, sentence: Sentence, number: int) -> Found | None:
    """Give a quotation to whom the sentence before tells was asked ("Asked whether it hurt, Lane laughed. “…”")."""
    opens = token is sentence.tokens[0] and token.quotation is not None
    if not opens or last is None or last.polarity is not Polarity.ASKED or last.listener is None:
        return None
    if last.sentence != number - 1 or last.paragraph != sentence.paragraph or token.quotation is None:
        return None
    return Found(token.quotation.pieces, last.listener, None, last.sentence, last.paragraph)


_ASKS = frozenset(
    """did do does had has have was were would could should might can will is are who what when where why how which
    whose whom""".split()
)
_BACKSHIFTED = frozenset("did had was were would could might should".split())
_MEANT = frozenset("he she they it".split())
_ANSWERED = frozenset("answered replied said responded thought insisted put shrugged laughed".split())


def find_free_question(text: str, sentences: Sequence[Sentence], number: int) -> Found | None:
    """Return a question that somebody was asked, told without marks, where the next sentence answers it.

    So in "Had he seen it? “Twice,” he said." It has the tense and the persons of a report: "had", "he".
    """
    tokens = sentences[number].tokens
    if tokens[-1].text != "?" or number + 1 >= len(sentences) or len(tokens) < _FEWEST:
        return None
    if any(t.quotation is not None or t.quoted for t in tokens):
        return None
    start = 1 if tokens[0].low in {"but", "and", "so"} else 0
    lows = [t.low for t in tokens[start : start + _HEAD]]
    if not lows or lows[0] not in _ASKS or not _MEANT & set(lows):
        return None
    backshifted = bool(_BACKSHIFTED & set(lows))
    following = sentences[number + 1 : number + 2 + _PAUSES]
    if not any(
        _answers(s.tokens, past=backshifted) for s in following if s.paragraph - sentences[number].paragraph <= 1
    ):
        return None
    span = Span(tokens[0].start, tokens[-1].end)
    return Found((span,), None, None, number, sentences[number].paragraph, polarity=Polarity.ASKED, nested=True)


_PAUSES = 1  # sentences of what somebody does before he answers ("He shrugs.")


def _answers(tokens: Sequence[Token], *, past: bool) -> bool:
    """Tell whether a sentence answers: with words between marks, or, to a question in the past, with its verb."""
    if tokens[0].quotation is not None:
        return True
    says = any(t.low in {"says", "said"} for t in tokens[1:5]) and tokens[1].text == ","
    return says or (past and any(t.low in _ANSWERED for t in tokens))


_FEWEST = 4  # tokens
_HEAD = 8  # tokens of a question that hold its verb and its subject
