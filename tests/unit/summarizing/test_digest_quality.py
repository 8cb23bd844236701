"""What an editor asks of a digest: the newest leads, what was taken back names nothing, figures stand side by side."""

from __future__ import annotations

import pytest

from service.domain.news import ArticleVersion
from service.store.library import Library
from service.summarizing.comparing import shorten
from service.summarizing.events import Event
from service.summarizing.figures import counting_figures, withdrawn_figures
from service.summarizing.topic import Topic
from tests.builders import store, version
from tests.unit.summarizing.test_article import texts
from tests.unit.summarizing.test_topic import digest

NOTE = (
    "Correction: An earlier version of this article said that 31 boats had sunk at 10:45 on June 12. The number is 19."
)
FIRST = (
    "The harbour board of Elmouth counted 31 sunken boats in the marina after the storm, its warden said.\n\n"
    "The marina of Elmouth was built in 1974."
)
MENDED = (
    "The storm sank 19 boats in the marina of Elmouth, the harbour board found in its count.\n\n"
    "Insurers of the Elmouth boats were expected in the marina.\n\n"
    f"{NOTE}"
)
LATER = (
    "The storm sank 31 boats in the marina of Elmouth, according to the local paper.\n\n"
    "Divers began to raise the boats in the marina of Elmouth."
)


def boats(article_id: str, text: str, *, title: str, day: str, correction: str | None = None) -> ArticleVersion:
    return version(
        text, article_id=article_id, source=article_id.title(), title=title, published_at=day, correction=correction
    )


OLD = boats("beacon", FIRST, title="Storm sinks 31 boats in Elmouth marina", day="2026-06-12")
CORRECTED = boats("gazette", MENDED, title="Storm sank boats in Elmouth marina", day="2026-06-13", correction=NOTE)
NEW = boats("echo", LATER, title="Elmouth marina: 31 boats sunk by storm", day="2026-06-14")


def test_the_newest_article_leads_its_event_and_the_older_follow(library: Library) -> None:
    store(library, OLD)
    store(library, boats("echo", LATER, title="Divers raise the boats of Elmouth marina after storm", day="2026-06-14"))
    body = digest(library, Topic())
    (event,) = (s for s in body["sections"] if s["name"] == "event")
    assert event["heading"] == "14 June 2026: Divers raise the boats of Elmouth marina after storm"
    cited = [body["citations"][s["citations"][0] - 1]["published_at"][:10] for s in event["sentences"]]
    assert cited[0] == "2026-06-14"
    assert cited == sorted(cited, reverse=True)


def test_a_figure_that_its_source_took_back_neither_names_nor_tells_an_event(library: Library) -> None:
    for article in (OLD, CORRECTED, NEW):
        store(library, article)
    body = digest(library, Topic())
    (event,) = (s for s in body["sections"] if s["name"] == "event")
    assert event["heading"] == "14 June 2026: Storm sank boats in Elmouth marina"
    assert texts(body, "event")[0].startswith("The storm sank 19 boats")
    assert not any("31" in text for text in texts(body, "event"))


def test_an_event_whose_headlines_were_all_taken_back_has_its_day_alone() -> None:
    mended = boats("gazette", MENDED, title="Storm sinks 31 boats", day="2026-06-13", correction=NOTE)
    assert Event([OLD, mended]).heading == "13 June 2026"


def test_without_a_correction_the_newest_headline_names_the_event() -> None:
    assert Event([OLD, NEW]).heading == "14 June 2026: Elmouth marina: 31 boats sunk by storm"


def test_only_what_a_correction_names_and_its_article_no_longer_holds_is_withdrawn() -> None:
    assert withdrawn_figures([OLD, CORRECTED, NEW]) == {"31"}
    assert counting_figures("On 12 June 2026 at 9:15 two of 44 boats sank.") == {"44"}


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        (
            "The storm sank 19 boats in the marina after the mole gave way, the harbour board said on Friday.",
            "The storm sank 19 boats in the marina …, the harbour board said on Friday.",
        ),
        (
            "The storm sank 19 boats in the marina of Elmouth, where no alarm was heard.",
            "The storm sank 19 boats in the marina of Elmouth …",
        ),
        ("About 1,240 people left their homes.", "About 1,240 people left their homes."),
        (
            "The storm sank boats when it reached Elmouth, and 19 were lost, the board said.",
            "The storm sank boats when it reached Elmouth, and 19 were lost, the board said.",
        ),
        (
            "The storm sank 19 boats in the marina, “while we slept”, Ida Holm said.",
            "The storm sank 19 boats in the marina, “while we slept”, Ida Holm said.",
        ),
    ],
)
def test_a_sentence_is_cut_after_its_figure_and_keeps_its_source(sentence: str, short: str) -> None:
    assert shorten(sentence) == short


def test_what_a_reporter_asks_in_bold_is_no_sentence_of_a_digest(library: Library) -> None:
    text = (
        "**6:02 p.m.** The council of Elmouth opened its debate on the marina.\n\n"
        "**You have said the marina began with a loan. Whose was it?**\n\n"
        "Harbour warden Ida Holm paid for the first pontoon of Elmouth."
    )
    store(library, boats("echo", text, title="Elmouth debates its marina", day="2026-06-14"))
    found = texts(digest(library, Topic()), "event")
    assert found == [
        "The council of Elmouth opened its debate on the marina.",
        "Harbour warden Ida Holm paid for the first pontoon of Elmouth.",
    ]
