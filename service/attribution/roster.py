"""Everybody named in one article: which mentions mean the same person, and what the article shows of their gender."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from service.attribution import lexicon as lx
from service.attribution.bodies import Bodies, is_company
from service.attribution.genders import gender_behind, gender_told
from service.attribution.kinds import Sort
from service.attribution.names import Mention, acts, find_mentions, has_state, is_heading, is_owner
from service.attribution.people import (
    Person,
    Resolved,
    add_role,
    agrees,
    is_human,
    is_same,
    is_shouted,
    meet,
    opens_sentence,
    role_fits,
    unique,
)
from service.attribution.phrases import clause_subject, is_finite
from service.attribution.reading import Sentence, Token
from service.attribution.surnames import trade_surnames
from service.text.words import fold

MOST_NAMESAKES = 30  # people of one last name who are compared; more are a list, not an article
_MOST_TITLED = 300
_LONG_NAME = 7  # letters; shorter names that differ by one are other names
_NEAR = 0.85  # of the letters in common, in order


_SHORTLY = 2  # sentences
_TITLED = 6  # marks for "Mr" and the like; a pronoun gives one or two


class Roster:
    """Everybody named in the article, with the places where they are named."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.rows: list[list[tuple[Mention, Person]]] = [[] for _ in sentences]
        self.by_last: dict[str, list[Person]] = defaultdict(list)
        self._by_first: dict[str, list[Person]] = defaultdict(list)
        self._people: list[Person] = []
        self._whole: dict[int, tuple[int, int]] = {}  # where somebody is first named in full, by id
        surnames = frozenset(low for s in sentences for low in trade_surnames(s.tokens))
        headings = {n for n, s in enumerate(sentences) if is_heading(s.tokens)}
        inner = {t.text for n, s in enumerate(sentences) if n not in headings for t in s.tokens[1:] if t.is_capital}
        common = {t.text for s in sentences for t in s.tokens if not t.is_capital}
        found = [
            (n, m)
            for n, s in enumerate(sentences)
            for m in find_mentions(s.tokens, surnames=surnames)
            if not _is_plain(m, s.tokens, inner, common)
        ]
        for n, mention in sorted(found, key=lambda x: (x[0] in headings, -min(len(x[1].words), 2))):
            if n not in headings or any(
                is_same(p, mention) for p in self.by_last[fold(mention.words[-1])][:MOST_NAMESAKES]
            ):
                person = self._take(mention)
                self.rows[n].append((mention, person))
                if len(mention.words) > 1:
                    self._whole.setdefault(id(person), (n, mention.start))
        for n, row in enumerate(self.rows):
            row.sort(key=lambda pair: pair[0].start)
            for mention, person in row:
                person.places.append((n, mention.start))
                person.only_placed = person.only_placed and mention.placed
                person.acts = person.acts or acts(sentences[n].tokens, mention)
                person.rules = person.rules or has_state(sentences[n].tokens, mention)
                add_role(person, mention)
        named = (n for n, row in enumerate(self.rows) if any(p.sort is Sort.PERSON for _, p in row))
        self.first_person = next(named, len(sentences))
        self.bodies = Bodies((sentences[n].tokens, m, p) for n, row in enumerate(self.rows) for m, p in row)
        self._titled_people = [p for p in self._people if p.roles and p.sort is not Sort.BODY]
        self._read_pronouns()

    def everybody(self) -> Sequence[Person]:
        return self._people

    def forget(self) -> None:
        """Drop what the pronouns that were resolved have shown of people."""
        for person in self._people:
            person.shown = None

    def people_in(self, sentence: int) -> list[Person]:
        return unique([p for _, p in self.rows[sentence] if is_human(p)])

    def topic(self) -> Person | None:
        """Return the first person whom the article names."""
        if self.first_person >= len(self.rows):
            return None
        return next((p for _, p in self.rows[self.first_person] if p.sort is Sort.PERSON), None)

    def subject(self, sentence: int, besides: Sequence[Person] = ()) -> Person | None:
        """Return who does what a sentence tells: the first person it names, if before its verb.

        Where all it names, `besides` left out, are new, only somebody whose gender is known.
        """
        people = self.people_in(sentence)
        tokens = self.sentences[sentence].tokens
        named = [(m, p) for m, p in self.rows[sentence] if any(p is other for other in people)]
        owned = [pair for pair in named if not is_owner(tokens, pair[0])] or named  # "Almeda’s president, Ada Lane, …"
        if not owned:
            return None
        mention, person = owned[0]
        people = unique([p for _, p in owned])
        acts = is_cleft(tokens) or not any(is_finite(t) for t in tokens if t.start < mention.start)
        rivals = [p for p in people if not any(p is other for other in besides)]
        known = person.gender is not None or any(p.places[0][0] < sentence for p in rivals)
        return person if acts and (len(rivals) == 1 or known) and not is_owner(tokens, mention) else None

    def describes_somebody(self, sentence: int, gender: str) -> bool:
        """Tell whether a sentence is about somebody of whom it says no name ("A spokesman for Solvane said …")."""
        tokens = self.sentences[sentence].tokens
        subject = clause_subject(tokens, len(tokens))
        if subject is None or tokens[subject[0]].low not in _SOMEBODY | lx.POSSESSIVES:
            return False
        words = {t.low for t in tokens[slice(*subject)]}
        verb = next((t.start for t in tokens[subject[1] :] if is_finite(t)), tokens[-1].end)
        named = any(m.start < verb and not _is_governed(tokens, m) for m, _ in self.rows[sentence])
        other = words & ((lx.FEMALE if gender == "m" else lx.MALE) - lx.POSSESSIVES)
        is_named = any(t.low in lx.BE and after.is_capital for t, after in pairwise(tokens))  # "Their teacher is Lane."
        told = named or is_named or any(t.low in {"name", "named", "called"} for t in tokens)
        return tokens[subject[1] - 1].low in lx.ROLES | _HUMANS and not told and not other

    def opening_title(self, sentence: int) -> Resolved | None:
        """Return whom the title means that is a sentence's subject; nobody where that is open; None without one."""
        tokens = self.sentences[sentence].tokens
        subject = clause_subject(tokens, len(tokens))
        if (
            subject is None
            or tokens[subject[1] - 1].low not in lx.ROLES
            or any(map(_is_inner_name, tokens[slice(*subject)]))
        ):
            return None
        return self.titled(tokens[slice(*subject)], sentence) or Resolved(None)

    def titled(self, inside: Sequence[Token], sentence: int) -> Resolved | None:
        """Return whom a title without a name means ("the defence secretary")."""
        words = [t.low for t in inside]
        owner = next((n for n, word in enumerate(words) if word in {"’s", "'s"}), None)
        if owner is not None:
            words = words[owner + 1 :]
        elif words[0] in {"the", "this", "that"}:
            words = words[1:]
        elif words[0] in lx.DETERMINERS | lx.POSSESSIVES or not inside[0].is_capital:
            return None
        if not words or words[-1] not in lx.ROLES or len(words) > 6:
            return None
        people = [p for p in self._titled_people[:_MOST_TITLED] if role_fits(p, words)]
        people = [p for p in people if p.places and p.places[0][0] <= sentence] or people
        if len(people) == 1:
            return Resolved(people[0].speaker(), person=people[0])
        return Resolved(None, tuple(p.speaker() for p in people)) if people else None

    def _take(self, mention: Mention) -> Person:
        last = fold(mention.words[-1])
        if not self.by_last[last] and (misspelled := self._respelled(mention, last)):
            self.by_last[last].append(misspelled)
            return self._gendered(misspelled, mention)
        same = (
            [p for p in self.by_last[last][:MOST_NAMESAKES] if is_same(p, mention)]
            or self._called(mention)
            or self._born(mention)
        )
        if same:
            return self._gendered(meet(self._likeliest(same, mention), mention), mention)
        person = Person(mention.words, mention.sort, opens=opens_sentence(mention))
        self._people.append(person)
        self.by_last[last].append(person)
        if len(mention.words) > 1:
            self._by_first[fold(mention.words[0])].append(person)
        return self._gendered(person, mention)

    def _likeliest(self, same: Sequence[Person], mention: Mention) -> Person:
        """Return whom of several of one name a mention means: with "Mrs" who is known to be a woman."""
        if mention.gender is None or len(same) == 1:
            return same[0]
        known = [p for p in same if p.gender == mention.gender]
        shown = [p for p in same if self._introduced_as(p) == mention.gender]
        others = [p for p in same if self._introduced_as(p) is None]
        return (known or shown or others or same)[0]

    def _introduced_as(self, person: Person) -> str | None:
        """Return the gender of the pronouns in the sentence that first names somebody, and in the next one."""
        n, start = self._whole.get(id(person), (None, 0))
        if n is None:
            return None
        near = self.sentences[n : n + 2]
        return gender_told([t.low for sentence in near for t in sentence.tokens if t.start > start])

    def _born(self, mention: Mention) -> list[Person]:
        """Return who was born with a name of which the first one is theirs still ("Ada Lane was born in 1931")."""
        named = [p for p in self._by_first[fold(mention.words[0])][:MOST_NAMESAKES] if p.sort is Sort.PERSON]
        return named if mention.born and len(named) == 1 else []

    def _called(self, mention: Mention) -> list[Person]:
        """Return the only one who has this first name, or the only company whose name it shortens ("Solvane")."""
        if len(mention.words) > 1 or mention.placed:
            return []
        longer = self._by_first[fold(mention.words[0])][:MOST_NAMESAKES]
        shortened = [p for p in longer if p.sort is Sort.PERSON or is_company(p.words)]
        return shortened if len(longer) == 1 else []

    def _respelled(self, mention: Mention, last: str) -> Person | None:
        """Return whom a last name behind a title misspells ("Lydia Buchtmann … Ms Bauchtman")."""
        if len(mention.words) > 1 or mention.sort is not Sort.PERSON or len(last) < _LONG_NAME:
            return None
        near = [
            person
            for person in self._people[:_MOST_TITLED]
            if len(person.words) > 1
            and person.sort is Sort.PERSON
            and agrees(person, mention.gender)
            and _is_near(last, fold(person.words[-1]))
        ]
        return near[0] if len(near) == 1 else None

    def _gendered(self, person: Person, mention: Mention) -> Person:
        if mention.gender:
            person.genders[mention.gender] += _TITLED
            person.titled = person.titled or mention.gender
        return person

    def _read_pronouns(self) -> None:
        """Count pronouns that can only mean the single person of their sentence."""
        for n, sentence in enumerate(self.sentences):
            people = self.people_in(n)
            if len(people) > 1:
                self._read_possessive(n)
            if len(people) != 1:
                continue
            if gender := gender_behind(sentence.tokens, self.rows[n][0][0].start):
                people[0].genders[gender] += 1 if self._others_near(n, people[0]) else 2

    def _read_possessive(self, n: int) -> None:
        """Count "her" between a subject and who is named next ("Ada Lane spoke with her counterpart, Tom Roe")."""
        tokens = self.sentences[n].tokens
        first, subject = next((m, p) for m, p in self.rows[n] if is_human(p))
        start = first.start
        if is_owner(tokens, first) or any(is_finite(t) for t in tokens if t.start < start):
            return
        behind = [m.start for m, p in self.rows[n] if m.start > start and p is not subject and is_human(p)]
        own = [t.low for t in tokens if start < t.start < min(behind, default=start) and not t.quoted]
        male, female = "his" in own, "her" in own
        if male != female:
            subject.genders["m" if male else "f"] += 2

    def _others_near(self, sentence: int, person: Person) -> bool:
        """Tell whether somebody else was named just before, whom a pronoun may go on to mean."""
        near = range(max(0, sentence - _SHORTLY), sentence)
        return any(p is not person for n in near for p in self.people_in(n))


_PLAIN_ENDINGS = ("ers", "ors", "ies", "ists", "ians", "ants", "ees", "ents", "ives", "tics", "ns", "ing", "tion")
_SOMEBODY = frozenset("a an one another".split())
_HUMANS = frozenset("man woman girl boy source person mother father friend colleague relative guest customer".split())


def _is_governed(tokens: Sequence[Token], mention: Mention) -> bool:
    """Tell whether a name only says whose or of what somebody is ("a spokesman for Solvane")."""
    at = mention.tokens[0] - 1
    while at > 0 and tokens[at].low in lx.DETERMINERS | {"’s", "'s"}:
        at -= 1
    return at >= 0 and tokens[at].low in lx.PREPOSITIONS


def _is_near(ours: str, theirs: str) -> bool:
    if ours[0] != theirs[0] or len(theirs) < _LONG_NAME or abs(len(ours) - len(theirs)) > 2:
        return False
    return SequenceMatcher(None, ours, theirs).ratio() >= _NEAR


def _is_plain(mention: Mention, tokens: Sequence[Token], inner: Collection[str], common: Collection[str]) -> bool:
    """Tell whether a word is written large only because it opens its sentence ("Lorries will have to wait")."""
    if mention.tokens != (0, 1) or mention.role is not None or mention.words[0] in inner:
        return False
    if is_shouted(mention):
        return False
    low = mention.words[0].lower()
    following = tokens[1] if len(tokens) > 1 else None
    named = following is not None and (is_finite(following) or following.text in {"’s", "'s", "(", ","})
    return low in common or low.endswith(_PLAIN_ENDINGS) or not named


def _is_inner_name(token: Token) -> bool:
    return token.is_capital and token.low not in lx.DETERMINERS | lx.POSSESSIVES | lx.ROLES


def is_cleft(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence picks its subject out ("It was Lane who …")."""
    opens = len(tokens) > 3 and tokens[0].low == "it" and tokens[1].low in {"was", "is"}
    return opens and any(t.low == "who" for t in tokens)
