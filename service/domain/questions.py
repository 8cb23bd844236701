"""A question, the plan made of it, and the evidence found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.domain.news import ArticleVersion, Passage, Speaker, Statement


@dataclass(frozen=True, slots=True)
class Arrival:
    """Articles that came in after `since`, up to `until` (ISO 8601, UTC), whatever their dates.

    `without` came in then and were known before, `besides` came earlier and could not be shown then.
    """

    since: str
    until: str
    without: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the caller narrows the search to; dates are ISO 8601 days or instants, both inclusive."""

    speaker: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    article_id: str | None = None
    arrival: Arrival | None = None

    @property
    def narrow(self) -> bool:
        return any((self.source, self.since, self.until, self.article_id, self.arrival))


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation, as it was understood, and whom its answer quotes."""

    question: str
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, in which workspace, and when (ISO 8601); `turns` is the conversation so far, oldest first."""

    text: str
    workspace: str
    asked_at: str
    filters: Filters = Filters()
    turns: tuple[Turn, ...] = ()


class PlanKind(StrEnum):
    """What kind of answer a question wants; OTHER is nothing that articles could tell ("hello", "write a poem")."""

    WHO_SAID_WHAT = "who_said_what"
    LIST = "list"
    FACT = "fact"
    YES_NO = "yes_no"
    COMPARISON = "comparison"
    TIMELINE = "timeline"
    OVERVIEW = "overview"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What to look for: `speaker` and `addressee` as the question names them, `topic` the words about which.

    `act` is what the speaker is said to have done, where it is more than saying ("deny", "promise"). `verbatim` says
    that the topic is quoted words, which the statement must hold. `guessed` says that `speaker` may be nobody, `loose`
    that a fact may answer where no statement does. `via` is who passed the words on, as the question names them.
    """

    kind: PlanKind
    query: str
    filters: Filters
    speaker: str | None = None
    addressee: str | None = None
    topic: str | None = None
    act: str | None = None
    verbatim: bool = False
    guessed: bool = False
    loose: bool = False
    via: str | None = None

    @property
    def asks_for_words(self) -> bool:
        """Whether it is answered with statements: what somebody said, who said something, how a position changed."""
        said = self.kind in (PlanKind.WHO_SAID_WHAT, PlanKind.LIST)
        return said or (self.kind == PlanKind.TIMELINE and self.speaker is not None)


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with the version it is cut from, and its score in the order of retrieval (greater is better)."""

    passage: Passage
    version: ArticleVersion
    score: float


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement that fits a question; `folded` are reports of it in other articles, oldest first.

    `score` is how well it fits by rules, `likely` the chance that it answers by a judge; None: no judge was asked.
    """

    statement: Statement
    version: ArticleVersion
    score: float
    folded: tuple[ScoredStatement, ...] = ()
    likely: float | None = None

    @property
    def worth(self) -> float:
        return self.score if self.likely is None else self.likely


@dataclass(frozen=True, slots=True)
class Searched:
    """How much was looked through: what a refusal cites."""

    articles: int
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """How many statements, and the days of the first and the last article that has one (None: undated)."""

    statements: int
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that may be cited in the answer, best first.

    `speakers` are those whom the question may mean, `heard` those of them who said something on or near its topic.
    Where nobody of that name is known, `near` are speakers whose names are spelled like it. Where they said nothing
    that fits, `elsewhere` is what they said apart from the topic, `ever` what they said apart from every filter.
    `read_as` is the question with what it left to the conversation put in. Where a question asks for the words of
    several people, `parts` has the evidence of each. `notes` say what went wrong on the way to it; the tokens are
    those of a model that read the question.
    """

    plan: QueryPlan
    searched: Searched
    asked_at: str
    passages: tuple[ScoredPassage, ...] = ()
    statements: tuple[ScoredStatement, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    heard: tuple[Speaker, ...] = ()
    near: tuple[Speaker, ...] = ()
    elsewhere: int = 0
    ever: Spoken | None = None
    read_as: str = ""
    parts: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    input_tokens: int = 0
    output_tokens: int = 0
