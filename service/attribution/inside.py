"""Reports inside the words of a speaker: whom a quotation quotes, and what it tells of others' words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from service.attribution import lexicon as lx
from service.attribution.clauses import find_reports
from service.attribution.cues import CUES, Form
from service.attribution.phrases import Tokens
from service.attribution.reading import Token, read_within
from service.attribution.reports import Report
from service.domain.news import Span
from service.text.marks import Quotation

_NEIGHBOURS = 8  # quotations inside one quotation; more are a list
_FIRST = frozenset({"i", "we"})
_OPEN = frozenset("you it this that which who what there one nobody somebody someone".split())
# What people tell of others' words and their own; "I believe" and "we call it" are no report of an earlier statement.
_RETOLD = frozenset(
    """say tell ask promise warn assure inform deny explain write admit insist claim order urge beg advise remind vow
    declare announce condemn swear reply answer complain argue pledge instruct text email
    """.split()
)


_HELD = frozenset("say think believe".split())


def find_inside(text: str, token: Token, nested: Sequence[Quotation]) -> Iterator[tuple[Report, Tokens]]:
    """Yield the reports in the quotation that `token` is, with the tokens that their ranges count.

    A report in another's own marks ("He said, ‘You are finished here’") counts whatever its cue; one without marks
    ("They told me it was lost") only if it tells of something said before.
    """
    quotation = token.quotation
    if quotation is None:
        return
    first = bisect_left(nested, quotation.inner.start, key=lambda q: q.outer.start)
    near = [q for q in nested[first : first + _NEIGHBOURS] if quotation.inner.contains(q.outer)]
    for piece in quotation.pieces:
        yield from _in_piece(text, piece, [q for q in near if piece.contains(q.outer)])


def _in_piece(text: str, piece: Span, held: Sequence[Quotation]) -> Iterator[tuple[Report, Tokens]]:
    for sentence in read_within(text, piece, held):
        for report in find_reports(sentence):
            quotes = any(sentence.tokens[a].quotation is not None for a, _ in report.contents)
            if quotes or _is_retold(sentence.tokens, report):
                yield report, sentence.tokens


def _is_retold(tokens: Tokens, report: Report) -> bool:
    """Tell whether a report tells of what somebody has said, and not of what the speaker says now ("I say that …")."""
    cue = CUES.get(tokens[report.cue[1] - 1].low)
    if cue is None or cue.lemma not in _RETOLD | _HELD or cue.form not in {Form.PAST, Form.PASSIVE, Form.PRESENT}:
        return False
    if report.source is None:
        return report.listener is not None and cue.form is not Form.PRESENT
    first = tokens[report.source[0]].low
    if first in _OPEN or (report.source[0] > 0 and tokens[report.source[0] - 1].low in {"as", "if", "when"}):
        return False
    if cue.lemma in _HELD and cue.form is Form.PRESENT:
        return first in lx.POSSESSIVES  # "My mother thinks I should frame it"
    return cue.lemma in _RETOLD and (cue.form is not Form.PRESENT or cue.lemma == "tell")
