"""Whom "he" or "she" means: by the sentence it stands in, by what was just told, and by who spoke last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.attribution.kinds import Sort
from service.attribution.names import Mention
from service.attribution.people import Person, Resolved, agrees, is_human, settled, unique
from service.attribution.phrases import is_finite, is_lead_participle
from service.attribution.reading import Token
from service.attribution.roster import Roster, is_cleft
from service.domain.news import Span

Last = tuple[Person | None, int]  # who spoke last, and in which sentence

_LOOKBACK = 3  # sentences: a pronoun farther from its name than this is left open


class Pronouns:
    """Finds whom a pronoun means among the people of an article."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def resolve(
        self, pronoun: Token, sentence: int, last: Last, besides: Person | None, said: Sequence[Span]
    ) -> Resolved:
        gender, position = PRONOUNS[re.split("['’]", pronoun.low)[0]], pronoun.start
        if gender is None:
            return Resolved(None)
        tokens = self._roster.sentences[sentence].tokens
        lead = _lead_end(tokens, position)
        fronted = [s for s in said if s.end <= position]  # "If Lane is ill, she said": it is not Lane who speaks
        row = [
            (m.start < lead or any(s.start <= m.start < s.end for s in fronted) or _is_kin(tokens, m, p, gender), m, p)
            for m, p in self._roster.rows[sentence]
        ]
        others = [*(p for aside, _, p in row if aside), *([besides] if besides else ())]
        before = [p for aside, m, p in row if not aside and m.start < position and self._may_be(p, gender, besides)]
        if (titled := self._titled_subject(sentence, position, gender)) is not None:
            return titled
        if before:
            named = unique(before)
            return settled(named[0]) if len(named) == 1 else self._choose(named, sentence, gender, None)
        if (topic := self._born(sentence, gender)) is not None:
            return settled(topic)
        speaker, spoke_at = last
        sentence = self._first_of_same(pronoun, sentence, spoke_at)
        out = speaker is None or spoke_at < sentence - _LOOKBACK or not self._may_be(speaker, gender, besides)
        if out or any(speaker is p for p in others):
            speaker = None
        return self._look_back(sentence, gender, (speaker, spoke_at), others) or self._ahead(sentence, gender)

    def _born(self, sentence: int, gender: str) -> Person | None:
        """Return whom the article is about where a paragraph begins with a birth ("Born in Norvale, she …")."""
        paragraph = self._roster.sentences[sentence].paragraph
        for n in range(sentence, max(-1, sentence - 1 - _LOOKBACK), -1):
            if self._roster.sentences[n].paragraph != paragraph or self._roster.people_in(n):
                return None
            if self._roster.sentences[n].tokens[0].low == "born":
                topic = self._roster.topic()
                return topic if topic is not None and agrees(topic, gender) else None
        return None

    def _look_back(self, sentence: int, gender: str, last: Last, others: Sequence[Person]) -> Resolved | None:
        """Return whom a pronoun means by the sentences before its own; None if they name nobody."""
        for n in range(sentence - 1, max(-1, sentence - 1 - _LOOKBACK), -1):
            if n == sentence - 1 and last[1] < n and (found := self._just_told(n, gender, others)) is not None:
                return found
            if (found := self._earlier(n, sentence, gender, last, others)) is not None:
                return found
        return None

    def _first_of_same(self, pronoun: Token, sentence: int, spoke_at: int) -> int:
        """Return the first of the sentences up to `sentence` that this pronoun is what they are about.

        So in "She was asked …" and "It was she who …" before "she said"; who has spoken since breaks the row.
        """
        for n in range(sentence - 1, max(self._roster.first_person, spoke_at, sentence - 1 - _LOOKBACK), -1):
            tokens = self._roster.sentences[n].tokens
            about = tokens[2 if is_cleft(tokens) else 0].low
            if about != pronoun.low or any(p.gender == PRONOUNS[pronoun.low] for p in self._roster.people_in(n)):
                return n + 1
            sentence = n
        return sentence

    def _just_told(self, n: int, gender: str, others: Sequence[Person]) -> Resolved | None:
        """Return the subject of the sentence just before; nobody where it has no name; None where it tells nothing."""
        people = self._open_to(n, gender, others)
        if self._roster.describes_somebody(n, gender):
            return Resolved(None)
        subject = self._roster.subject(n, others)
        if subject is not None and any(subject is p for p in people):
            return settled(subject)
        titled = None if people else self._roster.opening_title(n)
        if titled is None or (titled.person and agrees(titled.person, gender)):
            return titled
        return Resolved(None, titled.candidates)

    def _earlier(self, n: int, sentence: int, gender: str, last: Last, others: Sequence[Person]) -> Resolved | None:
        """Return whom a pronoun of `sentence` means by what sentence `n` says, None if it says nothing of people."""
        speaker, spoke_at = last
        people = self._open_to(n, gender, others)
        far = spoke_at < sentence - 1 and self._is_rivalled(speaker, n, gender)
        rival = far or any(p.gender == gender for p in people)
        if speaker is not None and spoke_at == n and (speaker.gender == gender or not rival):
            return settled(speaker)
        if speaker is not None and spoke_at == n and not people:
            return Resolved(None)
        return self._choose(people, n, gender, speaker) if people or (speaker is not None and spoke_at >= n) else None

    def _open_to(self, n: int, gender: str, others: Sequence[Person]) -> list[Person]:
        named = [p for p in self._roster.people_in(n) if self._may_be(p, gender, None)]
        return [p for p in named if not any(p is other for other in others)]

    def _is_rivalled(self, speaker: Person | None, sentence: int, gender: str) -> bool:
        """Tell whether somebody of this gender was named shortly before whoever spoke last, whose gender is unknown."""
        if speaker is None or speaker.gender == gender:
            return False
        near = range(max(0, sentence - _LOOKBACK), sentence + 1)
        return any(p.gender == gender and p is not speaker for n in near for p in self._roster.people_in(n))

    def _titled_subject(self, sentence: int, position: int, gender: str) -> Resolved | None:
        """Return whom "and he" means after a title that its sentence opens with ("The mayor left, and he said …")."""
        tokens = self._roster.sentences[sentence].tokens
        at = next((n for n, t in enumerate(tokens) if t.start == position), 0)
        if at < 2 or tokens[at - 1].low not in {"and", "but"}:
            return None
        found = self._roster.opening_title(sentence)
        fits = found is not None and found.person is not None and agrees(found.person, gender)
        return found if fits else None

    def _ahead(self, sentence: int, gender: str) -> Resolved:
        """Return who is named after the pronoun, where nobody is named before it."""
        if sentence + 1 >= len(self._roster.sentences) or sentence >= self._roster.first_person:
            return Resolved(None)
        people = [p for p in self._roster.people_in(sentence + 1) if self._may_be(p, gender, None)]
        return settled(people[0]) if len(people) == 1 else Resolved(None)

    def _choose(self, people: Sequence[Person], sentence: int, gender: str, speaker: Person | None) -> Resolved:
        """Return the one of `people`, named in `sentence`, or of the last speaker, whom a pronoun means."""
        if speaker is not None and (not people or speaker in people):
            return settled(speaker)
        if speaker is not None and any(p.gender is None for p in people):
            rivals = unique([*people, speaker])
            return Resolved(None, tuple(p.speaker() for p in rivals))
        open_to = [p for p in (*people, *((speaker,) if speaker else ())) if p.gender == gender] or [*people]
        if len(open_to) == 1 and (speaker is None or open_to[0].gender == gender):
            return settled(open_to[0])
        subject = people[0]
        known = subject.places[0][0] < sentence and all(p.places[0][0] == sentence for p in people[1:])
        if known and speaker is None and subject in open_to:
            return settled(subject)
        rivals = unique([*open_to, *((speaker,) if speaker else ())])
        return Resolved(None, tuple(p.speaker() for p in rivals)) if len(rivals) > 1 else settled(rivals[0])

    def _may_be(self, person: Person, gender: str, besides: Person | None) -> bool:
        return person is not besides and person.sort is not Sort.BODY and agrees(person, gender) and is_human(person)


PRONOUNS: dict[str, str | None] = {
    "he": "m",
    "him": "m",
    "his": "m",
    "she": "f",
    "her": "f",
    "they": None,
    "them": None,
    "their": None,
    "it": None,
    "its": None,
    "i": None,
    "me": None,
    "my": None,
    "we": None,
    "us": None,
    "our": None,
    "you": None,
}


def _is_kin(tokens: Sequence[Token], mention: Mention, person: Person, gender: str) -> bool:
    """Tell whether somebody is introduced as hers, who is not "she" ("Her colleague Lane read what she wrote")."""
    opening = tokens[0].low
    introduced = opening in {"his", "her"} and 0 < mention.tokens[0] <= _LONGEST_KIN
    return introduced and PRONOUNS[opening] == gender and person.gender is None


_LONGEST_KIN = 4  # tokens of "her former colleague" before the name


def _lead_end(tokens: Sequence[Token], position: int) -> int:
    """Return where the participle ends that a sentence opens with, of which `position` is no part, else 0.

    Whoever it names is not its subject: in "Asked by Lane why, she said …" it is not Lane who speaks.
    """
    if tokens and tokens[0].low in _SPOKEN_TO and not any(is_finite(t) for t in tokens if t.start < position):
        return position
    if not tokens or not is_lead_participle(tokens, 0):
        return 0
    before = [t for t in tokens if t.start < position]
    commas = [n for n, t in enumerate(before) if t.text == "," and not t.quoted]
    if not commas:
        return 0
    behind = next((n for n in range(commas[0] + 1, len(before)) if is_finite(before[n])), len(before))
    return before[max(n for n in commas if n < behind)].start


_SPOKEN_TO = frozenset("to with for unlike like against".split())  # "To Lane he said …": it is not Lane who speaks
