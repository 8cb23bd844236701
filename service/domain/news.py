"""Articles, their versions, and what people said in them.

Every offset is a Unicode code point into `ArticleVersion.text`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A non-empty half-open range of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the slice of `text`; ValueError if the span reaches beyond it."""
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) is outside a text of {len(text)} code points")
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def distance(self, other: Span) -> int:
        """Return the code points between two spans, 0 if they touch or overlap."""
        return max(0, self.start - other.end, other.start - self.end)


class Kind(StrEnum):
    """How a statement is reported: in quotation marks, without, or partly."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Polarity(StrEnum):
    ASSERTED = "asserted"
    DENIED = "denied"
    DID_NOT_SAY = "did_not_say"
    DECLINED = "declined"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person or body who speaks, relays or is addressed.

    `id` is the record of the workspace, None until the catalog has resolved the name.
    """

    name: str
    role: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """One statement as found in one text, before it belongs to an article.

    `candidates` has two or more names when the text leaves the speaker open; `speaker` is then None.
    `speaker_text` and `speaker_span` are the words that name the speaker nearest to the content ("the secretary").
    """

    content_spans: tuple[Span, ...]
    kind: Kind
    speaker: Speaker | None = None
    speaker_text: str | None = None
    speaker_span: Span | None = None
    via: Speaker | None = None
    cue: str | None = None
    cue_span: Span | None = None
    addressee: Speaker | None = None
    polarity: Polarity = Polarity.ASSERTED
    said_at: str | None = None
    candidates: tuple[Speaker, ...] = ()

    def __post_init__(self) -> None:
        if not self.content_spans:
            raise ValueError("a statement needs at least one content span")

    @property
    def extent(self) -> Span:
        """The range from the first to the last character of the content."""
        return Span(min(s.start for s in self.content_spans), max(s.end for s in self.content_spans))

    def content(self, text: str) -> str:
        """Return the verbatim pieces of the content, joined by an ellipsis where words lie between them."""
        return " … ".join(span.of(text) for span in self.content_spans)


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution that belongs to a version of an article."""

    id: str
    article_id: str
    version: int
    content: str
    attribution: Attribution
    published_at: str | None = None
    external_id: str | None = None

    @property
    def speaker(self) -> Speaker | None:
        return self.attribution.speaker


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One state of an article's text, immutable once stored.

    `text` is normalised; `furniture` are the spans that are kept but never become evidence
    ("Follow us on …"). Dates are ISO 8601, a day ("2021-05-12") or a UTC instant
    ("2021-05-12T18:30:00Z"), None where the source does not say. `story` and `copies` are facts of the catalog when
    it was read: the earliest of the articles that are nearly the same as this one, and how many others there are.
    `paywalled` says that its publisher shows the whole to subscribers alone; `correction` is the note with which it
    corrects itself.
    """

    article_id: str
    number: int
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    language: str | None = None
    external_id: str | None = None
    section: str | None = None
    paywalled: bool = False
    correction: str | None = None
    embargo_until: str | None = None
    content_hash: str = ""
    furniture: tuple[Span, ...] = ()
    story: str | None = None
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """The catalog's record of an article: its identity and its current version.

    One that its publisher has withdrawn, or that is under embargo (`held_until`), is in no search; its versions stay.
    """

    id: str
    workspace: str
    current: ArticleVersion
    ingested_at: str
    withdrawn_at: str | None = None
    held_until: str | None = None
    versions: int = 1
    passages: int = 0
    statements: int = 0

    @property
    def is_public(self) -> bool:
        """Tell whether its text may be evidence."""
        return self.withdrawn_at is None and self.held_until is None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences, the unit of retrieval. `id` is the catalog's row number, 0 before it is stored."""

    article_id: str
    version: int
    ordinal: int
    span: Span
    text: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Validators:
    """What a web server said of a page, to be sent back when it is asked again (RFC 9110), and the article of it."""

    url: str
    etag: str | None = None
    modified: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article as read from a file, a page or a request, before it has an identity; or the notice that withdraws it.

    `origin` is for messages; `location` is the file that holds this article and no other; `identity` and
    `number`, the version, are given by an export alone.
    """

    text: str
    origin: str
    location: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    language: str | None = None
    external_id: str | None = None
    section: str | None = None
    paywalled: bool = False
    correction: str | None = None
    embargo_until: str | None = None
    furniture: tuple[Span, ...] = field(default=())
    validators: Validators | None = None
    withdrawn: bool = False
    identity: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: "added", "updated", "unchanged", "withdrawn" or "rejected" (then `reason` says why).

    `note` says what was not done with an article that was taken.
    """

    origin: str
    status: str
    article_id: str | None = None
    external_id: str | None = None
    version: int | None = None
    reason: str | None = None
    note: str | None = None
