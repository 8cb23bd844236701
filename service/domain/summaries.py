"""Summaries: sections of verified sentences, cited like an answer's."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.answers import Citation, Claim, Refusal, Sentence, Verdict
from service.domain.news import ArticleVersion


class Length(StrEnum):
    """How long a summary is: one sentence, three, or eight."""

    BRIEF = "brief"
    SHORT = "short"
    LONG = "long"

    @property
    def sentences(self) -> int:
        return {"brief": 1, "short": 3, "long": 8}[self.value]


@dataclass(frozen=True, slots=True)
class DraftedSection:
    """Sentences under one heading that nobody has checked yet; `articles` are those the section is about."""

    name: str
    claims: tuple[Claim, ...]
    heading: str | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Verified sentences under one heading.

    `name` says what they are: "summary", "said", "who", "when", "where", "numbers" for an article; "event",
    "agreement", "conflict", "positions", "changes", "open" for a digest.
    """

    name: str
    sentences: tuple[Sentence, ...]
    heading: str | None = None
    articles: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(sentence.marked for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of every article that was asked for: `read` = `used` + those left out, each with its reason."""

    read: int
    used: int
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Which model wrote, by which prompt, and what it cost in tokens."""

    mode: str = "extractive"
    model: str | None = None
    prompt: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one article (`version`) or of many (`version` is None), or a refusal."""

    id: str
    length: Length
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    version: ArticleVersion | None = None
    about: str | None = None
    refusal: Refusal | None = None
    usage: Usage = field(default=Usage())
    verdicts: tuple[Verdict, ...] = ()

    @property
    def status(self) -> str:
        return "refused" if self.refusal else "answered"

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    @property
    def text(self) -> str:
        return self.refusal.message if self.refusal else " ".join(s.marked for s in self.sentences)
