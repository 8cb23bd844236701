"""Questions over our own newsroom, with gold quotations, speakers, relays, and gold refusals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evals.invariants import violations
from evals.running import ask, filters_from, fresh_service, read_text
from evals.statistics import figure, mean
from evals.suites import Request, Result
from service import assets
from service.bootstrap import Service
from service.text.normalising import comparable

Json = dict[str, Any]
PARTS = {"development": "statements.jsonl", "later": "statements.later.jsonl"}  # later: written after a freeze
OVERLAP = 0.6  # of the shorter of gold quotation and citation


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, its answer, and what is wrong with it."""

    case: Json
    answer: Json
    faults: tuple[str, ...]
    false_quotations: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.faults

    @property
    def row(self) -> Json:
        return {
            "id": self.case["id"],
            "question": self.case["question"],
            "right": self.right,
            "faults": list(self.faults),
            "false_quotations": list(self.false_quotations),
            "text": self.answer["text"],
            "refusal": self.answer["refusal"],
        }


def run(request: Request) -> Result:
    """Ask every question of the newsroom and judge the answers."""
    folder = assets.folder("newsroom")
    cases = load_lines(folder / "questions.jsonl")
    gold = load_gold(folder)
    with fresh_service([str(folder / "articles")]) as service:
        judged = [judge(case, service, gold) for case in (cases[::4] if request.quick else cases)]
    return Result("newsroom", tuple(_figures(judged)), tuple(j.row for j in judged))


def load_lines(path: Path) -> list[Json]:
    """Return the records of a JSON lines file, [] if there is none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_gold(folder: Path) -> list[Json]:
    """Return the gold statements of every part of the corpus, each with its `part`."""
    return [line | {"part": part} for part, name in PARTS.items() for line in load_lines(folder / name)]


def judge(case: Json, service: Service, gold: Iterable[Json]) -> Judged:
    answer = ask(service, case["question"], filters=filters_from(service, case.get("filters") or {}))
    broken = violations(answer, partial(read_text, service))
    false = [*broken, *_misattributed(answer, gold)]
    return Judged(case, answer, (*_faults(case, answer), *broken), tuple(false))


def _faults(case: Json, answer: Json) -> Iterator[str]:
    if case["expect"] == "refused" and (answer["refusal"] or not case.get("gold")):  # else: both sides of a conflict
        yield from _refusal_faults(case, answer)
        return
    if answer["refusal"]:
        yield f"refused ({answer['refusal']['code']})"
        return
    found = [g for g in case["gold"] if any(_cites(c, g) for c in answer["citations"])]
    if len(found) < case.get("need", 1):
        yield f"{len(found)} of {case.get('need', 1)} gold passages cited"
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
    if citation["external_id"] != gold["article"] or not _overlap(citation["quote"], gold["quote"]):
        return False
    if gold.get("speaker") and not _same_name(citation["speaker"], gold["speaker"]):
        return False
    return not gold.get("via") or _same_name(citation["via"], gold["via"])


def _overlap(first: str, second: str) -> bool:
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
        by_article.setdefault(statement["article"], []).append(statement)
    for citation in answer["citations"]:
        if citation["speaker"] is None:
            continue
        said = [s for s in by_article.get(citation["external_id"], []) if _same_words(citation["quote"], s["content"])]
        if said and not any(_shares_name(citation["speaker"]["name"], s["speaker"] or s["speaker_text"]) for s in said):
            yield f"“{citation['quote'][:50]}” is {said[0]['speaker']}'s, not {citation['speaker']['name']}'s"


def _same_words(quote: str, content: Iterable[str]) -> bool:
    return any(comparable(piece) in comparable(quote) for piece in content if len(piece.split()) >= 3)


def _shares_name(found: str, gold: str) -> bool:
    return found.casefold().split()[-1] in gold.casefold() or gold.casefold().split()[-1] in found.casefold()


def _figures(judged: list[Judged]) -> Iterator[Any]:
    answered = [j for j in judged if j.case["expect"] == "answered"]
    refused = [j for j in judged if j.case["expect"] == "refused"]
    for name, cases in (("right", judged), ("right, answerable", answered), ("right, to refuse", refused)):
        yield figure(name, [float(j.right) for j in cases], mean)
    yield figure("answers with a false quotation", [float(bool(j.false_quotations)) for j in judged], mean)
