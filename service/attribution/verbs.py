"""Reporting verbs in a sentence: which words are verbs of speech here, and whose."""

from __future__ import annotations

from collections.abc import Sequence

from service.attribution import lexicon as lx
from service.attribution.candidates import Candidate, Verb
from service.attribution.clausal import has_clause, is_parenthesis
from service.attribution.cues import CUES, WITH_QUOTATION, Cue, Form, Takes
from service.attribution.inverted import is_inverted, is_particle
from service.attribution.participles import find_participle
from service.attribution.phrases import (
    BORDERS,
    MARKS,
    Range,
    Tokens,
    clause_subject,
    is_finite,
    is_name_part,
    phrase_end,
    verb_group_start,
)
from service.attribution.reading import Token
from service.attribution.relatives import whom_it_tells_of
from service.attribution.subjects import subject_before, subject_with_relative
from service.attribution.thinkers import is_text, may_speak

_POSSESSIVE_ENDS = frozenset({"’s", "'s", "’"})
_PERFECT = frozenset({"has", "have", "had", "’s", "'s", "having"})
_QUANTITIES = frozenset("all some many most both few several others".split())
_ALONE = frozenset("one another each neither".split())
_PLURALS = frozenset("i we you they who people police some many both others most".split())
_WEAK = frozenset("write advise observe read forecast reason hedge parry imply remember express propose recite".split())
_TEXTS = frozenset(
    """letter statement email e-mail text note memo report post tweet document message release caption headline article
    editorial column lawsuit complaint filing resolution petition bill order ruling opinion affidavit invitation
    plate label sign notice plaque poster board inscription card postcard ticket tag sticker graffiti epitaph entry
    diary log leaflet flyer flier pamphlet page site website placard screen handout telegram transcript voicemail
    tombstone headstone gravestone blackboard chalkboard whiteboard noticeboard script will contract one another
    """.split()
)


def find_verbs(tokens: Tokens) -> list[Verb]:
    """Return the reporting verbs of a sentence in order; those of passives and mere possibilities are left out."""
    found: list[Verb] = []
    for i, token in enumerate(tokens):
        opens_fragment = token.quoted and i > 0 and tokens[i - 1].text in MARKS
        if (token.quoted and not opens_fragment) or (token.is_capital and i > 0):
            continue
        if cue := _cue(tokens, i):
            group = verb_group_start(tokens, i - (opens_fragment or is_particle(tokens, i)))
            candidate = Candidate(tokens, i, group, cue)
            if verb := _verb(candidate, found):
                found.append(verb)
    return found


def _cue(tokens: Tokens, i: int) -> Cue | None:
    low = tokens[i].low
    if i + 1 < len(tokens) and is_particle(tokens, i + 1) and any(_beside_quotation(tokens, j) for j in (i, i + 1)):
        return None
    cue = CUES.get(low)
    if cue is not None:
        told = has_clause(tokens, i, cue) and (cue.lemma != "read" or _is_text(tokens, i))
        return cue if told else None
    if is_particle(tokens, i) and (_beside_quotation(tokens, i) or _beside_quotation(tokens, i - 1)):
        return Cue(f"{tokens[i - 1].low} {low}", Form.PAST, Takes.CLAUSE, noun=False)
    if low in WITH_QUOTATION and _beside_quotation(tokens, i):
        return Cue(low, Form.PAST, Takes.CLAUSE, noun=False)
    return None


def _is_text(tokens: Tokens, i: int) -> bool:
    """Tell whether the subject of "reads" is something written that somebody signs, not a banner."""
    return any(t.low in _TEXTS for t in tokens[max(0, i - 12) : i])


def _beside_quotation(tokens: Tokens, i: int) -> bool:
    back = 6 if is_particle(tokens, i) else 2  # "“…,” Ada Lane shot back"
    near = (*tokens[i + 1 : i + 3], *tokens[max(0, i - back) : max(0, i - 1)])
    touching = i - 1 - is_particle(tokens, i)
    return (touching >= 0 and tokens[touching].quotation is not None) or any(t.quotation is not None for t in near)


def _verb(candidate: Candidate, found: Sequence[Verb]) -> Verb | None:
    cue, tokens, i = candidate.cue, candidate.tokens, candidate.at
    if cue.form is Form.PARTICIPLE:
        weak = (cue.noun or cue.lemma in _WEAK) and not _opens_clause(candidate.after)
        return None if weak else find_participle(candidate, found)
    if is_inverted(tokens, i, cue):
        return Verb(i, candidate.group, cue, (i + 1, phrase_end(tokens, i + 1, len(tokens))), i, inverted=True)
    return None if _is_unreal(candidate) else _finite(candidate, found)


def _is_unreal(candidate: Candidate) -> bool:
    """Tell whether nobody does the speaking: infinitives, passives, possibilities."""
    cue, words, before = candidate.cue, candidate.auxiliaries, candidate.before
    passive = cue.form in {Form.PAST, Form.PASSIVE} and bool(words & (lx.BE - {"’s", "'s"}))
    bare = cue.form is Form.PASSIVE and not words & _PERFECT
    if candidate.is_refusal or candidate.is_ignorance or (cue.lemma == "say" and {"would", "only"} <= words):
        return False
    return passive or bare or bool(words & lx.MODALS) or (before is not None and before.low == "to")


def _finite(candidate: Candidate, found: Sequence[Verb]) -> Verb | None:
    tokens, i, before, after = candidate.tokens, candidate.at, candidate.before, candidate.after
    if after is not None and after.low == "by" and not (i + 2 < len(tokens) and tokens[i + 2].low in lx.MEANS):
        return None
    if candidate.cue.noun and i > 0 and tokens[i - 1].low in _POSSESSIVE_ENDS:
        return None
    if before is None or before.low in {"and", "or", "but", "then", "&"}:
        return _shared(candidate, found)
    if "having" in candidate.auxiliaries:  # "denied having said so" tells nothing of its own
        return _shared(candidate, found) if before.text == "," else None
    return _with_subject(candidate, found, before)


def _with_subject(candidate: Candidate, found: Sequence[Verb], before: Token) -> Verb | None:
    tokens = candidate.tokens
    source = subject_with_relative(tokens, candidate.group) or subject_before(tokens, candidate.group)
    if source is None:
        return _shared(candidate, found) if before.text == "," else None
    if _is_supposed(tokens, source) or _is_deed(tokens, source) or not _agrees(candidate, source):
        return None
    return candidate.verb(whom_it_tells_of(tokens, source))


def _is_deed(tokens: Tokens, source: Range) -> bool:
    """Tell whether a phrase opens with a verb, so that what follows is a participle ("apologised in a note | sent")."""
    first = tokens[source[0]]
    if source[1] - source[0] < 3 or first.is_capital or not (is_finite(first) or first.low.endswith("ed")):
        return False
    return tokens[source[0] + 1].low in lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | {"to"}


def _is_supposed(tokens: Tokens, source: Range) -> bool:
    """Tell whether it is only supposed that somebody speaks ("If Lane says no, …", "Had Lane said so, …")."""
    opens = source[0] == 1 or (source[0] > 1 and tokens[source[0] - 2].text in {",", ";"})
    if source[0] > 0 and tokens[source[0] - 1].low in _WISHED:
        return True  # "wished the club had told her"
    return source[0] > 0 and opens and tokens[source[0] - 1].low in {"if", "unless", "had"}


_WISHED = frozenset("wish wishes wished".split())


def _agrees(candidate: Candidate, source: Range) -> bool:
    """Tell whether the form can be a verb after this noun phrase, and is not a noun at its end ("the report")."""
    cue, last = candidate.cue, candidate.tokens[source[1] - 1]
    alone = source[1] - source[0] == 1 and last.low in _ALONE and cue.form in {Form.PAST, Form.PRESENT}  # "one says"
    opens_noun = (
        (last.low in lx.DETERMINERS - _QUANTITIES and not alone)
        or last.low in lx.POSSESSIVES
        or last.low in _POSSESSIVE_ENDS
    )
    if _is_object(candidate, source) or (source[1] == candidate.group and opens_noun):
        return False
    if cue.form is Form.BASE:
        return _agrees_in_plural(candidate, source)
    if cue.form is Form.PRESENT and cue.noun:
        return _agrees_in_singular(candidate, source)
    return True


def _agrees_in_plural(candidate: Candidate, source: Range) -> bool:
    tokens, last, bare = candidate.tokens, candidate.tokens[source[1] - 1], candidate.group == candidate.at
    if candidate.cue.noun and bare and not _opens_object(candidate.after):
        return is_parenthesis(tokens, candidate.at, candidate.cue)
    plural = (last.low.endswith("s") and not last.low.endswith("ss")) or last.low in _PLURALS
    several = "and" in {t.low for t in tokens[source[0] : source[1]]}
    at_end = candidate.at + 2 >= len(tokens) and not candidate.cue.noun
    return (plural or several or not bare) and (_takes_object(candidate.after) or at_end)


def _agrees_in_singular(candidate: Candidate, source: Range) -> bool:
    first, last = candidate.tokens[source[0]], candidate.tokens[source[1] - 1]
    if candidate.before is not None and candidate.before.text == "," and source[1] < candidate.group:
        return _opens_object(candidate.after)  # "The letter, dated May 9, claims …"
    if is_name_part(last) or last.low in lx.PRONOUNS:
        return _opens_object(candidate.after)
    after = candidate.after
    told = _opens_clause(after) or is_parenthesis(candidate.tokens, candidate.at, candidate.cue)
    if first.low in lx.POSSESSIVES or not told:  # "the office disputes this"
        speaks = may_speak(candidate.tokens, source) or is_text(candidate.tokens, source)
        opens = after is not None and after.low in lx.DETERMINERS | lx.POSSESSIVES
        told = speaks and (told or opens) and not (after is not None and after.text in MARKS)
    return not last.low.endswith("s") and first.low in lx.DETERMINERS | lx.POSSESSIVES and told


def _opens_clause(token: Token | None) -> bool:
    """Tell whether a clause or a quotation begins with `token`."""
    return token is not None and (
        token.quotation is not None
        or token.text in MARKS | {":"}
        or token.low in lx.PERSONAL | {"that", "whether", "how", "why", "there"}
    )


def _opens_object(token: Token | None) -> bool:
    if token is None or _opens_clause(token):
        return token is not None
    return token.is_capital or token.low in lx.DETERMINERS | lx.POSSESSIVES | {"for", "on", "to", "him", "them", "not"}


def _takes_object(token: Token | None) -> bool:
    if token is None or is_finite(token) or token.low in {"and", "or", ".", ")"}:
        return False
    return token.low not in lx.PREPOSITIONS or token.low in {"for", "on", "to"}


def _is_object(candidate: Candidate, source: Range) -> bool:
    """Tell whether what stands before the phrase makes it an object, and a past form after it a participle."""
    if source[0] == 0:
        return False
    before = candidate.tokens[source[0] - 1]
    if source[0] == 1 and before.low in _OUTDOORS:
        return False  # "Outside Lane told reporters …"
    if before.low in lx.AUXILIARIES and not before.is_capital and before.low not in {"did", "’s", "'s"}:
        return True
    if candidate.cue.form is not Form.PAST or before.low in {"that", "than"}:
        return False
    earlier = CUES.get(before.low)
    governed = is_finite(before) and (earlier is None or earlier.takes is Takes.OBJECT)
    return governed or before.low in lx.PREPOSITIONS - lx.SUBORDINATORS or before.low == "to"


_OUTDOORS = frozenset("outside inside below above behind afterwards".split())


def _shared(candidate: Candidate, found: Sequence[Verb]) -> Verb | None:
    """Return the verb with the subject of an earlier verb of the sentence ("he said X and added Y")."""
    cue, group = candidate.cue, candidate.group
    if (cue.noun and cue.form is not Form.PAST) or group == 0 or (cue.form is Form.BASE and group == candidate.at):
        return None
    earlier = next((v.source for v in reversed(found) if _shares(v, cue)), None)
    inner = _relative_subject(candidate.tokens, group) or _inner_subject(candidate.tokens, group, found, cue)
    source = inner or earlier or clause_subject(candidate.tokens, group)
    if source and candidate.auxiliaries & {"do", "have"} and candidate.tokens[source[0]].low in {"he", "she", "it"}:
        return None  # "theatre people, she explains, do not discuss money"
    return candidate.verb(source, start=group, shared=True) if source else None


def _relative_subject(tokens: Tokens, group: int) -> Range | None:
    """Return the "who" whose clause goes on with a second verb ("said Lane, who is 37 and had told the club …")."""
    if tokens[group - 1].low not in {"and", "but"}:
        return None
    who = next((i for i in range(group - 2, 0, -1) if tokens[i].low == "who" or tokens[i].text in BORDERS), 0)
    return (who, who + 1) if tokens[who].low == "who" and tokens[who - 1].text == "," else None


# "denied that Lane had lied and added that …": it is who denied that adds
_CONTINUES = frozenset(
    "add stress emphasise emphasize underline joke quip hint argue conclude note warn predict".split()
)


def _inner_subject(tokens: Tokens, group: int, found: Sequence[Verb], cue: Cue) -> Range | None:
    """Return the subject of the clause that is reported where a second verb goes on with it.

    So in "Lane reports that a man rose and called …", and in "Lane said Ruiz had laughed and told …".
    """
    verb = found[-1] if found else None
    if (
        verb is None
        or verb.inverted
        or cue.lemma in _CONTINUES
        or any(t.text in {",", ";"} for t in tokens[verb.at : group])
    ):
        return None
    within = range(verb.at + 1, group - 1)
    had = next((i for i in within if tokens[i].low == "had"), None)
    if had is not None:
        own = subject_before(tokens, had, verb.at + 1)
        return own if own and (is_name_part(tokens[own[0]]) or _is_somebody(tokens, own)) else None
    that = verb.cue.form is Form.BASE and tokens[verb.at + 1].low == "that"
    return clause_subject(tokens, group, verb.at + 2) if that else None


def _is_somebody(tokens: Tokens, own: Range) -> bool:
    """Tell whether a noun with its owner is somebody of whom is told ("said her father had left and had asked …")."""
    return tokens[own[0]].low in lx.POSSESSIVES and may_speak(tokens, own)


def _shares(verb: Verb, cue: Cue) -> bool:
    """Tell whether a verb of this form can go on with the subject of `verb`."""
    if verb.source is not None and verb.refuses and cue.form is Form.PAST:
        return True  # "would not say when, but joked that …"
    if verb.source is None or verb.inverted or verb.cue.form not in {Form.PAST, Form.PRESENT, Form.PASSIVE}:
        return False
    return cue.form is Form.BASE or (verb.cue.form is Form.PRESENT) == (cue.form is Form.PRESENT)
