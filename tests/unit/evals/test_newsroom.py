"""The questions about our own newsroom are sound, their parts stay apart, and their figures are what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evals.own.cases import CODES, CaseFilters
from evals.statistics import pooled
from evals.suites import Json, Request
from evals.suites.newsroom import (
    ALL_GOLD,
    ANSWERABLE,
    CITED,
    COVERAGE,
    DEVELOPMENT,
    HELD_SPLIT,
    QUESTIONS,
    RECALL,
    REFUSAL_F1,
    SPLITS,
    article_folders,
    cases,
    load_gold,
    load_lines,
    measure,
    unseen,
)
from service import assets
from service.domain.news import SourceArticle
from service.ingest.reading import read_sources

KINDS = {"who_said_what", "fact", "refusal"}
ANSWERED = "topic addressee period relay role namesake fact list yes_no comparison timeline conflict corrected denial"
REFUSED = "not_there silent unknown ambiguous presupposition out_of_period out_of_scope conflict"
PARTS = {DEVELOPMENT: "development"} | {name: split for split, name in QUESTIONS.items()}


@pytest.fixture(scope="module")
def bodies() -> dict[str, str]:
    articles = read_sources(article_folders(), max_bytes=10**7)
    return {str(a.external_id): a.text for a in articles if isinstance(a, SourceArticle)}


@pytest.fixture(scope="module")
def asked() -> dict[str, list[Json]]:
    return {name: load_lines(assets.folder("newsroom") / name) for name in PARTS}


@pytest.fixture(scope="module")
def names() -> dict[str, set[str]]:
    """Return who speaks or relays in each article by the gold statements."""
    found: dict[str, set[str]] = {}
    for line in load_gold(assets.folder("newsroom")):
        known = {line["speaker"], (line["via"] or {}).get("name")} - {None}
        found.setdefault(line["article"], set()).update(known)
    return found


def test_no_question_is_asked_twice_or_in_two_parts(asked: dict[str, list[Json]]) -> None:
    for name, part in PARTS.items():
        assert {case["part"] for case in asked[name]} <= {part}
    every = [case for rows in asked.values() for case in rows]
    assert len({case["id"] for case in every}) == len(every) >= 240
    keys = [(c["question"].casefold(), str(c["filters"]), c.get("asked_at")) for c in every]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", PARTS)
def test_every_gold_passage_is_in_its_article_once(
    name: str, asked: dict[str, list[Json]], bodies: dict[str, str]
) -> None:
    passages = [(c["id"], g["article"], g["quote"]) for c in asked[name] for g in c.get("gold", ())]
    assert [p for p in passages if bodies[p[1]].count(p[2]) != 1] == []


@pytest.mark.parametrize("name", PARTS)
def test_every_question_is_sound(
    name: str, asked: dict[str, list[Json]], bodies: dict[str, str], names: dict[str, set[str]]
) -> None:
    faults = [f"{c['id']}: {fault}" for c in asked[name] for fault in _faults(c, set(bodies), names)]
    assert faults == []


def _faults(case: Json, articles: set[str], names: dict[str, set[str]]) -> Iterator[str]:
    gold = case.get("gold", [])
    CaseFilters.model_validate(case["filters"])
    if case["kind"] not in KINDS or (case["kind"] == "refusal") != (case["expect"] == "refused"):
        yield "kind"
    if case["filters"].get("article", case["id"]) not in {*articles, case["id"]}:
        yield "filters name no article"
    yield from _wrong_refusal(case, set().union(*names.values())) if case["expect"] == "refused" else ()
    if case["expect"] == "answered" and not gold:
        yield "no gold"
    if gold and not 1 <= case["need"] <= len(gold):
        yield "need"
    known = set((ANSWERED if case["expect"] == "answered" else f"{ANSWERED} {REFUSED}").split())
    if not set(case.get("traits", ())) <= known or ("traits" not in case and case["id"] > "q-080"):
        yield "traits"
    people = [(g["article"], who) for g in gold for who in (g["speaker"], g["via"]) if who]
    yield from (f"{who} does not speak in {article}" for article, who in people if who not in names[article])
    yield from _forbids_its_own_gold(case, articles)


def _wrong_refusal(case: Json, speakers: set[str]) -> Iterator[str]:
    if not case["codes"] or not set(case["codes"]) <= set(CODES):
        yield "codes"
    yield from (f"candidate {name} never speaks" for name in case["candidates"] if name not in speakers)


def _forbids_its_own_gold(case: Json, articles: set[str]) -> Iterator[str]:
    allowed = {g["article"] for g in case.get("gold", ())} | set(case.get("accept_also", ()))
    if not set(case.get("accept_also", ())) <= articles:
        yield "accept_also"
    for forbidden in case["must_not"]:
        if forbidden in allowed or any(forbidden in g["quote"] for g in case.get("gold", ())):
            yield f"must_not {forbidden!r} is gold"


# --- the held part ---------------------------------------------------------------------------------------------------


def test_a_run_asks_one_part_and_shows_nothing_of_the_held_one(asked: dict[str, list[Json]], tmp_path: Path) -> None:
    development = cases(Request(None), tmp_path)
    assert [c["id"] for c in development] == [c["id"] for c in asked[DEVELOPMENT]]
    read = {split: cases(Request(None, split=split), tmp_path) for split in SPLITS if split != HELD_SPLIT}
    assert {s: [c["id"] for c in told] for s, told in read.items()} == {
        s: [c["id"] for c in asked[QUESTIONS[s]]] for s in read
    }
    assert all(c["input"] == c["question"] for c in [*development, *(c for told in read.values() for c in told)])
    held = cases(Request(None, split=HELD_SPLIT), tmp_path)
    assert [c["id"] for c in held] == [c["id"] for c in asked[QUESTIONS[HELD_SPLIT]]]
    assert not any({"input", "expected"} & set(c) for c in held)


def test_what_is_solved_of_the_held_part_is_figures_only() -> None:
    def solve(case: Json) -> Json:
        told = {"reason": "refused", "output": "“Friday,” Brandt said.", "evidence": ["Friday"], "notes": []}
        return {"measures": {"right": 0.0}, "cheats": {}, "broken": [f"“{case['input']}” is not Brandt's"]} | told

    solved = unseen({"id": "q-900", "question": "When does it open?"}, solve=solve)
    assert solved == {"measures": {"right": 0.0}, "cheats": {}, "broken": ["not shown"]}


# --- figures ---------------------------------------------------------------------------------------------------------

GOLD = [
    {"article": "one", "quote": "the bridge opens on Friday", "speaker": None, "via": None},
    {"article": "two", "quote": "the bridge opens on Friday", "speaker": None, "via": None},
    {"article": "two", "quote": "lorries have to wait until May", "speaker": None, "via": None},
]
ANSWERABLE_CASE: Json = {"expect": "answered", "gold": GOLD, "need": 2}
DUE: Json = {"expect": "refused", "codes": ["no_evidence"], "candidates": []}
EITHER = DUE | {"gold": GOLD, "need": 1}
REFUSAL: Json = {"refusal": {"code": "no_evidence", "candidates": []}, "citations": [], "text": ""}


def _answer(*cited: tuple[str, str]) -> Json:
    citations = [{"external_id": a, "quote": q, "speaker": None, "via": None} for a, q in cited]
    return {"refusal": None, "citations": citations, "text": ""}


def _measured(case: Json, answer: Json, faults: Sequence[str] = ()) -> Json:
    return measure(case, answer, faults, broken=(), gold=())


def test_citation_precision_and_recall_are_of_what_is_cited() -> None:
    found = _measured(
        ANSWERABLE_CASE, _answer(("one", GOLD[0]["quote"]), ("one", "it rained on Sunday")), ["one of two"]
    )
    assert (found[CITED.name], found[RECALL.name], found[ALL_GOLD.name]) == (0.5, 0.5, 0.5)
    assert found[ANSWERABLE.name] == 0.0
    whole = _measured(ANSWERABLE_CASE, _answer(*((g["article"], g["quote"]) for g in GOLD)))
    assert (whole[CITED.name], whole[RECALL.name], whole[ALL_GOLD.name], whole[ANSWERABLE.name]) == (1.0,) * 4
    assert _measured(ANSWERABLE_CASE, REFUSAL)[RECALL.name] is None


def test_refusal_f1_and_coverage_count_what_was_said_and_what_was_due() -> None:
    answered = _answer(("one", GOLD[0]["quote"]))
    solved = [
        *[_measured(DUE, REFUSAL)] * 3,
        _measured(DUE, answered),
        *[_measured(ANSWERABLE_CASE, REFUSAL)] * 2,
        *[_measured(ANSWERABLE_CASE, answered)] * 4,
        _measured(EITHER, REFUSAL),
        _measured(EITHER, answered),
    ]
    pairs = [value for m in solved if (value := m[REFUSAL_F1.name]) is not None]
    assert pooled(pairs) == pytest.approx(2 * 3 / (5 + 4))
    assert pooled([m[COVERAGE.name] for m in solved if m[COVERAGE.name] is not None]) == pytest.approx(4 / 6)
    assert pooled([]) == pooled([(0, 0)]) == 0.0
