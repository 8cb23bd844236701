"""What people do by speaking to others: apologise, threaten, dedicate, agree to something, plead not to be named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import dates_phrase, leaves_phrase
from service.attribution.extents import is_past, without_stop
from service.attribution.phrases import (
    DASHES,
    ENDS,
    Range,
    Tokens,
    clause_subject,
    object_head,
    phrase_end,
    verb_group_start,
)
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import head_of, may_speak
from service.domain.news import Polarity


@dataclass(frozen=True, slots=True)
class _Deal:
    """Where what is said begins and ends, the end of the cue, and who is spoken to."""

    cue_end: int
    start: int
    end: int
    listener: Range | None = None


_Reader = Callable[[Tokens, int], _Deal | None]


def find_dealings(tokens: Tokens) -> Iterator[Report]:
    """Yield what people in a sentence do by speaking, with verbs that take more than speech."""
    for i in range(1, len(tokens) - 1):
        read = _READERS.get(tokens[i].low)
        if read is None or tokens[i].quoted or tokens[i].is_capital or (deal := read(tokens, i)) is None:
            continue
        source = _actor(tokens, i)
        if source is None or deal.end <= deal.start or not _may_deal(tokens, source, read):
            continue
        cue, content = (i, deal.cue_end), ((deal.start, deal.end),)
        yield Report(cue, source, content, deal.listener, _polarity(tokens, i), firm=True)


def _may_deal(tokens: Tokens, source: Range, read: _Reader) -> bool:
    if read is _agreement:
        return not _votes(tokens, source)
    return read is not _threat or tokens[source[0]].low != "it"


def _polarity(tokens: Tokens, i: int) -> Polarity:
    words = {t.low for t in tokens[verb_group_start(tokens, i) : i]}
    return Polarity.DID_NOT_SAY if words & lx.NEGATIONS else Polarity.ASSERTED


def _actor(tokens: Tokens, i: int) -> Range | None:
    group = verb_group_start(tokens, i)
    words = {t.low for t in tokens[group:i]}
    passive = words & (lx.BE - {"’s", "'s"}) and not tokens[i].low.endswith("ing")
    if group == 0 or passive or words & (lx.MODALS | lx.NEGATIONS) or tokens[group - 1].low == "to":
        return None
    if tokens[group - 1].low in {"and", "but", "then"}:
        source = clause_subject(tokens, group - 1)
    else:
        source = subject_with_relative(tokens, group) or subject_before(tokens, group)
    if source is None or tokens[source[0]].low in _NO_ACTORS:
        return None
    return source if tokens[source[0]].low == "it" or may_speak(tokens, source) else None


_NO_ACTORS = frozenset("which that this i we nobody none".split())


def _apology(tokens: Tokens, i: int) -> _Deal | None:
    """Return what somebody apologises for, else to whom; the verb itself where neither is told."""
    if tokens[i + 1].low == "that" or tokens[i + 1].quotation is not None or tokens[i + 1].text in {":", "“", '"'}:
        return None
    at, listener, bare = i + 1, None, _Deal(i + 1, i, i + 1)
    if tokens[at].low == "to" and at + 1 < len(tokens):
        end = phrase_end(tokens, at + 1, len(tokens), loose=False)
        listener, at, bare = (at + 1, end), end, _Deal(i + 1, i + 1, _end(tokens, i + 1))
    cause = next((j for j in range(at, min(at + 9, len(tokens) - 1)) if tokens[j].low == "for"), None)
    if cause is None or any(t.text in {",", ";"} for t in tokens[at:cause]):
        return bare
    return _Deal(i + 1, cause + 1, _end(tokens, cause + 1), listener)


def _appeal(tokens: Tokens, i: int) -> _Deal | None:
    """Return what somebody appeals for, or to whom and to do what ("appealed to drivers | to slow down")."""
    if tokens[i + 1].low == "for" and i + 2 < len(tokens):
        return _Deal(i + 2, i + 2, _end(tokens, i + 2))
    if tokens[i + 1].low != "to" or i + 4 >= len(tokens):
        return None
    bid = next((j for j in range(i + 3, min(i + 16, len(tokens) - 1)) if _opens_bid(tokens, j)), None)
    return _Deal(i + 1, bid, _end(tokens, bid), (i + 2, bid)) if bid else None


def _opens_bid(tokens: Tokens, j: int) -> bool:
    plain = tokens[j + 1].is_word and not tokens[j + 1].is_capital
    return tokens[j].low in {"to", "for"} and plain and tokens[j + 1].low not in lx.DETERMINERS | lx.POSSESSIVES


_THREATS = frozenset(
    """action proceedings lawsuit strike strikes walkout walkouts boycott sanctions tariffs retaliation prosecution
    resignation veto""".split()
)


def _threat(tokens: Tokens, i: int) -> _Deal | None:
    if tokens[i + 1].low == "to" or ((head := object_head(tokens, i + 1)) and tokens[head].low in _THREATS):
        return _Deal(i + 1, i + 1, _end(tokens, i + 1))
    return None


_GIFTS = frozenset(
    """goal win victory medal gold silver bronze award prize title trophy song book speech performance triumph success
    hat-trick try century point points match game race album film dance record song poem novel ride""".split()
)


def _dedication(tokens: Tokens, i: int) -> _Deal | None:
    head = object_head(tokens, i + 1)
    if head is None or tokens[head].low not in _GIFTS or head + 2 >= len(tokens) or tokens[head + 1].low != "to":
        return None
    return _Deal(i + 1, i + 1, _end(tokens, i + 1))


def _agreement(tokens: Tokens, i: int) -> _Deal | None:
    """Return what somebody agrees to do, or agrees to."""
    if tokens[i + 1].low != "to" or i + 2 >= len(tokens) or not tokens[i + 2].is_word:
        return None
    return _Deal(i + 1, i + 1, _end(tokens, i + 1))


_VOTERS = frozenset(
    """members councillors councilors council councils committee board cabinet parliament lawmakers shareholders
    creditors senate congress assembly panel legislators senators mps peers ministers directors trustees governors
    jury jurors sides two both court parties
    """.split()
)


def _votes(tokens: Tokens, source: Range) -> bool:
    """Tell whether an agreement is a decision of many, that nobody need have spoken for."""
    return tokens[head_of(tokens, source)].low in _VOTERS


_NAMELESS = frozenset("named identified quoted anonymous".split())


def _plea(tokens: Tokens, i: int) -> _Deal | None:
    """Return the plea of somebody who does not want to be named ("asked not to be named because …").

    Beside other words of his ("an official, who asked not to be named, said …") it only says who speaks.
    """
    if tokens[i - 1].low == "who":
        return None
    words = [t.low for t in tokens[i + 1 : i + 6]]
    pleads = words[:3] == ["not", "to", "be"] or words[:2] in (["to", "remain"], ["to", "stay"])
    if not pleads or not _NAMELESS & set(words[2:4]):
        return None
    end = next(j for j in range(i + 1, len(tokens)) if tokens[j].low in _NAMELESS) + 1
    return _Deal(i + 1, i + 1, end)


_MOTIONS = frozenset("table adjourn postpone amend delay defer refer strike dismiss approve suspend reopen".split())


def _motion(tokens: Tokens, i: int) -> _Deal | None:
    if tokens[i + 1].low != "to" or i + 3 >= len(tokens) or tokens[i + 2].low not in _MOTIONS:
        return None
    return _Deal(i + 1, i + 1, _end(tokens, i + 1))


def _proposal(tokens: Tokens, i: int) -> _Deal | None:
    """Return a proposal that is no clause ("proposed flooding the meadows", "recommended a limit")."""
    if tokens[i + 1].low.endswith("ing") or tokens[i + 1].low in {"a", "an"}:
        return _Deal(i + 1, i + 1, _end(tokens, i + 1))
    return None


_READERS: dict[str, _Reader] = {
    **dict.fromkeys("apologised apologized apologises apologizes apologise apologize".split(), _apology),
    **dict.fromkeys("appealed appeals appealing".split(), _appeal),
    **dict.fromkeys("threatened threatens threaten".split(), _threat),
    **dict.fromkeys("dedicated dedicates".split(), _dedication),
    **dict.fromkeys("agreed agrees".split(), _agreement),
    **dict.fromkeys("asked asks ask".split(), _plea),
    **dict.fromkeys("moved moves".split(), _motion),
    **dict.fromkeys("proposed proposes recommended recommends".split(), _proposal),
}


def _end(tokens: Tokens, start: int) -> int:
    """Return where an object or infinitive ends: before the next deed, a clause of time, or a sign."""
    for j in range(start, len(tokens)):
        if tokens[j].quoted:
            continue
        if tokens[j].text in ENDS | DASHES | {";", ":"} or (j > start and leaves_phrase(tokens, j, start)):
            return without_stop(tokens, start, j)
        if j > start and (dates_phrase(tokens, j, start) or tokens[j].low in {"but", "after", "before", "when"}):
            return j
        if tokens[j].text == "," and j + 1 < len(tokens) and not _goes_on(tokens, j + 1):
            return j
        if tokens[j].low == "and" and j + 1 < len(tokens) and is_past(tokens[j + 1]):
            return j
    return without_stop(tokens, start, len(tokens))


def _goes_on(tokens: Tokens, i: int) -> bool:
    return tokens[i].low in {"on", "provided", "if", "unless", "or"}
