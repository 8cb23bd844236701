"""Block Kit, as little of it as we use, within Slack's limits.

Words from articles stand in `rich_text`, which Slack shows literally, or in markdown that `escaping` made harmless.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from service.slack.escaping import mrkdwn

Block = dict[str, Any]

MESSAGE_LIMIT = 12_000  # characters of the blocks as JSON; Slack refuses from about 13,200 on (bolt-js #2509)
MARKDOWN_LIMIT = 12_000
TEXT_LIMIT = 3_000
BUTTON_LIMIT = 75
VALUE_LIMIT = 2_000
BUTTONS = 25


def size(blocks: Sequence[Block]) -> int:
    """Return how much of the message limit the blocks take."""
    return len(json.dumps(list(blocks), ensure_ascii=False))


def shorten(text: str, limit: int) -> str:
    """Return `text`, cut at a word with an ellipsis where it is longer than `limit`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head[: head.rfind(" ")] if " " in head[limit // 2 :] else head).rstrip() + "…"


def markdown_block(text: str) -> Block:
    return {"type": "markdown", "text": text}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """Return a section of our own words; words of others in it must have gone through `escaping.mrkdwn`."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": shorten(text, TEXT_LIMIT), "verbatim": True}}
    return block | ({"accessory": accessory} if accessory else {})


def words(text: str) -> Block:
    """Return a section that shows `text` as it is."""
    return section(mrkdwn(text))


def header(text: str) -> Block:
    return {"type": "header", "text": _plain(shorten(text, 150))}


def context(text: str) -> Block:
    element = {"type": "mrkdwn", "text": shorten(text, TEXT_LIMIT), "verbatim": True}
    return {"type": "context", "elements": [element]}


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, *, action: str, value: str, style: str | None = None) -> Block:
    element = {"type": "button", "action_id": action, "value": value, "text": _plain(shorten(label, BUTTON_LIMIT))}
    return element | ({"style": style} if style else {})


def link_button(label: str, *, action: str, url: str) -> Block:
    return {"type": "button", "action_id": action, "url": url, "text": _plain(shorten(label, BUTTON_LIMIT))}


def actions(elements: Sequence[Block]) -> list[Block]:
    """Return a row of buttons, [] where there are none; each gets an id of its own."""
    numbered = [e | {"action_id": f"{e['action_id']}:{n}"} for n, e in enumerate(elements[:BUTTONS])]
    return [{"type": "actions", "elements": numbered}] if numbered else []


def select(label: str, *, action: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    """Return a menu of (value, label) pairs."""
    made = {value: {"text": _plain(shorten(name, BUTTON_LIMIT)), "value": value} for value, name in options}
    element = {
        "type": "static_select",
        "action_id": action,
        "options": list(made.values()),
        "placeholder": _plain(label),
    }
    return element | ({"initial_option": made[chosen]} if chosen in made else {})


def thumbs(value: str) -> Block:
    """Return Slack's own feedback buttons."""

    def thumb(verdict: str, text: str) -> Block:
        return {"text": _plain(text), "accessibility_label": text, "value": f"{verdict} {value}"}

    element = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": thumb("helpful", "Helpful"),
        "negative_button": thumb("unhelpful", "Not right"),
    }
    return {"type": "context_actions", "elements": [element]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


# Rich text: literal


def literal(text: str, **style: bool) -> Block:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def link(text: str, url: str) -> Block:
    return {"type": "link", "url": url, "text": text}


def line(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def quotation(*elements: Block) -> Block:
    return {"type": "rich_text_quote", "elements": list(elements)}


def rich(parts: Sequence[Block]) -> list[Block]:
    return [{"type": "rich_text", "elements": list(parts)}] if parts else []
