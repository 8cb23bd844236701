"""Names in the tokens of a sentence: where they stand, with which title, and what kind of thing they name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from service.attribution import lexicon as lx
from service.attribution.cues import CUES, Form
from service.attribution.holders import PARTICLES, find_holder, spelled
from service.attribution.kinds import OFFICES, PLACES, STATE, Sort, is_office_of_state, is_seat, sort_of
from service.attribution.months import is_month
from service.attribution.offices import gender_around, role_around
from service.attribution.phrases import Range, Tokens, is_finite, is_lead_participle, is_name_part
from service.attribution.reading import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place in the text. `words` are the words of the name alone, `role` what stands around it."""

    words: tuple[str, ...]
    start: int
    end: int
    role: str | None
    gender: str | None
    sort: Sort
    tokens: Range
    placed: bool = False  # behind "in", "near" and the like
    born: bool = False  # said to have been born with this name
    holds: bool = False  # an office at the body that is named right before

    @property
    def name(self) -> str:
        return " ".join(self.words)


def find_mentions(tokens: Tokens, *, surnames: Collection[str] = ()) -> Iterator[Mention]:
    """Yield the names in a sentence; titles without a name are left out.

    `surnames` (lower case) are trades that the article has as somebody's last name ("Judge": "Patty Judge").
    """
    i = 0
    while i < len(tokens):
        if not tokens[i].is_capital or not _begins_name(tokens, i):
            i += 1
            continue
        end = _run_end(tokens, i)
        if held := find_holder(tokens, i, end):
            yield from _holder(tokens, i, end, *held)
            i = end
            continue
        if _is_placed_before(tokens, i, end):
            if place := _mention(tokens, i, end - 1):
                yield place
            i = end - 1
        mention = None if _opens_title(tokens, i, end) else _mention(tokens, i, end, surnames)
        if mention:
            yield mention
        i = end


def _holder(tokens: Tokens, start: int, end: int, office: Range, named: int) -> Iterator[Mention]:
    """Yield the body at which somebody holds an office, if all of its name stands in the run, and who holds it."""
    of = next((j for j in range(named - 1, start, -1) if tokens[j - 1].low in {"of", "the", "for", "at"}), start)
    if tokens[of].low not in lx.ROLES and (body := _mention(tokens, of, named)):
        yield replace(body, role=None, sort=Sort.BODY)
    if named_one := _mention(tokens, named, end):
        role = spelled(tokens[slice(*office)])
        yield replace(named_one, role=role, sort=Sort.PERSON, placed=False, holds=True)


def _opens_title(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a sentence opens with a title in small letters before a name ("Transport economist Ada Lane")."""
    if start > 0 or end != 1:
        return False
    named = next((i for i in range(1, min(4, len(tokens))) if tokens[i].is_capital), 0)
    return named > 1 and tokens[named - 1].low in lx.ROLES and all(tokens[i].is_word for i in range(1, named))


def _is_placed_before(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether the place that a clause opens with runs into its subject ("In Parliament | Lane insisted")."""
    before = tokens[start - 2] if start > 1 else None
    opens = before is None or before.text in {",", ";"} or before.low in {"and", "but"}
    placed = 0 < start == end - 2 and opens and tokens[start - 1].low in PLACES | {"on"}
    acts = placed and end < len(tokens) and is_finite(tokens[end]) and tokens[end].low not in {"’s", "'s"}
    return acts and not _is_title(tokens[start].low)


def is_owner(tokens: Tokens, mention: Mention) -> bool:
    """Tell whether something is said to be the named one's ("Lane’s lawyer")."""
    end = mention.tokens[1]
    return end < len(tokens) and tokens[end].low in {"’s", "'s", "’"}


def is_heading(tokens: Tokens) -> bool:
    """Tell whether a sentence is written like a headline ("Council Backs New Bridge"): its capitals name nobody."""
    small = lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | lx.SUBORDINATORS | {"and"}
    words = [t for t in tokens if t.is_word and t.low not in small and not t.text[0].isdigit()]
    return len(words) >= _FEWEST and all(t.is_capital for t in words)


_FEWEST = 5  # words of a headline; a shorter row of capitals may be a name


def acts(tokens: Tokens, mention: Mention) -> bool:
    """Tell whether the named one does something ("Lane laughed", "said Lane", "Lane, who").

    To be or to have something is not enough: cities do.
    """
    start, end = mention.tokens
    if start and (cue := CUES.get(tokens[start - 1].low)) and cue.form is Form.PAST:
        return True
    at = end + (end < len(tokens) and (tokens[end].text == "," or tokens[end].low in lx.ADVERBS))
    if at >= len(tokens):
        return False
    if start and tokens[start - 1].low in {"for", "of"} and tokens[at].low != "who":
        return False  # "a spokesman for Solvane, said"
    return tokens[at].low == "who" or (is_finite(tokens[at]) and tokens[at].low not in lx.AUXILIARIES)


def has_state(tokens: Tokens, mention: Mention) -> bool:
    """Tell whether the named one has an office of state, and is a place ("Norvale’s governor", "navy of Norvale")."""
    start, end = mention.tokens
    if start > 1 and end - start == 1 and tokens[start - 1].low == "of":
        return tokens[start - 2].low in OFFICES | STATE
    return is_owner(tokens, mention) and any(t.low in OFFICES | STATE for t in tokens[end + 1 : end + 4])


def _begins_name(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    if not is_name_part(token) or token.low in _NO_NAMES or is_month(tokens, i) or _PARTY.match(token.text):
        return False
    if i > 0 and tokens[i - 1].text not in {"“", '"', "‘"}:
        return True
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if is_lead_participle(tokens, i):
        return False
    if token.low in lx.ROLES or token.low in lx.HONORIFICS:
        return True
    return following is not None and not token.low.endswith(("ing", "ly")) and token.low not in lx.AUXILIARIES


_PARTY = re.compile(r"[RDI]-[A-Z]")  # "(R-Ga.)"


_NO_NAMES = (
    frozenset(
        """asked told speaking according responding pressed last next neither either both none only even born known such
        unlike contrary having being nonetheless nevertheless given using beneath amid amidst versus despite regarding
        concerning including excluding considering more most many several top than while though although
        here there elsewhere online indoors outdoors upstairs downstairs abroad overseas overnight tomorrow nowadays
        """.split()
    )
    | lx.DAYS
)


def _run_end(tokens: Tokens, start: int) -> int:
    i = start + 1
    while i < len(tokens):
        token = tokens[i]
        if token.is_capital and (is_name_part(token) or token.low in {"may"}):
            i += 1
        elif (token.text == "&" and i + 1 < len(tokens) and tokens[i + 1].is_capital) or (
            token.low == "of" and tokens[i - 1].low in lx.ROLES and i + 1 < len(tokens) and tokens[i + 1].is_capital
        ):
            i += 2
        elif (behind := max(_behind_particles(tokens, i), _behind_body(tokens, i, start))) > i:
            i = behind
        else:
            break
    return i


# Bodies that are called by what they are for or where ("Royal College of Nursing", "Bank of Norvale").
_BODIES_OF = frozenset(
    """college association federation university institute ministry department house bank court union society
    confederation chamber board bureau council academy league school commission institution guild congress authority
    office""".split()
)
_UNIONS = frozenset(
    "union association federation guild society club league party council alliance institute board group".split()
)


def _behind_body(tokens: Tokens, i: int, start: int) -> int:
    """Return what follows the rest of a body's name ("Federation | of Dock and Transport Trades", "Workers | ’ Union").

    `i` if nothing of it stands there.
    """
    if i + 1 >= len(tokens):
        return i
    if tokens[i].text in {"’", "'"} and tokens[i - 1].low.endswith("s"):
        end = i + 1
        while end < len(tokens) and tokens[end].is_capital:
            end += 1
        return end if tokens[end - 1].low in _UNIONS else i
    of = any(t.low == "of" for t in tokens[start:i])
    body = tokens[i].low == "of" and tokens[i - 1].low in _BODIES_OF and i > start
    lists = tokens[i].low in {"and", "&"} and of and tokens[start].low not in lx.ROLES
    lists = lists and any(t.low in _BODIES_OF for t in tokens[start:i])
    return i + 2 if (body or lists) and tokens[i + 1].is_capital and is_name_part(tokens[i + 1]) else i


def _behind_particles(tokens: Tokens, i: int) -> int:
    """Return what follows the particles at `i` and the name they are part of ("van der | Meulen"); `i` without one."""
    j = i
    while j < len(tokens) and tokens[j].low in PARTICLES and not tokens[j].is_capital:
        j += 1
    return j + 1 if i < j < len(tokens) and tokens[j].is_capital else i


def _mention(tokens: Tokens, start: int, end: int, surnames: Collection[str] = ()) -> Mention | None:
    last = tokens[end - 1].low
    led = start > 0 and tokens[start - 1].low in lx.DETERMINERS
    kept = last in surnames and not led
    split = start if is_office_of_state(tokens, start, end) else _name_start(tokens, start, end - kept)
    words = tuple(_spelled(word, end - split) for word in _name_words(tokens[split:end]))
    words = tuple(w for w in words if w.lower() not in _BEHIND_NAMES or len(words) == 1)
    if not words:
        return None
    title = [t for t in tokens[start:split] if t.low not in lx.HONORIFICS or t.low in {"dr.", "dr", "prof.", "sir"}]
    placed = start > 0 and (tokens[start - 1].low in PLACES or is_seat(tokens, start, end))
    located = placed and split == start  # "in Norvale, the daughter of": that is no role of the town
    role = _joined(title) or (None if located else role_around(tokens, start, end))
    gender = None if located else gender_around(tokens, start, end, split)
    sort = sort_of(tokens, split, end, has_title=split > start or role is not None)
    born = [t.low for t in tokens[end : end + 2]] == ["was", "born"] and end - split > 1
    return Mention(words, tokens[split].start, tokens[end - 1].end, role, gender, sort, (split, end), placed, born)


def _name_words(tokens: Tokens) -> list[str]:
    """Return the words of a name, the sign of an owner with the word before it ("Workers’ Union")."""
    words: list[str] = []
    for token in tokens:
        if token.text in {"’", "'"} and words:
            words[-1] += token.text
        else:
            words.append(token.text)
    return words


# generations and honours that follow a name ("Ada Lane KC")
_BEHIND_NAMES = frozenset("jr. sr. jr sr ii iii kc qc sc mp msp td obe mbe cbe phd".split())


def _spelled(word: str, length: int) -> str:
    """Return a word of a name that is written in capitals as names are written ("MINA CASTELLANE")."""
    word = word.strip("@")
    return word.title() if length > 1 and word.isupper() and len(word) > 3 else word


def _name_start(tokens: Tokens, start: int, end: int) -> int:
    """Return where the name begins after its titles ("US Defense Secretary | Lloyd Austin")."""
    last = max((j for j in range(start, end) if _is_title(tokens[j].low)), default=-1)
    if last < 0 and tokens[start].low in _PARTIES and end - start > 2:
        return start + 1
    if last < 0:
        return start + (end - start > 2 and _is_described(tokens[start]))
    if last + 2 < end and tokens[last + 1].low == "of":
        last += 2
    return last + 1


_PARTIES = frozenset("democrat republican libertarian tory socialist liberal conservative independent".split())


def _is_described(token: Token) -> bool:
    """Tell whether a word before a whole name only describes ("Mum-of-three Ada Lane", "Little Tom Roe")."""
    first, _, rest = token.text.partition("-")
    return bool(first and rest and rest.islower()) or token.low in _EPITHETS


_EPITHETS = frozenset(
    "little young old local former retired widowed veteran lifelong longtime fellow proud plucky heroic".split()
)


def _is_title(low: str) -> bool:
    return low in lx.ROLES or low in lx.HONORIFICS


def _joined(title: Sequence[Token]) -> str | None:
    return " ".join(t.text for t in title) or None
