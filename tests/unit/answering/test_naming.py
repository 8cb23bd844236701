"""Names in a model's sentence: an outlet stands in nobody's place, and whoever is quoted is named."""

from __future__ import annotations

import pytest

from service.answering.faults import find_fault
from service.domain.answers import Claim, Support
from service.domain.news import Span
from tests.builders import version

TEXT = (
    "Israel thanked the envoy for the American position on Monday. "
    "‘If anyone understood that contract, ask them to explain page nine,’ he told the Gazette."
)


def fault(text: str) -> str | None:
    of = version(TEXT, source="Calder Gazette", title="An envoy")
    whole = Span(0, len(TEXT))
    return find_fault(Claim(text, (Support(of, whole, whole),)), generated=True)


def test_a_sentence_of_the_article_stands() -> None:
    assert fault("Israel thanked the envoy for the American position on Monday.") is None


@pytest.mark.parametrize(
    "text",
    [
        "Israel thanked the envoy for the Gazette position on Monday.",
        "Israel thanked the envoy for the Calder position on Monday.",
    ],
)
def test_an_outlet_takes_no_names_place(text: str) -> None:
    assert "where its evidence has “american”" in (fault(text) or "")


def test_who_is_quoted_is_named() -> None:
    said = "‘If anyone understood that contract, ask them to explain page nine,’ he told the Gazette."
    assert fault(said) == "it quotes somebody whom it does not name"


def test_an_outlet_is_not_exchanged_in_a_template() -> None:
    assert fault("Israel, in the words of Ezekiel Moss: thanked the envoy for the American position.")


def test_what_is_talked_about_keeps_its_head() -> None:
    text = "The strike on the ferries was called off on Tuesday night after the union accepted a lower rate of pay."
    of = version(text, source="Ledger", title="Strike ends")
    by = (Support(of, Span(0, len(text)), Span(0, len(text))),)
    false = "The ferries were called off on Tuesday night after the union accepted a lower rate."
    assert find_fault(Claim(false, by), generated=True) == "it leaves out “strik on”"
    assert find_fault(Claim(false.replace("ferries were", "strike was"), by), generated=True) is None
