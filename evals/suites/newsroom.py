"""Questions over our own newsroom, with gold quotations, speakers, relays, and gold refusals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from evals.cheats import Cheat, answering_cheats
from evals.evidence import excerpts
from evals.invariants import violations
from evals.running import ask, fill_home, filters_from, open_home, read_text
from evals.suites import CaseSuite, Json, Measure, Request, Solve
from service import assets
from service.bootstrap import Service
from service.domain.news import SourceArticle
from service.ingest.reading import read_sources
from service.text import normalising

# Parts that were held out once are read while building now; what is held out has files of its own.
HELD_OUT = "held-out"
PARTS = {
    "development": "statements.jsonl",
    "second": "statements.second.jsonl",
    "third": "statements.third.jsonl",
    "fourth": "statements.fourth.jsonl",
    "fifth": "statements.fifth.jsonl",
    "sixth": "statements.sixth.jsonl",
    HELD_OUT: "statements.held.jsonl",
}
ASKED_OF = "articles"  # what the first two parts of the questions are about, and every sample corpus
ARTICLES = (ASKED_OF, "articles.third", "articles.fourth", "articles.fifth", "articles.sixth", "articles.held")
SECOND_SPLIT, THIRD_SPLIT, FOURTH_SPLIT, FIFTH_SPLIT = "second", "third", "fourth", "fifth"
HELD_SPLIT = "held"  # `run newsroom --split held`: never read while building, so a run shows figures, not questions
DEVELOPMENT = "questions.jsonl"
SPLITS = (SECOND_SPLIT, THIRD_SPLIT, FOURTH_SPLIT, FIFTH_SPLIT, HELD_SPLIT)
QUESTIONS = {split: f"questions.{split}.jsonl" for split in SPLITS}
# The folders of the articles that a part is asked over.
FOLDERS = {
    THIRD_SPLIT: ARTICLES[:3],
    FOURTH_SPLIT: ARTICLES[:4],
    FIFTH_SPLIT: ARTICLES[:5],
    HELD_SPLIT: ARTICLES,
}
OVERLAP = 0.6  # of the shorter of gold quotation and citation
MOST = 20  # citations of one answer: whoever cites all there is has not answered

RIGHT = Measure("right")
ANSWERABLE = Measure("right, of those with an answer")
CITED = Measure("citations that are gold, of answers")
REFUSED = Measure("refusals that are due, of refusals")
FALSE = Measure("answers with a false quotation", higher_is_better=False, guard=True)
REFUSAL_F1 = Measure("refusal F1")
COVERAGE = Measure("coverage", guard=True)
RECALL = Measure("citation recall, of answers", guard=True)
ALL_GOLD = Measure("all gold that is cited, of answers", guard=True)
MEASURES = (RIGHT, ANSWERABLE, CITED, RECALL, ALL_GOLD, REFUSED, REFUSAL_F1, COVERAGE, FALSE)

comparable = cache(normalising.comparable)


def prepare(request: Request, folder: Path) -> None:
    fill_home(folder / "home", folders_of(request))


def data(request: Request) -> Sequence[Path]:
    folder = assets.folder("newsroom")
    gold = [folder / name for name in PARTS.values() if (folder / name).exists()]
    return [questions_of(request), *gold, *(path for f in folders_of(request) for path in sorted(Path(f).glob("*.md")))]


def questions_of(request: Request) -> Path:
    return assets.folder("newsroom") / QUESTIONS.get(request.split, DEVELOPMENT)


def folders_of(request: Request) -> list[str]:
    """Return the folders of the articles that a part's questions are asked over."""
    return article_folders(FOLDERS.get(request.split, (ASKED_OF,)))


def article_folders(names: Sequence[str] = ARTICLES) -> list[str]:
    """Return the paths of the folders with the newsroom's articles that are there."""
    folders = [assets.folder("newsroom") / name for name in names]
    return [str(folder) for folder in folders if folder.is_dir()]


def cases(request: Request, folder: Path) -> list[Json]:
    """Return the questions of a part with what the report shows of them; quick or not, there are few."""
    articles = read_sources(folders_of(request), max_bytes=10_000_000)
    by_id = {str(a.external_id): a for a in articles if isinstance(a, SourceArticle)}
    return [_shown(case, by_id) for case in load_lines(questions_of(request))]


def _shown(case: Json, articles: dict[str, SourceArticle]) -> Json:
    gold = case.get("gold") or []
    first = articles[gold[0]["article"]] if gold else None
    slices = {
        "part": case["part"],
        "question kind": case["kind"],
        "asks for": next(iter(case.get("traits") or ()), None),
        "words": ("relayed" if any(g.get("via") for g in gold) else "own") if case["kind"] == "who_said_what" else None,
        "outlet": first.source if first else None,
        "period": (first.published_at or "undated")[:4] if first else None,
    }
    seen = {} if case["part"] == "held" else {"input": case["question"], "expected": expectation(case)}
    return case | seen | {"slices": {name: value for name, value in slices.items() if value}}


def expectation(case: Json) -> str:
    """Return in words what a case asks for."""
    if case["expect"] == "refused":
        return f"a refusal: {' or '.join(case.get('codes') or ['any'])}"
    gold = [f"{g['speaker'] + ': ' if g.get('speaker') else ''}“{g['quote']}”" for g in case["gold"]]
    return f"at least {case.get('need', 1)} of: " + " · ".join(gold)


@contextmanager
def open_suite(request: Request, folder: Path) -> Iterator[Solve]:
    gold = load_gold(assets.folder("newsroom"))
    with open_home(folder / "home", request) as service:
        solve = partial(judge, service=service, gold=gold, cheats=answering_cheats(service, seed=request.seed))
        yield partial(unseen, solve=solve) if request.split == HELD_SPLIT else solve


def unseen(case: Json, *, solve: Solve) -> Json:
    """Solve a case and keep only its figures, so that a run does not tell what the held questions ask."""
    solved = solve(case | {"input": case["question"]})
    return {name: solved[name] for name in ("measures", "cheats")} | {"broken": ["not shown"] * bool(solved["broken"])}


def load_lines(path: Path) -> list[Json]:
    """Return the records of a JSON lines file, [] if there is none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_gold(folder: Path) -> list[Json]:
    """Return the gold statements of every part of the corpus that is there, each with its `part`."""
    there = {part: folder / name for part, name in PARTS.items() if (folder / name).is_file()}
    return [line | {"part": part} for part, path in there.items() for line in load_lines(path)]


def judge(case: Json, *, service: Service, gold: Sequence[Json], cheats: dict[str, Cheat]) -> Json:
    """Ask the question of a case and return what is wrong with the answer, and what cheats would get."""
    filters = filters_from(service, case.get("filters") or {})
    answer = ask(service, case["question"], filters=filters, asked_at=case.get("asked_at"))
    broken = violations(answer, partial(read_text, service))
    faults = [*broken, *dict.fromkeys([*_faults(case, answer), *_misattributed(answer, gold)])]
    return {
        "measures": measure(case, answer, faults, broken=broken, gold=gold),
        "cheats": {name: _measure_cheat(case, cheat(case), gold) for name, cheat in cheats.items()},
        "reason": "; ".join(faults),
        "broken": [*broken, *_misattributed(answer, gold)],
        "output": answer["text"],
        "notes": answer["notes"],
        "evidence": excerpts(answer, service),
    }


def _measure_cheat(case: Json, answer: Json, gold: Sequence[Json]) -> Json:
    return measure(case, answer, list(_faults(case, answer)), broken=[], gold=gold)


def measure(case: Json, answer: Json, faults: Sequence[str], *, broken: Sequence[str], gold: Sequence[Json]) -> Json:
    """Return the values of the measures; None where one does not apply."""
    answered, false = not answer["refusal"], bool(broken) or any(_misattributed(answer, gold))
    right = float(not faults and not false)
    due = case["expect"] == "refused"
    cited, distinct = _distinct(_found(case, answer)), _distinct(case.get("gold") or ())
    return {
        RIGHT.name: right,
        ANSWERABLE.name: None if due else right,
        CITED.name: _gold_share(case, answer) if answered else None,
        RECALL.name: min(1.0, len(_found(case, answer)) / case.get("need", 1)) if answered and not due else None,
        ALL_GOLD.name: len(cited) / len(distinct) if answered and not due else None,
        REFUSAL_F1.name: _refusal_pair(case, answered=answered),
        COVERAGE.name: None if due else float(answered),
        REFUSED.name: None if answered else float(due),
        FALSE.name: float(false),
    }


def _refusal_pair(case: Json, *, answered: bool) -> tuple[int, int] | None:
    """Return what a case adds to F1 of refusing, 2·right over said + due; None where to answer is right as well."""
    due = case["expect"] == "refused"
    if due and case.get("gold"):
        return None
    return (2 * (due and not answered), due + (not answered)) if due or not answered else None


def _found(case: Json, answer: Json) -> list[Json]:
    """Return the gold passages that an answer cites."""
    return [g for g in case.get("gold") or () if any(_cites(c, g) for c in answer["citations"])]


def _distinct(gold: Iterable[Json]) -> set[str]:
    """Return the words of gold passages; those of a copy in another outlet are the same."""
    return {comparable(g["quote"]) for g in gold}


def _gold_share(case: Json, answer: Json) -> float:
    also = set(case.get("accept_also") or ())
    good = [c["external_id"] in also or any(_cites(c, g) for g in case.get("gold") or ()) for c in answer["citations"]]
    return sum(good) / len(good)


def _faults(case: Json, answer: Json) -> Iterator[str]:
    if case["expect"] == "refused" and (answer["refusal"] or not case.get("gold")):  # else: both sides of a conflict
        yield from _refusal_faults(case, answer)
        return
    if answer["refusal"]:
        yield f"refused ({answer['refusal']['code']})"
        return
    if len(answer["citations"]) > MOST:
        yield f"{len(answer['citations'])} citations, more than {MOST}"
    found = len(_found(case, answer))
    if found < case.get("need", 1):
        yield f"{found} of {case.get('need', 1)} gold passages cited"
    yield from _forbidden(case, answer)


def _refusal_faults(case: Json, answer: Json) -> Iterator[str]:
    if not answer["refusal"]:
        yield "answered what should be refused"
        return
    if answer["refusal"]["code"] not in case["codes"]:
        yield f"refused with {answer['refusal']['code']}, not {' or '.join(case['codes'])}"
    named = {c["name"] for c in answer["refusal"]["candidates"]}
    if not set(case.get("candidates") or ()) <= named:
        yield f"candidates {sorted(named)}, not {case['candidates']}"


def _forbidden(case: Json, answer: Json) -> Iterator[str]:
    cited = {c["external_id"] for c in answer["citations"]}
    for forbidden in case.get("must_not") or ():
        if forbidden in cited or forbidden in answer["text"]:
            yield f"must not hold {forbidden!r}"


def _cites(citation: Json, gold: Json) -> bool:
    if gold["article"] not in (None, citation["external_id"]) or not overlaps(citation["quote"], gold["quote"]):
        return False
    if gold.get("speaker") and not _same_name(citation["speaker"], gold["speaker"]):
        return False
    return not gold.get("via") or _same_name(citation["via"], gold["via"])


def overlaps(first: str, second: str) -> bool:
    shorter, longer = sorted((comparable(first), comparable(second)), key=len)
    if shorter in longer:
        return True
    words = shorter.split()
    return sum(w in longer.split() for w in words) >= (1 - (1 - OVERLAP) / 4) * len(words)


def _same_name(person: Json | None, name: str) -> bool:
    return person is not None and person["name"].casefold() == name.casefold()


def _misattributed(answer: Json, gold: Iterable[Json]) -> Iterator[str]:
    """Yield citations whose words, by the gold statements, are somebody else's."""
    by_article: dict[str, list[Json]] = {}
    for statement in gold:
        if not (statement["speaker"] or statement["speaker_text"]):
            continue
        by_article.setdefault(statement["article"], []).append(statement)
    for citation in answer["citations"]:
        if citation["speaker"] is None:
            continue
        said = [s for s in by_article.get(citation["external_id"], []) if _same_words(citation["quote"], s["content"])]
        if said and not any(_shares_name(citation["speaker"]["name"], s["speaker"] or s["speaker_text"]) for s in said):
            owner = said[0]["speaker"] or said[0]["speaker_text"]
            yield f"“{citation['quote'][:50]}” is {owner}'s, not {citation['speaker']['name']}'s"


def _same_words(quote: str, content: Iterable[str]) -> bool:
    return any(comparable(piece) in comparable(quote) for piece in content if len(piece.split()) >= 3)


def _shares_name(found: str, gold: str) -> bool:
    return found.casefold().split()[-1] in gold.casefold() or gold.casefold().split()[-1] in found.casefold()


SUITE = CaseSuite(
    measures=MEASURES,
    cases=cases,
    open=open_suite,
    prepare=prepare,
    data=data,
)
