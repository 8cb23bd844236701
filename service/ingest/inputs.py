"""What reading hands on to ingest, one for each article that a source holds or should hold."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.news import SourceArticle
from service.errors import InputRejected


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be taken, and why."""

    origin: str
    error: InputRejected


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page of which its server says that it is as it was when it became the article."""

    origin: str
    article_id: str


Read = SourceArticle | Rejected | Unchanged
