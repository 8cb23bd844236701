"""The four invariants of an Answer, checked from outside: with the answer's JSON and the articles' texts alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
SPEECH_WORDS = 5  # fewer words in quotation marks may be a title or a nickname, which nobody said

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
_MARK = re.compile(r"\[(\d+)\]")


def violations(answer: Json, read_text: Callable[[str, int], str]) -> list[str]:
    """Return what is wrong with `answer`, one line each, [] if nothing is.

    `read_text(article_id, version)` returns the text that `GET /v1/articles/{id}` gives for that version.
    """
    if answer["status"] == "refused":
        return list(_refusal_faults(answer))
    faults = _slice_faults(answer, read_text), _quotation_faults(answer), _mark_faults(answer), _text_faults(answer)
    return [fault for part in faults for fault in part]


def _text_faults(answer: Json) -> Iterator[str]:
    if answer["refusal"]:
        yield "an answer carries a refusal"
    marked = (s["text"] + " " + "".join(f"[{n}]" for n in s["citations"]) for s in answer["sentences"])
    if answer["text"] != " ".join(marked):
        yield "the text is not its sentences with their marks"


def _refusal_faults(answer: Json) -> Iterator[str]:
    if answer["citations"] or answer["sentences"]:
        yield "a refusal carries citations or sentences"
    if not answer["refusal"] or not answer["text"].strip():
        yield "a refusal says nothing"
    elif not isinstance(answer["refusal"]["searched"]["articles"], int):
        yield "a refusal does not say what was searched"


def _slice_faults(answer: Json, read_text: Callable[[str, int], str]) -> Iterator[str]:
    for c in answer["citations"]:
        text = read_text(c["article_id"], c["version"])
        if text[c["start"] : c["end"]] != c["quote"]:
            yield f"citation {c['number']}: quote is not text[{c['start']}:{c['end']}]"
        if text[c["passage_start"] : c["passage_end"]] != c["passage"]:
            yield f"citation {c['number']}: passage is not its slice"


def _quotation_faults(answer: Json) -> Iterator[str]:
    by_number = {c["number"]: c for c in answer["citations"]}
    for sentence in answer["sentences"]:
        cited = [by_number[n] for n in sentence["citations"] if n in by_number]
        for quoted in _quotations(sentence["text"]):
            holding = [c for c in cited if _alike(quoted) in _alike(c["quote"])]
            if not holding:
                yield f"“{quoted[:50]}” is in no citation of its sentence"
            elif len(quoted.split()) >= SPEECH_WORDS and not any(_named(c, sentence["text"]) for c in holding):
                yield f"“{quoted[:50]}” was said by somebody whom its sentence does not name"


def _quotations(text: str) -> list[str]:
    found = (a or b for a, b in _QUOTED.findall(text))
    return [q.rstrip(",") for q in found if any(c.isalnum() for c in q)]


def _alike(text: str) -> str:
    for odd, plain in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        text = text.replace(odd, plain)
    return re.sub(r"\s+", " ", text).strip()


def _named(citation: Json, sentence: str) -> bool:
    """Tell whether the words outside the quotation marks have the last name of the citation's speaker."""
    if citation["speaker"] is None:
        return False
    outside = re.findall(r"\w+", _QUOTED.sub(" ", sentence).casefold())
    name = re.findall(r"\w+", citation["speaker"]["name"].casefold())
    return bool(name) and name[-1] in outside


def _mark_faults(answer: Json) -> Iterator[str]:
    numbers = [c["number"] for c in answer["citations"]]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "citations are not numbered from 1"
    marked = {int(n) for n in _MARK.findall(_QUOTED.sub(" ", answer["text"]))}
    if marked - set(numbers):
        yield f"the text marks {sorted(marked - set(numbers))}, which is no citation"
    if set(numbers) - marked:
        yield f"citations {sorted(set(numbers) - marked)} are not used in the text"
    for sentence in answer["sentences"]:
        if not sentence["citations"]:
            yield f"a sentence has no citation: {sentence['text'][:50]}"
        if _MARK.search(_QUOTED.sub(" ", sentence["text"])):
            yield f"a sentence carries a mark of its own: {sentence['text'][:50]}"
    if not answer["sentences"]:
        yield "an answered text has no sentence"
