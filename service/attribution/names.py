"""Names in the tokens of a sentence: where they stand, with which title, and what kind of thing they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from service.attribution import lexicon as lx
from service.attribution.cues import CUES, Form
from service.attribution.phrases import Range, Tokens, is_finite, is_lead_participle, is_name_part
from service.attribution.reading import Token

_PARTICLES = frozenset("de van von der den bin ibn al el la le du da di dos del ter ben".split())
_BODIES = frozenset(
    """department university college school party house court times post news committee council commission agency bureau
    association union federation institute foundation center centre group company corporation corp inc llc ltd co air
    airlines bank journal gazette herald tribune guardian telegraph magazine press media network radio tv board
    office ministry senate congress parliament administration campaign coalition fund force army navy police republicans
    democrats republican democrat church league club team society project alliance service services systems states
    kingdom nations capitol street avenue square tower hall airport hospital museum act bill law amendment war day
    convention conference forum show city county state town village island islands river lake mountain mount park
    world america europe africa asia authority academy today week cnn fbi cia nra gop international national committee's
    administration's lantern sentinel register dispatch courier ledger chronicle observer examiner inquirer bulletin
    wire security defense affairs intelligence budget tax plan white supreme oval air""".split()
)
_LAND = frozenset("new west east north south upper lower port fort mount lake cape san santa los las".split())
_BODY_ENDS = frozenset(
    """securities capital holdings partners associates foods dairies motors energy facilities laboratories labs studios
    lines railways trust weekly daily mail transit""".split()
)
_PLACES = frozenset("in at near from outside across around into toward towards through".split())


class Sort(Enum):
    PERSON = "person"
    BODY = "body"
    OPEN = "open"


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

    @property
    def name(self) -> str:
        return " ".join(self.words)


def find_mentions(tokens: Tokens) -> Iterator[Mention]:
    """Yield the names in a sentence; titles without a name are left out."""
    i = 0
    while i < len(tokens):
        if not tokens[i].is_capital or not _begins_name(tokens, i):
            i += 1
            continue
        end = _run_end(tokens, i)
        mention = None if _opens_title(tokens, i, end) else _mention(tokens, i, end)
        if mention:
            yield mention
        i = end


def _opens_title(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a sentence opens with a title in small letters before a name ("Transport economist Ada Lane")."""
    if start > 0 or end != 1:
        return False
    named = next((i for i in range(1, min(4, len(tokens))) if tokens[i].is_capital), 0)
    return named > 1 and tokens[named - 1].low in lx.ROLES and all(tokens[i].is_word for i in range(1, named))


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
    return tokens[at].low == "who" or (is_finite(tokens[at]) and tokens[at].low not in lx.AUXILIARIES)


def has_state(tokens: Tokens, mention: Mention) -> bool:
    """Tell whether the named one has an office of state, and so is a place ("Norvale’s next governor")."""
    end = mention.tokens[1]
    if not is_owner(tokens, mention):
        return False
    return any(t.low in _OFFICES | _STATE for t in tokens[end + 1 : end + 4])


_STATE = frozenset("parliament government army navy capital border borders constitution assembly".split())


def _begins_name(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    if not is_name_part(token) or token.low in _NO_NAMES or _is_month(tokens, i) or _PARTY.match(token.text):
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


def _is_month(tokens: Tokens, i: int) -> bool:
    """Tell whether a word is the month and not somebody of that name ("in October"; but "April Lane")."""
    if tokens[i].low not in lx.MONTHS:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is None or not (following.is_capital and is_name_part(following))


_NO_NAMES = (
    frozenset(
        """asked told speaking according responding pressed last next neither either both none only even born known such
        unlike contrary having being nonetheless nevertheless
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
        elif (behind := _behind_particles(tokens, i)) > i:
            i = behind
        else:
            break
    return i


def _behind_particles(tokens: Tokens, i: int) -> int:
    """Return what follows the particles at `i` and the name they are part of ("van der | Meulen"); `i` without one."""
    j = i
    while j < len(tokens) and tokens[j].low in _PARTICLES and not tokens[j].is_capital:
        j += 1
    return j + 1 if i < j < len(tokens) and tokens[j].is_capital else i


def _mention(tokens: Tokens, start: int, end: int) -> Mention | None:
    split = start if _is_office_of_state(tokens, start, end) else _name_start(tokens, start, end)
    words = tuple(_spelled(tokens[j].text, end - split) for j in range(split, end))
    words = tuple(w for w in words if w.lower() not in {"jr.", "sr.", "jr", "sr", "ii", "iii"} or len(words) == 1)
    if not words:
        return None
    title = [t for t in tokens[start:split] if t.low not in lx.HONORIFICS or t.low in {"dr.", "dr", "prof.", "sir"}]
    placed = start > 0 and (tokens[start - 1].low in _PLACES or _is_seat(tokens, start, end))
    located = placed and split == start  # "in Norvale, the daughter of": that is no role of the town
    role = _joined(title) or (None if located else _role_around(tokens, start, end))
    gender = None if located else _gender(tokens, start, end, split)
    sort = _sort(tokens, split, end, has_title=split > start or role is not None)
    born = [t.low for t in tokens[end : end + 2]] == ["was", "born"] and end - split > 1
    return Mention(words, tokens[split].start, tokens[end - 1].end, role, gender, sort, (split, end), placed, born)


def _role_around(tokens: Tokens, start: int, end: int) -> str | None:
    return _role_before(tokens, start) or _role_apposed(tokens, start, end) or _role_after(tokens, end)


def _is_office_of_state(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether what looks like a title is part of a body's name ("Justice Department")."""
    return end - start > 1 and tokens[end - 1].low in _BODY_NOUNS


_BODY_NOUNS = frozenset(
    """department hospital university college council committee commission agency bureau association union federation
    institute foundation ministry school court office society club party""".split()
)


def _is_seat(tokens: Tokens, start: int, end: int) -> bool:
    """Tell whether a word says of what somebody is in office, or where something is posted ("minister of Norvale")."""
    if start < 2 or end - start > 1:
        return False
    link, head = tokens[start - 1].low, tokens[start - 2].low
    if link == "of" and head == ",":  # "Ada Lane, 59, of Ashton"
        return True
    return (link == "of" and (head in _OFFICES or head in _BODIES)) or (link == "on" and head in _POSTED)


_OFFICES = frozenset(
    """minister secretary president mayor governor premier ambassador bishop archbishop chancellor king queen prince
    """.split()
)
_POSTED = frozenset(
    "post posts page video message posted wrote said tweeted thread statement account livestream".split()
)


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


def _role_before(tokens: Tokens, start: int) -> str | None:
    """Return a title in small letters before a name ("former Pentagon spokesman")."""
    i = start
    if i == 0 or tokens[i - 1].low not in lx.ROLES or tokens[i - 1].quoted:
        return None
    while i > 0 and start - i < 8 and _modifies(tokens, i - 1):
        i -= 1
    return " ".join(_spaced(tokens, i, start)) or None


def _role_apposed(tokens: Tokens, start: int, end: int) -> str | None:
    """Return the title that a name is the apposition of ("the island’s mayor, Sigrid Aune,")."""
    if start < 3 or tokens[start - 1].text != "," or tokens[start - 2].low not in lx.ROLES:
        return None
    if end < len(tokens) and tokens[end].text not in {",", ".", ";", ":", "—", "–", ")"}:
        return None
    i = start - 2
    while i > 0 and start - i < 7 and _modifies(tokens, i - 1):
        i -= 1
    opened = i > 0 and tokens[i - 1].low in lx.DETERMINERS | lx.POSSESSIVES | {"’s", "'s"}
    return " ".join(_spaced(tokens, i, start - 1)) if opened else None


def _modifies(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    low = token.low
    if not token.is_word or low in lx.PREPOSITIONS | lx.SUBORDINATORS | lx.DETERMINERS | lx.POSSESSIVES | lx.PERSONAL:
        return False
    return low not in {"and", "’s", "'s", "’"} and not is_finite(token) and low not in lx.ADVERBS and low not in lx.DAYS


def _spaced(tokens: Tokens, start: int, end: int) -> list[str]:
    return [t.text for t in tokens[start:end]]


def _role_after(tokens: Tokens, end: int) -> str | None:
    """Return what an apposition calls the name before it ("Brandt, the mayor of Norvale,")."""
    if end + 1 >= len(tokens) or tokens[end].text != ",":
        return None
    start = end + 1
    if tokens[start].text.isdigit() and start + 2 < len(tokens) and tokens[start + 1].text == ",":
        start += 2
    stop = next((j for j in range(start, min(start + 14, len(tokens))) if not _in_role(tokens, j)), None)
    if (
        stop is None
        or stop == start
        or (tokens[stop].text not in {",", ".", ";", "—", "–"} and tokens[stop].low != "who")
    ):
        return None
    first = start + 1 if tokens[start].low in {"the", "a", "an"} else start
    if (
        first >= stop
        or tokens[first].low in {"through", "via", "after", "with"}
        or not any(t.low in lx.ROLES for t in tokens[first : min(stop, first + 6)])
    ):
        return None
    return "".join(
        ("" if n == 0 or t.text in {"’s", "'s", "’"} else " ") + t.text for n, t in enumerate(tokens[first:stop])
    )


def _in_role(tokens: Tokens, i: int) -> bool:
    token = tokens[i]
    return (
        (token.is_word or token.text in {"’", "'"})
        and not is_finite(token)
        and token.low not in lx.PERSONAL | {"who", "which", "told", "said"}
    ) or token.low in {"’s", "'s"}


def _gender(tokens: Tokens, start: int, end: int, split: int) -> str | None:
    first = next(
        (j for j in range(start, max(0, start - 3), -1) if tokens[j - 1].low in lx.PREPOSITIONS), max(0, start - 3)
    )
    around = {t.low for t in tokens[first:split]}  # in "spokeswoman for Premier Lane" the premier is nobody's woman
    after = [t.low for t in tokens[end : end + 8]]
    if after[:1] == [","] and "," in after[1:]:
        around |= set(after[1 : after.index(",", 1)]) - {"his", "her", "he", "she", "him"}
    around -= {"his", "her", "he", "she", "him"}
    male, female = bool(around & lx.MALE), bool(around & lx.FEMALE)
    return None if male == female else ("m" if male else "f")


def _sort(tokens: Tokens, start: int, end: int, *, has_title: bool) -> Sort:
    words = [tokens[j].low.strip(".") for j in range(start, end)]
    before = tokens[start - 1].low if start else ""
    aged = end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].text.isdigit()
    acronym = len(words) == 1 and tokens[start].text.isupper() and len(tokens[start].text) > 1
    if _is_kind_of_body(tokens, start):
        return Sort.BODY
    if has_title:
        return Sort.PERSON
    if _is_worded_as_body(words) or before == "the" or acronym or _is_affiliation(tokens, start):
        return Sort.BODY
    spelled = len(words) in {2, 3} and all(re.sub(r"[.’-]", "", w).isalpha() for w in words)
    spelled = spelled and words[0] not in _LAND
    return Sort.PERSON if aged or (spelled and before not in _PLACES) else Sort.OPEN


def _is_worded_as_body(words: Sequence[str]) -> bool:
    """Tell whether a name has a word that bodies have; "Bill" in front is a man's."""
    own = words[1:] if words[0] == "bill" and len(words) > 1 else words
    return any(w in _BODIES for w in own) or (len(words) > 1 and words[-1] in _BODY_ENDS)


def _is_affiliation(tokens: Tokens, start: int) -> bool:
    """Tell whether a name only says where the one named before it belongs ("Ada Lane of Halden Securities")."""
    return start > 1 and tokens[start - 1].low in {"of", "at"} and is_name_part(tokens[start - 2])


def _is_kind_of_body(tokens: Tokens, start: int) -> bool:
    """Tell whether the word before a name says that it is a company or the like ("manufacturer Solvane")."""
    return start > 0 and tokens[start - 1].low in _KINDS_OF_BODY


_KINDS_OF_BODY = (
    frozenset(
        """manufacturer maker carmaker retailer supermarket company firm group agency bank lender insurer airline
        operator supplier brewer publisher broadcaster newspaper magazine charity union party startup start-up giant
        chain brand utility builder carrier wholesaler grocer website site network daily weekly journal portal channel
        tabloid paper station platform
        """.split()
    )
    - lx.ROLES
)
