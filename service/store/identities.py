"""When a name in one article and a name in another are one person: pure rules, conservative, each with its reason.

Told apart are four sorts of naming: NAMED ("Lloyd Austin", "the FBI"), SURNAME ("Austin"), OFFICE ("the Pentagon
chief") and UNNAMED ("two officials", "the company"), which is nobody beyond its article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.text.offices import agree, contradict, is_specific, office_words
from service.text.words import HONORIFICS, is_proper_name, name_key, person_key, words

SAME_PERIOD_DAYS = 365  # in which contradicting roles mean two people; articles without a date are of every period
IN_OFFICE_DAYS = 90  # between an article that names the holder of an office and one that names the office alone


class Sort(StrEnum):
    NAMED = "named"
    SURNAME = "surname"
    OFFICE = "office"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody or some body as one article names it. `particulars` are middle initials and "jr", "sr", "iii"."""

    id: str
    article_id: str
    name: str
    key: str
    sort: Sort
    roles: tuple[str, ...] = ()
    particulars: str = ""
    published_at: str | None = None

    @property
    def last(self) -> str:
        return self.key.split()[-1]

    @property
    def like_keys(self) -> list[str]:
        """Return the keys under which the same full name may be written, with short forms of the first name."""
        first, *rest = self.key.split()
        shorter = (other for pair in _SHORT_NAMES if first in pair for other in pair - {first})
        return [self.key, *(" ".join([s, *rest]) for s in sorted(shorter) if rest)]


@dataclass(frozen=True, slots=True)
class Known:
    """One appearance of a record that may be the same person."""

    record_id: str
    name: str
    key: str
    roles: tuple[str, ...]
    particulars: str
    published_at: str | None
    article_id: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The record that an appearance belongs to, None for one of its own, and why, in words for a person."""

    record_id: str | None
    reason: str


def sort_of(name: str) -> Sort:
    """Return how a speaker is named."""
    key = person_key(name).split()
    if not is_proper_name(name) or not key:
        specific = bool(re.match(r"(?:the )?\w", name)) and is_specific(name) and not _is_many(key)
        return Sort.OFFICE if specific else Sort.UNNAMED
    if all(w in _BODY_WORDS for w in key):
        return Sort.UNNAMED
    if len([w for w in key if w not in _PARTICLES]) > 1:
        return Sort.NAMED
    plain = re.sub(r"^[Tt]he ", "", name)
    acronym = len(plain) > 1 and plain.replace(".", "").isupper()
    return Sort.NAMED if acronym or key[-1] in _KNOWN_BODIES else Sort.SURNAME


def _is_many(key: Sequence[str]) -> bool:
    return key[:1] == ["his"] or bool(set(key[:1]) & _NOT_ONE) or (key[-1].endswith("s") and not key[-1].endswith("ss"))


def particulars_of(name: str, text: str) -> str:
    """Return the middle initials of a name, and the "Jr." that `text` puts behind it more often than not."""
    initials = [w for w in name_key(name).split()[1:-1] if len(w) == 1]
    found = re.findall(rf"{re.escape(name)}(?:,? (Jr|Sr|III|II)\b)?", text)
    suffixed = [suffix.lower() for suffix in found if suffix]
    return " ".join([*initials, *(suffixed[:1] if 2 * len(suffixed) > len(found) else [])])


def choose_named(a: Appearance, known: Sequence[Known]) -> Decided:
    """Return which record of people with this last name a full name belongs to.

    The same full name, or a short form of its first name with an office that agrees; and nothing that speaks
    against it: other middle initials, "Jr.", contradicting roles in one period, a second one who fits as well.
    """
    alike = _by_record([k for k in known if _same_first(a, k)])
    against: list[str] = []
    fitting: dict[str, list[Known]] = {}
    for record_id, theirs in alike.items():
        why = _speaks_against(a, theirs)
        against += [why] if why else []
        if not why:
            fitting[record_id] = theirs
    if len(fitting) > 1:
        fitting = {r: ks for r, ks in fitting.items() if _common_role(a, ks)}
        if len(fitting) != 1:
            return Decided(None, f"kept apart: {len(alike)} people are called {a.name}, and nothing says which")
    if not fitting:
        return Decided(None, f"kept apart: {against[0]}" if against else f"first article that names {a.name}")
    ((record_id, theirs),) = fitting.items()
    return Decided(record_id, _why_same(a, theirs))


def _same_first(a: Appearance, k: Known) -> bool:
    if a.key == k.key:
        return True
    mine, theirs = a.key.split(), k.key.split()
    short = mine[1:] == theirs[1:] and len(theirs) > 1 and frozenset((mine[0], theirs[0])) in _SHORT_NAMES
    return short and any(agree(r, o) for r in a.roles for o in k.roles)


def _speaks_against(a: Appearance, theirs: Sequence[Known]) -> str | None:
    known = bool(_common_role(a, theirs))
    other = next((k for k in theirs if _other_person(a.particulars, k.particulars, known=known)), None)
    if other:
        return f"{_full(a.name, a.particulars)} is not {_full(other.name, other.particulars)}"
    near = [k for k in theirs if within(a.published_at, k.published_at, SAME_PERIOD_DAYS)]
    found = contradict(a.roles, [r for k in near for r in k.roles])
    return f"{a.name} is “{found[0]}” here and “{found[1]}” elsewhere in the same period" if found else None


def _full(name: str, particulars: str) -> str:
    suffix = [w for w in particulars.split() if len(w) > 1]
    return f"{name} {suffix[0].title()}" if suffix and suffix[0] not in words(name) else name


def _other_person(mine: str, theirs: str, *, known: bool) -> bool:
    """Tell whether middle initials differ, or only one of two has a "Jr." (which a `known` office makes up for)."""
    initials, others = ({w for w in p.split() if len(w) == 1} for p in (mine, theirs))
    suffix, other = ({w for w in p.split() if len(w) > 1} for p in (mine, theirs))
    lacking = suffix != other and not (known and not (suffix and other))
    return lacking or bool(initials and others and not initials & others)


def _why_same(a: Appearance, theirs: Sequence[Known]) -> str:
    role = _common_role(a, theirs)
    also = f", and “{role}” in both" if role else "; nothing speaks against it"
    if any(k.key == a.key for k in theirs):
        return f"the same full name{also}"
    return f"“{a.name.split()[0]}” is short or long for “{theirs[0].name.split()[0]}”, with the same last name{also}"


def _common_role(a: Appearance, theirs: Sequence[Known]) -> str | None:
    return next((r for k in theirs for r in a.roles if any(agree(r, o) for o in k.roles)), None)


def choose_surname(a: Appearance, known: Sequence[Known]) -> Decided:
    """Return whom a bare last name means: the only one of that name in the office that the article gives it, else the
    only one of that name, if the same article names that one in full.
    """
    namesakes = _by_record(known)
    held = {r: ks for r, ks in namesakes.items() if _common_role(a, _near(a, ks))}
    if len(held) == 1:
        ((record_id, theirs),) = held.items()
        role = _common_role(a, theirs)
        return Decided(record_id, f"{theirs[0].name} is the only {a.name} who is “{role}” in this period")
    if len(namesakes) == 1 and not a.roles:
        ((record_id, theirs),) = namesakes.items()
        if any(k.article_id == a.article_id for k in theirs):
            return Decided(record_id, f"{theirs[0].name} is the only {a.name}, and this article has the full name")
    if held:
        return Decided(None, f"kept apart: {len(held)} people called {a.name} have this role")
    if len(namesakes) > 1:
        return Decided(None, f"kept apart: {len(namesakes)} people are called {a.name}")
    return Decided(None, f"kept apart: “{a.name}” alone does not say who")


def _near(a: Appearance, theirs: Sequence[Known]) -> list[Known]:
    return [k for k in theirs if within(a.published_at, k.published_at, SAME_PERIOD_DAYS)]


def choose_office(a: Appearance, holders: Sequence[Known], *, named_in_text: Collection[str]) -> Decided:
    """Return who holds an office that an article names without a name.

    The only one to whom articles of these weeks give exactly this office. A shorter wording of it ("defense
    secretary" for "US defense secretary") counts where the article also names that person: `named_in_text`, record ids.
    """
    dated = [k for k in holders if a.published_at and k.published_at]
    near = [k for k in dated if within(a.published_at, k.published_at, IN_OFFICE_DAYS)]
    held = _by_record([k for k in near if _held_as(a.name, k)])
    exact = {r: ks for r, ks in held.items() if any(_is_exactly(a.name, k) for k in ks)}
    fitting = exact or {r: ks for r, ks in held.items() if r in named_in_text}
    if len(fitting) != 1:
        several = f"{len(held)} people hold it" if held else "no article of these weeks names who holds it"
        return Decided(None, f"kept apart: “{a.name}” is an office, and {several}")
    ((record_id, theirs),) = fitting.items()
    known = next((k for k in theirs if _is_exactly(a.name, k)), theirs[0])
    also = "; this article names that person, too" if record_id in named_in_text else ""
    day, role = (known.published_at or "")[:10], _held_as(a.name, known)
    return Decided(record_id, f"“{a.name}” is the office of {known.name} (“{role}”, {day}) and of nobody else{also}")


def _held_as(office: str, k: Known) -> str | None:
    """Return the role that gives somebody this office, in as many words or fewer, but more than one."""
    shorter = (r for r in k.roles if len(office_words(r)) > 1 and office_words(r) <= office_words(office))
    return next((r for r in shorter if agree(office, r)), None)


def _is_exactly(office: str, k: Known) -> bool:
    return any(office_words(r) == office_words(office) for r in k.roles)


def within(day: str | None, other: str | None, days: int) -> bool:
    """Tell whether two days are at most `days` apart; an unknown day is near every other."""
    if not day or not other:
        return True
    return abs((date.fromisoformat(day[:10]) - date.fromisoformat(other[:10])).days) <= days


def _by_record(known: Sequence[Known]) -> dict[str, list[Known]]:
    out: dict[str, list[Known]] = {}
    for k in known:
        out.setdefault(k.record_id, []).append(k)
    return out


_PARTICLES = frozenset("de del della der den van von bin ibn al el la le du da dos".split())
_NOT_ONE = frozenset(
    "some any all both many several most two three four five a an another other one who no every each".split()
)
_KNOWN_BODIES = frozenset(
    """pentagon kremlin hamas hezbollah nato unicef congress politifact bloomberg reuters google facebook twitter apple
    amazon microsoft china russia iran israel ukraine france germany britain japan india mexico turkey canada italy
    spain poland australia brazil egypt syria iraq pakistan afghanistan taiwan""".split()
)
_BODY_WORDS = (
    frozenset(
        """police department city council court supreme county office committee school board commission association
        authority authorities government ministry party university campaign fire service senate house assembly union
        alliance republicans democrats republican democratic democrat administration agency group company
        officials delegates members community center college church hospital bank club team network times post news
        journal press tribune dispatch courier poll polls analysts critics experts voters residents lawyers reporters
        editorial board district high public state's mayor's general attorney secretary president""".split()
    )
    | HONORIFICS
)
_SHORT_NAMES = frozenset(
    frozenset((long, short))
    for long, *shorts in (
        line.split()
        for line in """michael mike mick
        leonard len lenny
        joseph joe
        robert bob rob bobby
        william bill will billy
        james jim jimmy
        john jack johnny jon
        thomas tom tommy
        edward ed eddie ted
        charles charlie chuck
        richard dick rick rich
        christopher chris
        anthony tony
        antony tony
        daniel dan danny
        david dave
        steven steve
        stephen steve
        andrew andy drew
        benjamin ben
        samuel sam
        matthew matt
        timothy tim
        gregory greg
        kenneth ken
        ronald ron
        donald don
        patrick pat
        patricia pat
        katherine kate kathy
        elizabeth liz beth betsy
        margaret maggie meg
        susan sue
        jennifer jen jenny
        bernard bernie
        alexander alex
        nicholas nick
        jeffrey jeff
        philip phil
        lawrence larry
        peter pete""".splitlines()
    )
    for short in shorts
)
