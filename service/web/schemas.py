"""What comes in and goes out over HTTP, as OpenAPI shows it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Narrowing(Strict):
    """What narrows a search; dates are ISO 8601 days or instants, both ends inclusive."""

    source: Name | None = None
    since: Name | None = None
    until: Name | None = None
    article: Name | None = Field(default=None, description="An article's id or external id.")


class QuestionIn(Narrowing):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "What did Austin say?", "since": "2021-05-01"}]},
    )

    question: Text
    speaker: Name | None = None
    conversation_id: Name | None = Field(default=None, description="Any name; follow-ups under it are understood.")


class SearchIn(Narrowing):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"query": "right to self-defense", "limit": 5}]}
    )

    query: Text
    limit: Annotated[int, Field(ge=1, le=200)] = 10


class FeedbackIn(Strict):
    """What a reader thinks of an answer. The latest of one `given_by` counts."""

    answer_id: Annotated[str, Field(min_length=1, max_length=64)]
    verdict: Literal["helpful", "wrong_speaker", "wrong_quote", "missing"]
    given_by: Annotated[str, Field(min_length=1, max_length=100)] = "http"


class ArticleIn(BaseModel):
    """One article: `text` or `html`, and what is known about it."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "id": "desk-17",
                    "title": "Bridge to open Friday",
                    "text": "The bridge opens on Friday, Mayor Ilse Brandt said.",
                    "source": "Norvale Courier",
                    "published_at": "2026-03-04",
                }
            ]
        },
    )

    id: str | int | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    language: str | None = None
    section: str | None = None
    paywalled: bool | None = None
    correction: str | None = None
    embargo_until: str | None = None
    pubstatus: str | None = None


class ArticlesIn(Strict):
    articles: Annotated[list[ArticleIn], Field(min_length=1, max_length=1000)]


class Person(BaseModel):
    name: str
    role: str | None = None


class SpeakerOut(Person):
    id: str | None = None


class SentenceOut(BaseModel):
    text: str
    citations: list[int]


class CitationOut(BaseModel):
    number: int
    article_id: str
    external_id: str | None
    version: int
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None
    correction: str | None = None
    copies: int
    quote: str
    start: int
    end: int
    passage: str
    passage_start: int
    passage_end: int
    speaker: SpeakerOut | None
    via: Person | None
    cue: str | None
    addressee: Person | None
    said_at: str | None


class SearchedOut(BaseModel):
    articles: int
    since: str | None
    until: str | None


class RelatedOut(BaseModel):
    """A sentence that comes near to the question and does not answer it."""

    article_id: str
    external_id: str | None
    version: int
    title: str | None
    source: str | None
    published_at: str | None
    quote: str
    start: int
    end: int


class RefusalOut(BaseModel):
    code: Literal["no_evidence", "no_statement", "ambiguous_speaker", "conflicting_evidence", "unverifiable_draft"]
    message: str
    reason: (
        Literal["unknown_speaker", "never_quoted", "silent_on_topic", "silent_in_period", "ambiguous_speaker"] | None
    )
    searched: SearchedOut
    candidates: list[SpeakerOut]
    related: list[RelatedOut] = []


class VerdictOut(BaseModel):
    text: str
    outcome: str
    reason: str | None


class UsageOut(BaseModel):
    input_tokens: int
    output_tokens: int


class CheckedCitationOut(BaseModel):
    number: int
    state: Literal["holds", "corrected", "withdrawn"]
    current_version: int | None


class ReviewOut(BaseModel):
    """A stored answer held against the articles as they are now."""

    state: Literal["holds", "corrected", "withdrawn"]
    citations: list[CheckedCitationOut]


class AnswerOut(BaseModel):
    """An answer, or a refusal that says what was searched."""

    id: str
    question: str
    read_as: str | None = None
    status: Literal["answered", "refused"]
    mode: Literal["extractive", "generative"]
    model: str | None
    prompt: str | None
    text: str
    sentences: list[SentenceOut]
    citations: list[CitationOut]
    refusal: RefusalOut | None
    verdicts: list[VerdictOut]
    notes: list[str]
    usage: UsageOut
    timings_ms: dict[str, float]


class StoredAnswerOut(AnswerOut):
    """An answer as it was given, and what has become of what it cites."""

    review: ReviewOut


class HitOut(BaseModel):
    article_id: str
    external_id: str | None
    version: int
    title: str | None
    source: str | None
    published_at: str | None
    copies: int
    passage: str
    start: int
    end: int
    score: float


class HitsOut(BaseModel):
    query: str
    hits: list[HitOut]


class ArticleOut(BaseModel):
    id: str
    external_id: str | None
    version: int
    versions: int
    title: str | None
    source: str | None
    url: str | None
    author: str | None
    published_at: str | None
    modified_at: str | None
    language: str | None
    section: str | None
    paywalled: bool
    correction: str | None
    embargo_until: str | None
    ingested_at: str
    withdrawn_at: str | None
    held_until: str | None
    characters: int
    passages: int
    statements: int
    story: str | None
    copies: int


class ArticleTextOut(ArticleOut):
    text: str
    furniture: list[list[int]]


class ArticlesOut(BaseModel):
    articles: list[ArticleOut]


class VersionOut(BaseModel):
    article_id: str
    external_id: str | None
    version: int
    title: str | None
    source: str | None
    url: str | None
    author: str | None
    published_at: str | None
    modified_at: str | None
    language: str | None
    section: str | None
    paywalled: bool
    correction: str | None
    embargo_until: str | None
    text: str
    furniture: list[list[int]]


class OutcomeOut(BaseModel):
    origin: str
    status: Literal["added", "updated", "unchanged", "withdrawn", "rejected"]
    article_id: str | None
    external_id: str | None
    version: int | None
    reason: str | None
    note: str | None


class IngestOut(BaseModel):
    articles: list[OutcomeOut]


class StatementOut(BaseModel):
    id: str
    article_id: str
    external_id: str | None
    version: int
    speaker: SpeakerOut | None
    speaker_text: str | None
    speaker_span: list[int] | None
    via: Person | None
    cue: str | None
    cue_span: list[int] | None
    content_spans: list[list[int]]
    content: str
    kind: Literal["direct", "indirect", "mixed"]
    addressee: Person | None
    polarity: Literal["asserted", "denied", "did_not_say", "declined", "asked"]
    said_at: str | None
    published_at: str | None
    candidates: list[Person]


class ReportOut(BaseModel):
    """The same statement in one of several articles."""

    statement_id: str
    article_id: str
    external_id: str | None
    source: str | None
    published_at: str | None
    content: str


class WordingOut(BaseModel):
    """What one outlet has where another has something else."""

    source: str
    words: str
    quoted: bool


class ListedStatementOut(StatementOut):
    reports: list[ReportOut]
    wordings: list[WordingOut]
    repeats: str | None


class StatementsOut(BaseModel):
    statements: list[ListedStatementOut]
    refusal: RefusalOut | None


class RoleOut(BaseModel):
    role: str
    first_seen: str | None
    last_seen: str | None
    articles: int


class SpeakerRecordOut(Person):
    id: str
    sort: Literal["named", "surname", "office", "unnamed"]
    roles: list[RoleOut]
    aliases: list[str]
    statements: int
    articles: int
    first_seen: str | None
    last_seen: str | None


class MentionOut(BaseModel):
    article_id: str
    external_id: str | None
    title: str | None
    source: str | None
    published_at: str | None
    name: str
    roles: list[str]
    reason: str


class SpeakerMentionsOut(SpeakerRecordOut):
    mentions: list[MentionOut]


class SpeakersOut(BaseModel):
    speakers: list[SpeakerRecordOut]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None
