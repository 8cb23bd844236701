"""A plan that a chat model reads again: what the question bears out is taken over, everything else is not."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.pipeline import Answering, answer_question
from service.domain.questions import Filters, PlanKind, QueryPlan, Question
from service.errors import ModelUnreachable
from service.retrieval import refining
from service.retrieval.planning import plan
from service.retrieval.refining import Refined, refine
from service.store.library import Library
from tests.builders import BRIDGE, NOW, OKORO, numbered_ids, question, said, store, version
from tests.fakes import Reply, ScriptedModel

SNAPSHOT = Path(__file__).parents[2] / "snapshots" / "prompts" / "plan_question.md"
UPDATE = os.environ.get("ONRECORD_UPDATE_SNAPSHOTS") == "1"
MESSY = "Any idea what the harbour people were told by Okoro, the swing span I mean, back in March?"
SPAN = "We have not been told who raises the [swing] span at night,"


def reads(kind: str = "who_said_what", **parts: Any) -> str:
    return json.dumps({"kind": kind} | parts)


def refined(reply: Reply, text: str = MESSY, **filters: Any) -> Refined:
    asked = question(text, **filters)
    return asyncio.run(refine(plan(asked), asked, model=ScriptedModel([reply])))


def test_a_model_finds_who_is_asked_about_where_the_rules_do_not() -> None:
    assert plan(question(MESSY)).speaker != "Okoro"
    reply = reads(speaker="Okoro", addressee="the harbour people", topic="the swing span", since="2026-03-01")
    found = refined(reply)
    assert (found.plan.kind, found.plan.speaker) == (PlanKind.WHO_SAID_WHAT, "Okoro")
    assert (found.plan.addressee, found.plan.topic) == ("the harbour people", "the swing span")
    assert (found.plan.filters.since, found.notes) == ("2026-03-01", ())
    assert found.input_tokens > 0 < found.output_tokens


FAULTS = {
    "its speaker is not in the question": reads(speaker="Ilse Brandt"),
    "its addressee is not in the question": reads(speaker="Okoro", addressee="Brandt"),
    "its topic is not in the question": reads(speaker="Okoro", topic="the budget"),
    "its speaker is nobody": reads(speaker="I"),
    "it asks for words of nobody about nothing": reads(),
    "its period ends before it begins": reads(speaker="Okoro", since="2026-03-09", until="2026-03-01"),
    "not the JSON asked for": "Certainly! Here is the plan.",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_question_does_not_bear_out_leaves_the_plan_of_the_rules(fault: str) -> None:
    found = refined(FAULTS[fault])
    assert found.plan == plan(question(MESSY))
    assert fault in found.notes[0]
    assert found.notes[0].startswith("the plan was not refined: ")
    assert found.input_tokens > 0


@pytest.mark.parametrize(
    "reply", ["[]", "{}", reads("gossip"), reads(since="March"), reads(answer="Friday"), reads(speaker="")]
)
def test_a_reply_of_another_shape_leaves_the_plan_of_the_rules(reply: str) -> None:
    found = refined(reply)
    assert found.plan == plan(question(MESSY))
    assert len(found.notes) == 1


def test_part_of_a_word_is_not_in_the_question() -> None:
    assert refined(reads(speaker="Oko")).notes == ("the plan was not refined: its speaker is not in the question",)


def test_a_period_needs_a_time_in_the_question() -> None:
    found = refined(reads(speaker="Okoro", since="2026-03-01"), "What was Okoro on about?")
    assert found.notes == ("the plan was not refined: it has a period, the question has none",)


def test_what_the_caller_and_the_rules_narrowed_to_stays() -> None:
    reply = reads(speaker="Okoro", since="2020-01-01", until="2020-12-31")
    assert refined(reply, since="2026-03-02").plan.filters == Filters(since="2026-03-02")
    in_may = "What did Okoro say in May 2021?"
    assert refined(reply, in_may).plan.filters == Filters(since="2021-05-01", until="2021-05-31")
    assert refined(reply, speaker="Brandt").plan.speaker == "Brandt"


def test_the_time_of_a_fact_is_not_that_of_its_article() -> None:
    found = refined(reads("fact", since="1961-01-01", until="1961-12-31"), "How many came in 1961?")
    assert (found.plan.filters, found.notes) == (Filters(), ())


def test_words_that_the_rules_found_quoted_are_still_looked_for() -> None:
    quoted = 'Who said "We have not been told"?'
    assert refined(reads(topic="We have not been told"), quoted).plan == plan(question(quoted))


def test_what_the_rules_take_for_a_question_to_the_articles_is_never_refused_by_a_model() -> None:
    assert refined(reads("other"), "What did Okoro say?").plan.speaker == "Okoro"
    assert refined(reads("other"), "How high is the moon’s bridge?").plan.kind == PlanKind.OTHER


@pytest.mark.parametrize("text", ["Hello!", "Write me a poem."])
def test_nobody_is_asked_about_what_no_article_tells(text: str) -> None:
    model = ScriptedModel([])
    asked = question(text)
    assert asyncio.run(refine(plan(asked), asked, model=model)) == Refined(plan(asked))
    assert model.prompts == []


def test_a_model_that_is_down_or_slow_leaves_the_plan_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(ScriptedModel):
        async def complete(self, *_args: Any, **_more: Any) -> Any:
            await asyncio.sleep(5)

    assert "down" in refined(ModelUnreachable(model="m", why="down")).notes[0]
    monkeypatch.setattr(refining, "WAIT_S", 0.01)
    asked = question(MESSY)
    found = asyncio.run(refine(plan(asked), asked, model=Slow([])))
    assert found.plan == plan(asked)
    assert "no plan within 0.01 s" in found.notes[0]


def test_the_prompt_is_the_one_of_the_snapshot() -> None:
    """A changed prompt shows here as a diff; ONRECORD_UPDATE_SNAPSHOTS=1 takes it over."""
    model, asked = ScriptedModel([reads(speaker="Okoro")]), question(MESSY)
    asyncio.run(refine(plan(asked), asked, model=model))
    if UPDATE:
        SNAPSHOT.write_text(model.prompts[0], encoding="utf-8")
    assert model.prompts[0] == SNAPSHOT.read_text(encoding="utf-8")


_PARTS = st.one_of(
    st.none(), st.text(max_size=20), st.sampled_from(["Okoro", "the swing span", "March", "nobody here"])
)


@given(
    st.fixed_dictionaries(
        {"kind": st.sampled_from([*PlanKind])},
        optional=dict.fromkeys(("speaker", "topic", "addressee", "since"), _PARTS),
    )
)
def test_whatever_a_model_says_the_plan_names_what_the_question_names(reply: dict[str, Any]) -> None:
    made = refined(json.dumps(reply)).plan
    assert isinstance(made, QueryPlan)
    assert all(
        part is None or part in MESSY or part == plan(question(MESSY)).topic
        for part in (made.speaker, made.addressee, made.topic)
    )


def test_an_answer_is_made_by_the_refined_plan_and_counts_its_cost(library: Library) -> None:
    store(library, version(BRIDGE, title="Bridge to open"), [said(BRIDGE, SPAN, by=OKORO)])
    asked = Question("Okoro, any word on that span?", "default", NOW)
    planner = ScriptedModel([reads(speaker="Okoro", topic="that span")])
    using = Answering(numbered_ids(), planner=planner)
    answer = asyncio.run(answer_question(asked, library=library, using=using))
    assert SPAN.rstrip(",") in answer.text
    assert (answer.status, answer.mode) == ("answered", "extractive")
    assert answer.input_tokens > 0 < answer.output_tokens


def test_a_plan_that_failed_is_noted_on_the_answer(library: Library) -> None:
    store(library, version(BRIDGE, title="Bridge to open"), [said(BRIDGE, SPAN, by=OKORO)])
    using = Answering(numbered_ids(), planner=ScriptedModel(["no"]))
    answer = asyncio.run(answer_question(question("What did Okoro say?"), library=library, using=using))
    assert answer.status == "answered"
    assert "the plan was not refined" in answer.notes[0]
