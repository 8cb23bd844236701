"""What people are reported to think, feel, want or find, which they must have said for anybody to know."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.afterthoughts import goes_on_with_deed, leaves_phrase
from service.attribution.cues import inflect
from service.attribution.extents import is_past, without_stop
from service.attribution.phrases import (
    DASHES,
    DOUBLE_MARKS,
    Range,
    Tokens,
    clause_subject,
    is_finite,
    object_head,
    verb_group_start,
)
from service.attribution.reports import Report
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import may_speak
from service.domain.news import Polarity

_CLAUSAL = frozenset("hope think doubt fear feel believe assume worry suspect reckon expect fret trust wish".split())
_IRREGULAR = {"think": ("thinks", "thought"), "feel": ("feels", "felt"), "find": ("finds", "found")}


def _forms(lemmas: frozenset[str]) -> dict[str, str]:
    forms = {lemma: {lemma, *(_IRREGULAR.get(lemma) or inflect(lemma)[:2])} for lemma in lemmas}
    return {form: lemma for lemma, words in forms.items() for form in words}


_THINKS = _forms(_CLAUSAL)
_WANTS = {**_forms(frozenset({"want", "expect"})), "like": "like", "prefer": "prefer"}
_HOPES = {"hopes": "hope", "hope": "hope"}
_JUDGES = _forms(frozenset("consider find think regard view deem judge".split()))
_MOODS = frozenset(
    """certain sure convinced adamant confident clear satisfied hopeful worried afraid concerned doubtful sceptical
    skeptical optimistic pessimistic disappointed surprised pleased glad proud grateful unhappy angry sorry happy
    delighted relieved unsure uncertain unconvinced persuaded
    """.split()
)
_DEGREES = frozenset("not less more very quite so too also still far fairly equally now never n’t".split())
_BARRED = frozenset("nobody none nothing i we it".split())


def find_minds(tokens: Tokens) -> Iterator[Report]:
    """Yield what the words of a sentence say that somebody thinks, wants, feels or judges."""
    if tokens[0].low in lx.AUXILIARIES or any(t.text == "?" and not t.quoted for t in tokens):
        return  # "Did she fear that …? a reporter asked"
    for i in range(1, len(tokens) - 1):
        if tokens[i].quoted or tokens[i].is_capital or not _opens_mind(tokens[i].low):
            continue
        start = _content(tokens, i)
        source = _thinker(tokens, i) if start is not None else None
        if start is None or source is None:
            continue
        end = _end(tokens, start)
        negated = tokens[source[0]].low == "neither" or bool(_words(tokens, i) & lx.NEGATIONS)
        if end > start + 1:
            yield Report(
                (i, _cue_end(tokens, i)), source, ((start, end),), polarity=_polarity(negated=negated), firm=True
            )


def _opens_mind(low: str) -> bool:
    return low in _THINKS or low in _WANTS or low in _JUDGES or low in lx.BE


def _polarity(*, negated: bool) -> Polarity:
    return Polarity.DENIED if negated else Polarity.ASSERTED


def _words(tokens: Tokens, i: int) -> set[str]:
    return {t.low for t in tokens[verb_group_start(tokens, i) : i]}


def _cue_end(tokens: Tokens, i: int) -> int:
    if tokens[i].low not in lx.BE:
        return i + 1
    return next(j for j in range(i + 1, len(tokens)) if tokens[j].low in _MOODS) + 1


def _thinker(tokens: Tokens, i: int) -> Range | None:
    group = verb_group_start(tokens, i)
    words = {t.low for t in tokens[group:i]}
    supposed = words & (lx.MODALS - {"would"}) or words & (lx.BE - {"’s", "'s"})
    if group == 0 or supposed or tokens[group - 1].low == "to" or (("would" in words) != (tokens[i].low in _MILD)):
        return None
    if tokens[group - 1].low in {"and", "but"}:
        source = clause_subject(tokens, group - 1)
    else:
        source = subject_with_relative(tokens, group) or subject_before(tokens, group)
    if source is None or tokens[source[0]].low in _BARRED or _is_supposed(tokens, source):
        return None
    return source if may_speak(tokens, source) else None


_MILD = frozenset({"like", "prefer"})


def _is_supposed(tokens: Tokens, source: Range) -> bool:
    """Tell whether it is only supposed that somebody thinks so, or some are marked off who do ("those who think …")."""
    before = tokens[source[0] - 1].low if source[0] else ","
    return before in _SUPPOSING or (tokens[source[0]].low == "who" and before != ",")


_SUPPOSING = frozenset("if unless whether than what as because".split())


def _content(tokens: Tokens, i: int) -> int | None:
    """Return where what somebody thinks begins, behind the verb at `i`; None if it is no thought."""
    low = tokens[i].low
    if low in lx.BE:
        return _mood(tokens, i)
    if low in _THINKS and (is_clause(tokens, i + 1) or (_THINKS[low] == "doubt" and _asks(tokens, i + 1))):
        return i + 1
    if low in _HOPES and tokens[i + 1].low in {"to", "for"} and low == "hopes":
        return i + 1
    if low in _WANTS and _wants(tokens, i):
        return i + 1
    return i + 1 if low in _JUDGES and _judges(tokens, i) else None


def _asks(tokens: Tokens, i: int) -> bool:
    return tokens[i].low in {"whether", "if"}


def _mood(tokens: Tokens, i: int) -> int | None:
    """Return where it begins what somebody is sure, afraid or glad of ("was less sure | that the roof would hold")."""
    at = i + 1
    while at < len(tokens) - 1 and (tokens[at].low in _DEGREES or tokens[at].low.endswith("ly")):
        at += 1
    if at >= len(tokens) - 2 or tokens[at].low not in _MOODS:
        return None
    return at + 1 if is_clause(tokens, at + 1) else None


_OPENERS = lx.PERSONAL | lx.DETERMINERS | lx.POSSESSIVES | {"there"}
_FARTHEST = 11  # tokens of a subject and the verb behind it
_CAUSES = frozenset({"that", "how"})
_BREAKS = (lx.SUBORDINATORS | lx.RELATIVE | {"and"}) - {"that"}


def is_clause(tokens: Tokens, start: int) -> bool:
    """Tell whether a clause with a subject and a verb begins at `start`, with or without "that"."""
    if start >= len(tokens) - 1:
        return False
    if tokens[start].low == "that" and not _is_pointing(tokens, start):
        return True
    opens = tokens[start].low in _OPENERS or tokens[start].is_capital or tokens[start].text[0].isdigit()
    plural = tokens[start].low.endswith("s") and tokens[start].is_word
    if not (opens or plural) or tokens[start].low in {"him", "them", "her"} & lx.PERSONAL:
        return False
    for j in range(start + 1, min(start + _FARTHEST, len(tokens))):
        if tokens[j].text in {",", ";", ":"} or tokens[j].low in _BREAKS:
            return False
        if is_finite(tokens[j]) and tokens[j].low not in {"’s", "'s"}:
            return True
    return False


def _is_pointing(tokens: Tokens, start: int) -> bool:
    """Tell whether "that" is a pronoun or an article ("feared that man", "thinks that is enough" is a clause)."""
    return tokens[start + 1].text in {".", ",", ";"} or not tokens[start + 1].is_word


def _wants(tokens: Tokens, i: int) -> bool:
    """Tell whether somebody wants others to do something ("wants the mayor to resign")."""
    at = i + 1
    if tokens[at].low in {"him", "them", "her", "us", "it", "you"} and at + 1 < len(tokens):
        return tokens[at + 1].low == "to"
    head = object_head(tokens, at)
    if head is None or tokens[at].low == "to":
        return False
    near = range(head + 1, min(head + 5, len(tokens) - 1))
    if tokens[head].low in _DEMANDS and tokens[i].low.startswith("want"):
        return True
    done = _is_done(tokens, head) and head > at + 1
    if done or any(_is_done(tokens, j) for j in near if _is_unbroken(tokens, head + 1, j)):
        return tokens[i].low.startswith("want")
    return any(tokens[j].low == "to" and _is_base(tokens, j + 1) for j in near if _is_unbroken(tokens, head + 1, j))


# What is asked of others ("wants an election"): who says so wants it done.
_DEMANDS = frozenset(
    """election elections inquiry ban referendum apology answers change changes review explanation refund refunds
    compensation resignation ceasefire truce guarantee guarantees assurance assurances promise commitment justice
    recount retrial moratorium vote reform reforms talks action debate
    """.split()
)


def _is_done(tokens: Tokens, j: int) -> bool:
    """Tell whether a participle tells what shall be done ("wants the rule | changed", "wants it | brought back")."""
    low = tokens[j].low
    shaped = (low.endswith("ed") and len(low) > 4) or low in _DONE
    ends = j + 1 >= len(tokens) or not tokens[j + 1].is_word or tokens[j + 1].low in _BEHIND_DONE
    return shaped and not tokens[j].is_capital and ends


_BEHIND_DONE = (lx.PREPOSITIONS - {"of"}) | lx.ADVERBS | lx.TIMES | {"back", "down", "up", "out"}


_DONE = frozenset("brought built kept moved made paid put sent shut cut set held rebuilt torn taken done".split())


def _is_unbroken(tokens: Tokens, start: int, end: int) -> bool:
    return all(t.is_word and not is_finite(t) and t.low not in _BREAKS for t in tokens[start:end])


def _is_base(tokens: Tokens, i: int) -> bool:
    plain = tokens[i].is_word and not tokens[i].is_capital and not tokens[i].text[0].isdigit()
    return plain and tokens[i].low not in lx.DETERMINERS | lx.POSSESSIVES | lx.PREPOSITIONS


def _judges(tokens: Tokens, i: int) -> bool:
    """Tell whether it follows what somebody takes something for ("considered the act a failure", "regards it as …")."""
    lemma, at = _JUDGES[tokens[i].low], i + 1
    pronoun = tokens[at].low in {"him", "them", "her", "us", "it", "you", "this", "that"}
    head = at if pronoun else object_head(tokens, at)
    if head is None or head + 2 >= len(tokens):
        return False
    if lemma in {"regard", "view"}:
        return any(t.low == "as" for t in tokens[head + 1 : head + 6]) and tokens[at].low not in {"as", "to"}
    following = tokens[head + 1]
    if following.text in DOUBLE_MARKS and tokens[head + 2].quoted:
        return True
    if lemma == "find":
        return following.low == "too"
    return following.low in {"a", "an", "too"} and not any(t.text == "’s" for t in tokens[at:head])


def _end(tokens: Tokens, start: int) -> int:
    """Return where a thought ends: with its clause, before another verb of the thinker, or a clause of contrast."""
    for j in range(start + 1, len(tokens)):
        if tokens[j].quoted:
            continue
        if tokens[j].text in DASHES | {";", ":"} or leaves_phrase(tokens, j, start) or goes_on_with_deed(tokens, j):
            return without_stop(tokens, start, j)
        if tokens[j].text == "," and j + 1 < len(tokens) and _leaves(tokens, j + 1):
            return j
        if tokens[j].low in {"and", "but"} and j + 1 < len(tokens) and _does(tokens, j + 1):
            return j
        if tokens[j].low == "according" and tokens[j + 1 : j + 2] and tokens[j + 1].low == "to":
            return j
    return without_stop(tokens, start, len(tokens))


def _leaves(tokens: Tokens, i: int) -> bool:
    low = tokens[i].low
    return low in {"according", "but", "which", "who", "while", "although", "though", "and", "so"} or low.endswith(
        "ing"
    )


def _does(tokens: Tokens, i: int) -> bool:
    """Tell whether a past form begins another deed of the thinker ("… a failure and | rewrote it")."""
    acts = is_past(tokens[i]) and tokens[i].low not in lx.AUXILIARIES
    plain = tokens[i].is_word and tokens[i].low not in lx.PREPOSITIONS | lx.PERSONAL
    return acts or (plain and i + 1 < len(tokens) and tokens[i + 1].low in {"it", "him", "them", "her"})
