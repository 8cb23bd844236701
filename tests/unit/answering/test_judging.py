"""The judge of answers: how it reads a question and a sentence together, its weights, and what becomes of its word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.answering.judged import AT_ONCE, COMPARED, MANY, READ, decide_sentences, judge_sentences
from service.answering.judging import (
    BEFORE,
    MOST,
    QUESTION,
    SENTENCE,
    SPELLINGS,
    TITLE,
    WEIGHTS,
    Judge,
    Part,
    Reader,
    pair,
)
from service.answering.pipeline import Answering, answer_question
from service.answering.ranker import Ranker
from service.domain.answers import Answer
from service.domain.news import Speaker
from service.embedding import OnnxEmbedder
from service.errors import ModelUnusable
from service.ports import Excerpt, Vector
from service.retrieval.searching import find_passages
from service.retrieval.weighing import INSTEAD, RANKED, weigh
from service.store.library import Library
from tests.builders import OKORO, numbered_ids, open_library, question, said, store, version

JUDGE = Judge()
RANKER = Ranker()


class Stub:
    """Takes for an answer what holds one of its words."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.asked: list[Excerpt] = []

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[float]:
        self.asked += excerpts
        return [0.999 if any(a in e.sentence for a in self.answers) else 0.001 for e in excerpts]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(OnnxEmbedder())


@pytest.mark.model
def test_pieces_know_their_part_their_spelling_and_whether_the_other_side_has_the_word(reader: Reader) -> None:
    asked = reader.read("How many houses did Tarrow lose?")
    joined = pair(asked, Excerpt("Tarrow lost 46 houses.", "It rained.", "A flood"), reader)
    assert joined.states.shape == (len(joined.parts), 384)
    assert list(dict.fromkeys(joined.parts)) == [QUESTION, SENTENCE, BEFORE, TITLE]
    sentence = joined.shapes[joined.parts == SENTENCE][1:-1]  # without the marks
    meetings = [shape // SPELLINGS for shape in sentence]
    assert meetings[0] == 1  # Tarrow
    assert 0 in meetings  # lost, whose stem the question does not have
    assert 2 in [shape % SPELLINGS for shape in sentence]  # 46
    assert not any(shape // SPELLINGS for shape in joined.shapes[joined.parts == BEFORE])


@pytest.mark.model
def test_parts_are_cut_at_their_length(reader: Reader) -> None:
    joined = pair(reader.read("why " * 300), Excerpt("word " * 300, "word " * 300, "word " * 300), reader)
    assert {part: int((joined.parts == part).sum()) for part in MOST} == MOST


@pytest.mark.model
@pytest.mark.parametrize("text", ["", "\ud800", "说话", "“", "word " * 5_000])
def test_any_text_is_judged(text: str) -> None:
    (likely,) = JUDGE.judge(text, [Excerpt(text, text, text)])
    assert 0 <= likely <= 1


@pytest.mark.model
def test_what_is_read_alone_and_among_others_is_judged_alike() -> None:
    texts = [Excerpt("The mayor opened the bridge on Friday."), Excerpt("It rained in Harmon.", "The fair was full.")]
    alone = [JUDGE.judge("When was the bridge opened?", [t])[0] for t in texts]
    assert JUDGE.judge("When was the bridge opened?", texts) == alone


@pytest.mark.model
@pytest.mark.parametrize(
    ("asked", "answer", "other"),
    [
        (
            "Why did the senator vote against the farm bill?",
            "Senator Holm: Holm said she opposed the farm bill because it cut school meals.",
            "The farm bill runs to 900 pages and was printed twice.",
        ),
        (
            "How many people work at the mill in Harmon?",
            "The mill in Harmon employs 340 people, most of them from the valley.",
            "The mill in Harmon was built by two brothers from Skerrow.",
        ),
        (
            "What does the governor think of the new toll?",
            "Governor Ana Ruiz: Ruiz called the toll unfair to commuters.",
            "The toll begins in March and will be collected by machine.",
        ),
    ],
)
def test_the_shipped_judge_prefers_the_sentence_that_answers(asked: str, answer: str, other: str) -> None:
    right, wrong = JUDGE.judge(asked, [Excerpt(answer), Excerpt(other)])
    assert right > wrong


def test_altered_weights_are_refused_by_name(tmp_path: Path) -> None:
    altered = tmp_path / "judge.onnx"
    altered.write_bytes(WEIGHTS.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelUnusable, match="judge"):
        Judge(altered).judge("When?", [Excerpt("On Friday.")])


def test_stems_of_words_without_meaning_meet_nothing() -> None:
    part = Part(np.zeros((2, 384), np.float32), np.zeros(2, np.int64), ["", "flood"])
    assert frozenset(part.stems) - {""} == {"flood"}


# --- its word among the rules' ---------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(tmp_path)


def ask(library: Library, text: str, judge: Stub) -> Answer:
    judged = replace(library, judge=judge, ranker=RANKER)
    return asyncio.run(answer_question(question(text), library=judged, using=Answering(numbered_ids())))


def test_the_chance_rises_with_the_judge_and_with_the_rules() -> None:
    assert weigh(0.5, 0.9, RANKED) > weigh(0.5, 0.1, RANKED)
    assert weigh(0.9, 0.5, RANKED) > weigh(0.1, 0.5, RANKED)
    assert 0 < weigh(0.0, 0.0, RANKED) < weigh(1.0, 1.0, RANKED) < 1


def test_the_judge_sees_the_sentence_with_its_speaker_what_stands_before_it_and_the_title(library: Library) -> None:
    text = "The dam in Tarrow cracked. “It was old,” she said of the dam in Tarrow."
    store(
        library, version(text, title="Tarrow dam"), [said(text, "It was old,", by=Speaker("Ilse Brandt", "engineer"))]
    )
    judge = Stub("It was old")
    ask(library, "Why did the dam in Tarrow crack?", judge)
    seen = next(e for e in judge.asked if "It was old" in e.sentence)
    assert seen.sentence.startswith("engineer Ilse Brandt: ")
    assert (seen.before, seen.title) == ("The dam in Tarrow cracked.", "Tarrow dam")


def test_the_judge_puts_sentences_in_another_order(library: Library) -> None:
    text = "The ferry to Skerrow sank in the storm. The ferry to Skerrow is owned by the province."
    store(library, version(text), [])
    found = library.index.count()
    assert found
    answers = {}
    for word in ("sank", "owned"):
        answer = ask(library, "What about the ferry to Skerrow, who has the ferry to Skerrow?", Stub(word))
        answers[word] = answer.sentences[0].text if answer.sentences else ""
    assert "sank" in answers["sank"]
    assert "owned" in answers["owned"]


def test_figures_are_put_in_order_by_what_they_count_though_the_judge_leans_to_another(library: Library) -> None:
    class Leaning(Stub):
        def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[float]:
            return [0.999 if "died" in e.sentence else 0.5 for e in excerpts]

    first = "About 40 people were evacuated in the Norvale flood."
    text = f"{first} The last Norvale flood was that of 1961, when 9 people died."
    store(library, version(text, title="Norvale flood"), [])
    answer = ask(library, "How many people were evacuated in the Norvale flood?", Leaning())
    assert answer.sentences[0].text == first


def test_words_of_a_known_speaker_are_looked_for_again_before_they_are_refused(library: Library) -> None:
    text = "“We played like strangers,” Ilse Brandt said. “I blame the grass,” Carla Rossi said."
    quotes = [
        said(text, "We played like strangers,", by=Speaker("Ilse Brandt", "coach")),
        said(text, "I blame the grass,", by=Speaker("Carla Rossi", "captain")),
    ]
    store(library, version(text, title="Brandt on her team"), quotes)
    answer = ask(library, "What did Ilse Brandt say about her own team's defence?", Stub("strangers"))
    assert answer.refusal is None
    assert "strangers" in answer.sentences[0].text


def test_what_somebody_else_said_is_no_answer(library: Library) -> None:
    text = "“We played like strangers,” Ilse Brandt said. “I blame the grass,” Carla Rossi said."
    quotes = [
        said(text, "We played like strangers,", by=Speaker("Ilse Brandt", "coach")),
        said(text, "I blame the grass,", by=Speaker("Carla Rossi", "captain")),
    ]
    store(library, version(text), quotes)
    answer = ask(library, "What did Ilse Brandt say about the referee?", Stub("grass"))
    assert answer.refusal is not None


def test_nobody_of_that_name_is_refused_whatever_the_judge_says(library: Library) -> None:
    text = "“We played like strangers,” Ilse Brandt said of the match."
    store(library, version(text), [said(text, "We played like strangers,", by=Speaker("Ilse Brandt", "coach"))])
    answer = ask(library, "What did Zoe Quill say about the match?", Stub("strangers", "match"))
    assert answer.refusal is not None
    assert answer.refusal.reason == "unknown_speaker"


def test_without_a_judge_nothing_is_looked_at_twice(library: Library) -> None:
    text = "“We played like strangers,” Ilse Brandt said."
    store(library, version(text), [said(text, "We played like strangers,", by=Speaker("Ilse Brandt", "coach"))])
    asked = question("What did Ilse Brandt say about the referee?")
    answer = asyncio.run(answer_question(asked, library=library, using=Answering(numbered_ids())))
    assert answer.refusal is not None


def test_only_the_sentences_that_look_most_like_an_answer_are_judged(library: Library) -> None:
    text = " ".join(f"The ferry to Skerrow carried {n} cars on day {n}." for n in range(40))
    store(library, version(text), [])
    judge = Stub("none")
    hits = find_passages("ferry to Skerrow", question("?").filters, library=library, limit=10)
    asked = "What did the ferry to Skerrow carry on one day?"
    found = decide_sentences(asked, hits, library=replace(library, judge=judge, ranker=RANKER))
    assert len(found) == len(judge.asked) == READ


def test_the_judge_reads_on_while_another_can_be_likelier_and_reach_its_bar(library: Library) -> None:
    text = " ".join(f"The ferry to Skerrow carried {n} cars on day {n}." for n in range(40))
    store(library, version(text), [])
    hits = find_passages("ferry to Skerrow", question("?").filters, library=library, limit=10)
    asked = "What did the ferry to Skerrow carry on one day?"
    shown = []
    for judge, bar in ((Stub("cars"), 0.0), (Stub("none"), 0.0), (Stub("cars"), 1.0)):
        judging = replace(library, judge=judge, ranker=RANKER)
        found = judge_sentences(asked, hits, library=judging, weights=INSTEAD, bar=lambda c, bar=bar: bar)
        next(found, None)
        shown.append(len(judge.asked))
        rest = [c.worth for c in found]
        assert rest == sorted(rest, reverse=True)
    assert shown == [AT_ONCE, MANY, 0]


def test_two_sentences_of_one_statement_are_told_once(library: Library) -> None:
    words = "The dam in Tarrow was old. The dam in Tarrow was never mended"
    text = f"Of the dam in Tarrow she spoke at length. “{words},” she said."
    store(library, version(text), [said(text, words, by=Speaker("Ilse Brandt", "engineer"))])
    answer = ask(library, "What about the dam in Tarrow, was the dam in Tarrow old?", Stub("old", "mended"))
    told = [s.text for s in answer.sentences]
    assert told == ["Engineer Ilse Brandt said: “The dam in Tarrow was old. The dam in Tarrow was never mended”."]


@pytest.mark.model
def test_a_judge_that_reads_on_from_the_embedder_judges_alike() -> None:
    embedder = OnnxEmbedder(threads=2)
    texts = [Excerpt("The mayor opened the bridge on Friday.", "It rained.", "A bridge"), Excerpt("The fair was full.")]
    embedder.embed_passages([t.sentence for t in texts])
    asked = "When was the bridge opened?"
    assert Judge(embedder=embedder, threads=2).judge(asked, texts) == JUDGE.judge(asked, texts)


def test_only_sentences_in_which_the_one_asked_for_speaks_are_shown(library: Library) -> None:
    text = (
        "“We played like strangers,” Ilse Brandt said of the team's defence. "
        "“I blame the grass,” Carla Rossi said of the team's defence."
    )
    quotes = [
        said(text, "We played like strangers,", by=Speaker("Ilse Brandt", "coach")),
        said(text, "I blame the grass,", by=Speaker("Carla Rossi", "captain")),
    ]
    store(library, version(text, title="Brandt on her team"), quotes)
    judge = Stub("nothing")
    ask(library, "What did Ilse Brandt say about her own team's defence?", judge)
    assert any("strangers" in e.sentence for e in judge.asked)
    assert not any("grass" in e.sentence for e in judge.asked)


def test_where_none_of_the_likeliest_is_fitting_none_is_compared(library: Library) -> None:
    store(
        library,
        version(" ".join(f"The referee saw the grass of pitch {n}." for n in range(COMPARED)) + " It rained."),
        [],
    )
    compared: list[str] = []

    def embed(texts: Sequence[str]) -> Vector:
        compared.extend(texts)
        return np.zeros((len(texts), library.index.embedder.dimension), np.float32)

    library.index.embed_sentences = embed  # type: ignore[method-assign,assignment]
    judging = replace(library, judge=Stub("rained"), ranker=RANKER)
    hits = find_passages("referee grass", question("?").filters, library=library, limit=10)
    asked = "What did the referee say of the grass?"
    found = judge_sentences(asked, hits, library=judging, weights=INSTEAD, fitting=lambda c: "rained" in c.text)
    assert list(found) == []
    assert compared == []
    assert list(judge_sentences(asked, hits, library=judging, weights=INSTEAD))
    assert len(compared) == COMPARED


def test_a_count_without_a_number_is_no_answer(library: Library) -> None:
    store(library, version("The ferry to Skerrow sank in the storm. The ferry is old and slow."), [])
    judge = Stub("sank")
    answer = ask(library, "How many cars did the ferry to Skerrow carry in the storm of that week?", judge)
    assert answer.refusal is not None


class Doubtful:
    """Takes nothing for a likely answer, and nothing for an impossible one."""

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[float]:
        return [0.06 for _ in excerpts]


def test_what_is_said_to_whom_the_question_names_answers_in_other_words(library: Library) -> None:
    text = "“Magnificent desolation,” Ilse Brandt told Peter Okoro on the tower."
    words = "Magnificent desolation,"
    store(library, version(text, article_id="told"), [said(text, words, addressee=OKORO, cue="told")])
    assert ask(library, "What did Brandt tell Okoro about the view?", Doubtful()).refusal is None
    assert ask(library, "What did Brandt say about the view?", Doubtful()).refusal is not None
