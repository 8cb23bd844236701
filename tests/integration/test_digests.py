"""Digests as they are sent by whoever runs: servers and workers, killed or not, to a receiver that checks them."""

from __future__ import annotations

import random
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.conftest import LONG
from tests.integration.processes import (
    PATIENCE_S,
    let_an_hour_go_by,
    onrecord,
    process,
    put_records,
    states,
    wait_until_sent,
)
from tests.outcomes import Done
from tests.webhook_receiver import Receiver, receiving

pytestmark = [pytest.mark.process, pytest.mark.model, pytest.mark.server]
DIGESTS = 6
KILLS, MANY = (20, 60) if LONG else (2, 8)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def add(home: Path, receiver: Receiver, *arguments: object) -> tuple[str, str]:
    """Add a digest to the receiver; return its id and its secret."""
    added = run("digests", "add", "every hour", "--to", receiver.url, *arguments, home=home, receiver=receiver)
    assert added.code == 0, added.err
    found = re.search(r"(dig_\w+):.*(whsec_\S+)", added.out, re.DOTALL)
    assert found, added.out
    return found[1], found[2]


def run(*arguments: object, home: Path, receiver: Receiver) -> Done:
    return onrecord(*arguments, home=home, ONRECORD_FETCH_PRIVATE=receiver.host)


@contextmanager
def running(*arguments: object, home: Path, receiver: Receiver) -> Iterator[subprocess.Popen[str]]:
    with process(*arguments, home=home, ONRECORD_FETCH_PRIVATE=receiver.host) as started:
        yield started


@pytest.mark.parametrize("arguments", [("worker",), ("serve", "--port", 0)])
def test_a_digest_is_sent_by_whoever_runs(
    home: Path, tmp_path: Path, receiver: Receiver, arguments: tuple[object, ...]
) -> None:
    _, secret = add(home, receiver, "--about", "ferry")
    assert onrecord("ingest", put_records(tmp_path / "a.jsonl"), home=home).code == 0
    let_an_hour_go_by(home)
    with running(*arguments, home=home, receiver=receiver):
        wait_until_sent(home, 1)
    (message,) = receiver.messages(secret, now=time.time())
    assert {c["external_id"] for c in message["data"]["summary"]["citations"]} == {"desk-18"}


def test_two_workers_and_a_server_send_each_once(home: Path, tmp_path: Path, receiver: Receiver) -> None:
    for _ in range(DIGESTS):
        add(home, receiver)
    assert onrecord("ingest", put_records(tmp_path / "a.jsonl"), home=home).code == 0
    let_an_hour_go_by(home)
    receiver.delay_s = 0.3
    with ExitStack() as stack:
        for arguments in (("worker",), ("worker",), ("serve", "--port", "0")):
            stack.enter_context(running(*arguments, home=home, receiver=receiver))
        wait_until_sent(home, DIGESTS)
        time.sleep(6)  # one more look of each
    assert len(receiver.ids) == len(set(receiver.ids)) == DIGESTS


def test_killed_while_it_sends_it_is_sent_again_as_the_same_message(
    home: Path, tmp_path: Path, receiver: Receiver
) -> None:
    _, secret = add(home, receiver)
    assert onrecord("ingest", put_records(tmp_path / "a.jsonl"), home=home).code == 0
    let_an_hour_go_by(home)
    receiver.delay_s = 2 * PATIENCE_S
    with running("worker", home=home, receiver=receiver) as first:
        assert receiver.arrived.wait(PATIENCE_S)
        first.kill()
        first.wait(PATIENCE_S)
    assert states(home) == ["open"]
    receiver.delay_s = 0
    with running("worker", home=home, receiver=receiver):
        wait_until_sent(home, 1)
    first_message, second = receiver.messages(secret)
    assert first_message == second
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


def test_workers_that_are_killed_at_any_moment_lose_none_and_double_none(
    home: Path, tmp_path: Path, receiver: Receiver
) -> None:
    """A message may come twice, of a worker that was killed after it had posted: as the same one, so it counts once."""
    for _ in range(MANY):
        add(home, receiver)
    assert onrecord("ingest", put_records(tmp_path / "a.jsonl"), home=home).code == 0
    let_an_hour_go_by(home)
    receiver.delay_s, moments, kills = 0.2, random.Random(7), 0
    while kills < KILLS and states(home) != ["sent"] * MANY:
        with running("worker", home=home, receiver=receiver) as worker:
            before, deadline = len(receiver.ids), time.monotonic() + PATIENCE_S
            while len(receiver.ids) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(moments.uniform(0, 0.8))
            worker.kill()
            worker.wait(PATIENCE_S)
            kills += 1
    with running("worker", home=home, receiver=receiver):
        wait_until_sent(home, MANY)
    assert kills == KILLS
    assert len(set(receiver.ids)) == MANY
    assert len(receiver.ids) <= MANY + KILLS
    bodies = dict(zip(receiver.ids, (body for _, body in receiver.received), strict=True))
    assert all(bodies[i] == body for i, (_, body) in zip(receiver.ids, receiver.received, strict=True))


def test_a_failure_is_one_line_in_the_list_and_of_the_doctor(home: Path, tmp_path: Path, receiver: Receiver) -> None:
    digest_id, _ = add(home, receiver)
    assert onrecord("ingest", put_records(tmp_path / "a.jsonl"), home=home).code == 0
    receiver.answers = [500]
    let_an_hour_go_by(home)
    failed = run("digests", "run", home=home, receiver=receiver)
    assert (failed.code, failed.line) == (3, f"{digest_id} to {receiver.url}: {receiver.url}: the server answers 500")
    listed = run("digests", "list", home=home, receiver=receiver).out
    assert f"failed: {receiver.url}: the server answers 500 (1 attempt, the next at " in listed
    doctor = run("doctor", home=home, receiver=receiver)
    (line,) = (line for line in doctor.out.splitlines() if "digests" in line.split()[:2])
    assert line.startswith("FAIL")
    assert f"1 of 1 fail: {digest_id}: {receiver.url}: the server answers 500" in line
    assert run("digests", "run", digest_id, home=home, receiver=receiver).out.endswith("sent\n")
    assert "1 scheduled, the next at " in run("doctor", home=home, receiver=receiver).out
