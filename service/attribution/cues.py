"""Words that report speech, as data: lemma → forms, what they take, how they colour what is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from service.domain.news import Polarity


class Takes(Enum):
    """What may follow a reporting verb."""

    CLAUSE = "clause"
    LISTENER = "listener"  # "told reporters that …"
    OBJECT = "object"  # "accused Brandt of …": speech only with an object


class Form(Enum):
    BASE = "base"
    PRESENT = "present"
    PAST = "past"
    PARTICIPLE = "participle"  # "saying"
    PASSIVE = "passive"  # "spoken", where it differs from the past


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a reporting verb. `noun` tells that the form is as often a noun ("claims")."""

    lemma: str
    form: Form
    takes: Takes
    noun: bool
    polarity: Polarity = Polarity.ASSERTED


_CLAUSE = """say convey underscore read reason imply confess remember interrupt pronounce tease bark chuckle roar
    thunder scream chortle bemoan enumerate expound rave surmise hedge demur muse parry inquire enquire
    protest add note explain argue claim state announce write testify insist acknowledge declare reply
    respond assert comment remark recall mention report suggest concede admit joke quip contend maintain
    predict caution complain confirm reveal disclose allege stress emphasize emphasise reiterate observe
    indicate exclaim shout yell whisper mutter recount agree boast brag lament retort counter conclude
    continue answer wonder estimate tweet post opine proclaim swear attest affirm clarify apologize
    apologise vow pledge promise tout pray joke rant fume deadpan blog interject begin muse snap crow
    exult gush scoff marvel sum bellow cry plead demand propose recommend point hint chime elaborate
    outline detail preach recite repeat email text message caption narrate sigh stipulate theorize
    speculate volunteer forecast enthuse grumble gripe groan rejoin chant conjecture hypothesize express
    voice signal speak talk testify reckon believe hope suspect fear doubt think feel expect concur surmise posit
    accept submit calculate aver depose insinuate intimate stipulate foresee envisage advocate underline
    """.split()
_LISTENER = "tell inform remind warn assure reassure ask urge advise notify beg implore beseech convince order".split()
_OBJECT = """call describe accuse criticize criticise praise slam blast denounce condemn blame thank congratulate
    hail label dub characterize characterise brand chide scold laud mock rebut refute discuss dismiss
    question cite quote deny decline refuse lambaste decry slam attack dispute rubbish deplore deride
    castigate berate ridicule applaud commend salute rebuke reprimand
    """.split()
_NOUNS = """report reports claim claims comment comments remark remarks tweet tweets post posts note notes call
    calls state states question questions answer answers promise promises demand demands estimate
    estimates attack attacks praise blame quote quotes label labels brand brands text texts email emails
    message messages point points detail details boast boasts joke jokes pledge pledges vow vows caution
    counter counters hint hints echo echoes cry cries forecast forecasts outline outlines signal signals
    voice voices talk talks stress post caption captions blog blogs warning report begin chant chants
    dispute disputes rubbish slam slams mock complaint reply replies shout shouts plead address respond snap sum
    hope hopes fear fears doubt doubts feeling thought order orders applaud salute rebuke
    """.split()
_POLARITIES = {
    "deny": Polarity.DENIED,
    "refute": Polarity.DENIED,
    "rebut": Polarity.DENIED,
    "dispute": Polarity.DENIED,
    "rubbish": Polarity.DENIED,
    "decline": Polarity.DECLINED,
    "refuse": Polarity.DECLINED,
    "ask": Polarity.ASKED,
    "wonder": Polarity.ASKED,
    "question": Polarity.ASKED,
}
_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "read": ("reads", "read", "read", "reading"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "begin": ("begins", "began", "begun", "beginning"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "plead": ("pleads", "pleaded", "pleaded", "pleading"),
}
_DOUBLING = frozenset("admit submit aver concur demur quip brag brief beg blog dub snap sum tout rebut".split()) - {
    "tout",
    "brief",
}


def inflect(lemma: str) -> tuple[str, str, str, str]:
    """Return the present, past, passive and participle forms of a verb."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    elif lemma.endswith("e"):
        past = lemma + "d"
    elif lemma in _DOUBLING:
        past = lemma + lemma[-1] + "ed"
    else:
        past = lemma + "ed"
    stem = lemma + lemma[-1] if lemma in _DOUBLING else lemma
    participle = stem[:-1] + "ing" if stem.endswith("e") and not stem.endswith("ee") else stem + "ing"
    return third, past, past, participle


def _forms(lemma: str, takes: Takes) -> dict[str, Cue]:
    third, past, passive, participle = inflect(lemma)
    polarity = _POLARITIES.get(lemma, Polarity.ASSERTED)
    words = {
        passive: Form.PASSIVE,
        lemma: Form.BASE,
        third: Form.PRESENT,
        past: Form.PAST,
        participle: Form.PARTICIPLE,
    }
    return {word: Cue(lemma, form, takes, word in _NOUN_FORMS, polarity) for word, form in words.items()}


_NOUN_FORMS = frozenset(_NOUNS)
CUES: dict[str, Cue] = {
    word: cue
    for verbs, takes in ((_OBJECT, Takes.OBJECT), (_CLAUSE, Takes.CLAUSE), (_LISTENER, Takes.LISTENER))
    for lemma in verbs
    for word, cue in _forms(lemma, takes).items()
}

WITH_THAT = frozenset("accept submit calculate".split())  # speech only with a clause ("accepted that he had lied")
BELIEFS = frozenset("believe think feel fear suspect doubt hope expect".split())  # told, but seldom said

# Verbs that stand after what was said and before its speaker ("… said Brandt").
INVERTED = frozenset(
    """said says say added adds wrote writes asked asks replied replies tweeted declared recalled explained
    noted continued shouted yelled concluded argued observed warned exclaimed announced joked quipped
    agreed responded remarked insisted reckons reckoned wondered wonders argues warns insists explains admits admitted
    suggested predicts predicted complained conceded concedes recalls jokes quips estimates maintained maintains
    believes thinks confirmed concludes observes laments
    """.split()
)

# What a person does around words between marks although it is no verb of speech by itself.
WITH_QUOTATION = frozenset(
    """laughed smiled nodded shrugged began went goes tweeted sighed chanted sang thundered roared screamed
    sneered croaked cheered intoned offered finished started opened closed stormed raged beamed growled hissed snarled
    sobbed wailed whined moaned grinned grimaced winced chirped cooed drawled mumbled murmured stammered stuttered
    shrieked bawled hollered blurted ventured interrupted purred seethed bristled
    laughs smiles nods shrugs sighs grins interrupts
    """.split()
)

# Verbs that speak with a particle, beside words between marks ("“…,” Brandt shot back").
PHRASAL = {
    "back": frozenset(
        """shot shoots fired fires hit hits snapped snaps came comes wrote writes texted texts yelled shouted
        called called barked joked quipped bit bellowed messaged tweeted emailed radioed""".split()
    ),
    "out": frozenset("called calls cried cries blurted burst shouted yelled spelled let".split()),
    "in": frozenset("cut cuts chimed chimes put puts butted broke jumped weighed chipped threw".split()),
    "up": frozenset("piped pipes spoke summed".split()),
    "aloud": frozenset("read reads wondered wonders".split()),
}

NOMINAL = frozenset(
    """claim claims statement statements assertion assertions allegation allegations argument arguments
    warning warnings admission announcement suggestion suggestions comment comments remark remarks
    declaration contention prediction promise pledge insistence acknowledgment acknowledgement complaint
    complaints accusation accusations testimony denial vow
    """.split()
)
