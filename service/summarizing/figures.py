"""The figures of a text that count something, and those that a source took back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.answering.expecting import figures_in
from service.domain.news import ArticleVersion

_DATES = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b"
    r"|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b\d{1,2}(?::\d\d)? ?(?:a|p)\.?m\b|\b\d{1,2}:\d\d\b",
)


def counting_figures(text: str) -> frozenset[str]:
    """Return the figures of a text that count: no years, no days of a month, no hours, and nothing below three."""
    return frozenset(n for n in figures_in(_DATES.sub(" ", text)) if not re.fullmatch(r"(?:19|20)\d\d|[0-2]", n))


def withdrawn_figures(versions: Iterable[ArticleVersion]) -> frozenset[str]:
    """Return the figures that a correction names and its own article holds no longer ("said that 64 houses")."""
    return frozenset(n for v in versions if v.correction for n in counting_figures(v.correction) - _standing(v))


def _standing(version: ArticleVersion) -> frozenset[str]:
    return counting_figures(version.text.replace(version.correction or "", " "))
