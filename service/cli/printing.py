"""Objects of the contract as text for a terminal."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

from service.domain.news import Outcome

Json = dict[str, Any]
OUTCOMES = ("added", "updated", "unchanged", "withdrawn", "rejected")


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_lines(values: Iterable[Any]) -> None:
    for value in values:
        click.echo(json.dumps(value, ensure_ascii=False))


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 100)


def _wrapped(text: str, *, indent: str = "") -> str:
    return textwrap.fill(text, _width(), initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def print_answer(answer: Json) -> None:
    """Print the text, then a numbered line for each source with the exact words cited."""
    for note in answer["notes"]:
        click.echo(f"onrecord: {note}", err=True)
    if answer["refusal"]:
        click.echo(_wrapped(answer["text"]))
        _print_candidates(answer["refusal"])
        return
    for sentence in answer["sentences"]:
        marks = "".join(f"[{n}]" for n in sentence["citations"])
        click.echo(_wrapped(f"{sentence['text']} {marks}"))
    click.echo()
    for citation in answer["citations"]:
        _print_citation(citation)


def print_refusal(refusal: Json) -> None:
    """Print on standard error why there is no list."""
    click.echo(_wrapped(f"onrecord: {refusal['message']}"), err=True)
    _print_candidates(refusal, err=True)


def _print_candidates(refusal: Json, *, err: bool = False) -> None:
    for person in refusal["candidates"]:
        click.secho(f"    {person['id']}  {_person(person)}", err=err, dim=True)


def _place(found: Json) -> str:
    """Return where something stands: its source, its day, and in how many copies besides."""
    copies = found["copies"]
    also = f"and {copies} {'copies' if copies > 1 else 'copy'}" if copies else ""
    return ", ".join(filter(None, [found["source"], (found["published_at"] or "")[:10], also]))


def _print_citation(citation: Json) -> None:
    place = _place(citation)
    title = citation["title"] or citation["article_id"]
    name = citation["external_id"] or citation["article_id"]
    where = f"{name} v{citation['version']} [{citation['start']}–{citation['end']}]"
    click.echo(_wrapped(f"[{citation['number']}] {title}" + (f" — {place}" if place else "")))
    click.echo(_wrapped(" ".join(citation["quote"].split()), indent="    │ "))
    if citation["correction"]:
        click.echo(_wrapped(citation["correction"], indent="    ! "))
    click.secho(f"    {where}", dim=True)


def print_hits(hits: Sequence[Json]) -> None:
    for number, hit in enumerate(hits, start=1):
        place = _place(hit)
        click.echo(f"{number}. {hit['title'] or hit['article_id']} — {place}  ({hit['score']:.4f})")
        click.echo(_wrapped(" ".join(hit["passage"].split()), indent="   "))
        click.secho(f"   {hit['external_id'] or hit['article_id']} [{hit['start']}–{hit['end']}]", dim=True)


def print_statements(statements: Sequence[Json]) -> None:
    """Print a line for each statement; what an outlet repeats stands in the line of the first report."""
    for statement in statements:
        if not statement["repeats"]:
            click.echo(_wrapped(_statement_line(statement)))


def _statement_line(statement: Json) -> str:
    speaker = _person(statement["speaker"]) or _candidates(statement) or statement["speaker_text"] or "unknown"
    parts = [
        (statement["said_at"] or statement["published_at"] or "undated")[:10],
        speaker,
        f"via {_person(statement['via'])}" if statement["via"] else "",
        f"to {_person(statement['addressee'])}" if statement["addressee"] else "",
        statement["polarity"].replace("_", " ") if statement["polarity"] != "asserted" else "",
    ]
    words = " ".join(statement["content"].split())
    quoted = f"“{words.strip('“”')}”" if statement["kind"] == "direct" else words
    articles = [r["external_id"] or r["article_id"] for r in statement["reports"] or [statement]]
    return f"{' · '.join(p for p in parts if p)}: {quoted}{_told(statement)}  [{', '.join(articles)}]"


def _told(statement: Json) -> str:
    """Return the outlets that report a statement, and where their wordings differ."""
    outlets = list(dict.fromkeys(r["source"] for r in statement["reports"] if r["source"]))
    wordings = [f"{w['source']}: " + (f"“{w['words']}”" if w["quoted"] else w["words"]) for w in statement["wordings"]]
    return f" ({'; '.join([', '.join(outlets), *wordings])})" if len(outlets) > 1 or wordings else ""


def _person(person: Json | None) -> str:
    if not person:
        return ""
    return f"{person['name']} ({person['role']})" if person.get("role") else str(person["name"])


def _candidates(statement: Json) -> str:
    return " or ".join(c["name"] for c in statement["candidates"])


def print_articles(articles: Sequence[Json]) -> None:
    for article in articles:
        day = (article["published_at"] or "undated")[:10]
        name = article["external_id"] or ""
        click.echo(
            f"{article['id']}  {day:10}  {article['source'] or '—':24.24}  {article['title'] or '—'}  {name}".rstrip()
        )


def print_article(article: Json) -> None:
    for field in (
        "id",
        "external_id",
        "version",
        "title",
        "source",
        "url",
        "author",
        "published_at",
        "modified_at",
        "section",
        "paywalled",
        "correction",
        "held_until",
    ):
        if article[field]:
            click.echo(f"{field + ':':14} {article[field]}")
    click.echo(f"{'statements:':14} {article['statements']}\n")
    click.echo(article["text"])


def print_outcome(outcome: Outcome) -> None:
    """Print what became of one input, unless nothing did: why it was not taken on standard error."""
    if outcome.status == "rejected":
        click.echo(f"onrecord: {outcome.reason}", err=True)
    elif outcome.status != "unchanged":
        note = f" ({outcome.note})" if outcome.note else ""
        click.echo(f"{outcome.status} {outcome.origin}{note}")


def print_report(report: Json) -> None:
    """Print how many articles were taken and why the others were not (on standard error)."""
    counts = ", ".join(f"{report[k]} {k}" for k in OUTCOMES if report[k])
    click.echo(f"{counts or 'nothing to ingest'} in {report['seconds']:.1f} s")
    for item in report["inputs"]:
        if item["status"] == "rejected":
            click.echo(f"onrecord: {item['reason']}", err=True)
