"""How batches scale: articles a second with 1, 2 and 4 workers on a model with a second's latency, cost of a job."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

import click
import sqlalchemy as sa

from evals.running import _take
from service import settings
from service.bootstrap import DEFAULT_WORKSPACE, Service, build_queue, open_owner
from service.domain.batches import Job, Options
from service.summarizing.batch import create_batch

CONCURRENCY = 4
REPLY = '{"sentences": []}'


class _Model(BaseHTTPRequestHandler):
    """Replies to every chat completion after `latency` seconds, and notes when it was asked and answered."""

    latency = 1.0
    asked: list[float] = []  # noqa: RUF012 - of one run; there is one server
    answered: list[float] = []  # noqa: RUF012
    lock = Lock()

    def do_POST(self) -> None:
        with self.lock:
            self.asked.append(time.monotonic())
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.latency)
        usage = {"prompt_tokens": 800, "completion_tokens": 10, "total_tokens": 810}
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": REPLY}}
        reply = {"id": "x", "object": "chat.completion", "created": 0, "model": "stub", "usage": usage}
        body = json.dumps(reply | {"choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        with self.lock:
            self.answered.append(time.monotonic())

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def stub_model() -> Iterator[str]:
    """Yield the address of a model server on this machine."""
    server = _Server(("127.0.0.1", 0), _Model)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def opened(home: Path, url: str | None, *, chat_model: str | None = "stub") -> Iterator[Service]:
    chosen = settings.load().model_copy(update={"home": home, "database_url": url, "chat_model": chat_model})
    service = open_owner(chosen)
    try:
        yield service
    finally:
        service.close()


def measure_workers(number: int, *, articles: int, home: Path, url: str | None, address: str) -> float:
    """Return articles a second from the first call to the model to its last reply."""
    _Model.asked.clear()
    _Model.answered.clear()
    names = [f"{number}-{n}" for n in range(articles)]
    source = home / "articles.jsonl"
    source.write_text("\n".join(json.dumps({"id": n, "text": _text(n)}) for n in names), encoding="utf-8")
    with opened(home, url, chat_model=None) as service:  # no model is asked who said what
        _take(service, [str(source)])
    with opened(home, url) as service:
        create_batch(names, Options(concurrency=64), workspace=DEFAULT_WORKSPACE, batching=service.batching)
    more = {"ONRECORD_HOME": str(home), "OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none"}
    more |= {"ONRECORD_CHAT_MODEL": "stub"} | ({"ONRECORD_DATABASE_URL": url} if url else {})
    command = [sys.executable, "-m", "service", "worker", "--until-empty", "--concurrency", str(CONCURRENCY)]
    workers = [subprocess.Popen(command, env=os.environ | more, stderr=subprocess.DEVNULL) for _ in range(number)]
    for process in workers:
        process.wait()
    return articles / (max(_Model.answered) - min(_Model.asked))


def _text(number: str) -> str:
    return (
        f"Bridge number {number} over the Aar opens to traffic on Friday, 14 months late.\n\n"
        f"“Bridge {number} will open on Friday and it will stay open,” Mayor Ilse Brandt said."
    )


def measure_queue(engine: sa.Engine, *, jobs: int = 2000) -> float:
    """Return milliseconds of a job that does nothing: offered, taken, four at once, and done."""

    async def do(job: Job) -> None:
        """Be done."""

    queue = build_queue(engine)
    started = time.perf_counter()
    queue.put("bench", range(jobs))
    asyncio.run(queue.work(do, concurrency=CONCURRENCY, batch_id="bench", until_empty=True))
    return (time.perf_counter() - started) * 1000 / jobs


@click.command()
@click.option("--articles", default=80, show_default=True, help="Articles of each run.")
@click.option("--postgres", "url", help="Also on this empty PostgreSQL database.")
def main(articles: int, url: str | None) -> None:
    """Print how batches scale with workers, and what a job costs the queue."""
    os.environ.setdefault("OPENAI_API_KEY", "none")
    for name, address in (("SQLite", None), ("PostgreSQL", url)):
        if name == "PostgreSQL" and url is None:
            continue
        with stub_model() as model, tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
            os.environ["OPENAI_BASE_URL"] = model
            one = 0.0
            for number in (1, 2, 4):
                rate = measure_workers(number, articles=articles, home=Path(folder), url=address, address=model)
                one = one or rate
                ideal = number * CONCURRENCY / _Model.latency
                click.echo(
                    f"{name:11} {number} workers x {CONCURRENCY}: {rate:5.2f} articles/s, "
                    f"{rate / ideal:.0%} of what the latency allows, {rate / one / number:.0%} of linear"
                )
            with opened(Path(folder), address) as service:
                click.echo(f"{name:11} queue: {measure_queue(service.engine):.2f} ms a job")


if __name__ == "__main__":
    main()
