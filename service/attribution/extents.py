"""Where what is said behind a reporting verb begins and ends. Ranges are half-open, in tokens."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import (
    closes_fragment,
    dates_phrase,
    explains_silence,
    goes_on_as_first_person,
    goes_on_with_deed,
    is_answered,
    is_timed,
    leaves_phrase,
)
from service.attribution.candidates import COORDINATORS, Verb
from service.attribution.cues import CUES, Takes
from service.attribution.main_verbs import goes_on_in_past, main_verb
from service.attribution.phrases import DASHES, ENDS, MARKS, Tokens, is_finite
from service.attribution.reading import Token
from service.domain.news import Polarity

QUESTIONS = frozenset("whether if why how what who when where which".split())


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
    return i + 1 if following.low in {"that", *QUESTIONS} else i


def skip_adjuncts(tokens: Tokens, start: int) -> int:
    """Return the first token after times, places and occasions ("on Tuesday", "in a statement")."""
    i = start
    while i < len(tokens):
        step = _adjunct_end(tokens, i)
        if step == i:
            return i
        i = step
    return i


_OCCASIONS = frozenset(
    """in on at during after before since from via through with over until while when as outside inside near beside
    aboard""".split()
)
CLAUSE_LEADS = frozenset("while when as after before".split())
_LATER = frozenset("again earlier later recently afterward afterwards simply publicly".split())
_SHORTLY = frozenset("shortly just soon immediately minutes moments hours".split())
_LONGEST_ADJUNCT = 26


def _adjunct_end(tokens: Tokens, i: int) -> int:
    token, following = tokens[i], tokens[i + 1].low if i + 1 < len(tokens) else ""
    if token.quoted or not token.is_word or _is_subject_day(tokens, i):
        return i
    if token.low in lx.DAYS or token.low in _LATER:
        return i + 1
    if (nameless := _nameless_end(tokens, i)) > i:
        return nameless
    if token.low in {"last", "this", "next", "late", "early"} and following in lx.TIMES:
        return i + 2
    if token.low in _SHORTLY and following in {"before", "after"}:
        i, token = i + 1, tokens[i + 1]
    means = token.low == "by" and following in lx.MEANS
    if means or token.low in _OCCASIONS or (token.low == "for" and following in {"years", "months", "days"}):
        return _prepositional_end(tokens, i)
    return i


def _is_subject_day(tokens: Tokens, i: int) -> bool:
    """Tell whether a day is what is spoken of, not when ("said Sunday was his best day", "said Tuesday’s vote")."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return tokens[i].low in lx.DAYS and following is not None and is_finite(following)


_WHY = frozenset("because as since to for given so citing due owing".split())


def _nameless_end(tokens: Tokens, i: int) -> int:
    """Return where the terms on which somebody spoke end ("on condition of anonymity because …"), `i` without them."""
    lows = [t.low for t in tokens[i : i + 5]]
    length = 4 if lows[:4] == ["on", "condition", "of", "anonymity"] else 5
    if " ".join(lows[:length]) not in {"on condition of anonymity", "on the condition of anonymity"}:
        return i
    end = i + length
    if end < len(tokens) and tokens[end].low in _WHY:
        stops = (
            j for j in range(end, len(tokens)) if tokens[j].text in ENDS | {":"} or tokens[j].quotation is not None
        )
        return next(stops, len(tokens))
    return end


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
        if is_finite(token) and (tokens[i].low not in CLAUSE_LEADS or token.low in CUES):
            return i
    return len(tokens) if len(tokens) - i < _LONGEST_ADJUNCT else i


def _time_end(tokens: Tokens, i: int) -> int:
    while i < len(tokens) and (tokens[i].text.isdigit() or tokens[i].low in lx.TIMES - {"this", "last", "may"}):
        i += 1
    return i


_LEADS = frozenset("if because when while as though although whether since unless until once after before".split())
# What follows a comma more often after the content than inside it, counted in PolNeAR's training articles.
_NEW_CLAUSES = frozenset("according but although which who a while compared".split())
_NEW_AFTER_DASH = frozenset("according but though a the".split())
_NO_PARTICIPLES = frozenset("including nothing something anything everything during being king spring".split())


def content_end(tokens: Tokens, start: int, verbs: Sequence[Verb], verb: Verb) -> int:
    """Return where the content that begins at `start` ends."""
    behind = [v for v in verbs if v.at > verb.at and v.at > start and not goes_on_in_past(tokens, v, start)]
    listed = start > 0 and tokens[start - 1].text == ":"  # "writes: Bread is gone and the grocer expects no more"
    later = {v.start for v in behind if v.shared or not listed}
    main = main_verb(tokens, start, verb)
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
        if i == main:
            return i
        if token.quotation is not None and _is_quoted_inside(i, start, verb, verbs):
            return i + 1
        if (
            _cuts(tokens, i, later, start)
            or _is_afterthought(tokens, i, start, verb, later)
            or (bounded and token.text == ",")
            or _adds_verb(tokens, i, verb)
        ):
            return _without_colon(tokens, start, i)
    return _without_colon(tokens, start, without_stop(tokens, start, len(tokens)))


def _is_quoted_inside(i: int, start: int, verb: Verb, verbs: Sequence[Verb]) -> bool:
    """Tell whether a quotation is what somebody says of whom the content tells ("said Lane had asked, | “…”")."""
    return any(start < v.at < i <= v.at + 3 and v.at > verb.at and not v.shared and not v.inverted for v in verbs)


def _without_colon(tokens: Tokens, start: int, end: int) -> int:
    return end - 1 if end > start + 1 and tokens[end - 1].text == ":" else end


_CLAUSAL = frozenset("say tell add claim argue believe think insist know explain".split())  # with a clause, or words


def _is_afterthought(tokens: Tokens, i: int, start: int, verb: Verb, later: set[int]) -> bool:
    """Tell whether the sentence goes on by itself at token `i`."""
    denied = verb.cue.polarity is Polarity.DENIED
    silent = verb.cue.polarity is Polarity.DECLINED or verb.refuses
    if silent and tokens[start].low == "to" and tokens[i].low in _OCCASION_OF_SILENCE and i > start + 2:
        return True  # "declined to name him | when he was asked"
    occasion = denied and tokens[i].low == "after" and i in later
    occasion = occasion or (denied and tokens[start].low.endswith("ing") and tokens[i].low in {"when", "after"})
    if occasion or explains_silence(tokens, start, i):  # "denied it had been slow | after neighbours claimed …"
        return True
    phrase = verb.cue.lemma not in _CLAUSAL and leaves_phrase(tokens, i, start)
    if phrase or dates_phrase(tokens, i, start) or goes_on_with_deed(tokens, i) or closes_fragment(tokens, i, start):
        return True
    if tokens[i].text != ",":
        return False
    source = verb.source[0] if verb.source else verb.at
    return is_timed(tokens, i) or is_answered(tokens, i) or goes_on_as_first_person(tokens, i, source)


_OCCASION_OF_SILENCE = frozenset("when because after while citing until".split())


def without_stop(tokens: Tokens, start: int, end: int) -> int:
    """Return `end` without the full stops before it, and without the marks of bold type."""
    while end > start and (tokens[end - 1].text in ENDS or tokens[end - 1].text == "*"):
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
    return joined or (token.low in {"and", "but"} and (i + 1 in later or _goes_on_behind_aside(tokens, i, later)))


def _goes_on_behind_aside(tokens: Tokens, i: int, later: set[int]) -> bool:
    """Tell whether another verb follows an aside ("praised the winner and, in a statement, | urged her …")."""
    if i + 2 >= len(tokens) or tokens[i + 1].text != ",":
        return False
    comma = next((j for j in range(i + 2, min(i + _LONGEST_ASIDE, len(tokens))) if tokens[j].text == ","), None)
    return comma is not None and comma + 1 in later


_LONGEST_ASIDE = 14


def _cuts_at_sign(tokens: Tokens, i: int, later: set[int]) -> bool:
    if i + 1 >= len(tokens):
        return True
    following = tokens[i + 1].low
    if i + 1 in later or (following in COORDINATORS and i + 2 in later):
        return True
    if tokens[i].text != ",":
        return following in _NEW_AFTER_DASH
    if following == "then" and i + 2 < len(tokens) and (is_past(tokens[i + 2]) or _is_present(tokens[i + 2])):
        return True
    if following == "in" and _tells_manner(tokens, i + 2):
        return True
    return following in _NEW_CLAUSES or (following.endswith("ing") and following not in _NO_PARTICIPLES)


def _is_present(token: Token) -> bool:
    return token.low.endswith("s") and token.is_word and not token.is_capital


# In which words are told, behind a comma ("told MPs what had followed, in a voice so quiet that …").
_MANNERS = frozenset(
    "voice tone whisper letter note email e-mail statement interview message video memo post tweet telegram".split()
)


def _tells_manner(tokens: Tokens, i: int) -> bool:
    words = [t.low for t in tokens[i : i + 3]]
    return words[:1] in (["a"], ["an"]) and bool(_MANNERS & set(words[1:]))


def _adds_verb(tokens: Tokens, i: int, verb: Verb) -> bool:
    """Tell whether a second verb of the same subject follows an object ("praised Brandt and left")."""
    if verb.cue.takes is not Takes.OBJECT or tokens[i].low != "and" or i + 1 >= len(tokens):
        return False
    return is_past(tokens[i + 1])


def is_past(token: Token) -> bool:
    return is_finite(token) or (token.low.endswith("ed") and not token.is_capital)
