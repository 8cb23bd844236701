"""Messages of any answer stay within Slack's limits, whole, with the numbers of their sources."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.slack import messages
from service.slack.escaping import markdown
from tests.slack_blocks import check_blocks, shown

Json = dict[str, Any]
WEB = "https://onrecord.example.com"


def answer(lengths: list[int], *, sign: str = "x", mode: str = "extractive") -> Json:
    """Return an answer with one citation for each sentence; a sentence's words are as long as asked for."""
    citations = [
        {
            "number": n,
            "title": f"Title {n} {sign * 50}",
            "source": "Courier",
            "published_at": "2026-03-01",
            "url": f"https://courier.example/{n}",
            "quote": f"quote {n} " + sign * length,
        }
        for n, length in enumerate(lengths, start=1)
    ]
    return {
        "id": "ans_1",
        "question": "What did Brandt say?",
        "refusal": None,
        "mode": mode,
        "notes": [],
        "sentences": [
            {"text": f"Sentence {n} {sign * length}.", "citations": [n]} for n, length in enumerate(lengths, 1)
        ],
        "text": "…",
        "citations": citations,
    }


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 4_000), min_size=1, max_size=30),
    st.sampled_from(["x", "*", "<", "“", "w ", "\\"]),
    st.sampled_from(["extractive", "generative"]),
)
def test_an_answer_of_any_length_is_within_the_limits_and_whole(lengths: list[int], sign: str, mode: str) -> None:
    given = answer(lengths, sign=sign, mode=mode)
    parts = messages.answer_parts(given, web=WEB)
    for part in parts:
        check_blocks(part.whole)
        check_blocks(messages.with_sharing(part, "1.1").whole)
        assert 0 < len(part.text) < 4_000
        numbers = set(re.findall(r"\\\[(\d+)\\\]", "".join(part.chunks)))
        assert numbers == {e["text"].strip("[] ") for e in bold(part)}
    everything = " ".join(shown(part.whole) for part in parts)
    assert [n for n in range(1, len(lengths) + 1) if everything.count(f"Sentence {n} ") != 1] == []


def bold(part: messages.Message) -> list[Json]:
    rich = [b for b in part.blocks if b["type"] == "rich_text"]
    return [e for b in rich for p in b["elements"] for e in p["elements"] if e.get("style") == {"bold": True}]


@given(st.text(alphabet=st.sampled_from("ab1 <>&!@#*_~`[]()|\\/:.-+=\n“”w\t{}$^\"'"), max_size=60))
def test_a_commonmark_renderer_shows_escaped_text_as_it_is(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse("“" + markdown(text))
    (inline,) = [t for t in tokens if t.type == "inline"]
    kinds = {child.type for child in inline.children or ()}
    assert kinds <= {"text", "text_special"}
    read = "".join(child.content for child in inline.children or ()).replace("\u2060", "")
    assert read.strip() == re.sub(r"\s+", " ", "“" + text).strip()


def test_a_note_about_the_model_stands_under_the_answer() -> None:
    noted = answer([10]) | {"notes": ["model gpt: the server answered 500; <!channel>"]}
    (part,) = messages.answer_parts(noted, web=None)
    check_blocks(part.whole)
    assert "the server answered 500" in shown(part.whole)
    assert "<!channel>" not in str(part.whole)


def test_a_quotation_is_shortened_outside_its_words() -> None:
    (part,) = messages.answer_parts(answer([2_000]), web=None)
    quotes = [
        p for b in part.blocks if b["type"] == "rich_text" for p in b["elements"] if p["type"] == "rich_text_quote"
    ]
    assert quotes[0]["elements"][0]["text"].endswith("…")
    assert len(quotes[0]["elements"][0]["text"]) <= messages.QUOTE_LIMIT


def test_a_sentence_that_cites_many_sources_with_long_addresses_is_within_the_limits() -> None:
    crowded = answer([600] * 12)
    crowded["sentences"] = [{"text": "All of them said so.", "citations": list(range(1, 13))}]
    for citation in crowded["citations"]:
        citation["url"] += "/" + "y" * 460
    (part,) = messages.answer_parts(crowded, web=WEB)
    check_blocks(messages.with_sharing(part, "1.1").whole)
