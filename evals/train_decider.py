"""Trains the trees that decide whether a sentence that was read answers (service/answering/ranker.py), and writes them.

    python -m evals.train_decider --data DIR --folds FOLDS --output OUT [--without PART]

DIR holds polnear/train.jsonl, FOLDS the ranker's trees of each fold (`train_ranker --folds`): as in use, the ranker has
seen no question about an article, nor has the judge. So it learns from the judge's questions that were kept from its
training, asked over their articles and our newsroom's together, and from our newsroom's of the parts that are read
while building. Each of the sentences that are read for a question answers or does not. Needs the `train` group
(LightGBM); nothing of it is needed to run. Printed: what comes out right of each of the newsroom's parts by trees that
saw none of its questions; `--without` one, such trees are written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray

from evals.running import fill_home, filters_from, open_home
from evals.statistics import mean
from evals.suites import Json, Request, newsroom
from evals.train_judge import QUESTIONS
from evals.train_ranker import FOLDS, PARTS, Floats, as_onnx, fold_of
from service.answering.deciding import Grounds
from service.answering.judged import read_sentences
from service.answering.ranker import Ranker
from service.answering.refusing import refuse_early
from service.answering.signs import Signs
from service.bootstrap import Service
from service.domain.news import SourceArticle
from service.domain.questions import Evidence, Question
from service.embedding.thesaurus import Thesaurus
from service.ingest.reading import read_sources
from service.ports import Placed
from service.retrieval.pipeline import collect_evidence
from service.retrieval.weighing import LIKELY

UNSEEN = ("measure", "later")  # parts of the judge's questions that it was not trained on
NEWSROOM = (*PARTS, newsroom.FOURTH_SPLIT)
OURS = "nw-"  # what the names of our newsroom's articles begin with
OF_NEWSROOM = 2.0  # weight of a newsroom's sentence: its questions are asked as in use
ROUNDS, SEEDS = 200, 3  # trees of each of as many runs, whose mean is taken
SETTINGS = {
    "objective": "binary",
    "num_leaves": 7,
    "learning_rate": 0.05,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "max_bin": 63,
    "verbose": -1,
    "deterministic": True,
    "num_threads": 1,
}


@dataclass(frozen=True)
class Case:
    """A question's sentences that were read: their grounds (sentences, grounds), and which of them answer.

    Of sentences that are not `known` it cannot be told: those of other articles than the question's author read.
    """

    part: str
    due: bool
    grounds: Floats
    answers: NDArray[np.bool_]
    known: NDArray[np.bool_]


class Unseen(Ranker):
    """Ranks with the trees of a fold, which saw no question about its articles."""

    def __init__(self, trees: Path, thesaurus: Thesaurus) -> None:
        super().__init__(thesaurus=thesaurus)
        self._trees = lightgbm.Booster(model_file=str(trees))

    def rank(self, question: str, sentences: Sequence[Placed], *, weights: Mapping[str, float]) -> list[float]:
        signs = Signs(question, weights, self.thesaurus).of(sentences)
        told: list[float] = self._trees.predict(signs, raw_score=True, num_threads=1).tolist() if len(signs) else []
        return told


Answering = Callable[[str, str], bool]  # whether a sentence of an article answers: text, article


def over_newsroom(split: str, home: Path, rankers: Sequence[Unseen]) -> Iterator[Case]:
    """Yield the newsroom's questions of a part that are answered as facts, with what is read for them."""
    request = Request(None, split=split)
    folders = newsroom.folders_of(request)
    fill_home(home, folders)
    with open_home(home, request) as service:
        names = _names(service, folders)
        for case in newsroom.load_lines(newsroom.questions_of(request)):
            gold = case.get("gold") or []
            evidence = _evidence(service, case["question"], case.get("filters") or {}, case.get("asked_at"))
            if evidence.plan.asks_for_words or evidence.parts or refuse_early(evidence):
                continue
            ranker = rankers[fold_of(min((g["article"] or "" for g in gold), default="") or case["id"])]
            kind = split, case["expect"] != "refused"
            yield _case(service, evidence, ranker, names, _quoted(gold), kind=kind)


def of_judge(data: Path, home: Path, rankers: Sequence[Unseen]) -> Iterator[Case]:
    """Yield the judge's questions that it was not trained on, asked over all of their articles and our newsroom's."""
    rows = [row for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if (row := json.loads(line))]
    rows = [row for row in rows if row["part"] in UNSEEN]
    lines = [json.loads(line) for line in (data / "polnear" / "train.jsonl").open(encoding="utf-8")]
    wanted = {row["article"] for row in rows}
    articles = home.parent / "articles.jsonl"
    articles.write_text("".join(json.dumps(a) + "\n" for a in lines if a["id"] in wanted), encoding="utf-8")
    folders = [*newsroom.article_folders(newsroom.ARTICLES[:4]), str(articles)]
    fill_home(home, folders)
    texts = {str(a.external_id): a.text for a in _articles(folders)} | {a["id"]: a["text"] for a in lines}
    with open_home(home, Request(None)) as service:
        names = _names(service, folders)
        for row in rows:
            evidence = _evidence(service, row["question"], {}, None)
            article = row["article"]
            gold: list[Json] = [{"article": article, "quote": texts[article][a:b]} for a, b in row["answers"]]
            ranker, kind = rankers[fold_of(article)], ("judge", bool(gold))
            told = _case(service, evidence, ranker, names, _quoted(gold), kind=kind, about=article)
            if told.known[:1].all():  # else what comes first may well answer
                yield told


def _articles(folders: Sequence[str]) -> list[SourceArticle]:
    return [a for a in read_sources(folders, max_bytes=10_000_000) if isinstance(a, SourceArticle)]


def _names(service: Service, folders: Sequence[str]) -> dict[str, str]:
    """Return the articles' own names by their ids in a home."""
    catalog = service.library().catalog
    return {catalog.resolve(name): name for a in _articles(folders) for name in [str(a.external_id)]}


def _evidence(service: Service, text: str, filters: dict[str, str], when: str | None) -> Evidence:
    library = service.library()
    asked = Question(text, library.catalog.workspace, when or service.clock(), filters_from(service, filters))
    return collect_evidence(asked, library=library)


def _quoted(gold: Sequence[Json]) -> Answering:
    return lambda text, article: any(
        g["article"] in (None, article) and newsroom.overlaps(text, g["quote"]) for g in gold
    )


def _case(
    service: Service,
    evidence: Evidence,
    ranker: Unseen,
    names: Mapping[str, str],
    answering: Answering,
    *,
    kind: tuple[str, bool],
    about: str | None = None,
) -> Case:
    """Return what is read for a question; with an article that it is `about`, others of its kind may answer it, too."""
    question = evidence.plan.query
    library = replace(service.library(), ranker=ranker)
    candidates, read, weights = read_sentences(question, evidence.passages, library=library)
    grounds = Grounds(question, weights, ranker.thesaurus).of(read)
    articles = [names[c.hit.version.article_id] for c in candidates]
    answers = [answering(c.text, a) for c, a in zip(candidates, articles, strict=True)]
    known = [about is None or a == about or a.startswith(OURS) for a in articles]
    return Case(*kind, grounds, np.array(answers, bool), np.array(known, bool))


# --- trees -----------------------------------------------------------------------------------------------------------


def fit(cases: Sequence[Case]) -> list[lightgbm.Booster]:
    """Return several runs of trees, each of which gives the log-odds that a sentence answers."""
    used = [c for c in cases if len(c.answers)]
    rows = np.concatenate([c.grounds[c.known] for c in used])
    answers = np.concatenate([c.answers[c.known] for c in used]).astype(float)
    worth = np.concatenate([np.full(c.known.sum(), OF_NEWSROOM if c.part in NEWSROOM else 1.0) for c in used])
    data = lightgbm.Dataset(rows, answers, weight=worth, free_raw_data=False)
    return [lightgbm.train({**SETTINGS, "seed": seed}, data, ROUNDS) for seed in range(1, SEEDS + 1)]


def decide(runs: Sequence[lightgbm.Booster], grounds: Floats) -> Floats:
    odds: Floats = np.mean([trees.predict(grounds, raw_score=True) for trees in runs], axis=0)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def report(part: str, cases: Sequence[Case]) -> str:
    """Return what comes out right of a part by trees that saw none of its questions."""
    runs = fit([c for c in cases if c.part != part])
    told = [(c, decide(runs, c.grounds) if len(c.answers) else np.zeros(0)) for c in cases if c.part == part]
    refused = [not len(chances) or chances.max() < LIKELY for _, chances in told]
    first = [bool(len(chances)) and bool(c.answers[chances.argmax()]) for c, chances in told]
    right = [not c.due if no else yes for (c, _), no, yes in zip(told, refused, first, strict=True)]
    due = [not c.due for c, _ in told]
    both = sum(a and b for a, b in zip(refused, due, strict=True))
    return (
        f"{part}: {len(told)} questions, right {mean([float(r) for r in right]):.3f}, first sentence answers "
        f"{mean([float(f) for f, (c, _) in zip(first, told, strict=True) if c.answers.any()]):.3f} of those with an "
        f"answer among what is read, refusal F1 {2 * both / max(1, sum(refused) + sum(due)):.3f}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.train_decider", description="Train the trees that decide.")
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/train.jsonl")
    parser.add_argument("--folds", type=Path, required=True, help="the ranker's trees of each fold")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--without", choices=NEWSROOM, help="a part of the newsroom's that nothing is learnt from")
    given = parser.parse_args(arguments)
    thesaurus = Thesaurus()
    rankers = [Unseen(given.folds / f"ranker{fold}.txt", thesaurus) for fold in range(FOLDS)]
    with tempfile.TemporaryDirectory() as folder:
        cases = [c for part in NEWSROOM for c in over_newsroom(part, Path(folder) / part, rankers)]
        print(f"{len(cases)} questions over the newsroom", flush=True)
        cases += of_judge(given.data, Path(folder) / "judge", rankers)
    print(f"{len(cases)} questions", flush=True)
    for part in NEWSROOM:
        print(report(part, cases), flush=True)
    content = as_onnx(fit([c for c in cases if c.part != given.without]), name="decider").SerializeToString(
        deterministic=True
    )
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "decider.onnx").write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  decider.onnx")


if __name__ == "__main__":
    main()
