"""Through whom the question says that words came ("according to her spokesman"), and on what occasion they fell."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BY = (
    r"(?:according to|going by|in the words of|as told by|as told to us by|as relayed by|as reported by|by the account of"
    r"|if (?:you|we|one) believes?)"
)
_BEHIND = re.compile(rf"^(?P<rest>.+?),? {_BY} (?P<via>(?:the |an? )?[^?,]+?)[\s?!.]*$", re.IGNORECASE)
_THROUGH = re.compile(
    r"^(?P<rest>.+?),? (?:through|via|speaking through) (?P<via>[^?,]+?)(?P<more>(?: (?:about|on|after|before) [^?]+)?)[\s?!.]*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"^{_BY} (?P<via>[^?,]+?), (?P<rest>.+)$", re.IGNORECASE)
_PASSED_ON = re.compile(
    r"^(?:what|how) (?:did|does|has|have|do) (?P<via>[^?,]+?) (?:pass(?:ed)? on|relay(?:ed)?|convey(?:ed)?|hand(?:ed)? on|let (?:it )?be known)"
    r"(?: (?:to|from) [^?,]+?)? (?:about|of|on) (?P<who>(?:the |an? )?[^?,]+?)(?P<own>['’]s?) (?P<what>[^?]+?)[\s?!.]*$",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r",? (?:either |both )?(?:himself|herself|themselves|itself|in person|directly),? (?:or|and) (?:through|via|by) "
    r"(?:his|her|their|its|an?|the) [\w’'-]+(?: [\w’'-]+)?,?(?= )",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(?:his|her|their|its) (?P<what>.+)$", re.IGNORECASE)
_OF_RELAYS = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|lawyers?|solicitor|barrister|agent|press (?:secretary|officer)|aides?|advis[eo]rs?"
    r"|office|team|representatives?|publicist|wife|husband|daughter|son|mother|father|brother|sister|family|friends?"
    r"|colleagues?|deputy|secretary|assistant|account|side)$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?!(?:What|How|Why|When|Where|Who|Which|Did|Does|Do|Is|Was|Has|Have|The)\b)[A-Z][\w’'-]*[a-z](?: (?:de |van |von |bin )?[A-Z][\w’'-]+)*"
)

_OCCASION = re.compile(
    r" (?:on|over|by) (?:the )?(?:tele)?phone\b(?! (?:mast|book|line|number)s?\b)"
    r"| in (?:a|the|his|her|their|its|an) (?:[\w’'-]+ ){0,2}?(?:letter|e-?mail|text message|text|message|memo|speech|interview|post|tweet"
    r"|diary|testimony|phone call|call|briefing|press conference|police interview|victim statement|newsletter|sermon|voicemail)"
    r"(?: to (?:the )?(?:staff|employees|workers|members|shareholders|parents|residents|colleagues|customers|him|her|them)\b)?"
    r"| in (?:court|evidence|private|writing|testimony)\b"
    r"| (?:at|during|after) (?:the|a|an|his|her|their) (?:[\w’'-]+ ){0,3}?(?:dinner|hearing|briefing|press conference|news conference|conference"
    r"|inquest|debate|rally|funeral|reception|annual meeting|public meeting|mass meeting|meeting)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Relayed:
    """A question without the clause that says through whom, and that person as the question calls them."""

    rest: str
    via: str


def find_relay(text: str) -> Relayed | None:
    """Return a question parted from "according to X" in front of it or behind it; None where it has none."""
    found = _PASSED_ON.match(text)
    if found:
        return Relayed(f"What did {found['who']} say about {found['what']}?", found["via"])
    found = _BEFORE.match(text) or _BEHIND.match(text)
    if found:
        return _parted(found["rest"], found["via"])
    found = _THROUGH.match(text)
    if found and _OF_RELAYS.search(found["via"]):
        return _parted(f"{found['rest']}{found['more']}", found["via"])
    return None


def _parted(rest: str, via: str) -> Relayed:
    who = re.sub(r" (?:in|on|at|after|before|during) .*$", "", via.strip()) if via[:1].isupper() else via.strip()
    return Relayed(f"{rest.rstrip(' ?.!,')}?", who)


def principal_of(relayed: Relayed) -> str | None:
    """Return the one name of a question whom a relay with a pronoun ("her lawyer") speaks for, None for others."""
    if not is_of_somebody(relayed.via):
        return None
    names = [m[0] for m in _NAME.finditer(relayed.rest)]
    return re.sub(r"['’]s?$", "", names[0]) if names else None


def is_of_somebody(via: str) -> bool:
    """Tell whether a relay is named by whom it serves: "her spokesman"."""
    owned = _POSSESSIVE.match(via)
    return bool(owned and _OF_RELAYS.search(owned["what"]))


def named_relay(via: str, principal: str) -> str:
    """Return a relay with the name of whom it serves: "Helen Farquhar's spokesman"."""
    owned = _POSSESSIVE.match(via)
    return f"{principal}'s {owned['what']}" if owned else via


def without_manner(text: str) -> str:
    """Return a question without the words that say by whose mouth ("himself or through his solicitor")."""
    return _MANNER.sub("", text)


def without_occasion(text: str) -> str:
    """Return a question without the words that say how or where somebody spoke ("on the phone", "in court")."""
    return _OCCASION.sub("", text)
