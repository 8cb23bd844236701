"""What an article shows of everybody whom a pronoun or a description may mean: a row of numbers for each."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from math import nan

import numpy as np
from numpy.typing import NDArray

from service.attribution import lexicon as lx
from service.attribution.kinds import Sort
from service.attribution.mentioning import FEMALE, MALE, faces, is_cited, is_governed, is_kin
from service.attribution.names import is_owner
from service.attribution.people import Person, Resolved, is_human, role_fits, role_words, unique
from service.attribution.phrases import is_finite
from service.attribution.reading import Token
from service.attribution.roster import Roster
from service.domain.news import Span
from service.embedding.thesaurus import Thesaurus

MOST = 12  # people who are weighed for one mention: those named last
OF_RULES = 4  # clues at the end of a row: whom the rules take a mention for
WEIGHED = frozenset("he she they it".split())
_RECENT = 6  # sentences
_GENDERS = {"he": "m", "she": "f"}
_FORMS = {"m": MALE, "f": FEMALE}
_LOOKBACK = 200  # sentences, statements or office holders: what lies behind them counts for nothing
_FAR = 20  # sentences; what is farther counts as this far

Floats = NDArray[np.float32]


_NOBODY = Resolved(None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody who has spoken, in which sentence, and in which words (lower case) the text named them."""

    person: Person
    sentence: int
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A pronoun or description to be understood: its tokens and place, and what is known from elsewhere.

    `said` is what it reports, `besides` is somebody else, `ruled` is whom the rules take it for, `heard` counts who had
    spoken before.
    """

    inside: Sequence[Token]
    sentence: int
    said: Sequence[Span] = ()
    besides: Person | None = None
    ruled: Resolved = _NOBODY
    heard: int = 0

    @property
    def gender(self) -> str | None:
        return _GENDERS.get(self.lows[0]) if self.is_pronoun else None

    @property
    def start(self) -> int:
        return self.inside[0].start

    @property
    def lows(self) -> list[str]:
        return [t.low for t in self.inside]

    @property
    def is_pronoun(self) -> bool:
        return len(self.inside) == 1


class Clues:
    """Rows of clues for the mentions of one article, in the order of its text."""

    def __init__(self, roster: Roster, thesaurus: Thesaurus) -> None:
        self._roster = roster
        self._thesaurus = thesaurus
        self._topic = roster.topic()
        self._subjects: dict[int, Person | None] = {}
        self._starts = {id(p): [start for _, start in p.places] for p in roster.everybody()}
        self._paragraph_starts = list(accumulate(range(len(roster.sentences)), self._paragraph_start))
        self._pronouns = {g: list(accumulate(self._counted(words), initial=0)) for g, words in _FORMS.items()}
        self._office_holders: dict[str, list[Person]] = defaultdict(list)
        for person in roster.everybody():
            for word in {w for role in person.roles for w in role_words(role)} if person.places else ():
                self._office_holders[word].append(person)

    def _paragraph_start(self, first: int, n: int) -> int:
        return n if self._opens_paragraph(n) else first

    def _counted(self, words: Collection[str]) -> Iterator[int]:
        return (sum(t.low in words for t in sentence.tokens) for sentence in self._roster.sentences)

    def candidates(self, asked: Asked) -> list[Person]:
        """Return who may be meant: of the right gender, named before the mention, in its sentence or the next."""
        last = min(asked.sentence + 1, len(self._roster.rows) - 1)
        near = range(last, max(-1, last - _LOOKBACK), -1)
        named: list[Person] = []
        for n in near:
            for _, person in reversed(self._roster.rows[n]):
                if self._may_be(person, asked) and not any(person is p for p in named):
                    named.append(person)
            if len(named) >= MOST:
                break
        holders = [] if asked.is_pronoun else self._office_holders[next(iter(role_words(asked.lows[-1])))][:_LOOKBACK]
        return named[:MOST] + [p for p in holders if not any(p is n for n in named)][: MOST // 2]

    def rows(self, asked: Asked, people: Sequence[Person], spoken: Sequence[Spoken]) -> Floats:
        """Return the clues, shape (people, clues); (0, 0) without people. What does not apply is nan."""
        if not people:
            return np.zeros((0, 0), dtype=np.float32)
        about = list(self._of_mention(asked, people))
        heard = spoken[max(0, asked.heard - _LOOKBACK) : asked.heard]
        rows = [[*about, *self._of_person(asked, p, people, heard)] for p in people]
        return np.array(rows, dtype=np.float32)

    def _may_be(self, person: Person, asked: Asked) -> bool:
        if asked.gender is not None:
            return is_human(person) and person.titled in {None, asked.gender}
        if asked.is_pronoun and asked.lows[0] == "it":
            return person.sort is not Sort.PERSON
        return True

    def _fits(self, person: Person, asked: Asked) -> bool:
        return not asked.is_pronoun and bool(person.places) and role_fits(person, asked.lows[-1:])

    def _of_mention(self, asked: Asked, people: Sequence[Person]) -> Iterator[float]:
        low, head = asked.lows[0], asked.lows[-1]
        pronoun = asked.is_pronoun
        tokens = self._roster.sentences[asked.sentence].tokens
        yield from (pronoun and asked.gender is not None, pronoun and low == "they", pronoun and low == "it")
        yield from (low == "the", low in lx.POSSESSIVES, head in lx.ROLES, head.endswith("s") and not pronoun)
        yield len(asked.inside)
        at = bisect_left([t.start for t in tokens], asked.start)
        yield from (at, any(is_finite(t) for t in tokens[:at]), self._opens_paragraph(asked.sentence))
        yield len(people)
        yield sum(p.gender == asked.gender for p in people) if asked.gender else nan
        yield sum(self._fits(p, asked) for p in people)
        yield sum(s.end <= asked.start for s in asked.said)
        yield self._same_before(asked)

    def _opens_paragraph(self, n: int) -> bool:
        return n == 0 or self._roster.sentences[n - 1].paragraph != self._roster.sentences[n].paragraph

    def _same_before(self, asked: Asked) -> float:
        """Return how many sentences just before open with this very pronoun."""
        n, first = asked.sentence, max(0, asked.sentence - _FAR)
        while asked.is_pronoun and n > first and self._roster.sentences[n - 1].tokens[0].low == asked.lows[0]:
            n -= 1
        return asked.sentence - n

    def _of_person(
        self, asked: Asked, person: Person, people: Sequence[Person], spoken: Sequence[Spoken]
    ) -> Iterator[float]:
        yield from self._of_places(asked, person, people)
        yield from self._of_sentence(asked, person)
        yield from self._of_speech(asked, person, spoken)
        yield from self._of_kind(asked, person)
        yield from self._of_role(asked, person)
        yield from self._of_rules(asked, person)

    def _of_places(self, asked: Asked, person: Person, people: Sequence[Person]) -> Iterator[float]:
        starts = self._starts[id(person)]
        before = bisect_left(starts, asked.start)
        n, start = person.places[before - 1] if before else (None, None)
        yield min(_FAR, asked.sentence - n) if n is not None else nan
        yield self._paragraphs(n, asked.sentence) if n is not None else nan
        yield min(_FAR, asked.sentence - person.places[0][0])
        yield from (before, len(starts), person is self._topic)
        rivals = unique([p for p in people if p is not person and start is not None and self._last(p, asked) > start])
        yield len(rivals)
        yield sum(asked.gender is not None and p.gender == asked.gender for p in rivals)
        yield from self._of_last(asked, n, start)
        recent = (m >= asked.sentence - _RECENT for m, _ in reversed(person.places[max(0, before - _FAR) : before]))
        yield sum(takewhile(bool, recent))
        yield self._pronouns_since(asked, n) if n is not None and asked.gender else nan
        first = self._paragraph_starts[asked.sentence]
        yield n is not None and n >= first
        yield person.places[0][0] >= first

    def _last(self, person: Person, asked: Asked) -> int:
        """Return where somebody is named last before a mention, -1 if nowhere."""
        starts = self._starts[id(person)]
        before = bisect_left(starts, asked.start)
        return starts[before - 1] if before else -1

    def _pronouns_since(self, asked: Asked, n: int) -> int:
        """Return how many pronouns of the same gender stand between the sentence of somebody's name and the mention."""
        counts = self._pronouns[asked.gender or ""]
        return counts[asked.sentence] - counts[n] if n < asked.sentence else 0

    def _paragraphs(self, earlier: int, later: int) -> int:
        sentences = self._roster.sentences
        return min(_FAR, sentences[later].paragraph - sentences[earlier].paragraph)

    def _of_last(self, asked: Asked, n: int | None, start: int | None) -> Iterator[float]:
        """Yield how somebody was named last: as an owner, behind a preposition, early, with an office."""
        pair = next((m for m, _ in self._roster.rows[n] if m.start == start), None) if n is not None else None
        if pair is None or n is None:
            yield from (nan, nan, nan, nan, nan, nan, nan, nan, nan)
            return
        tokens = self._roster.sentences[n].tokens
        yield from (is_owner(tokens, pair), is_governed(tokens, pair), pair.tokens[0])
        yield any(is_finite(t) for t in tokens[: pair.tokens[0]])
        yield from (pair.role is not None, len(pair.words))
        yield from (is_kin(tokens, pair, asked.gender), faces(tokens, pair, asked.gender), is_cited(tokens, pair))

    def _of_sentence(self, asked: Asked, person: Person) -> Iterator[float]:
        row = [m for m, p in self._roster.rows[asked.sentence] if p is person]
        said = [m for m in row if any(s.start <= m.start < s.end for s in asked.said)]
        yield from (sum(m.start < asked.start for m in row), sum(m.start > asked.start for m in row), len(said))
        yield sum(m.start < asked.start and m not in said for m in row)
        for back in (1, 2, 3):
            yield self._is_subject(asked.sentence - back, person)
        for back in (1, 2):
            yield self._leads(asked.sentence - back, person)
        following = asked.sentence + 1 < len(self._roster.rows)
        yield following and any(p is person for _, p in self._roster.rows[asked.sentence + 1])

    def _leads(self, n: int, person: Person) -> float:
        """Tell whether somebody is the first who is named in a sentence, before its verb."""
        if n < 0:
            return nan
        tokens = self._roster.sentences[n].tokens
        first = next(((m, p) for m, p in self._roster.rows[n] if is_human(p)), None)
        if first is None:
            return nan
        ahead = not any(is_finite(t) for t in tokens[: first[0].tokens[0]]) and not is_owner(tokens, first[0])
        return first[1] is person and ahead

    def _is_subject(self, n: int, person: Person) -> float:
        if n < 0:
            return nan
        if n not in self._subjects:
            self._subjects[n] = self._roster.subject(n)
        return self._subjects[n] is person

    def _of_speech(self, asked: Asked, person: Person, spoken: Sequence[Spoken]) -> Iterator[float]:
        own = [s for s in spoken if s.person is person]
        yield min(_FAR, asked.sentence - own[-1].sentence) if own else nan
        yield from (bool(spoken) and spoken[-1].person is person, len(own), len(own) / (len(spoken) or 1))
        since = next((k for k, s in enumerate(reversed(spoken)) if s.person is person), len(spoken))
        yield since
        same = [s for s in spoken if s.words == " ".join(asked.lows)]
        yield from (bool(same) and same[-1].person is person, any(s.person is person for s in same))
        others = [s for s in same if s.person is not person]
        yield len(others)

    def _of_kind(self, asked: Asked, person: Person) -> Iterator[float]:
        yield from (person.sort is Sort.PERSON, person.sort is Sort.BODY, is_human(person))
        yield from self._of_gender(asked, person)
        yield from (len(person.words), person.acts, person.only_placed, person.rules)
        body = self._roster.bodies.meant_by(asked.lows[1:]) if asked.lows[0] == "the" else None
        yield nan if body is None else body is person

    def _of_gender(self, asked: Asked, person: Person) -> Iterator[float]:
        if asked.gender is None:
            yield from (nan, nan, nan)
            return
        yield from (person.titled is not None, person.genders[asked.gender])
        yield person.genders["m" if asked.gender == "f" else "f"]

    def _of_role(self, asked: Asked, person: Person) -> Iterator[float]:
        if asked.is_pronoun:
            yield from (nan, nan, nan, nan, nan, len(person.roles))
            return
        words, head = asked.lows[1:], asked.lows[-1]
        roles = [w for role in person.roles for w in role.lower().split()]
        yield from (head in roles, role_fits(person, words), head in [r.lower().split()[-1] for r in person.roles])
        near = self._thesaurus.nearness([head], roles).max() if roles else nan
        yield float(near)
        name = [w.lower() for w in person.words]
        yield float(self._thesaurus.nearness([head], name).max())
        yield len(person.roles)

    def _of_rules(self, asked: Asked, person: Person) -> Iterator[float]:
        ruled = asked.ruled
        yield person is asked.besides
        yield from (ruled.person is person, ruled.person is None)
        yield any(c.name == person.name for c in ruled.candidates)
        yield ruled.person is None and ruled.speaker is not None
