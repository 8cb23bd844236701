"""The commands. Heavy parts are imported by the command that needs them: `ask` starts in about a second."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from service import __version__, settings
from service.cli import printing
from service.cli.backups import backup, restore
from service.cli.feeds import feeds
from service.domain.questions import Filters, Question
from service.errors import InputRejected

INGEST_REJECTED, ASK_REFUSED = 3, 4


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="onrecord")
def cli() -> None:
    """Who said what in the news: verbatim, cited answers, or an honest refusal."""


@contextmanager
def _reader() -> Iterator[Any]:
    from service.bootstrap import open_reader

    service = open_reader(settings.load())
    try:
        yield service
    finally:
        service.close()


@contextmanager
def _owner() -> Iterator[Any]:
    from service.bootstrap import open_owner

    service = open_owner(settings.load())
    try:
        yield service
    finally:
        service.close()


def _filtered(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the filter options called `names` to a command."""
    options = {
        "speaker": click.option("--speaker", help="Only what this person or body said."),
        "source": click.option("--source", help="Only articles of this outlet."),
        "since": click.option("--since", help="Only articles from this day on (2021-05-12)."),
        "until": click.option("--until", help="Only articles up to this day."),
        "article": click.option("--article", help="Only this article (its id or external id)."),
    }

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(names):
            command = options[name](command)
        return command

    return add


def _filters(library: Any, **given: str | None) -> Filters:
    article = given.get("article")
    return Filters(
        speaker=given.get("speaker"),
        source=given.get("source"),
        since=_day("--since", given.get("since")),
        until=_day("--until", given.get("until")),
        article_id=library.catalog.resolve(article) if article else None,
    )


def _day(option: str, value: str | None) -> str | None:
    from service.ingest.dates import iso_date

    found = iso_date(value) if value else None
    if value and not found:
        raise click.BadParameter(f"{value!r} is not a date; write it as 2021-05-12", param_hint=option)
    return found


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--json", "as_json", is_flag=True, help="Print one report object.")
def ingest(sources: tuple[str, ...], as_json: bool) -> int:
    """Take articles from files, folders, globs, - (standard input), and addresses of pages, feeds and sitemaps."""
    from service.ingest.reading import count_inputs, read_sources

    with _owner() as service:
        inputs = read_sources(sources, max_bytes=service.settings.max_article_bytes, web=service.web())
        report = ingest_all(service, inputs, total=count_inputs(sources) or None, quiet=as_json)
    (printing.print_json if as_json else printing.print_report)(report)
    return INGEST_REJECTED if report["rejected"] else 0


def ingest_all(service: Any, inputs: Iterable[Any], *, total: int | None, quiet: bool) -> dict[str, Any]:
    """Ingest with a progress bar where a person is watching, and return the report object."""
    from service.ingest.pipeline import ingest
    from service.presenting import outcome_as_json

    library = service.library()
    started = time.monotonic()
    outcomes = ingest(
        inputs, catalog=library.catalog, index=library.index, clock=service.clock, attributor=service.attributor
    )
    taken = list(_with_progress(outcomes, total=total, label="articles", quiet=quiet))
    counts = Counter(outcome.status for outcome in taken)
    return {
        **{status: counts[status] for status in printing.OUTCOMES},
        "seconds": round(time.monotonic() - started, 2),
        "inputs": [outcome_as_json(outcome) for outcome in taken],
    }


def _with_progress(items: Iterator[Any], *, total: int | None, label: str, quiet: bool) -> Iterator[Any]:
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    with _progress_bar() as bar:
        task = bar.add_task(label, total=total)
        for item in items:
            bar.advance(task)
            yield item


def _progress_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, console=Console(stderr=True), transient=True)


@cli.command()
@click.argument("question")
@_filtered("speaker", "source", "since", "until", "article")
@click.option("--conversation", help="Any name: follow-ups under it are understood.")
@click.option("--json", "as_json", is_flag=True, help="Print the Answer object.")
def ask(question: str, as_json: bool, conversation: str | None, **given: str | None) -> int:
    """Answer QUESTION from the articles, with citations, or refuse and say what was searched."""
    with _reader() as service:
        answer = ask_one(service, question, given, conversation=conversation)
    (printing.print_json if as_json else printing.print_answer)(answer)
    return ASK_REFUSED if answer["refusal"] else 0


def ask_one(
    service: Any, question: str, given: dict[str, str | None], *, conversation: str | None = None
) -> dict[str, Any]:
    from service.answering.pipeline import answer_question
    from service.presenting import answer_as_json, turn_from

    if not question.strip():
        raise InputRejected(origin="question", why="empty", mend="ask something")
    library, now = service.library(), service.clock()
    turns = tuple(turn_from(body) for body in library.answers.turns(conversation)) if conversation else ()
    asked = Question(question, library.catalog.workspace, now, _filters(library, **given), turns)
    answer = asyncio.run(answer_question(asked, library=library, using=service.answering))
    body = answer_as_json(answer)
    library.answers.write(body, now=now, conversation=conversation)
    return body


@cli.command()
@click.argument("query")
@click.option("--limit", default=10, type=click.IntRange(1, 200), show_default=True)
@_filtered("source", "since", "until", "article")
@click.option("--json", "as_json", is_flag=True, help="Print an object with `hits`.")
def search(query: str, limit: int, as_json: bool, **given: str | None) -> int:
    """Print ranked passages without an answer."""
    from service.presenting import hit_as_json
    from service.retrieval.searching import find_passages

    with _reader() as service:
        library = service.library()
        filters = _filters(library, **given)
        hits = [hit_as_json(h) for h in find_passages(query, filters, library=library, limit=limit)]
    if as_json:
        printing.print_json({"query": query, "hits": hits})
    else:
        printing.print_hits(hits)
    return 0


@cli.command()
@_filtered("speaker")
@click.option("--about", help="Only statements about this.")
@click.option("--to", "addressee", help="Only statements to this person or body.")
@_filtered("source", "since", "until", "article")
@click.option("--order", type=click.Choice(["date", "relevance"]), default="date", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print an object with `statements`.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print one Statement object a line.")
def statements(
    *,
    speaker: str | None,
    about: str | None,
    addressee: str | None,
    order: str,
    as_json: bool,
    as_lines: bool,
    **given: str | None,
) -> int:
    """Print who said what; what several outlets report is one line that names them."""
    from service.answering.refusing import refuse_listing
    from service.presenting import refusal_as_json, statements_as_json
    from service.retrieval.listing import Order, look_up

    with _reader() as service:
        library = service.library()
        filters = _filters(library, speaker=speaker, **given)
        found = look_up(filters, about=about, to=addressee, library=library, order=Order(order))
    refusal = refuse_listing(found)
    listed = [] if refusal else statements_as_json(found)
    if as_json:
        printing.print_json({"statements": listed, "refusal": refusal_as_json(refusal) if refusal else None})
        return 0
    if refusal:
        printing.print_refusal(refusal_as_json(refusal))
    (printing.print_lines if as_lines else printing.print_statements)(listed)
    return 0


@cli.group()
def articles() -> None:
    """List, show, delete and export the articles of the catalog."""


@articles.command("list")
@_filtered("source", "since", "until")
@click.option("--limit", default=100, type=click.IntRange(1), show_default=True)
@click.option("--json", "as_json", is_flag=True)
def list_articles(limit: int, as_json: bool, **given: str | None) -> int:
    """List articles, newest first."""
    from service.presenting import article_as_json

    with _reader() as service:
        library = service.library()
        found = [article_as_json(a) for a in library.catalog.articles(_filters(library, **given), limit=limit)]
    if as_json:
        printing.print_json({"articles": found})
    else:
        printing.print_articles(found)
    return 0


@articles.command("show")
@click.argument("article")
@click.option("--json", "as_json", is_flag=True)
def show_article(article: str, as_json: bool) -> int:
    """Show one article with its text (by id or external id)."""
    from service.presenting import article_with_text_as_json

    with _reader() as service:
        catalog = service.library().catalog
        found = article_with_text_as_json(catalog.article(catalog.resolve(article)))
    (printing.print_json if as_json else printing.print_article)(found)
    return 0


@articles.command("delete")
@click.argument("references", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--purge", is_flag=True, help="Also rewrite the files of the home, so that no byte of them is left.")
def delete_articles(references: tuple[str, ...], purge: bool) -> int:
    """Delete articles with all their versions, statements, index entries, and the stored answers that cite them."""
    with _owner() as service:
        catalog = service.library().catalog
        chosen = [catalog.resolve(reference) for reference in references]
        (service.purge if purge else service.delete)(chosen)
    for article_id in chosen:
        click.echo(f"{'purged' if purge else 'deleted'} {article_id}")
    return 0


@articles.command("export")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; default: standard output.")
def export_articles(output: Path | None) -> int:
    """Write every version of every article as JSON lines that `ingest` takes back."""
    import json

    from service.presenting import records_as_json

    with _reader() as service:
        catalog = service.library().catalog
        found = ((catalog.article(i), catalog.versions(i), catalog.identity(i)) for i in catalog.article_ids())
        records = (record for each in found for record in records_as_json(*each))
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        if output is None:
            for line in lines:
                click.echo(line)
            return 0
        number = _write_lines(output, lines)
    click.echo(f"{number} versions of articles in {output}", err=True)
    return 0


def _write_lines(path: Path, lines: Iterator[str]) -> int:
    """Write `lines` to `path`, which holds either all of them or what it held before."""
    partial = path.with_name(path.name + ".partial")
    number = 0
    try:
        with partial.open("w", encoding="utf-8") as file:
            for line in lines:
                number += file.write(line + "\n") > 0
        partial.replace(path)
    except OSError as error:
        raise InputRejected(origin=str(path), why=error.strerror or str(error)) from error
    return number


@cli.command()
@click.option("--statements", is_flag=True, help="Find who said what anew, after an upgrade; resumable.")
def reindex(statements: bool) -> int:
    """Rebuild the search indexes from the catalog, for instance after a change of ONRECORD_EMBEDDING."""
    from service.bootstrap import rebuild_indexes
    from service.cli.reattributing import reattribute_all

    if statements:
        return reattribute_all()

    started = time.monotonic()
    with _rebuild_progress() as progress:
        number = rebuild_indexes(settings.load(), progress=progress)
    click.echo(f"{number} articles indexed anew in {time.monotonic() - started:.1f} s")
    return 0


@contextmanager
def _rebuild_progress() -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with _progress_bar() as bar:
        task = bar.add_task("articles", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--mend", is_flag=True, help="Make the indexes agree with the catalog first.")
def doctor(as_json: bool, mend: bool) -> int:
    """Say what is configured, what is reachable, what is broken and how to mend it."""
    from service.cli.diagnosing import diagnose

    if mend:
        with _owner() as service:
            number = sum(service.library(workspace).index.mend() for workspace in service.workspaces())
        click.echo(f"mended {number} articles", err=True)
    checks = diagnose(settings.load())
    if as_json:
        printing.print_json({"checks": [c.as_json() for c in checks]})
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:12} {check.message}")
    return 0 if all(check.ok for check in checks) else 1


@cli.command()
@click.option("--host", help="Address to listen on (default ONRECORD_HOST or 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port (default ONRECORD_PORT or 8600).")
def serve(host: str | None, port: int | None) -> int:
    """Serve the HTTP API and the page."""
    from service.web.app import run

    chosen = settings.load()
    run(chosen, host=host or chosen.host, port=chosen.port if port is None else port)
    return 0


@cli.command()
def demo() -> int:
    """Ingest the sample newsroom into a fresh temporary home and answer sample questions from it."""
    from service.cli.showing import show_demo

    show_demo()
    return 0


def _add_groups() -> None:
    """Hook in the commands that have a file of their own."""
    from service.cli import batches, moving, summaries  # noqa: F401 - their commands join by themselves
    from service.cli.digests import digests
    from service.cli.slack import slack
    from service.cli.speakers import speakers
    from service.cli.watching import watch_folders

    for command in (speakers, slack, backup, restore, feeds, digests, watch_folders):
        cli.add_command(command)


_add_groups()
