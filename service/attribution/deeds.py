"""What a verb of speech means beside speech: a deed ("recalled 310,000 cars"), a visit, a thing said or asked."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.candidates import Verb
from service.attribution.cues import Form, Takes
from service.attribution.minds import is_clause
from service.attribution.phrases import ENDS, MARKS, Tokens, is_finite, is_name_part
from service.attribution.thinkers import is_text, may_speak


def is_bare(tokens: Tokens, verb: Verb, start: int, end: int) -> bool:
    """Tell whether what a verb takes is no clause and no quotation but a thing ("said little", "called it")."""
    words = tokens[start:end]
    if _is_set_phrase(verb, words):
        return True
    if any(t.quoted or t.quotation is not None or t.text in MARKS | {"?"} for t in words):
        return False
    if verb.cue.lemma == "dismiss":
        return not any(t.low == "as" for t in words)
    if verb.cue.takes is Takes.OBJECT or verb.inverted:
        return len(words) == 1 and words[0].low in _THINGS
    if words[0].low in _LITTLE and (
        len(words) == 1 or words[1].low in {",", "and", "but"} or (len(words) == 2 and words[0].low != "it")
    ):
        return True
    declares = verb.cue.lemma == "declare"  # "declared the bridge unsafe to cross" is a deed
    acts = any(is_finite(t) or (not declares and (t.low == "to" or t.low.endswith("ed"))) for t in words)
    clause = acts or words[0].low in _CLAUSES
    return verb.cue.lemma in _TAKE_THINGS and not clause


_CALLED = frozenset("off up in back over round around forth".split())
_RECALLED = frozenset(
    """ambassador ambassadors envoy envoys cars vehicles products units troops parliament batches trucks toys diplomats
    players lawmakers models bikes planes jets""".split()
)


def means_deed(tokens: Tokens, verb: Verb) -> bool:
    """Tell whether a verb of speech means a deed here ("called off the strike", "recalled 40,000 cars")."""
    after = [t.low for t in tokens[verb.at + 1 : verb.at + 5]]
    if verb.cue.lemma == "call" and not verb.inverted:
        asks = after[:1] in (["on"], ["for"]) and verb.source is not None
        if asks and verb.source and not (may_speak(tokens, verb.source) or is_text(tokens, verb.source)):
            return verb.cue.form is not Form.PARTICIPLE and tokens[verb.source[0]].low not in {"which", "that", "it"}
        opens = after[:1] in (["a"], ["an"])
        return after[:1] != [] and (after[0] in _CALLED or (opens and bool(_CONVENED & set(after[1:]))))
    if verb.cue.takes is Takes.OBJECT and after[:1] == ["as"] and not verb.inverted:
        return _is_described(tokens, verb)
    return verb.cue.lemma == "recall" and not verb.inverted and bool(_RECALLED & set(after))


# What is called so that it takes place ("called an emergency session").
_CONVENED = frozenset("session meeting election elections vote strike conference summit referendum ambulance".split())


def _is_described(tokens: Tokens, verb: Verb) -> bool:
    """Tell whether somebody is described, not describing ("a man described as armed"); "the plan he described as …"."""
    if verb.source is None or verb.shared:
        return verb.source is None or tokens[verb.group - 1].text == ","
    first, last = tokens[verb.source[0]], tokens[verb.source[1] - 1]
    named = is_name_part(last) or first.low in lx.PERSONAL or last.low in lx.ROLES
    return not named and not (verb.source[0] > 0 and tokens[verb.source[0] - 1].low in lx.RELATIVE | {"what", "whom"})


WHOM = frozenset("him her them me us".split())


def _is_set_phrase(verb: Verb, words: Tokens) -> bool:
    """Tell whether a verb and its object only name a deed ("asked the questions", "questioned him")."""
    lows = [t.low for t in words[:3]]
    if verb.cue.lemma in {"ask", "tell"} and lows[0] == "that" and len(words) > 1 and words[1].text in {",", "."}:
        return True
    if verb.cue.lemma == "ask":
        return lows[:1] != ["for"] and any(low in {"question", "questions"} for low in lows[1:])
    if verb.cue.lemma == "question":
        return lows[0] in {"him", "her", "them", "me", "us"}
    silent = lows[0] == "nothing" and lows[1:2] and lows[1] in lx.PREPOSITIONS
    return verb.cue.lemma == "say" and bool(silent or (lows[0] == "so" and lows[1:2] != ["that"]))


_THINGS = frozenset("it this that both them him her he she they so nothing little".split())
_TAKE_THINGS = frozenset("write propose dismiss cry declare read add".split())
_LITTLE = frozenset("it nothing little much something anything everything so yes no goodbye hello".split())
_CLAUSES = frozenset("that whether if why how what who when where which".split())


_AROUND = (lx.PREPOSITIONS | lx.ADVERBS | lx.TIMES | lx.SUBORDINATORS) - {"as"}  # when, where and how often


def is_visit(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether somebody is called, not called something ("calling Ramallah")."""
    if tokens[start].low in {"for", "on"} or any(t.low == "to" for t in tokens[start:end]):
        return False  # "called Lane to thank her"
    if end - start > 1 and tokens[start].low in {"it", "this", "that"}:
        return tokens[start + 1].low in _AROUND  # "called it insulting"
    if tokens[end - 1].low == "together" or any(t.low in {"times", "twice"} for t in tokens[start:end]):
        return True  # "called the ship four times by radio"
    object_end = next((i for i in range(start, end) if tokens[i].low in _AROUND), end)
    return object_end - start <= 2 and not any(t.quoted for t in tokens[start:end])


def is_deed(tokens: Tokens, lemma: str, start: int) -> bool:
    """Tell whether a verb tells a deed, or what is read apart ("agreed a fee", "wrote to her", "apologised for it")."""
    low = tokens[start].low
    closes = start + 1 >= len(tokens) or tokens[start + 1].text in ENDS | {","}
    if lemma in {"remember", "recall"}:
        return tokens[start].text[0].isdigit() or (
            low in lx.PERSONAL | WHOM and (closes or _is_manner(tokens[start + 1].low))
        )  # "recalled 310,000 cars"
    if lemma in {"refuse", "agree"}:
        return _is_ruling(tokens, lemma, start)
    following = tokens[start + 1].low if start + 1 < len(tokens) else ""
    if (lemma, low) == ("write", "down") or (lemma == "propose" and low == "to" and following in WHOM):
        return True  # a proposal of marriage
    if lemma == "write" and low == "to":
        return not any(t.low == "that" or t.quoted or t.quotation is not None for t in tokens[start:])
    return lemma in {"apologise", "apologize"} and low in {"to", "for"}


def _is_manner(low: str) -> bool:
    return low.endswith("ly") or low in {"otherwise", "well"}


def _is_ruling(tokens: Tokens, lemma: str, start: int) -> bool:
    """Tell whether something is refused or agreed as a ruling or a deal ("refused bail", "agreed a fee")."""
    if lemma == "refuse":
        return any(t.low in _REFUSED for t in tokens[start : start + 3])
    return tokens[start].low not in _AGREED and not is_clause(tokens, start)


_REFUSED = frozenset("bail permission leave entry access treatment admission consent visas visa asylum".split())
_AGREED = _CLAUSES | {"with", ":", "as"}
