"""A question becomes a plan: who is asked about, said to whom, about what.

Rules over the words of the question; names are resolved later, against the speakers that the articles have.
"""

from __future__ import annotations

import re
from dataclasses import replace

from service.domain.questions import Filters, PlanKind, QueryPlan, Question
from service.retrieval.attitudes import find_attitude
from service.retrieval.elliptic import find_headed
from service.retrieval.kinds import asks_yes_or_no, find_kind
from service.retrieval.periods import Period, split_period
from service.retrieval.relays import (
    Relayed,
    find_relay,
    named_relay,
    principal_of,
    without_manner,
    without_occasion,
)

_SAY = r"(?:say|said|says|(?<!of )state|stated|remark(?:ed)?|comment(?:ed)?|announced?|claim(?:ed)?|declared?|write|wrote|written|tweet(?:ed)?|think|thinks|thought|convey(?:ed)?|stress(?:ed)?|emphasi[sz]ed?|insist(?:ed)?|argued?|explain(?:ed)?|mention(?:ed)?)"
_REACT = r"(?:reply|replied|answer(?:ed)?|respond(?:ed)?|react(?:ed)?)"
_ACT = r"(?:warn|warned|promised?|deny|denied|demand(?:ed)?|proposed?|urged?|call(?:ed)? for|accused?|criticised?|criticized?|praised?|condemn(?:ed)?|reject(?:ed)?|suggest(?:ed)?|predict(?:ed)?|pledged?|admit|admitted|confirm(?:ed)?|report(?:ed)?|described?|blamed?|offer(?:ed)?|discuss(?:ed)?|ask|asked|declined?|refused?|disputed?|contest(?:ed)?|challenged?|defend(?:ed)?)"
_SIDE = r"(?:(?:spoken?|speaks?|argued?|is|are|was|were|been|came out|stood up|voted) (?:against|for|in favou?r of)|oppos(?:es?|ed)|supports?|supported|backs|backed|dissent(?:s|ed)? from|complain(?:s|ed)? (?:about|of)|object(?:s|ed)? to|doubt(?:s|ed)?|disagree[sd]? with)"
_TELL = r"(?:tell|told|inform(?:ed)?|remind(?:ed)?|assured?)"
_ABOUT = r"(?:about|on|regarding|concerning|as to|with regard to|over|of)"
_NOUN = r"(?:statements?|comments?|remarks?|response|reaction|reply|answer|position|views?|opinion|stance|message|words|quotes?|quotations?|warning|promise|demand|explanation)"
_ASK = r"(?:did|does|do|has|have|had|was|were|is|are|would|could|can|will)"
_DOES = r"(?:did|does|do|has|have|had|would|could|can|will)"  # "Why was the budget criticised?": somebody else did
_HEARER = r"(?:(?:[\w’'-]+ ){0,5}?[\w’'-]+(?= (?:that|whether|about) )|(?:the |his |her |their )?\w+)"
_LEAD = r"^(?:please[, ]+|can you |could you |tell me |show me |give me |list |find |i want to know |do you know )*"
_GIVEN = r"(?:reasons?|instructions?|advice|orders?|assurances?|excuses?|arguments?|account|description|questions?|complaints?|objections?|doubts)"
_BY = r"(?:according to|going by|in the words of|as told by|if (?:you|we|one) believes?)"
_TOGETHER = r"(?: together| jointly| in unison)?"
_WHO = (
    r"(?P<speaker>(?!(?:been|was|were|has|had|have|did|does|do|is|are|what|which|how|why|when|where|whom?|whose)\b)[^?]+?)"
    r"(?: (?:always|also|actually|really|already|once|first|later|then|still|just|even|finally|each|both|themselves|himself|herself|itself))?"
)
_PAIR = r"(?P<speaker>[^?]+? and [^?]+?)"
_TO = r"(?: to (?P<addressee>[^?]+?))"
_ON = (
    rf"(?: (?:(?:anything |something |so far |over the years |in the past |in public |publicly )*{_ABOUT} "
    r"|(?=(?:that|how|why|whether|if) ))(?P<topic>[^?]+?))"
)

_PATTERNS = tuple(
    re.compile(_LEAD + pattern + r"[\s?!.]*$", re.IGNORECASE)
    for pattern in (
        rf"(?:what|which things?)(?: exactly| else)? {_ASK} {_WHO} {_TELL} (?P<addressee>.+?){_ON}?",
        rf"what {_ASK} {_WHO} {_REACT} to (?P<addressee>.+?){_ON}",
        rf"(?:what|how) {_ASK} {_WHO}(?<!['’]s) {_REACT}(?: (?:to )?(?P<topic>.+?))?",
        rf"(?:what|how|why|when|where)(?: exactly| else)? {_ASK} {_WHO} (?:have to |had to )?{_SAY}(?: in (?:response|reply|reaction) to (?P<topic>.+?))",
        rf"(?:what|how|why|when|where)(?: exactly| else)? {_ASK} {_WHO} (?:have to |had to )?{_SAY}{_TOGETHER}{_TO}?{_ON}?",
        rf"(?:what|how|why|when|where)(?: exactly| else)? {_ASK} {_WHO} {_SAY}(?: that)? (?P<topic>.+?)",
        rf"(?:what|whom?) {_ASK} {_WHO} (?P<act>ask|asked) (?P<addressee>.+?) (?:for|to do)(?: (?P<topic>.+?))?",
        rf"(?:what|whom?|how|why) {_DOES} {_WHO} (?P<act>{_ACT})(?: (?:to do|for|about|of|against))?(?: (?P<topic>.+?))?",
        rf"(?:did|does|has|have) {_WHO} (?:ever )?{_SAY}(?: (?:anything|something))?{_TO}?(?: (?:{_ABOUT}|that|whether|if) (?P<topic>.+?))?",
        rf"(?:what (?:is|was|are|were) |any )?(?:the )?{_WHO}['’]s? (?:own )?{_NOUN}(?: (?:(?:{_ABOUT}|to) )?(?P<topic>.+?))?",
        rf"(?:what|which) (?:{_NOUN}|{_GIVEN}) {_ASK} {_WHO} (?:give|given|gave|make|made|have|had|offer(?:ed)?|issued?|express(?:ed)?)(?: to (?P<addressee>[^?]+?))?(?: (?:for|{_ABOUT}|that|to) (?P<topic>.+?))?",
        rf"(?:what (?:is|was|are|were) )?(?:the |all |any )?{_NOUN} (?:by|from|of) {_WHO}{_ON}?",
        rf"what (?:has|have|had|was|were)(?: been)? said by {_WHO}{_ON}?",
        rf"(?:everything|anything|what|all)(?: that)? {_WHO} (?:has |have )?(?:said|told|says){_TO}?{_ON}?",
        rf"(?:do|does|did) {_PAIR} (?:both )?(?:agree|disagree|differ|clash|contradict each other)(?: (?:{_ABOUT}|with) (?P<topic>.+?))?",
        rf"(?:do|does|did) {_PAIR} both (?P<topic>.+?)",
        rf"(?:what|how much) {_DOES} {_PAIR}(?: (?:each|both))? (?:wants?|demand|ask for|make of|propose)(?: (?:done )?(?:{_ABOUT} )?(?P<topic>.+?))?",
        rf"compare what {_PAIR} (?:wants?|says?|said|thinks?|demand(?:ed)?|propose[sd]?)(?: (?:done )?(?:{_ABOUT} )?(?P<topic>.+?))?",
        rf"{_BY} {_WHO}, (?:what (?:did|does|do|is|was|were) )?(?P<topic>.+?)",
        rf"(?P<topic>.+?),? {_BY} {_WHO}",
    )
)
_ANYBODY = re.compile(
    _LEAD
    + rf"(?:(?:who|(?P<which>which (?:[\w’'-]+ ){{0,4}}?[\w’'-]+))(?: all| else)? (?:has |have )?(?:{_SAY}|{_TELL} {_HEARER}|(?P<act>{_ACT}s?)|(?P<side>{_SIDE}))"
    rf"(?: to (?:comment|say|discuss|answer|speak|respond|explain|talk))?(?: (?:that|whether|if|{_ABOUT}))? (?P<said>.+?)"
    rf"|what (?:has|have|had|was|were)(?: been)? said {_ABOUT} (?P<topic>.+?)"
    rf"|what (?:did|do|does) (?:people|anyone|anybody|everyone|officials|they|the articles?|the papers?|the press) say {_ABOUT} (?P<topic2>.+?))[\s?!.]*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"](?P<words>[^“”\"]+)[”\"](?: |$)")  # what follows says when or where: 'Who said "No" at …?'
_PRESS = re.compile(
    r"^(?:the )?(?:press|media|reporters|journalists)$", re.IGNORECASE
)  # whom all that is printed was told
_CIRCUMSTANCES = re.compile(r" (?:at|after|before|during|when|while) .*$")
_CIRCUMSTANCE = re.compile(r"(?:after|before|during|while|when|at|in)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:(?:the |this |these |those |an? )?(?:articles?|papers?|story|stories|news|press|text)|it|they|he|she|people|officials|anyone|anybody|someone|there|i|you|we|the|an?|(?:has |have |had )?been)$",
    re.IGNORECASE,
)


_SECOND = re.compile(
    r",? and (?:what|why|how|who|whom|when|where|did|does|do|is|was|are|were|has|had)\b.*$", re.IGNORECASE
)
_THEN = re.compile(  # the second half of a question that wants to know what somebody said first and then
    r",? and (?:what|how|why)(?: (?:did|does|has) (?:he|she|they|it) .{0,60})? ?\b(?:after|afterwards|later|since|then|before|now)\b"
    r"[^?]{0,40}[\s?!.]*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(  # two clauses read as one name: "the president of Varda want, and who"
    r"^(?:by|in|on|at|for|with|through|from|to) "
    r"|\b(?:did|does|do|has|have|had|was|were|is|are|when|while|wants?|says?|tell|answer|reply|what|he|she|stand|think)\b",
    re.IGNORECASE,
)


def plan(question: Question) -> QueryPlan:
    """Return what to look for, and what kind of answer is wanted."""
    whole = re.sub(r"\s+", " ", question.text).strip()
    asked_at = min(question.asked_at, question.filters.until or question.asked_at)  # "in May": the last before both
    text, period = split_period(whole, asked_at=asked_at)
    filters = question.filters if _THEN.search(text) else within(period, question.filters)
    # the time of a fact is often not that of the article: "How many came in 1961?"
    found = _of_a_kind(text, filters, whole=whole) or QueryPlan(_fact_kind(text), whole, question.filters)
    if not filters.speaker or found.kind == PlanKind.OTHER:
        return found
    if found.asks_for_words:
        return replace(found, speaker=filters.speaker)
    return replace(found, kind=PlanKind.WHO_SAID_WHAT, speaker=filters.speaker, topic=text)


def _of_a_kind(text: str, filters: Filters, *, whole: str) -> QueryPlan | None:
    """Return the plan of a question that asks for more, or for something else, than a fact."""
    wanted = find_kind(text)
    if wanted and wanted.topic is None and wanted.kind == PlanKind.OVERVIEW and text != whole and not filters.narrow:
        return None  # "What happened on Friday?": the weekday was no period, and is no topic
    said = _who_said_what(text, filters) if wanted is None or wanted.kind == PlanKind.OVERVIEW else None
    if said or wanted is None:
        return said
    speaker = _name(wanted.speaker)
    if speaker and not names_somebody(speaker):  # "how has its position on …"
        return None
    query = text if speaker else wanted.topic or text
    return QueryPlan(
        wanted.kind, query, filters, speaker=speaker, addressee=_name(wanted.addressee), topic=wanted.topic
    )


def _fact_kind(text: str) -> PlanKind:
    return PlanKind.YES_NO if asks_yes_or_no(text) else PlanKind.FACT


def is_circumstance(topic: str | None) -> bool:
    """Tell whether the words tell when or where something was said ("after the match"), not about what."""
    return bool(topic and _CIRCUMSTANCE.match(topic))


def within(period: Period | None, filters: Filters) -> Filters:
    """Return `filters` narrowed to the period that the question names; what the caller set stays."""
    if period is None:
        return filters
    return replace(filters, since=filters.since or period.since, until=filters.until or period.until)


def _who_said_what(text: str, filters: Filters) -> QueryPlan | None:
    relayed = find_relay(text)
    told = without_manner(text)
    if relayed is None and told != text:
        made = _said(told, filters)
        return replace(made, query=text) if made else None
    made = _relayed(relayed, text, filters) if relayed else None
    if made is None and (plain := without_occasion(text)) != text:
        made = _said(plain, filters)
        made = made if made and (made.topic or made.addressee) else None
    made = made or _said(text, filters)
    if made and made.speaker and _THEN.search(text):
        return replace(made, query=text, kind=PlanKind.TIMELINE)
    return replace(made, query=text) if made else None


_OF_ANOTHER = re.compile(r"(?:his|her|their|its) ", re.IGNORECASE)


def _relayed(relayed: Relayed, text: str, filters: Filters) -> QueryPlan | None:
    """Return the plan of what one said "according to her spokesman"; None where the question names nobody else."""
    made = _said(without_occasion(relayed.rest), filters)
    name = made.speaker if made and made.speaker else principal_of(relayed)
    if name is None or _OF_ANOTHER.match(name):  # "According to Lane, what did her supervisor say?": Lane's words
        return None
    made = made if made and made.speaker else QueryPlan(PlanKind.WHO_SAID_WHAT, text, filters, topic=relayed.rest)
    return replace(made, speaker=name, via=_name(named_relay(relayed.via, name)), guessed=False, loose=True)


def _said(text: str, filters: Filters) -> QueryPlan | None:
    first = _SECOND.sub("", text)
    for pattern in _PATTERNS:
        match = pattern.match(first)
        if match and names_somebody(match["speaker"]):
            return _plan_of(match.groupdict(), text, filters)
    match = _ANYBODY.match(text)
    if match:
        return _plan_of_anybody(match.groupdict(), text, filters)
    attitude = find_attitude(first)
    if attitude and names_somebody(attitude.speaker):
        return replace(_plan_of({"speaker": attitude.speaker, "topic": attitude.topic}, text, filters), loose=True)
    headed = find_headed(text)
    if headed is None or not names_somebody(headed.speaker):
        return None
    return replace(_plan_of({"speaker": headed.speaker, "topic": headed.topic}, text, filters), guessed=True)


def without_guess(made: QueryPlan, question: Question) -> QueryPlan:
    """Return the plan of a question in front of which nobody stands that the articles know: a fact."""
    return QueryPlan(_fact_kind(made.query), " ".join(question.text.split()), question.filters)


def _plan_of_anybody(parts: dict[str, str | None], text: str, filters: Filters) -> QueryPlan:
    topic = parts["said"] or parts["topic"] or parts["topic2"] or ""
    quoted = _QUOTED.match(topic)
    if quoted:
        return QueryPlan(PlanKind.WHO_SAID_WHAT, text, filters, topic=quoted["words"], verbatim=True)
    topic = _SECOND.sub("", topic)
    several = parts["which"] or parts["act"] or parts["side"] or not parts["said"]
    kind = PlanKind.LIST if several else PlanKind.WHO_SAID_WHAT
    return QueryPlan(kind, text, filters, topic=topic, act=parts["act"])


def names_somebody(speaker: str) -> bool:
    head = re.split(r"\b(?:who|whose|whom|that)\b", speaker)[0]
    return len(speaker.split()) <= 10 and not _NOBODY.match(speaker) and not _NO_NAME.search(head)


_SIDES = re.compile(
    r"(?:(?:the )?(?:two|both|opposing|warring|rival|different)|each|either|every) (?:side|part|camp)(?:s|y|ies)?|(?:the )?parties"
    r"(?: (?:to|in|of) [^?]+)?",
    re.IGNORECASE,
)
_ASKED = re.compile(  # what is left of "how much did the bridge cost" tells about what it is
    r"^(?:(?:(?:to|on|at|in|for|by|with) )?(?:what|which|who|whom|whose|how|why|when|where)\b"
    rf"(?: (?:much|many|often|long|far|soon|exactly))? {_ASK}|that) +",
    re.IGNORECASE,
)


def ends_in_auxiliary(words: str) -> bool:
    """Tell whether words end in one like "did" or "would": what comes next is a clause, not a topic."""
    return bool(re.search(rf"\b{_ASK} $", words, re.IGNORECASE))


def about_what(topic: str | None) -> str | None:
    """Return the words of a topic without those that only ask ("how would the ship have behaved")."""
    return _ASKED.sub("", topic) if topic else None


def _plan_of(parts: dict[str, str | None], text: str, filters: Filters) -> QueryPlan:
    topic = about_what(parts.get("topic"))
    if topic and _SIDES.fullmatch(parts["speaker"] or ""):
        return QueryPlan(PlanKind.LIST, text, filters, topic=topic)
    return QueryPlan(
        PlanKind.WHO_SAID_WHAT,
        text,
        filters,
        speaker=_name(parts["speaker"]),
        addressee=_name(_PRESS.sub("", _CIRCUMSTANCES.sub("", parts.get("addressee") or ""))),
        topic=topic,
        act=parts.get("act"),
    )


def _name(text: str | None) -> str | None:
    """Return a name as asked, without "the" in front of it."""
    return re.sub(r"^(?:the|a|an) ", "", text, flags=re.IGNORECASE).strip(" ,;:") if text else None
