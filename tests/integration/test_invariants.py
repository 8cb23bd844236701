"""The four invariants of the contract: they hold for every answer, and the check that says so can fail."""

from __future__ import annotations

import asyncio
import copy
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.invariants import violations
from service import assets
from service.answering.pipeline import Answering, answer_question
from service.embedding import OnnxEmbedder
from service.ingest.pipeline import ingest
from service.ingest.reading import read_sources
from service.ports import LanguageModel
from service.presenting import answer_as_json
from service.store.library import Library
from tests.builders import (
    BRIDGE,
    FERRY,
    NOW,
    OKORO,
    close,
    drafts,
    ingest_texts,
    numbered_ids,
    open_library,
    question,
    said,
    store,
    version,
)
from tests.fakes import ScriptedModel

Json = dict[str, Any]
OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"


def ask(library: Library, text: str, *, model: LanguageModel | None = None, **filters: str) -> Json:
    using = Answering(numbered_ids(), model)
    return answer_as_json(asyncio.run(answer_question(question(text, **filters), library=library, using=using)))


def faults(library: Library, answer: Json) -> list[str]:
    return violations(answer, lambda article_id, number: library.catalog.version(article_id, number).text)


@pytest.fixture
def filled(library: Library) -> Library:
    bridge = version(BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-01")
    store(library, bridge, [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)])
    return library


# The check


@pytest.fixture
def answer(filled: Library) -> Json:
    """Return an answer of two sentences with two citations."""
    two = drafts(
        ("Mayor Ilse Brandt said “The bridge will open on Friday”.", OPEN),
        ("Peter Okoro said “We have not been told who raises the [swing] span at night”.", SPAN),
    )
    found = ask(filled, "Who said what about the bridge, the span and the night?", model=ScriptedModel([two]))
    assert [s["citations"] for s in found["sentences"]] == [[1], [2]]
    return found


@pytest.fixture
def refusal(filled: Library) -> Json:
    found = ask(filled, "What did Zoe Quill say?")
    assert found["status"] == "refused"
    return found


def test_a_true_answer_and_a_refusal_have_no_fault(filled: Library, answer: Json, refusal: Json) -> None:
    assert faults(filled, answer) == []
    assert faults(filled, refusal) == []


def in_text(old: str, new: str) -> Callable[[Json], None]:
    """Return a mutation of the text and of the sentences that make it up."""

    def mutate(a: Json) -> None:
        assert old in a["text"]
        a["text"] = a["text"].replace(old, new)
        for sentence in a["sentences"]:
            sentence["text"] = sentence["text"].replace(old, new)

    return mutate


def in_citation(field: str, value: Any) -> Callable[[Json], None]:
    def mutate(a: Json) -> None:
        citation = a["citations"][0]
        citation[field] = value(citation[field]) if callable(value) else value

    return mutate


MUTATIONS: dict[str, Callable[[Json], None]] = {
    "a quote that is altered": in_citation("quote", lambda q: q.replace("Friday", "Sunday")),
    "a quote that is cut": in_citation("quote", lambda q: q[:-1]),
    "a quote of another place": in_citation("start", lambda n: n + 1),
    "a quote that ends elsewhere": in_citation("end", lambda n: n - 1),
    "a passage that is altered": in_citation("passage", lambda p: p.replace("Friday", "Sunday")),
    "a passage of another place": in_citation("passage_start", lambda n: n + 1),
    "bytes for code points": in_citation("start", lambda n: n + 4),
    "a speaker who did not say it": in_citation("speaker", {"id": "spk_x", "name": "Peter Okoro", "role": None}),
    "a citation without a speaker": in_citation("speaker", None),
    "a number twice": in_citation("number", 2),
    "a number too high": in_citation("number", 7),
    "words in quotation marks that nobody said": in_text("will open on Friday", "will open on Sunday"),
    "a negation in quotation marks": in_text("have not been told", "have been told"),
    "a bracket lost in quotation marks": in_text("the [swing] span", "the span"),
    "a speaker exchanged": in_text("Ilse Brandt", "Peter Okoro"),
    "a speaker left out": in_text("Mayor Ilse Brandt", "Somebody"),
    "straight marks around an altered quotation": in_text("“The bridge will open on Friday”", '"It opens on Sunday"'),
    "a mark of no citation": lambda a: a.update(text=a["text"].replace("[1]", "[3]")),
    "a mark that is lost": lambda a: a.update(text=a["text"].replace(" [2]", "")),
    "a mark too many": lambda a: a.update(text=a["text"] + " [9]"),
    "a citation too many": lambda a: a["citations"].append(a["citations"][0] | {"number": 3}),
    "a citation too few": lambda a: a["citations"].pop(),
    "a sentence without a citation": lambda a: a["sentences"][0].update(citations=[]),
    "a sentence that cites another": lambda a: a["sentences"][0].update(citations=[2]),
    "a mark within a sentence": lambda a: a["sentences"][0].update(text="Brandt said [1] so."),
    "no sentence": lambda a: a.update(sentences=[]),
}

# What the check lets through today; each is in the report of the session that wrote these tests.
LET_THROUGH: dict[str, Callable[[Json], None]] = {
    "a text that says more than its sentences": lambda a: a.update(text=a["text"] + " Brandt resigned."),
    "a text that quotes otherwise than its sentences": lambda a: a.update(text=a["text"].replace("Friday", "Sunday")),
    "an answer that is a refusal, too": lambda a: a.update(refusal={"code": "no_evidence"}),
}


@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_a_false_answer_is_caught(filled: Library, answer: Json, mutate: Callable[[Json], None]) -> None:
    broken = copy.deepcopy(answer)
    mutate(broken)
    assert broken != answer
    assert faults(filled, broken)


@pytest.mark.parametrize("mutate", LET_THROUGH.values(), ids=LET_THROUGH)
def test_a_false_answer_should_be_caught(filled: Library, answer: Json, mutate: Callable[[Json], None]) -> None:
    broken = copy.deepcopy(answer)
    mutate(broken)
    assert faults(filled, broken)


@pytest.mark.parametrize(
    "change",
    [
        {"citations": [{"number": 1}]},
        {"sentences": [{"text": "Brandt resigned.", "citations": []}]},
        {"text": " "},
        {"refusal": None},
    ],
)
def test_a_false_refusal_is_caught(filled: Library, refusal: Json, change: Json) -> None:
    assert faults(filled, refusal | change)


def test_a_refusal_that_does_not_say_what_was_searched_is_caught(filled: Library, refusal: Json) -> None:
    refusal["refusal"]["searched"]["articles"] = None
    assert faults(filled, refusal)


def test_a_citation_of_another_version_is_caught(filled: Library, answer: Json) -> None:
    assert violations(answer, lambda _article, _version: "Another text altogether. " * 40)


@pytest.mark.parametrize("bracket", ["[2021]", "[1]", "[2]", "[9]", "[terrorist]", "[…]"])
def test_a_bracket_within_a_quotation_is_no_citation(library: Library, bracket: str) -> None:
    words = f"We have fought other {bracket} groups for years,"
    store(library, version(f"“{words}” Ilse Brandt said."), [said(f"“{words}”", words)])
    found = ask(library, "What did Brandt say?")
    assert bracket in found["text"]
    assert faults(library, found) == []


# The answers


WORDS = (
    "the bridge will open [2021] and other [terrorist] groups on Friday “Jaws” café 👩‍🚒 don’t 3.5 no [1] not".split()
)
SPOKEN = st.lists(st.sampled_from(WORDS), min_size=3, max_size=15).map(" ".join)
SPEAKERS = ["Mayor Ilse Brandt", "Peter Okoro", "the harbor master", "Brandt", "Zoë Quill of the “Aar Trust”"]
FORMS = [
    "“{words},” {who} said.",
    "{who} said: “{words}.”",
    "{who} said that {words}.",
    "“{words},” {who} told reporters. “{words}.”",
    "“{words}.\n\n“{words},” {who} said.",
    '"{words}," {who} said [1].',
    "{who} denied that “{words}.”",
    "“{words}",
    "{words}. [12] {who} met Peter Okoro.",
    "Follow us on Twitter.",
]
SENTENCES = st.builds(
    lambda form, words, who: form.format(words=words, who=who),
    *map(st.sampled_from, (FORMS,)),
    SPOKEN,
    st.sampled_from(SPEAKERS),
)
ARTICLES = st.lists(st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4).map("\n\n".join)
QUESTIONS = [
    "What did Brandt say?",
    "What did Brandt say about the bridge?",
    "What did the harbor master say?",
    "What did Okoro deny?",
    "Who said that the bridge will open?",
    "When will the bridge open?",
    "What is [1]?",
]


@given(texts=st.lists(ARTICLES, min_size=1, max_size=3))
@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=[HealthCheck.too_slow])
def test_every_answer_holds_whatever_the_articles_say(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder))
        ingest_texts(library, *(f"The bridge over the Aar.\n\n{text}" for text in texts))
        found = {text: faults(library, ask(library, text)) for text in QUESTIONS}
        close(library)
    assert found == {text: [] for text in QUESTIONS}


WITHOUT_MARKS = [form for form in FORMS if "[12]" not in form]
REPLIES = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.sampled_from(WITHOUT_MARKS).flatmap(
                lambda form: SPOKEN.map(lambda w: form.format(words=w, who="Brandt"))
            ),
            "evidence": st.lists(st.integers(0, 9), max_size=3),
        }
    ),
    max_size=4,
)


@given(replies=REPLIES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_holds_whatever_a_model_says(shared: Library, replies: list[Json]) -> None:
    def reply(prompt: str) -> str:
        ids = [line.split('"')[1] for line in prompt.splitlines() if line.startswith("<evidence id=")]
        drafted = [r | {"evidence": [ids[n % len(ids)] for n in r["evidence"]]} for r in replies]
        return json.dumps({"sentences": drafted})

    found = ask(shared, "What did Brandt say about the bridge?", model=ScriptedModel([reply]))
    assert faults(shared, found) == []
    assert "http" not in found["text"]


def test_a_bracket_of_a_model_is_no_citation(shared: Library) -> None:
    model = ScriptedModel([drafts(("[12] Not so, Ilse Brandt said.", "Not so"))])
    assert faults(shared, ask(shared, "What did Brandt say about the bridge?", model=model)) == []


def test_a_quotation_of_somebody_whom_nobody_names(library: Library) -> None:
    ingest_texts(library, "The bridge over the Aar.\n\n“It is what we wanted all along [1],” she said.")
    assert faults(library, ask(library, "What is it that we wanted all along [1]?")) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = open_library(tmp_path_factory.mktemp("shared"))
    ingest_texts(
        library, BRIDGE, FERRY, "“The bridge will open and other groups will not,” Ilse Brandt said. [12] Not so."
    )
    yield library
    close(library)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = open_library(tmp_path_factory.mktemp("newsroom"), embedder=OnnxEmbedder())
    inputs = read_sources([str(assets.folder("newsroom") / "articles")], max_bytes=10**7)
    taken = ingest(inputs, catalog=library.catalog, index=library.index, clock=lambda: NOW)
    assert {outcome.status for outcome in taken} == {"added"}
    yield library
    close(library)


def newsroom_questions() -> list[str]:
    lines = (assets.folder("newsroom") / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


@pytest.mark.model
def test_every_answer_about_the_newsroom_holds(newsroom: Library) -> None:
    answers = {text: ask(newsroom, text) for text in newsroom_questions()}
    assert {text: found for text, a in answers.items() if (found := faults(newsroom, a))} == {}
    assert sum(a["status"] == "answered" for a in answers.values()) > len(answers) / 2


@pytest.mark.model
def test_whoever_is_offered_has_said_something(newsroom: Library) -> None:
    refused = [a for a in (ask(newsroom, text) for text in newsroom_questions()) if a["status"] == "refused"]
    ambiguous = [a for a in refused if a["refusal"]["code"] == "ambiguous_speaker"]
    assert ambiguous
    offered = [(a["question"], c["name"]) for a in ambiguous for c in a["refusal"]["candidates"]]
    silent = [pair for pair in offered if ask(newsroom, pair[0], speaker=pair[1])["status"] == "refused"]
    assert silent == []
