"""Who said what in one text: the reports of its sentences, put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.attribution.addressing import address
from service.attribution.announcing import find_ahead, find_signature, is_set_apart, may_announce, set_apart
from service.attribution.clauses import find_reports
from service.attribution.found import Found
from service.attribution.inside import find_inside
from service.attribution.interviews import find_answers
from service.attribution.leads import (
    find_actor,
    find_announced,
    find_asked_one,
    find_beside,
    find_free_question,
    find_lead,
)
from service.attribution.naming import Namer
from service.attribution.nesting import name_first_persons, relay_nested
from service.attribution.phrases import Range, is_finite
from service.attribution.quotes import Verdict, judge, stands_alone
from service.attribution.reading import Sentence, Token, read_sentences, span_of
from service.attribution.referring import Referee
from service.attribution.relays import find_meeting, find_relay, find_seer
from service.attribution.reports import Report
from service.attribution.speakers import Cast
from service.attribution.tagging import Tagger
from service.attribution.turns import Turn, find_turn
from service.attribution.voting import vote
from service.domain.news import Attribution, Polarity, Span
from service.text.marks import Quotation, find_quotations


def find_attributions(
    text: str,
    *,
    title: str | None = None,
    author: str | None = None,
    published_at: str | None = None,
    furniture: Sequence[Span] = (),
    tagger: Tagger | None = None,
    referee: Referee | None = None,
    witnessed: Sequence[Span] = (),
) -> list[Attribution]:
    """Return what people say in `text`, in order of the content's start; by the rules alone without a `tagger`.

    `referee` settles whom pronouns and descriptions mean, which is the rules' without it. `witnessed` is what somebody
    else takes for statements: where rules and tagger disagree, it decides.
    """
    reading = read(text, title=title, author=author)
    found: Sequence[Found] = reading.found
    if tagger is not None:
        found = vote(text, reading.sentences, found, tagger.tag(text, found), witnessed)
    found = [f for f in found if not _touches(f, furniture)]
    cast = Cast(reading.sentences)
    said = name_all(text, reading, found, cast, published_at)
    if referee is not None and (known := referee.settle(cast.roster, cast.asked, cast.spoken)):
        said = name_all(text, reading, found, cast.knowing(known), published_at)
    named = sorted(said, key=lambda a: a.extent)
    return relay_nested(name_first_persons(named, text), text)


def name_all(
    text: str, reading: Reading, found: Sequence[Found], cast: Cast, published_at: str | None
) -> list[Attribution]:
    """Return what was found with its people, who are remembered by the cast."""
    namer = Namer(text, reading.sentences, reading.quotations, published_at=published_at, cast=cast)
    return [a for f in found for a in namer.attribute(f)]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules read it: its sentences, its outermost quotations, and who says what in unresolved words."""

    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    found: Sequence[Found]


def read(text: str, *, title: str | None = None, author: str | None = None) -> Reading:
    """Read a text by the rules; in an interview `title` may name who answers, and `author` who asks."""
    quotations = find_quotations(text)
    outer = [q for q in quotations if q.depth == 0]
    blocks = [q for q in outer if stands_alone(text, q) and judge(text, q) is not Verdict.NOT_SPEECH]
    chosen = {id(q) for q in blocks}
    fragments = [q for q in outer if id(q) not in chosen]
    sentences = read_sentences(text, blocks, fragments)
    nested = [q for q in quotations if q.depth == 1]
    return Reading(sentences, outer, _collect(text, sentences, nested, find_answers(text, sentences, title, author)))


def _touches(found: Found, furniture: Sequence[Span]) -> bool:
    return any(span.overlaps(bad) for span in found.contents for bad in furniture)


# --- reports -------------------------------------------------------------------------------------------------------


def _collect(
    text: str, sentences: Sequence[Sentence], nested: Sequence[Quotation], answers: Mapping[int, list[Found]]
) -> list[Found]:
    found: list[Found] = []
    last: Found | None = None
    turn: Found | None = None
    for number, sentence in enumerate(sentences):
        if turns := list(_quoted_turns(text, sentence, number)):
            found.extend(turns)
            last = turns[-1]
            continue
        fresh = list(_from_sentence(text, sentences, number))
        turn = next((f for f in fresh if f.cue and (f.cue.of(text) == ":" or is_set_apart(f, sentences))), turn)
        if number in answers:
            turn = answers[number][-1]
            fresh = [
                *answers[number],
                *(f for f in fresh if not _is_within(f, turn) or f.cue is None or f.cue.of(text) != ":"),
            ]
        if not fresh and not _is_within_turn(sentence, turn) and (asked := find_free_question(text, sentences, number)):
            found.append(asked)
        if not fresh and found and last is found[-1] and _speaks_on(text, last, sentence, number):
            found[-1] = last = replace(last, contents=(*last.contents, _without_stop(sentence)), sentence_end=number)
        if turn is not None:
            fresh = [replace(f, nested=True) if _is_within(f, turn) else f for f in fresh]
        used = {span for f in (*fresh, *([last] if last else [])) for span in f.contents}
        for token in sentence.tokens:
            fresh.extend(_inside(text, token, nested, sentence, number))
            if token.quotation is None or used.intersection(token.quotation.pieces):
                continue
            if not fresh and (
                announced := find_announced(sentence, number, token) or find_beside(sentence, number, token)
            ):
                fresh.append(announced)
            elif turn is None or not turn.contents[0].contains(token.quotation.outer):
                before = sentences[number - 1] if number else None
                lead = None if fresh or before is None else find_lead(before, number - 1, last, token, sentence)
                lead = lead or find_asked_one(last, token, sentence, number)
                if lead := lead or find_actor(sentences, number, last, token, fresh):
                    found.append(lead)
                    last = lead
                else:
                    last = _continue(found, fresh, last, token.quotation.pieces, sentence.paragraph, text=text)
        found.extend(fresh)
        last = next((f for f in reversed(fresh) if not f.nested), last)
    return address(text, found)


def _is_within_turn(sentence: Sentence, turn: Found | None) -> bool:
    return turn is not None and turn.contents[0].start <= sentence.span.start < turn.contents[-1].end


def _is_within(found: Found, turn: Found) -> bool:
    """Tell whether a report stands inside what is said in a turn, or set apart."""
    return found is not turn and turn.contents[0].start <= found.contents[0].start < turn.contents[-1].end


def _speaks_on(text: str, last: Found, sentence: Sentence, number: int) -> bool:
    """Tell whether a sentence without a cue goes on with a report ("… said it would close. Savers would …")."""
    if last.paragraph != sentence.paragraph or max(last.sentence, last.sentence_end) != number - 1 or last.cue is None:
        return False
    if any(t.quotation is not None or t.quoted for t in sentence.tokens):
        return False
    verbs = [t.low for t in sentence.tokens if is_finite(t)]
    return verbs[:1] == ["would"] and " would " in last.contents[-1].of(text)


def _without_stop(sentence: Sentence) -> Span:
    tokens = sentence.tokens
    ends = tokens[-1].text in {".", "!", "?"} and len(tokens) > 1
    return Span(tokens[0].start, tokens[-2 if ends else -1].end)


def _inside(text: str, token: Token, nested: Sequence[Quotation], sentence: Sentence, number: int) -> Iterator[Found]:
    """Yield what a speaker tells of others' words, or quotes them with."""
    for report, tokens in find_inside(text, token, nested):
        yield replace(_place(report, replace(sentence, tokens=tuple(tokens)), number), nested=True)


def _is_mixed(text: str, found: Found) -> bool:
    """Tell whether a report holds quoted words among others: it ends with its sentence, and what follows is another."""
    return any(
        set(span.of(text)) & _DOUBLE and text[span.start - 1 : span.start] not in _DOUBLE for span in found.contents
    )


def _goes_on(text: str, found: Found) -> bool:
    """Tell whether a report may go on with the next quotation; nobody quotes what he denied, asked or did not say."""
    if _is_mixed(text, found):
        return False
    quoted = all(text[span.start - 1 : span.start] in _MARKS for span in found.contents)
    return quoted or found.polarity is Polarity.ASSERTED


_DOUBLE = frozenset('“"«')
_MARKS = _DOUBLE | {"‘", "'"}
_MOST_PIECES = 200  # of one statement; a longer one goes on as the next


def _continue(
    found: list[Found],
    fresh: list[Found],
    last: Found | None,
    pieces: tuple[Span, ...],
    paragraph: int,
    *,
    text: str,
) -> Found | None:
    """Give a quotation without a cue to the speaker before it, as part of what is quoted of him, or for itself."""
    if fresh and not fresh[-1].nested:
        fresh[-1] = replace(fresh[-1], contents=(*fresh[-1].contents, *pieces))
        return fresh[-1]
    if last is None:
        return None
    grows = found and found[-1] is last and len(last.contents) < _MOST_PIECES
    if last.paragraph == paragraph and grows and _goes_on(text, last):
        found[-1] = replace(last, contents=(*last.contents, *pieces))
        return found[-1]
    if paragraph - last.paragraph > 1:
        return last
    found.append(Found(pieces, last.source, None, last.sentence, paragraph))
    return found[-1]


def _from_sentence(text: str, sentences: Sequence[Sentence], number: int) -> Iterator[Found]:
    if turn := find_turn(text, sentences, number):
        yield _from_turn(text, turn, sentences[number])
    sentence = sentences[number]
    said = tuple(t for t in sentence.tokens if turn is None or t.start >= turn.content.start)
    if signature := find_signature(sentences, number):
        yield replace(_place(*signature, number + 1), paragraph=sentence.paragraph)
    elif said:
        yield from _announcing(text, sentences, number, said)


def _announcing(text: str, sentences: Sequence[Sentence], number: int, said: tuple[Token, ...]) -> Iterator[Found]:
    """Yield the reports of a sentence, one of which may announce what is set apart from it."""
    ahead = find_ahead(text, sentences, number)
    sentence = replace(sentences[number], tokens=(*said, ahead) if ahead else said)
    for report in find_reports(sentence):
        if ahead and not may_announce(sentence.tokens, report):
            continue
        found = _place(report, sentence, number)
        if is_set_apart(found, sentences):
            found = replace(found, paragraph=sentences[number + 1].paragraph)
        elif said[-1].text == ":" and found.contents[-1].end >= said[-1].start - 1:
            found = replace(found, contents=(*found.contents, *set_apart(text, said[-1].end)))
        yield found


def _quoted_turns(text: str, sentence: Sentence, number: int) -> Iterator[Found]:
    """Yield the turns of a transcript that is set in quotation marks as a whole."""
    first = sentence.tokens[0].quotation
    if first is None or not _TURN.match(text, first.inner.start):
        return
    source: Span | None = None
    for piece in first.pieces:
        name = _TURN.match(text, piece.start, piece.end)
        source = Span(piece.start, name.end(1)) if name else source
        start = name.end() if name else piece.start
        if start < piece.end:
            yield Found((Span(start, piece.end),), source, None, number, sentence.paragraph)


_TURN = re.compile(r"([A-Z][A-Z.’' -]+[A-Z]):\s*")


def _from_turn(text: str, turn: Turn, sentence: Sentence) -> Found:
    polarity = Polarity.ASKED if turn.content.of(text).endswith("?") else Polarity.ASSERTED
    return Found((turn.content,), turn.source, turn.cue, turn.named_in, sentence.paragraph, polarity=polarity)


def _place(report: Report, sentence: Sentence, number: int) -> Found:
    tokens = sentence.tokens
    relay = find_relay(tokens, report.contents) or (find_seer(tokens, report.source) if report.source else None)
    listener = report.listener or next((m for c in report.contents if (m := find_meeting(tokens, c))), None)
    return Found(
        tuple(piece for r in report.contents for piece in _pieces(tokens, r)),
        span_of(tokens, report.source),
        span_of(tokens, report.cue),
        number,
        sentence.paragraph,
        listener=span_of(tokens, listener),
        relay=span_of(tokens, relay),
        polarity=report.polarity,
        replies=report.replies,
        firm=report.firm,
    )


def _pieces(tokens: Sequence[Token], content: Range) -> tuple[Span, ...]:
    first = tokens[content[0]]
    if content[1] - content[0] == 1 and first.quotation is not None:
        return first.quotation.pieces
    return (Span(first.start, tokens[content[1] - 1].end),)
