"""Questions and what is looked for: kind, speaker, topic, addressee."""

from __future__ import annotations

import pytest

from service.domain.questions import PlanKind
from service.retrieval.planning import plan
from tests.builders import question

# question | speaker | topic | addressee
WHO_SAID_WHAT = """
What did Austin say?                                          | Austin | |
What did Austin say                                           | Austin | |
what did austin say??                                         | austin | |
What did Lloyd Austin say about the rocket fire?              | Lloyd Austin | the rocket fire |
What did the Secretary of State say?                          | Secretary of State | |
What did the Secretary of State say about settlements?        | Secretary of State | settlements |
What did Blinken tell Netanyahu?                              | Blinken | | Netanyahu
What did Blinken tell Netanyahu about the ceasefire?          | Blinken | the ceasefire | Netanyahu
What did Blinken say to Netanyahu about the ceasefire?        | Blinken | the ceasefire | Netanyahu
What has Mayor Brandt said about the bridge?                  | Mayor Brandt | the bridge |
What does the mayor of Norvale think about the bridge?        | mayor of Norvale | the bridge |
What did Psaki say on evacuations?                            | Psaki | evacuations |
How did Gantz respond?                                        | Gantz | |
How did Gantz react to the call?                              | Gantz | the call |
Why did Okafor say that the curfew stays?                     | Okafor | the curfew stays |
Did Austin say anything about Jerusalem?                      | Austin | Jerusalem |
Did Austin say anything to Gantz about Jerusalem?             | Austin | Jerusalem | Gantz
Has Biden ever commented on the towers?                       | Biden | the towers |
Did Brandt say that the bridge would open?                    | Brandt | the bridge would open |
What is Brandt's position on the toll?                        | Brandt | the toll |
What was Brandt’s response to the delay?                      | Brandt | the delay |
Statements by Kirby about the readout                         | Kirby | the readout |
All statements by Kirby                                       | Kirby | |
What was said by Kirby?                                       | Kirby | |
Everything Kirby said about ships                             | Kirby | ships |
Please tell me what did Kirby say about ships?                | Kirby | ships |
According to Kirby, what was discussed?                       | Kirby | discussed |
What did Austin stress?                                       | Austin | |
What did Austin tell reporters in Brussels?                   | Austin | | reporters in Brussels
What did U.S. Sen. J.D. Vance say about tariffs?              | U.S. Sen. J.D. Vance | tariffs |
What did Ursula von der Leyen say about tariffs?              | Ursula von der Leyen | tariffs |
What did Erdoğan say about Çavuşoğlu?                         | Erdoğan | Çavuşoğlu |
Who said that the towers would stand?                         | | the towers would stand |
What did Doyle and Strand say together?                       | Doyle and Strand | |
What do Doyle and Strand each say about the toll?             | Doyle and Strand | the toll |
Do Doyle and Strand agree on the toll?                        | Doyle and Strand | the toll |
Do the mayor and the keeper both believe Ada Lane?            | mayor and the keeper | believe Ada Lane |
What do Doyle and the union each want on pay?                 | Doyle and the union | pay |
Compare what Doyle and Strand say about the toll              | Doyle and Strand | the toll |
What did Brandt reply to Okoro about the queue?               | Brandt | the queue | Okoro
What did Brandt answer when Okoro asked about the queue?      | Brandt | when Okoro asked about the queue |
What did Brandt tell reporters about the toll?                | Brandt | the toll |
What did Brandt tell Okoro at the quay?                       | Brandt | | Okoro
What did Brandt say about the toll, and why does she say so?  | Brandt | the toll |
What did Lane, the keeper of the bridge, say about the toll?  | Lane, the keeper of the bridge | the toll |
What did Brandt say in May 2021 about the toll?               | Brandt | the toll |
What did Brandt say about the toll in 2016, when it began?    | Brandt | the toll, when it began |
How did the keeper explain to MPs that the bridge was shut?   | keeper | the bridge was shut | MPs
What did Brandt tell Okoro that she would do?                 | Brandt | she would do | Okoro
According to Brandt, when did the bridge open?                | Brandt | the bridge open |
What is the government's answer on tolls?                     | government | tolls |
What reservations does Brandt have about the toll?            | Brandt | the toll |
How hopeful was the Aar Line's boss as the talks went on?     | Aar Line's boss | the talks went on |
What has Brandt said, herself or through her lawyer, about it? | Brandt | it |
"""

# question | act | topic
LISTS = """
Who warned about the flood?                       | warned | the flood
Who declined to comment on the bridge?            | declined | the bridge
Which officials denied that the dike broke?       | denied | the dike broke
Which union leaders have criticised the offer?    | criticised | the offer
What do the papers say about the flood?           | | the flood
What was said about the flood?                    | | the flood
What did officials say about the flood?           | | the flood
Who spoke against the bridge?                     | | the bridge
Which residents complain about the toll?          | | the toll
Who was in favour of the toll?                    | | the toll
What do the two sides say about the toll?         | | the toll
What does each side say about the toll?           | | the toll
Who disputes the toll, and who defends it?        | disputes | the toll
"""

FACTS = """
How many ferries crossed the Aar in 1961?
When does the bridge open?
Where is the ferry quay?
Who is the mayor of Norvale?
Which city has the longest bridge?
What is a swing span?
What happened on Friday?
What did the storm destroy?
How long is the bridge?
By which route did the remark on the bridge reach the Courier?
What does the mayor of Norvale want, and who says so?
"""

# question | kind | topic | speaker
KINDS = """
Did it rain in Norvale?                                        | yes_no | |
Was anyone hurt?                                               | yes_no | |
What happened in Norvale?                                      | overview | Norvale |
what's going on with the ferry                                 | overview | the ferry |
Tell me about the ferry strike.                                | overview | the ferry strike |
Please summarise the coverage of the flood.                    | overview | the flood |
Give me a short overview of the bridge dispute                 | overview | the bridge dispute |
What do we know about the barge?                               | overview | the barge |
What's the latest on the toll?                                 | overview | the toll |
What's new?                                                    | overview | |
Timeline of the flood                                          | timeline | the flood |
How has the strike developed?                                  | timeline | the strike |
How has Brandt's position on the toll changed?                 | timeline | the toll | Brandt
Has Brandt changed her mind about the toll?                    | timeline | the toll | Brandt
Compare what the outlets say about the evacuation              | comparison | the evacuation |
How do the papers differ on the number of evacuees?            | comparison | the number of evacuees |
Do the reports agree about the death toll?                     | comparison | the death toll |
How did the Courier and the Wire cover it differently? | comparison | the Courier and the Wire cover it |
Hello!                                                         | other | |
Thank you very much                                            | other | |
What can you do?                                               | other | |
Write me a poem about the sea                                  | other | |
Translate this into French                                     | other | |
What is 12 * 7?                                                | other | |
thanks, that's all                                             | other | |
Who will win the next election in Norvale?                     | other | |
"""


@pytest.mark.parametrize("row", WHO_SAID_WHAT.strip().splitlines())
def test_who_said_what(row: str) -> None:
    text, speaker, topic, addressee = (cell.strip() or None for cell in row.split("|"))
    made = plan(question(text or ""))
    assert (made.kind, made.speaker, made.topic, made.addressee) == (PlanKind.WHO_SAID_WHAT, speaker, topic, addressee)


@pytest.mark.parametrize("row", LISTS.strip().splitlines())
def test_who_of_all(row: str) -> None:
    text, act, topic = (cell.strip() or None for cell in row.split("|"))
    made = plan(question(text or ""))
    assert (made.kind, made.speaker, made.act, made.topic) == (PlanKind.LIST, None, act, topic)
    assert made.asks_for_words


@pytest.mark.parametrize("text", FACTS.strip().splitlines())
def test_facts(text: str) -> None:
    made = plan(question(text))
    assert (made.kind, made.speaker, made.topic, made.addressee) == (PlanKind.FACT, None, None, None)
    assert made.query


@pytest.mark.parametrize("row", KINDS.strip().splitlines())
def test_kinds(row: str) -> None:
    text, kind, topic, *speaker = (cell.strip() or None for cell in row.split("|"))
    made = plan(question(text or ""))
    assert (made.kind, made.topic, made.speaker) == (kind, topic, speaker[0] if speaker else None)


@pytest.mark.parametrize(
    ("text", "act", "topic"),
    [
        ("What did Okafor deny?", "deny", None),
        ("What did Brandt promise about the bridge?", "promise", "the bridge"),
        ("Who did Brandt blame for the delay?", "blame", "the delay"),
        ("What did Biden ask Netanyahu for?", "ask", None),
    ],
)
def test_what_somebody_did_by_saying_it(text: str, act: str, topic: str | None) -> None:
    made = plan(question(text))
    assert (made.kind, made.act, made.topic) == (PlanKind.WHO_SAID_WHAT, act, topic)


def test_a_speaker_asked_for_goes_before_what_the_words_say() -> None:
    made = plan(question("What about the bridge?", speaker="Ilse Brandt"))
    assert (made.kind, made.speaker, made.topic) == (PlanKind.WHO_SAID_WHAT, "Ilse Brandt", "What about the bridge?")
    made = plan(question("What did Okoro say about the bridge?", speaker="Ilse Brandt"))
    assert (made.speaker, made.topic) == ("Ilse Brandt", "the bridge")


def test_filters_are_kept() -> None:
    asked = question("What did Austin say?", source="Courier", since="2021-05-01", until="2021-05-14", article_id="a")
    assert plan(asked).filters == asked.filters


@pytest.mark.parametrize(
    "text", ["?", "What did  say?", "said", "What did " + "very " * 20 + "old men say?", "“", "'s statement"]
)
def test_odd_questions_have_a_plan(text: str) -> None:
    assert plan(question(text)).kind in PlanKind


# Asked on Thursday, 5 March 2026
PERIODS = """
What did Austin say on 12 May 2021?             | 2021-05-12 | 2021-05-12
What did Austin say on May 12, 2021?            | 2021-05-12 | 2021-05-12
What did Austin say on 2021-05-12?              | 2021-05-12 | 2021-05-12
What did Austin say in May 2021?                | 2021-05-01 | 2021-05-31
What did Austin say in February 2024?           | 2024-02-01 | 2024-02-29
What did Austin say in December 2021?           | 2021-12-01 | 2021-12-31
What did Austin say in 2021?                    | 2021-01-01 | 2021-12-31
What did Austin say since May 2021?             | 2021-05-01 |
What did Austin say before 12 May 2021?         | | 2021-05-11
What did Austin say yesterday?                  | 2026-03-04 | 2026-03-04
What did Austin say today?                      | 2026-03-05 | 2026-03-05
What did Austin say last week?                  | 2026-02-23 | 2026-03-01
What did Austin say this week?                  | 2026-03-02 | 2026-03-08
What did Austin say last month?                 | 2026-02-01 | 2026-02-28
What did Austin say last year?                  | 2025-01-01 | 2025-12-31
What did Austin say in May?                     | 2025-05-01 | 2025-05-31
What did Austin say in February?                | 2026-02-01 | 2026-02-28
What did Austin say on 12 May?                  | 2025-05-12 | 2025-05-12
What did Austin say since Monday?               | 2026-03-02 |
What did Austin say in the past two weeks?      | 2026-02-19 | 2026-03-05
What did Austin say over the last 10 days?      | 2026-02-23 | 2026-03-05
What did Austin say three days ago?             | 2026-03-02 | 2026-03-02
What did Austin say between 3 May and 9 May 2021?   | 2021-05-03 | 2021-05-09
What did Austin say between 3 and 9 May 2021?   | 2021-05-03 | 2021-05-09
What did Austin say from May 3 to May 9, 2021?  | 2021-05-03 | 2021-05-09
What did Austin say between 2020 and 2021?      | 2020-01-01 | 2021-12-31
What did Austin say on Wednesday?               | |
What did Austin say should have been done in May?   | |
What did Austin say about reports that the raids would stop this month? | |
What did Austin say the raids would cost in May 2021? | 2021-05-01 | 2021-05-31
What did Austin say should be done last week?   | 2026-02-23 | 2026-03-01
What did Austin say on 31 February 2021?        | |
What did Austin say?                            | |
"""


@pytest.mark.parametrize("row", PERIODS.strip().splitlines())
def test_a_question_may_name_its_period(row: str) -> None:
    text, since, until = (cell.strip() or None for cell in row.split("|"))
    made = plan(question(text or ""))
    assert (made.filters.since, made.filters.until) == (since, until)
    assert made.speaker == "Austin"


def test_a_period_of_the_caller_stays() -> None:
    made = plan(question("What did Austin say in May 2021?", since="2021-05-10"))
    assert (made.filters.since, made.filters.until) == ("2021-05-10", "2021-05-31")


def test_the_year_of_a_fact_is_no_date_of_an_article() -> None:
    made = plan(question("How many passengers did the ferry carry in 1961?"))
    assert (made.kind, made.filters.since) == (PlanKind.FACT, None)


def test_a_year_in_a_topic_is_no_period() -> None:
    made = plan(question("What did Austin say about Project 2025?"))
    assert (made.topic, made.filters.since) == ("Project 2025", None)


@pytest.mark.parametrize("asked", ['Who said "Not a chance" at the quay?', "Who said “Not a chance”?"])
def test_words_that_a_question_quotes_are_its_topic(asked: str) -> None:
    made = plan(question(asked))
    assert (made.topic, made.verbatim) == ("Not a chance", True)


def test_words_that_a_question_does_not_quote_may_be_near() -> None:
    assert not plan(question("Who said that there is not a chance?")).verbatim


def test_who_is_criticised_is_not_who_speaks() -> None:
    assert plan(question("Why was the asylum system criticised?")).speaker is None
    assert plan(question("Why did Braverman criticise the asylum system?")).speaker == "Braverman"


@pytest.mark.parametrize(
    ("text", "speaker", "topic"),
    [
        ("Brandt on the toll", "Brandt", "the toll"),
        ("the harbor master about the queue?", "harbor master", "the queue"),
        ("Ilse Brandt: would a tunnel have helped?", "Ilse Brandt", "would a tunnel have helped"),
        ("Brandt and Okoro on whether the bridge stays", "Brandt and Okoro", "whether the bridge stays"),
    ],
)
def test_who_stands_in_front_of_a_question_without_a_verb_is_a_guess(text: str, speaker: str, topic: str) -> None:
    made = plan(question(text))
    assert (made.kind, made.speaker, made.topic, made.guessed) == (PlanKind.WHO_SAID_WHAT, speaker, topic, True)


@pytest.mark.parametrize("text", ["The town voted on the toll", "More about ferries", "What is on the quay?"])
def test_a_sentence_or_a_search_has_nobody_in_front(text: str) -> None:
    assert not plan(question(text)).guessed


def test_a_month_without_a_year_is_the_last_one_before_the_end_of_the_search() -> None:
    made = plan(question("What did Brandt say in May?", asked_at="2026-01-01T12:00:00Z", until="2021-06-01"))
    assert (made.filters.since, made.filters.until) == ("2021-05-01", "2021-06-01")


# question | speaker | topic | through whom
ATTITUDES = """
What did Aldous Brand want the dockers to do?                      | Aldous Brand | the dockers to do |
Does Lane still back the chief executive?                          | Lane | the chief executive |
Did Lane think Okoro should quit?                                  | Lane | Okoro should quit |
Where does Carla Pomeroy stand on closing the school?              | Carla Pomeroy | closing the school |
How does Lane account for the memo bearing her initials?           | Lane | the memo bearing her initials |
How does Tess Lovell take the criticism that it drags?             | Tess Lovell | the criticism that it drags |
Did Lane stand by what she said about Okoro?                       | Lane | Okoro |
What pledges did Lane make about the quay?                         | Lane | the quay |
What figure has Lane given for the staff?                          | Lane | the staff |
Did Lane say the assistants had a case?                            | Lane | the assistants had a case |
Is Lane in favour of the toll?                                     | Lane | the toll |
What is Lane hoping for from the talks?                            | Lane | from the talks |
How soon does Lane expect the ship back, according to her spokesman? | Lane | the ship back | Lane's spokesman
What has Lane promised his team-mates, according to Jamal Udeze?   | Lane | his team-mates | Jamal Udeze
What did Ada Lane say about the toll through her lawyer?           | Ada Lane | the toll | Ada Lane's lawyer
According to his aide, why did Lane think the bank failed?         | Lane | the bank failed | Lane's aide
What did Ivo Lansky pass on about Ada Lane's attitude to the toll? | Ada Lane | attitude to the toll | Ivo Lansky
"""


@pytest.mark.parametrize("line", ATTITUDES.strip().splitlines())
def test_wanting_judging_and_answering_for(line: str) -> None:
    text, *wanted = [part.strip() or None for part in line.split("|")]
    made = plan(question(text or ""))
    assert (made.kind, made.speaker, made.topic, made.via) == (PlanKind.WHO_SAID_WHAT, *wanted)
    assert made.loose or made.act


@pytest.mark.parametrize(
    ("text", "topic", "addressee"),
    [
        ("What did Lane tell Okoro on the phone?", None, "Okoro"),
        ("What did Lane write in her letter to staff about the cranes?", "the cranes", None),
        ("What did Lane say about mediation at the public meeting?", "mediation", None),
    ],
)
def test_the_occasion_is_no_topic(text: str, topic: str | None, addressee: str | None) -> None:
    made = plan(question(text))
    assert (made.speaker, made.topic, made.addressee) == ("Lane", topic, addressee)


@pytest.mark.parametrize(
    "text",
    [
        "How did Lane's position on the toll change between mid-May and early June 2024?",
        "How did Lane's assessment of the toll change after the strike?",
        "How has Lane changed her mind on the toll?",
        "How did the position of Lane on the toll change in May 2024?",
        "What did Lane say about the toll during the strike, and what after it?",
    ],
)
def test_what_changed_is_a_timeline_of_one_person(text: str) -> None:
    made = plan(question(text))
    assert (made.kind, made.speaker) == (PlanKind.TIMELINE, "Lane")
    assert (made.topic or "").startswith("the toll")


def test_when_a_stance_changed_is_no_topic() -> None:
    made = plan(question("How did Lane's demands after the toll was raised change within a week?"))
    assert (made.kind, made.speaker, made.topic) == (PlanKind.TIMELINE, "Lane", "demands")


def test_words_passed_on_by_another_are_of_who_passes_them_on() -> None:
    made = plan(question("According to Ivo Lansky, what did his supervisor tell him about the pump?"))
    assert made.speaker == "Ivo Lansky" or made.via == "Ivo Lansky"
