"""Speed beside a plain LangChain + Chroma pipeline with the same embedding model, in the same run.

    python -m evals.bench [--levels 1000 10000 100000] [--out docs]

At the first level every text is embedded, by both. At the others the vectors are replayed in both (a stored
vector, turned a little for each text), since two cores need twenty minutes to embed 100,000 passages once: what is
timed there is everything but the embedding. A question is embedded for real at every level, and so are the sentences
that are compared with it. Ours answers it (plan, search, draft, verify); the other retrieves ten chunks and stops
there. Beside each answer BM25 alone retrieves ten passages from the same index, question by question in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import hashlib
import json
import math
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from service import assets, settings
from service.answering.judging import Judge
from service.answering.pipeline import answer_question
from service.bootstrap import Service, open_owner
from service.domain.news import SourceArticle
from service.domain.questions import Question
from service.ingest.pipeline import ingest
from service.ingest.reading import read_sources
from service.ports import Embedder, Vector
from service.store.remembering import RememberedVectors
from service.text.sentences import split_sentences

QUESTIONS = 40
ROUNDS = 5  # of all questions; of each the median counts
COLD_STARTS = 7
CHUNK = 900
LANGCHAIN_BATCH = 32  # articles handed to Chroma at once
FIRST_NAMES = """Ada Amir Anna Boris Carla Chen Dario Dina Elif Emil Farah Felix Grace Hugo Ines Ivan Jana Jonas Kofi
Laila Leon Maria Mateo Nadia Noor Olga Omar Paula Pedro Rania Rosa Samuel Sofia Tariq Thea Viktor Wanda Yusuf""".split()
LAST_NAMES = [
    start + end
    for start in "Adel Bran Cald Dov Els Farr Gant Holl Iver Juar Kess Lind Mar Nass Orl Petr Quil Rav Stan Ulm".split()
    for end in "ar berg by den ek er feld ford ham ic in ke ler man ner ova ski son ton wick".split()
]


@dataclass(frozen=True, slots=True)
class Growth:
    """How far an ingest was: articles, seconds that these last ones took, resident memory of the process in MB."""

    articles: int
    seconds: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One pipeline at one level; times in seconds and milliseconds, memory in MB above the start."""

    pipeline: str
    passages: int
    articles: int
    embedded: bool
    ingest_s: float
    articles_per_s: float
    question_p50_ms: float
    question_p95_ms: float
    peak_mb: float
    again_p50_ms: float | None = None
    again_p95_ms: float | None = None
    bm25_p50_ms: float | None = None
    bm25_p95_ms: float | None = None
    reopen_s: float | None = None
    disk_kb_per_article: float | None = None
    growth: tuple[Growth, ...] = ()


class ReplayingEmbedder:
    """Vectors of a few hundred real passages, turned by the hash of the text; questions are embedded for real.

    So is everything from `embed_for_real` on: the sentences that are compared with a question, too.
    """

    def __init__(self, real: Embedder, texts: Sequence[str]) -> None:
        self._real = real
        self._stored = real.embed_passages(texts)
        self._replays = True
        self.identity = f"replay-{real.identity}"
        self.dimension = real.dimension
        self.reads_headings = real.reads_headings

    def embed_for_real(self) -> None:
        self._replays = False

    def embed_query(self, text: str) -> Vector:
        return self._real.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        if not self._replays:
            return self._real.embed_passages(texts)
        vectors = np.stack([self._turned(text) for text in texts])
        turned: Vector = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return turned

    def _turned(self, text: str) -> Vector:
        digest = hashlib.sha256(text.encode()).digest()
        noise = np.random.default_rng(int.from_bytes(digest[:8], "little")).standard_normal(self.dimension)
        row: Vector = (self._stored[digest[9] % len(self._stored)] + 0.03 * noise).astype(np.float32)
        return row


def make_articles(passages: int, *, seed: int = 1) -> Iterator[SourceArticle]:
    """Yield articles of about four passages: shuffled sentences of the newsroom, people and numbers changed.

    Who is named follows Zipf's law over 15,200 people: a few are in every tenth article, most in hardly any.
    """
    sentences = [s for text in _sample_texts() for s in (span.of(text) for span in split_sentences(text))]
    rng = random.Random(seed)
    for number in range(max(1, passages // 4)):
        named: dict[str, str] = {}
        paragraphs = [" ".join(_varied(rng.choice(sentences), named, rng) for _ in range(4)) for _ in range(6)]
        day = f"2021-{1 + number % 12:02}-{1 + number % 28:02}"
        yield SourceArticle(
            text="\n\n".join(paragraphs),
            origin=f"article {number}",
            title=f"{_somebody(rng)} and {_somebody(rng)}: report {number}",
            source=rng.choice(("Meridian Wire", "The Harbor Ledger", "Northgate Dispatch")),
            published_at=day,
            external_id=str(number),
        )


def _sample_texts() -> list[str]:
    read = read_sources([str(assets.folder("newsroom") / "articles")], max_bytes=10_000_000)
    return [item.text for item in read if isinstance(item, SourceArticle)]


def _varied(sentence: str, named: dict[str, str], rng: random.Random) -> str:
    """Return a sentence with other numbers and people; `named` keeps who stands for whom in one article."""
    sentence = re.sub(r"\d+", lambda _: str(rng.randrange(2, 4000)), sentence)
    return _people().sub(lambda found: _stand_in(found[0], named, rng), sentence)


def _stand_in(name: str, named: dict[str, str], rng: random.Random) -> str:
    *first, last = name.split()
    other = named.setdefault(last, _somebody(rng))
    return other if first else other.split()[-1]


def _somebody(rng: random.Random) -> str:
    """Return one of 15,200 people; the first of them as often as the next two together."""
    rank = int((len(FIRST_NAMES) * len(LAST_NAMES)) ** rng.random()) - 1
    return f"{FIRST_NAMES[rank % len(FIRST_NAMES)]} {LAST_NAMES[(7 * rank + rank // 7600) % len(LAST_NAMES)]}"


@cache
def _people() -> re.Pattern[str]:
    """Return what finds the newsroom's speakers by their full and their last names."""
    folder = assets.folder("newsroom")
    lines = [line for f in sorted(folder.glob("statements*.jsonl")) for line in f.read_text("utf-8").splitlines()]
    names = {str(name) for line in lines if (name := json.loads(line)["speaker"]) and len(name.split()) == 2}
    either = sorted(names | {name.split()[-1] for name in names}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, either))})\b")


def questions() -> list[str]:
    return _all_questions()[:QUESTIONS]


def warming() -> list[str]:
    """Return other questions, asked first: the model is loaded, and pages are read as in a server that runs."""
    return _all_questions()[QUESTIONS : QUESTIONS + 20]


def _all_questions() -> list[str]:
    path = assets.folder("newsroom") / "questions.jsonl"
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure_ours(level: int, *, embedded: bool, folder: Path) -> Measured:
    """Ingest and ask with OnRecord: attribution, lexical and vector index, catalog, and a verified answer."""
    peak = Peak()
    service = open_owner(settings.load().model_copy(update={"home": folder}))
    if not embedded:
        service.embedder = ReplayingEmbedder(service.embedder, _sample_texts())
    started = time.perf_counter()
    growth = list(_ingest(service, level))
    number, ingest_s = growth[-1].articles, time.perf_counter() - started
    asked = ask_in_turns(service)
    passages = service.library().catalog.count_passages()
    service.close()
    measured = _measured(
        "OnRecord", passages, number, embedded=embedded, ingest_s=ingest_s, times=asked.first, peak=peak.megabytes()
    )
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    reopen_s = round(_timed(lambda: _reopen(folder, service.embedder)) / 1000, 2)
    return replace(
        measured,
        again_p50_ms=percentile(asked.again, 50),
        again_p95_ms=percentile(asked.again, 95),
        bm25_p50_ms=percentile(asked.alone, 50),
        bm25_p95_ms=percentile(asked.alone, 95),
        reopen_s=reopen_s,
        disk_kb_per_article=round(size / number / 1000, 1),
        growth=tuple(growth),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each question, the median of its rounds: answered with no sentence of it remembered, answered
    again, and looked for by BM25 alone."""

    first: list[float]
    again: list[float]
    alone: list[float]


def ask_in_turns(service: Service) -> Asked:
    """Ask every question in all three ways, one after the other, so that what else the machine does meets all alike.

    One event loop and its threads serve all, as in the server.
    """
    if isinstance(service.embedder, ReplayingEmbedder):
        service.embedder.embed_for_real()
    rounds: list[list[tuple[float, float, float]]] = []
    with asyncio.Runner() as runner:
        for q in warming():
            _answer(service, runner, q)
            _find_by_words(service, q)
        for _ in range(ROUNDS):
            times = []
            for q in questions():
                alone = _timed(partial(_find_by_words, service, q))
                _forget(service)
                first = _timed(partial(_answer, service, runner, q))
                times.append((first, _timed(partial(_answer, service, runner, q)), alone))
            rounds.append(times)
    medians = [[statistics.median(way) for way in zip(*one, strict=True)] for one in zip(*rounds, strict=True)]
    return Asked(*(list(way) for way in zip(*medians, strict=True)))


def _forget(service: Service) -> None:
    """Let go of every sentence that was read for an answer before: its vector, and what the judge made of it."""
    service.library().index.sentences = RememberedVectors()
    if isinstance(service.judge, Judge):
        service.judge.forget()


def _answer(service: Service, runner: asyncio.Runner, question: str) -> None:
    library = service.library()
    asked = Question(question, library.catalog.workspace, service.clock())
    runner.run(answer_question(asked, library=library, using=service.answering))


def percentile(times: Sequence[float], share: int) -> float:
    """Return the time that `share` of 100 questions do not exceed, the nearest one that was measured."""
    return round(sorted(times)[max(0, math.ceil(len(times) * share / 100) - 1)], 2)


def _find_by_words(service: Service, question: str) -> list[Any]:
    """Retrieve ten passages by BM25 alone, from the same index, with their articles."""
    library = service.library()
    found = library.catalog.passages([i for i, _ in library.index.search_lexical(question, limit=10)])
    return list(found.values())


def _reopen(folder: Path, embedder: Embedder) -> None:
    """Open the home as a server does, as far as the first question."""
    service = open_owner(settings.load().model_copy(update={"home": folder}))
    service.embedder = embedder
    service.library()
    service.close()


def _ingest(service: Service, level: int) -> Iterator[Growth]:
    """Ingest, and yield how it goes ten times, the last time at the end."""
    library = service.library()
    outcomes = ingest(
        make_articles(level),
        catalog=library.catalog,
        index=library.index,
        clock=service.clock,
        attributor=service.attributor,
    )
    started, step = time.perf_counter(), max(1, level // 4 // 10)
    number = marked = 0
    for number, outcome in enumerate(outcomes, start=1):
        assert outcome.status == "added", outcome
        if number % step == 0:
            now = time.perf_counter()
            print(f"{number} articles, {now - started:.1f} s", file=sys.stderr, flush=True)
            yield Growth(number, round(now - started, 2), round(_resident_mb()))
            started, marked = now, number
    if marked != number:
        yield Growth(number, round(time.perf_counter() - started, 2), round(_resident_mb()))


def _resident_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def measure_langchain(level: int, *, embedded: bool, folder: Path) -> Measured:
    """Ingest and retrieve as LangChain's own guide does: splitter, Chroma, similarity search."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from service.bootstrap import build_embedder

    peak = Peak()
    embedder = build_embedder(settings.load())
    used = embedder if embedded else ReplayingEmbedder(embedder, _sample_texts())
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=0)
    store = Chroma("bench", embedding_function=langchain_embeddings(used), persist_directory=str(folder))
    started = time.perf_counter()
    passages = number = 0
    for batch in batched(make_articles(level), LANGCHAIN_BATCH):
        chunks = [(chunk, {"title": a.title}) for a in batch for chunk in splitter.split_text(a.text)]
        store.add_texts([chunk for chunk, _ in chunks], [meta for _, meta in chunks])
        passages, number = passages + len(chunks), number + len(batch)
    ingest_s = time.perf_counter() - started
    for q in warming():
        store.similarity_search(q, k=10)
    rounds = [[_timed(lambda q=q: store.similarity_search(q, k=10)) for q in questions()] for _ in range(ROUNDS)]
    times = [statistics.median(one) for one in zip(*rounds, strict=True)]
    return _measured(
        "LangChain + Chroma", passages, number, embedded=embedded, ingest_s=ingest_s, times=times, peak=peak.megabytes()
    )


def langchain_embeddings(embedder: Embedder) -> Any:
    """Return our embedder under LangChain's names, so that both pipelines use the same model."""
    from langchain_core.embeddings import Embeddings

    class OurEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = embedder.embed_passages(texts).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            vector: list[float] = embedder.embed_query(text).tolist()
            return vector

    return OurEmbeddings()


def batched(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _timed(call: Any) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


class Peak:
    """Peak resident memory of this process since it was made."""

    def __init__(self) -> None:
        gc.collect()
        self._start = psutil.Process().memory_info().rss

    def megabytes(self) -> float:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return float(peak - self._start) / 1e6


def _measured(
    pipeline: str, passages: int, articles: int, *, embedded: bool, ingest_s: float, times: list[float], peak: float
) -> Measured:
    return Measured(
        pipeline,
        passages,
        articles,
        embedded,
        round(ingest_s, 2),
        round(articles / ingest_s, 1),
        percentile(times, 50),
        percentile(times, 95),
        round(peak),
    )


def _in_process_of_its_own(pipeline: str, level: int, embedded: bool) -> Measured:
    """Measure in a fresh process, so that memory and caches of one do not help or hurt the other."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_run_one, (pipeline, level, embedded))


def _run_one(pipeline: str, level: int, embedded: bool) -> Measured:
    folder = Path(tempfile.mkdtemp(prefix="onrecord-bench-"))
    try:
        measure = measure_ours if pipeline == "ours" else measure_langchain
        return measure(level, embedded=embedded, folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cold_start() -> dict[str, float]:
    """Return the median seconds of `onrecord ask` in a process of its own, and of importing chromadb beside it."""
    home = tempfile.mkdtemp(prefix="onrecord-bench-")
    environment = os.environ | {"ONRECORD_HOME": home}
    ours = [sys.executable, "-m", "service"]
    articles = str(assets.folder("newsroom") / "articles")
    subprocess.run([*ours, "ingest", articles], env=environment, check=True, capture_output=True)
    commands = {
        "onrecord ask": [*ours, "ask", "What did Austin say?"],
        "import chromadb": [sys.executable, "-c", "import chromadb"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(COLD_STARTS):
        for name, command in commands.items():
            times[name].append(_timed(partial(subprocess.run, command, env=environment, capture_output=True)))
    shutil.rmtree(home, ignore_errors=True)
    return {name: round(statistics.median(found) / 1000, 2) for name, found in times.items()}


def table(rows: Sequence[Measured]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| pipeline | passages | embedding | articles/s | question p50 / p95 ms | asked again | BM25 alone "
        "| times BM25, p50 / p95 | peak memory MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        how = "real" if r.embedded else "replayed"
        times = _pair(r.question_p50_ms, r.question_p95_ms)
        again, alone = _pair(r.again_p50_ms, r.again_p95_ms), _pair(r.bm25_p50_ms, r.bm25_p95_ms)
        ratio = (
            _pair(r.question_p50_ms / r.bm25_p50_ms, r.question_p95_ms / r.bm25_p95_ms)
            if r.bm25_p50_ms and r.bm25_p95_ms
            else "–"
        )
        row = (r.pipeline, f"{r.passages:,}", how, r.articles_per_s, times, again, alone, ratio, f"{r.peak_mb:.0f}")
        lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def _pair(first: float | None, second: float | None) -> str:
    return "–" if first is None or second is None else f"{first:.1f} / {second:.1f}"


def growth_table(rows: Sequence[Measured]) -> str:
    """Return how the largest ingest of ours went as a Markdown table, with what is left on disk and to reopen."""
    largest = [r for r in rows if r.growth][-1]
    lines = [
        f"{largest.passages:,} passages: reopened in {largest.reopen_s} s, {largest.disk_kb_per_article} kB an article",
        "",
        "| articles | articles/s of the last tenth | resident memory MB |",
        "|---|---|---|",
    ]
    before = 0
    for g in largest.growth:
        rate = f"{(g.articles - before) / g.seconds:.1f}" if g.seconds else "–"  # they come in groups
        lines.append(f"| {g.articles:,} | {rate} | {g.memory_mb:.0f} |")
        before = g.articles
    return "\n".join(lines)


def plot(rows: Sequence[Measured], path: Path) -> None:
    """Draw articles a second and milliseconds a question over the number of passages."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4))
    for name, colour in (("OnRecord", "#8a1c1c"), ("LangChain + Chroma", "#6b675f")):
        own = [r for r in rows if r.pipeline == name]
        passages = [r.passages for r in own]
        axes[0].plot(passages, [r.articles_per_s for r in own], "o-", color=colour, label=name)
        axes[1].plot(passages, [r.question_p50_ms for r in own], "o-", color=colour, label=name)
    for axis, title in zip(axes, ("articles ingested a second", "milliseconds a question (median)"), strict=True):
        axis.set(xscale="log", yscale="log", xlabel="passages", title=title)
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(alpha=0.25)
    axes[0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    """Measure every level and print a table; with --out also write it, and a plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--levels", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--out", type=Path, help="folder for bench.json, bench.md and bench.svg")
    given = parser.parse_args()
    started = cold_start()
    print(" · ".join(f"{name} {seconds:.2f} s" for name, seconds in started.items()))
    rows: list[Measured] = []
    for number, level in enumerate(given.levels):
        for pipeline in ("ours", "langchain"):
            rows.append(_in_process_of_its_own(pipeline, level, number == 0))
            print(rows[-1], file=sys.stderr, flush=True)
    print(table(rows))
    print(growth_table(rows))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        found = {"cold_start_s": started, "levels": [asdict(r) for r in rows]}
        (given.out / "bench.json").write_text(json.dumps(found, indent=1) + "\n")
        (given.out / "bench.md").write_text(f"{table(rows)}\n\n{growth_table(rows)}\n", encoding="utf-8")
        plot(rows, given.out / "bench.svg")


if __name__ == "__main__":
    main()
