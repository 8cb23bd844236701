"""What a question wants: an overview, a comparison, a timeline, yes or no, or nothing that articles could tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.domain.questions import PlanKind

_LEAD = r"^(?:(?:please|can you|could you|would you|kindly|i want you to|i(?:'d| would) like you to)[, ]+)*"
_END = r"[\s?!.]*$"
_ABOUT = r"(?:about|on|of|regarding|concerning|with|around|over|into)"
_OVERVIEW_NOUN = r"(?:summary|overview|digest|brief(?:ing)?|rundown|round-?up|recap|gist|background|backgrounder|story|news|latest|update|context)"
_OUTLETS = r"(?:the |different |various |all |other |these |those |two |both )*(?:outlets?|papers?|newspapers?|media|press|publications?|sources|reports|accounts|articles|versions)"
_TELL = r"(?:report|say|write|cover|describe|tell|present|portray|treat|put|give|frame)"
_STANCE = r"(?:position|stance|view|views|opinion|line|mind|tune|story|account|demand|demands|attitude|message|estimate|figures?|assessment|explanation|version|tone|argument|plans?|thinking|judg(?:e)?ment|advice|forecast|verdict|feelings?|answer|response|reasons?)"
_OVER = r"(?: over time| (?:between|from) .+? (?:and|to|until) .+?| (?:in|over|within|during|since|after|before|by|as|once|when|following) .+?)?"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_LEAD + pattern + _END, re.IGNORECASE) for pattern in patterns)


_OVERVIEWS = _compiled(
    rf"(?:give|show|get|write|send|make|prepare)(?: me| us)?(?: an?| the)?(?: (?:short|brief|quick|one-\w+))* {_OVERVIEW_NOUN}(?: {_ABOUT}(?: what happened (?:to|in|at|with|during))? (?P<topic>.+?))?",
    r"(?:summari[sz]e|sum up|recap|brief me on|catch me up on|fill me in on|bring me up to (?:date|speed) on|update me on)(?: (?:the )?(?:articles?|coverage|news|reporting|reports|story|stories|situation)(?: (?:about|on|of|around|in))?)?(?: (?P<topic>.+?))?",
    r"what(?:['’]s| is| was| has been| had been)? (?:happening|happened|going on|been going on|new)(?: (?:to|in|at|with|on|about|during|around|after|before|over|between) (?P<topic>.+?))?",
    r"what (?:do|does|did|can) (?:we|you|i|one|the articles?|the archive) (?:know|tell me|have|say) (?:about|on) (?P<topic>.+?)",
    r"what is (?:known|reported) (?:about|on) (?P<topic>.+?)",
    rf"what(?:['’]s| is| was| are)? the {_OVERVIEW_NOUN}(?: {_ABOUT} (?P<topic>.+?))?",
    r"(?:tell me|everything|all|anything|more|news|details|information|info|background)(?: (?:everything|more|all))?(?: (?:there is|you know|you have))? (?:about|on) (?P<topic>.+?)",
    r"what (?:is|was|are|were) (?:the )?(?:article|story|report|piece|fuss|row|case|dispute|affair)s? (?:about|all about)(?: (?P<topic>.+?))?",
    r"what (?:is|was) (?P<topic>(?:the )?(?:[\w’'-]+ ){0,5}(?:row|case|dispute|affair|scandal|controversy|fuss|debate|fight|quarrel)(?: (?:about|over|at|in|on) .+?)?)(?: (?:all )?about)?",
    r"how did (?P<topic>.+?) (?:unfold|go|play out|end|turn out|come about)",
)
_COMPARISONS = _compiled(
    rf"(?:how|in what way|where) (?:do|did|does) {_OUTLETS} (?:differ|disagree|diverge|contradict each other|vary|compare)(?: {_ABOUT} (?P<topic>.+?))?",
    rf"(?:do|did|does) {_OUTLETS} (?:agree|disagree|differ|contradict each other|match)(?: {_ABOUT} (?P<topic>.+?))?",
    rf"compare (?:what |how )?{_OUTLETS}(?: (?:{_TELL}|have|had|says|reports))*(?: {_ABOUT})? (?P<topic>.+?)",
    r"compare (?:the )?(?:coverage|reporting|reports|accounts|versions|stories)(?: (?:about|on|of|by [^?]+? (?:about|on|of)))? (?P<topic>.+?)",
    rf"(?:what|how) (?:do|did) (?:the )?(?:different|various|two|other) (?:outlets|papers|newspapers|media|publications|sources|reports|accounts) {_TELL}(?: {_ABOUT})?(?: (?P<topic>.+?))?",
    rf"how (?:did|do|does|have|has) (?P<topic>.+? {_TELL} .+?) differently",
    r"(?:what (?:is|are|was|were) )?(?:the )?differences? (?:between|in) (?P<topic>.+?)",
    r"how (?:do|did|does) (?P<topic>.+? (?:accounts?|reports?|coverage|versions?|stor(?:y|ies)|figures?|numbers?).*?) (?:differ|compare|diverge)(?P<rest> .+?)?",
    r"compare (?P<topic>.+? (?:accounts?|reports?|coverage|versions?|stor(?:y|ies)) .+?)",
)
_CHANGED = r"(?:changed?|shift(?:ed)?|evolved?|moved?|developed?|harden(?:ed)?|soften(?:ed)?|differ(?:ed)?|vary|varied)"
_POSITIONS = _compiled(
    rf"how (?:has|have|had|did) (?P<speaker>.+?)['’]s? (?:\w+ )?{_STANCE}(?: (?:about|on|over|towards?|to|regarding|of|for) (?P<topic>.+?))? {_CHANGED}{_OVER}",
    rf"how (?:has|have|had|did) (?P<speaker>.+?)['’]s? (?P<topic>(?:\w+ )?{_STANCE}) (?:after|during|since|before|following|in|at|from) .+? {_CHANGED}{_OVER}",
    rf"how (?:has|have|had|did) the (?:\w+ )?{_STANCE} of (?P<speaker>.+?)(?: (?:about|on|over|towards?|to|regarding) (?P<topic>.+?))? {_CHANGED}{_OVER}",
    rf"how (?:has|have|had|did) what (?P<speaker>.+?) (?:said|says|told (?P<addressee>[^?]+?))(?: (?:about|on|of) (?P<topic>.+?))? {_CHANGED}{_OVER}",
    rf"how (?:has|have|had|did) (?P<speaker>.+?) (?:changed?|shift(?:ed)?|revised?|reversed?|soften(?:ed)?|harden(?:ed)?) (?:his|her|its|their|the) (?:\w+ )?{_STANCE}(?: (?:about|on|over|towards?|to|regarding|of|for) (?P<topic>.+?))?{_OVER}",
    rf"how (?:has|have|had|did) (?P<speaker>.+?) changed? (?:his|her|its|their) minds?(?: (?:about|on|over|regarding) (?P<topic>.+?))?{_OVER}",
    rf"(?:has|have|did|had) (?P<speaker>.+?) (?:ever )?(?:changed?|shift(?:ed)?|revers(?:e|ed)|soften(?:ed)?|revis(?:e|ed)) (?:his|her|its|their|the) {_STANCE}(?: (?:about|on|over|towards?|to|regarding|of) (?P<topic>.+?))?",
    rf"(?:give me |show me )?(?:an? |the )?(?:timeline|chronology) of (?P<speaker>.+?)['’]s? (?:statements?|comments?|remarks?|{_STANCE}s?)(?: (?:about|on|over|to|regarding|of) (?P<topic>.+?))?",
)
_TIMELINES = _compiled(
    r"(?:give me |show me |make |build |draw )?(?:an? |the )?(?:timeline|chronology|sequence of events|history)(?: (?:of|for|about|on|in) (?P<topic>.+?))?",
    r"how (?:has|did|have) (?P<topic>.+?) (?:develop(?:ed)?|evolved?|progress(?:ed)?|chang(?:e|ed))(?: over time| over the (?:days|weeks|months|years))?",
    r"what happened (?:day by day|step by step|when)(?: (?:in|at|with|during|to) (?P<topic>.+?))?",
)
_OTHERS = _compiled(
    r"(?:hi|hiya|hey|hello|good (?:morning|day|afternoon|evening|night)|thanks|thank you|cheers|bye|goodbye|ok(?:ay)?|great|cool|nice|test(?:ing)?)(?: (?:there|all|everyone|onrecord|bot|so much|a lot|very much))*",
    r"(?:many )?(?:thanks|thank you|cheers)\b[^?]{0,40}|(?:ok(?:ay)?|no|great|perfect|good)?[, ]*that(?:['’]s| is| was| will be) (?:all|it|enough|great|perfect)\b[^?]{0,30}",
    r"how are you(?: (?:doing|today))*",
    r"(?:who|what) are you",
    r"what can you do(?: for me)?|what do you do|how do (?:you|i) (?:work|use (?:you|this))|help(?: me)?",
    r"(?:tell|write|compose|draft|generate|make up|sing)(?: me| us)?(?: an?| the| some)?(?: [\w-]+){0,3} (?:joke|poem|song|haiku|limerick|short story|fairy tale|essay|e-?mail|letter|tweet|code|program|script|function|recipe|press release)s?(?: .*)?",
    r"(?:who|what|which [\w’'-]+) (?:will|is going to|do you think will) (?:win|come first|be the next [\w ’'-]+)\b.*",
    r"translate .+",
    r"(?:calculate|compute|solve) .+|what(?:['’]s| is) [\d\s.+*/x×÷^()-]+",
    r"what(?:['’]s| is) the (?:time|date|weather|temperature)(?: like)?(?: (?:now|today|right now|tomorrow|outside))*",
    r"(?:will it|is it going to|is it) (?:rain|snow|raining|snowing|sunny)(?: (?:now|today|tomorrow|outside|here))+",
    r"(?:what |where |when |how )?(?:should|shall) (?:i|we|one)\b.*",
    r"(?:(?:can|could|will|would) you )?(?:book|order|buy|reserve|send|pay|remind|call|e-?mail|text|schedule|phone) (?:me|us|a|an|the|my|our|him|her|them)\b.*",
)
_YES_NO = re.compile(
    r"^(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n['’]t)? \w",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of a question that does not ask for one fact, and the words of it that say about what or whom."""

    kind: PlanKind
    topic: str | None = None
    speaker: str | None = None
    addressee: str | None = None


def find_kind(text: str) -> Wanted | None:
    """Return what kind of answer the question wants, None where it asks for statements or for a fact."""
    for kind, patterns in _KINDS:
        for pattern in patterns:
            match = pattern.match(text)
            if match:
                return _wanted(kind, match.groupdict())
    return None


_KINDS = (
    (PlanKind.OTHER, _OTHERS),
    (PlanKind.TIMELINE, _POSITIONS),
    (PlanKind.TIMELINE, _TIMELINES),
    (PlanKind.COMPARISON, _COMPARISONS),
    (PlanKind.OVERVIEW, _OVERVIEWS),
)


def _wanted(kind: PlanKind, found: dict[str, str | None]) -> Wanted:
    topic = f"{found.get('topic') or ''}{found.get('rest') or ''}".strip(" ,;:") or None
    return Wanted(kind, topic, found.get("speaker"), found.get("addressee"))


def asks_yes_or_no(text: str) -> bool:
    return bool(_YES_NO.match(text))
