"""One statement in several outlets as one line: who reports it, and where their wordings differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from service.domain.news import Kind, Statement
from service.domain.questions import ScoredStatement
from service.text.normalising import comparable
from service.text.words import fold

MOST = 5  # further reports that are shown and cited; a wire story may stand in fifty papers
_LONGEST = 14  # words of a difference; the rest is in the citation
_TRIM = ",;:.!?…“”\"'‘’()"


@dataclass(frozen=True, slots=True)
class Wording:
    """What one outlet has where another has something else; `quoted` if it is the speaker's own words there."""

    outlet: str
    words: str
    quoted: bool

    def __str__(self) -> str:
        return f"{self.outlet}: “{self.words}”" if self.quoted else f"{self.outlet}, in its own words: {self.words}"


@dataclass(frozen=True, slots=True)
class Folded:
    """The outlets that report one statement in the same words, and the wordings of those that do not."""

    outlets: tuple[str, ...]
    wordings: tuple[Wording, ...]
    more: int = 0

    @property
    def told(self) -> str:
        """Return a parenthesis for the end of a line: "(The Ledger, The Courier)", "" for one report."""
        named = {w.outlet for w in self.wordings}
        alike = ", ".join(self.outlets) if set(self.outlets) - named and len(self.outlets) > 1 else ""
        more = f"and {self.more} more" if self.more else ""
        parts = [part for part in (alike, *map(str, self.wordings), more) if part]
        return f"({'; '.join(parts)})" if parts else ""


def compare(scored: ScoredStatement) -> Folded:
    """Return how the reports of one statement agree and differ, the first one being the measure."""
    outlets = [_outlet(scored)]
    wordings: list[Wording] = []
    for report in scored.folded[:MOST]:
        found = _difference(scored.statement, report.statement)
        if found is None:
            outlets.append(_outlet(report))
            continue
        ours, theirs = found
        pair = Wording(outlets[0], ours, _is_quoted(scored)), Wording(_outlet(report), theirs, _is_quoted(report))
        wordings += [w for w in pair if w.words and w not in wordings]
    return Folded(tuple(dict.fromkeys(outlets)), tuple(wordings), len(scored.folded[MOST:]))


def _outlet(scored: ScoredStatement) -> str:
    name = scored.version.source or scored.version.title or scored.version.article_id
    return re.sub(r"[“”\"\[\]()]", "", name)


def _is_quoted(scored: ScoredStatement) -> bool:
    return scored.statement.attribution.kind is Kind.DIRECT


def _difference(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Return the words of each statement around what they do not share; None if one holds the other word for word."""
    ours, theirs = first.content.split(), second.content.split()
    mine, other = ([_bare(w) for w in side] for side in (ours, theirs))
    short, long = sorted((" ".join(filter(None, k)) for k in (mine, other)), key=len)
    if f" {short} " in f" {long} ":
        return None
    blocks = SequenceMatcher(None, mine, other, autojunk=False).get_opcodes()
    changed = [b for b in blocks if b[0] != "equal"]
    return (
        _around(ours, changed[0][1], changed[-1][2]),
        _around(theirs, changed[0][3], changed[-1][4]),
    )


def _bare(word: str) -> str:
    return fold(comparable(word)).strip(_TRIM)


def _around(words: Sequence[str], start: int, end: int) -> str:
    """Return the words from start to end with one more on each side, within one piece of the statement."""
    start, end = max(0, start - 1), min(len(words), end + 1)
    piece = list(words[start : min(end, start + _LONGEST)])
    whole = max(_split(piece), key=len, default=[])
    text = " ".join(whole).strip(_TRIM + " ")
    return text if not re.search(r"[“”\"]", text) else ""


def _split(words: Sequence[str]) -> list[list[str]]:
    """Return the runs of words between the ellipses that stand between the pieces of a statement."""
    runs: list[list[str]] = [[]]
    for word in words:
        if word == "…":
            runs.append([])
        else:
            runs[-1].append(word)
    return runs
