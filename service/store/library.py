"""Everything that belongs to one workspace: the record, the people in it, the answers given, the index."""

from __future__ import annotations

from dataclasses import dataclass

from service.ports import AnswerJudge, Reranker, SentenceRanker
from service.store.answers import AnswerRecords
from service.store.catalog import Catalog
from service.store.index import Index
from service.store.speakers import SpeakerRecords


@dataclass(frozen=True, slots=True)
class Library:
    """`reranker`, `judge` and `ranker` are the service's own, for whoever searches; without them rules alone do."""

    catalog: Catalog
    speakers: SpeakerRecords
    answers: AnswerRecords
    index: Index
    reranker: Reranker | None = None
    judge: AnswerJudge | None = None
    ranker: SentenceRanker | None = None
