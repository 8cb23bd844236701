"""What is said before its cue, and what goes on behind it. Ranges are half-open, in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import is_timed
from service.attribution.candidates import Verb
from service.attribution.extents import content_end
from service.attribution.inverted import WHOLE, is_particle
from service.attribution.phrases import DASHES, ENDS, MARKS, Range, Tokens, is_finite


def find_fronted(tokens: Tokens, verb: Verb, floor: int) -> Range | None:
    """Return what stands before the source and cue and may be their content."""
    begin = verb.at - is_particle(tokens, verb.at) if verb.inverted else (verb.source[0] if verb.source else verb.group)
    if verb.shared or begin == 0:
        return None
    before = tokens[begin - 1]
    if not verb.inverted and verb.source and _is_apposed(tokens, verb.source):
        head = _head_start(tokens, floor, begin - 1)
        if head is None:
            return None
        begin, before = head, tokens[head - 1]
    if (
        verb.source
        and not verb.inverted
        and tokens[verb.source[0]].text in {"who", "which"}
        and before.quotation is None
    ):
        return None
    parted = before.text == "," or before.text in DASHES
    end = begin - 1 if parted else begin
    if end > 0 and tokens[end - 1].quotation is not None:
        return (end - 1, end)
    if not parted and before.text not in MARKS:
        return None
    start = _fronted_start(tokens, floor, end)
    return (start, end) if _may_be_said(tokens, verb, start, end) else None


def _may_be_said(tokens: Tokens, verb: Verb, start: int, end: int) -> bool:
    """Tell whether the words before a cue are said, and do not only say when, where or after what it was."""
    if end - start == 1:
        return tokens[start].low in WHOLE and tokens[end].text == ","
    if tokens[end - 1].low in _OPEN or _leads_to_colon(tokens, verb, start):
        return False  # "…, where, he said, nobody lived"
    return end > start and not _is_adverbial(tokens, start, end)


def _leads_to_colon(tokens: Tokens, verb: Verb, start: int) -> bool:
    """Tell whether only an occasion stands before a cue with a colon ("In a letter, read out, he said: “…”")."""
    at = verb.at + 1
    announces = at + 1 < len(tokens) and tokens[at].text == ":" and tokens[at + 1].quotation is not None
    return announces and tokens[start].low in lx.PREPOSITIONS


def _is_apposed(tokens: Tokens, source: Range) -> bool:
    """Tell whether a subject stands between commas, as a name does that explains who somebody is."""
    return source[1] < len(tokens) and tokens[source[1]].text == "," and tokens[source[0] - 1].text == ","


def _head_start(tokens: Tokens, floor: int, comma: int) -> int | None:
    """Return where the noun phrase begins that a name behind `comma` explains ("…, | his lawyer, Ada Lane, said").

    None if it opens the clause, so that nothing is fronted before it.
    """
    start = next((i + 1 for i in range(comma - 1, floor - 1, -1) if _parts(tokens, i)), floor)
    if any(is_finite(t) and t.low not in {"’s", "'s"} for t in tokens[start:comma]):
        return comma + 1
    return start if start > floor and start > 0 else None


def _parts(tokens: Tokens, i: int) -> bool:
    return tokens[i].text in {",", ";"} or tokens[i].quotation is not None or tokens[i].text in DASHES


def _bounds(tokens: Tokens, i: int) -> bool:
    return tokens[i].quotation is not None or (tokens[i].text in {";", ":"} and not tokens[i].quoted)


_OPEN = frozenset("where when that because which while if although though as since".split())


def _fronted_start(tokens: Tokens, floor: int, end: int) -> int:
    borders = (i + 1 for i in range(end - 1, floor - 1, -1) if _bounds(tokens, i))
    start = next(borders, floor)
    while start < end and (tokens[start].low in {"but", "and"} or tokens[start].text in {",", "—", "–"}):
        start += 1
    return start


def _is_adverbial(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether the words before a comma only say when or how ("In a statement on Monday,")."""
    first = tokens[start].low
    told = any(is_finite(t) for t in tokens[start:end])
    timed = end - start <= 5 and any(t.low in lx.TIMES for t in tokens[start:end]) and not told
    if first in {"asked", "pressed", "speaking", "questioned"} or timed:
        return True
    if first in lx.ADVERBS and end - start > 3:
        return False
    leads = first in lx.PREPOSITIONS | lx.ADVERBS | lx.SUBORDINATORS or first.endswith(("ing", "ly"))
    return leads and not told


def ends_report(tokens: Tokens, at: int, fronted: Range) -> bool:
    """Tell whether nothing that could be content follows the cue, so that what is fronted is the content."""
    if at >= len(tokens) or tokens[at].quotation is not None:
        return True
    if tokens[at].text in ENDS | DASHES | {",", ";", ":", ")"}:
        return True
    quotation = tokens[fronted[0]]
    if quotation.quotation is None or fronted[1] - fronted[0] != 1:
        return False
    waits = tokens[fronted[1]].text == "," or quotation.final in {",", "?", "!", "—", "–"}
    return waits and tokens[at].low != "that"


def find_rest(tokens: Tokens, verb: Verb, verbs: Sequence[Verb], at: int, fronted: Range) -> tuple[Range, ...]:
    """Return the part of the content that goes on at `at`, after a cue in the middle."""
    if at >= len(tokens):
        return ()
    parted = tokens[at].text in {",", ":"} and at + 1 < len(tokens)
    following = at + 1 if parted else at
    if tokens[following].quotation is not None:
        return ((following, following + 1),)
    if _explains(tokens, verb, at, fronted) or _speaks_on(tokens, verb, verbs, at, fronted):
        end = content_end(tokens, at + 1, verbs, verb)
        return ((at + 1, end),) if end - at > 2 else ()
    if verb.inverted and parted and tokens[following].text in MARKS:
        return ((following, content_end(tokens, following, verbs, verb)),)  # "She is, says her brother, “a cook”"
    if verb.inverted or not _resumes(tokens, verbs, at, fronted):
        return ()
    end = content_end(tokens, at + 1, verbs, verb)
    return ((at + 1, end),) if end - at > 2 else ()


def _explains(tokens: Tokens, verb: Verb, at: int, fronted: Range) -> bool:
    """Tell whether a colon goes on with what was said ("It was their fault, Lane added: the gate was open")."""
    return (
        tokens[at].text == ":" and not verb.inverted and tokens[fronted[0]].quotation is None and at + 3 < len(tokens)
    )


def _speaks_on(tokens: Tokens, verb: Verb, verbs: Sequence[Verb], at: int, fronted: Range) -> bool:
    """Tell whether a clause behind a semicolon is still what was said ("It was fair, she felt; the rest was not")."""
    if tokens[at].text != ";":
        return False
    later = any(v.at > at for v in verbs)
    ahead = tokens[at + 1 : at + 3]
    acts = bool(ahead) and ahead[0].low in {"but", "and", "then"} and not verb.inverted
    return not later and not acts and tokens[fronted[0]].quotation is None and any(is_finite(t) for t in tokens[at:])


_NOT_RESUMED = frozenset("who when where though".split()) | lx.PREPOSITIONS | lx.RELATIVE


# A clause after these is said and not told of the speaker: "He would not leave, he said, until …"
_BOUND = frozenset("until unless because if that or".split())


def _goes_on_backshifted(tokens: Tokens, verbs: Sequence[Verb], at: int) -> bool:
    """Tell whether the next verb of speech is told in its turn ("He had left, she said, and Lane had asked …")."""
    later = next((v for v in verbs if v.at > at), None)
    backshifted = later is not None and any(t.low in {"had", "would"} for t in tokens[later.group : later.at])
    return later is not None and later.start in {at + 1, at + 2} and not later.shared and backshifted


def _is_measured(tokens: Tokens, i: int) -> bool:
    """Tell whether it follows how often or how much ("Lane read it, she says, | about two hundred times")."""
    counted = tokens[i + 1].text[0].isdigit() or tokens[i + 1].low in lx.DETERMINERS - _PLAIN
    return tokens[i].low in {"about", "around", "over", "almost", "nearly"} and counted


_PLAIN = frozenset("the a an this that".split())


def _points_back(tokens: Tokens, i: int, fronted: Range) -> bool:
    """Tell whether a cleft goes on ("It was there, she says, | that she learned it")."""
    opened = {"it"} & {t.low for t in tokens[fronted[0] : fronted[1]]} and tokens[fronted[1] - 1].low not in lx.BE
    return tokens[i].low == "that" and bool(opened)


def _resumes(tokens: Tokens, verbs: Sequence[Verb], at: int, fronted: Range) -> bool:
    if tokens[at].text != "," or tokens[fronted[0]].quotation is not None or at + 2 >= len(tokens):
        return False
    following = tokens[at + 1]
    if following.low in _BOUND and any(is_finite(t) for t in tokens[at + 2 : at + 12]):
        return True
    if following.low in {"and", "but"} and _goes_on_backshifted(tokens, verbs, at):
        return True
    if _is_measured(tokens, at + 1) or _points_back(tokens, at + 1, fronted):
        return True
    if following.low.endswith("ing") or following.low in _NOT_RESUMED or is_timed(tokens, at):
        return False
    apposed = following.low in {"a", "an", "the"} and any(t.low in lx.ROLES for t in tokens[at + 1 : at + 6])
    return not apposed and not any(v.start in {at + 1, at + 2} for v in verbs)
