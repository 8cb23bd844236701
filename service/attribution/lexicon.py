"""Closed word classes and the commonest verbs: what a reader without a parser needs to find the ends of phrases."""

from __future__ import annotations

from service.attribution.cues import inflect

DETERMINERS = frozenset(
    """the a an this that these those some any many most several all both each every another other no few one two
    three four five six seven eight nine ten dozens hundreds thousands
    """.split()
)
POSSESSIVES = frozenset("his her their its our my your whose".split())
PRONOUNS = frozenset(
    """he she they it i we you who which one another others both many some several few everyone everybody someone
    somebody nobody anyone
    """.split()
)
PERSONAL = frozenset("he she they it i we you".split())
RELATIVE = frozenset("who which that".split())
AUXILIARIES = frozenset(
    """is are was were am be been being has have had having do does did will would can could may might must shall
    should cannot can’t can't won’t won't isn’t isn't aren’t aren't wasn’t wasn't weren’t weren't hasn’t hasn't
    haven’t haven't hadn’t hadn't doesn’t doesn't don’t don't didn’t didn't wouldn’t wouldn't couldn’t couldn't
    shouldn’t shouldn't ’s 's i’m i'm he’d he'd she’d she'd they’d they'd they’re they're we’re we're you’re
    you're they’ve they've we’ve we've i’ve i've i’ll i'll he’ll he'll she’ll she'll they’ll they'll it’ll it'll
    i’d i'd we’d we'd
    """.split()
)
MODALS = frozenset(
    """will would can could may might must shall should won’t won't wouldn’t wouldn't can’t can't couldn’t couldn't
    cannot shouldn’t shouldn't
    """.split()
)
NEGATIONS = frozenset(
    """not never didn’t didn't hasn’t hasn't haven’t haven't doesn’t doesn't don’t don't wouldn’t wouldn't hadn’t
    hadn't won’t won't isn’t isn't wasn’t wasn't aren’t aren't weren’t weren't n’t n't
    """.split()
)
BE = frozenset("is are was were am be been being ’s 's".split())
ADVERBS = frozenset(
    """also later then once just even still now already again too often sometimes always never ever not first earlier
    further instead meanwhile reportedly repeatedly recently simply only thus therefore further once soon far long
    almost nearly perhaps maybe rather quite however afterward afterwards jokingly in-turn
    """.split()
)
PREPOSITIONS = frozenset(
    """of in on at for from with to by about against between under over near during after before since until through
    among within without into onto upon toward towards across behind beyond despite amid amidst including like as
    via around along inside outside above below following per besides beside versus than regarding concerning
    """.split()
)
NOUN_LINKS = frozenset("of in at for from with on by near against between under among within outside behind".split())
SUBORDINATORS = frozenset(
    """that because if when while as though although whether since unless until once where why how what whatever
    after before than so yet but or nor
    """.split()
)
TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow january february
    march april may june july august september october november december jan. feb. mar. apr. aug. sept. oct. nov.
    dec. morning afternoon evening night week month year weekend earlier later recently last this next ago late
    early mon. tue. tues. wed. thu. thur. thurs. fri. sat. sun. jan feb aug sept oct nov dec
    """.split()
)
DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight mon. tue. wed. thu. fri. sat.
    sun.
    """.split()
)

MONTHS = frozenset(
    """january february march april may june july august september october november december jan. feb. mar. apr. aug.
    sept. oct. nov. dec.
    """.split()
)

_VERBS = """go come get make take give see know want think feel become leave put keep hold stand lose pay meet run win
    send build spend grow rise fall begin break drive choose lead seek lie stay happen seem appear believe hope
    expect try start stop use need like help allow lead follow create open close serve die kill raise pass sell
    require remain include support oppose receive serve decide consider prefer fear plan head travel arrive return
    refuse agree reach join ignore reject accept defeat endorse carry bring buy catch turn face back cast hit cut
    set let beat
    """.split()
_STRONG = """went came got made took gave saw knew thought felt became left kept held stood lost paid met ran won sent
    built spent grew rose fell began broke drove chose led sought lay brought bought caught goes comes gets makes
    takes gives sees knows wants thinks feels becomes keeps holds loses pays meets wins sends spends grows begins
    drives chooses seeks seems appears believes hopes expects tries needs helps allows remains includes opposes
    receives decides considers prefers fears serves told said found shown taken given gone done seen known written
    held turned laughed smiled nodded spoke
    """.split()


def _past_forms() -> set[str]:
    return {inflect(verb)[1] for verb in _VERBS}


PRESENT = frozenset(inflect(verb)[0] for verb in _VERBS)  # "opens": a noun as often, but not after a name
VERBS = (frozenset(_past_forms()) | frozenset(_STRONG)) - {"left-wing", "like", "need", "helped-out"}

ROLES = frozenset(
    """secretary president minister senator congressman congresswoman representative governor mayor spokesman
    spokeswoman spokesperson director chief chairman chairwoman chair leader officer official executive manager
    professor judge justice attorney lawyer general colonel captain major lieutenant sergeant admiral commander
    ambassador commissioner chancellor premier king queen prince princess pope bishop archbishop rabbi imam pastor
    reverend doctor analyst economist strategist adviser advisor aide consultant editor reporter correspondent
    columnist journalist author writer activist organizer organiser founder co-founder owner coach captain player
    actor actress singer star billionaire businessman businesswoman tycoon mogul candidate nominee lawmaker
    assemblyman assemblywoman alderman alderwoman chairperson challenger moderator
    legislator councillor councilor councilman councilwoman councilmember sheriff deputy detective inspector
    superintendent principal teacher scientist researcher historian expert engineer physicist banker trader farmer
    developer resident neighbor neighbour voter supporter critic host anchor pollster operative delegate treasurer
    clerk prosecutor envoy diplomat negotiator whip speaker frontrunner front-runner rival counterpart predecessor
    successor wife husband son daughter brother sister father mother ceo cfo coo cto md dr. prof. gen. sen. rep.
    gov. mr. mrs. ms. miss sir dame lord lady lt. col. maj. capt. cmdr. sgt. adm. rev. hon. senators reps. sens.
    vice-president vp undersecretary blogger comedian rapper guitarist drummer photographer artist designer
    veteran nurse physician surgeon vice deputy assistant head boss mediator arbitrator headteacher headmaster
    headmistress schoolteacher lecturer tutor librarian curator warden ranger fisherman fisherwoman skipper sailor
    seafarer mariner pilot driver mechanic technician electrician carpenter baker butcher chef cook waiter
    waitress barber tailor shopkeeper grocer publican landlord landlady tenant plumber builder architect surveyor
    planner inspector auditor accountant actuary regulator ombudsman magistrate solicitor barrister counsel juror
    witness plaintiff defendant victim survivor patient midwife paramedic firefighter soldier marine constable
    superintendent custodian janitor porter cleaner gardener forester miner rancher shepherd beekeeper astronomer
    biologist chemist geologist historian economist sociologist psychologist psychiatrist philosopher theologian
    linguist mathematician statistician meteorologist climatologist virologist epidemiologist archaeologist
    novelist poet playwright filmmaker director producer musician violinist pianist conductor composer dancer
    painter sculptor cartoonist broadcaster presenter newsreader commentator pundit campaigner protester
    demonstrator marcher student pupil graduate apprentice trainee intern volunteer worker employee retiree
    pensioner parent islander villager townswoman townsman bystander passer-by motorist cyclist commuter passenger
    traveler traveller tourist investor shareholder trustee donor fundraiser lobbyist strategist treasurer
    secretary-general superintendent spokespeople premier taoiseach chancellor comptroller controller steward
    negotiator mediator det. insp. supt. sgt lt col gen capt maj cmdr adm rev det insp supt cllr cllr. pc dc di dci
    pte cpl cpl. pvt. pfc fr msgr justice widow widower gran grandmother grandfather granny pensioner stallholder
    shareholder householder homeowner smallholder postmistress postmaster ferryman policeman policewoman
    fireman salesman saleswoman seamstress schoolboy schoolgirl teenager toddler midfielder striker goalkeeper
    keeper defender winger forward batsman batter bowler pitcher quarterback linebacker referee umpire manager
    jockey golfer sprinter swimmer boxer cyclist caterer hairdresser florist jeweller jeweler undertaker
    caretaker choirmaster organist sexton verger vicar curate deacon chaplain appraiser surveyor adjuster
    dispatcher ranger trooper marshal bailiff usher stenographer notary legislator
    assemblyman assemblywoman assemblymember alderman alderwoman selectman selectwoman freeholder congressmember
    parliamentarian backbencher frontbencher mp mps mep meps msp tds coroner sister brother father deacon deaconess
    abbot abbess monsignor cardinal sergeant-at-arms chief-of-staff commodore brigadier wing-commander airman
    corporal private quartermaster harbormaster harbourmaster headwoman foreman forewoman ombudswoman chairperson
    """.split()
)
HONORIFICS = frozenset("mr. mrs. ms. miss dr. prof. sir dame lord lady mr mrs ms dr prof mx mx.".split())
MALE = frozenset(
    """mr. mr sir lord spokesman congressman chairman businessman king prince councilman brother husband son father
    actor he him his himself widower grandfather grandson uncle nephew man boy boyfriend policeman postman salesman
    fisherman schoolboy brother-in-law father-in-law son-in-law assemblyman alderman
    """.split()
) - {"actor"}
FEMALE = frozenset(
    """mrs. ms. miss mrs ms dame lady spokeswoman congresswoman chairwoman businesswoman queen princess councilwoman
    sister wife daughter mother actress she her hers herself widow grandmother granddaughter aunt niece woman girl
    girlfriend policewoman saleswoman schoolgirl sister-in-law mother-in-law daughter-in-law assemblywoman alderwoman
    nun waitress
    """.split()
)

# How something is said ("he said by telephone").
MEANS = frozenset("telephone phone email e-mail text letter video radio satellite fax post".split())
