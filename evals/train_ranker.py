"""Trains the ranker of sentences (service/answering/ranker.py) and writes its trees.

    python -m evals.train_ranker --data DIR --output OUT [--folds FOLDS]

DIR holds polnear/train.jsonl. It learns from the questions that the judge was trained on and from our newsroom's, of
the parts that are read while building: each sentence of an article, or of what is found for a question, answers or
does not. Each is shown twice, with and without its meaning, since the ranker also chooses what is compared by meaning.
FOLDS is where the trees of each fold of the articles go, which saw no question about it: evals/train_decider.py wants
them. Needs the `train` group (LightGBM); nothing of it is needed to run. Printed: how often the first sentence answers,
by five-fold cross-validation over the newsroom's articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from evals.running import fill_home, filters_from, open_home
from evals.suites import Json, Request, newsroom
from evals.train_judge import QUESTIONS, speakers
from service.answering import choosing
from service.answering.asking import act_of, focus_of
from service.answering.expecting import expected_in, fitness
from service.answering.judged import placed
from service.answering.pages import page
from service.answering.signs import Signs
from service.attribution.statements import find_attributions
from service.domain.news import SourceArticle, Span
from service.domain.questions import Question
from service.embedding import OnnxEmbedder
from service.embedding.thesaurus import Thesaurus
from service.ingest.reading import read_sources
from service.ports import Placed
from service.retrieval import ranking
from service.retrieval.pipeline import collect_evidence
from service.text.words import terms

Floats = NDArray[np.float32]

ROUNDS = 250
OF_NEWSROOM = 4.0  # weight of a newsroom's sentence: it was found among those of many articles
FOLDS = 5
CHUNK = 5  # sentences that count as a passage where the rarity of terms is counted
SETTINGS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.06,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "use_missing": True,
    "verbose": -1,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
}
PARTS = ("dev", newsroom.SECOND_SPLIT, newsroom.THIRD_SPLIT)


@dataclass(frozen=True)
class Asked:
    """A question's sentences: signs with and without meaning (sentences, signs), which answer, and where it is from."""

    known: Floats
    unknown: Floats
    answers: NDArray[np.bool_]
    article: str
    part: str


# --- questions about one article ------------------------------------------------------------------------------------


def about_articles(data: Path) -> Iterator[Asked]:
    """Yield the judge's questions, each with the sentences of its article."""
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    texts = read_texts(data / "polnear" / "train.jsonl", frozenset(row["article"] for row in rows))
    pages = {name: page(*text) for name, text in texts.items()}
    frequencies, passages = count_terms(pages.values())
    embedder, thesaurus = OnnxEmbedder(), Thesaurus()
    for name, (text, title) in texts.items():
        places = place(text, title)
        vectors = embedder.embed_passages(
            [voiced(p, s.text) for p, s in zip(places, pages[name].sentences, strict=True)]
        )
        for row in (row for row in rows if row["article"] == name):
            asked = row["question"]
            weights = ranking.weigh({t: frequencies[t] for t in terms(asked)}, passages)
            cosines = vectors @ embedder.embed_query(asked)
            beside = [
                " ".join(s.text for s in pages[name].sentences[max(0, n - 2) : n + 3]) for n in range(len(places))
            ]
            seen = [
                compared(p, Sought(asked, weights), around, float(cosine))
                for p, around, cosine in zip(places, beside, cosines, strict=True)
            ]
            answers = [any(s.span.overlaps(Span(*a)) for a in row["answers"]) for s in pages[name].sentences]
            finder = Signs(asked, weights, thesaurus)
            yield Asked(finder.of(seen), finder.of(unread(seen)), np.array(answers, bool), name, "judge")


def read_texts(path: Path, wanted: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Return (text, title) of the wanted articles of a JSON lines file and of our newsroom, by id."""
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    texts = {row["id"]: (row["text"], row.get("title") or "") for row in rows if row["id"] in wanted}
    ours = (a for a in read_sources(newsroom.article_folders(), max_bytes=10_000_000) if isinstance(a, SourceArticle))
    texts |= {str(a.external_id): (a.text, a.title or "") for a in ours if str(a.external_id) in wanted}
    return texts


def count_terms(pages: Any) -> tuple[Counter[str], int]:
    """Return in how many passages each term is, and how many passages there are."""
    frequencies: Counter[str] = Counter()
    passages = 0
    for one in pages:
        for start in range(0, len(one.sentences), CHUNK):
            frequencies.update(frozenset().union(*(s.terms for s in one.sentences[start : start + CHUNK])))
            passages += 1
    return frequencies, passages


def place(text: str, title: str) -> list[Placed]:
    said = find_attributions(text, title=title)
    found = []
    for sentence in page(text, title).sentences:
        who = speakers(said, sentence.span)
        spoken = sum(any(c.overlaps(sentence.span) for c in a.content_spans) for a in said)
        found.append(Placed(text, title, sentence.span.start, who, spoken))
    return found


def voiced(given: Placed, sentence: str) -> str:
    return f"{given.speakers}: {sentence}" if given.speakers else sentence


@dataclass(frozen=True)
class Sought:
    """A question, and how rare its terms are."""

    text: str
    weights: Mapping[str, float]


def compared(given: Placed, sought: Sought, around: str, cosine: float) -> Placed:
    """Return a sentence with its meaning and its score by rules, as `choosing` has them."""
    sentence = voiced(given, page(given.text, given.title).sentence_at(given.start).text)
    asked = list(dict.fromkeys(terms(sought.text)))
    by_words = choosing.WORDS * ranking.coverage(asked, terms(sentence), sought.weights)
    context = choosing.CONTEXT * ranking.coverage(asked, terms(f"{given.title} {around}"), sought.weights)
    near = float(np.clip((cosine - choosing.LOW) / (choosing.HIGH - choosing.LOW), 0, 1))
    expected, focus, act = expected_in(sought.text), focus_of(sought.text), act_of(sought.text)
    factor = fitness(sentence, expected) * choosing.focused(sentence, focus, act)
    score = (by_words + context + choosing.RANK / 2 + choosing.MEANING * near) * factor
    return replace(given, meaning=cosine, rules=score)


def unread(seen: Sequence[Placed]) -> list[Placed]:
    return [replace(s, meaning=np.nan, rules=np.nan) for s in seen]


# --- questions over the newsroom ------------------------------------------------------------------------------------


def over_newsroom(split: str, home: Path) -> Iterator[Asked]:
    """Yield the newsroom's questions of a part, each with the sentences that are found for it."""
    request = Request(None, split=split)
    folders = newsroom.folders_of(request)
    fill_home(home, folders)
    thesaurus = Thesaurus()
    with open_home(home, request) as service:
        library = service.library()
        read = (a for a in read_sources(folders, max_bytes=10_000_000) if isinstance(a, SourceArticle))
        names = {library.catalog.resolve(str(a.external_id)): str(a.external_id) for a in read}
        for case in newsroom.load_lines(newsroom.questions_of(request)):
            when = case.get("asked_at") or service.clock()
            filters = filters_from(service, case.get("filters") or {})
            evidence = collect_evidence(
                Question(case["question"], library.catalog.workspace, when, filters), library=library
            )
            asked = evidence.plan.query
            found, weights = choosing.sentences_by_words(asked, evidence.passages, library=library)
            worth = choosing.worth_of(asked, outlets={c.hit.version.source or "" for c in found})
            vector = library.index.embedder.embed_query(asked)
            found = choosing.compare(found, [worth(c) for c in found], vector, library=library) if found else []
            gold = case.get("gold") or []
            answers = [_answers(c, names[c.hit.version.article_id], gold) for c in found]
            articles = sorted({g["article"] for g in gold}) or [case["id"]]
            finder, seen = Signs(asked, weights, thesaurus), [placed(c) for c in found]
            yield Asked(finder.of(seen), finder.of(unread(seen)), np.array(answers, bool), articles[0], split)


def _answers(candidate: choosing.Candidate, article: str, gold: Sequence[Json]) -> bool:
    return any(g["article"] == article and newsroom.overlaps(candidate.text, g["quote"]) for g in gold)


# --- trees -----------------------------------------------------------------------------------------------------------


def fit(asked: Sequence[Asked]) -> lightgbm.Booster:
    """Return trees that give the log-odds that a sentence answers."""
    rows = np.concatenate([part for a in asked for part in (a.known, a.unknown)])
    answers = np.concatenate([a.answers for a in asked for _ in range(2)]).astype(float)
    worth = np.concatenate([np.full(2 * len(a.answers), 1.0 if a.part == "judge" else OF_NEWSROOM) for a in asked])
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, answers, weight=worth), ROUNDS)


def cross_validate(asked: Sequence[Asked]) -> list[tuple[Asked, Floats, Floats]]:
    """Return the newsroom's questions with log-odds without and with meaning, of trees that saw none of its article."""
    ours = [a for a in asked if a.part != "judge" and len(a.answers)]
    names = sorted({a.article for a in ours})
    told = []
    for fold in range(FOLDS):
        left_out = set(names[fold::FOLDS])
        trees = fit([a for a in asked if a.article not in left_out and len(a.answers)])
        told += [
            (a, *(trees.predict(x, raw_score=True) for x in (a.unknown, a.known)))
            for a in ours
            if a.article in left_out
        ]
    return told


def first_answers(told: Sequence[tuple[Asked, Floats, Floats]]) -> str:
    due = [(a, odds) for a, _, odds in told if a.answers.any()]
    early = [(a, odds) for a, odds, _ in told if a.answers.any()]
    parts = [f"{len(due)} questions with an answer among their sentences"]
    for name, pairs in (("without meaning", early), ("with it", due)):
        ranks = np.array([np.argsort(np.argsort(-odds))[a.answers].min() for a, odds in pairs])
        parts.append(f"{name}: " + ", ".join(f"first {k}: {np.mean(ranks < k):.3f}" for k in (1, 2, 5, 8)))
    return "; ".join(parts)


def fold_of(article: str) -> int:
    """Return the fold of an article: four of our newsroom's in a row, which may tell of one event, are of one fold."""
    number = re.match(r"nw-(\d+)", article)
    return (int(number[1]) // 4 if number else int(hashlib.sha256(article.encode()).hexdigest(), 16)) % FOLDS


def write_folds(asked: Sequence[Asked], folder: Path) -> None:
    """Write the trees of each fold, which saw none of its articles, as LightGBM's text."""
    folder.mkdir(parents=True, exist_ok=True)
    for fold in range(FOLDS):
        trees = fit([a for a in asked if fold_of(a.article) != fold and len(a.answers)])
        trees.save_model(str(folder / f"ranker{fold}.txt"))


def as_onnx(runs: Sequence[lightgbm.Booster], *, name: str) -> onnx.ModelProto:
    """Lay trees out as ONNX: `signs` (sentences, signs) in, `score` (sentences, 1) out: log-odds, the runs' mean."""
    nodes: dict[str, list[Any]] = {column: [] for column in _NODES}
    leaves: dict[str, list[Any]] = {column: [] for column in _LEAVES}
    trees = (tree for run in runs for tree in run.dump_model()["tree_info"])
    for number, tree in enumerate(trees):
        _lay_out(tree["tree_structure"], number, Counter(), nodes, leaves)
    leaves["weights"] = [weight / len(runs) for weight in leaves["weights"]]
    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        ["signs"],
        ["score"],
        domain="ai.onnx.ml",
        n_targets=1,
    )
    told = {f"nodes_{k}": v for k, v in nodes.items()} | {f"target_{k}": v for k, v in leaves.items()}
    ensemble.attribute.extend(helper.make_attribute(key, values) for key, values in told.items())
    graph = helper.make_graph(
        [ensemble],
        name,
        [helper.make_tensor_value_info("signs", TensorProto.FLOAT, ["sentences", runs[0].num_feature()])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["sentences", 1])],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8
    )


_NODES = (
    "treeids",
    "nodeids",
    "featureids",
    "values",
    "modes",
    "truenodeids",
    "falsenodeids",
    "missing_value_tracks_true",
)
_LEAVES = ("treeids", "nodeids", "ids", "weights")


def _lay_out(
    node: Json, tree: int, count: Counter[str], nodes: dict[str, list[Any]], leaves: dict[str, list[Any]]
) -> int:
    """Add a node and what is under it; return its number."""
    own = count["node"]
    count["node"] += 1
    is_leaf = "leaf_value" in node
    at = len(nodes["nodeids"])
    row = (tree, own, 0, 0.0, "LEAF", 0, 0, 0)
    if not is_leaf:
        follows_left = int(node["default_left"])
        row = (tree, own, node["split_feature"], float(np.float32(node["threshold"])), "BRANCH_LEQ", 0, 0, follows_left)
    for name, value in zip(_NODES, row, strict=True):
        nodes[name].append(value)
    if is_leaf:
        for name, value in zip(_LEAVES, (tree, own, 0, float(node["leaf_value"])), strict=True):
            leaves[name].append(value)
        return own
    nodes["truenodeids"][at] = _lay_out(node["left_child"], tree, count, nodes, leaves)
    nodes["falsenodeids"][at] = _lay_out(node["right_child"], tree, count, nodes, leaves)
    return own


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.train_ranker", description="Train the ranker of sentences.")
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/train.jsonl")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--folds", type=Path, help="where the trees of each fold go")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        asked = [a for part in PARTS for a in over_newsroom(part, Path(folder) / part)]
    print(f"{len(asked)} questions over the newsroom", flush=True)
    asked += about_articles(given.data)
    print(f"{len(asked)} questions", flush=True)
    print(first_answers(cross_validate(asked)), flush=True)
    if given.folds:
        write_folds(asked, given.folds)
    content = as_onnx([fit([a for a in asked if len(a.answers)])], name="ranker").SerializeToString(deterministic=True)
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "ranker.onnx").write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  ranker.onnx")


if __name__ == "__main__":
    main()
