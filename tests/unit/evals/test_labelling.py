"""People judge answers: stored at once, compared with each other and with the scores."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from evals.labelling.judgements import agreement, alpha, append, as_text, key_of, read, sample
from evals.labelling.server import LabelServer
from evals.runs import Run
from tests.conftest import require
from tests.unit.evals.test_reporting import run

Json = dict[str, Any]


def judge_all(rows: list[Json], verdicts: dict[str, str], *, judge: str, store: Path) -> None:
    for row in rows:
        append(store, {"key": key_of(row), "judge": judge, "verdict": verdicts[row["id"]]})


@pytest.fixture
def judged() -> Run:
    return run(1, 1, 0, 0)


def test_a_sample_is_the_same_for_a_seed_and_half_of_it_scored_low(judged: Run) -> None:
    drawn = sample(judged, size=2, seed=3)
    assert drawn == sample(judged, size=2, seed=3)
    assert min(row["score"] for row in drawn) == 0
    assert len(sample(judged, size=99, seed=3)) == 4


def test_alpha_is_that_of_the_textbook() -> None:
    require("krippendorff")
    s, u = "supported", "unsupported"
    both = [[s, s, u, u], [s, s, u, s]]
    # by hand: 2 of 8 pairable values disagree (D_o = 2/8), margins 5 and 3 (D_e = 2*5*3 / (8*7))
    assert alpha(both) == pytest.approx(1 - (2 / 8) / (30 / 56))
    assert alpha([[s, u, None], [s, u, s]]) == pytest.approx(1)
    assert alpha([[s, s], [s, s]]) is None
    assert alpha([[s, u]]) is None


def test_agreement_names_where_people_and_scores_differ(judged: Run, tmp_path: Path) -> None:
    require("krippendorff")
    store, rows = tmp_path / "judgements.jsonl", sample(judged, size=4, seed=1)
    first = {"q0": "supported", "q1": "supported", "q2": "supported", "q3": "missing"}
    judge_all(rows, dict.fromkeys(first, "missing"), judge="ada", store=store)
    judge_all(rows, first, judge="ada", store=store)  # the last judgement counts
    judge_all(rows, first | {"q1": "wrong speaker"}, judge="bo", store=store)
    found = agreement(judged, read(store))
    assert (found.judges, found.cases) == (2, 4)
    assert set(found.disputed) == {"q1", "q2"}
    assert found.with_scores.value == 0.5
    assert any("alpha: 0." in line for line in as_text(found))


def test_a_judgement_of_another_answer_does_not_count(judged: Run, tmp_path: Path) -> None:
    rows = sample(judged, size=4, seed=1)
    judge_all(rows, dict.fromkeys(("q0", "q1", "q2", "q3"), "supported"), judge="ada", store=tmp_path / "j")
    assert agreement(run(0.5, 0.5, 0.5, 0.5), read(tmp_path / "j")).cases == 0


def test_a_line_that_is_no_judgement_is_named(tmp_path: Path) -> None:
    (tmp_path / "j").write_text('{"key": "a", "judge": "b", "verdict": "maybe"}\n')
    with pytest.raises(ValueError, match="j:1: no judgement: 'maybe'"):
        read(tmp_path / "j")


@pytest.fixture
def server(judged: Run, tmp_path: Path) -> Iterator[LabelServer]:
    with LabelServer(sample(judged, size=4, seed=1), judge="ada", store=tmp_path / "j") as serving:
        thread = Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def fetch(url: str, body: Json | None = None) -> str:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=10) as reply:
        return str(reply.read().decode())


def test_a_click_is_stored_and_shown_again(server: LabelServer) -> None:
    key = next(iter(server.rows))
    page = fetch(server.url)
    assert page.count("<article") == 4
    assert page.count('aria-pressed="true">') == 0
    fetch(f"{server.url}judgements", {"key": key, "verdict": "wrong speaker"})
    assert read(server.store) == {key: {"ada": "wrong speaker"}}
    assert fetch(server.url).count('aria-pressed="true">') == 1


def test_without_the_token_or_with_nonsense_nothing_is_stored(server: LabelServer) -> None:
    key = next(iter(server.rows))
    root = server.url.rsplit("/", 2)[0]
    for url, body, status in (
        (f"{root}/", None, 404),
        (f"{root}/wrong/judgements", {"key": key, "verdict": "supported"}, 404),
        (f"{server.url}judgements", {"key": key, "verdict": "great"}, 400),
        (f"{server.url}judgements", {"key": "unknown", "verdict": "supported"}, 400),
    ):
        with pytest.raises(urllib.error.HTTPError) as error:
            fetch(url, body)
        error.value.close()
        assert error.value.code == status
    assert read(server.store) == {}
