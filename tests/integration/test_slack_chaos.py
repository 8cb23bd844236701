"""Hundreds of events, out of order and repeated, to a bot whose Slack fails: one answer each, none lost."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from starlette.responses import Response

from tests.slack_api import Fault
from tests.slack_desk import CHANNEL, TEAM, Desk, open_desk, text_of

pytestmark = pytest.mark.server

Json = dict[str, Any]
EVENTS, THREADS, SENDERS = 500, 30, 4
ACK_P95_S = 0.1
ASKED = {
    "What did Brandt say about the bridge?": "The bridge will open on Friday",
    "What did Brandt say about the ferry?": "Nobody in this town will miss the queue",
    "What did Okoro say about the span?": "We have not been told who raises the [swing] span",
    "What did Zoe Zimmer say?": "No speaker called Zoe Zimmer",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    event: Json
    retry: int


def faults(chance: random.Random) -> Any:
    """Return the faults of a bad day: one call in 12 is limited, broken or late, half of these after its effect."""

    def fault(method: str) -> Fault | None:
        if method == "auth.test" or chance.random() > 1 / 12:
            return None
        before = chance.random() < 0.5
        kind = chance.choice(["429", "500", "500", "late"])
        if kind == "429":
            return Fault(status=429)
        return Fault(status=500, before=before) if kind == "500" else Fault(late_s=1.1, before=before)

    return fault


def deliveries(desk: Desk, chance: random.Random) -> Iterator[tuple[Json, list[Delivery]]]:
    """Yield messages that people wrote, each with the events that Slack makes of it."""
    threads: list[str] = []
    sent = 0
    while sent < EVENTS:
        follow_up = len(threads) >= THREADS
        thread = chance.choice(threads) if follow_up else None
        question = chance.choice(list(ASKED))
        said = desk.api.say(CHANNEL, f"U{chance.randrange(9)}", f"<@UBOT> {question}", thread_ts=thread)
        threads += [] if follow_up else [said["ts"]]
        as_mention = {**said, "type": "app_mention", "team": TEAM}
        as_message = {**said, "channel_type": "channel", "team": TEAM}
        made = [Delivery(chance.choice([as_mention, as_message]), n) for n in range(chance.choice([1, 2, 3, 4]))]
        sent += len(made)
        yield said, made


def send(desk: Desk, delivery: Delivery) -> tuple[float, float]:
    """Return how long an event and an empty request took."""
    started = time.perf_counter()
    assert desk.event(delivery.event, retry=delivery.retry).status_code == 200
    acked = time.perf_counter()
    assert desk.http.post("/empty", content=b"{}").status_code == 200
    return acked - started, time.perf_counter() - acked


def finish(desk: Desk) -> None:
    """Let what Slack's failures left open be taken over, as it is from time to time."""
    desk.settle()
    for _ in range(6):
        desk.sweep_elsewhere(later_s=3600, at_once=4)


async def empty(_request: Any) -> Response:
    return Response()


def test_each_question_is_answered_once_whatever_slack_does(home: Path) -> None:
    chance = random.Random(8)
    with open_desk(home, timeout_s=1, extra={"/empty": empty}) as desk:
        desk.replies(desk.mention("help"))
        plan = list(deliveries(desk, chance))
        order = [delivery for _, made in plan for delivery in made]
        chance.shuffle(order)
        desk.api.fault = faults(chance)
        with ThreadPoolExecutor(SENDERS) as pool:
            times = list(pool.map(lambda delivery: send(desk, delivery), order))
        finish(desk)
        records = desk.slack.bot.records
        asks = {said["ts"]: records.read((TEAM, CHANNEL, said["ts"])) for said, _ in plan}
        assert Counter(ask.outcome if ask else "lost" for ask in asks.values()) == {"done": len(plan)}
        per_thread = Counter(said.get("thread_ts", said["ts"]) for said, _ in plan)
        written = {thread: desk.api.in_thread(CHANNEL, thread) for thread in per_thread}
        assert {thread: len(found) for thread, found in written.items()} == dict(per_thread)
        assert [said for said, _ in plan if not _answers(desk, said, asks[said["ts"]])] == []
        acks, empties = zip(*times, strict=True)
        p95, beside = quantiles(acks, n=20)[-1], quantiles(empties, n=20)[-1]
        print(
            f"{len(order)} events, {len(plan)} questions; p95 of acks {p95:.3f} s, of an empty handler {beside:.3f} s"
        )
        assert p95 < ACK_P95_S + 2 * beside  # a machine that is busy with other work delays both


def _answers(desk: Desk, said: Json, ask: Any) -> bool:
    reply = desk.api.messages[CHANNEL, ask.reply_ts]
    question = said["text"].removeprefix("<@UBOT> ")
    return "streaming" not in reply and ASKED[question] in text_of(reply)
