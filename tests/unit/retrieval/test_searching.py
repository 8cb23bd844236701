"""Passages by words and meaning, statements by speaker and topic, copies folded."""

from __future__ import annotations

import pytest

from service.domain.news import Polarity, Speaker
from service.domain.questions import Filters
from service.retrieval.listing import list_statements
from service.retrieval.pipeline import collect_evidence
from service.retrieval.searching import MOST, find_passages
from service.store.library import Library
from tests.builders import BRIDGE, FERRY, OKORO, question, said, store, version

OPEN = "The bridge will open on Friday and it will stay open,"
SPAN = "We have not been told who raises the [swing] span at night,"
QUEUE = "Nobody in this town will miss the queue,"


@pytest.fixture
def filled(library: Library) -> Library:
    bridge = version(BRIDGE, article_id="bridge", source="Courier", published_at="2026-03-01")
    store(library, bridge, [said(BRIDGE, OPEN), said(BRIDGE, SPAN, by=OKORO)])
    store(library, version(FERRY, article_id="ferry", source="Ledger", published_at="2026-03-04"), [said(FERRY, QUEUE)])
    return library


def articles(library: Library, query: str, **filters: str) -> list[str]:
    found = find_passages(query, Filters(**filters), library=library, limit=10)
    assert all(hit.version.text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text for hit in found)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    return list(dict.fromkeys(hit.version.article_id for hit in found))


def test_the_best_passage_comes_first(filled: Library) -> None:
    assert articles(filled, "swing span at night")[0] == "bridge"
    assert articles(filled, "passengers on the ferry")[0] == "ferry"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": "ledger"}, ["ferry"]),
        ({"until": "2026-03-02"}, ["bridge"]),
        ({"since": "2026-03-02"}, ["ferry"]),
        ({"article_id": "ferry"}, ["ferry"]),
        ({"source": "Nobody"}, []),
    ],
)
def test_passages_within_filters(filled: Library, filters: dict[str, str], expected: list[str]) -> None:
    assert articles(filled, "the bridge and the ferry", **filters) == expected


def test_copies_are_folded(filled: Library) -> None:
    store(filled, version(BRIDGE, article_id="copy", source="Wire"))
    found = find_passages("swing span at night", Filters(), library=filled, limit=10)
    assert len([hit for hit in found if "swing" in hit.passage.text]) == 1


def test_no_more_than_the_limit(filled: Library) -> None:
    assert len(find_passages("bridge ferry", Filters(), library=filled, limit=1)) == 1


def test_an_empty_library_has_no_evidence(library: Library) -> None:
    evidence = collect_evidence(question("What did Brandt say?"), library=library)
    assert (evidence.passages, evidence.statements, evidence.speakers, evidence.searched.articles) == ((), (), (), 0)


def contents(library: Library, text: str, **filters: str) -> set[str]:
    return {s.statement.content for s in collect_evidence(question(text, **filters), library=library).statements}


def test_statements_of_the_speaker(filled: Library) -> None:
    assert contents(filled, "What did Brandt say?") == {OPEN, QUEUE}
    assert contents(filled, "What did Okoro say?") == {SPAN}
    assert contents(filled, "What did Nobody Else say?") == set()


def test_statements_of_the_speaker_on_the_topic(filled: Library) -> None:
    assert contents(filled, "What did Brandt say about the queue?") == {QUEUE}
    assert contents(filled, "What did Brandt say about taxes?") == set()


def test_statements_within_filters(filled: Library) -> None:
    assert contents(filled, "What did Brandt say?", source="Courier") == {OPEN}
    assert contents(filled, "What did Brandt say?", since="2026-03-02") == {QUEUE}


def test_statements_to_somebody(filled: Library) -> None:
    text = "“I told you so already,” Ilse Brandt told Peter Okoro. “It is late,” she said."
    quotes = [said(text, "I told you so already,", addressee=OKORO), said(text, "It is late,")]
    store(filled, version(text, article_id="told"), quotes)
    assert contents(filled, "What did Brandt tell Okoro?") == {"I told you so already,"}


def test_a_fact_has_passages_and_no_statements(filled: Library) -> None:
    evidence = collect_evidence(question("How many passengers did the ferry carry?"), library=filled)
    assert evidence.passages
    assert evidence.statements == ()


def test_what_was_searched_is_what_the_filters_leave(filled: Library) -> None:
    evidence = collect_evidence(question("What did Brandt say?", source="Courier"), library=filled)
    assert (evidence.searched.articles, evidence.searched.since) == (1, "2026-03-01")


def test_one_statement_in_two_papers_is_one_with_a_copy(filled: Library) -> None:
    store(filled, version(BRIDGE, article_id="copy", published_at="2026-03-02"), [said(BRIDGE, OPEN)])
    (scored,) = collect_evidence(question("What did Brandt say about the bridge?"), library=filled).statements
    assert [s.statement.article_id for s in scored.folded] == ["copy"]


@pytest.mark.parametrize("other", [{"by": OKORO}, {"polarity": Polarity.DENIED}])
def test_the_same_words_by_another_or_denied_are_no_copy(filled: Library, other: dict[str, object]) -> None:
    store(filled, version(FERRY, article_id="copy", published_at="2026-03-09"), [said(FERRY, QUEUE, **other)])
    scored = collect_evidence(question("Who said that nobody will miss the queue?"), library=filled).statements
    assert [(s.statement.article_id, s.folded) for s in scored] == [("ferry", ()), ("copy", ())]


def test_the_list_of_statements(filled: Library) -> None:
    def listed(*, about: str | None = None, to: str | None = None, **filters: str) -> list[str]:
        return [s.content for s in list_statements(Filters(**filters), about=about, to=to, library=filled)]

    assert listed() == [OPEN, SPAN, QUEUE]
    assert listed(speaker="Okoro") == [SPAN]
    assert listed(speaker="mayor", about="queue") == [QUEUE]
    assert listed(source="Ledger") == [QUEUE]
    assert listed(speaker="Zoe") == listed(to="Zoe") == listed(to="Brandt") == []


def test_statements_to_somebody_whom_they_do_not_name(filled: Library) -> None:
    text = (
        "Ilse Brandt met the pilots. She told them it was late. The river would be dredged, she told members.\n\n"
        "“Go home,” she told Peter Okoro. “It is raining,” she said."
    )
    quotes = [
        said(text, "it was late", cue="told"),
        said(text, "The river would be dredged", cue="told", addressee=Speaker("members")),
        said(text, "Go home,", cue="told", addressee=OKORO),
        said(text, "It is raining,"),
    ]
    store(filled, version(text, article_id="told"), quotes)
    assert contents(filled, "What did Brandt tell the pilots?") == {"it was late"}
    about_river = contents(filled, "What did Brandt tell the pilots about the river?")
    assert "The river would be dredged" in about_river
    assert not about_river & {"Go home,", "It is raining,"}
    assert contents(filled, "What did Brandt tell the bakers?") == set()


def test_words_that_a_question_quotes_must_have_been_said(filled: Library) -> None:
    assert contents(filled, 'Who said "miss the queue" at the quay?') == {QUEUE}
    assert contents(filled, 'Who said "miss the long queue" at the quay?') == set()


def test_a_speaker_by_what_the_article_calls_them_beside_the_name(library: Library) -> None:
    text = "Karel Donner, who was one of the reviewers of the river paper, frowned. “It is thin,” Karel Donner said."
    store(library, version(text), [said(text, "It is thin,", by=Speaker("Karel Donner"))])
    assert contents(library, "What did the reviewer of the river paper say?") == {"It is thin,"}
    assert contents(library, "What did the reviewer of the mountain paper say?") == set()
    assert contents(library, "What did the author of the river paper say?") == set()


def test_a_winner_speaks_of_winning(library: Library) -> None:
    text = "“I cried at the winner,” Ilse Brandt said."
    store(library, version(text), [said(text, "I cried at the winner,")])
    assert contents(library, "What did Brandt say about winning?") == {"I cried at the winner,"}
    assert contents(library, "What did Brandt say about losing?") == set()


def test_what_a_topic_says_was_told_is_the_topic(filled: Library) -> None:
    assert contents(filled, "According to Brandt, what was she told about the queue?") == {QUEUE}


def test_the_oldest_of_the_articles_that_were_found_is_read_however_much_the_newer_ones_say(filled: Library) -> None:
    for n in range(8):
        words = [f"Nobody in this town will miss queue {n} of the old ferry, number {i}," for i in range(MOST // 3)]
        text = "\n\n".join(f"“{w}” Brandt said." for w in words)
        of = version(text, article_id=f"art_{n}", source="Ledger", published_at="2026-03-04")
        store(filled, of, [said(text, w) for w in words])
    asked = collect_evidence(question("Who said who raises the [swing] span at night?"), library=filled)
    assert SPAN in [s.statement.content for s in asked.statements]


FERRYMEN = (
    "Crews will leave the ferry on Friday. “Nobody wants this strike,” said Ann Tull, general secretary of their union."
)
TEACHERS = "Teachers met in May. “We want books,” said Rufus Vane, the union leader."


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("What did the union leader say about the strike of the ferry crews?", "Ann Tull"),
        ("What did the union leader say about books for teachers?", "Rufus Vane"),
    ],
)
def test_an_office_is_whose_articles_the_topic_is_in(library: Library, asked: str, found: str) -> None:
    tull, vane = Speaker("Ann Tull", "general secretary"), Speaker("Rufus Vane", "union leader")
    store(library, version(FERRYMEN, article_id="ferrymen"), [said(FERRYMEN, "Nobody wants this strike,", by=tull)])
    store(library, version(TEACHERS, article_id="teachers"), [said(TEACHERS, "We want books,", by=vane)])
    evidence = collect_evidence(question(asked), library=library)
    assert [s.name for s in evidence.speakers] == [found]


RELAYED = (
    "Ann Tull said her mother had met the keeper and told him: “Shut the gate.” The mother, Ida Tull, was angry. "
    "“I met nobody,” said Ida Tull."
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("According to Ann Tull, what did Ida Tull say?", {"her mother had met the keeper", "Shut the gate."}),
        ("According to Rufus Vane, what did Ida Tull say?", set()),
    ],
)
def test_what_somebody_said_according_to_another_is_what_that_one_tells(
    library: Library, asked: str, found: set[str]
) -> None:
    ann, ida = Speaker("Ann Tull"), Speaker("Ida Tull")
    told = said(RELAYED, "her mother had met the keeper", by=ann)
    quotes = [told, said(RELAYED, "Shut the gate.", by=ida), said(RELAYED, "I met nobody,", by=ida)]
    store(library, version(RELAYED), quotes)
    assert contents(library, asked) == found


def test_to_whom_nothing_is_told_may_be_what_is_talked_about(filled: Library) -> None:
    assert contents(filled, "What answer did Brandt give to the queue?") == {QUEUE}


def test_an_act_counts_only_on_the_topic(filled: Library) -> None:
    other = "Trams are late. “Trams come,” he warned."
    store(filled, version(other, article_id="trams"), [said(other, "Trams come,", cue="warned")])
    assert contents(filled, "What did Brandt warn about the queue?") == {QUEUE}
    assert contents(filled, "What did Brandt warn about the trams?") == {"Trams come,"}
