"""The score at the level of persons, on statements small enough to judge by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.attribution.persons import Verdict, compare, fitting, read_gold
from evals.suites.newsroom import article_folders, load_gold
from evals.suites.statements import Case, attribute, figures
from service import assets
from service.domain.news import Attribution, Kind, Polarity, SourceArticle, Span, Speaker
from service.ingest.reading import read_sources

TEXT = (
    "Ada Lind said Bo Carr had told Eve Moss that the dam would hold. Bo Carr declined to comment. "
    "The judge asked for calm. An aide said Bo Carr wanted peace. Cy Lind refused to answer."
)


def line(speaker: str | None, cue: str, *content: str, **more: Any) -> dict[str, Any]:
    empty = {"article": "a", "speaker_text": speaker, "role": None, "via": None, "addressee": None, "kind": "indirect"}
    return {**empty, "speaker": speaker, "cue": cue, "content": list(content), "polarity": "asserted", **more}


def shown(speaker: str | None, cue: str, content: str, **more: Any) -> Attribution:
    spans = tuple(Span(start, start + len(piece)) for piece, start in ((content, TEXT.index(content)),))
    at = TEXT.index(cue)
    named = Speaker(speaker) if speaker else None
    return Attribution(spans, Kind.INDIRECT, named, cue=cue, cue_span=Span(at, at + len(cue)), **more)


ADA = line("Ada Lind", "said", "Bo Carr had told Eve Moss that the dam would hold")
BO = line("Bo Carr", "told", "the dam would hold", via={"name": "Ada Lind", "role": None}, addressee="Eve Moss")
NO_COMMENT = line("Bo Carr", "declined to comment", polarity="declined")
JUDGE = line("Ida Roe", "asked", "calm", speaker_text="The judge")
AIDE = line("Bo Carr", "wanted", "peace", via={"name": None, "role": "An aide"})


def verdicts(gold: list[dict[str, Any]], *found: Attribution) -> list[Verdict | None]:
    return [pair.verdict for pair in compare(TEXT, read_gold(TEXT, gold), found)]


def test_the_inner_and_the_outer_speaker_of_a_relay_are_both_right() -> None:
    outer, inner = shown("Ada Lind", "said", str(ADA["content"][0])), shown("Bo Carr", "told", "the dam would hold")
    assert verdicts([ADA, BO], outer, inner) == [Verdict.RIGHT, Verdict.RIGHT]
    assert verdicts([BO], outer) == [None, Verdict.RIGHT]  # gold keeps the relay as the via of the inner line only


def test_the_words_of_the_inner_speaker_alone_are_not_the_relays() -> None:
    stolen = shown("Ada Lind", "said", "the dam would hold")
    assert verdicts([ADA, BO], stolen) == [None, Verdict.WRONG_PERSON]
    assert verdicts([BO], stolen) == [Verdict.WRONG_PERSON]


def test_a_statement_without_content_is_matched_by_its_cue() -> None:
    assert verdicts([NO_COMMENT], shown("Bo Carr", "declined to comment", "to comment")) == [Verdict.RIGHT]
    assert verdicts([NO_COMMENT], shown("Ada Lind", "declined to comment", "to comment")) == [Verdict.WRONG_PERSON]
    assert verdicts([NO_COMMENT], shown("Cy Lind", "refused", "to answer")) == [None, Verdict.NOT_IN_GOLD]


def test_a_repeated_cue_needs_the_right_speaker() -> None:
    twice = line("Bo Carr", "said", polarity="declined")
    assert verdicts([twice], shown("Bo Carr", "said", "peace")) == [Verdict.RIGHT]
    assert verdicts([twice], shown("Ada Lind", "said", "peace")) == [None, Verdict.NOT_IN_GOLD]


def test_a_description_is_neither_right_nor_a_wrong_person() -> None:
    assert verdicts([JUDGE], shown("the judge", "asked", "calm")) == [Verdict.DESCRIBED]
    assert verdicts([JUDGE], shown("Cy Lind", "asked", "calm")) == [Verdict.WRONG_PERSON]
    assert verdicts([JUDGE], shown(None, "asked", "calm")) == [Verdict.OPEN]


def test_a_name_that_fits_two_is_nobodys() -> None:
    assert fitting("Lind", {"Ada Lind", "Cy Lind", "Lind Foods"}) == ["Ada Lind", "Cy Lind"]
    assert fitting("Lind", {"Ada Lind", "Lind Foods"}) == ["Ada Lind"]
    assert fitting("Solvane", {"Solvane Heating", "Ada Lind"}) == ["Solvane Heating"]
    both = [line("Ada Lind", "wanted", "peace"), line("Cy Lind", "asked", "calm")]
    assert verdicts(both, shown("Lind", "wanted", "peace")) == [Verdict.WRONG_PERSON, None]


def test_an_unnamed_relay_must_be_shown_in_the_texts_words() -> None:
    gold = read_gold(TEXT, [AIDE])[0]
    assert gold.is_relayed_by(Speaker("an aide"))
    assert not gold.is_relayed_by(None)
    assert not gold.is_relayed_by(Speaker("a spokesman"))


def test_an_unnamed_speaker_must_be_shown_in_the_texts_words() -> None:
    aide = read_gold(TEXT, [line(None, "said", "Bo Carr wanted peace", speaker_text="An aide")])[0]
    assert aide.is_said_by(shown("an aide", "said", "peace"))
    assert aide.is_said_by(shown(None, "said", "peace", speaker_text="An aide"))
    assert not aide.is_said_by(shown(None, "said", "peace"))


def test_polarity_and_addressee_are_those_of_gold() -> None:
    gold = read_gold(TEXT, [BO])[0]
    assert gold.has_polarity(shown("Bo Carr", "told", "the dam"))
    assert not gold.has_polarity(shown("Bo Carr", "told", "the dam", polarity=Polarity.DENIED))
    assert gold.is_addressed_to(Speaker("Moss"))
    assert not gold.is_addressed_to(None)


def test_a_gold_slice_must_be_in_the_article_once() -> None:
    for content in ("Bo Carr", "the dyke"):
        with pytest.raises(ValueError, match="not once"):
            read_gold(TEXT, [line("Ada Lind", "said", content)])


def test_the_second_part_is_reported_apart(tmp_path: Path) -> None:
    for name, article in (("statements.jsonl", "a"), ("statements.second.jsonl", "b")):
        (tmp_path / name).write_text(json.dumps({**NO_COMMENT, "article": article}) + "\n", encoding="utf-8")
    gold = load_gold(tmp_path)
    assert [(g["article"], g["part"]) for g in gold] == [("a", "development"), ("b", "second")]
    cases = [case for name in "ab" for case in attribute(SourceArticle(origin=name, text=TEXT, external_id=name), gold)]
    names = [f.name for f in figures(cases)]
    assert {name.split(":")[0] for name in names} == {"development", "second"}
    assert len(names) == len(set(names))


def test_an_interval_resamples_articles_not_statements() -> None:
    gold = read_gold(TEXT, [ADA])[0]
    pair = compare(TEXT, [gold], [shown("Ada Lind", "said", str(ADA["content"][0]))])[0]
    lost = compare(TEXT, [gold], [])[0]
    one, other = (SourceArticle(origin=name, text=TEXT, external_id=name) for name in "ab")
    cases = [Case(one, "development", pair)] * 50 + [Case(other, "development", lost)] * 50
    recall = next(f for f in figures(cases) if f.name == "development: recall, indirect")
    assert (recall.value, recall.low, recall.high, recall.cases) == (0.5, 0.0, 1.0, 100)


def test_every_gold_line_of_the_newsroom_is_sound() -> None:
    folder = assets.folder("newsroom")
    articles = list(read_sources(article_folders(), max_bytes=10**7))
    texts = {a.external_id: a.text for a in articles if isinstance(a, SourceArticle)}
    gold = load_gold(folder)
    assert {g["article"] for g in gold} == set(texts)
    for article, text in texts.items():
        read_gold(text, [g for g in gold if g["article"] == article])
