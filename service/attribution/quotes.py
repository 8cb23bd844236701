"""Is a quotation speech? A verdict for each, from its shape and its surroundings."""

from __future__ import annotations

import re
from enum import Enum

from service.text.marks import Quotation

_SO_CALLED = re.compile(
    r"(?:so-called|known as|nicknamed|dubbed|titled|entitled|named|headlined|called|the word|(?<!with )the words"
    r"|the term|the phrase|signs? (?:reading|saying)|banners? (?:reading|saying)|shirts? (?:reading|saying)|a slogan"
    r"|hashtag|film|movie|book|novel|song|album|show|series|play|episode|essay)[\s:,]*$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"(?:[,:;—–-]|\b(?:said|says|saying|say|asked|wrote|writes|added|adding|read|reads|tweeted|replied"
    r"|answered|declared|asks|shouted|that|writing|declaring|stating|responded|continued|with the words))\s*$"
)
_RESUMED = re.compile(r"(?:[,?!—–-][”\"’']|'')\s[^”“\"\n;:]{2,80}[,:]\s*$")  # “A,” he said, “and b”
_PERSONAL = re.compile(r"\b(?:I|we|you|he|she|they|it|I’m|I'm|it’s|it's|is|are|was|were|don’t|don't)\b", re.IGNORECASE)


class Verdict(Enum):
    SPEECH = "speech"
    NOT_SPEECH = "not speech"
    UNSURE = "unsure"


def judge(text: str, quotation: Quotation) -> Verdict:
    """Return whether the words between the marks are said by somebody, as far as their shape tells."""
    inner = quotation.inner.of(text)
    before = text[max(0, quotation.outer.start - 60) : quotation.outer.start].rpartition("\n")[2]
    if _SO_CALLED.search(before):
        return Verdict.NOT_SPEECH
    words = inner.split()
    if len(words) <= 3 and inner[-1].isalnum() and not _INTRODUCED.search(before):
        return Verdict.NOT_SPEECH
    if _is_title(words) and (not _INTRODUCED.search(before) or _is_apposed(text, quotation, before)):
        return Verdict.NOT_SPEECH
    if stands_alone(text, quotation) and (len(words) > 5 or _PERSONAL.search(inner)):
        return Verdict.SPEECH
    return Verdict.UNSURE


def stands_alone(text: str, quotation: Quotation) -> bool:
    """Tell whether a quotation is a sentence of its own, not a part of the sentence around it."""
    inner = quotation.inner.of(text)
    before = text[max(0, quotation.outer.start - 20) : quotation.outer.start]
    past = _past_notes(text, quotation.outer.end)
    after = text[past : past + 2].lstrip(" ")
    at_start = not before.strip(" ([") or before.rstrip(" ([")[-1] in '\n.!?…”"’' or before.endswith("\n")
    ends = inner.rstrip("’'\"”")[-1:] in set(".,!?…—–-") or after[:1] in {",", "\n", "", "."} or not quotation.closed
    if at_start:
        return ends or after[:1] in {"—", "–", "-", ";", "―"}
    opens = inner.lstrip("[(…. ")[:1]
    if _RESUMED.search(text, max(0, quotation.outer.start - 90), quotation.outer.start):
        return ends
    return ends and bool(_INTRODUCED.search(before)) and (opens.isupper() or opens.isdigit() or opens in "#@$")


_NOTES = re.compile(r"(?:[ ]?(?:\(\(\w{2,3}\)\)|\([^()\n]{2,60}\)|\[[^\[\]\n]{1,60}\]))+(?=[ ]?(?:\.?[ ]*(?:\n|$)))")


def _past_notes(text: str, position: int) -> int:
    """Return where the notes in brackets end that close a paragraph behind a quotation ("“…” (in French).")."""
    notes = _NOTES.match(text, position)
    return notes.end() if notes else position


def _is_apposed(text: str, quotation: Quotation, before: str) -> bool:
    """Tell whether a quotation stands between commas ("a play, “Nine Days on Foot”, will …")."""
    return before.rstrip().endswith(",") and text[quotation.outer.end : quotation.outer.end + 1] == ","


def _is_title(words: list[str]) -> bool:
    """Tell whether most words are written with capitals ("The Art of the Deal")."""
    long = [w for w in words if len(w) > 3]
    return (
        1 < len(words) < 10
        and bool(long)
        and all((first := w.lstrip("‘'([")[:1]).isupper() or first.isdigit() for w in long)
        and not words[-1].endswith((",", ".", "!", "?"))
    )
