"""What a sentence adds behind what is reported in it, as its own: when that was, and what came of it."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.phrases import Tokens, is_finite
from service.attribution.reading import Token

_SPANS = frozenset("minute minutes hour hours day days week weeks month months year years".split())
_AFTER = frozenset("after before".split())
_LONGEST = 5  # tokens of "less than two weeks after"
_NAMELESS = frozenset("named identified quoted".split())


def is_timed(tokens: Tokens, comma: int) -> bool:
    """Tell whether what follows a comma says how long before or after ("…, hours after the vote")."""
    span = next((i for i in range(comma + 1, min(comma + _LONGEST, len(tokens) - 1)) if tokens[i].low in _SPANS), None)
    if span is None or tokens[span + 1].low not in _AFTER:
        return False
    counted = tokens[comma + 1 : span]
    return all(t.is_word and not t.is_capital and t.low not in lx.PREPOSITIONS - {"than"} for t in counted)


def is_answered(tokens: Tokens, comma: int) -> bool:
    """Tell whether a passive follows that says what the speaker got ("…, and was told to wait")."""
    words = [t.low for t in tokens[comma + 1 : comma + 5]]
    if words[:1] not in (["and"], ["but"]):
        return False
    at = 2 if words[1:2] and words[1] in lx.PERSONAL else 1
    return words[at : at + 1] in (["was"], ["were"]) and words[at + 1 : at + 2] in (["told"], ["asked"], ["pressed"])


# What people do beside what they say; "…, and turned to the others" is told by whoever tells the rest.
_DEEDS = frozenset(
    """turned walked sat stood smiled laughed nodded shook held pointed waved looked hung handed pulled picked
    returned drove gestured paused folded stormed hurried posed resumed rose strode stepped leaned leant slammed
    clapped bowed blew kissed hugged winked grinned shrugged glanced stared wept wiped raised lifted lowered
    tapped banged knocked sipped lit produced showed climbed ran rode boarded sailed disappeared vanished
    """.split()
)
_OPENS_OBJECT = lx.DETERMINERS | lx.POSSESSIVES | lx.PREPOSITIONS | lx.PERSONAL | {"him", "them", "up", "down", "out"}


def goes_on_with_deed(tokens: Tokens, i: int) -> bool:
    """Tell whether a sentence goes on at `i` with a deed that is seldom reported ("…, and turned to the others")."""
    return tokens[i].text == "," and i + 2 < len(tokens) and tokens[i + 1].low in _AND and tokens[i + 2].low in _DEEDS


def leaves_phrase(tokens: Tokens, i: int, start: int) -> bool:
    """Tell whether the sentence goes on at `i` behind a phrase without a verb.

    So in "apologised for the noise | and took the chair" and "predicted snow, | and nobody minded".
    """
    at = i + 1 if tokens[i].text == "," else i
    if at + 2 >= len(tokens) or tokens[at].low not in _AND or any(_may_tell(t) for t in tokens[start:i]):
        return False
    following = tokens[at + 1]
    if is_finite(following) or following.low in _DEEDS:
        return True
    if following.low.endswith("ed") and not following.is_capital:
        return tokens[at + 2].low in _OPENS_OBJECT or not tokens[at + 2].is_word
    return tokens[i].text == "," and any(is_finite(t) for t in tokens[at + 1 : at + _NEAR])


def dates_phrase(tokens: Tokens, i: int, start: int) -> bool:
    """Tell whether it is told at `i`, behind a noun, when that was ("conceded defeat | shortly after midnight")."""
    timed = tokens[i].low in _SOON and i + 1 < len(tokens) and tokens[i + 1].low in _AFTER
    noun = tokens[start].low not in {"to", "that"} and not any(_may_tell(t) for t in tokens[start:i])
    return timed and i > start and noun


_SOON = frozenset("shortly soon minutes moments hours days immediately just right".split())


def _may_tell(token: Token) -> bool:
    """Tell whether a word may be the verb of a clause."""
    return (is_finite(token) and token.low not in {"’s", "'s"}) or token.low in lx.PRESENT


_AND = frozenset("and but so".split())


def ends_before_deed(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether what is said ends where the speaker's next deed is told, or after words between marks."""
    if end >= len(tokens):
        return False
    if [t.low for t in tokens[end : end + 2]] == [",", "then"]:
        return True
    return goes_on_with_deed(tokens, end) or dates_phrase(tokens, end, start) or closes_fragment(tokens, end, start)


def closes_fragment(tokens: Tokens, i: int, start: int) -> bool:
    """Tell whether a bid in words between marks ends before `i` ("told him to “get lost” | after the vote")."""
    return (
        tokens[start].low == "to"
        and i > start + 1
        and tokens[i - 1].text in _CLOSING
        and tokens[i].low in _WHEN | lx.DAYS
        and not tokens[i].quoted
    )


_CLOSING = frozenset({"”", '"', "’", "'", "''", "»"})
_WHEN = frozenset("after when as while before during following amid".split())
_NEAR = 9  # tokens behind "and" in which a clause has its verb


def explains_silence(tokens: Tokens, start: int, at: int) -> bool:
    """Tell whether a reason follows a plea for namelessness ("asked not to be named | because …")."""
    words = [t.low for t in tokens[start:at]]
    pleads = words[:3] == ["not", "to", "be"] and len(words) > 3 and words[3] in _NAMELESS
    return pleads and tokens[at].low in {"because", "as", "since", "for", "when", "while"}


def goes_on_as_first_person(tokens: Tokens, comma: int, source: int) -> bool:
    """Tell whether a speaker goes on about himself after telling of others ("She told me to go, and I went")."""
    told = tokens[source].low not in {"i", "we"}
    return told and [t.low for t in tokens[comma + 1 : comma + 3]] in (["and", "i"], ["but", "i"], ["and", "we"])
