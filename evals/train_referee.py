"""Trains the referee of mentions (service/attribution/referring.py) and writes its trees.

    python -m evals.train_referee --data DIR --output OUT

DIR holds polnear/train.jsonl and polnear/dev.jsonl. It learns from mentions of which people said whom they mean: those
of evals/datasets/referents/mentions.jsonl, and the sources of our newsroom's statements. The rules were built on the
newsroom's articles and look surer there than they are, so that for most of those, and for a copy of every mention, what
the rules say is left out. Needs the `train` group (LightGBM); nothing of it is needed to run. Printed: how often the
rules, and the trees, name the right one, and of those that they name how many are wrong, by five-fold cross-validation
over articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import lightgbm
import numpy as np

from evals.attribution.persons import fitting
from evals.suites import Json, newsroom, statements
from evals.train_ranker import as_onnx
from service import assets
from service.attribution.clues import OF_RULES, Asked, Clues, Floats, Spoken
from service.attribution.people import Resolved
from service.attribution.reading import Sentence
from service.attribution.referring import SURE, SURE_OF_WORDS, Weighed, agree
from service.attribution.speakers import Cast
from service.attribution.statements import find_attributions, name_all, read
from service.attribution.tagging import Tagger
from service.attribution.voting import vote
from service.domain.news import SourceArticle
from service.embedding.thesaurus import Thesaurus
from service.ingest.reading import read_sources
from service.text.words import name_key

MENTIONS = Path(__file__).resolve().parent / "datasets" / "referents" / "mentions.jsonl"
FOLDS = 5
ROUNDS = 250
KEPT_RULES = 0.4  # of the newsroom's mentions: how many keep what the rules say
SETTINGS = {
    "objective": "binary",
    "num_leaves": 12,
    "learning_rate": 0.05,
    "min_data_in_leaf": 25,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "verbose": -1,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
}
NOT_ASKED = Resolved(None)
Labels = dict[tuple[int, int], str | None]  # whom the words at a place mean, None for nobody with a name


@dataclass(frozen=True)
class Mention:
    """A mention with its candidates and their clues, and which of them is meant: -1 for none of them."""

    asked: Asked
    people: Sequence[int]
    names: Sequence[str]
    clues: Floats
    is_labelled: bool = False
    name: str | None = None

    @property
    def right(self) -> int:
        fits = [k for k, name in enumerate(self.names) if self.name and fitting(name, {self.name})]
        key = name_key(self.name or "").split()
        whole = [k for k in fits if name_key(self.names[k]).split() == key]
        last = [k for k in fits if name_key(self.names[k]).split()[-1:] == key[-1:]]
        return (whole or last or fits or [-1])[0]


@dataclass(frozen=True)
class Article:
    """The mentions of one article, labelled or not, in the order of its text."""

    name: str
    part: str
    mentions: Sequence[Mention]


# --- mentions --------------------------------------------------------------------------------------------------------


class Finder:
    """Finds the mentions of an article as the service does, rules and tagger together."""

    def __init__(self) -> None:
        self.tagger = Tagger()
        self._thesaurus = Thesaurus()

    def mentions(self, text: str, title: str | None, date: str | None, labels: Labels) -> Iterator[Mention]:
        reading = read(text, title=title)
        found = vote(text, reading.sentences, reading.found, self.tagger.tag(text, reading.found), ())
        cast = Cast(reading.sentences)
        name_all(text, reading, found, cast, date)
        clues = Clues(cast.roster, self._thesaurus)
        sources = list({a.start: a for a in reversed(cast.asked)}.values())
        missed = _missed(reading.sentences, sources, cast.spoken)
        for asked in [*sources, *missed]:
            people = clues.candidates(asked)
            place = (asked.start, asked.inside[-1].end)
            rows, names = clues.rows(asked, people, cast.spoken), [p.name for p in people]
            if asked in sources or place in labels:
                yield Mention(asked, [id(p) for p in people], names, rows, place in labels, labels.get(place))


def _missed(sentences: Sequence[Sentence], asked: Sequence[Asked], spoken: Sequence[Spoken]) -> Iterator[Asked]:
    """Yield each "he" and "she" that the rules and the tagger have nothing from: people may have labelled it."""
    known = {a.start for a in asked}
    for n, sentence in enumerate(sentences):
        for token in sentence.tokens:
            if token.low in {"he", "she"} and not token.quoted and token.start not in known:
                yield Asked((token,), n, ruled=NOT_ASKED, heard=sum(s.sentence < n for s in spoken))


def of_news(data: Path, finder: Finder) -> Iterator[Article]:
    """Yield the articles of PolNeAR of which mentions are labelled."""
    labelled: dict[str, list[Json]] = defaultdict(list)
    for line in MENTIONS.read_text(encoding="utf-8").splitlines():
        labelled[(row := json.loads(line))["article"]].append(row)
    for split in ("train", "dev"):
        for line in (data / "polnear" / f"{split}.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            text, told = row["text"], labelled.get(row["id"], [])
            labels = {tuple(t["span"]): t["name"] and text[slice(*t["name"])] for t in told}
            if labels:
                found = finder.mentions(text, row.get("title"), row.get("date"), labels)
                yield Article(row["id"], f"news, {split}", list(found))


def of_newsroom(finder: Finder) -> Iterator[Article]:
    """Yield our own articles; a mention is labelled if it is the source of a statement that matches a gold one."""
    gold = newsroom.load_gold(assets.folder("newsroom"))
    for article in read_sources(newsroom.article_folders(), max_bytes=10_000_000):
        lines = [g for g in gold if isinstance(article, SourceArticle) and g["article"] == article.external_id]
        if isinstance(article, SourceArticle) and lines and lines[0]["part"] != newsroom.HELD_OUT:
            labels = dict(_labels(article, gold, finder.tagger))
            found = finder.mentions(article.text, article.title, article.published_at, labels)
            yield Article(str(article.external_id), "newsroom", list(found))


def _labels(
    article: SourceArticle, gold: Sequence[Json], tagger: Tagger
) -> Iterator[tuple[tuple[int, int], str | None]]:
    by_tagger = partial(find_attributions, tagger=tagger)
    for case in statements.attribute(article, gold, find=by_tagger):
        line, found = case.pair.gold, case.pair.found
        if line is None or found is None or found.speaker_span is None or not line.line["speaker_text"]:
            continue
        if name_key(line.line["speaker_text"]) == name_key(found.speaker_text or ""):
            yield (found.speaker_span.start, found.speaker_span.end), line.line["speaker"]


# --- trees -----------------------------------------------------------------------------------------------------------


def fit(articles: Sequence[Article]) -> lightgbm.Booster:
    """Return trees that give the log-odds that a candidate is meant."""
    dice = random.Random(0)
    rows, right, worth = [], [], []
    for article in articles:
        for mention in (m for m in article.mentions if m.is_labelled and len(m.people)):
            kept = mention.asked.ruled is not NOT_ASKED and (article.part != "newsroom" or dice.random() < KEPT_RULES)
            told = np.arange(len(mention.people)) == mention.right
            rows += [mention.clues if kept else _unruled(mention.clues), _unruled(mention.clues)]
            right += [told, told]
            worth += [np.full(len(told), 1.0), np.full(len(told), 0.5)]
    data = lightgbm.Dataset(np.concatenate(rows), np.concatenate(right).astype(float), weight=np.concatenate(worth))
    return lightgbm.train(SETTINGS, data, ROUNDS)


def _unruled(clues: Floats) -> Floats:
    out = clues.copy()
    out[:, -OF_RULES:] = np.nan
    return out


def judge(article: Article, trees: lightgbm.Booster) -> Iterator[tuple[str, str, str]]:
    """Yield for each labelled mention its kind, and what becomes of it by the rules and by the trees."""
    live = [m for m in article.mentions if len(m.people) and m.asked.ruled is not NOT_ASKED]
    odds = [np.exp(np.clip(trees.predict(m.clues, raw_score=True), -9, 9)) for m in live]
    shares = agree([Weighed(m.asked.gender, m.people, o) for m, o in zip(live, odds, strict=True)])
    for mention, share in zip(live, shares, strict=True):
        if mention.is_labelled:
            ruled = mention.asked.ruled.person
            by_rules = _outcome(mention, None if ruled is None else id(ruled))
            best = int(np.argmax(share))
            sure = share[best] >= (SURE if mention.asked.is_pronoun else SURE_OF_WORDS)
            by_trees = _outcome(mention, mention.people[best]) if sure else "open"
            kind = "pronouns" if mention.asked.is_pronoun else "descriptions"
            yield kind, by_rules, by_trees if sure or mention.asked.is_pronoun else by_rules


def _outcome(mention: Mention, person: int | None) -> str:
    if person is None:
        return "open"
    return "right" if mention.right >= 0 and mention.people[mention.right] == person else "wrong"


def cross_validate(articles: Sequence[Article]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what becomes of labelled mentions, by part and kind: by rules, by trees that did not see the article."""
    told: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for fold in range(FOLDS):
        left_out = [a for a in articles if zlib.crc32(a.name.encode()) % FOLDS == fold]
        trees = fit([a for a in articles if zlib.crc32(a.name.encode()) % FOLDS != fold])
        for article in left_out:
            for kind, by_rules, by_trees in judge(article, trees):
                told[article.part, kind].append((by_rules, by_trees))
    return told


def describe(outcomes: Sequence[str]) -> str:
    right, wrong = outcomes.count("right"), outcomes.count("wrong")
    return f"right {right / len(outcomes):.3f}, wrong of those named {wrong / max(1, right + wrong):.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.train_referee", description="Train the referee of mentions.")
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear/train.jsonl and dev.jsonl")
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args(arguments)
    finder = Finder()
    articles = [*of_newsroom(finder), *of_news(given.data, finder)]
    print(
        f"{sum(m.is_labelled for a in articles for m in a.mentions)} mentions of {len(articles)} articles", flush=True
    )
    for (part, kind), pairs in sorted(cross_validate(articles).items()):
        rules, trees = (describe(outcomes) for outcomes in zip(*pairs, strict=True))
        print(f"{part}, {len(pairs)} {kind}: rules {rules}; trees {trees}", flush=True)
    content = as_onnx([fit(articles)], name="referee").SerializeToString(deterministic=True)
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "referee.onnx").write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {len(content):>10,}  referee.onnx")


if __name__ == "__main__":
    main()
