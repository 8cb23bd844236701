"""`onrecord summarize` in this process."""

from __future__ import annotations

from tests.unit.cli.test_commands import Run, articles, filled, run

__all__ = ["articles", "filled", "run"]


def test_articles_are_summarized_in_the_order_asked(filled: Run) -> None:
    done = filled("summarize", "desk-18", "desk-17", "--json")
    assert done.code == 0
    assert [s["external_id"] for s in done.json["summaries"]] == ["desk-18", "desk-17"]
    assert all(s["sections"][0]["name"] == "summary" for s in done.json["summaries"])


def test_a_summary_as_text_shows_where_its_words_stand(filled: Run) -> None:
    out = filled("summarize", "desk-17", "--length", "brief").out
    assert "14 months late" in out
    assert "[1] Courier, 2026-03-01: desk-17 [" in out
    assert "1 article read, 1 used" in out


def test_a_digest_accounts_for_every_article(filled: Run) -> None:
    done = filled("summarize", "--about", "the ferry", "--json")
    (digest,) = done.json["summaries"]
    assert digest["coverage"]["read"] == 2
    assert "2 articles read" in filled("summarize", "--about", "the ferry").out


def test_a_digest_of_nothing_is_refused(filled: Run) -> None:
    done = filled("summarize", "--about", "zebras")
    assert done.code == 4
    assert "No article is about this (2 articles" in " ".join(done.out.split())


def test_an_unknown_article_is_one_line(filled: Run) -> None:
    done = filled("summarize", "nobody")
    assert (done.code, done.line) == (
        1,
        "onrecord: there is no article nobody; `onrecord articles list` shows what there is",
    )


def test_articles_or_a_topic_but_not_both(filled: Run) -> None:
    assert filled("summarize").code == filled("summarize", "desk-17", "--about", "x").code == 2
    assert filled("summarize", "--about", " ").code == 1
