"""Two API replicas and a worker share a PostgreSQL and a Chroma server: what one takes in, the other answers from."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest

from tests.builders import BRIDGE
from tests.chroma import running_chroma
from tests.conftest import require
from tests.integration.processes import PATIENCE_S, RECORDS, command, environment, onrecord
from tests.postgres import new_database, require_postgres, running_postgres

pytestmark = [pytest.mark.server, pytest.mark.process, pytest.mark.model]

QUESTION = {"question": "What did Brandt say about the bridge?"}
Shared = dict[str, str]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """Yield the settings that the processes have in common."""
    require_postgres()
    require("chroma")
    with running_postgres() as url, running_chroma(tmp_path_factory.mktemp("chroma")) as chroma:
        yield {"ONRECORD_DATABASE_URL": new_database(url), "ONRECORD_CHROMA_URL": chroma}


@contextmanager
def serving(home: Path, shared: Shared) -> Iterator[httpx2.Client]:
    """Yield a client of an API replica with a home of its own."""
    home.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command("serve", "--port", 0),
        env=environment(home, **shared),
        cwd=home.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        found = re.match(r"OnRecord is at (\S+)/ ", process.stdout.readline())
        assert found
        with httpx2.Client(base_url=found[1], timeout=PATIENCE_S) as client:
            yield client
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory, shared: Shared) -> Iterator[list[httpx2.Client]]:
    folder = tmp_path_factory.mktemp("replicas")
    with ExitStack() as stack:
        clients = [stack.enter_context(serving(folder / name / "home", shared)) for name in ("one", "two")]
        worker = subprocess.Popen(
            command("worker"), env=environment(folder / "worker" / "home", **shared), cwd=folder,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        yield clients
        worker.kill()
        worker.wait(PATIENCE_S)


def eventually(look: Callable[[], Any], *, is_so: Callable[[Any], bool]) -> Any:
    """Look until it is so; a replica is a second behind the others."""
    started = time.monotonic()
    while not is_so(found := look()):
        assert time.monotonic() - started < PATIENCE_S, found
        time.sleep(0.1)
    return found


def ask(client: httpx2.Client) -> Any:
    return client.post("/v1/questions", json=QUESTION).json()


def has_answered(answer: Any) -> bool:
    return bool(answer["status"] == "answered")


def cited(answer: Any) -> list[tuple[str, str, int, int]]:
    return [(c["article_id"], c["quote"], c["start"], c["end"]) for c in answer["citations"]]


def hits(client: httpx2.Client, query: str) -> list[str]:
    found = client.post("/v1/search", json={"query": query}).json()["hits"]
    return [hit["external_id"] for hit in found]


def test_what_one_replica_takes_in_the_other_cites_and_what_it_deletes_the_other_refuses(
    replicas: list[httpx2.Client], shared: Shared
) -> None:
    one, two = replicas
    assert ask(two)["status"] == "refused"
    taken = one.post("/v1/articles", json={"articles": RECORDS}).json()["articles"]
    assert {a["status"] for a in taken} == {"added"}
    first = ask(one)
    second = eventually(lambda: ask(two), is_so=has_answered)
    assert first["text"] == second["text"]
    assert cited(first) == cited(second) != []
    assert eventually(lambda: hits(two, "ferry"), is_so=bool) == hits(one, "ferry")
    assert two.delete(f"/v1/articles/{first['citations'][0]['article_id']}").status_code == 204
    assert ask(one)["status"] == ask(two)["status"] == "refused"
    eventually(lambda: hits(one, "opens to traffic"), is_so=lambda found: "desk-17" not in found)


def test_the_worker_does_a_batch_that_one_replica_took_and_the_other_shows(replicas: list[httpx2.Client]) -> None:
    one, two = replicas
    names = [f"batch-{n}" for n in range(6)]
    one.post("/v1/articles", json={"articles": [{"id": n, "text": f"{BRIDGE}\n\nOf {n}."} for n in names]})
    made = one.post("/v1/batches", json={"articles": names}).json()
    ended = eventually(
        lambda: two.get(f"/v1/batches/{made['id']}").json(), is_so=lambda batch: batch["status"] == "completed"
    )
    assert ended["done"] == len(names)
    lines = [json.loads(line) for line in two.get(f"/v1/batches/{made['id']}/results").text.splitlines()]
    assert [line["id"] for line in lines] == names


def test_the_same_articles_through_both_at_once_are_stored_once(replicas: list[httpx2.Client]) -> None:
    records = [{"id": f"race-{n}", "text": f"{BRIDGE}\n\nRace {n}."} for n in range(8)]
    replies: list[Any] = []

    def send(client: httpx2.Client) -> None:
        replies.append(client.post("/v1/articles", json={"articles": records}))

    threads = [Thread(target=send, args=(client,)) for client in replicas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert [reply.status_code for reply in replies] == [200, 200], [reply.text for reply in replies]
    statuses = [a["status"] for reply in replies for a in reply.json()["articles"]]
    assert sorted(statuses) == ["added"] * 8 + ["unchanged"] * 8


def test_a_new_replica_takes_over_what_is_there_and_one_that_died_catches_up(
    replicas: list[httpx2.Client], shared: Shared, tmp_path: Path
) -> None:
    one, _ = replicas
    one.post(
        "/v1/articles",
        json={"articles": [{"id": "kept", "text": "Masons found an aqueduct under the market on Monday."}]},
    )
    with serving(tmp_path / "home", shared) as third:
        assert hits(third, "aqueduct")[0] == "kept"
    one.post(
        "/v1/articles",
        json={"articles": [{"id": "later", "text": "Painters hung from the viaduct for all of Tuesday."}]},
    )
    with serving(tmp_path / "home", shared) as third:
        assert hits(third, "viaduct")[0] == "later"
        assert third.get("/readyz").json()["status"] == "ready"
    doctor = onrecord("doctor", "--json", home=tmp_path / "home", **shared)
    assert doctor.code == 0, doctor.out
    assert f"vectors at {shared['ONRECORD_CHROMA_URL']}" in doctor.out
    assert onrecord("reindex", home=tmp_path / "home", **shared).code == 0
    assert hits(one, "viaduct")[0] == "later"


def test_a_chroma_server_that_is_not_there_is_one_line(shared: Shared, tmp_path: Path) -> None:
    done = onrecord(
        "ingest", "-", home=tmp_path / "home", stdin=BRIDGE, **shared | {"ONRECORD_CHROMA_URL": "http://127.0.0.1:1"}
    )
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "check ONRECORD_CHROMA_URL" in done.err
    wrong = onrecord("ask", "Who?", home=tmp_path / "home", **shared | {"ONRECORD_CHROMA_URL": "127.0.0.1:1"})
    assert "setting ONRECORD_CHROMA_URL: is no address of a server; write http://host:port" in wrong.err
