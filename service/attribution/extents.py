"""Where what is said begins and ends around a reporting verb. Ranges are half-open, in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import explains_silence, goes_on_as_first_person, is_answered, is_timed
from service.attribution.cues import CUES, Takes
from service.attribution.phrases import DASHES, ENDS, MARKS, Range, Tokens, is_finite, is_name_part, phrase_end
from service.attribution.reading import Token
from service.attribution.verbs import COORDINATORS, Verb
from service.domain.news import Polarity

_QUESTIONS = frozenset("whether if why how what who when where which".split())

# --- before the cue ------------------------------------------------------------------------------------------------


def find_fronted(tokens: Tokens, verb: Verb, floor: int) -> Range | None:
    """Return what stands before the source and cue and may be their content."""
    begin = verb.at if verb.inverted else (verb.source[0] if verb.source else verb.group)
    if verb.shared or begin == 0:
        return None
    before = tokens[begin - 1]
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
    return (start, end) if end - start >= 2 and not _is_adverbial(tokens, start, end) else None


def _fronted_start(tokens: Tokens, floor: int, end: int) -> int:
    borders = (i + 1 for i in range(end - 1, floor - 1, -1) if tokens[i].quotation is not None or tokens[i].text == ";")
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
    if verb.inverted or not _resumes(tokens, verbs, at, fronted):
        return ()
    end = content_end(tokens, at + 1, verbs, verb)
    return ((at + 1, end),) if end - at > 2 else ()


_NOT_RESUMED = frozenset("who when where though".split()) | lx.PREPOSITIONS | lx.RELATIVE


def _resumes(tokens: Tokens, verbs: Sequence[Verb], at: int, fronted: Range) -> bool:
    if tokens[at].text != "," or tokens[fronted[0]].quotation is not None or at + 2 >= len(tokens):
        return False
    following = tokens[at + 1]
    if following.low.endswith("ing") or following.low in _NOT_RESUMED or is_timed(tokens, at):
        return False
    apposed = following.low in {"a", "an", "the"} and any(t.low in lx.ROLES for t in tokens[at + 1 : at + 6])
    return not apposed and not any(v.start in {at + 1, at + 2} for v in verbs)


# --- after the cue -------------------------------------------------------------------------------------------------


def content_start(tokens: Tokens, start: int) -> int:
    """Return where the content begins after a cue: adjuncts, commas and colons skipped."""
    i = skip_adjuncts(tokens, start)
    if i + 1 >= len(tokens) or tokens[i].text not in {",", ":"}:
        return i
    following = tokens[i + 1]
    if tokens[i].text == ":" or following.quotation is not None or following.text in MARKS:
        return i + 1
    closing = next((j for j in range(i + 1, min(i + 16, len(tokens))) if tokens[j].text == ","), None)
    if closing and following.low in lx.PREPOSITIONS | lx.ADVERBS | {"while", "when"}:
        return closing + 1
    return i + 1 if following.low in {"that", *_QUESTIONS} else i


def skip_adjuncts(tokens: Tokens, start: int) -> int:
    """Return the first token after times, places and occasions ("on Tuesday", "in a statement")."""
    i = start
    while i < len(tokens):
        step = _adjunct_end(tokens, i)
        if step == i:
            return i
        i = step
    return i


_OCCASIONS = frozenset("in on at during after before since from via through with over until while when as".split())
_CLAUSE_LEADS = frozenset("while when as after before".split())
_LATER = frozenset("again earlier later recently afterward afterwards simply publicly".split())
_LONGEST_ADJUNCT = 26


def _adjunct_end(tokens: Tokens, i: int) -> int:
    token, following = tokens[i], tokens[i + 1].low if i + 1 < len(tokens) else ""
    if token.quoted or not token.is_word:
        return i
    if token.low in lx.DAYS or token.low in _LATER:
        return i + 1
    if token.low in {"last", "this", "next", "late", "early"} and following in lx.TIMES:
        return i + 2
    means = token.low == "by" and following in lx.MEANS
    if means or token.low in _OCCASIONS or (token.low == "for" and following in {"years", "months", "days"}):
        return _prepositional_end(tokens, i)
    return i


def _prepositional_end(tokens: Tokens, i: int) -> int:
    """Return the end of a prepositional phrase that is followed by content or by the end of the sentence."""
    if i + 1 < len(tokens) and tokens[i + 1].low in lx.DAYS | lx.TIMES:
        return _time_end(tokens, i + 2)
    for j in range(i + 1, min(i + _LONGEST_ADJUNCT, len(tokens))):
        token = tokens[j]
        if token.quotation is not None or token.low == "that" or token.text in ENDS | DASHES | {",", ":", ";"}:
            return j
        if token.text in {"“", '"'} and j > i + 2:
            return j
        if is_finite(token) and (tokens[i].low not in _CLAUSE_LEADS or token.low in CUES):
            return i
    return len(tokens) if len(tokens) - i < _LONGEST_ADJUNCT else i


def _time_end(tokens: Tokens, i: int) -> int:
    while i < len(tokens) and (tokens[i].text.isdigit() or tokens[i].low in lx.TIMES - {"this", "last", "may"}):
        i += 1
    return i


# --- the end of the content ----------------------------------------------------------------------------------------

_LEADS = frozenset("if because when while as though although whether since unless until once after before".split())
# What follows a comma more often after the content than inside it, counted in PolNeAR's training articles.
_NEW_CLAUSES = frozenset("according but although which who a while compared".split())
_NEW_AFTER_DASH = frozenset("according but though a the".split())
_NO_PARTICIPLES = frozenset("including nothing something anything everything during being king spring".split())


def content_end(tokens: Tokens, start: int, verbs: Sequence[Verb], verb: Verb) -> int:
    """Return where the content that begins at `start` ends."""
    later = {v.start for v in verbs if v.at > verb.at and v.at > start}
    bounded = _is_subordinate(tokens, verb)
    depth = 1 if any(t.text in {"(", "["} for t in tokens[:start]) else 0
    floor = depth
    for i in range(start, len(tokens)):
        token = tokens[i]
        depth += (token.text in {"(", "["}) - (token.text in {")", "]"})
        if depth < floor and floor:
            return i
        depth = max(depth, floor)
        if depth > floor or token.quoted or i == start:
            continue
        if (
            _cuts(tokens, i, later, start)
            or _is_afterthought(tokens, i, start, verb, later)
            or (bounded and token.text == ",")
            or _adds_verb(tokens, i, verb)
        ):
            return _without_colon(tokens, start, i)
    return _without_colon(tokens, start, without_stop(tokens, start, len(tokens)))


def _without_colon(tokens: Tokens, start: int, end: int) -> int:
    return end - 1 if end > start + 1 and tokens[end - 1].text == ":" else end


def _is_afterthought(tokens: Tokens, i: int, start: int, verb: Verb, later: set[int]) -> bool:
    """Tell whether the sentence goes on by itself at token `i`."""
    occasion = verb.cue.polarity is Polarity.DENIED and tokens[i].low == "after" and i in later
    if occasion or explains_silence(tokens, start, i):  # "denied it had been slow | after neighbours claimed …"
        return True
    if tokens[i].text != ",":
        return False
    source = verb.source[0] if verb.source else verb.at
    return is_timed(tokens, i) or is_answered(tokens, i) or goes_on_as_first_person(tokens, i, source)


def without_stop(tokens: Tokens, start: int, end: int) -> int:
    """Return `end` without the full stops before it."""
    while end > start and tokens[end - 1].text in ENDS:
        end -= 1
    return end


def _is_subordinate(tokens: Tokens, verb: Verb) -> bool:
    """Tell whether the cue stands in a clause that its sentence leads with, or in a relative one."""
    if verb.source is None or verb.shared:
        return False
    if tokens[verb.source[0]].text in {"who", "which"}:
        return True
    opening = {t.low for t in tokens[verb.start : verb.source[0]]}
    before = tokens[verb.start - 1].low if verb.start else ""
    return bool((opening | {before}) & _LEADS)


def _cuts(tokens: Tokens, i: int, later: set[int], start: int) -> bool:
    token = tokens[i]
    if token.text == ";" or (token.quotation is not None and i > start + 1):
        return True
    if token.text == "," or token.text in DASHES:
        return _cuts_at_sign(tokens, i, later)
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if token.low == "according" and following == "to":
        return True
    joined = token.low in COORDINATORS - {"or"} and i in later
    return joined or (token.low in {"and", "but"} and i + 1 in later)


def _cuts_at_sign(tokens: Tokens, i: int, later: set[int]) -> bool:
    if i + 1 >= len(tokens):
        return True
    following = tokens[i + 1].low
    if i + 1 in later or (following in COORDINATORS and i + 2 in later):
        return True
    if tokens[i].text != ",":
        return following in _NEW_AFTER_DASH
    return following in _NEW_CLAUSES or (following.endswith("ing") and following not in _NO_PARTICIPLES)


def _adds_verb(tokens: Tokens, i: int, verb: Verb) -> bool:
    """Tell whether a second verb of the same subject follows an object ("praised Brandt and left")."""
    if verb.cue.takes is not Takes.OBJECT or tokens[i].low != "and" or i + 1 >= len(tokens):
        return False
    return is_past(tokens[i + 1])


def is_past(token: Token) -> bool:
    return is_finite(token) or (token.low.endswith("ed") and not token.is_capital)


# --- who is told ---------------------------------------------------------------------------------------------------

_OBJECT_PRONOUNS = frozenset("him her them me us it you himself herself themselves".split())
_NO_LISTENERS = _QUESTIONS | frozenset("that of to about against for he she they".split())


def find_listener(tokens: Tokens, verb: Verb, start: int) -> tuple[Range | None, int]:
    """Return who is told, and where the rest begins."""
    if start >= len(tokens):
        return None, start
    if verb.cue.takes is Takes.LISTENER:
        end = _listener_end(tokens, start)
        if (bidden := _bidden(tokens, start, end, verb)) is not None:
            return (start, bidden), bidden
        if named := _apposed(tokens, end):
            return named, named[1] + 1
        return ((start, end), end) if end > start else (None, start)
    if tokens[start].low == "to" and verb.cue.takes is Takes.CLAUSE:
        end = phrase_end(tokens, start + 1, len(tokens))
        closed = end >= len(tokens) or tokens[end].low == "that" or tokens[end].text in MARKS | {",", ".", ":"}
        if end > start + 1 and (closed or _is_dated(tokens, end)):
            return (start + 1, end), end
    return None, start


def _is_dated(tokens: Tokens, at: int) -> bool:
    """Tell whether only a time or an occasion parts a listener from a colon ("wrote to members on Monday: …")."""
    end = at if tokens[at].low in _CLAUSE_LEADS else skip_adjuncts(tokens, at)
    return end > at and end < len(tokens) and tokens[end].text == ":"


_BIDS = frozenset("ask tell urge order warn advise remind beg implore".split())


def _bidden(tokens: Tokens, start: int, end: int, verb: Verb) -> int | None:
    """Return where it begins what those who are told shall do or not do ("asked people on the coast | not to come")."""
    if verb.cue.lemma not in _BIDS or end <= start:
        return None
    for j in range(end, min(end + 7, len(tokens) - 1)):
        if tokens[j].low == "to" or (tokens[j].low == "not" and tokens[j + 1].low == "to"):
            return j if tokens[j - 1].low != "as" else None
        if not tokens[j].is_word or is_finite(tokens[j]) or tokens[j].low in _QUESTIONS | {"that", "for", "about"}:
            return None
    return None


def _apposed(tokens: Tokens, end: int) -> Range | None:
    """Return the name between commas that says who a listener is ("told the union's leader, Ada Lane, that …")."""
    if end + 2 >= len(tokens) or tokens[end].text != "," or tokens[end - 1].text == ",":
        return None
    i = end + 1
    while i < len(tokens) and is_name_part(tokens[i]):
        i += 1
    return (end + 1, i) if i > end + 2 and i < len(tokens) and tokens[i].text == "," else None


def _listener_end(tokens: Tokens, start: int) -> int:
    first = tokens[start]
    if first.low in _OBJECT_PRONOUNS and not (first.low == "her" and _noun_follows(tokens, start)):
        return start + 1
    if not first.is_word or first.low in _NO_LISTENERS:
        return start
    i = start + 1 if first.low in lx.DETERMINERS | lx.POSSESSIVES else start
    named = i < len(tokens) and tokens[i].is_capital
    while i < len(tokens) and _in_listener(tokens, i, start, named=named):
        i += 1
        ends_plural = _is_plural(tokens[i - 1].low) and not named and first.low not in {"a", "an"}
        if ends_plural and not (i < len(tokens) and tokens[i].low in {"of", "and", "’"}):
            break
    return _run_end(tokens, start, i)


def _is_plural(low: str) -> bool:
    return low.endswith("s") and low not in {"news", "series", "press", "boss"}


def _run_end(tokens: Tokens, start: int, end: int) -> int:
    """Return where the name ends that a title in small letters goes before ("the news agency Harbor Wire")."""
    i = end
    of = end > start + 1 and [t.low for t in tokens[end - 2 : end]] == ["of", "the"]
    while i < len(tokens) and (
        tokens[i].is_capital or (of and i > end and tokens[i].low in {"and", "’", "'", "'s", "’s"})
    ):
        i += 1
    closed = i >= len(tokens) or tokens[i].text in {",", ".", ":"} or tokens[i].low in {"that", "to", "whether"}
    return i if closed and (of or not tokens[end - 1].low.endswith("s")) else end


def _noun_follows(tokens: Tokens, i: int) -> bool:
    """Tell whether "her" belongs to a noun that an infinitive or a clause follows ("told her staff to …")."""
    if i + 2 >= len(tokens) or not tokens[i + 1].is_word:
        return False
    known = lx.PERSONAL | lx.DETERMINERS | lx.PREPOSITIONS | lx.SUBORDINATORS | lx.TIMES | {"to"}
    return tokens[i + 1].low not in known and tokens[i + 2].low in {"to", "that", "he", "she", "they"}


def _in_listener(tokens: Tokens, i: int, start: int, *, named: bool) -> bool:
    token, low = tokens[i], tokens[i].low
    if not (token.is_word or token.text in {"’", "'", "“", "”", '"'}) or low in lx.DAYS | _QUESTIONS | {"that", "to"}:
        return False
    before = tokens[i - 1].low if i > start else ""
    if token.is_capital or low in {"’s", "'s", "of"}:
        return named or low == "of" or before in {"of", "’s", "'s"}
    if low == "and":
        return i + 1 < len(tokens) and tokens[i + 1].is_capital
    closed = lx.DETERMINERS | lx.POSSESSIVES | lx.PRONOUNS | lx.PREPOSITIONS | lx.ADVERBS
    if low in closed or is_finite(token):
        return before == "of"
    return not named or before in {"’s", "'s"} or low in lx.ROLES
