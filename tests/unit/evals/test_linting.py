"""A team's own questions: each mistake is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.own.cases import TEMPLATE
from evals.own.linting import DatasetUnusable, lint, read_cases
from tests.builders import BRIDGE, FERRY

OPEN = "The bridge will open on Friday"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    records = [{"id": "bridge", "text": BRIDGE}, {"id": "ferry", "text": FERRY}]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


MISTAKES = [
    ('{"question": "Where is the end?", "refusal": true', "is not JSON"),
    ('["What did Brandt say?"]', "must be one JSON object"),
    ('{"question": "a?", "qoutes": ["x"]}', "field 'qoutes' is not known; did you mean quotes?"),
    ('{"refusal": true}', "question is missing"),
    ('{"question": "b?"}', "exactly one of quotes, evidence and refusal, not none"),
    ('{"question": "c?", "quotes": ["Friday"], "refusal": true}', "not quotes and refusal"),
    ('{"question": "d?", "refusal": "no_answer"}', "'no_answer' is no refusal code"),
    ('{"question": "e?", "refusal": true, "filters": {"since": "2 March"}}', "filters.since '2 March' is no date"),
    ('{"id": "good", "question": "f?", "refusal": true}', "id 'good' is that of line 1, too"),
    ('{"question": "What did Brandt say?", "refusal": true}', "asks what line 1 asks"),
    ('{"question": "g?", "quotes": ["the bridge will open on friday"]}', "it is there in other capitals"),
    ('{"question": "h?", "quotes": ["raises the [swing] span"], "speaker": "Ada Nobody"}', "does not name Ada Nobody"),
    ('{"question": "i?", "quotes": ["the queue"], "article": "bridge"}', "is in article 'ferry', not in 'bridge'"),
    ('{"question": "j?", "quotes": ["the queue"], "article": "fery"}', "did you mean 'ferry'?"),
    ('{"question": "k?", "quotes": "the queue"}', "quotes must be a list"),
    ('{"question": "l?", "quotes": ["the queue"], "need": 2}', "need is 2, but only 1"),
]


def test_each_mistake_is_told_with_its_line(tmp_path: Path, articles: Path) -> None:
    good = {"id": "good", "question": "What did Brandt say?", "quotes": [OPEN], "speaker": "Ilse Brandt"}
    dataset = tmp_path / "my.jsonl"
    dataset.write_text("\n".join([json.dumps(good), *(line for line, _ in MISTAKES)]), encoding="utf-8")
    _, found = lint(dataset, [str(articles)])
    assert [m.line for m in found] == list(range(2, len(MISTAKES) + 2))
    for mistake, (_, why) in zip(found, MISTAKES, strict=True):
        assert why in mistake.why
    with pytest.raises(DatasetUnusable, match=rf"my.jsonl:{len(MISTAKES) + 1}: need is 2"):
        read_cases(dataset, [str(articles)])


def test_an_empty_file_and_other_bytes_are_mistakes(tmp_path: Path) -> None:
    dataset = tmp_path / "my.jsonl"
    dataset.write_bytes(b"\n\n")
    assert lint(dataset, [])[1][0].why == "there is no question in the file"
    dataset.write_bytes(b'{"question": "caf\xe9?", "refusal": true}\n')
    assert lint(dataset, [])[1][0].why == "is not UTF-8"


def test_the_template_has_no_mistake(tmp_path: Path) -> None:
    dataset = tmp_path / "template.jsonl"
    dataset.write_text(TEMPLATE, encoding="utf-8")
    assert len(read_cases(dataset, [])) == 3
