"""kill -9 in the middle of a batch: started again, every article is there once, in the order of the input."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.builders import BRIDGE, FERRY
from tests.conftest import LONG
from tests.integration.processes import PATIENCE_S, command, environment, onrecord

pytestmark = [pytest.mark.process, pytest.mark.model]

KILLS = 20 if LONG else 3
ARTICLES = 400 if LONG else 40


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with articles, and beside it ids.jsonl, which names them in no order of theirs."""
    folder = tmp_path_factory.mktemp("batch")
    records = [
        {
            "id": f"a-{n}",
            "text": f"{(BRIDGE, FERRY)[n % 2]}\n\nArticle number {n} was written for the desk of the north.\n",
        }
        for n in range(ARTICLES)
    ]
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    done = onrecord("ingest", source, home=folder / "home")
    assert done.code == 0, done.err
    names = [r["id"] for r in records]
    random.Random(7).shuffle(names)
    (folder / "ids.jsonl").write_text("".join(json.dumps({"id": n}) + "\n" for n in names), encoding="utf-8")
    return folder / "home"


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def names(home: Path) -> list[str]:
    return [line["id"] for line in lines(home.parent / "ids.jsonl")]


def check(home: Path, out: Path) -> None:
    found = lines(out)
    assert [line["id"] for line in found] == names(home)
    assert {line["status"] for line in found} == {"done"}
    assert all(line["summary"]["external_id"] == line["id"] for line in found)


def test_a_killed_batch_goes_on_where_it_was(home: Path) -> None:
    dice = random.Random(20261122)
    out = home.parent / "out.jsonl"
    partial = out.with_name("out.jsonl.partial")
    start = ("batch", "summarize", "--input", home.parent / "ids.jsonl", "--output", out)
    kills, most = 0, 0
    while kills < KILLS:
        process = subprocess.Popen(command(*start), env=environment(home), cwd=home.parent, stderr=subprocess.DEVNULL)
        enough = most + dice.randrange(0, max(1, ARTICLES // KILLS))
        while process.poll() is None and (not partial.exists() or partial.read_bytes().count(b"\n") <= enough):
            time.sleep(0.005)
        time.sleep(dice.choice([0, 0.01, 0.05]))
        process.kill()
        ended = process.wait(PATIENCE_S)
        if ended != -9:
            break
        kills += 1
        whole = partial.read_text(encoding="utf-8").split("\n")[:-1]  # what follows the last line end is a torn line
        assert [json.loads(line)["id"] for line in whole] == names(home)[: len(whole)]
        most = max(most, min(len(whole), ARTICLES - 10))
        assert not out.exists()
    assert kills
    done = onrecord(*start, home=home)
    assert done.code == 0, done.err
    check(home, out)
    assert onrecord("batch", "list", home=home).out.count("\n") == 1


def test_workers_share_a_batch_and_one_of_them_is_killed(home: Path) -> None:
    with_length = {"articles": names(home), "length": "long"}
    batch_id = offer(home, with_length)
    workers = [
        subprocess.Popen(command("worker", "--until-empty"), env=environment(home), cwd=home.parent) for _ in range(2)
    ]
    started = time.monotonic()
    while status(home, batch_id)["done"] < 3:
        assert time.monotonic() - started < PATIENCE_S
    workers[0].kill()
    for process in workers:
        process.wait(timeout=PATIENCE_S)
    assert onrecord("worker", "--until-empty", home=home).code == 0
    found = [json.loads(line) for line in onrecord("batch", "results", batch_id, home=home).out.splitlines()]
    assert [line["id"] for line in found] == names(home)
    assert {line["status"] for line in found} == {"done"}


def offer(home: Path, asked: dict[str, Any]) -> str:
    """Store a batch whose jobs nobody does yet, and return its id."""
    from service.bootstrap import open_reader
    from service.domain.batches import Options
    from service.domain.summaries import Length
    from service.settings import Settings
    from service.summarizing.batch import create_batch

    service = open_reader(Settings(home=home))
    try:
        options = Options(Length(asked["length"]))
        return create_batch(asked["articles"], options, workspace="default", batching=service.batching).id
    finally:
        service.close()


def status(home: Path, batch_id: str) -> Any:
    return onrecord("batch", "status", batch_id, home=home).json
