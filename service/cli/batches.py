"""`onrecord batch …` and `onrecord worker`: many articles, durably."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from service.cli import printing
from service.cli.commands import INGEST_REJECTED, _progress_bar, _reader, cli
from service.cli.summaries import LENGTHS
from service.domain.batches import Batch, Executor, Options
from service.domain.summaries import Length
from service.errors import InputRejected

DEFAULT_CONCURRENCY = 4
SOME_FAILED, PAUSED = INGEST_REJECTED, 5
CANCELLING_S = 30.0  # that a cancelled batch waits for its server; what is left then is a worker's


@cli.group()
def batch() -> None:
    """Summarize thousands of articles; killed at any moment and started again, it goes on where it was."""


@batch.command()
@click.option("--input", "source", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--length", type=LENGTHS, default="short", show_default=True)
@click.option("--concurrency", type=click.IntRange(1, 256), default=DEFAULT_CONCURRENCY, show_default=True)
@click.option("--max-tokens", type=click.IntRange(1), help="Stop when this many tokens are spent; a later run goes on.")
@click.option("--calls-per-minute", type=click.IntRange(1), help="At most so many calls to the model.")
@click.option(
    "--executor",
    type=click.Choice([e.value for e in Executor]),
    default=Executor.LIVE.value,
    show_default=True,
    help="live: call by call; hosted: the server's Batch API, within a day at a lower price.",
)
@click.option("--retry-failed", is_flag=True, help="Try again what failed in an earlier run.")
@click.option("--estimate", "only_estimate", is_flag=True, help="Say what it would cost, and do nothing.")
def summarize(source: Path, output: Path, *, retry_failed: bool, only_estimate: bool, **chosen: Any) -> int:
    """Write one summary a line for the articles in --input ({"id": …} a line), in the order of the input."""
    from service.summarizing.batch import create_batch, estimate, retry
    from service.summarizing.results import references_in

    references = references_in(_read(source), origin=str(source))
    options = Options(**chosen | {"length": Length(chosen["length"]), "executor": Executor(chosen["executor"])})
    with _reader() as service:
        batching = service.batching
        workspace = service.library().catalog.workspace
        if only_estimate:
            printing.print_json(estimate(references, options, workspace=workspace, batching=batching))
            return 0
        made = create_batch(references, options, workspace=workspace, batching=batching)
        if retry_failed:
            made = retry(made.id, workspace=workspace, batching=batching)
        _say(f"batch {made.id}: {made.total} articles, {made.left} to do{_priced(made)}")
        if made.left and options.executor is Executor.HOSTED:
            _say("the server answers within a day; stopped or killed, the same command goes on")
        started = time.monotonic()
        _work_on(made, batching, concurrency=options.concurrency, output=output)
        ended = batching.records(workspace).read(made.id)
    _say(f"{_counted(ended)} in {time.monotonic() - started:.1f} s{_spent(ended, batching)}; {output}")
    if ended.left:
        _say("the budget is spent: run it again with a larger --max-tokens")
        return PAUSED
    return SOME_FAILED if ended.counts.get(_failed(), 0) else 0


def _failed() -> Any:
    from service.domain.batches import State

    return State.FAILED


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputRejected(origin=str(path), why="cannot be read as UTF-8", mend="write JSON lines") from error


def _say(line: str) -> None:
    click.echo(line, err=True)


def _priced(made: Batch) -> str:
    tokens = made.estimate.input_tokens + made.estimate.output_tokens
    if not tokens:
        return ""
    money = f", {made.estimate.money:.2f} by the prices set" if made.estimate.money is not None else ""
    return f"; about {tokens:,} tokens{money}"


def _spent(ended: Batch, batching: Any) -> str:
    cost = batching.prices.of(ended.spent, hosted=ended.hosted)
    if not cost.input_tokens:
        return ""
    money = f", {cost.money:.2f} by the prices set" if cost.money is not None else ""
    return f"; {cost.input_tokens + cost.output_tokens:,} tokens{money}"


def _counted(ended: Batch) -> str:
    return ", ".join(f"{number} {state.value}" for state, number in sorted(ended.counts.items())) or "nothing"


def _work_on(made: Batch, batching: Any, *, concurrency: int, output: Path) -> None:
    """Run the batch to its end; results stand in OUTPUT.partial as they come, in OUTPUT when all are there."""
    from service.summarizing.working import work

    partial = output.with_name(output.name + ".partial")
    records = batching.records(made.workspace)
    with _writing(partial, made.id, records) as write, _bar(made) as advance:

        def on_done(_job: Any) -> None:
            advance()
            write()

        asyncio.run(work(batching, concurrency=concurrency, batch_id=made.id, until_empty=True, on_done=on_done))
        write()
    if not records.read(made.id).left:
        partial.replace(output)


@contextmanager
def _writing(partial: Path, batch_id: str, records: Any) -> Iterator[Callable[[], None]]:
    """Yield a function that adds the results which have become ready, in the order of the input."""
    from service.summarizing.results import result_lines

    written = 0
    try:
        with partial.open("w", encoding="utf-8") as file:

            def write() -> None:
                nonlocal written
                for line in result_lines(batch_id, records, start=written):
                    file.write(line + "\n")
                    written += 1
                file.flush()

            yield write
    except OSError as error:
        raise InputRejected(origin=str(partial), why=error.strerror or str(error)) from error


@contextmanager
def _bar(made: Batch) -> Iterator[Callable[[], None]]:
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with _progress_bar() as bar:
        task = bar.add_task("summaries", total=made.total, completed=made.total - made.left)
        yield lambda: bar.advance(task)


@batch.command("list")
def list_batches() -> int:
    """List batches, newest first."""
    with _reader() as service:
        batching = service.batching
        for made in batching.records(service.library().catalog.workspace).all():
            click.echo(f"{made.id}  {made.created_at}  {made.status:10} {_counted(made)}")
    return 0


@batch.command()
@click.argument("batch_id")
def status(batch_id: str) -> int:
    """Print a batch: how far it is, what was estimated, what it cost."""
    from service.summarizing.results import batch_as_json

    with _reader() as service:
        batching = service.batching
        made = batching.records(service.library().catalog.workspace).read(batch_id)
        printing.print_json(batch_as_json(made, batching.prices))
    return 0


@batch.command()
@click.argument("batch_id")
def results(batch_id: str) -> int:
    """Print the results that are ready as JSON lines, in the order of the input."""
    from service.summarizing.results import result_lines

    with _reader() as service:
        records = service.batching.records(service.library().catalog.workspace)
        records.read(batch_id)
        for line in result_lines(batch_id, records):
            click.echo(line)
    return 0


@batch.command("cancel")
@click.argument("batch_id")
def cancel_batch(batch_id: str) -> int:
    """Cancel what is not done yet."""
    from service.summarizing.batch import cancel

    with _reader() as service:
        ended = cancel(batch_id, workspace=service.library().catalog.workspace, batching=service.batching)
        asyncio.run(_tell_server(ended, service.batching))
        left = service.batching.submissions(ended.workspace).open(ended.id)
    click.echo(f"{ended.id}: {_counted(ended)}")
    if left:
        _say("the server has not ended it yet; `onrecord worker` sees to that")
    return 0


async def _tell_server(ended: Batch, batching: Any) -> None:
    """Have the server end what it has of a cancelled batch, for as long as a person waits."""
    from service.summarizing.working import work

    if batching.hosting and batching.submissions(ended.workspace).open(ended.id):
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(CANCELLING_S, stop.set)
        await work(batching, concurrency=1, batch_id=ended.id, until_empty=True, stop=stop)


@batch.command("delete")
@click.argument("batch_id")
def delete_batch(batch_id: str) -> int:
    """Delete a batch with all its results."""
    from service.summarizing.batch import delete

    with _reader() as service:
        delete(batch_id, workspace=service.library().catalog.workspace, batching=service.batching)
    click.echo(f"deleted {batch_id}")
    return 0


@batch.command("retry")
@click.argument("batch_id")
@click.option("--max-tokens", type=click.IntRange(1), help="A larger budget.")
def retry_batch(batch_id: str, max_tokens: int | None) -> int:
    """Offer again what failed or was cancelled; `onrecord worker` or `onrecord serve` does it."""
    from service.summarizing.batch import retry

    with _reader() as service:
        made = retry(
            batch_id, workspace=service.library().catalog.workspace, batching=service.batching, max_tokens=max_tokens
        )
    click.echo(f"{made.id}: {_counted(made)}")
    return 0


@cli.command()
@click.option("--concurrency", type=click.IntRange(1, 256), default=DEFAULT_CONCURRENCY, show_default=True)
@click.option("--until-empty", is_flag=True, help="End when no job waits, instead of waiting for more.")
def worker(concurrency: int, *, until_empty: bool) -> int:
    """Do the jobs of batches, follow feeds, send digests until stopped (Ctrl-C or SIGTERM: jobs are given back)."""
    with _reader() as service:
        _say(f"worker {os.getpid()}: {service.batching.queue.waiting()} jobs wait")
        asyncio.run(_serve_jobs(service, concurrency, until_empty=until_empty))
    return 0


async def _serve_jobs(service: Any, concurrency: int, *, until_empty: bool) -> None:
    from service.digesting import running as digests
    from service.ingest.polling import follow
    from service.slack.channels import open_channels
    from service.summarizing.working import work

    open_channels(service)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    looks = [] if until_empty else [follow(service.keep_up, stop=stop), digests.follow(service.send_digests, stop=stop)]
    following = [asyncio.create_task(look) for look in looks]
    await work(service.batching, concurrency=concurrency, until_empty=until_empty, stop=stop)
    await asyncio.gather(*following)
