"""Compares the embedded models: what they find, and how fast.

    python -m evals.embedding_bench --data DATA [--wheel WHEEL]... [--fp32 MODEL=FOLDER]...

Corpus: the gold sentences of MultiHop-RAG, alone or hidden among paragraphs of PolNeAR's training articles. Score:
MRR@10 over the questions that have evidence, a hit being any gold sentence; BM25 is SQLite's, fused by rank. A wheel
that the models were made from (or a folder that `evals.convert_models --precision fp32` wrote) adds the same model
unquantised, timed in turns with the int8 one.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from evals.convert_models import convert
from service.embedding import E5_SMALL, MINILM, MODELS, EmbeddingModel, OnnxEmbedder

RRF_K = 10
DEPTH = 100  # places of each ranking that are fused
TOO_COMMON = 0.1  # share of documents beyond which a term is not searched for
ROUNDS = 5
CONVERTIBLE = {MINILM.name: "minilm", E5_SMALL.name: "e5"}

Ranking = list[int]


@dataclass(frozen=True)
class Document:
    """A sentence or paragraph, and the title and source of its article."""

    text: str
    title: str
    source: str

    @property
    def with_heading(self) -> str:
        return f"{self.title} ({self.source})\n{self.text}"


@dataclass(frozen=True)
class Question:
    """A question and the documents (places in the corpus) that hold its evidence."""

    text: str
    gold: frozenset[int]


@dataclass(frozen=True)
class Timing:
    """Passages a second on two threads, and the median of a query on one thread in milliseconds."""

    passages_per_second: float
    query_ms: float


# --- data ------------------------------------------------------------------------------------------------------------


def read_gold(data: Path) -> tuple[list[Document], list[Question]]:
    """Read MultiHop-RAG's gold sentences, and the questions whose evidence is among them."""
    facts = _read_lines(data / "multihop_rag" / "evidence_pool.jsonl")
    places = {row["fact"]: i for i, row in enumerate(facts)}
    documents = [Document(row["fact"], row["title"], row["source"]) for row in facts]
    asked = [
        Question(row["query"], frozenset(places[e["fact"]] for e in row["evidence_list"] if e["fact"] in places))
        for row in _read_lines(data / "multihop_rag" / "dev.jsonl")
    ]
    return documents, [question for question in asked if question.gold]


def read_paragraphs(data: Path) -> Iterator[Document]:
    """Read the paragraphs of PolNeAR's training articles, 60 to 600 characters each, no text twice."""
    seen: set[str] = set()
    for row in _read_lines(data / "polnear" / "train.jsonl"):
        for line in row["text"].split("\n"):
            text = line.strip()
            if 60 <= len(text) <= 600 and text not in seen:
                seen.add(text)
                yield Document(text, row["title"], row["publisher"])


def read_passages(data: Path, *, count: int, characters: int) -> list[str]:
    """Join paragraphs to passages of at least `characters` characters, to time with."""
    passages, current = [], ""
    for document in read_paragraphs(data):
        current = f"{current}\n{document.text}".strip()
        if len(current) >= characters:
            passages.append(current)
            current = ""
        if len(passages) == count:
            break
    return passages


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- ranking ---------------------------------------------------------------------------------------------------------


def rank_by_words(texts: Sequence[str], queries: Sequence[str]) -> list[Ranking]:
    """Rank by SQLite's bm25() over Porter stems; terms in over a tenth of the texts are left out."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table corpus using fts5(text, tokenize = 'porter unicode61')")
    base.executemany("insert into corpus (rowid, text) values (?, ?)", enumerate(texts))
    base.execute("create virtual table terms using fts5vocab(corpus, row)")
    return [_match(base, _rare_words(base, query, len(texts))) for query in queries]


def _rare_words(base: sqlite3.Connection, query: str, size: int) -> list[str]:
    found = base.execute
    return [
        word
        for word in dict.fromkeys(re.findall(r"\w+", query.lower()))
        if found("select count(*) from corpus where corpus match ?", [f'"{word}"']).fetchone()[0] <= TOO_COMMON * size
    ]


def _match(base: sqlite3.Connection, words: Sequence[str]) -> Ranking:
    expression = " OR ".join(f'"{word}"' for word in words)
    rows = base.execute(
        "select rowid from corpus where corpus match ? order by bm25(corpus) limit ?", [expression, DEPTH]
    )
    return [row[0] for row in rows] if words else []


def rank_by_meaning(embedder: OnnxEmbedder, texts: Sequence[str], queries: Sequence[str]) -> list[Ranking]:
    """Rank by cosine."""
    passages = embedder.embed_passages(texts)
    return [np.argsort(-(passages @ embedder.embed_query(q)), kind="stable")[:DEPTH].tolist() for q in queries]


def fuse(one: Ranking, other: Ranking) -> Ranking:
    """Fuse two rankings by reciprocal rank."""
    scores: dict[int, float] = {}
    for ranking in (one, other):
        for place, document in enumerate(ranking, start=1):
            scores[document] = scores.get(document, 0.0) + 1 / (RRF_K + place)
    return sorted(scores, key=lambda document: (-scores[document], document))


def mean_reciprocal_rank(rankings: Sequence[Ranking], questions: Sequence[Question]) -> float:
    """Return MRR@10: the mean of 1 / place of the first gold document, 0 when it is not among the first ten."""
    return statistics.fmean(
        next(
            (1 / place for place, document in enumerate(ranking[:10], start=1) if document in question.gold),
            0.0,
        )
        for ranking, question in zip(rankings, questions, strict=True)
    )


# --- time ------------------------------------------------------------------------------------------------------------


def time_in_turns(
    embedders: Mapping[str, OnnxEmbedder], passages: Sequence[str], queries: Sequence[str]
) -> dict[str, Timing]:
    """Time every embedder in each of five rounds, so that a busy moment hits them all; medians."""
    rates: dict[str, list[float]] = {name: [] for name in embedders}
    waits: dict[str, list[float]] = {name: [] for name in embedders}
    for _ in range(ROUNDS):
        for name, embedder in embedders.items():
            waits[name] += [_seconds(embedder.embed_query, query) for query in queries]
            rates[name].append(len(passages) / _seconds(embedder.embed_passages, passages))
    return {name: Timing(statistics.median(rates[name]), 1000 * statistics.median(waits[name])) for name in embedders}


def _seconds(work: Callable[[Any], object], subject: object) -> float:
    start = time.perf_counter()
    work(subject)
    return time.perf_counter() - start


# --- the command -----------------------------------------------------------------------------------------------------


def unquantised(model: EmbeddingModel, folder: Path) -> OnnxEmbedder:
    """Open the fp32 files in `folder` in place of the model's shipped ones."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in model.files}
    return OnnxEmbedder(dataclasses.replace(model, files=files), folder=folder)


def gather_embedders(wheels: Sequence[Path], folders: Mapping[str, Path], scratch: Path) -> dict[str, OnnxEmbedder]:
    """Return the shipped models by name, each followed by its fp32 twin if a wheel or a folder gives it."""
    embedders: dict[str, OnnxEmbedder] = {}
    for name, model in MODELS.items():
        embedders[name] = OnnxEmbedder(model)
        folder = folders.get(name) or _convert_from(wheels, name, scratch / name)
        if folder:
            embedders[name.replace("int8", "fp32")] = unquantised(model, folder)
    return embedders


def _convert_from(wheels: Sequence[Path], name: str, folder: Path) -> Path | None:
    for wheel in wheels:
        try:
            convert(CONVERTIBLE[name], wheel, folder, "fp32")
        except FileNotFoundError:  # another model's wheel
            continue
        return folder
    return None


def print_scores(
    embedders: Mapping[str, OnnxEmbedder], documents: Sequence[Document], questions: Sequence[Question]
) -> None:
    """Print MRR@10 of each ranking by meaning, alone and fused with BM25; both read texts without and with heading."""
    queries = [question.text for question in questions]
    texts = {"plain": [d.text for d in documents], "heading": [d.with_heading for d in documents]}
    words = {view: rank_by_words(texts[view], queries) for view in texts}
    print(f"{len(documents):,} texts")
    for view, ranking in words.items():
        print(f"{'BM25':<16}{view:<9}{mean_reciprocal_rank(ranking, questions):.3f}")
    for name, embedder in embedders.items():
        for view, read in texts.items():
            alone = rank_by_meaning(embedder, read, queries)
            scores = [f"{mean_reciprocal_rank(alone, questions):.3f}"]
            for other, ranking in words.items():
                fused = [fuse(one, two) for one, two in zip(ranking, alone, strict=True)]
                scores.append(f"with BM25 {other} {mean_reciprocal_rank(fused, questions):.3f}")
            print(f"{name:<16}{view:<9}{'  '.join(scores)}", flush=True)


def print_timings(embedders: Mapping[str, OnnxEmbedder], data: Path, queries: Sequence[str]) -> None:
    passages = read_passages(data, count=40, characters=800)
    timings = time_in_turns(embedders, passages, queries[:40])
    for name, timing in timings.items():
        twin = timings.get(name.replace("int8", "fp32"), timing)
        ratio = timing.passages_per_second / twin.passages_per_second
        print(
            f"{name:<16}{timing.passages_per_second:7.1f} passages/s  ×{ratio:.2f}  query p50 {timing.query_ms:.1f} ms"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.embedding_bench", description="Compare embedded models.")
    parser.add_argument("--data", type=Path, required=True, help="folder of multihop_rag/ and polnear/")
    parser.add_argument("--wheel", type=Path, action="append", default=[], help="build fp32 from this package")
    parser.add_argument("--fp32", action="append", default=[], metavar="MODEL=FOLDER", help="fp32 files of a model")
    parser.add_argument("--distractors", type=int, default=8000, help="PolNeAR paragraphs among the gold sentences")
    given = parser.parse_args(arguments)
    gold, questions = read_gold(given.data)
    folders = {name: Path(folder) for name, folder in (entry.split("=", 1) for entry in given.fp32)}
    with tempfile.TemporaryDirectory() as scratch:
        embedders = gather_embedders(given.wheel, folders, Path(scratch))
        print_timings(embedders, given.data, [question.text for question in questions])
        print(f"MRR@10 over {len(questions)} questions; one thread a text, texts on two threads")
        print_scores(embedders, gold, questions)
        if given.distractors:
            print_scores(embedders, gold + list(islice(read_paragraphs(given.data), given.distractors)), questions)


if __name__ == "__main__":
    main()
