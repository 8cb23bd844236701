"""The people of one article: every name, title and pronoun that means the same person becomes one Speaker."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from service.attribution import lexicon as lx
from service.attribution.bodies import Bodies
from service.attribution.delayed import find_apposed, find_named_later
from service.attribution.names import Mention, Sort, find_mentions
from service.attribution.people import Person, Resolved, add_role, agrees, is_human, is_same, role_fits, settled, unique
from service.attribution.phrases import clause_subject, is_finite, is_lead_participle
from service.attribution.reading import Sentence, Token
from service.domain.news import Span, Speaker
from service.text.words import fold

Last = tuple[Person | None, int]  # who spoke last, and in which sentence

_MOST_NAMESAKES = 30  # people of one last name who are compared; more are a list, not an article
_MOST_TITLED = 300
_LOOKBACK = 3  # sentences: a pronoun farther from its name than this is left open


class Cast:
    """Everybody named in the article, with the places where they are named."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._mentions: list[list[tuple[Mention, Person]]] = [[] for _ in sentences]
        self._people: list[Person] = []
        self._by_last: dict[str, list[Person]] = defaultdict(list)
        inner = {t.text for s in sentences for t in s.tokens[1:] if t.is_capital}
        found = [(n, m) for n, s in enumerate(sentences) for m in find_mentions(s.tokens) if not _is_plain(m, inner)]
        for n, mention in sorted(found, key=lambda x: -min(len(x[1].words), 2)):
            self._mentions[n].append((mention, self._take(mention)))
        for n, row in enumerate(self._mentions):
            row.sort(key=lambda pair: pair[0].start)
            for mention, person in row:
                person.places.append((n, mention.start))
                person.only_placed = person.only_placed and mention.placed
                add_role(person, mention)
        named = (n for n, row in enumerate(self._mentions) if any(p.sort is Sort.PERSON for _, p in row))
        self._first_person = next(named, len(sentences))
        self._bodies = Bodies((sentences[n].tokens, m, p) for n, row in enumerate(self._mentions) for m, p in row)
        self._titled_people = [p for p in self._people if p.roles and p.sort is not Sort.BODY]
        self._read_pronouns()

    def resolve(
        self,
        span: Span,
        sentence: int,
        *,
        last: Last = (None, -1),
        besides: Person | None = None,
        said: Sequence[Span] = (),
    ) -> Resolved:
        """Return who the words at `span` mean; `said` are the words they report, `besides` is somebody else."""
        tokens = self._sentences[sentence].tokens
        inside = [t for t in tokens if span.start <= t.start < span.end]
        if all(t.low in lx.TIMES or not t.is_word for t in inside):
            return Resolved(None)
        low = re.split("['’]", inside[0].low)[0]  # "I’ve"
        if len(inside) == 1 and low in {"who", "which"}:
            return self._antecedent(sentence, span.start)
        if len(inside) == 1 and low in _PRONOUNS:
            return self._resolve_pronoun(inside[0], sentence, last, besides, said)
        return self._resolve_phrase(span, sentence, inside)

    def _resolve_phrase(self, span: Span, sentence: int, inside: Sequence[Token]) -> Resolved:
        if (pair := self._named(span, sentence)) and not _only_describes(pair[0], pair[1], span):
            return self._settle(*pair, sentence)
        if apposed := find_apposed(self._sentences[sentence].tokens, span.end, self._mentions[sentence]):
            return settled(apposed)
        if found := self._titled(inside, sentence):
            return found
        lows = [t.low for t in inside]
        if later := find_named_later(inside, sentence, self._sentences, self._mentions):
            return settled(later)
        if lows[0] == "the" and (body := self._bodies.meant_by(lows[1:])):
            return settled(body)
        return Resolved(Speaker(_plain("".join(_joined(inside)))))

    def joined(self, span: Span, sentence: int) -> list[Person]:
        """Return the people who speak together in the words at `span` ("Lane and Ruiz", "Neither Lane nor Ruiz")."""
        tokens = self._sentences[sentence].tokens
        row = [(m, p) for m, p in self._mentions[sentence] if span.start <= m.start and m.end <= span.end]
        if len(row) == 3 and row[0][1].sort is not Sort.PERSON and _are_members(tokens, row[0][0], row[1][0]):
            row = row[1:]
        if len(row) != 2 or not all(p.sort is Sort.PERSON for _, p in row) or any(_owns(tokens, m) for m, _ in row):
            return []
        (first, one), (second, other) = row
        head = [t for t in tokens if span.start <= t.start < first.start]
        between = [t for t in tokens if first.end <= t.start < second.start]
        tied = [t for t in between if t.low in {"and", "nor"}]
        if one is other or len(tied) != 1 or any(t.low in {"of", "with", "between", "for"} for t in head):
            return []
        if (between[0] is not tied[0] and between[0].text != ",") or any(is_finite(t) for t in between):
            return []
        return [one, other]

    def joined_before(self, sentence: int) -> list[Person]:
        """Return the two people who are together the subject of the sentence before."""
        tokens = self._sentences[sentence - 1].tokens if sentence else ()
        subject = clause_subject(tokens, len(tokens))
        if subject is None:
            return []
        return self.joined(Span(tokens[subject[0]].start, tokens[subject[1] - 1].end), sentence - 1)

    def resolve_name(self, words: str) -> Resolved:
        """Return who is named by `words` that stand inside a quotation; pronouns there stay open."""
        if re.split("['’]", words.lower())[0] in _PRONOUNS or not words[:1].isupper():
            return Resolved(None)
        tokens = [Token(word, word.lower(), 0, 0) for word in words.split()]
        if tokens[0].low == "the" and (titled := self._titled(tokens, len(self._sentences))):
            return titled
        last = words.rsplit(maxsplit=1)[-1]
        people = [p for p in self._by_last[fold(last)] if p.sort is not Sort.BODY]
        return settled(people[0]) if len(people) == 1 else Resolved(None if people else Speaker(words))

    def named_at(self, position: int, sentence: int) -> Person | None:
        return next((p for m, p in self._mentions[sentence] if m.start == position), None)

    def learn(self, person: Person | None, pronoun: str) -> None:
        """Keep the gender that a pronoun shows of the one it was found to mean, where nothing else tells it."""
        gender = _PRONOUNS.get(pronoun.lower())
        if person is not None and gender is not None and person.gender is None:
            person.shown = gender

    def people_in(self, sentence: int) -> list[Person]:
        return unique([p for _, p in self._mentions[sentence] if is_human(p)])

    # --- building ---------------------------------------------------------------------------------------------------

    def _take(self, mention: Mention) -> Person:
        last = fold(mention.words[-1])
        if not self._by_last[last] and (misspelled := self._respelled(mention, last)):
            self._by_last[last].append(misspelled)
            return self._gendered(misspelled, mention)
        for person in self._by_last[last][:_MOST_NAMESAKES]:
            if is_same(person, mention):
                shouted = (
                    person.name.isupper() and not mention.name.isupper() and len(mention.words) == len(person.words)
                )
                if len(mention.words) > len(person.words) or shouted:
                    person.words = mention.words
                if person.sort is Sort.OPEN or (mention.sort is Sort.PERSON and person.sort is not Sort.BODY):
                    person.sort = mention.sort if mention.sort is not Sort.OPEN else person.sort
                return self._gendered(person, mention)
        person = Person(mention.words, mention.sort)
        self._people.append(person)
        self._by_last[last].append(person)
        return self._gendered(person, mention)

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
            person.genders[mention.gender] += 3
        return person

    def _read_pronouns(self) -> None:
        """Count pronouns that can only mean the single person of their sentence."""
        for n, sentence in enumerate(self._sentences):
            people = self.people_in(n)
            if len(people) != 1:
                continue
            start = self._mentions[n][0][0].start
            words = {t.low for t in sentence.tokens if t.start > start and not t.quoted}
            male, female = bool(words & {"he", "his", "him", "himself"}), bool(words & {"she", "her", "herself"})
            if male != female:
                people[0].genders["m" if male else "f"] += 1

    # --- resolving --------------------------------------------------------------------------------------------------

    def _named(self, span: Span, sentence: int) -> tuple[Mention, Person] | None:
        """Return the name that heads the phrase, not one that only belongs to it ("police in Austin")."""
        tokens = self._sentences[sentence].tokens
        link = next(
            (t.start for n, t in enumerate(tokens) if span.start < t.start < span.end and _ends_head(tokens, n)),
            span.end,
        )
        pairs = [
            (m, p)
            for m, p in self._mentions[sentence]
            if span.start <= m.start < link
            and m.end <= span.end
            and not _owns(tokens, m)
            and not _is_of(tokens, m, span)
        ]
        if not pairs:
            return None
        mention, person = pairs[-1]
        rest = [t for t in tokens if mention.end <= t.start < link]
        alone = lx.TIMES | {"and", "himself", "herself", "itself"}
        goes_on = any(t.is_word and t.low not in alone for t in rest)
        with_others = len(rest) > 1 and rest[0].low == "and" and rest[1].low in lx.DETERMINERS | lx.POSSESSIVES
        return None if goes_on and rest[0].text not in {",", "("} and not with_others else (mention, person)

    def _settle(self, mention: Mention, person: Person, sentence: int) -> Resolved:
        """Return the person a name means, or everybody with that last name where a bare one is open."""
        if len(mention.words) == 1:
            rivals = [
                p
                for p in self._by_last[fold(mention.words[0])]
                if p.sort is not Sort.BODY and len(p.words) > 1 and agrees(p, mention.gender)
            ]
            if mention.role:
                rivals = [p for p in rivals if role_fits(p, mention.role.lower().split())] or rivals
            known = [p for p in rivals if any(n < sentence for n, _ in p.places)]
            rivals = known if len(known) == 1 else rivals  # the others are not introduced yet
            if len(rivals) > 1:
                return Resolved(None, tuple(p.speaker() for p in rivals))
            if rivals:
                return Resolved(rivals[0].speaker(), person=rivals[0])
        return Resolved(person.speaker(), person=person)

    def _titled(self, inside: Sequence[Token], sentence: int) -> Resolved | None:
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

    def _resolve_pronoun(
        self, pronoun: Token, sentence: int, last: Last, besides: Person | None, said: Sequence[Span]
    ) -> Resolved:
        gender, position = _PRONOUNS[re.split("['’]", pronoun.low)[0]], pronoun.start
        if gender is None:
            return Resolved(None)
        lead = _lead_end(self._sentences[sentence].tokens, position)
        fronted = [s for s in said if s.end <= position]  # "If Lane is ill, she said": it is not Lane who speaks
        row = [
            (m.start < lead or any(s.start <= m.start < s.end for s in fronted), m, p)
            for m, p in self._mentions[sentence]
        ]
        others = [*(p for aside, _, p in row if aside), *([besides] if besides else ())]
        before = [p for aside, m, p in row if not aside and m.start < position and self._may_be(p, gender, besides)]
        if (titled := self._titled_subject(sentence, position, gender)) is not None:
            return titled
        if before:
            named = unique(before)
            return settled(named[0]) if len(named) == 1 else self._choose(named, sentence, gender, None)
        speaker, spoke_at = last
        sentence = self._first_of_same(pronoun, sentence, spoke_at)
        out = speaker is None or spoke_at < sentence - _LOOKBACK or not self._may_be(speaker, gender, besides)
        if out or any(speaker is p for p in others):
            speaker = None
        return self._look_back(sentence, gender, (speaker, spoke_at), others) or self._ahead(sentence, gender)

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
        for n in range(sentence - 1, max(self._first_person, spoke_at, sentence - 1 - _LOOKBACK), -1):
            tokens = self._sentences[n].tokens
            about = tokens[2 if _is_cleft(tokens) else 0].low
            if about != pronoun.low or any(p.gender == _PRONOUNS[pronoun.low] for p in self.people_in(n)):
                return n + 1
            sentence = n
        return sentence

    def _just_told(self, n: int, gender: str, others: Sequence[Person]) -> Resolved | None:
        """Return the subject of the sentence just before; nobody where it has no name; None where it tells nothing."""
        people = self._open_to(n, gender, others)
        subject = self._subject(n, others)
        if subject is not None and any(subject is p for p in people):
            return settled(subject)
        titled = None if people else self._opening_title(n)
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
        named = [p for p in self.people_in(n) if self._may_be(p, gender, None)]
        return [p for p in named if not any(p is other for other in others)]

    def _is_rivalled(self, speaker: Person | None, sentence: int, gender: str) -> bool:
        """Tell whether somebody of this gender was named shortly before whoever spoke last, whose gender is unknown."""
        if speaker is None or speaker.gender == gender:
            return False
        near = range(max(0, sentence - _LOOKBACK), sentence + 1)
        return any(p.gender == gender and p is not speaker for n in near for p in self.people_in(n))

    def _titled_subject(self, sentence: int, position: int, gender: str) -> Resolved | None:
        """Return whom "and he" means after a title that its sentence opens with ("The mayor left, and he said …")."""
        tokens = self._sentences[sentence].tokens
        at = next((n for n, t in enumerate(tokens) if t.start == position), 0)
        if at < 2 or tokens[at - 1].low not in {"and", "but"}:
            return None
        found = self._opening_title(sentence)
        fits = found is not None and found.person is not None and agrees(found.person, gender)
        return found if fits else None

    def _opening_title(self, sentence: int) -> Resolved | None:
        """Return whom the title means that is a sentence's subject; nobody where that is open; None without one."""
        tokens = self._sentences[sentence].tokens
        subject = clause_subject(tokens, len(tokens))
        if (
            subject is None
            or tokens[subject[1] - 1].low not in lx.ROLES
            or any(map(_is_inner_name, tokens[slice(*subject)]))
        ):
            return None
        return self._titled(tokens[slice(*subject)], sentence) or Resolved(None)

    def _subject(self, sentence: int, besides: Sequence[Person] = ()) -> Person | None:
        """Return who does what a sentence tells: the first person it names, if before its verb.

        Where it names others too, `besides` left out, only somebody whose gender is known.
        """
        people = self.people_in(sentence)
        if not people:
            return None
        tokens = self._sentences[sentence].tokens
        mention, person = next((m, p) for m, p in self._mentions[sentence] if p is people[0])
        acts = _is_cleft(tokens) or not any(is_finite(t) for t in tokens if t.start < mention.start)
        rivals = [p for p in people if not any(p is other for other in besides)]
        clear = len(rivals) == 1 or person.gender is not None
        return person if acts and clear and not _owns(tokens, mention) else None

    def _ahead(self, sentence: int, gender: str) -> Resolved:
        """Return who is named after the pronoun, where nobody is named before it."""
        if sentence + 1 >= len(self._sentences) or sentence >= self._first_person:
            return Resolved(None)
        people = [p for p in self.people_in(sentence + 1) if self._may_be(p, gender, None)]
        return settled(people[0]) if len(people) == 1 else Resolved(None)

    def _choose(self, people: Sequence[Person], sentence: int, gender: str, speaker: Person | None) -> Resolved:
        """Return the one of `people`, named in `sentence`, or of the last speaker, whom a pronoun means."""
        if speaker is not None and (not people or speaker in people):
            return settled(speaker)
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

    def _antecedent(self, sentence: int, position: int) -> Resolved:
        before = [(m, p) for m, p in self._mentions[sentence] if m.end <= position]
        if before and position - before[-1][0].end < 40:
            return self._settle(*before[-1], sentence)
        return Resolved(None)


_PRONOUNS: dict[str, str | None] = {
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


_PLAIN_ENDINGS = ("ers", "ors", "ies", "ists", "ians", "ants", "ees", "ents", "ives", "tics", "ns", "ing", "tion")


_LONG_NAME = 7  # letters; shorter names that differ by one are other names
_NEAR = 0.85  # of the letters in common, in order


def _is_near(ours: str, theirs: str) -> bool:
    if ours[0] != theirs[0] or len(theirs) < _LONG_NAME or abs(len(ours) - len(theirs)) > 2:
        return False
    return SequenceMatcher(None, ours, theirs).ratio() >= _NEAR


def _is_plain(mention: Mention, inner: Collection[str]) -> bool:
    """Tell whether a word is written large only because it opens its sentence ("Lorries will have to wait")."""
    alone = mention.tokens == (0, 1) and mention.role is None and mention.words[0] not in inner
    return alone and mention.words[0].lower().endswith(_PLAIN_ENDINGS)


def _only_describes(mention: Mention, person: Person, span: Span) -> bool:
    """Tell whether a capital at the start of a sentence begins a description ("Police in Austin"), not a name."""
    alone = len(mention.words) == 1 and mention.role is None and person.sort is not Sort.PERSON
    return alone and mention.start == span.start and mention.end < span.end and len(person.places) <= 1


def _is_cleft(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence picks its subject out ("It was Lane who …")."""
    return (
        len(tokens) > 3
        and tokens[0].low == "it"
        and tokens[1].low in {"was", "is"}
        and any(t.low == "who" for t in tokens)
    )


def _is_inner_name(token: Token) -> bool:
    return token.is_capital and token.low not in lx.DETERMINERS | lx.POSSESSIVES | lx.ROLES


def _lead_end(tokens: Sequence[Token], position: int) -> int:
    """Return where the participle ends that a sentence opens with, of which `position` is no part, else 0.

    Whoever it names is not its subject: in "Asked by Lane why, she said …" it is not Lane who speaks.
    """
    if tokens and tokens[0].low in _SPOKEN_TO and not any(is_finite(t) for t in tokens if t.start < position):
        return position
    if not tokens or not is_lead_participle(tokens, 0):
        return 0
    comma = next((t.start for t in tokens if t.text == "," and not t.quoted), position)
    return comma if comma < position else 0


_SPOKEN_TO = frozenset("to with for unlike like against".split())  # "To Lane he said …": it is not Lane who speaks


def _ends_head(tokens: Sequence[Token], n: int) -> bool:
    low = tokens[n].low
    if low == "of" and n > 0 and tokens[n - 1].low in lx.ROLES:
        return False
    return (low in lx.PREPOSITIONS and not tokens[n].is_capital) or low in lx.RELATIVE or low == "to"


def _owns(tokens: Sequence[Token], mention: Mention) -> bool:
    end = mention.tokens[1]
    return end < len(tokens) and tokens[end].low in {"’s", "'s", "’"}


def _are_members(tokens: Sequence[Token], body: Mention, name: Mention) -> bool:
    """Tell whether a body's name only says what people are ("Council members Lane and Ruiz")."""
    between = [t for t in tokens if body.end <= t.start < name.start]
    return len(between) == 1 and between[0].low.endswith("s") and between[0].text.isalpha()


def _is_of(tokens: Sequence[Token], mention: Mention, span: Span) -> bool:
    """Tell whether a name only says of what the head of its phrase is ("the chief executive of Solvane")."""
    at = mention.tokens[0]
    return mention.start > span.start and at > 0 and tokens[at - 1].low == "of"


def _joined(tokens: Sequence[Token]) -> list[str]:
    out: list[str] = []
    for n, token in enumerate(tokens):
        gap = " " if n and token.start > tokens[n - 1].end else ""
        out.append(gap + token.text)
    return out


def _plain(name: str) -> str:
    return "the" + name[3:] if name.startswith("The ") else name
