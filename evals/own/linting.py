"""What is wrong with a team's own questions, line by line, before anything is run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from evals.own.cases import Case, CaseFilters
from service.domain.news import SourceArticle
from service.ingest.inputs import Rejected
from service.ingest.reading import read_sources
from service.text.normalising import comparable, normalise
from service.text.words import words

_SHAPES = {
    "missing": "is missing",
    "string_type": "must be a text in quotation marks",
    "int_type": "must be a whole number",
    "list_type": "must be a list: [ … ]",
    "dict_type": "must be an object: { … }",
    "string_too_short": "is empty",
    "too_short": "is an empty list",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, on a line (from 1)."""

    line: int
    why: str


class DatasetUnusable(Exception):
    """A data set of one's own has mistakes; each is a line of the message."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        super().__init__(path, mistakes)
        self.path, self.mistakes = path, mistakes

    def __str__(self) -> str:
        lines = "\n".join(f"{self.path}:{m.line}: {m.why}" for m in self.mistakes)
        return f"{self.path}: {len(self.mistakes)} mistakes\n{lines}"


def read_cases(path: Path, articles: Iterable[str]) -> list[Case]:
    """Return the cases of a file; DatasetUnusable with every mistake if there is one."""
    numbered, mistakes = lint(path, articles)
    if mistakes:
        raise DatasetUnusable(path, mistakes)
    return [case for _, case in numbered]


def lint(path: Path, articles: Iterable[str]) -> tuple[list[tuple[int, Case]], list[Mistake]]:
    """Return the cases that can be read, by line, and all mistakes in the order of lines."""
    numbered: list[tuple[int, Case]] = []
    mistakes: list[Mistake] = []
    lines = path.read_bytes().decode("utf-8-sig", errors="replace").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            numbered.append((number, _read(line)))
        except _Wrong as wrong:
            mistakes += [Mistake(number, why) for why in wrong.args]
    if not numbered and not mistakes:
        mistakes.append(Mistake(1, "there is no question in the file"))
    mistakes += _twice(numbered)
    mistakes += _against_articles(numbered, list(articles))
    return numbered, sorted(mistakes, key=lambda m: m.line)


class _Wrong(Exception):
    """Why a line is no case."""


def _read(line: str) -> Case:
    if "\ufffd" in line:
        raise _Wrong("is not UTF-8")
    try:
        value = json.loads(line)
    except ValueError as error:
        raise _Wrong(f"is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _Wrong("must be one JSON object: { … }")
    try:
        return Case.model_validate(value)
    except ValidationError as error:
        raise _Wrong(*(_reason(e["type"], e["loc"], e["msg"]) for e in error.errors(include_url=False))) from error


def _reason(kind: str, where: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in where if not str(part).startswith(("constrained", "list[", "bool", "str")))
    if kind == "extra_forbidden":
        known = CaseFilters.model_fields if where[0] == "filters" else Case.model_fields
        near = get_close_matches(str(where[-1]), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        return f"field {name!r} is not known; {hint}"
    told = _SHAPES.get(kind, message.removeprefix("Value error, "))
    return f"{name} {told}" if name else told


def _twice(numbered: Iterable[tuple[int, Case]]) -> Iterator[Mistake]:
    ids: dict[str, int] = {}
    asked: dict[tuple[str, str], int] = {}
    for number, case in numbered:
        if case.id is not None and ids.setdefault(case.id, number) != number:
            yield Mistake(number, f"id {case.id!r} is that of line {ids[case.id]}, too")
        key = comparable(case.question), case.filters.model_dump_json()
        if asked.setdefault(key, number) != number:
            yield Mistake(number, f"asks what line {asked[key]} asks")


# --- against the articles ------------------------------------------------------------------------------------------


def _against_articles(numbered: Iterable[tuple[int, Case]], sources: Sequence[str]) -> Iterator[Mistake]:
    read = list(read_sources(sources, max_bytes=50_000_000))
    rejected = [item for item in read if isinstance(item, Rejected)]
    if rejected:
        raise ValueError(f"{rejected[0].error}")
    articles = [item for item in read if isinstance(item, SourceArticle)]
    if not articles:
        return
    for number, case in numbered:
        yield from (Mistake(number, why) for why in _wrong_in(case, articles))


def _wrong_in(case: Case, articles: Sequence[SourceArticle]) -> Iterator[str]:
    known = {a.external_id for a in articles}
    for name in filter(None, (case.article, case.filters.article)):
        if name not in known:
            near = get_close_matches(name, [k for k in known if k], n=1)
            yield f"article {name!r} is not among the articles" + (f"; did you mean {near[0]!r}?" if near else "")
    if case.article and case.article not in known:
        return
    for passage in case.passages:
        holding = [a for a in articles if normalise(passage) in a.text]
        if not holding:
            yield f"no article holds “{_short(passage)}”{_hint(passage, articles)}"
        elif case.article and case.article not in {a.external_id for a in holding}:
            yield f"“{_short(passage)}” is in article {holding[0].external_id!r}, not in {case.article!r}"
        elif case.speaker and not any(_names(a, case.speaker) for a in holding):
            yield f"the article with “{_short(passage)}” does not name {case.speaker}"


def _hint(passage: str, articles: Iterable[SourceArticle]) -> str:
    wanted = comparable(passage)
    if any(wanted in comparable(a.text) for a in articles):
        return ": it is there with other quotation marks, dashes or white space; copy it from the article"
    if any(wanted.casefold() in comparable(a.text).casefold() for a in articles):
        return ": it is there in other capitals"
    return ""


def _names(article: SourceArticle, speaker: str) -> bool:
    return words(speaker)[-1:] == [] or words(speaker)[-1] in words(f"{article.title or ''} {article.text}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
