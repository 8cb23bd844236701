"""Text out of Slack's markup, and into it so that nothing in an article can format, link or notify."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

LONGEST_ADDRESS = 500  # Slack takes 3,000, but a message with ten such sources would be too long
_MARKUP = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-!|~]")
_ADDRESS = re.compile(r"(?i)(?<=\b[a-z])(?=[a-z]*://)|(?<=\bwww)(?=\.)|(?<=\w)(?=@\w)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain(text: str, *, without: str | None = None) -> str:
    """Return what a person typed, of a message's `text`: entities decoded, markup as its label.

    Mentions of the user id `without` are dropped.
    """

    def shown(found: re.Match[str]) -> str:
        if found["sign"] == "@" and found["target"] == without:
            return " "
        return found["label"] or ("" if found["sign"] == "!" else found["sign"]) + found["target"]

    return re.sub(r"[ \t]+", " ", unescape(_MARKUP.sub(shown, text))).strip()


def links(text: str) -> list[str]:
    """Return the addresses that a message's `text` links to."""
    return [unescape(m["target"]) for m in _MARKUP.finditer(text) if m["target"].startswith(("http://", "https://"))]


def mrkdwn(text: str) -> str:
    """Return `text` for a mrkdwn object (with `verbatim`) or a notification: no mention, no link, no formatting."""
    return re.sub(r"(?<!\w)([*_~`])(?=\S)", "\\1\u2060", text.translate(_ENTITIES))


def markdown(text: str) -> str:
    """Return `text` for a markdown block or stream, where it reads as it is written.

    CommonMark's own escapes; an address is parted by a word joiner (no width), since it would become a link.
    A line break becomes a space: a sentence can open no heading, list or quotation.
    """
    parted = _ADDRESS.sub("\u2060", re.sub(r"\s+", " ", text))
    return _MARKDOWN.sub(r"\\\g<0>", parted).translate(_ENTITIES)


def web_address(url: str | None) -> str | None:
    """Return `url` if it is one that Slack takes as a link, else None."""
    if not url or len(url) > LONGEST_ADDRESS or re.search(r"[\s<>|]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
