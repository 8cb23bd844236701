"""The word lists of the attribution score: they decide what counts as speech and what identifies a speaker."""

from __future__ import annotations

TITLES = frozenset(
    """a an and attorney chief col director dr former gen general gov governor ii iii jr judge justice lady lord lt
    mayor minister mr mrs ms of officer president prime prof professor rep representative secretary sen senator sgt
    sheriff sir speaker spokesman spokesperson spokeswoman sr the u.s us vice""".split()
)

PRONOUNS = frozenset("""he her him his i it my our she that their them they we which who you""".split())

SPEECH_VERBS = frozenset(
    """according accuse acknowledge add admit advise affirm agree allege announce answer apologise apologize argue ask
    assert assure attack attest beg blame blast boast brag brand call caption caution characterise characterize
    chide cite claim clarify comment complain concede conclude condemn confirm congratulate contend continue counter
    criticise criticize declare decline demand denounce deny describe detail disclose discuss dismiss dub elaborate
    email emphasise emphasize estimate exclaim explain express hail hint indicate inform insist interview invite
    joke joking label lambaste lament laud maintain mention message mock mutter narrate note observe opine outline
    plead pledge point post praise preach predict proclaim promise propose question quip quote rail read reassure
    rebut recall recommend recount refuse refute reiterate remark remind repeat reply report respond retort reveal
    say scold shout signal slam speak state stress suggest swear talk tell testify thank tout tweet urge voice vow
    warn whisper wonder write yell""".split()
)

SPEECH_NOUNS = frozenset(
    """announcement answer argument claim claims comment comments email interview letter op-ed question remark remarks
    report speech statement statements testimony tweet tweets warning word words""".split()
)

VERB_FORMS = {
    "said": "say",
    "told": "tell",
    "wrote": "write",
    "spoke": "speak",
    "spoken": "speak",
    "written": "write",
    "swore": "swear",
    "sworn": "swear",
    "says": "say",
    "saying": "say",
    "denied": "deny",
    "denies": "deny",
    "replied": "reply",
    "testified": "testify",
    "begged": "beg",
    "bragged": "brag",
    "quipped": "quip",
    "admitted": "admit",
    "admitting": "admit",
    "apologized": "apologize",
    "criticized": "criticize",
}
