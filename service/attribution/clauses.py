"""Reports of speech inside one sentence: which words are the cue, whose they are, and what they report."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.attribution import lexicon as lx
from service.attribution.cues import CUES, INVERTED, NOMINAL, WITH_QUOTATION, Cue, Form, Takes
from service.attribution.phrases import (
    Range,
    Tokens,
    clause_subject,
    is_finite,
    is_name_part,
    phrase_end,
    subject_before,
    verb_group_start,
)
from service.attribution.reading import Sentence, Token
from service.domain.news import Polarity

_DASHES = frozenset({"—", "–", "--", "-", "―"})
_ENDS = frozenset({".", "!", "?"})
_MARKS = frozenset({*"“”\"‘’'«»", "''", "``"})
_COORDINATORS = frozenset("and but while though although whereas yet or then".split())
_QUESTIONS = frozenset("whether if why how what who when where which".split())


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source and content as token ranges of one sentence; `listener` is who is told."""

    cue: Range
    source: Range | None
    contents: tuple[Range, ...]
    listener: Range | None = None
    polarity: Polarity = Polarity.ASSERTED
    lemma: str = "say"
    nested: bool = False


@dataclass(frozen=True, slots=True)
class _Verb:
    """A reporting verb found in a sentence, before its content is known. `start` is where its clause begins."""

    at: int
    group: int
    cue: Cue
    source: Range | None
    start: int
    inverted: bool = False
    negated: bool = False
    shared: bool = False


def find_reports(sentence: Sentence) -> list[Report]:
    """Return the reports of a sentence in order of their cue."""
    tokens = sentence.tokens
    verbs = _find_verbs(tokens)
    reports = [r for n, verb in enumerate(verbs) if (r := _report(tokens, verb, verbs, n))]
    reports += _accordings(tokens, verbs)
    reports += _nominals(tokens)
    reports += _signed(tokens)
    return sorted(reports, key=lambda r: r.cue)


# --- verbs ---------------------------------------------------------------------------------------------------------


def _find_verbs(tokens: Tokens) -> list[_Verb]:
    found: list[_Verb] = []
    for i, token in enumerate(tokens):
        cue = CUES.get(token.low)
        if cue is not None and cue.lemma == "read" and not _is_text(tokens, i):
            continue
        if cue is None and token.low in WITH_QUOTATION and _beside_quotation(tokens, i):
            cue = Cue(token.low, Form.PAST, Takes.CLAUSE, noun=False)
        if cue is None or token.quoted or (token.is_capital and i > 0):
            continue
        if verb := _verb(tokens, i, cue, found):
            found.append(verb)
    return found


_TEXTS = frozenset(
    """letter statement email e-mail text note memo report post tweet document message release caption headline article
    editorial column lawsuit complaint filing resolution petition bill order ruling opinion affidavit invitation""".split()
)


def _is_text(tokens: Tokens, i: int) -> bool:
    """Tell whether the subject of "reads" is something written that somebody signs, not a banner."""
    return any(t.low in _TEXTS for t in tokens[max(0, i - 12) : i])


def _beside_quotation(tokens: Tokens, i: int) -> bool:
    nearby = tokens[i + 1 : i + 3]
    return any(t.quotation is not None for t in nearby) or (i > 1 and tokens[i - 2].quotation is not None)


_WEAK = frozenset("write advise observe read forecast reason hedge parry imply remember express propose recite".split())


def _verb(tokens: Tokens, i: int, cue: Cue, found: list[_Verb]) -> _Verb | None:
    group = verb_group_start(tokens, i)
    words = {t.low for t in tokens[group:i]}
    before = tokens[group - 1] if group else None
    if cue.form is Form.PARTICIPLE:
        if (cue.noun or cue.lemma in _WEAK) and not _opens_clause(tokens, i):
            return None
        return _participle(tokens, i, group, cue, words, found)
    if _is_inverted(tokens, i, cue):
        end = phrase_end(tokens, i + 1, len(tokens))
        return _Verb(i, group, cue, (i + 1, end), i, inverted=True)
    if before is not None and before.low == "to":
        return None
    if cue.form in {Form.PAST, Form.PASSIVE} and words & (lx.BE - {"’s", "'s"}):
        return None
    if words & lx.MODALS:
        return None
    if cue.form is Form.PASSIVE and not words & {"has", "have", "had", "’s", "'s", "having"}:
        return None
    return _finite(tokens, i, group, cue, words, found)


def _finite(tokens: Tokens, i: int, group: int, cue: Cue, words: set[str], found: list[_Verb]) -> _Verb | None:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and following.low == "by":
        return None
    if cue.noun and i > 0 and tokens[i - 1].low in {"’s", "'s", "’"}:
        return None
    negated = bool(words & lx.NEGATIONS)
    before = tokens[group - 1] if group else None
    if before is not None and before.low in {"and", "or", "but", "then", "&"} or before is None:
        return _shared(tokens, i, group, cue, found, negated)
    source = subject_before(tokens, group)
    if source is None:
        return _shared(tokens, i, group, cue, found, negated) if before.text == "," else None
    if not _agrees(tokens, source, cue, group, i):
        return None
    return _Verb(i, group, cue, source, _clause_start(tokens, source[0]), negated=negated)


_PLURALS = frozenset("i we you they who people police some many both others most".split())


def _agrees(tokens: Tokens, source: Range, cue: Cue, group: int, i: int) -> bool:
    """Tell whether the form can be a verb after this noun phrase, and is not a noun at its end ("the report")."""
    last = tokens[source[1] - 1]
    if _is_object(tokens, source, cue):
        return False
    touching = source[1] == group
    if touching and (
        last.low in lx.DETERMINERS - {"all", "some", "many", "most", "both", "few", "several", "others"}
        or last.low in lx.POSSESSIVES
        or last.low in {"’s", "'s", "’"}
    ):
        return False
    if cue.form is Form.PAST and not cue.noun:
        return True
    if cue.form is Form.BASE:
        if cue.noun and group == i and not _opens_object(tokens, i):
            return False
        plural = (last.low.endswith("s") and not last.low.endswith("ss")) or last.low in _PLURALS
        plural = plural or "and" in {t.low for t in tokens[source[0] : source[1]]} or group < i
        return plural and (_takes_object(tokens, i) or (i + 2 >= len(tokens) and not cue.noun))
    if cue.form is Form.PRESENT and cue.noun:
        if is_name_part(last) or last.low in lx.PRONOUNS:
            return _opens_object(tokens, i)
        return not last.low.endswith("s") and _opens_clause(tokens, i) and tokens[source[0]].low in lx.DETERMINERS
    return True


def _opens_clause(tokens: Tokens, i: int) -> bool:
    """Tell whether a clause or a quotation follows the word at `i`."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is not None and (
        following.quotation is not None
        or following.text in _MARKS | {":"}
        or following.low in lx.PERSONAL | {"that", "whether", "how", "why", "there"}
    )


def _opens_object(tokens: Tokens, i: int) -> bool:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or _opens_clause(tokens, i):
        return following is not None
    return following.is_capital or following.low in lx.DETERMINERS | lx.POSSESSIVES | {"for", "on", "to", "him", "them"}


def _is_object(tokens: Tokens, source: Range, cue: Cue) -> bool:
    """Tell whether what stands before the phrase makes it an object, and a past form after it a participle."""
    if source[0] == 0:
        return False
    before = tokens[source[0] - 1]
    if before.low in lx.AUXILIARIES and before.low not in {"did", "’s", "'s"}:
        return True
    if cue.form is not Form.PAST or before.low in {"that", "than"}:
        return False
    earlier = CUES.get(before.low)
    if is_finite(before) and (earlier is None or earlier.takes is Takes.OBJECT):
        return True
    return before.low in lx.PREPOSITIONS - lx.SUBORDINATORS or before.low == "to"


def _takes_object(tokens: Tokens, i: int) -> bool:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None:
        return False
    low = following.low
    return (
        not is_finite(following)
        and (low not in lx.PREPOSITIONS or low in {"for", "on", "to"})
        and (low not in {"and", "or", ".", ")"})
    )


def _shared(tokens: Tokens, i: int, group: int, cue: Cue, found: list[_Verb], negated: bool) -> _Verb | None:
    """Return the verb with the subject of an earlier verb of the sentence ("he said X and added Y")."""
    if cue.noun and cue.form is not Form.PAST:
        return None
    if (cue.form is Form.BASE and group == i) or group == 0:
        return None
    for verb in reversed(found):
        if verb.source is not None and verb.cue.form in {Form.PAST, Form.PRESENT, Form.PASSIVE} and not verb.inverted:
            if (verb.cue.form is Form.PRESENT) == (cue.form is Form.PRESENT) or cue.form is Form.BASE:
                return _Verb(i, group, cue, verb.source, group, negated=negated, shared=True)
    source = clause_subject(tokens, group)
    return _Verb(i, group, cue, source, group, negated=negated, shared=True) if source else None


def _participle(tokens: Tokens, i: int, group: int, cue: Cue, words: set[str], found: list[_Verb]) -> _Verb | None:
    before = tokens[group - 1] if group else None
    if words & lx.BE:
        if words & lx.MODALS or before is None:
            return None
        source = subject_before(tokens, group)
        return _Verb(i, group, cue, source, _clause_start(tokens, source[0])) if source else None
    if before is None:
        return None
    if before.text == "," or before.text in _DASHES or before.low in {"and", "but", "by", "before", "after", "while"}:
        source = _shared_source(tokens, i, group, found)
        return _Verb(i, group, cue, source, group, shared=True) if source else None
    source = subject_before(tokens, group)
    if (
        source
        and source[0] > 0
        and (
            tokens[source[0] - 1].low == "with"
            or (tokens[i + 1 : i + 2] and tokens[i + 1].low == "that" and is_name_part(before))
        )
    ):
        with_subject = tokens[source[0] - 1].low == "with"
        return _Verb(i, group, cue, source, source[0] - with_subject)
    return None


def _shared_source(tokens: Tokens, i: int, group: int, found: list[_Verb]) -> Range | None:
    for verb in reversed(found):
        if verb.source is not None:
            return verb.source
    return clause_subject(tokens, group)


def _is_inverted(tokens: Tokens, i: int, cue: Cue) -> bool:
    if i + 1 >= len(tokens) or cue.form not in {Form.PAST, Form.PRESENT, Form.BASE}:
        return False
    if tokens[i].low not in INVERTED and (i == 0 or tokens[i - 1].quotation is None or cue.form is Form.BASE):
        return False
    if i == 0:
        return tokens[0].is_capital and cue.form in {Form.PAST, Form.PRESENT} and _announces(tokens)
    before, after = tokens[i - 1], tokens[i + 1]
    beside = before.quotation is not None or (before.text == "," and i > 1 and tokens[i - 2].quotation is not None)
    fronted = beside or (before.text in {",", "”", '"', "’", "'", "''"} and i >= 4)
    if not fronted:
        return False
    if after.low in lx.TIMES or after.low in lx.PREPOSITIONS or after.low in {"it", "he", "she", "they", "to", "that"}:
        return False
    known = after.is_capital or after.low in lx.DETERMINERS | lx.POSSESSIVES | lx.ROLES | {"former", "one", "who"}
    if not known and not (beside and after.is_word):
        return False
    if after.low in {"that", "this", "i"} and not beside:
        return False
    end = phrase_end(tokens, i + 1, len(tokens))
    if end == i + 1 or (end < len(tokens) and is_finite(tokens[end])):
        return False
    return beside or after.is_capital or end >= len(tokens) - 1 or tokens[end].text in {",", "."}


def _announces(tokens: Tokens) -> bool:
    """Tell whether a sentence opens with its cue ("Said Brandt: …")."""
    end = phrase_end(tokens, 1, len(tokens))
    return 1 < end < len(tokens) and tokens[end].text in {":", ","} and end + 1 < len(tokens)


def _clause_start(tokens: Tokens, source_start: int) -> int:
    """Return where a clause begins whose subject begins at `source_start`: its conjunction, if it has one."""
    i = source_start
    while i > 0 and (
        tokens[i - 1].low in _COORDINATORS or tokens[i - 1].low in {"as", "even", "when", "after", "since"}
    ):
        i -= 1
    return i


# --- contents ------------------------------------------------------------------------------------------------------


def _report(tokens: Tokens, verb: _Verb, verbs: list[_Verb], n: int) -> Report | None:
    floor = max((v.at + 1 for v in verbs[:n] if v.at < verb.start), default=0)
    polarity = _polarity(verb)
    cue = (verb.group if verb.negated else verb.at, verb.at + 1)
    base = Report(cue, verb.source, (), polarity=polarity, lemma=verb.cue.lemma)
    if fronted := _fronted(tokens, verb, floor):
        end = verb.source[1] if verb.inverted and verb.source else verb.at + 1
        listener, after = _listener(tokens, verb, end) if not verb.inverted else (None, end)
        ending = _skip_adjuncts(tokens, after, len(tokens))
        if verb.inverted or _closes(tokens, ending, after) or _surely_fronted(tokens, fronted, ending):
            rest = _rest(tokens, verb, verbs, ending, fronted)
            return replace(base, contents=(fronted, *rest), listener=listener)
    if verb.inverted and verb.at == 0 and verb.source:
        start = verb.source[1] + 1
        return replace(base, contents=((start, _content_end(tokens, start, verbs, verb)),))
    if verb.inverted:
        return None
    return _forward(tokens, verb, verbs, base)


def _polarity(verb: _Verb) -> Polarity:
    if verb.negated and verb.cue.lemma in {"respond", "reply", "answer", "comment"}:
        return Polarity.DECLINED
    if verb.negated and verb.cue.polarity is Polarity.ASSERTED:
        return Polarity.DID_NOT_SAY
    return verb.cue.polarity


def _fronted(tokens: Tokens, verb: _Verb, floor: int) -> Range | None:
    """Return what stands before the source and cue and may be their content."""
    begin = verb.at if verb.inverted else (verb.source[0] if verb.source else verb.group)
    if verb.shared or begin == 0:
        return None
    before = tokens[begin - 1]
    if before.quotation is not None:
        return (begin - 1, begin)
    if before.text not in {",", *_DASHES} and before.text not in _MARKS:
        return None
    end = begin - 1 if before.text in {",", *_DASHES} else begin
    if end > 0 and tokens[end - 1].quotation is not None:
        return (end - 1, end)
    start = _fronted_start(tokens, floor, end)
    return (start, end) if end - start >= 2 and not _is_adverbial(tokens, start, end) else None


def _is_adverbial(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether the words before a comma only say when or how ("In a statement on Monday,")."""
    first = tokens[start].low
    if first in {"asked", "pressed", "speaking", "questioned"} or (end - start <= 5 and _is_time(tokens, start, end)):
        return True
    if first in lx.ADVERBS and end - start > 3:
        return False
    if first not in lx.PREPOSITIONS | lx.ADVERBS | lx.SUBORDINATORS and not first.endswith(("ing", "ly")):
        return False
    return not any(is_finite(t) for t in tokens[start:end])


def _is_time(tokens: Tokens, start: int, end: int) -> bool:
    return any(t.low in lx.TIMES for t in tokens[start:end]) and not any(is_finite(t) for t in tokens[start:end])


def _fronted_start(tokens: Tokens, floor: int, end: int) -> int:
    start = floor
    for i in range(floor, end):
        if tokens[i].quotation is not None or tokens[i].text == ";":
            start = i + 1
    while start < end and (tokens[start].low in {"but", "and"} or tokens[start].text in {",", "—", "–"}):
        start += 1
    return start


def _surely_fronted(tokens: Tokens, fronted: Range, ending: int) -> bool:
    """Tell whether a quotation waits for its cue with a comma, so that what follows the cue is not said."""
    quotation = tokens[fronted[0]]
    if quotation.quotation is None or fronted[1] - fronted[0] != 1:
        return False
    waits = tokens[fronted[1]].text == "," or quotation.final in {",", "?", "!", "—", "–"}
    return waits and tokens[ending].low not in {"that"}


def _closes(tokens: Tokens, ending: int, after: int) -> bool:
    """Tell whether nothing that could be content follows the cue."""
    if ending >= len(tokens):
        return True
    token = tokens[ending]
    return token.quotation is not None or (token.text in _ENDS | {",", ";", ":", ")", *_DASHES})


def _rest(tokens: Tokens, verb: _Verb, verbs: list[_Verb], at: int, fronted: Range) -> tuple[Range, ...]:
    """Return the part of the content that goes on after a cue in the middle."""
    if at >= len(tokens):
        return ()
    if tokens[at].text in {",", ":"} and at + 1 < len(tokens) and tokens[at + 1].quotation is not None:
        return ((at + 1, at + 2),)
    if tokens[at].quotation is not None:
        return ((at, at + 1),)
    if verb.inverted or tokens[at].text != "," or tokens[fronted[0]].quotation is not None or at + 2 >= len(tokens):
        return ()
    following = tokens[at + 1]
    if (
        following.low.endswith("ing")
        or following.low in {"who", "when", "where", "though"} | lx.PREPOSITIONS | lx.RELATIVE
    ):
        return ()
    if (
        any(v.start in {at + 1, at + 2} for v in verbs)
        or following.low in {"a", "an", "the"}
        and _appositive(tokens, at)
    ):
        return ()
    end = _content_end(tokens, at + 1, verbs, verb)
    return ((at + 1, end),) if end - at > 2 else ()


def _appositive(tokens: Tokens, at: int) -> bool:
    return any(t.low in lx.ROLES for t in tokens[at + 1 : at + 6])


def _forward(tokens: Tokens, verb: _Verb, verbs: list[_Verb], base: Report) -> Report | None:
    listener, start = _listener(tokens, verb, verb.at + 1)
    start = _content_start(tokens, start)
    if start < len(tokens) and tokens[start].text == "," and verb.source and verb.source[0] and not verb.shared:
        start += tokens[verb.source[0] - 1].text == ","  # "Six months ago, he said, …"
    if start >= len(tokens):
        return None
    token = tokens[start]
    if token.quotation is not None:
        return replace(base, contents=((start, start + 1),), listener=listener)
    if token.text in _ENDS | {",", ";", ":", ")", *_DASHES} or token.low in {"and", "but"}:
        return None
    if _refuses_content(tokens, verb, start):
        return None
    end = _content_end(tokens, start, verbs, verb)
    if end <= start or all(not t.is_word and t.quotation is None for t in tokens[start:end]):
        return None
    return replace(base, contents=((start, end),), listener=listener)


def _refuses_content(tokens: Tokens, verb: _Verb, start: int) -> bool:
    low = tokens[start].low
    if verb.cue.lemma in {"speak", "talk"}:
        return low not in {"about", "of"}
    if verb.cue.lemma == "ask" and low == "not":
        return True
    if verb.cue.lemma == "respond" and verb.negated and low == "to":
        return False
    if verb.cue.lemma == "continue" or verb.cue.lemma == "begin":
        return True
    if verb.cue.lemma in {"read", "reply", "respond", "answer", "comment", "appeal"}:
        return low != "that" and tokens[start].text not in _MARKS
    if verb.cue.takes is Takes.OBJECT:
        return low in {"by"} or (verb.cue.lemma == "accuse" and low == "of")
    return low in {"by", "than"} or (
        low in {"in", "at", "during", "from"} and verb.cue.lemma in {"say", "write", "report"}
    )


def _listener(tokens: Tokens, verb: _Verb, start: int) -> tuple[Range | None, int]:
    """Return who is told and where the rest begins."""
    if start < len(tokens) and tokens[start].low == "to" and verb.cue.takes is Takes.CLAUSE:
        end = phrase_end(tokens, start + 1, len(tokens))
        following = tokens[end] if end < len(tokens) else None
        if end > start + 1 and (
            following is None or following.low in {"that"} or following.text in {",", ".", ":"} | _MARKS
        ):
            return (start + 1, end), end
        return None, start
    if verb.cue.takes is not Takes.LISTENER or start >= len(tokens):
        return None, start
    end = _listener_end(tokens, start)
    return ((start, end), end) if end > start else (None, start)


_OBJECT_PRONOUNS = frozenset("him her them me us it you himself herself themselves".split())


def _listener_end(tokens: Tokens, start: int) -> int:
    first = tokens[start]
    if first.low in _OBJECT_PRONOUNS and not (first.low == "her" and _noun_follows(tokens, start)):
        return start + 1
    if not first.is_word or first.low in _QUESTIONS | {
        "that",
        "of",
        "to",
        "about",
        "against",
        "for",
        "he",
        "she",
        "they",
    }:
        return start
    i = start + 1 if first.low in lx.DETERMINERS | lx.POSSESSIVES else start
    named = i < len(tokens) and tokens[i].is_capital
    while i < len(tokens) and _in_listener(tokens, i, start, named):
        i += 1
        if (
            not named
            and tokens[i - 1].low.endswith("s")
            and not (i < len(tokens) and tokens[i].low in {"of", "and", "’"})
        ):
            break
    return i


def _noun_follows(tokens: Tokens, i: int) -> bool:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or not following.is_word:
        return False
    known = lx.PERSONAL | lx.DETERMINERS | lx.PREPOSITIONS | lx.SUBORDINATORS | lx.TIMES | {"to"}
    return (
        following.low not in known and i + 2 < len(tokens) and tokens[i + 2].low in {"to", "that", "he", "she", "they"}
    )


def _in_listener(tokens: Tokens, i: int, start: int, named: bool) -> bool:
    token = tokens[i]
    low = token.low
    if not token.is_word and token.text not in {"’", "'", "“", "”", '"'}:
        return False
    if low in lx.DAYS or low in _QUESTIONS or low in {"that", "to"}:
        return False
    if token.is_capital or low in {"’s", "'s", "of"}:
        return named or low == "of" or i > start and tokens[i - 1].low in {"of", "’s", "'s"}
    if low == "and":
        return i + 1 < len(tokens) and tokens[i + 1].is_capital
    if low in lx.DETERMINERS | lx.POSSESSIVES | lx.PRONOUNS | lx.PREPOSITIONS | lx.ADVERBS or is_finite(token):
        return i > start and tokens[i - 1].low == "of"
    return not named or (i > start and tokens[i - 1].low in {"’s", "'s"}) or low in lx.ROLES


def _content_start(tokens: Tokens, start: int) -> int:
    """Return where the content begins after a cue: adjuncts, commas and colons skipped."""
    i = _skip_adjuncts(tokens, start, len(tokens))
    if i < len(tokens) and tokens[i].text in {",", ":"}:
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if following is not None and (
            following.quotation is not None or following.text in _MARKS or tokens[i].text == ":"
        ):
            return i + 1
        closing = next((j for j in range(i + 1, min(i + 16, len(tokens))) if tokens[j].text == ","), None)
        if closing and following is not None and (following.low in lx.PREPOSITIONS | lx.ADVERBS | {"while", "when"}):
            return closing + 1
        if following is not None and following.low in {"that", *_QUESTIONS}:
            return i + 1
    return i


def _skip_adjuncts(tokens: Tokens, start: int, ceiling: int) -> int:
    """Return the first token after times, places and occasions ("on Tuesday", "in a statement")."""
    i = start
    while i < ceiling:
        step = _adjunct_end(tokens, i, ceiling)
        if step == i:
            return i
        i = step
    return i


_OCCASIONS = frozenset("in on at during after before since from via through with over until while when as".split())


def _adjunct_end(tokens: Tokens, i: int, ceiling: int) -> int:
    token = tokens[i]
    low = token.low
    if token.quoted or not token.is_word:
        return i
    if low in lx.DAYS or low in {
        "again",
        "earlier",
        "later",
        "recently",
        "afterward",
        "afterwards",
        "simply",
        "publicly",
    }:
        return i + 1
    if low in {"last", "this", "next", "late", "early"} and i + 1 < ceiling and tokens[i + 1].low in lx.TIMES:
        return i + 2
    if low in _OCCASIONS or (low == "for" and i + 1 < ceiling and tokens[i + 1].low in {"years", "months", "days"}):
        return _prepositional_end(tokens, i, ceiling)
    return i


def _prepositional_end(tokens: Tokens, i: int, ceiling: int) -> int:
    """Return the end of a prepositional phrase that is followed by content or by the end of the sentence."""
    if i + 1 < ceiling and (tokens[i + 1].low in lx.DAYS or tokens[i + 1].low in lx.TIMES):
        j = i + 2
        while j < ceiling and (tokens[j].text.isdigit() or tokens[j].low in lx.TIMES - {"this", "last", "may"}):
            j += 1
        return j
    for j in range(i + 1, min(i + 26, ceiling)):
        token = tokens[j]
        if token.quotation is not None or token.low == "that" or token.text in _ENDS | {",", ":", ";", *_DASHES}:
            return j
        if token.text in {"“", '"'} and j > i + 2:
            return j
        if is_finite(token) and (tokens[i].low not in {"while", "when", "as", "after", "before"} or token.low in CUES):
            return i
    return ceiling if ceiling - i < 26 else i


def _content_end(tokens: Tokens, start: int, verbs: list[_Verb], verb: _Verb) -> int:
    """Return where the content that begins at `start` ends."""
    later = {v.start for v in verbs if v.at > verb.at and v.at > start}
    bounded = _is_subordinate(tokens, verb)
    depth = 0
    for i in range(start, len(tokens)):
        token = tokens[i]
        if token.text in {"(", "["}:
            depth += 1
        elif token.text in {")", "]"}:
            depth -= 1
            if depth < 0:
                return i
        if depth or token.quoted:
            continue
        if i > start and (_cuts(tokens, i, later, start, verb) or (bounded and token.text == ",")):
            return i
    end = len(tokens)
    while end > start and tokens[end - 1].text in _ENDS:
        end -= 1
    return end


_LEADS = frozenset("if because when while as though although whether since unless until once after before".split())


def _is_subordinate(tokens: Tokens, verb: _Verb) -> bool:
    """Tell whether the cue stands in a clause that its sentence leads with, or in a relative one."""
    if verb.source is None or verb.shared:
        return False
    if tokens[verb.source[0]].text in {"who", "which"}:
        return True
    opening = {t.low for t in tokens[verb.start : verb.source[0]]}
    before = tokens[verb.start - 1].low if verb.start else ""
    return bool((opening | {before}) & _LEADS)


# What follows a comma more often after the content than inside it, counted in PolNeAR's training articles.
_NEW_CLAUSES = frozenset("according but although which who a while compared".split())
_NO_PARTICIPLES = frozenset("including nothing something anything everything during being king spring".split())


def _is_past(token: Token) -> bool:
    return is_finite(token) or (token.low.endswith("ed") and not token.is_capital)


def _cuts(tokens: Tokens, i: int, later: set[int], start: int, verb: _Verb) -> bool:
    token = tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.quotation is not None and i > start + 1:
        return True
    if token.text == ";":
        return True
    if token.text == "," or token.text in _DASHES:
        if following is None:
            return True
        if i + 1 in later or (following.low in _COORDINATORS and i + 2 in later):
            return True
        if token.text == ",":
            return following.low in _NEW_CLAUSES or (
                following.low.endswith("ing") and following.low not in _NO_PARTICIPLES
            )
        return following.low in {"according", "but", "though", "a", "the"}
    if token.low in _COORDINATORS and token.low != "or" and i in later:
        return True
    if token.low in {"and", "but"} and i + 1 in later:
        return True
    if verb.cue.takes is Takes.OBJECT and token.low == "and" and following is not None and _is_past(following):
        return True
    return token.low == "according" and following is not None and following.low == "to"


# --- according to, nouns -------------------------------------------------------------------------------------------


def _signed(tokens: Tokens) -> list[Report]:
    """Return quotations that a dash ties to a name ("“…” — Ilse Brandt")."""
    out = []
    for i in range(len(tokens) - 2):
        if tokens[i].quotation is not None and tokens[i + 1].text in _DASHES and is_name_part(tokens[i + 2]):
            end = phrase_end(tokens, i + 2, len(tokens))
            if end >= len(tokens) or tokens[end].text in {",", ".", "(", "/"}:
                out.append(Report((i + 1, i + 2), (i + 2, end), ((i, i + 1),), lemma="—"))
    return out


def _accordings(tokens: Tokens, verbs: list[_Verb]) -> list[Report]:
    out = []
    for i in range(len(tokens) - 2):
        if tokens[i].low == "according" and tokens[i + 1].low == "to" and not tokens[i].quoted:
            if report := _according(tokens, i, verbs):
                out.append(report)
    return out


def _according(tokens: Tokens, i: int, verbs: list[_Verb]) -> Report | None:
    end = phrase_end(tokens, i + 2, len(tokens), loose=True)
    if end == i + 2:
        return None
    base = Report((i, i + 2), (i + 2, end), (), lemma="according")
    front = i == 0 or tokens[i - 1].low in {"and", "but", "—", "–", "-"}
    if front:
        start = next((j + 1 for j in range(end, len(tokens)) if tokens[j].text == "," and not tokens[j].quoted), None)
        named = _name_end(tokens, i + 2)
        if named < end and (start is None or any(is_finite(t) for t in tokens[named:end])):
            base, start = replace(base, source=(i + 2, named)), named
        if start is None:
            return None
        stop = len(tokens) if tokens[start:][:1] and tokens[start].quotation else _according_end(tokens, start)
        return replace(base, contents=((start, stop),)) if stop > start else None
    stop = i - 1 if tokens[i - 1].text in {",", *_DASHES, "("} else i
    if stop > 0 and tokens[stop - 1].quotation is not None:
        return replace(base, contents=((stop - 1, stop),))
    start = max((v.at + 1 for v in verbs if v.at < i and False), default=0)
    contents = [(start, stop)] if stop > start else []
    if end + 2 < len(tokens) and tokens[end].text == "," and _resumes(tokens, end + 1):
        contents.append((end + 1, _according_end(tokens, end + 1)))
    return replace(base, contents=tuple(contents)) if contents else None


def _name_end(tokens: Tokens, start: int) -> int:
    i = start + (tokens[start].low in lx.DETERMINERS)
    while i < len(tokens) and tokens[i].is_capital:
        i += 1
    return i


def _according_end(tokens: Tokens, start: int) -> int:
    end = next((j for j in range(start, len(tokens)) if tokens[j].text == ";" and not tokens[j].quoted), len(tokens))
    while end > start and tokens[end - 1].text in _ENDS:
        end -= 1
    return end


def _resumes(tokens: Tokens, i: int) -> bool:
    low = tokens[i].low
    return not low.endswith("ing") and low not in {
        "which",
        "who",
        "a",
        "an",
        "where",
        "when",
        "but",
        "while",
        "though",
        "and",
    }


def _nominals(tokens: Tokens) -> list[Report]:
    """Return what possessives with a noun of speech report ("Ruiz’s claim that the emails were fake")."""
    out = []
    for i in range(1, len(tokens) - 2):
        if tokens[i].low not in NOMINAL or tokens[i].quoted or tokens[i + 1].low != "that":
            continue
        owner = _owner(tokens, i)
        if owner:
            end = _nominal_end(tokens, i + 1)
            out.append(Report((i, i + 1), owner, ((i + 1, end),), lemma=tokens[i].low))
    return out


def _owner(tokens: Tokens, noun: int) -> Range | None:
    i = noun - 1
    while (
        i > 0
        and tokens[i].is_word
        and not tokens[i].is_capital
        and tokens[i].low not in {"’s", "'s", "’"} | lx.POSSESSIVES
    ):
        if noun - i > 3 or tokens[i].low in lx.PREPOSITIONS | lx.DETERMINERS:
            return None
        i -= 1
    if tokens[i].low in lx.POSSESSIVES:
        return (i, i + 1)
    return subject_before(tokens, i) if tokens[i].low in {"’s", "'s", "’"} else None


def _nominal_end(tokens: Tokens, start: int) -> int:
    """Return where a clause after a noun ends: before the second finite verb, or at a comma."""
    seen = 0
    i = start
    while i < len(tokens):
        if not tokens[i].quoted:
            if tokens[i].text in _ENDS | {",", ";", *_DASHES}:
                return i
            if (is_finite(tokens[i]) or (seen and _is_past(tokens[i]))) and not is_finite(tokens[i - 1]):
                seen += 1
                if seen == 2 and tokens[i - 1].low not in {"and", "or"}:
                    return i
        i += 1
    return i
