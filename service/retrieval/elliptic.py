"""Questions without a verb: "Vekić on the roster", "the port director about the crane", "Kenneth Munn: why no siren?".

Whether somebody is named in front is known only where the articles are: a plan of this kind is a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOBODY = (
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|give|show|tell|list|find|compare|summari[sz]e|write|explain|describe|any|anything|everything|all|more|latest|news"
    r"|information|details|background|timeline|summary|overview|update|and|or|but|by|in|on|at|for|to|from|about|please"
    r"|correction|the (?:latest|news|vote|debate|report|row|dispute))"
)
_ON = re.compile(
    rf"^(?!{_NOBODY}\b)(?P<speaker>[^?:;]{{2,80}}?)(?:['’]s (?:words|view|views|remarks))?"
    r" (?:on|about|regarding) (?P<topic>.+?)[\s?!.]*$",
    re.IGNORECASE,
)
_COLON = re.compile(rf"^(?!{_NOBODY}\b)(?P<speaker>[A-Z][^?:;,]{{2,60}}): (?P<topic>.+?)[\s?!.]*$", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|says?|said|tells?|told|will|would|could|can|voted|decided|spent)\b"
)


@dataclass(frozen=True, slots=True)
class Headed:
    """Who stands in front, and what the question is about."""

    speaker: str
    topic: str


def find_headed(text: str) -> Headed | None:
    """Return who stands in front of a question that has no verb of its own, None for another one."""
    found = _ON.match(text) or _COLON.match(text)
    if not found or _VERB.search(re.split(r"\bwho(?:se)?\b", found["speaker"])[0]):
        return None
    return Headed(found["speaker"], found["topic"])
