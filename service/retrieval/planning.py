"""A question becomes a plan: who is asked about, said to whom, about what.

Rules over the words of the question; names are resolved later, against the speakers that the articles have.
"""

from __future__ import annotations

import re
from dataclasses import replace

from service.domain.questions import PlanKind, QueryPlan, Question

_SAY = r"(?:say|said|says|saying|state|stated|remark|comment|announce|announced|claim|claimed|declare|declared|write|wrote|tweet|tweeted|think|reply|replied|answer|respond|responded|react|reacted|convey|conveyed|stress|stressed|emphasi[sz]e|insist|insisted|argue|argued|explain|explained|mention|mentioned)"
_URGE = r"(?:warn|warned|promise|promised|deny|denied|demand|demanded|propose|proposed|urge|urged|call for|called for|accuse|accused|criticis[e]|criticize|criticized|praise|praised|condemn|condemned|reject|rejected|suggest|suggested|predict|predicted|pledge|pledged|admit|admitted|confirm|confirmed|report|reported|describe|described|blame|blamed|offer|offered|discuss|discussed|ask|asked)"
_TELL = r"(?:tell|told|inform|informed|remind|reminded|assure|assured)"
_ABOUT = r"(?:about|on|regarding|concerning|as to|with regard to|over|of)"
_NOUN = r"(?:statement|statements|comment|comments|remark|remarks|response|reaction|reply|answer|position|view|views|opinion|stance|message|words|quote|quotes|quotations|warning|promise|demand|explanation)"
_ASK = r"(?:did|does|do|has|have|had|was|were|is|are|would|could|can|will)"
_LEAD = r"^(?:please[, ]+|can you |could you |tell me |show me |give me |list |find |i want to know |do you know )*"

_PATTERNS = tuple(
    re.compile(_LEAD + pattern + r"[\s?!.]*$", re.IGNORECASE)
    for pattern in (
        rf"(?:what|which things?)(?: exactly| else)? {_ASK} (?P<speaker>.+?) {_TELL}(?:ing)? (?P<addressee>.+?)(?: {_ABOUT} (?P<topic>.+?))?",
        rf"(?:what|how|why|when|where)(?: exactly| else)? {_ASK} (?P<speaker>.+?) (?:have to |had to )?{_SAY}(?: to (?P<addressee>.+?))?(?: in (?:response|reply|reaction) to (?P<topic2>.+?)|(?: (?:anything|something))? {_ABOUT} (?P<topic>.+?)| to (?P<topic3>.+?)|(?: that)? (?P<topic4>.+?))?",
        rf"(?:what|whom?|how|why) {_ASK} (?P<speaker>.+?) (?P<topic>{_URGE}(?: .+?)?)",
        rf"(?:did|does|has|have) (?P<speaker>.+?) (?:ever )?(?:{_SAY})(?: (?:anything|something))?(?: to (?P<addressee>.+?))?(?: (?:{_ABOUT}|that|whether|if) (?P<topic>.+?))?",
        rf"(?:what (?:is|was|are|were) |any )?(?:the )?(?P<speaker>.+?)['’]s? (?:own )?{_NOUN}(?: (?:{_ABOUT}|to) (?P<topic>.+?))?",
        rf"(?:what (?:is|was|are|were) )?(?:the |all |any )?{_NOUN} (?:by|from|of) (?P<speaker>.+?)(?: {_ABOUT} (?P<topic>.+?))?",
        rf"what (?:has|have|had|was|were)(?: been)? said by (?P<speaker>.+?)(?: (?:{_ABOUT}) (?P<topic>.+?))?",
        rf"(?:everything|anything|what|all)(?: that)? (?P<speaker>.+?) (?:has |have )?(?:said|told|says)(?: to (?P<addressee>.+?))?(?: {_ABOUT} (?P<topic>.+?))?",
        r"according to (?P<speaker>.+?), (?P<topic>.+?)",
        r"(?P<topic>.+?),? according to (?P<speaker>.+?)",
    )
)
_ANYBODY = re.compile(
    _LEAD
    + rf"(?:who (?:said|says|claimed|stated|warned|denied|announced|argued|wrote|tweeted|called|promised)(?: that)? (?P<said>.+?)"
    rf"|what (?:has|have|had|was|were)(?: been)? said {_ABOUT} (?P<topic>.+?)"
    rf"|what (?:did|do|does) (?:people|anyone|anybody|everyone|officials|they|the articles?|the papers?|the press) say {_ABOUT} (?P<topic2>.+?))[\s?!.]*$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:(?:the |this |these |those |an? )?(?:articles?|reports?|papers?|story|stories|news|press|readouts?|text|it|they|he|she|people|anyone|anybody|someone|there)|i|you|we)$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\s+(?:(?:on|in|since|during|before|after) (?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b.*"
    r"|(?:last|this) (?:week|month|year)|yesterday|today|in \d{4})$",
    re.IGNORECASE,
)


def plan(question: Question) -> QueryPlan:
    """Return what to look for: somebody's statements if the question asks for them, else facts."""
    text = re.sub(r"\s+", " ", question.text).strip()
    found = _who_said_what(text, question)
    if found is None:
        found = QueryPlan(PlanKind.FACT, text, question.filters)
    if question.filters.speaker:
        topic = found.topic if found.kind == PlanKind.WHO_SAID_WHAT else text
        return replace(found, kind=PlanKind.WHO_SAID_WHAT, speaker=question.filters.speaker, topic=topic)
    return found


def _who_said_what(text: str, question: Question) -> QueryPlan | None:
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match and _names_somebody(match["speaker"]):
            return _plan_of(match, text, question)
    match = _ANYBODY.match(text)
    if match:
        topic = next(t for t in match.groups() if t)
        return QueryPlan(PlanKind.WHO_SAID_WHAT, text, question.filters, topic=topic)
    return None


def _names_somebody(speaker: str) -> bool:
    return len(speaker.split()) <= 8 and not _NOBODY.match(speaker)


def _plan_of(match: re.Match[str], text: str, question: Question) -> QueryPlan:
    parts = match.groupdict()
    topics = (parts.get(name) for name in ("topic", "topic2", "topic3", "topic4"))
    return QueryPlan(
        PlanKind.WHO_SAID_WHAT,
        text,
        question.filters,
        speaker=_name(parts["speaker"]),
        addressee=_name(parts.get("addressee")),
        topic=_without_when(next((t for t in topics if t), None)),
    )


def _name(text: str | None) -> str | None:
    """Return a name as asked, without "the" and without the date behind it."""
    text = _without_when(text)
    return re.sub(r"^(?:the|a|an) ", "", text, flags=re.IGNORECASE) if text else None


def _without_when(text: str | None) -> str | None:
    return _WHEN.sub("", " " + text).strip() or None if text else None
