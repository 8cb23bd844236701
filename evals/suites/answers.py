"""Many questions made from the articles' own statements and headlines: answered as asked, every invariant kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path

from evals.cheats import Cheat, answering_cheats
from evals.evidence import excerpts
from evals.invariants import violations
from evals.running import ask, fill_home, open_home, read_text
from evals.suites import CaseSuite, Json, Measure, Request, Solve, data_file
from service import assets
from service.bootstrap import Service
from service.domain.news import Statement
from service.store.speakers import StatementFilter
from service.text.words import terms

QUESTIONS, QUICK = 2400, 120
DUE = 0.5  # of the citations must be of the speaker, or in the article, that was asked for

AS_ASKED = Measure("answered as asked, or refused where there is no answer")
VIOLATED = Measure("answers that violate an invariant", higher_is_better=False, guard=True)


def data(request: Request) -> Sequence[Path]:
    return [data_file(request, "polnear")] if request.data else sorted(_shipped().glob("*.md"))


def _shipped() -> Path:
    return assets.folder("newsroom") / "articles"


def prepare(request: Request, folder: Path) -> None:
    fill_home(folder / "home", [str(data_file(request, "polnear") if request.data else _shipped())])


def cases(request: Request, folder: Path) -> list[Json]:
    """Return what the articles suggest to ask."""
    with open_home(folder / "home", request) as service:
        return list(islice(make_questions(service), QUICK if request.quick else QUESTIONS))


def make_questions(service: Service) -> Iterator[Json]:
    """Yield different questions: by speaker, by speaker and topic, by headline, and without sense, in turns."""
    library = service.library()
    speakers = [s.name for s in library.speakers.all(limit=2000)]
    statements = library.speakers.statements(StatementFilter(), conditions=library.catalog.matching_all(), limit=4000)
    titled = [(a.current.article_id, a.current.title) for a in library.catalog.articles() if a.current.title]
    kinds = (
        (_case("speaker", f"What did {name} say?", speaker=name) for name in speakers),
        (_about(s) for s in statements),
        (_case("headline", title, article=article) for article, title in titled),
        (_case("words", f"Who said {' '.join(s.content.split()[:8])}?", article=s.article_id) for s in statements),
        (
            _case("without sense", f"How many people read “{title}” in [{n}]?")
            for n, (_, title) in enumerate(titled, start=1)
        ),
    )
    seen: set[str] = set()
    for case in (c for row in zip_longest(*kinds) for c in row if c):
        if case["input"] not in seen:
            seen.add(case["input"])
            yield case | {"id": f"{len(seen):04} {case['input']}"[:60]}


def _case(kind: str, question: str, **asked: str) -> Json:
    if not asked:
        expected = "a refusal"
    else:
        expected = f"the words of {asked['speaker']}" if "speaker" in asked else "this article"
    return {"input": question, "expected": expected, "asked": asked, "slices": {"question kind": kind}}


def _about(statement: Statement) -> Json | None:
    topic = " ".join([t for t in terms(statement.content) if t.isalpha() and len(t) > 3][:2])
    if not statement.speaker or not topic:
        return None
    name = statement.speaker.name
    return _case("speaker and topic", f"What did {name} say about {topic}?", speaker=name)


@contextmanager
def open_suite(request: Request, folder: Path) -> Iterator[Solve]:
    with open_home(folder / "home", request) as service:
        yield partial(check, service=service, cheats=answering_cheats(service, seed=request.seed))


def check(case: Json, *, service: Service, cheats: dict[str, Cheat]) -> Json:
    answer = ask(service, case["input"])
    broken = violations(answer, partial(read_text, service))
    fault = _fault(case, answer)
    return {
        "measures": {AS_ASKED.name: float(not fault and not broken), VIOLATED.name: float(bool(broken))},
        "cheats": {name: {AS_ASKED.name: float(not _fault(case, cheat(case)))} for name, cheat in cheats.items()},
        "reason": "; ".join([*broken, *([fault] if fault else [])]),
        "broken": broken,
        "dropped": [v["reason"] for v in answer["verdicts"] if v["outcome"] == "dropped"],
        "output": answer["text"],
        "mode": answer["mode"],
        "verdicts": answer["verdicts"],
        "notes": answer["notes"],
        "evidence": excerpts(answer, service),
    }


def _fault(case: Json, answer: Json) -> str | None:
    asked = case["asked"]
    if answer["refusal"]:
        return f"refused ({answer['refusal']['code']})" if asked else None
    if not asked:
        return "answered a question that has no answer"
    due = [c for c in answer["citations"] if _is_due(c, asked)]
    if len(due) < DUE * len(answer["citations"]):
        return f"{len(due)} of {len(answer['citations'])} citations are of what was asked"
    return None


def _is_due(citation: Json, asked: Json) -> bool:
    if "speaker" in asked:
        return bool(citation["speaker"] and citation["speaker"]["name"] == asked["speaker"])
    return bool(citation["article_id"] == asked["article"])


SUITE = CaseSuite(
    measures=(AS_ASKED, VIOLATED),
    cases=cases,
    open=open_suite,
    prepare=prepare,
    data=data,
    notes=("questions and their speakers are made from what the rules found: this tests answering, not attribution",),
)
