"""A process that does at random what users do to a home, until it is killed: `python -m tests.integration.chaos`."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable
from pathlib import Path

from service import bootstrap
from service.answering.pipeline import Answering, answer_question
from service.attribution.attributor import Attributor
from service.bootstrap import CATALOG, Service, new_answer_id
from service.domain.news import SourceArticle
from service.domain.questions import Question
from service.ingest.pipeline import ingest
from service.presenting import answer_as_json
from service.settings import Settings
from service.store.database import open_database
from tests.builders import BRIDGE, FERRY, NOW, source
from tests.fakes import HashingEmbedder

NAMES = 24


def open_home(home: Path, *, settings: Settings | None = None, owns_home: bool = True) -> Service:
    """Return a service with real files, real Chroma, and an embedder that needs no model."""
    return Service(
        settings=settings or Settings(home=home),
        engine=open_database(home / CATALOG),
        embedder=HashingEmbedder(),
        answering=Answering(new_answer_id, None),
        _attributor=Attributor(),
        owns_home=owns_home,
        clock=lambda: NOW,
    )


def own_home(home: Path) -> Service:
    """Return the service as a process gets it that starts after another was killed."""
    with_fakes: Callable[..., Service] = lambda settings, owns_home: open_home(  # noqa: E731
        home, settings=settings, owns_home=owns_home
    )
    built, bootstrap._build = bootstrap._build, with_fakes
    try:
        return bootstrap.open_owner(Settings(home=home))
    finally:
        bootstrap._build = built


def mark(number: int) -> str:
    """Return the words that only the article of this number has."""
    return f"zebrawood{number:03}marzipan"


def article(number: int, dice: random.Random) -> SourceArticle:
    """Return an article, in one of many versions; those of like numbers are near copies of each other."""
    text = (BRIDGE, FERRY)[number % 2]
    edition = dice.randrange(1000)
    tail = f"“This is edition {edition} of {mark(number)},” Mayor Ilse Brandt said. It was number {number}."
    return source(f"{text}\n\n{tail}", external_id=f"desk-{number}", published_at="2026-03-04")


def live(home: Path, journal: Path, seed: int) -> None:
    dice = random.Random(seed)
    service = own_home(home)
    library = service.library()
    print("ready", flush=True)
    while True:
        number = dice.randrange(NAMES)
        known = [a for a in library.catalog.articles() if a.current.external_id == f"desk-{number}"]
        act = dice.choices(["write", "ask", "delete", "purge", "withdraw", "mend"], [8, 4, 3, 1, 1, 1])[0]
        if act == "write":
            numbers = [dice.randrange(NAMES) for _ in range(dice.randrange(1, 6))]
            made = [article(n, dice) for n in numbers]
            list(ingest(made, catalog=library.catalog, index=library.index, clock=service.clock))
        elif act == "ask":
            asked = Question(f"What did Brandt say about number {number}?", "default", NOW)
            body = answer_as_json(asyncio.run(answer_question(asked, library=library, using=service.answering)))
            library.answers.write(body, now=NOW)
        elif act == "mend":
            library.index.mend()
        elif known and act == "withdraw":
            library.catalog.withdraw(known[0].id, now=NOW)
            library.index.drain()
        elif known and act == "delete":
            note(journal, f"delete {number}")
            service.delete([known[0].id])
        elif known:
            note(journal, f"purge {number}")
            service.purge([known[0].id])


def note(journal: Path, line: str) -> None:
    with journal.open("a") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    live(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
