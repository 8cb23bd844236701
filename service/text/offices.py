"""Offices and professions in words: when two wordings mean one office, and when two roles cannot be one person's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from service.text.words import name_key, words

# What headlines call an office otherwise; the first wording is the office, the others are tried when somebody asks.
CALLED: dict[str, tuple[str, ...]] = {
    "pentagon chief": ("us defense secretary", "defense secretary", "secretary of defense"),
    "pentagon head": ("us defense secretary", "defense secretary", "secretary of defense"),
    "head of pentagon": ("us defense secretary", "defense secretary", "secretary of defense"),
    "us defense chief": ("us defense secretary", "defense secretary", "secretary of defense"),
    "defense chief": ("defense minister", "defense secretary"),
    "top us diplomat": ("us secretary of state", "secretary of state"),
    "us top diplomat": ("us secretary of state", "secretary of state"),
    "american top diplomat": ("us secretary of state", "secretary of state"),
    "premier": ("prime minister",),
    "pm": ("prime minister",),
    "police chief": ("chief of police", "chief constable", "police commissioner"),
    "ceo": ("chief executive", "chief executive officer"),
    "finance chief": ("chief financial officer",),
    "cfo": ("chief financial officer",),
    "union leader": ("general secretary", "union president"),
    "un chief": ("un secretary-general", "secretary-general"),
    "nato chief": ("nato secretary-general",),
    "fed chief": ("federal reserve chair",),
}
_SPELLED = {
    **dict.fromkeys(("spokesman", "spokeswoman"), "spokesperson"),
    **dict.fromkeys(("chairman", "chairwoman"), "chair"),
    **dict.fromkeys(("congressman", "congresswoman", "rep", "reps"), "representative"),
    **dict.fromkeys(("councilman", "councilwoman", "councilor", "councilmember"), "councillor"),
    **dict.fromkeys(("sen", "sens"), "senator"),
    **dict.fromkeys(("businesswoman",), "businessman"),
    "american": "us",
    "gov": "governor",
    "gen": "general",
    "gop": "republican",
    "defence": "defense",
    "labour": "labor",
}
_LINKS = frozenset("the a an of for from in at to and s current incumbent".split())
_PARTIES = frozenset("republican democratic libertarian conservative labor liberal green".split())
_PAST = frozenset("former ex retired then longtime onetime late interim acting elect".split())
# Words that make another office, or somebody else, of the office they stand by: a vice president is no president.
OTHER_OFFICE = frozenset(
    """deputy vice assistant under press former ex acting general private interim elect attorney executive office aide
    adviser spokesperson wife husband son daughter brother sister staff team lawyer campaign statement""".split()
)
_OF_ONE_HOLDER = frozenset(
    """president minister premier mayor governor chief secretary chancellor commissioner chair executive speaker
    secretary-general ambassador nominee leader manager director pope king queen head""".split()
)
# Words of an office that do not say of which place, body or party it is: "police chief" alone is nobody in particular.
_GENERAL = (
    frozenset(
        """president vice prime minister secretary general chief executive officer director manager chair spokesperson
        press senior junior deputy assistant adviser aide leader head foreign defense interior finance education health
        justice home affairs state security national commissioner police fire mayor governor senator representative
        councillor candidate nominee presidential vice-presidential ambassador attorney lawyer judge professor editor
        reporter correspondent host anchor analyst economist strategist expert founder owner coach captain player
        businessman rival counterpart opponent majority minority speaker whip member official majority-leader campaign
        company city town village county district regional local official communication communications political party
        union office treasurer clerk inspector sergeant colonel major admiral commander resident voter supporter critic
        author activist organizer consultant pollster doctor nurse teacher student singer actor actress farmer baker
        driver parent mother father wife husband son daughter brother sister democratic republican conservative liberal
        democrat libertarian independent labor secretary-general congress house senate committee chairperson new top
        green
        """.split()
    )
    | _PAST
)
_FAMILIES = tuple(
    frozenset(family.split())
    for family in (
        "mayor governor president premier minister secretary senator representative councillor candidate nominee"
        " chancellor lawmaker ambassador",
        "police constable sheriff detective inspector sergeant firefighter",
        "judge justice magistrate",
        "actor actress singer comedian rapper musician guitarist drummer painter dancer",
        "striker goalkeeper quarterback midfielder defender footballer coach player pitcher",
        "nurse surgeon physician midwife dentist paramedic",
        "professor teacher headteacher lecturer student",
        "reporter correspondent anchor columnist",
        "executive banker trader",
        "baker farmer fisherman driver miner carpenter plumber butcher shopkeeper electrician",
        "bishop archbishop rabbi imam pastor pope",
        "lawyer attorney solicitor barrister prosecutor",
        "spokesperson",
    )
)
_NOT_THE_HOLDER = OTHER_OFFICE - {"general", "executive", "vice", "attorney", "campaign"}
_OF_ONE = frozenset("mayor governor president minister secretary executive chancellor premier sheriff".split())


@lru_cache(maxsize=16_384)
def office_words(role: str) -> frozenset[str]:
    """Return what two wordings of one office share ("Secretary of Defense of the United States" and the like)."""
    spoken = name_key(role)
    if spoken in CALLED:
        role = CALLED[spoken][0]
    elif {"chief", "executive", "officer"} <= set(words(role)) or "ceo" in words(role):
        role = role.lower().replace("chief executive officer", "chief executive").replace("ceo", "chief executive")
    role = role.lower().replace("united states", "us").replace("united nations", "un")
    found = (_SPELLED.get(w, w) for w in (w.replace(".", "") for w in words(role)))
    held = frozenset(w for w in found if w not in _LINKS)
    return held - {"press", "secretary"} | {"spokesperson"} if {"press", "secretary"} <= held else held


def office_key(role: str) -> str:
    """Return the words of an office in a fixed order, "" for none."""
    return " ".join(sorted(office_words(role)))


def is_office_word(word: str) -> bool:
    """Tell whether a word may be part of an office that does not say of what ("mayor", "chief")."""
    return _SPELLED.get(word, word) in _GENERAL


def is_specific(role: str) -> bool:
    """Tell whether a role is an office of one holder that says of what ("mayor of Norvale"; not "the mayor")."""
    held = office_words(role)
    presidential = bool(held & _PARTIES) and bool(held & {"presidential", "vice-presidential"})
    specific = presidential or bool(held - _GENERAL)
    return specific and bool(held & _OF_ONE_HOLDER) and not held & (_PAST | _NOT_THE_HOLDER)


def agree(role: str, other: str) -> bool:
    """Tell whether two roles are one office: the same words, or one holds the other and says more."""
    a, b = office_words(role), office_words(other)
    return bool(a and b) and (a <= b or b <= a) and not (a ^ b) & (_PAST | OTHER_OFFICE)


def contradict(roles: Iterable[str], others: Collection[str]) -> tuple[str, str] | None:
    """Return two roles that one person cannot well have in the same period; None if there are none, or if some agree.

    Two professions of different kinds, or the same office of different places. What somebody was ("former mayor")
    contradicts nothing.
    """
    pairs = [(r, o) for r in roles for o in others]
    if any(agree(r, o) for r, o in pairs):
        return None
    return next((pair for pair in pairs if _cannot_be_one(*map(office_words, pair))), None)


def _cannot_be_one(a: frozenset[str], b: frozenset[str]) -> bool:
    if (a | b) & _PAST or (a & b) - _GENERAL:
        return False
    kinds, others = ({n for n, family in enumerate(_FAMILIES) if held & family} for held in (a, b))
    if kinds and others and not kinds & others:
        return True
    return bool(a & b & _OF_ONE) and bool(a - _GENERAL) and bool(b - _GENERAL)
