"""Questions whose verb is one of wanting, judging or answering for: "Does X want …", "Where does X stand on …".

What somebody said tells of it, and so may a plain fact: a plan of this kind holds only where a statement bears it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASK = r"(?:did|does|do|has|have|had|would|could|can|will|is|was|are|were)"
_DOES = r"(?:did|does|do|has|have|had|would|could|can|will)"  # "Why was the system criticised?": by somebody else
_NOT = r"(?:(?:not|still|really|ever|actually|also|later|then|first|once|now|already|at first|in the end|originally|initially|publicly|privately|himself|herself|themselves|have|be) )*"
_VERB = (
    r"(?:want(?:ed)?|wish(?:ed)?|hop(?:e|ed|ing) for|hoped?|expect(?:ed|ing)?|intend(?:ed|ing)?|plan(?:ned|ning)?|mean|meant|prefer(?:red)?"
    r"|believed?|think(?:ing)?|thought|feel|felt|fear(?:ed)?|worr(?:y|ied)|doubt(?:ed)?|regret(?:ted)?|suspect(?:ed)?|trust(?:ed)?"
    r"|see|saw|seen|view(?:ed)?|regard(?:ed)?|consider(?:ed)?|judged?|assess(?:ed)?|rated?|find|found it|take|took|taken|weigh(?:ed)? up"
    r"|back(?:ed|ing)?|support(?:ed|ing)?|oppos(?:e|ed|ing)|favou?r(?:ed)?|endorsed?|accept(?:ed)?|agreed?|disagreed?|approved?|disputed?|contest(?:ed)?"
    r"|account(?:ed)? for|own(?:ed)? up|stand|stood|stick|stuck|justif(?:y|ied)|defend(?:ed)?|excused?|interpret(?:ed)?|apologi[sz]ed?|conceded?|acknowledged?"
    r"|remember(?:ed)?|recall(?:ed)?|look(?:ed)? (?:forward|back)|put|placed?|pin(?:ned)?|attributed?|link(?:ed)?|liken(?:ed)?|compared?"
    r"|recommend(?:ed)?|advised?|counsell?ed|threaten(?:ed)?|vow(?:ed)?|swear|swore|sworn|maintain(?:ed)?|estimated?|reckon(?:ed)?|guess(?:ed)?"
    r"|complain(?:ed)?|object(?:ed)?|protest(?:ed)?|appeal(?:ed)?|plead(?:ed)?|repeat(?:ed)?|hint(?:ed)?|impl(?:y|ied)|reveal(?:ed)?|disclosed?"
    r"|dismiss(?:ed)?|play(?:ed)? down|welcomed?|characteri[sz]ed?|label(?:led)?|call(?:ed)?|portray(?:ed)?|liked?|admired?|hated?|mind|care|rule(?:d)? out"
    r"|note[sd]?|added?|point(?:ed)? out|speak|spoke(?:n)?|talk(?:ed)?|clarif(?:y|ied)|correct(?:ed)?|retract(?:ed)?|withdraw|withdrew|withdrawn"
    r"|say|said|state|claim(?:ed)?|den(?:y|ied)|insist(?:ed)?|admit(?:ted)?|confirm(?:ed)?|promised?|pledged?|warn(?:ed)?|reject(?:ed)?|refused?|predict(?:ed)?"
    r"|suggest(?:ed)?|propos(?:e|ed|ing)|demand(?:ed)?|urged?|describe[d]?|criticised?|criticized?|praised?|blamed?|explain(?:ed)?|argued?"
    r"|answer(?:ed)?|respond(?:ed)?|react(?:ed)?|repl(?:y|ied)|make of|made of|made|make|give|gave|given)"
)
_WHO = r"(?P<speaker>(?!(?:been|was|were|has|had|have|did|does|do|is|are|what|which|how|why|when|where|whom?|whose|the articles?|it|they|he|she|there|people|anyone|anybody|someone|officials|i|you|we)\b)[^?,]+?)"
_NOUN = (
    r"(?:statements?|comments?|remarks?|responses?|reactions?|reply|replies|answers?|positions?|views?|opinions?|assessments?|stances?|messages?|warnings?|promises?|pledges?"
    r"|demands?|explanations?|figures?|numbers?|estimates?|sums?|forecasts?|predictions?|reasons?|instructions?|advice|orders?|assurances?|excuses?|arguments?|accounts?"
    r"|descriptions?|questions?|complaints?|objections?|doubts|claims?|proposals?|suggestions?|hopes?|fears?|plans?|conditions?|criticisms?|regrets?|words?|apology|tasks|evidence|verdict|justification|defen[cs]e|comparison)"
)
_HAS = r"(?:give|given|gave|make|made|have|had|has|offer(?:ed)?|issued?|express(?:ed)?|voiced?|raised?|set|put forward|name[d]?|quoted?|cite[d]?|use[d]?|pass(?:ed)? on|draw|drew|drawn|hold)"
_END = r"[\s?!.]*$"

_PATTERNS = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"where {_ASK} {_WHO} (?:stand|stood)(?: on| over| when it comes to| with regard to)? (?P<topic>.+?)",
        rf"(?:what|which)(?: [\w’'-]+){{0,2}} {_NOUN}(?: (?:of|for) [^?,]{{3,40}}?)? {_ASK} {_WHO} {_NOT}{_HAS}(?: (?P<topic>.+?))?",
        rf"(?:what|how|why|where|when|how (?:much|many|soon|long|far|often|big|bad|serious|likely|sure|confident))(?: [\w’'-]+)?? {_DOES} {_WHO} {_NOT}(?P<verb>{_VERB}) (?P<topic>.+?)",
        rf"(?:what|how|why|when) (?:is|was|are|were) {_WHO} {_NOT}(?:hoping|expecting|planning|proposing|backing|supporting|opposing|demanding|asking|calling|seeking|offering|promising) (?P<topic>.+?)",
        rf"{_DOES} {_WHO} {_NOT}(?P<verb>{_VERB}) (?P<topic>.+?)",
        rf"(?:what (?:is|was|are|were) |how (?:is|was) |explain )?(?:the )?{_WHO}['’]s? (?:[\w’'-]+ ){{0,2}}{_NOUN} (?:about|on|of|for|to|that|over|regarding|behind|as to|why|how) (?P<topic>.+?)",
        rf"(?:is|was|are|were) {_WHO} {_NOT}(?:hoping|expecting|planning|proposing|backing|supporting|opposing|demanding|asking) (?P<topic>.+?)",
        rf"what (?:is|was) (?:the )?{_NOUN} of {_WHO} (?:about|on|to|for|over|regarding) (?P<topic>.+?)",
        rf"how (?:sure|certain|confident|hopeful|worried|optimistic|pessimistic|angry|happy|satisfied) (?:is|was|are|were) {_WHO} (?:that|about|of|with|over|as|when|after) (?P<topic>.+?)",
        rf"(?:what|which)(?: [\w’'-]+){{1,3}} (?:do|does|did|has|had) {_WHO} {_NOT}(?:have|had|hold|held|express(?:ed)?|voiced?|raised?) (?:about|on|over|regarding|with|against|towards?) (?P<topic>.+?)",
        rf"why (?:is|was|are|were) {_WHO} (?:against|for|in favou?r of|opposed to|unhappy (?:with|about)|sceptical (?:of|about)|skeptical (?:of|about)|worried about|angry (?:about|at|with)|not satisfied with) (?P<topic>.+?)",
        rf"(?:is|was|are|were) {_WHO} (?:against|in favou?r of|opposed to|happy with|unhappy (?:with|about)|sceptical (?:of|about)|skeptical (?:of|about)|worried (?:about|that)|angry (?:about|at|with)|confident (?:of|that)|willing to|ready to|satisfied with|sorry (?:about|for|that)) (?P<topic>.+?)",
    )
)
_NO_TOPIC = re.compile(r"^(?:by|to|of|on|about|for|that|when|whether|if|with|as|up to|up|out|in)(?: |$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attitude:
    """Whose attitude is asked for, and towards what."""

    speaker: str
    topic: str


def find_attitude(text: str) -> Attitude | None:
    """Return whose wanting, judging or answering for something a question asks about, None for another question."""
    for pattern in _PATTERNS:
        match = pattern.match(text)
        topic = _topic_of(match["topic"]) if match else None
        if match and topic:
            return Attitude(match["speaker"].strip(), topic)
    return None


def _topic_of(words: str | None) -> str | None:
    """Return the words about which, without the preposition that belongs to the verb."""
    found = _NO_TOPIC.sub("", words or "").strip()
    return re.sub(r"^what (?:he|she|they|it) (?:had )?said (?:about|on) ", "", found, flags=re.IGNORECASE) or None
