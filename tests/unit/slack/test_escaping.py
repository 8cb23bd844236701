"""Slack's markup read and written: what people typed comes out, what articles hold stays harmless."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.slack.escaping import links, markdown, mrkdwn, plain, web_address
from tests.slack_blocks import unescaped


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("<@U1> what did <@U2> say?", "what did @U2 say?"),
        ("<@U1|onrecord> who &amp; what &lt;here&gt;?", "who & what <here>?"),
        ("see <https://a.example/x?y=1&amp;z=2|a.example>", "see a.example"),
        ("<#C1|general> and <!channel> and <!subteam^S1|@desk>", "general and channel and @desk"),
        ("  a   b  ", "a b"),
    ],
)
def test_a_message_is_read_as_it_was_typed(text: str, typed: str) -> None:
    assert plain(text, without="U1") == typed


def test_the_links_of_a_message() -> None:
    assert links("see <https://a.example/1|this>, <@U1>, <mailto:x@y.z|x> and <http://b.example>") == [
        "https://a.example/1",
        "http://b.example",
    ]


@given(st.text(alphabet=st.sampled_from("ab <>&!@#*_~`[]()|\\/:.-+1\n“”w"), max_size=60))
def test_markdown_shows_the_words_and_nothing_else(text: str) -> None:
    made = markdown(text)
    assert unescaped(made) == re.sub(r"\s+", " ", text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]~#|]", made)
    assert "<" not in made
    assert ">" not in made


@pytest.mark.parametrize("text", ["https://evil.example/x", "see http://a.b", "www.evil.example", "mail a@b.example"])
def test_no_address_in_an_article_becomes_a_link(text: str) -> None:
    assert not re.search(r"https?://|www\.|\w@\w", markdown(text))


@given(st.text(max_size=40))
def test_mrkdwn_mentions_nobody(text: str) -> None:
    assert not re.search(r"<[!@#]|<http", mrkdwn(text))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("https://a b", False),
        ("https://a.example/|x", False),
        ("https:///x", False),
        ("http://[", False),
        ("https://a.example/" + "x" * 3000, False),
        (None, False),
        ("", False),
    ],
)
def test_what_is_a_link(url: str | None, kept: bool) -> None:
    assert (web_address(url) == url and bool(url)) is kept
