"""Three workers on one PostgreSQL, one of them killed again and again, and the API answering questions meanwhile."""

from __future__ import annotations

import json
import random
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.builders import BRIDGE, FERRY
from tests.conftest import LONG
from tests.integration.processes import PATIENCE_S, command, environment
from tests.postgres import new_database, require_postgres, running_postgres

pytestmark = [pytest.mark.server, pytest.mark.process, pytest.mark.model]

QUARRY = "The quarry stays shut.\n\n“The quarry is not safe,” Inspector Delia Ferrante said on Monday in Norvale."
ARTICLES = 900 if LONG else 60
KILLS = 20 if LONG else 3


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, str]]:
    """Yield the settings of processes that share a PostgreSQL."""
    require_postgres()
    with running_postgres() as url:
        yield {"ONRECORD_DATABASE_URL": new_database(url)}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, database: dict[str, str]) -> Iterator[httpx2.Client]:
    """Yield a client of an API on PostgreSQL that has the articles."""
    home = tmp_path_factory.mktemp("api") / "home"
    process = subprocess.Popen(
        command("serve", "--port", 0),
        env=environment(home, **database),
        cwd=home.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    found = re.match(r"OnRecord is at (\S+)/ ", process.stdout.readline())
    assert found
    with httpx2.Client(base_url=found[1], timeout=PATIENCE_S) as client:
        records = [
            {"id": f"a-{n}", "text": f"{(BRIDGE, FERRY)[n % 2]}\n\nThis is number {n} of the series on crossings.\n"}
            for n in range(ARTICLES)
        ]
        records.append({"id": "quarry", "text": QUARRY})
        taken = client.post("/v1/articles", json={"articles": records}, timeout=10 * PATIENCE_S).json()["articles"]
        assert {a["status"] for a in taken} == {"added"}
        yield client
    process.kill()
    process.communicate(timeout=PATIENCE_S)


def start_worker(folder: Path, database: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("worker", "--concurrency", 1),
        env=environment(folder / "home", **database),
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )


def test_every_article_once_and_in_order(api: httpx2.Client, database: dict[str, str], tmp_path: Path) -> None:
    dice = random.Random(20261122)
    names = [f"a-{n}" for n in range(ARTICLES)]
    dice.shuffle(names)
    workers = [start_worker(tmp_path, database) for _ in range(3)]
    try:
        made = api.post("/v1/batches", json={"articles": names, "length": "long"}).json()
        kills = 0
        started = time.monotonic()
        while (now := api.get(f"/v1/batches/{made['id']}").json())["status"] == "running":
            assert time.monotonic() - started < 10 * PATIENCE_S
            answer = api.post("/v1/questions", json={"question": "What did Ferrante say about the quarry?"}).json()
            assert answer["status"] == "answered"
            if kills < KILLS and now["done"] > kills * ARTICLES // (KILLS + 1):
                victim = dice.randrange(len(workers))
                workers[victim].kill()
                workers[victim].wait(PATIENCE_S)
                workers[victim] = start_worker(tmp_path, database)
                kills += 1
        assert kills
    finally:
        for process in workers:
            process.kill()
            process.wait(PATIENCE_S)
    ended = api.get(f"/v1/batches/{made['id']}").json()
    assert (ended["status"], ended["done"]) == ("completed", ARTICLES)
    lines = [json.loads(line) for line in api.get(f"/v1/batches/{made['id']}/results").text.splitlines()]
    assert [line["id"] for line in lines] == names
    assert all(line["summary"]["external_id"] == line["id"] for line in lines)
    assert len({line["summary"]["id"] for line in lines}) == ARTICLES
