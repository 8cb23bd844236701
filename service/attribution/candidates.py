"""Words that have the form of a reporting verb, and the reporting verbs that they turn out to be."""

from __future__ import annotations

from dataclasses import dataclass

from service.attribution import lexicon as lx
from service.attribution.cues import Cue, Form
from service.attribution.phrases import Range, Tokens
from service.attribution.reading import Token
from service.attribution.subjects import subject_before

COORDINATORS = frozenset("and but while though although whereas yet or then".split())
_REFUSED = frozenset("say comment discuss answer confirm elaborate reveal disclose talk".split())
_UNABLE = frozenset("couldn’t couldn't cannot can’t can't".split())
_QUESTIONS = frozenset("whether if how why when what which who where".split())
_WILLING = frozenset("would will wouldn’t wouldn't won’t won't".split())


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb at token `at`, with its auxiliaries from `group` on; its clause begins at `start`."""

    at: int
    group: int
    cue: Cue
    source: Range | None
    start: int
    inverted: bool = False
    negated: bool = False
    shared: bool = False
    refuses: bool = False  # "would not say"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that has the form of a reporting verb."""

    tokens: Tokens
    at: int
    group: int
    cue: Cue

    @property
    def auxiliaries(self) -> set[str]:
        return {t.low for t in self.tokens[self.group : self.at]}

    @property
    def before(self) -> Token | None:
        return self.tokens[self.group - 1] if self.group else None

    @property
    def after(self) -> Token | None:
        return self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None

    @property
    def is_refusal(self) -> bool:
        """Tell whether somebody will not say ("would not say", "won’t discuss", "no one would say")."""
        words = self.auxiliaries
        if self.cue.form is not Form.BASE or self.cue.lemma not in _REFUSED or not words & _WILLING:
            return False
        first = subject_before(self.tokens, self.group)
        nobody = first is not None and self.tokens[first[0]].low in {"neither", "nobody", "none", "no"}
        return nobody or bool(words & lx.NEGATIONS)

    @property
    def is_ignorance(self) -> bool:
        """Tell whether somebody does not know what to answer ("could not say whether the road was open")."""
        words = self.auxiliaries
        asked = self.after is not None and self.after.low in _QUESTIONS
        negated = bool(words & _UNABLE) or ("could" in words and bool(words & lx.NEGATIONS))
        return self.cue.form is Form.BASE and self.cue.lemma == "say" and negated and asked

    def verb(self, source: Range, *, start: int | None = None, shared: bool = False) -> Verb:
        begin = _clause_start(self.tokens, source[0]) if start is None else start
        negated = bool(self.auxiliaries & lx.NEGATIONS) or self.is_refusal or self.is_ignorance
        return Verb(
            self.at, self.group, self.cue, source, begin, negated=negated, shared=shared, refuses=self.is_refusal
        )


def _clause_start(tokens: Tokens, source_start: int) -> int:
    """Return where a clause begins whose subject begins at `source_start`: its conjunction, if it has one."""
    i = source_start
    while i > 0 and tokens[i - 1].low in COORDINATORS | {"as", "even", "when", "after", "since"}:
        i -= 1
    return i
