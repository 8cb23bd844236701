"""Who can speak, think or want: persons, groups of them and bodies, by the nouns that English has for them."""

from __future__ import annotations

from service.attribution import lexicon as lx
from service.attribution.kinds import BODIES
from service.attribution.phrases import Range, Tokens, is_name_part, is_reduced

_PRONOUNS = frozenset(
    "he she they who we i one both neither another others some many most few several several nobody everyone".split()
)
_KIN = frozenset(
    """aunt uncle niece nephew cousin grandson granddaughter grandparent in-law stepfather stepmother fiance fiancee
    partner friend neighbour neighbor colleague roommate flatmate boyfriend girlfriend man woman boy girl child guest
    people person couple family twins men women children youngster elder
    """.split()
)
_TRADES = frozenset(
    """analyst official scholar critic fan supporter opponent buyer seller trader dealer seller carer rescuer doctor
    medic miner trawlerman fishermen climber hiker walker rider runner skater rower racer refugee migrant prisoner
    inmate hostage suspect defendant accused claimant applicant appellant complainant informant source insider
    adviser reviewer reader viewer listener caller voter taxpayer ratepayer consumer customer client subscriber
    member delegate envoy emissary spokesperson lawmaker senator councillor peer lord minister premier aide official
    unionist striker picketer organiser steward rep veteran recruit cadet officer detective investigator inspector
    examiner assessor valuer auctioneer collector curator archivist conservator translator interpreter linguist
    engineer developer programmer coder designer tester researcher scientist academic lecturer don fellow student
    pupil teacher head governor parent mother father nurse midwife matron surgeon consultant specialist therapist
    vet farmer grower breeder herder shepherd rancher forester angler fisherman skipper captain sailor crew docker
    porter driver trucker pilot steward passenger commuter cyclist pedestrian motorist landlord tenant lodger
    resident villager islander townspeople local inhabitant homeowner squatter camper activist campaigner protester
    demonstrator marcher environmentalist conservationist ecologist economist forecaster meteorologist statistician
    pollster historian biographer author novelist poet playwright critic columnist reporter correspondent editor
    publisher printer broadcaster presenter host producer director actor actress singer dancer musician composer
    conductor artist painter sculptor photographer architect builder plumber electrician joiner roofer contractor
    supplier manufacturer retailer shopkeeper trader grocer butcher baker brewer chef cook waiter barista publican
    hotelier investor shareholder lender creditor borrower broker banker accountant auditor lawyer attorney solicitor
    barrister prosecutor defender judge magistrate juror coroner bailiff constable policeman soldier general admiral
    commander guard sentry ranger warden firefighter paramedic volunteer donor trustee owner founder boss chief
    manager coach trainer referee umpire keeper winger forward defender midfielder batsman bowler player athlete
    champion opponent rival captain selector scout agent promoter organizer hydrologist geologist virologist
    """.split()
)
_GROUPS = frozenset(
    """company firm group chain maker manufacturer carmaker retailer supermarket lender insurer airline operator
    supplier brewer publisher broadcaster startup start-up giant utility carrier wholesaler business railway builder
    club team side squad crew staff management board council committee commission panel jury court tribunal ministry
    department agency bureau university college school union association federation league institute society trust
    foundation charity authority museum gallery theatre hospital clinic bank fund government administration cabinet
    opposition party coalition campaign movement parliament senate congress assembly church parish diocese police
    force army navy military embassy consulate office palace prosecution defence defense inquiry regulator watchdog
    inspectorate ombudsman union guild chamber syndicate consortium lobby network newspaper paper magazine website
    outlet crowd town village city community neighbourhood public majority minority half third
    """.split()
)
_TEXTS = frozenset(
    """letter statement email e-mail memo report document filing lawsuit complaint ruling judgment opinion petition
    resolution bill manifesto prospectus paper study survey poll review audit analysis inquiry investigation census
    brief affidavit leaflet flyer notice poster plaque label sign banner placard article editorial column
    version edition dossier readout communique communiqué circular newsletter manual guide handbook contract slip
    payslip trial experiment log logbook minutes record register ledger diary file footage figure account accounts data
    transcript recording statistic result test finding scan dataset archive almanac verdict audit timetable
    """.split()
)
_HEADS = _KIN | _TRADES | _GROUPS | lx.ROLES | {low for low in BODIES if low not in {"war", "day", "river", "lake"}}


def may_speak(tokens: Tokens, source: Range) -> bool:
    """Tell whether a noun phrase means somebody who can speak, think or want, as far as its head noun tells."""
    if tokens[source[0]].low in _PRONOUNS:
        return True
    head = head_of(tokens, source)
    return is_name_part(tokens[head]) or is_speaker(tokens[head].low) or tokens[head].low in _PRONOUNS


def is_text(tokens: Tokens, source: Range) -> bool:
    """Tell whether a noun phrase means something written ("her pay slip")."""
    low = tokens[head_of(tokens, source)].low
    return low in _TEXTS or (low.endswith("s") and low[:-1] in _TEXTS)


def is_speaker(low: str) -> bool:
    """Tell whether a noun in either number means somebody, a group or a body."""
    return low in _HEADS or (low.endswith("s") and low[:-1] in _HEADS)


_SELVES = frozenset("himself herself itself themselves alone there here".split())


def head_of(tokens: Tokens, source: Range) -> int:
    """Return the head of a noun phrase: its last word before a preposition, a relative clause or a sign."""
    for i in range(source[0] + 1, source[1]):
        token = tokens[i]
        closes = token.low in lx.PREPOSITIONS | lx.RELATIVE | _SELVES | {"to"} and not is_name_part(token)
        closes = closes or is_reduced(tokens, i, source[1])
        if closes or not (token.is_word or token.text in {"’", "'"}):
            return i - 1
    last = source[1] - 1
    return last - (last > source[0] and is_reduced(tokens, last, last + 2))  # "the survey presented | to members"
