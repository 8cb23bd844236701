"""Drafts, and what leaves the service: answers and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.domain.news import ArticleVersion, Span, Speaker, Statement
from service.domain.questions import Searched


@dataclass(frozen=True, slots=True)
class Support:
    """A slice of an article that a claim rests on; `statement` where it is somebody's words."""

    version: ArticleVersion
    quote: Span
    passage: Span
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a draft, without citation marks, what it rests on, and the `quotes` that a model says it uses."""

    text: str
    supports: tuple[Support, ...]
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Sentences that nobody has checked yet."""

    claims: tuple[Claim, ...]
    mode: str = "extractive"
    model: str | None = None
    prompt: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer; `version.text[start:end] == quote`, always."""

    number: int
    version: ArticleVersion
    quote: Span
    passage: Span
    speaker: Speaker | None = None
    via: Speaker | None = None
    cue: str | None = None
    addressee: Speaker | None = None
    said_at: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A verified sentence, without its marks, and the numbers of its citations (at least one)."""

    text: str
    citations: tuple[int, ...]

    @property
    def marked(self) -> str:
        return f"{self.text} " + "".join(f"[{n}]" for n in self.citations)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an answer that is final, and the citations that it is the first to use."""

    sentence: Sentence
    citations: tuple[Citation, ...]


class RefusalCode(StrEnum):
    NO_EVIDENCE = "no_evidence"
    NO_STATEMENT = "no_statement"
    AMBIGUOUS_SPEAKER = "ambiguous_speaker"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    UNVERIFIABLE_DRAFT = "unverifiable_draft"


class RefusalReason(StrEnum):
    """What exactly is missing where somebody's words were asked for, or that no article could answer."""

    UNKNOWN_SPEAKER = "unknown_speaker"
    NEVER_QUOTED = "never_quoted"
    SILENT_ON_TOPIC = "silent_on_topic"
    SILENT_IN_PERIOD = "silent_in_period"
    AMBIGUOUS_SPEAKER = "ambiguous_speaker"
    NOT_ABOUT_ARTICLES = "not_about_articles"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, what was searched, and what is `related` to the question but does not answer it."""

    code: RefusalCode
    message: str
    searched: Searched
    candidates: tuple[Speaker, ...] = ()
    reason: RefusalReason | None = None
    related: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier decided about one drafted sentence."""

    text: str
    outcome: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a draft: the sentences that were told, a verdict on each claim, notes, and what it cost.

    `verify_s` are the seconds that the verifier took of it.
    """

    mode: str = "extractive"
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    model: str | None = None
    prompt: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    notes: tuple[str, ...] = ()
    verify_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a question: verified sentences with citations, or a refusal.

    `read_as` is the question as it was understood, where the conversation completed it. `notes` say what went
    otherwise than configured: "model x: the server answered 500; …".
    """

    id: str
    question: str
    mode: str
    read_as: str | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    model: str | None = None
    prompt: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    timings_ms: tuple[tuple[str, float], ...] = ()

    @property
    def status(self) -> str:
        return "refused" if self.refusal else "answered"

    @property
    def text(self) -> str:
        if self.refusal:
            return self.refusal.message
        return " ".join(sentence.marked for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """What has become of a citation: "holds", "corrected" (the article says otherwise now) or "withdrawn"."""

    number: int
    state: str
    current_version: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A stored answer held against the articles as they are now; the worst of its citations says its `state`."""

    citations: tuple[CheckedCitation, ...]

    @property
    def state(self) -> str:
        states = {c.state for c in self.citations}
        return next((s for s in ("withdrawn", "corrected") if s in states), "holds")
