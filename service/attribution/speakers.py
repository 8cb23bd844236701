"""The people of one article: every name, title and pronoun that means the same person becomes one Speaker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.attribution import lexicon as lx
from service.attribution.clues import WEIGHED, Asked, Spoken
from service.attribution.delayed import find_apposed, find_explained, find_named_later
from service.attribution.epithets import is_epithet, whom_it_calls
from service.attribution.kinds import Sort
from service.attribution.names import Mention, is_owner
from service.attribution.people import Person, Resolved, agrees, is_human, role_fits, settled
from service.attribution.phrases import clause_subject, is_finite
from service.attribution.pronouns import PRONOUNS, Last, Pronouns
from service.attribution.reading import Sentence, Token
from service.attribution.roster import Roster
from service.attribution.trades import find_by_trade
from service.domain.news import Span, Speaker
from service.text.words import fold


class Cast:
    """Whom the words of an article mean."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        *,
        roster: Roster | None = None,
        known: Mapping[int, Resolved] | None = None,
    ) -> None:
        self._sentences = sentences
        self.roster = roster or Roster(sentences)
        self._pronouns = Pronouns(self.roster)
        self.spoken: list[Spoken] = []
        self.asked: list[Asked] = []
        self._known = known or {}  # by where a mention starts

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
        if len(inside) == 1 and low in PRONOUNS:
            ruled = self._pronouns.resolve(inside[0], sentence, last, besides, said)
            return self._noted(inside, sentence, said, besides, ruled) if low in WEIGHED else ruled
        if is_epithet(inside) and (called := whom_it_calls(self.roster, sentence, last)):
            return self._noted(inside, sentence, said, besides, called)
        if (pair := self._named(span, sentence)) and not _only_describes(pair[0], pair[1], span):
            return self._settle(*pair, sentence)
        return self._noted(inside, sentence, said, besides, self._resolve_phrase(span, sentence, inside))

    def _noted(
        self, inside: Sequence[Token], sentence: int, said: Sequence[Span], besides: Person | None, ruled: Resolved
    ) -> Resolved:
        """Return whom the words were found to mean when all mentions were weighed, else whom the rules say."""
        self.asked.append(Asked(inside, sentence, said, besides, ruled, len(self.spoken)))
        return self._known.get(inside[0].start, ruled)

    def knowing(self, known: Mapping[int, Resolved]) -> Cast:
        """Return the cast as it was before anybody spoke, with whom the mentions mean that start at these places."""
        self.roster.forget()
        return Cast(self._sentences, roster=self.roster, known=known)

    def hear(self, person: Person, sentence: int, words: str) -> None:
        """Keep who has spoken, and how the text named them, for the mentions to come."""
        self.spoken.append(Spoken(person, sentence, words.lower()))

    def _resolve_phrase(self, span: Span, sentence: int, inside: Sequence[Token]) -> Resolved:
        if (pair := self._named(span, sentence)) and not _only_describes(pair[0], pair[1], span):
            return self._settle(*pair, sentence)
        if apposed := find_apposed(self._sentences[sentence].tokens, span.end, self.roster.rows[sentence]):
            return settled(apposed)
        return self.roster.titled(inside, sentence) or self._described(span, sentence, inside)

    def _described(self, span: Span, sentence: int, inside: Sequence[Token]) -> Resolved:
        """Return whom a description without a name means, as which it is shown where the article names nobody."""
        lows = [t.low for t in inside]
        if later := find_named_later(inside, sentence, self._sentences, self.roster.rows):
            return settled(later)
        if lows[0] == "the" and (body := self.roster.bodies.meant_by(lows[1:])):
            return settled(body)
        if called := find_by_trade(self.roster, inside, sentence):
            return settled(called)
        explained = (
            find_explained(self._sentences[sentence].tokens, span.end) if lows[0] in {"one", "another"} else None
        )
        return Resolved(Speaker(explained or _plain("".join(_joined(inside)))))

    def joined(self, span: Span, sentence: int) -> list[Person]:
        """Return the people who speak together in the words at `span` ("Lane and Ruiz", "Neither Lane nor Ruiz")."""
        tokens = self._sentences[sentence].tokens
        row = [(m, p) for m, p in self.roster.rows[sentence] if span.start <= m.start and m.end <= span.end]
        if len(row) == 3 and row[0][1].sort is not Sort.PERSON and _are_members(tokens, row[0][0], row[1][0]):
            row = row[1:]
        if len(row) != 2 or not all(p.sort is Sort.PERSON for _, p in row) or any(is_owner(tokens, m) for m, _ in row):
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
        if re.split("['’]", words.lower())[0] in PRONOUNS or not words[:1].isupper():
            return Resolved(None)
        tokens = [Token(word, word.lower(), 0, 0) for word in words.split()]
        if tokens[0].low == "the" and (titled := self.roster.titled(tokens, len(self._sentences))):
            return titled
        if tokens[0].low == "the" and any(t.low == "of" for t in tokens):
            return Resolved(Speaker(_plain(words)))  # "The mayor of Norvale" is not Norvale
        last = words.rsplit(maxsplit=1)[-1]
        people = [p for p in self.roster.by_last[fold(last)] if p.sort is not Sort.BODY]
        return settled(people[0]) if len(people) == 1 else Resolved(None if people else Speaker(words))

    def named_at(self, position: int, sentence: int) -> Person | None:
        near = (p for m, p in self.roster.rows[sentence] if position <= m.start <= position + _LONGEST_HONORIFIC)
        return next(near, None)

    def names_anybody(self, start: int, end: int, *, since: int, until: int) -> bool:
        """Tell whether somebody is named between two places in the sentences from `since` to `until`."""
        row = (pair for n in range(since, until + 1) for pair in self.roster.rows[n])
        return any(start <= m.start < end and is_human(p) for m, p in row)

    def learn(self, person: Person | None, pronoun: str) -> None:
        """Keep the gender that a pronoun shows of the one it was found to mean, where nothing else tells it."""
        gender = PRONOUNS.get(pronoun.lower())
        if person is not None and gender is not None and person.gender is None:
            person.shown = gender

    def _named(self, span: Span, sentence: int) -> tuple[Mention, Person] | None:
        """Return the name that heads the phrase, not one that only belongs to it ("police in Austin")."""
        tokens = self._sentences[sentence].tokens
        row = self.roster.rows[sentence]
        if holder := next(((m, p) for m, p in row if m.holds and span.start <= m.start and m.end == span.end), None):
            return holder  # "spokeswoman for the Refugee Council Ada Lane"
        link = next(
            (t.start for n, t in enumerate(tokens) if span.start < t.start < span.end and _ends_head(tokens, n)),
            span.end,
        )
        pairs = [
            (m, p)
            for m, p in self.roster.rows[sentence]
            if span.start <= m.start < link
            and m.end <= span.end
            and not is_owner(tokens, m)
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
                for p in self.roster.by_last[fold(mention.words[0])]
                if p.sort is not Sort.BODY and len(p.words) > 1 and agrees(p, mention.gender)
            ]
            if mention.role:
                rivals = [p for p in rivals if role_fits(p, mention.role.lower().split())] or rivals
            if mention.gender:
                rivals = [p for p in rivals if p.titled == mention.gender] or rivals
            known = [p for p in rivals if any(n < sentence for n, _ in p.places)]
            rivals = known if len(known) == 1 else rivals  # the others are not introduced yet
            if len(rivals) > 1:
                return Resolved(None, tuple(p.speaker() for p in rivals))
            if rivals:
                return Resolved(rivals[0].speaker(), person=rivals[0])
        return Resolved(person.speaker(), person=person)

    def _antecedent(self, sentence: int, position: int) -> Resolved:
        tokens = self._sentences[sentence].tokens
        at = next((n for n, t in enumerate(tokens) if t.start == position), 0)
        at -= at > 1 and tokens[at - 1].text == ","
        opened = next((n for n in range(at - 1, max(-1, at - 5), -1) if tokens[n].low in lx.DETERMINERS), at)
        if at > 1 and tokens[at - 1].low in lx.ROLES and opened < at - 1:
            return self._resolve_phrase(
                Span(tokens[opened].start, tokens[at - 1].end), sentence, tokens[opened:at]
            )  # "a superintendent | who said"
        before = [(m, p) for m, p in self.roster.rows[sentence] if m.end <= position]
        if before and position - before[-1][0].end < 40:
            return self._settle(*before[-1], sentence)
        return Resolved(None)


_LONGEST_HONORIFIC = 5  # characters of "Cllr " before a name


def _only_describes(mention: Mention, person: Person, span: Span) -> bool:
    """Tell whether a capital at the start of a sentence begins a description ("Police in Austin"), not a name."""
    alone = len(mention.words) == 1 and mention.role is None and person.sort is not Sort.PERSON
    return alone and mention.start == span.start and mention.end < span.end and len(person.places) <= 1


def _ends_head(tokens: Sequence[Token], n: int) -> bool:
    low = tokens[n].low
    if low == "of" and n > 0 and tokens[n - 1].low in lx.ROLES:
        return False
    return (low in lx.PREPOSITIONS and not tokens[n].is_capital) or low in lx.RELATIVE or low == "to"


def _are_members(tokens: Sequence[Token], body: Mention, name: Mention) -> bool:
    """Tell whether a body's name only says what people are ("Council members Lane and Ruiz")."""
    between = [t for t in tokens if body.end <= t.start < name.start]
    return len(between) == 1 and between[0].low.endswith("s") and between[0].text.isalpha()


def _is_of(tokens: Sequence[Token], mention: Mention, span: Span) -> bool:
    """Tell whether a name only says of what the head of its phrase is ("the chief executive of Solvane")."""
    at = mention.tokens[0] - 1
    while at > 0 and mention.tokens[0] - at < _LONGEST_EPITHET and _only_modifies(tokens[at]):
        at -= 1
    return mention.start > span.start and at > 0 and tokens[at].low == "of"


_LONGEST_EPITHET = 4  # tokens of "the neighbouring" before a name


def _only_modifies(token: Token) -> bool:
    return token.is_word and not token.is_capital and token.low not in lx.PREPOSITIONS


def _joined(tokens: Sequence[Token]) -> list[str]:
    out: list[str] = []
    for n, token in enumerate(tokens):
        gap = " " if n and token.start > tokens[n - 1].end else ""
        out.append(gap + token.text)
    return out


def _plain(name: str) -> str:
    return "the" + name[3:] if name.startswith("The ") else name
