"""One statement in several outlets: one line that names them and shows how their wordings differ."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evals.invariants import violations
from service.answering.folding import compare
from service.answering.pipeline import Answering, answer_question
from service.domain.news import Kind, Speaker
from service.domain.questions import Filters
from service.presenting import answer_as_json, statements_as_json
from service.retrieval.listing import Order, look_up
from service.retrieval.searching import fold_statements
from service.store.library import Library
from tests.builders import numbered_ids, question, said, store, version

BRANDT = Speaker("Ilse Brandt", "Mayor")


def report(library: Library, outlet: str, words: str, *, day: str = "2026-03-01", direct: bool = True) -> None:
    """Store an article of an outlet in which the mayor says `words`."""
    text = f"“{words},” Mayor Ilse Brandt said." if direct else f"Mayor Ilse Brandt said that {words}."
    fields: dict[str, Any] = {} if direct else {"kind": Kind.INDIRECT}
    article = version(text, article_id=f"art_{outlet}_{day}", source=f"The {outlet}", published_at=day)
    store(library, article, [said(text, words, by=BRANDT, **fields)])


def ask(library: Library, text: str = "What did Brandt say?") -> dict[str, Any]:
    found = answer_as_json(
        asyncio.run(answer_question(question(text), library=library, using=Answering(numbered_ids())))
    )
    assert violations(found, lambda article_id, number: library.catalog.version(article_id, number).text) == []
    return found


def test_the_same_words_name_their_outlets(library: Library) -> None:
    for outlet in ("Ledger", "Courier", "Wire"):
        report(library, outlet, "The old mine will close in the summer")
    (sentence,) = ask(library)["sentences"]
    assert sentence["text"].startswith("Mayor Ilse Brandt said: “The old mine will close in the summer”. (The ")
    assert sentence["text"].endswith("(The Courier, The Ledger, The Wire)")
    assert sentence["citations"] == [1, 2, 3]


def test_other_words_are_shown(library: Library) -> None:
    report(library, "Ledger", "The old mine will close in the summer")
    report(library, "Courier", "The old mine may close in the summer", day="2026-03-02")
    (sentence,) = ask(library)["sentences"]
    assert sentence["text"].endswith("(The Ledger: “mine will close”; The Courier: “mine may close”)")
    assert sentence["citations"] == [1, 2]


def test_reported_words_are_not_put_in_quotation_marks(library: Library) -> None:
    report(library, "Ledger", "The old mine will close in the summer")
    report(library, "Courier", "the old mine may close in the summer", direct=False)
    text = ask(library)["sentences"][0]["text"]
    assert "The Courier, in its own words: mine may close" in text
    assert "“mine may close”" not in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The old mine will close in the summer", "The old mine will not close in the summer"),
        ("We found 12 men in the old mine", "We found 20 men in the old mine"),
        ("The old mine will close in the summer", "Nobody in this town will miss the queue"),
        ("We will see", "We will win"),
    ],
)
def test_what_is_not_one_statement_stays_two(library: Library, one: str, other: str) -> None:
    report(library, "Ledger", one)
    report(library, "Courier", other)
    assert len(ask(library)["sentences"]) == 2


def test_what_is_said_again_a_week_later_is_said_again(library: Library) -> None:
    report(library, "Ledger", "The old mine will close in the summer")
    report(library, "Courier", "The old mine will close in the summer", day="2026-03-11")
    assert len(ask(library)["sentences"]) == 2


def test_fifty_papers_are_named_by_a_few(library: Library) -> None:
    for n in range(12):
        report(library, f"Paper {n:02d}", "The old mine will close in the summer")
    (sentence,) = ask(library)["sentences"]
    assert len(sentence["citations"]) == 6
    assert "and 6 more" in sentence["text"]


def test_a_list_keeps_every_statement_and_says_which_repeat(library: Library) -> None:
    report(library, "Ledger", "The old mine will close in the summer")
    report(library, "Courier", "The old mine may close in the summer", day="2026-03-02")
    report(library, "Wire", "Nobody in this town will miss the queue", day="2026-03-02")
    listed = statements_as_json(look_up(Filters(), about=None, to=None, library=library))
    first, again, other = sorted(listed, key=lambda s: (s["repeats"] is not None, s["content"]), reverse=True)[::-1]
    first, other = sorted((first, again if again["repeats"] is None else other), key=lambda s: -len(s["reports"]))
    again = next(s for s in listed if s["repeats"])
    assert again["repeats"] == first["id"]
    assert [r["source"] for r in first["reports"]] == ["The Ledger", "The Courier"]
    assert first["wordings"] == [
        {"source": "The Ledger", "words": "mine will close", "quoted": True},
        {"source": "The Courier", "words": "mine may close", "quoted": True},
    ]
    assert (other["reports"], other["wordings"], other["repeats"]) == ([], [], None)


def test_a_list_is_in_the_order_of_dates_or_of_relevance(library: Library) -> None:
    report(library, "Ledger", "There is a ferry and there is a town and there is the old mine")
    report(library, "Courier", "The queue of the ferry is the longest of all queues", day="2026-03-09")

    def order(by: Order) -> list[str]:
        found = look_up(Filters(), about="the queue of the ferry", to=None, library=library, order=by)
        return [s.version.source or "" for s in found.statements]

    assert order(Order.RELEVANCE)[0] == "The Courier"
    assert order(Order.DATE) == sorted(order(Order.DATE), key=["The Ledger", "The Courier"].index)


def test_a_difference_ends_at_an_ellipsis(library: Library) -> None:
    text = "“The old mine will close,” Mayor Ilse Brandt said. “The town must live.”"
    spans = said(text, "The old mine will close,", by=BRANDT), said(text, "The town must live.", by=BRANDT)
    both = said(text, "The old mine will close,", by=BRANDT)
    object.__setattr__(both, "content_spans", (*spans[0].content_spans, *spans[1].content_spans))
    store(library, version(text, article_id="a", source="A", published_at="2026-03-01"), [both])
    report(library, "Courier", "The old mine may close; the town must live")
    found = fold_statements(look_up(Filters(), about=None, to=None, library=library).statements)
    assert all("…" not in w.words for s in found for w in compare(s).wordings)
    ask(library)
