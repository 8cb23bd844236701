"""What a decision rests on: what was read side by side, what is met of the question where, and what is supplied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.answering.deciding import NAMES, Grounds
from service.answering.pages import page
from service.answering.ranker import DECIDING, Ranker
from service.answering.supplying import KINDS_OF_ANSWER, supplies
from service.embedding.thesaurus import Thesaurus
from service.errors import ModelUnusable
from service.ports import Placed, Read

THESAURUS = Thesaurus()
TITLE = "Pool in Hexbourne to shut"
TEXT = (
    "HEXBOURNE - The swimming pool will shut in autumn. Councillors voted by 21 to 19 to close it. "
    "Mayor Ruth Okafor resigned on Friday over the swimming pool."
)
ELSEWHERE = "The fair in Skerrow drew two hundred visitors. It rained all evening."
QUESTION = "By what margin did Hexbourne councillors vote to shut the swimming pool?"
WEIGHTS = dict.fromkeys(["margin", "hexbourn", "councillor", "vote", "shut", "swimm", "pool", "resignation"], 2.0)


def read(number: int, *, text: str = TEXT, title: str = TITLE, odds: float = -1.0, likely: float = 0.3) -> Read:
    start = page(text, title).sentences[number].span.start
    return Read(Placed(text, title, start, meaning=0.5, rules=0.5), odds, likely)


def grounds_of(question: str, *sentences: Read) -> list[dict[str, float]]:
    rows = Grounds(question, WEIGHTS, THESAURUS).of(sentences)
    assert rows.shape == (len(sentences), len(NAMES))
    width = len(NAMES) - 52  # the signs of a sentence alone have names of these, too
    return [dict(zip(NAMES[:width], row[:width].tolist(), strict=True)) for row in rows]


def test_a_sentence_knows_how_far_it_is_ahead_of_the_others() -> None:
    best, second, far = grounds_of(
        QUESTION, read(1, odds=0.5), read(0, odds=-1.0), read(0, text=ELSEWHERE, title="Fair", odds=-3.0)
    )
    assert (best["odds ahead"], second["odds ahead"]) == (1.5, -1.5)
    assert [g["odds rank"] for g in (best, second, far)] == [0, 1, 2]
    assert (best["beside"], far["beside"]) == (1, 0)
    assert best["ahead of elsewhere"] > best["both ahead"] > 0 > far["ahead of elsewhere"]


def test_what_a_sentence_lacks_may_stand_beside_it_or_in_its_article() -> None:
    vote, fair = grounds_of(QUESTION, read(1), read(0, text=ELSEWHERE, title="Fair"))
    lacking = [vote[f"{place} words lacking"] for place in ("own", "before", "article")]
    assert lacking[0] > lacking[1] >= lacking[2]
    assert fair["article words lacking"] > vote["article words lacking"]
    assert fair["article rarest lacking"] == 1


def test_a_word_is_met_by_one_of_its_root() -> None:
    resigned, rained = grounds_of("Why the resignation?", read(2), read(1, text=ELSEWHERE, title="Fair"))
    assert resigned["own met"] > 0.8
    assert rained["own met"] < 0.5


def test_one_sentence_alone_is_ahead_of_nobody_and_nothing_is_made_of_nothing() -> None:
    (alone,) = grounds_of(QUESTION, read(1))
    assert (alone["odds rank"], alone["beside"], alone["close"]) == (0, 0, 0)
    assert Grounds(QUESTION, WEIGHTS, THESAURUS).of([]).shape == (0, len(NAMES))
    assert np.isfinite(Grounds("?", {}, THESAURUS).of([read(1)])).all()


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("By what margin did they vote?", "The motion passed 4 to 3.", "The motion passed in May."),
        ("How long did the strike last?", "It was over after five days.", "It was over in Skerrow."),
        ("How far is Thornaby?", "It is 34 miles away.", "It is 34 times larger."),
        ("How old was Haigh?", "Haigh, who has died aged 84, was a manager.", "Haigh managed 84 games."),
        (
            "What share of trade goes through it?",
            "It handles roughly a fifth of trade.",
            "It handles all sorts of trade.",
        ),
        ("How much did the repairs cost?", "They came to £1.2m, or $2.", "They came to an end."),
        ("When did Larwood resign?", "He resigned in May.", "He resigned by letter."),
        (
            "Who chaired the debate in Skelby?",
            "The debate in Skelby was chaired by Nell Raistrick.",
            "It was in Skelby.",
        ),
        ("Where is the ship held?", "The ship is held at Port Ardle.", "The ship is held by the navy."),
        ("Why did the pool shut?", "It shut because it leaked.", "It shut on Friday."),
        ("How many pipes burst?", "Nine of them burst.", "They burst at night."),
    ],
)
def test_what_is_asked_for_is_supplied_or_not(question: str, there: str, not_there: str) -> None:
    supplied = supplies(question)
    assert (supplied(there, False)[0], supplied(not_there, False)[0]) == (1, 0)


def test_what_the_question_says_itself_is_not_supplied() -> None:
    told = dict(zip(KINDS_OF_ANSWER, supplies("Who won in Skerrow in May?")("In May Skerrow won.", False), strict=True))
    assert (told["supplied"], told["another time"], told["another place"], told["names another"]) == (0, 0, 0, 0)
    assert supplies("Who was it?")("It was him.", True)[0] == 1  # somebody who is known speaks
    assert supplies("Is it true?")("It is.", False)[0] == 0.5


@pytest.mark.model
def test_the_shipped_trees_prefer_what_answers_and_doubt_what_only_looks_so() -> None:
    ranker = Ranker(thesaurus=THESAURUS)
    vote, pool, fair = ranker.decide(
        QUESTION,
        [
            read(1, odds=-0.8, likely=0.6),
            read(0, odds=-1.0, likely=0.1),
            read(0, text=ELSEWHERE, title="Fair", odds=-4, likely=0.01),
        ],
        weights=WEIGHTS,
    )
    assert 1 > vote > pool > fair > 0
    assert ranker.decide("Who?", [], weights={}) == []


def test_altered_weights_of_the_decision_are_refused_by_name(tmp_path: Path) -> None:
    altered = tmp_path / "weights"
    altered.write_bytes(DECIDING.read_bytes() + b" ")
    with pytest.raises(ModelUnusable, match="decider"):
        Ranker(deciding=altered).decide("Who?", [read(1)], weights={})
