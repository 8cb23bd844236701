"""Both sides: a statement with what it denies, or with who denies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.denying import denials, points_back
from service.domain.news import Span, Statement
from service.domain.questions import ScoredStatement
from service.store.library import Library
from service.text.words import terms

NEARBY = 600  # characters around a statement within which it is denied, or what it denies is told


def with_other_side(chosen: Sequence[ScoredStatement], library: Library) -> list[ScoredStatement]:
    """Return statements with what they deny, and who denies them: "did Lane say so?" is answered with both."""
    found = list(chosen)
    for one in chosen:
        extent = one.statement.attribution.extent
        around = Span(max(0, extent.start - NEARBY), extent.end + NEARBY)
        inside = library.speakers.statements_in(one.statement.article_id, around)
        others = [s for s in inside if s.version == one.statement.version and not extent.overlaps(s.attribution.extent)]
        against = [s for s in others if _contradicts(one.statement, s) and s not in [f.statement for f in found]]
        against.sort(
            key=lambda s: -(s.attribution.extent.end - s.attribution.extent.start)
        )  # who tells of another's words
        found += [replace(one, statement=s, folded=()) for s in against[:1]]
    added = [f.statement for f in found[len(chosen) :]]
    return [f for f in found if not any(_is_within(f.statement, whole) for whole in added)]


def _is_within(statement: Statement, whole: Statement) -> bool:
    """Tell whether a statement is passed on in another one ("“My pilot told me …,” Okoro said")."""
    inner, outer = statement.attribution.extent, whole.attribution.extent
    return statement.article_id == whole.article_id and inner != outer and outer.contains(inner)


def _contradicts(statement: Statement, other: Statement) -> bool:
    """Tell whether one of two statements denies the other: "this", or much the same words."""
    denying = denials([statement, other])
    if len(denying) != 1:
        return False
    (denial,) = denying
    told = other if denial is statement else statement
    if points_back(denial):
        gap = denial.attribution.extent.start - told.attribution.extent.end
        return 0 <= gap <= NEARBY // 2
    asked = set(terms(denial.content))
    return bool(asked) and 2 * len(asked & set(terms(told.content))) >= len(asked)
