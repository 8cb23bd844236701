"""Rules and tagger together: what the rules found, cut, dropped and added to as the tagger reads it.

The rules know structure (whose words, to whom, through whom, denied or not), the tagger knows extents and the long
tail of cues. A report of the rules is dropped where the tagger sees no speech at all; an indirect one ends where the
tagger ends it; what only the tagger sees becomes a report when it names a cue and a source in the same sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.attribution import lexicon as lx
from service.attribution.announcing import is_item, is_set_apart
from service.attribution.cues import BELIEFS, CUES, Cue, Form, Takes
from service.attribution.found import Found
from service.attribution.reading import Sentence, Token
from service.attribution.tagged import Link, polarity_of, polarity_of_thought, whole_source
from service.attribution.tagging import Floats, Segment, Tags, find_segments, merge_kinds
from service.domain.news import Polarity, Span

LEAST = 0.5  # mean probability below which the rules' word is not taken; all thresholds were set on PolNeAR
# that something is said or thought, from which it is taken though no speech: set on half of PolNeAR's train and its dev
MEANT = 0.8
ENOUGH = 0.9  # from which the tagger's word alone is, for speech and for what somebody thinks or wants
KEPT = 2.5  # how much more probable, in natural logarithms, another extent must be than the rules' own
FEWEST_WORDS = 3  # of a content that only the tagger sees
FEWEST_THOUGHT = 2
_PLAIN = frozenset("announce demand deny dispute reckon".split())  # done with words, and no other way
_TOLD_AS = frozenset({Form.PAST, Form.PRESENT})
_SILENT = {Polarity.DECLINED, Polarity.DID_NOT_SAY}  # "did not respond to a request": no words, and no speech
_SIGNS = frozenset(":.—–-")  # the cue of a turn: who transcribes speech ends it
_PUTS = frozenset("put puts gave gives".split())
_OURSELVES = frozenset({"i", "we"})
_RETELLERS = frozenset("he she they".split())  # "He said the brakes would do", inside somebody's words
_NOBODY = ("none ", "nobody", "no one", "neither ")


def vote(
    text: str, sentences: Sequence[Sentence], found: Sequence[Found], tags: Tags, witnessed: Sequence[Span] = ()
) -> list[Found]:
    """Return the reports that hold, sentence by sentence; `witnessed` are words that a third voice calls a report."""
    return _Vote(text, sentences, tags, witnessed).of(found)


@dataclass(frozen=True, slots=True)
class _Ear:
    """What the tagger takes for contents and cues, of speech alone or of anything that is told of somebody."""

    contents: Sequence[Segment]
    cues: Sequence[Segment]


class _Vote:
    def __init__(self, text: str, sentences: Sequence[Sentence], tags: Tags, witnessed: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [s.span.start for s in sentences]
        self._tags = tags
        self._witnessed = witnessed
        self._speech = np.exp(tags.content[:, 1:3]).sum(axis=1)
        self._meant = np.exp(tags.content[:, 1:5]).sum(axis=1)
        probability = np.clip(self._speech, 1e-4, 1 - 1e-4)
        self._inside = np.concatenate([[0], np.cumsum(np.log(probability))])
        self._outside = np.concatenate([[0], np.cumsum(np.log(1 - probability))])
        self._said = _Ear(*(find_segments(tags.pieces, scores) for scores in (tags.content, tags.cue)))
        self._told = _Ear(*(find_segments(tags.pieces, merge_kinds(scores)) for scores in (tags.content, tags.cue)))
        self._sources = find_segments(tags.pieces, tags.source)
        self._blocks = {span for s in sentences for t in s.tokens if t.quotation for span in t.quotation.pieces}

    def of(self, found: Sequence[Found]) -> list[Found]:
        held = [self._cut(f, found) for f in found if self._is_heard(f, found)]
        taken = [span for f in held for span in f.contents]
        sure = [s.span for s in self._said.contents if s.probability >= ENOUGH or self._is_witnessed(s.span)]
        held += [f for span in sure if (f := self._add(span, held, taken))]
        taken = [span for f in held for span in f.contents]
        told = [s.span for s in self._told.contents if s.probability >= ENOUGH]
        held += [f for span in told if (f := self._add_thought(span, held, taken))]
        return sorted(held, key=lambda f: self._sentence(f.contents[0]))

    def _sentence(self, span: Span) -> int:
        return max(0, bisect_right(self._starts, span.start) - 1)

    # --- what the rules found ----------------------------------------------------------------------------------------

    def _mean(self, probabilities: Floats, spans: Iterable[Span]) -> float:
        """Return the mean probability of the pieces of `spans`."""
        ranges = [self._tags.pieces.within(span) for span in spans]
        read = np.concatenate([probabilities[a:b] for a, b in ranges])
        return float(read.mean()) if len(read) else 1.0

    def _is_speech(self, found: Found) -> bool:
        return self._mean(self._speech, found.contents) >= LEAST

    def _is_meant(self, found: Found) -> bool:
        """Tell whether the tagger sees what somebody thinks, wants or finds, and no speech."""
        least = MEANT if found.listener is None else LEAST  # who tells or asks somebody speaks
        return not self._is_speech(found) and self._mean(self._meant, found.contents) >= least

    def _is_heard(self, found: Found, among: Sequence[Found]) -> bool:
        """Tell whether a report holds; what is retold without marks is no speech to the tagger."""
        if found.firm and not found.nested:
            return True
        cue = CUES.get(found.cue.of(self._text).rsplit(maxsplit=1)[-1].lower()) if found.cue else None
        if cue is not None and cue.lemma in BELIEFS:
            if cue.form is Form.PRESENT and found.source is not None and not found.nested:
                return True  # of whom it is told that he believes, it is told now
            # where it sees speech in what somebody says that he believes, it has the cue of speech around the belief
            inner = any(found.cue and span.contains(found.cue) for f in among if f is not found for span in f.contents)
            read = self._is_meant(found) if inner else self._mean(self._meant, found.contents) >= MEANT
            return read or any(self._is_witnessed(span) for span in found.contents)
        if not found.nested:
            return self._holds(found) or (cue is not None and self._is_plain(found, cue))
        return (
            not self._is_quoted(found)
            or self._is_told(found)
            or any(self._text[span.start - 1] in "“‘\"'" for span in found.contents)
        )

    def _is_plain(self, found: Found, cue: Cue) -> bool:
        """Tell whether the words alone leave no doubt: somebody denies or announces, or calls for something."""
        calls = cue.lemma == "call" and found.contents[0].of(self._text).startswith("for ")
        return found.source is not None and cue.form in _TOLD_AS and (cue.lemma in _PLAIN or calls)

    def _is_told(self, found: Found) -> bool:
        """Tell whether somebody quoted tells what others told or asked, or what somebody with a title or name said."""
        cue = CUES.get(found.cue.of(self._text).rsplit(maxsplit=1)[-1].lower()) if found.cue else None
        if cue is not None and cue.takes is Takes.LISTENER:
            return True
        first = found.source.of(self._text).split()[0] if found.source else ""
        if first.lower() in _OURSELVES:
            return True
        if first.lower() in _RETELLERS and cue is not None and cue.form is Form.PAST:
            return True
        return first[:1].isupper() and first.lower() not in lx.PRONOUNS and not re.match(r"I['’]", first)

    def _is_quoted(self, found: Found) -> bool:
        """Tell whether a report stands inside a quotation, not in a turn of a transcript."""
        return any(block.contains(found.contents[0]) for block in self._blocks)

    def _holds(self, found: Found) -> bool:
        quoted = all(span in self._blocks for span in found.contents)
        apart = is_set_apart(found, self._sentences) or is_item(self._text, found.contents[-1])
        # figures are no speech to the tagger, and turns have no cue
        turn = found.cue is None or found.cue.of(self._text) in _PUTS | _SIGNS
        sure = turn or found.polarity in _SILENT or quoted or apart or self._is_speech(found)
        return sure or self._is_meant(found) or any(self._is_witnessed(span) for span in found.contents)

    def _is_witnessed(self, span: Span) -> bool:
        return any(span.overlaps(w) for w in self._witnessed)

    def _cut(self, found: Found, among: Sequence[Found]) -> Found:
        """Give the indirect contents of a report the extents that the tagger sees."""
        if (
            found.firm
            or found.nested
            or found.cue is None
            or found.polarity in _SILENT
            or found.cue.of(self._text) in _PUTS | _SIGNS
        ):
            return found
        if self._is_meant(found):  # the probabilities of speech say nothing of its extent
            return found
        walls = [s for f in among if f is not found and not f.nested for s in (*f.contents, f.cue, f.source) if s]
        walls += [found.cue, *(s for s in (found.source, found.listener, found.relay) if s)]
        return replace(found, contents=tuple(self._extent(c, walls) for c in found.contents))

    def _extent(self, content: Span, walls: Sequence[Span]) -> Span:
        """Return the most probable extent among those that begin and end where phrases do."""
        sentence = self._sentences[self._sentence(content)]
        if content in self._blocks or is_item(self._text, content) or not sentence.span.contains(content):
            return content
        low = max([sentence.span.start, *(w.end for w in walls if w.end <= content.start)])
        high = min([sentence.span.end, *(w.start for w in walls if w.start >= content.end)])
        tokens = [t for t in sentence.tokens if low <= t.start and t.end <= high]
        ends = {content.end, *(t.end for n, t in enumerate(tokens) if _may_end(tokens, n))}
        starts = {
            content.start,
            *(s.span.start for s in self._said.contents if s.span.start in {t.start for t in tokens}),
        }
        choices = [Span(a, b) for a in starts for b in ends if a < content.end and b > max(a, content.start)]
        return max(choices, key=lambda span: (self._evidence(span, low, high) + KEPT * (span == content), -span.start))

    def _evidence(self, span: Span, low: int, high: int) -> float:
        """Return the log-probability that of the text from `low` to `high` exactly `span` is content."""
        (a, d), (b, c) = self._tags.pieces.within(Span(low, high)), self._tags.pieces.within(span)
        inside, outside = self._inside, self._outside
        return float(inside[c] - inside[b] + outside[b] - outside[a] + outside[d] - outside[c])

    def _trim(self, start: int, end: int) -> Span | None:
        while start < end and (self._text[start].isspace() or self._text[start] in ",;:—–-"):
            start += 1
        while end > start and (self._text[end - 1].isspace() or self._text[end - 1] in ",.;:—–-"):
            end -= 1
        return Span(start, end) if start < end else None

    # --- what only the tagger sees -----------------------------------------------------------------------------------

    def _add(self, seen: Span, held: Sequence[Found], taken: Sequence[Span]) -> Found | None:
        link = self._link(self._said, seen, held, taken)
        if link is None:
            return None
        number = self._sentence(seen)
        content = self._extent(link.content, [link.cue, link.source, *taken])
        polarity = polarity_of(link.cue, self._text)
        if polarity is None or self._is_deed(link.cue, content) or self._words(content) < FEWEST_WORDS:
            return None
        return Found((content,), link.source, link.cue, number, self._sentences[number].paragraph, polarity=polarity)

    def _add_thought(self, seen: Span, held: Sequence[Found], taken: Sequence[Span]) -> Found | None:
        """Add what somebody thinks, wants or finds ("wished she had come sooner")."""
        link = self._link(self._told, seen, held, taken)
        if link is None or self._words(link.content) < FEWEST_THOUGHT:
            return None
        number = self._sentence(seen)
        sentence = self._sentences[number]
        polarity = polarity_of_thought(sentence.tokens, link, self._text)
        if polarity is None:
            return None
        return Found((link.content,), link.source, link.cue, number, sentence.paragraph, polarity=polarity)

    def _words(self, span: Span) -> int:
        return len(span.of(self._text).split())

    def _is_deed(self, cue: Span, content: Span) -> bool:
        """Tell whether somebody only agrees to do something; where that is speech, the rules know ("agreed to pay")."""
        first = content.of(self._text).lower().split()[0]
        agrees = cue.of(self._text).lower().endswith(("agreed", "agree", "agrees"))
        return agrees and first not in lx.PERSONAL | {"that"}

    def _link(self, ear: _Ear, seen: Span, held: Sequence[Found], taken: Sequence[Span]) -> Link | None:
        """Tie what the tagger hears to the nearest cue that is free, and that to who speaks by the rules."""
        content = self._trim(seen.start, seen.end)
        if content is None or any(span.overlaps(seen) for span in taken):
            return None
        sentence = self._sentences[self._sentence(seen)]
        others = [s.span for s in self._in(ear.contents, sentence) if s.span != seen]
        used = {f.cue for f in held if f.cue is not None}
        cues = [s.span for s in self._in(ear.cues, sentence) if not any(s.span.overlaps(u) for u in used)]
        cue = min(cues, key=lambda s: self._distance(s, seen, others), default=None)
        sources = [s.span for s in self._in(self._sources, sentence) if not s.span.overlaps(seen)]
        if cue is None or not sources:
            return None
        near = min(sources, key=lambda s: self._distance(s, cue, others) + (s.start > cue.start) * 5)
        source = whole_source(sentence.tokens, near, cue)
        if source is None or source.of(self._text).lower().startswith(_NOBODY):
            return None
        return Link(content, cue, source)

    def _in(self, segments: Sequence[Segment], sentence: Sentence) -> list[Segment]:
        return [s for s in segments if sentence.span.overlaps(s.span)]

    def _distance(self, one: Span, other: Span, between: Sequence[Span]) -> int:
        gap = Span(min(one.end, other.end), max(one.start, other.start, min(one.end, other.end) + 1))
        return one.distance(other) + 100 * any(b.overlaps(gap) for b in between)


_OPEN = lx.PREPOSITIONS | lx.DETERMINERS | lx.POSSESSIVES | lx.SUBORDINATORS | lx.AUXILIARIES | {"and", "to", "who"}
_NEXT = lx.PREPOSITIONS | lx.SUBORDINATORS | lx.RELATIVE | lx.TIMES | {"and", "according", "compared", "while"}


def _may_end(tokens: Sequence[Token], n: int) -> bool:
    """Tell whether a phrase can end with a token: it is no word that waits for more, and a phrase may follow it."""
    token, following = tokens[n], tokens[n + 1] if n + 1 < len(tokens) else None
    if token.low in _OPEN or not (token.is_word or token.quotation or token.text in "”’\"'%)]"):
        return False
    return following is None or following.low in _NEXT or not following.is_word
