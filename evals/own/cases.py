"""The format of a team's own questions: JSON lines, each with a question and what is expected of the answer."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from service.domain.answers import RefusalCode

Text = Annotated[str, Field(min_length=1, max_length=5000)]
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T\S+)?")
CODES = tuple(code.value for code in RefusalCode)

TEMPLATE = """\
{"id": "q1", "question": "What did Austin say about the rockets?", "speaker": "Lloyd Austin", \
"quotes": ["the exact words of the article, in its own quotation marks or without"]}
{"id": "q2", "question": "How many people were evacuated?", "article": "your-article-id", \
"evidence": ["words that stand in the passage which answers"], "filters": {"since": "2026-03-01"}}
{"id": "q3", "question": "What did the mayor of Atlantis say?", "refusal": ["no_evidence", "no_statement"], \
"slices": {"desk": "politics"}}
"""


class CaseFilters(BaseModel):
    """What narrows the search, as in `onrecord ask`; `article` is the id that the article was given."""

    model_config = ConfigDict(extra="forbid", strict=True)

    speaker: Text | None = None
    source: Text | None = None
    since: Text | None = None
    until: Text | None = None
    article: Text | None = None

    @field_validator("since", "until")
    @classmethod
    def _is_day(cls, value: str | None) -> str | None:
        if value is not None and not _DAY.fullmatch(value):
            raise ValueError(f"{value!r} is no date; write it as 2026-03-31")
        return value

    @model_validator(mode="after")
    def _in_order(self) -> CaseFilters:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self


class Case(BaseModel):
    """One question. Exactly one of `quotes`, `evidence` and `refusal` says what is expected.

    `quotes`: words that must be cited, as said by `speaker` if that is given; `evidence`: words that must be cited,
    whoever said them; at least `need` of them. `refusal`: true, or the codes of which one is right.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Text | None = None
    question: Text
    filters: CaseFilters = CaseFilters()
    quotes: Annotated[list[Text], Field(min_length=1)] | None = None
    evidence: Annotated[list[Text], Field(min_length=1)] | None = None
    speaker: Text | None = None
    article: Text | None = None
    need: Annotated[int, Field(ge=1)] = 1
    must_not: list[Text] = []
    refusal: bool | str | list[str] | None = None
    slices: dict[str, str] = {}
    note: str = ""

    @field_validator("refusal")
    @classmethod
    def _known_codes(cls, value: bool | str | list[str] | None) -> bool | str | list[str] | None:
        given = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if unknown := [code for code in given if code not in CODES]:
            raise ValueError(f"{unknown[0]!r} is no refusal code; there are {', '.join(CODES)}")
        if value is False or value == []:
            raise ValueError("says nothing; leave it out, or write true or codes")
        return value

    @model_validator(mode="after")
    def _one_expectation(self) -> Case:
        given = [n for n in ("quotes", "evidence", "refusal") if getattr(self, n) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"give exactly one of quotes, evidence and refusal, not {found}")
        if self.speaker and not self.quotes:
            raise ValueError("speaker goes with quotes: nobody is checked for evidence or a refusal")
        if self.need > len(self.passages or [""]):
            raise ValueError(f"need is {self.need}, but only {len(self.passages)} are given")
        return self

    @property
    def passages(self) -> list[str]:
        return self.quotes or self.evidence or []

    def as_gold(self, number: int) -> dict[str, Any]:
        """Return the case as the newsroom's are written, so that one scorer judges both."""
        codes = [self.refusal] if isinstance(self.refusal, str) else self.refusal
        gold = [{"article": self.article, "quote": q, "speaker": self.speaker, "via": None} for q in self.passages]
        return {
            "id": self.id or f"line-{number}",
            "question": self.question,
            "filters": self.filters.model_dump(exclude_none=True),
            "expect": "refused" if self.refusal else "answered",
            "codes": codes if isinstance(codes, list) else list(CODES),
            "gold": gold,
            "need": self.need,
            "must_not": self.must_not,
            "slices": self.slices,
        }
