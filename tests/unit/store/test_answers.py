"""Answers as they were given."""

from __future__ import annotations

import pytest

from service.errors import UnknownRecord
from service.store.answers import AnswerRecords
from service.store.library import Library
from tests.builders import NOW

BODY = {
    "id": "ans_1",
    "question": "What did Brandt say?",
    "status": "answered",
    "text": "“É” [1]",
    "citations": [{"number": 1, "article_id": "art_gone", "version": 3}],
}


def test_an_answer_is_read_as_it_was_sent(library: Library) -> None:
    library.answers.write(BODY, now=NOW)
    assert library.answers.read("ans_1") == BODY


@pytest.mark.parametrize(("workspace", "answer_id"), [("default", "ans_2"), ("other", "ans_1")])
def test_nobody_reads_what_is_not_there_or_not_theirs(library: Library, workspace: str, answer_id: str) -> None:
    library.answers.write(BODY, now=NOW)
    with pytest.raises(UnknownRecord, match=f"there is no answer {answer_id}"):
        AnswerRecords(library.catalog.engine, workspace=workspace).read(answer_id)
