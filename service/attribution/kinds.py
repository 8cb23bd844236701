"""What kind of thing a name names, by its own words and by those around it: somebody, a body, or a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from service.attribution import lexicon as lx
from service.attribution.phrases import Tokens, is_name_part

BODIES = frozenset(
    """department university college school party house court times post news committee council commission agency bureau
    association union federation institute foundation center centre group company corporation corp inc llc ltd co air
    airlines bank journal gazette herald tribune guardian telegraph magazine press media network radio tv board
    office ministry senate congress parliament administration campaign coalition fund force army navy police republicans
    democrats republican democrat church league club team society project alliance service services systems states
    kingdom nations capitol street avenue square tower hall airport hospital museum act bill law amendment war day
    convention conference forum show city county state town village island islands river lake mountain mount park
    world america europe africa asia authority academy today week cnn fbi cia nra gop international national committee's
    administration's lantern sentinel register dispatch courier ledger chronicle observer examiner inquirer bulletin
    hotel inn arms theatre theater cinema arena cathedral palace library gallery stadium ballroom
    wire security defense affairs intelligence budget tax plan white supreme oval air""".split()
)


_LAND = frozenset("new west east north south upper lower port fort mount lake cape san santa los las".split())


ENDS_OF_BODIES = frozenset(
    """securities capital holdings partners associates foods dairies motors energy facilities laboratories labs studios
    lines railways trust weekly daily mail transit""".split()
)


PLACES = frozenset("in at near from outside across around into toward towards through above below along off".split())


class Sort(Enum):
    PERSON = "person"
    BODY = "body"
    OPEN = "open"


def sort_of(tokens: Tokens, start: int, end: int, *, has_title: bool) -> Sort:
    words = [tokens[j].low.strip(".") for j in range(start, end)]
    before = tokens[start - 1].low if start else ""
    aged = end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].text.isdigit()
    acronym = len(words) == 1 and tokens[start].text.isupper() and len(tokens[start].text) > 1
    if _is_kind_of_body(tokens, start):
        return Sort.BODY
    if has_title:
        return Sort.PERSON
    if _is_worded_as_body(words) or before == "the" or acronym or _is_affiliation(tokens, start):
        return Sort.BODY
    spelled = len(words) in {2, 3} and all(re.sub(r"[.’-]", "", w).isalpha() for w in words)
    spelled = spelled and words[0] not in _LAND
    return Sort.PERSON if aged or (spelled and before not in PLACES) else Sort.OPEN


def _is_worded_as_body(words: Sequence[str]) -> bool:
    """Tell whether a name has a word that bodies have; "Bill" in front is a man's."""
    own = words[1:] if words[0] == "bill" and len(words) > 1 else words
    return any(w in BODIES for w in own) or (len(words) > 1 and words[-1] in ENDS_OF_BODIES)


def _is_affiliation(tokens: Tokens, start: int) -> bool:
    """Tell whether a name only says where the one named before it belongs ("Ada Lane of Halden Securities")."""
    return start > 1 and tokens[start - 1].low in {"of", "at"} and is_name_part(tokens[start - 2])


def _is_kind_of_body(tokens: Tokens, start: int) -> bool:
    """Tell whether the word before a name says that it is a company or the like ("manufacturer Solvane")."""
    return start > 0 and tokens[start - 1].low in _KINDS_OF_BODY


_KINDS_OF_BODY = (
    frozenset(
        """manufacturer maker carmaker retailer supermarket company firm group agency bank lender insurer airline
        operator supplier brewer publisher broadcaster newspaper magazine charity union party startup start-up giant
        chain brand utility builder carrier wholesaler grocer website site network daily weekly journal portal channel
        tabloid paper station platform
        """.split()
    )
    - lx.ROLES
)


def is_office_of_state(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether what looks like a title is part of a body's name ("Justice Department")."""
    return end - start > 1 and tokens[end - 1].low in _BODY_NOUNS


_BODY_NOUNS = frozenset(
    """department hospital university college council committee commission agency bureau association union federation
    institute foundation ministry school court office society club party""".split()
)


def is_seat(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a word says of what somebody is in office, or where something is posted ("minister of Norvale")."""
    if start < 2 or end - start > 1:
        return False
    link, head = tokens[start - 1].low, tokens[start - 2].low
    if link == "of" and head == ",":  # "Ada Lane, 59, of Ashton"
        return True
    return (link == "of" and (head in OFFICES or head in BODIES)) or (link == "on" and head in _POSTED)


OFFICES = frozenset(
    """minister secretary president mayor governor premier ambassador bishop archbishop chancellor king queen prince
    """.split()
)


STATE = frozenset("parliament government army navy capital border borders constitution assembly".split())


_POSTED = frozenset(
    "post posts page video message posted wrote said tweeted thread statement account livestream".split()
)
