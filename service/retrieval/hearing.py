"""Who hears what is told to "him", "her" or "me": whoever a question names, where an article leaves nobody else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain.news import ArticleVersion, Statement
from service.domain.questions import ScoredStatement
from service.retrieval.searching import on_topic, score_statements
from service.store.library import Library
from service.text.words import is_proper_name, name_key, words

_THIRD = re.compile(
    r"\s+(?:him|her|them)(?=\s+(?:that|what|whether|how|why|if)|\s+[\w’']*[“\"‘]|[.,:;\s]*[“\"‘]|[.,:;]\s)"
)
REACH = 400  # characters in which a name falls before the pronoun that may mean it
_FIRST = re.compile(r"\s+(?:me|us)\b")


def told_unnamed(name: str, statements: Sequence[Statement], *, topic: str | None, library: Library) -> list[Statement]:
    """Return what was told to "him", "her" or "them" after `name` fell, and to "me" where `name` is who writes.

    Words that have a hearer of their own were told to nobody else, and nobody is told what they pass on. With a topic
    it must be met. Nothing is returned where two people of the name are in the article.
    """
    if not is_proper_name(name):
        return []
    open_to = [s for s in statements if s.attribution.addressee is None and not _passes_on(s, name)]
    scored = on_topic(score_statements(open_to, topic, library=library)) if open_to else []
    return [s.statement for s in scored if _hears(name, s)]


def _passes_on(statement: Statement, name: str) -> bool:
    people = (statement.attribution.via, statement.attribution.speaker)
    return any(p is not None and name_key(name).split()[-1] in name_key(p.name).split() for p in people)


def _hears(name: str, scored: ScoredStatement) -> bool:
    """Tell whether a pronoun right behind the verb of telling can mean somebody of this name."""
    cue, version = scored.statement.attribution.cue_span, scored.version
    if cue is None:
        return False
    if _FIRST.match(version.text, cue.end):
        return bool(set(words(name)) <= set(words(version.author or "")))
    return bool(_THIRD.match(version.text, cue.end)) and _falls_before(name, version, cue.start)


def _falls_before(name: str, version: ArticleVersion, end: int) -> bool:
    """Tell whether the whole name stands before a place, its last word shortly before, and nobody else's with it."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    firsts = set(re.findall(rf"\b((?!(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|The)\b)[A-Z][\w’'-]+) {last}\b", version.text))
    near = re.search(rf"\b{last}\b", version.text[max(0, end - REACH) : end])
    return near is not None and name in version.text[:end] and firsts <= set(name.split())
