"""Batches at a server that answers within a day: the real client, a faithful server, and everything that goes wrong."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from service.domain.batches import Batch, Executor, Job, Options, State
from service.domain.summaries import Length
from service.errors import InputRejected
from service.llm.openai_batches import OpenAIBatches
from service.store import crew
from service.store.library import Library
from service.summarizing import hosted, ledger
from service.summarizing.article import Summarizing
from service.summarizing.batch import cancel, create_batch, delete, estimate, retry
from service.summarizing.batching import Batching, Hosting, Prices
from service.summarizing.results import batch_as_json, result_lines
from service.summarizing.working import work
from tests.batch_api import BatchAPI
from tests.builders import BRIDGE, pieces_of, store, version
from tests.fakes import ScriptedModel
from tests.unit.summarizing.test_batch import batching

pytestmark = pytest.mark.server

Json = dict[str, Any]
ARTICLES = 6
HOSTED = Options(executor=Executor.HOSTED)
MODEL = "gpt-5-mini"
NUMBERS = count(1)  # of batches and submissions


def reply(prompt: str) -> str:
    """Return the lead of the article that the prompt is about, shortened: no other article and no extract has it."""
    key, lead = next((k, text) for k, text in pieces_of(prompt).items() if "months late" in text)
    text = lead.split(" and 3 million")[0] + "."
    return json.dumps({"sentences": [{"text": text, "evidence": [key], "quotes": []}]})


def number_in(prompt: str) -> int:
    found = re.search(r"Friday, (\d+) months late", prompt)
    assert found
    return int(found[1]) - 20


def befalls(fault: str, *numbers: int, times: int = 99) -> Callable[[str], str | None]:
    """Return a fault of the requests about these articles, so many times each."""
    left = dict.fromkeys(numbers, times)

    def fault_of(prompt: str) -> str | None:
        number = number_in(prompt)
        if not left.get(number):
            return None
        left[number] -= 1
        return fault

    return fault_of


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchAPI]:
    monkeypatch.setattr(crew, "POLL_S", 0.01)
    with BatchAPI(reply) as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", running.key)
        yield running


@pytest.fixture
def filled(library: Library) -> Library:
    for n in range(ARTICLES):
        text = BRIDGE.replace("14 months", f"{n + 20} months")
        store(library, version(text, article_id=f"art_{n}", external_id=f"desk-{n}", title=f"Number {n}"))
    return library


class NamedModel(ScriptedModel):
    """A model that is never to be called: the server does the work."""

    name = MODEL


def using(library: Library, *, most_requests: int = 50_000, most_bytes: int = 200_000_000, **more: Any) -> Batching:
    server = OpenAIBatches(MODEL, timeout_s=5)
    hosting = Hosting(server, most_requests, most_bytes, poll_s=0.01)
    made = batching(library, NamedModel([]), hosting=hosting, **more)  # type: ignore[arg-type]
    return replace(made, new_id=lambda: f"bat_{next(NUMBERS):05}")


def names(*numbers: int) -> list[str]:
    return [f"desk-{n}" for n in numbers or range(ARTICLES)]


def make(at: Batching, *, options: Options = HOSTED, asked: list[str] | None = None) -> str:
    return create_batch(asked or names(), options, workspace="default", batching=at).id


def run(at: Batching, batch_id: str, *, on_done: Callable[[Job], None] = lambda job: None) -> Batch:
    asyncio.run(
        asyncio.wait_for(work(at, concurrency=4, batch_id=batch_id, until_empty=True, on_done=on_done), timeout=60)
    )
    return read(at, batch_id)


def read(at: Batching, batch_id: str) -> Batch:
    return at.records("default").read(batch_id)


def results(at: Batching, batch_id: str) -> list[Json]:
    return [json.loads(line) for line in result_lines(batch_id, at.records("default"))]


def check(at: Batching, batch_id: str, asked: list[str]) -> None:
    """Check that each article has the summary that the server wrote about it."""
    found = results(at, batch_id)
    assert [r["id"] for r in found] == asked
    for result in found:
        summary = result["summary"]
        assert (result["status"], result["error"], summary["mode"]) == ("done", None, "generative")
        assert summary["external_id"] == result["id"]
        assert f"{int(result['id'][5:]) + 20} months late. [" in summary["text"]


def once(api: BatchAPI) -> set[int]:
    """Return how often the server answered each request."""
    return set(api.answered.values())


def test_every_article_gets_the_reply_to_its_own_request(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    asked = names(5, 0, 3, 1, 4, 2)
    made = make(at, asked=asked)
    done: list[Job] = []
    ended = run(at, made, on_done=done.append)
    check(at, made, asked)
    assert (ended.status, api.sizes(), once(api)) == ("completed", [ARTICLES], {1})
    assert len(done) == ARTICLES
    assert ended.spent.tokens == ended.hosted.tokens == 340 * ARTICLES
    assert (api.files, at.submissions("default").open(made), at.queue.waiting()) == ({}, [], 0)


def test_what_is_sent_is_what_a_call_sends(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at, asked=names(2))
    sent: list[bytes] = []
    keep = api.keep
    api.keep = lambda content, *a: (sent.append(content), keep(content, *a))[1]  # type: ignore[func-returns-value,method-assign]
    run(at, made)
    line = json.loads(sent[0])
    assert (line["custom_id"], line["method"], line["url"]) == ("item-0", "POST", "/v1/chat/completions")
    body = line["body"]
    assert (body["model"], body["temperature"], body["max_tokens"]) == (MODEL, 0, 1200)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert "desk-2" not in sent[0].decode()
    (batch,) = api.batches.values()
    assert batch["_kept"] == {"anchor": "created_at", "seconds": 3 * 24 * 3600}


def test_more_than_one_submission_takes(filled: Library, api: BatchAPI) -> None:
    api.most_requests = 4
    at = using(filled, most_requests=4)
    made = make(at)
    run(at, made)
    check(at, made, names())
    assert api.sizes() == [4, 2]


def test_submissions_stay_under_the_largest_file(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at)
    request = ledger.Ledger(made, "default", at, at.hosting, lambda job: None)._plan(0, read(at, made))  # type: ignore[arg-type]
    assert request
    assert at.hosting
    api.most_bytes = most = 2 * at.hosting.server.weigh(request) + 100
    at = using(filled, most_bytes=most)
    run(at, made)
    check(at, made, names())
    assert api.sizes() == [2, 2, 2]
    small = using(filled, most_bytes=1000)
    made = make(small, options=Options(Length.LONG, executor=Executor.HOSTED), asked=names(0))
    assert run(small, made).counts == {State.FAILED: 1}
    assert results(small, made)[0]["error"] == "its request is larger than the server takes"


@pytest.mark.parametrize("fault", ["429", "500", "expired", "missing", "malformed", "cut"])
def test_what_failed_is_handed_over_again_and_nothing_else(filled: Library, api: BatchAPI, fault: str) -> None:
    api.faults = [befalls(fault, 1, 4, times=1)]
    at = using(filled)
    made = make(at)
    ended = run(at, made)
    check(at, made, names())
    assert api.sizes() == [ARTICLES, 2]
    paid = fault in ("malformed", "cut")  # replies that the server has made and we cannot use
    assert sorted(api.answered.values()) == [1, 1, 1, 1, *([2, 2] if paid else [1, 1])]
    assert ended.spent.tokens == 340 * api.answered.total()
    assert api.files == {}


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("429", "the server answered 429 (3 attempts)"),
        ("expired", "the server says batch_expired (3 attempts)"),
        ("missing", "the server returned no usable line for it (3 attempts)"),
        ("cut", "the model's reply is unusable (it was cut at the token limit)"),
        ("malformed", "the model's reply is unusable (not the JSON asked for)"),
    ],
)
def test_what_always_fails_fails_with_a_reason(filled: Library, api: BatchAPI, fault: str, why: str) -> None:
    api.faults = [befalls(fault, 3)]
    at = using(filled)
    made = make(at)
    ended = run(at, made)
    assert ended.counts == {State.DONE: ARTICLES - 1, State.FAILED: 1}
    assert why in results(at, made)[3]["error"]
    assert api.sizes() == [ARTICLES, 1, 1]
    api.faults = []
    retry(made, workspace="default", batching=at)
    run(at, made)
    check(at, made, names())
    assert api.sizes() == [ARTICLES, 1, 1, 1]


def test_a_request_that_is_wrong_is_not_repeated(filled: Library, api: BatchAPI) -> None:
    api.faults = [befalls("400", 3)]
    at = using(filled)
    made = make(at)
    run(at, made)
    assert results(at, made)[3]["error"] == "the server answered 400"
    assert api.sizes() == [ARTICLES]


def test_two_lines_for_one_request_and_lines_for_none(filled: Library, api: BatchAPI) -> None:
    api.faults = [befalls("twice", 1), befalls("stranger", 2)]
    at = using(filled)
    made = make(at)
    ended = run(at, made)
    found = results(at, made)
    assert [r["status"] for r in found] == ["done"] * ARTICLES
    assert [r["summary"]["external_id"] for r in found] == names()
    assert ended.spent.tokens == 340 * ARTICLES
    assert api.sizes() == [ARTICLES]


@pytest.mark.parametrize("ending", ["expired", "cancelled"])
def test_a_batch_that_ends_halfway_keeps_its_half(filled: Library, api: BatchAPI, ending: str) -> None:
    api.endings.append(ending)
    at = using(filled)
    made = make(at)
    run(at, made)
    check(at, made, names())
    assert (api.sizes(), once(api)) == ([6, 3], {1})
    assert api.files == {}


def test_a_batch_that_fails_validation_is_handed_over_in_smaller_parts(filled: Library, api: BatchAPI) -> None:
    api.endings.append("invalid_json_line")
    at = using(filled, most_requests=8 * 2)
    made = make(at)
    run(at, made)
    check(at, made, names())
    assert (api.sizes(), once(api)) == ([0, 2, 2, 2], {1})


def test_a_batch_that_always_fails_validation_ends(filled: Library, api: BatchAPI) -> None:
    api.endings.extend(["model_not_found"] * 99)
    at = using(filled)
    made = make(at)
    assert run(at, made).counts == {State.FAILED: ARTICLES}
    why = "the server refused the whole batch with model_not_found (3 attempts)"
    assert {r["error"] for r in results(at, made)} == {why}
    assert "secret" not in why
    assert api.files == {}


def test_a_server_that_holds_too_much_is_given_the_rest_later(filled: Library, api: BatchAPI) -> None:
    """Its limit of tokens in all batches that run is no fault of the requests: they wait, and lose no attempt."""
    at = using(filled, most_requests=2)
    made = make(at)
    plan = ledger.Ledger(made, "default", at, at.hosting, lambda job: None)._plan  # type: ignore[arg-type]
    request = plan(0, read(at, made))
    assert request
    api.most_tokens = int(2.5 * len(request.prompt) / 4)
    run(at, made)
    check(at, made, names())
    assert once(api) == {1}
    assert api.sizes().count(2) == 3


@pytest.mark.parametrize("fault", ["torn", "short"])
def test_a_download_that_is_cut_is_read_again_and_not_paid_again(filled: Library, api: BatchAPI, fault: str) -> None:
    api.wires = [("GET", "/v1/files/[^/]+/content", fault)] * 4
    at = using(filled)
    made = make(at)
    run(at, made)
    check(at, made, names())
    assert (api.sizes(), once(api)) == ([ARTICLES], {1})


@pytest.mark.parametrize("fault", ["500", "deaf"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/files"),
        ("POST", "/v1/batches"),
        ("GET", "/v1/batches"),
        ("GET", "/v1/files"),
        ("GET", "/v1/batches/[^/]+"),
        ("GET", "/v1/files/[^/]+/content"),
        ("DELETE", "/v1/files/[^/]+"),
    ],
)
def test_calls_that_fail_are_made_again_and_nothing_is_paid_twice(
    filled: Library, api: BatchAPI, method: str, path: str, fault: str
) -> None:
    api.wires = [(method, path, fault)] * 3
    if method == "GET" and path in ("/v1/batches", "/v1/files"):
        api.wires.append(("POST", "/v1/batches", "500"))  # so that the lists are asked for
    at = using(filled)
    made = make(at)
    run(at, made)
    check(at, made, names())
    assert once(api) == {1}
    assert api.files == {}
    unmade = 2 if (method, path, fault) == ("POST", "/v1/batches", "deaf") else 0  # it is not made again, but found
    assert len(api.wires) == unmade


def test_a_worker_cut_off_after_the_batch_was_made_finds_it_again(filled: Library, api: BatchAPI) -> None:
    api.wires = [("POST", "/v1/batches", "deaf")]
    api.batches = {}
    at = using(filled)
    made = make(at)
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    (submission,) = at.submissions("default").open(made)
    assert (submission.state, submission.remote_id) == ("sending", None)
    for _ in range(250):  # of others, made since: more than two pages
        others = api.keep(b"{}", "others.jsonl", "batch", 3600)
        api.create({"input_file_id": others["id"], "endpoint": "/v1/chat/completions", "completion_window": "24h"})
        api.delete(others["id"])
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    (submission,) = at.submissions("default").open(made)
    assert (submission.state, submission.remote_id) == ("sent", next(iter(api.batches)))
    run(at, made)
    check(at, made, names())
    assert once(api) == {1}
    assert next(iter(api.batches.values()))["status"] == "completed"


def test_a_worker_cut_off_after_the_upload_leaves_no_file(filled: Library, api: BatchAPI) -> None:
    api.wires = [("POST", "/v1/batches", "500")]
    at = using(filled)
    made = make(at)
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    (left,) = api.files
    run(at, made)
    check(at, made, names())
    assert f"DELETE /v1/files/{left}" in api.calls
    assert (len(api.batches), once(api), api.files) == (1, {1}, {})


def test_a_call_that_arrives_after_its_worker_was_given_up_makes_no_batch(filled: Library, api: BatchAPI) -> None:
    """The batch is looked for, its file deleted; what is still on its way finds no file, and nothing runs twice."""
    late, waits = threading.Event(), threading.Event()

    def hold(call: str, moment: str) -> None:
        if (call, moment) == ("POST /v1/batches", "before") and not waits.is_set():
            waits.set()
            late.wait(30)

    api.watch = hold
    at = using(filled)
    made = make(at)

    async def cut_off() -> None:
        errand = asyncio.create_task(hosted.attend(made, workspace="default", batching=at))
        await asyncio.to_thread(waits.wait, 30)
        errand.cancel()

    asyncio.run(cut_off())
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    late.set()
    run(at, made)
    check(at, made, names())
    assert once(api) == {1}
    assert api.files == {}


@pytest.mark.parametrize("where", ["POST /v1/files", "POST /v1/batches"])
def test_a_worker_that_was_taken_for_dead_and_wakes_up_spoils_and_pays_nothing(
    filled: Library, api: BatchAPI, where: str
) -> None:
    """Halted for longer than its lease in the middle of a call, while another hands the same over."""
    late, waits = threading.Event(), threading.Event()

    def hold(call: str, moment: str) -> None:
        if (call, moment) == (where, "before") and not waits.is_set():
            waits.set()
            late.wait(30)

    api.watch = hold
    at = using(filled)
    made = make(at)

    async def both() -> None:
        halted = asyncio.create_task(hosted.attend(made, workspace="default", batching=at))
        await asyncio.to_thread(waits.wait, 30)
        await hosted.attend(made, workspace="default", batching=at)
        late.set()
        await halted

    asyncio.run(both())
    (submission,) = at.submissions("default").open(made)
    run(at, made)
    check(at, made, names())
    others = {key: batch["status"] for key, batch in api.batches.items() if key != submission.remote_id}
    assert set(others.values()) <= {"cancelling", "cancelled"}
    assert (len(others), once(api), api.files) == (int(where == "POST /v1/files"), {1}, {})


def test_a_server_without_a_batch_api_is_one_clear_line(filled: Library, api: BatchAPI) -> None:
    api.wires = [("POST", "/v1/files", "404")]
    at = using(filled)
    made = make(at)
    assert run(at, made).counts == {State.FAILED: ARTICLES}
    why = f"model {MODEL}: the server refused the batch with 404; check ONRECORD_CHAT_MODEL, or use --executor live"
    assert {r["error"] for r in results(at, made)} == {why}


def test_a_server_that_never_answers_is_given_up(
    filled: Library, api: BatchAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_TRIES", 3)
    monkeypatch.setenv("OPENAI_API_KEY", "another-key")
    at = using(filled)
    made = make(at)
    assert run(at, made).counts == {State.FAILED: ARTICLES}
    (why,) = {r["error"] for r in results(at, made)}
    assert "the server answered 401" in why
    assert len(api.calls) == 3


def test_a_batch_that_never_ends_is_cancelled_and_given_up(
    filled: Library, api: BatchAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_POLLS", 2)
    monkeypatch.setattr(ledger, "MOST_ATTEMPTS", 1)
    api.pace_s = 3600.0
    at = using(filled)
    made = make(at)
    assert run(at, made).counts == {State.FAILED: ARTICLES}
    assert any(call.endswith("/cancel") for call in api.calls)
    assert "has not ended" in results(at, made)[0]["error"]


def test_a_cancelled_batch_is_cancelled_there_and_leaves_nothing(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at)
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    for _ in range(2):
        asyncio.run(hosted.attend(made, workspace="default", batching=at))
    assert batch_as_json(read(at, made), at.prices)["submitted"] == ARTICLES
    assert cancel(made, workspace="default", batching=at).status == "cancelled"
    with pytest.raises(InputRejected, match="the server still has requests or files of it; cancel it and let"):
        delete(made, workspace="default", batching=at)
    ended = run(at, made)
    (batch,) = api.batches.values()
    assert batch["status"] == "cancelled"
    assert ended.counts == {State.CANCELLED: ARTICLES}
    assert ended.spent.tokens == 340 * api.answered.total() > 0  # what was answered by then is paid
    assert (api.files, at.submissions("default").open(made), at.queue.waiting()) == ({}, [], 0)
    retry(made, workspace="default", batching=at)
    run(at, made)
    check(at, made, names())
    delete(made, workspace="default", batching=at)


def test_a_batch_that_is_taken_up_again_while_it_is_being_cancelled(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at)
    for _ in range(3):
        asyncio.run(hosted.attend(made, workspace="default", batching=at))
    cancel(made, workspace="default", batching=at)
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    retry(made, workspace="default", batching=at)
    run(at, made)
    check(at, made, names())
    assert once(api) == {1}


def test_an_article_that_is_deleted_meanwhile_leaves_no_summary(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at)
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    filled.catalog.delete("art_2")
    ended = run(at, made)
    found = results(at, made)
    assert (found[2]["status"], found[2]["summary"]) == ("deleted", None)
    assert ended.counts == {State.DONE: ARTICLES - 1, State.DELETED: 1}
    assert ended.spent.tokens == 340 * ARTICLES
    assert api.files == {}
    path = filled.catalog.engine.url.database
    assert path
    with filled.catalog.engine.connect() as connection:
        hidden = connection.exec_driver_sql("SELECT group_concat(coalesce(error, '')) FROM hosted_requests").scalar()
    assert "bridge" not in hidden.lower()


def test_equal_work_is_asked_for_once(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at, asked=["desk-0", "art_0", "desk-1"])
    run(at, made)
    assert [r["summary"]["external_id"] for r in results(at, made)] == ["desk-0", "desk-0", "desk-1"]
    assert api.sizes() == [2]
    other = make(at, asked=names(1, 2))
    run(at, other)
    check(at, other, names(1, 2))
    assert api.sizes() == [2, 1]


def test_a_budget_counts_what_is_out_and_then_what_was_used(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at, options=Options(max_tokens=1000, executor=Executor.HOSTED))
    paused = run(at, made)
    assert (paused.status, paused.spent.tokens) == ("paused", 340 * api.answered.total())
    assert api.sizes()[0] < ARTICLES
    assert 1000 <= paused.spent.tokens < 1000 + 2 * 340
    make(at, options=Options(max_tokens=100_000, executor=Executor.HOSTED))
    run(at, made)
    check(at, made, names())
    assert once(api) == {1}


def test_prices_are_half_and_those_of_live_calls_are_not(filled: Library, api: BatchAPI) -> None:
    at = using(filled, prices=Prices(10.0, 20.0))
    live = estimate(names(), Options(), workspace="default", batching=at)["estimate"]
    half = estimate(names(), HOSTED, workspace="default", batching=at)["estimate"]
    assert half["money"] == pytest.approx(live["money"] / 2, abs=1e-6)
    made = make(at)
    usage = batch_as_json(run(at, made), at.prices)["usage"]
    assert usage == {"input_tokens": 1800, "output_tokens": 240, "money": 0.0114}
    api.faults = [befalls("400", 1)]
    long = Options(Length.LONG, executor=Executor.HOSTED)
    made = make(at, options=long, asked=names(0, 1))
    run(at, made)
    model = ScriptedModel([reply])
    model.name = MODEL
    at = replace(at, using=Summarizing(lambda: "sum_live", model))
    create_batch(names(0, 1), Options(Length.LONG), workspace="default", batching=at)
    retry(made, workspace="default", batching=at)
    ended = run(at, made)
    assert ended.counts == {State.DONE: 2}
    spent = batch_as_json(ended, at.prices)["usage"]
    of_live = (ended.spent.input_tokens - 300) * 10 + (ended.spent.output_tokens - 40) * 20
    assert spent["money"] == pytest.approx(((300 * 10 + 40 * 20) / 2 + of_live) / 1e6, abs=1e-6)


def test_the_executor_stays_while_the_server_has_requests(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at)
    asyncio.run(hosted.attend(made, workspace="default", batching=at))
    with pytest.raises(InputRejected, match=r"the server still has requests of it \(6\); go on with --executor hosted"):
        make(at, options=Options())
    run(at, made)
    assert make(at, options=Options()) == made


def test_jobs_of_a_live_batch_are_given_to_the_server(filled: Library, api: BatchAPI) -> None:
    at = using(filled)
    made = make(at, options=Options())
    assert at.queue.waiting(made) == ARTICLES
    assert make(at) == made
    assert at.queue.waiting(made) == 1
    run(at, made)
    check(at, made, names())


def test_without_a_model_it_is_refused(filled: Library) -> None:
    with pytest.raises(InputRejected, match="executor hosted: no chat model is set; set ONRECORD_CHAT_MODEL"):
        make(batching(filled))


def test_results_come_submission_by_submission(filled: Library, api: BatchAPI) -> None:
    at = using(filled, most_requests=2)
    made = make(at)
    seen: list[int] = []
    run(at, made, on_done=lambda job: seen.append(len(results(at, made))))
    assert len(seen) == ARTICLES
    assert len(set(seen)) > 2
