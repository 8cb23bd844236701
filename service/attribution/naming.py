"""From spans to people: each report gets its speaker, relay, addressee, kind and day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from service.attribution.cues import CUES, Takes
from service.attribution.dates import find_day
from service.attribution.described import may_be_one
from service.attribution.found import Found
from service.attribution.kinds import Sort
from service.attribution.people import Person, Resolved
from service.attribution.principals import Principals, with_office
from service.attribution.reading import Sentence
from service.attribution.speakers import Cast
from service.attribution.turns import QUESTIONS
from service.domain.news import Attribution, Kind, Polarity, Span, Speaker
from service.text.marks import Quotation


class Namer:
    """Turns what was found into attributions, in the order of the text, remembering who spoke last."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        quotations: Sequence[Quotation],
        *,
        published_at: str | None,
        cast: Cast | None = None,
    ) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [s.span.start for s in sentences]
        self.cast = cast or Cast(sentences)
        self._quoted = bytearray(len(text))
        for q in quotations:
            self._quoted[q.outer.start : q.outer.end] = b"\1" * (q.outer.end - q.outer.start)
        self._published_at = published_at
        self._principals = Principals({})
        self._last: Person | None = None
        self._last_at = -1
        self._said_until = 0
        self._asked_last = False
        self._before: tuple[Resolved, Span | None, int] | None = None

    def attribute(self, found: Found) -> list[Attribution]:
        """Return the statement of what was found, or one for each of two who speak together."""
        said = self._attribute(found)
        together = self._together(found.source, found.sentence) if found.source and not found.nested else []
        return [replace(said, speaker=person.speaker(), candidates=()) for person in together] or [said]

    def _together(self, source: Span, sentence: int) -> list[Person]:
        """Return the two who speak together, also where "they" stands for the two of the sentence before."""
        if source.of(self._text).lower() == "they":
            return self.cast.joined_before(sentence)
        return self.cast.joined(source, sentence)

    def _attribute(self, found: Found) -> Attribution:
        source = found.source
        if found.speaker is not None:
            meant = Resolved(found.speaker)
        elif found.nested and source:
            meant = self.cast.resolve_name(source.of(self._text))
        else:
            meant = self._who(source, found.sentence, besides=self._object(found), said=found.contents)
            self.cast.learn(meant.person, source.of(self._text) if source else "")
        if meant.speaker is None and not meant.candidates:
            meant = self._described_before(source, found) or meant
        before = self._before
        if meant.speaker is None and source is not None and not meant.candidates:
            meant = self._body_before(source, found)
        self._remember(found, meant)
        principal = self._principal(found, meant)
        relay = meant.speaker if principal else self._who(found.relay, found.sentence).speaker
        meant = principal or meant
        return Attribution(
            content_spans=found.contents,
            kind=self._kind(found.contents),
            speaker=meant.speaker,
            speaker_text=source.of(self._text) if source else None,
            speaker_span=source,
            via=relay,
            cue=found.cue.of(self._text) if found.cue else None,
            cue_span=found.cue,
            addressee=self._listener(found, meant, before),
            polarity=found.polarity,
            said_at=self._day(found),
            candidates=meant.candidates,
        )

    def _principal(self, found: Found, meant: Resolved) -> Resolved | None:
        """Return whose words a spokesperson passes on here, None where they are the spokesperson's own."""
        if found.source is None or found.nested or self._kind(found.contents) is Kind.DIRECT:
            return None
        if found.polarity is Polarity.DENIED:  # what he denies, he denies himself
            return None
        tokens = self._sentences[found.sentence].tokens
        first = found.contents[0]
        source = with_office(tokens, found.source)
        said = [t for t in tokens if first.start <= t.start < first.end]
        if not source or not said:
            return None

        def resolve(words: Span) -> Resolved:
            return self._who(words, found.sentence, besides=meant.person)

        return self._principals.behind(source, said, meant, resolve)

    def _object(self, found: Found) -> Person | None:
        """Return whom a speaker describes or calls something: not himself, or it would say "himself"."""
        cue = CUES.get(found.cue.of(self._text).lower()) if found.cue else None
        if cue is None or cue.takes is not Takes.OBJECT:
            return None
        return self.cast.named_at(found.contents[0].start, found.sentence)

    def _remember(self, found: Found, meant: Resolved) -> None:
        """Keep who spoke for the pronouns to come; who speaks inside another's words is not the one who goes on."""
        if found.source is None or found.source.start < self._said_until:
            return
        if meant.person is not None and not (found.polarity is Polarity.ASKED and found.listener):
            self._last, self._last_at = meant.person, self._sentence_of(found)
            self.cast.hear(meant.person, self._last_at, found.source.of(self._text))
        if meant.speaker is not None:
            self._before = (meant, found.source, found.sentence)
            self._asked_last = found.polarity is Polarity.ASKED
        self._said_until = max(s.end for s in found.contents)

    def _sentence_of(self, found: Found) -> int:
        """Return the sentence in which a report ends, for a speaker who goes on over paragraphs."""
        last = max(span.start for span in found.contents)
        return max(found.sentence, bisect_right(self._starts, last) - 1)

    def _body_before(self, source: Span, found: Found) -> Resolved:
        """Return the group or body that has just spoken, where "they" or "it" speaks now."""
        if self._before is None or found.nested:
            return Resolved(None)
        meant, words, sentence = self._before
        pronoun = source.of(self._text).lower()
        near = 0 <= found.sentence - sentence <= 2
        if not near or words is None or pronoun not in {"they", "it"} or meant.speaker is None:
            return Resolved(None)
        return meant if _stands_for(pronoun, words.of(self._text), meant) else Resolved(None)

    def _described_before(self, source: Span | None, found: Found) -> Resolved | None:
        """Return the one without a name who has just spoken, where "he" or "she" goes on."""
        if self._before is None or source is None or found.nested:
            return None
        meant, words, sentence = self._before
        pronoun = source.of(self._text).lower()
        open_to = not self._asked_last and meant.person is None and meant.speaker is not None and words is not None
        if not open_to or words is None or not 0 <= found.sentence - sentence <= 1:
            return None
        start = max(words.end, self._said_until)
        if self.cast.names_anybody(start, source.start, since=sentence, until=found.sentence):
            return None
        return meant if may_be_one(words.of(self._text), pronoun) else None

    def _listener(
        self, found: Found, meant: Resolved, before: tuple[Resolved, Span | None, int] | None
    ) -> Speaker | None:
        """Return who is told: whom the words name, or whoever is answered."""
        if found.listener is not None:
            number = max(0, bisect_right(self._starts, found.listener.start) - 1)
            return self._who(found.listener, number, besides=meant.person).speaker
        near = before is not None and found.replies and 0 <= found.sentence - before[2] <= 3
        answered = before[0].speaker if before is not None and near else None
        return answered if answered != meant.speaker else None

    def _who(
        self, span: Span | None, sentence: int, *, besides: Person | None = None, said: Sequence[Span] = ()
    ) -> Resolved:
        if span is None or span.of(self._text) in QUESTIONS:
            return Resolved(None)
        return self.cast.resolve(span, sentence, last=(self._last, self._last_at), besides=besides, said=said)

    def _kind(self, contents: Sequence[Span]) -> Kind:
        letters = [i for span in contents for i in range(span.start, span.end) if self._text[i].isalnum()]
        quoted = sum(self._quoted[i] for i in letters)
        if quoted == len(letters):
            return Kind.DIRECT
        return Kind.MIXED if quoted else Kind.INDIRECT

    def _day(self, found: Found) -> str | None:
        """Return the day named beside the cue, in the sentence but outside of what is said."""
        if found.cue is None or self._published_at is None:
            return None
        span = self._sentences[found.sentence].span
        words, position = [], span.start
        for content in sorted(found.contents):
            words.append(self._text[position : max(position, min(content.start, span.end))])
            position = max(position, content.end)
        words.append(self._text[position : span.end])
        return find_day(" | ".join(words), self._published_at)


def _stands_for(pronoun: str, words: str, meant: Resolved) -> bool:
    """Tell whether "they" or "it" can take up who spoke before: a plural, or a body."""
    if words.lower() in {"they", "it"}:
        return words.lower() == pronoun
    if pronoun == "they":
        last = words.rsplit(maxsplit=1)[-1].lower()
        return " and " in words or (last.endswith("s") and meant.person is None) or words.startswith("The ")
    return meant.person is not None and meant.person.sort is Sort.BODY
