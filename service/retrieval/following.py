"""A follow-up becomes a question that stands alone: "and about Gaza?", "what did he reply?"."""

from __future__ import annotations

import re
from dataclasses import replace

from service.domain.questions import PlanKind, Question, Turn
from service.retrieval.people import find_speakers
from service.retrieval.planning import plan
from service.store.speakers import SpeakerRecords

_SHORT = re.compile(
    r"^(?:and|but|so|ok(?:ay)?|or)?[, ]*(?:(?:what|how) )?"
    r"(?P<link>about|on|to|from|by|with|of)? ?(?P<rest>.+?)[\s?!.]*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^(?:and|but|ok(?:ay)?)\b|^(?:what|how) about\b|^(?:about|on) ", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:who|what|when|where|why|how|which|did|does|do|is|are|was|were|has|have|had)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?P<whose>his|their|her(?= (?!about|on|to|for|say|tell|in|at|with|and|or|that)\w))\b"
    r"|\b(?:he|she|they|him|her|them)\b",
    re.IGNORECASE,
)


def stand_alone(question: Question, *, records: SpeakerRecords) -> Question:
    """Return the question with what it leaves to the conversation put in; as it is where nothing is left.

    A pronoun is the one person whom the last answer quotes, or whom its question asked about. "And about X?" asks the
    last question of another topic, or of another person where the articles have a speaker called X.
    """
    if not question.turns:
        return question
    text = " ".join(question.text.split())
    last = question.turns[-1]
    asked = replace(question, text=_of_another(text, last, question, records) or text)
    return replace(asked, text=_with_names(asked.text, last, asked))


def _of_another(text: str, last: Turn, question: Question, records: SpeakerRecords) -> str | None:
    found = _SHORT.match(text)
    if not found or not _BEGINS.match(text) or _ASKS.search(found["rest"]):
        return None
    before = plan(replace(question, text=last.question, turns=()))
    other = found["rest"]
    if before.kind != PlanKind.WHO_SAID_WHAT:
        return None
    if find_speakers(other, records=records) and (found["link"] or "").lower() != "on":
        about = f" about {before.topic}" if before.topic else ""
        return f"What did {other} say{about}?"
    if before.speaker is None:
        return f"Who said something about {other}?"
    to = f" to {before.addressee}" if before.addressee else ""
    return f"What did {before.speaker} say{to} about {other}?"


def _with_names(text: str, last: Turn, question: Question) -> str:
    """Return the text with its pronouns named, if the last turn is about one person and the text names none itself."""
    asked_about = plan(replace(question, text=last.question, turns=())).speaker
    known = last.speakers if len(last.speakers) == 1 else (asked_about,) if asked_about else ()
    if len(known) != 1 or re.search(r"(?<=[a-z,] )[A-Z][a-z]+[^?]*\b(?:he|she|they)\b", text):
        return text
    name = known[0]
    return _PRONOUN.sub(lambda found: f"{name}’s" if found["whose"] else str(name), text, count=1)
