"""What acts of speech are about, as data: what is offered or raised, claimed, planned, or judged well or ill."""

from __future__ import annotations

# What is said and can be offered, given, made, raised or sent.
SAYINGS = frozenset(
    """condolence condolences sympathy sympathies apology apologies thanks congratulations tribute tributes praise
    regret regrets assurance assurances reassurance reassurances warning warnings promise promises pledge pledges denial
    denials explanation explanations excuse excuses opinion opinions verdict view views advice support mediation
    ultimatum objection objections complaint complaints concern concerns question questions doubt doubts issue matter
    possibility prospect spectre specter suggestion suggestions accusation accusations allegation allegations
    greetings wishes blessing blessings plea pleas appeal appeals statement order orders instructions account accounts
    evidence version estimate estimates description descriptions idea case subject topic point points fears hopes
    """.split()
)
# What somebody may think well or ill of, and say so.
MATTERS = frozenset(
    """plan plans decision decisions move moves call calls news ruling rulings vote deal agreement announcement proposal
    proposals report reports offer step steps verdict findings result results law bill measure measures idea change
    changes statement pledge promise commitment investment pact truce ceasefire compromise settlement judgment
    judgement reform reforms review inquiry investigation resolution appointment budget initiative policy apology
    """.split()
)
CLAIMS = frozenset(
    """claim claims idea suggestion suggestions accusation accusations allegation allegations charge charges criticism
    criticisms argument arguments notion call calls report reports characterization characterisation assertion
    assertions view account accounts theory comparison comparisons talk rumour rumours rumor rumors speculation
    complaint complaints insinuation implication premise label version versions findings
    """.split()
)
POLICIES = frozenset(
    """plan plans decision decisions move policy record handling conduct choice tactics approach actions role cuts
    strategy system methods spending use timing rule rules law response performance remarks comments position
    """.split()
)
