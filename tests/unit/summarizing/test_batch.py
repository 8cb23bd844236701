"""Batches: every article once and in order, failures by name, budgets kept, nothing paid twice."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import pytest

from service.bootstrap import build_queue
from service.domain.batches import Job, Options, State
from service.domain.summaries import Length
from service.errors import InputRejected, ModelUnreachable
from service.ports import Completion
from service.presenting import summary_as_json
from service.store import crew
from service.store.batches import BatchRecords, find_workspace
from service.store.leases import LeaseQueue
from service.store.library import Library
from service.summarizing import working
from service.summarizing.article import Summarizing
from service.summarizing.batch import cancel, create_batch, estimate, retry
from service.summarizing.batching import Batching, Prices
from service.summarizing.results import batch_as_json, references_in, result_lines
from service.summarizing.working import MOST_ATTEMPTS, MOST_DEATHS, work
from tests.builders import BRIDGE, NOW, store, version

Json = dict[str, Any]
ARTICLES = 6


class SlowModel:
    """A model that takes its time, counts its calls, and fails for prompts that hold certain words."""

    name = "slow"

    def __init__(self, *, seconds: float = 0.0, fails_on: str = "\x00") -> None:
        self.seconds, self.fails_on = seconds, fails_on
        self.calls = 0
        self.at_once = self.most_at_once = 0

    async def complete(self, prompt: str, *, schema: Mapping[str, Any], max_tokens: int) -> Completion:
        self.calls += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self._work()
        self.at_once -= 1
        if self.fails_on in prompt:
            raise ModelUnreachable(model=self.name, why="the server answered 500")
        return Completion('{"sentences": []}', self.name, 100, 10)

    async def _work(self) -> None:
        await asyncio.sleep(self.seconds)


class MeetingModel(SlowModel):
    """A model whose calls last until two of them have met, however slow the machine is, or twenty seconds."""

    async def _work(self) -> None:
        for _ in range(1_000):
            if self.most_at_once > 1:
                break
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.02)


@pytest.fixture
def filled(library: Library) -> Library:
    for n in range(ARTICLES):
        text = BRIDGE.replace("14 months", f"{n + 20} months")
        store(library, version(text, article_id=f"art_{n}", external_id=f"desk-{n}", title=f"Number {n}"))
    return library


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PAUSE_S", 0.0)
    monkeypatch.setattr(working, "VIEW_S", 0.01)
    monkeypatch.setattr(crew, "POLL_S", 0.01)


def batching(library: Library, model: SlowModel | None = None, **more: Any) -> Batching:
    numbers = count(1)
    engine = library.catalog.engine
    return Batching(
        queue=build_queue(engine),
        records=lambda workspace: BatchRecords(engine, workspace=workspace),
        library=lambda workspace: library,
        workspace_of=lambda batch_id: find_workspace(engine, batch_id),
        using=Summarizing(lambda: f"sum_{next(numbers)}", model),
        present=summary_as_json,
        clock=lambda: NOW,
        new_id=lambda: f"bat_{next(numbers)}",
        **more,
    )


def names(*numbers: int) -> list[str]:
    return [f"desk-{n}" for n in numbers or range(ARTICLES)]


def run(using: Batching, batch_id: str, *, on_done: Callable[[Job], None] = lambda job: None) -> None:
    asyncio.run(work(using, concurrency=4, batch_id=batch_id, until_empty=True, on_done=on_done))


def results(using: Batching, batch_id: str) -> list[Json]:
    return [json.loads(line) for line in result_lines(batch_id, using.records("default"))]


def test_results_come_in_the_order_of_the_input_each_once(filled: Library) -> None:
    using = batching(filled)
    asked = names(5, 0, 3, 0, 1)
    made = create_batch(asked, Options(Length.BRIEF), workspace="default", batching=using)
    assert (made.status, made.left) == ("running", 4)
    assert results(using, made.id) == []
    run(using, made.id)
    found = results(using, made.id)
    assert [r["id"] for r in found] == names(5, 0, 3, 1)
    assert [r["summary"]["external_id"] for r in found] == names(5, 0, 3, 1)
    assert using.records("default").read(made.id).status == "completed"
    assert using.queue.waiting() == 0


def test_an_unknown_article_fails_by_name_and_the_others_do_not(filled: Library) -> None:
    using = batching(filled)
    made = create_batch(["desk-0", "nobody", "desk-1"], Options(), workspace="default", batching=using)
    run(using, made.id)
    assert [(r["id"], r["status"], r["error"]) for r in results(using, made.id)] == [
        ("desk-0", "done", None),
        ("nobody", "failed", "there is no article nobody"),
        ("desk-1", "done", None),
    ]


def test_the_same_batch_again_is_the_one_that_is_there(filled: Library) -> None:
    using = batching(filled)
    first = create_batch(names(), Options(), workspace="default", batching=using)
    assert create_batch(names(), Options(), workspace="default", batching=using).id == first.id
    other = create_batch(names(), Options(Length.LONG), workspace="default", batching=using)
    assert other.id != first.id
    keyed = create_batch(names(0), Options(), workspace="default", batching=using, key="k")
    assert create_batch(names(0), Options(), workspace="default", batching=using, key="k").id == keyed.id
    with pytest.raises(InputRejected, match="it was used for another batch"):
        create_batch(names(1), Options(), workspace="default", batching=using, key="k")


def test_equal_work_is_not_paid_twice(filled: Library) -> None:
    model = SlowModel()
    using = batching(filled, model)
    first = create_batch(names(), Options(), workspace="default", batching=using)
    run(using, first.id)
    second = create_batch(names(2, 3), Options(), workspace="default", batching=using)
    run(using, second.id)
    assert model.calls == ARTICLES
    assert using.records("default").read(second.id).spent.input_tokens == 0


def test_only_what_failed_is_tried_again(filled: Library) -> None:
    model = SlowModel(fails_on="Number 3")
    using = batching(filled, model)
    made = create_batch(names(), Options(), workspace="default", batching=using)
    run(using, made.id)
    assert model.calls == ARTICLES - 1 + MOST_ATTEMPTS
    failed = [r for r in results(using, made.id) if r["status"] == "failed"]
    assert [(r["id"], r["error"]) for r in failed] == [
        ("desk-3", "model slow: the server answered 500; check OPENAI_BASE_URL, OPENAI_API_KEY and ONRECORD_CHAT_MODEL")
    ]
    model.fails_on = "\x00"
    retry(made.id, workspace="default", batching=using)
    run(using, made.id)
    assert model.calls == ARTICLES + MOST_ATTEMPTS
    assert {r["status"] for r in results(using, made.id)} == {"done"}


def test_a_cancelled_batch_keeps_what_is_done_and_does_no_more(filled: Library) -> None:
    using = batching(filled)
    made = create_batch(names(), Options(concurrency=1), workspace="default", batching=using)

    def stop(job: Job) -> None:
        if job.position == 1:
            cancel(made.id, workspace="default", batching=using)

    asyncio.run(work(using, concurrency=1, batch_id=made.id, until_empty=True, on_done=stop))
    ended = using.records("default").read(made.id)
    assert ended.status == "cancelled"
    assert ended.counts[State.DONE] == 2
    assert ended.counts[State.CANCELLED] == ARTICLES - 2
    assert retry(made.id, workspace="default", batching=using).left == ARTICLES - 2


def test_a_budget_pauses_the_batch_and_a_larger_one_goes_on(filled: Library) -> None:
    model = SlowModel()
    using = batching(filled, model, prices=Prices(1.0, 2.0))
    options = Options(concurrency=1, max_tokens=250)
    made = create_batch(names(), options, workspace="default", batching=using)
    run(using, made.id)
    paused = using.records("default").read(made.id)
    assert (paused.status, model.calls) == ("paused", 3)  # 110 tokens each: the third call passes 250
    assert batch_as_json(paused, using.prices)["usage"] == {
        "input_tokens": 300,
        "output_tokens": 30,
        "money": 0.00036,
    }
    create_batch(names(), Options(concurrency=1), workspace="default", batching=using)
    run(using, made.id)
    assert using.records("default").read(made.id).status == "completed"
    assert model.calls == ARTICLES


def test_no_more_at_once_than_the_batch_allows(filled: Library) -> None:
    model = MeetingModel()
    using = batching(filled, model)
    made = create_batch(names(), Options(concurrency=2), workspace="default", batching=using)
    run(using, made.id)
    assert model.most_at_once == 2


def test_no_more_calls_a_minute_than_the_batch_allows(filled: Library) -> None:
    using = batching(filled, SlowModel())
    made = create_batch(names(0, 1, 2), Options(calls_per_minute=600), workspace="default", batching=using)
    started = time.monotonic()
    run(using, made.id)
    assert time.monotonic() - started >= 0.2  # the second call waits for 0.1 s, the third for 0.2 s


def test_a_job_that_workers_do_not_survive_is_given_up(filled: Library) -> None:
    using = batching(filled)
    assert isinstance(using.queue, LeaseQueue)
    made = create_batch(names(0, 1), Options(), workspace="default", batching=using)
    for _ in range(MOST_DEATHS + 1):
        held = using.queue.take(worker="elsewhere:1:x", limit=2)
        taken = held or using.queue.take_suspect(worker="elsewhere:1:x")
        if 0 in {job.position for job in taken}:  # the worker dies, and with it what else it holds
            for job in taken:
                using.queue.again(job, after_s=0)
        else:
            using.records("default").finish(made.id, 1, state=State.DONE, result={"told": "alone"})
            using.queue.done(taken)
    run(using, made.id)
    first, second = results(using, made.id)
    assert (first["status"], second["summary"]) == ("failed", {"told": "alone"})
    assert "given up after 5 attempts" in first["error"]


def test_the_summary_of_a_deleted_article_is_gone(filled: Library) -> None:
    using = batching(filled)
    made = create_batch(names(0, 1), Options(), workspace="default", batching=using)
    run(using, made.id)
    filled.catalog.delete("art_0")
    first, second = results(using, made.id)
    assert (first["status"], first["summary"], first["error"]) == ("deleted", None, "the article was deleted")
    assert second["status"] == "done"


def test_an_article_deleted_before_its_turn_is_said_to_be(filled: Library) -> None:
    using = batching(filled)
    made = create_batch(names(0, 1), Options(), workspace="default", batching=using)
    filled.catalog.delete("art_0")
    run(using, made.id)
    assert [r["status"] for r in results(using, made.id)] == ["deleted", "done"]


def test_an_estimate_costs_nothing_and_without_a_model_is_nothing(filled: Library) -> None:
    free = estimate([*names(), "nobody"], Options(), workspace="default", batching=batching(filled))
    assert free == {
        "articles": ARTICLES,
        "unknown": 1,
        "estimate": {"input_tokens": 0, "output_tokens": 0, "money": None},
    }
    paid = batching(filled, SlowModel(), prices=Prices(10, 10))
    assert estimate(names(), Options(), workspace="default", batching=paid)["estimate"]["money"] > 0
    assert paid.records("default").all() == []


def test_ids_come_in_several_forms() -> None:
    lines = '{"id": "a"}\n\n"b"\n{"article_id": "art_1", "id": "x"}\n{"external_id": 7}\n12'
    assert references_in(lines, origin="ids.jsonl") == ["a", "b", "art_1", "7", "12"]


@pytest.mark.parametrize("line", ["{", '{"title": "x"}', "[]", "null", '{"id": ""}', "true", '{"id": [1]}'])
def test_a_line_without_an_id_is_named(line: str) -> None:
    with pytest.raises(InputRejected, match=r"ids\.jsonl:2: "):
        references_in(f'"a"\n{line}', origin="ids.jsonl")


def test_a_batch_of_nothing_is_rejected(filled: Library) -> None:
    with pytest.raises(InputRejected, match="no articles"):
        create_batch([], Options(), workspace="default", batching=batching(filled))
