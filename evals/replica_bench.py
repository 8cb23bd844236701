"""What a replica costs: taking articles in beside another, following them, being made from nothing, answering."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

import click

from evals.running import _take
from service import settings
from service.answering.pipeline import answer_question
from service.bootstrap import Service, open_owner
from service.domain.questions import Question

QUESTIONS = 40


def opened(home: Path, postgres: str, chroma: str) -> Service:
    chosen = {"home": home, "database_url": postgres, "chroma_url": chroma, "chat_model": None}
    return open_owner(settings.load().model_copy(update=chosen))


def measure_answers(service: Service) -> float:
    """Return the median milliseconds of questions about the speakers of the catalog."""
    library = service.library()
    names = [speaker.name for speaker in library.speakers.all()[:QUESTIONS]]

    async def ask() -> list[float]:
        taken = []
        for name in names:
            started = time.perf_counter()
            asked = Question(f"What did {name} say?", library.catalog.workspace, service.clock())
            await answer_question(asked, library=library, using=service.answering)
            taken.append((time.perf_counter() - started) * 1000)
        return taken

    return median(asyncio.run(ask()))


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--postgres", required=True, help="postgresql://…, an empty database.")
@click.option("--chroma", required=True, help="http://…, a Chroma server.")
def main(sources: tuple[str, ...], postgres: str, chroma: str) -> None:
    """Take SOURCES in through one replica and print what a second one costs."""
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        first, second = (opened(Path(folder) / name, postgres, chroma) for name in ("one", "two"))
        second.library()
        started = time.perf_counter()
        _take(first, list(sources))
        took = time.perf_counter() - started
        articles, passages = len(first.library().catalog.article_ids()), first.library().index.count()
        click.echo(f"taken in: {articles} articles, {passages} passages, {took:.1f} s")
        started = time.perf_counter()
        second.follow_changes()
        followed = time.perf_counter() - started
        click.echo(
            f"followed: {followed:.1f} s, {articles / followed:.0f} articles/s, {passages / followed:.0f} passages/s"
        )
        for name, service in (("first", first), ("second", second)):
            click.echo(f"answering by the {name}: {measure_answers(service):.0f} ms (median of {QUESTIONS})")
        vector = second.embedder.embed_query("What did the minister say about the budget?")
        for name, search in (
            ("Chroma server", lambda: second.library().index.search_vectors(vector, limit=30)),
            ("exact in the file", lambda: second.library().index.compare(vector, range(passages * 2))),
        ):
            click.echo(f"nearest 30 by {name}: {_median_ms(search):.1f} ms")
        first.close()
        second.close()


def _median_ms(search: object, *, times: int = 30) -> float:
    assert callable(search)
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        search()
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


if __name__ == "__main__":
    main()
