"""What Slack refuses in blocks: unknown types and fields, sizes, and whatever slack_sdk's own models refuse."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

Json = dict[str, Any]
MESSAGE_LIMIT = 13_200  # bolt-js #2509: found by trying; undocumented


class Refused(Exception):
    """`str()` is Slack's error code and why."""


def check_blocks(blocks: Any, *, most: int = 50) -> None:
    """Raise Refused for blocks that Slack would not take."""
    _require(isinstance(blocks, list) and 0 < len(blocks) <= most, f"1 to {most} blocks")
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_LIMIT and most == 50:
        raise Refused("msg_blocks_too_long")
    ids: list[str] = []
    for block in blocks:
        kind = block.get("type")
        _require(kind in _BLOCKS, f"block type {kind!r}")
        _BLOCKS[kind](block)
        ids += [e["action_id"] for e in _elements(block) if "action_id" in e]
        _check_with_sdk(block)
    _require(len(ids) == len(set(ids)), f"action ids are not unique: {ids}")


def _check_with_sdk(block: Json) -> None:
    """Hold a block against slack_sdk's models: parsed and written again it is the same."""
    logger = logging.getLogger("slack_sdk.models.blocks.blocks")
    before, logger.disabled = logger.disabled, True
    try:
        parsed = Block.parse(json.loads(json.dumps(block)))
        _require(parsed is not None, "unknown to slack_sdk")
        assert parsed is not None
        _require(parsed.to_dict() == block, f"slack_sdk reads {parsed.to_dict()} of {block}")
    except (SlackObjectFormationError, TypeError) as error:
        raise Refused(f"invalid_blocks: {error}") from error
    finally:
        logger.disabled = before


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise Refused(f"invalid_blocks: {why}")


def _fields(given: Json, required: str, optional: str = "") -> None:
    """Raise Refused unless `given` has all required fields and no others than the optional ones."""
    names, needed = set(given), {"type", *required.split()}
    _require(needed <= names, f"{given.get('type')} lacks {sorted(needed - names)}")
    _require(names <= needed | {"block_id", *optional.split()}, f"{given['type']} has {sorted(names - needed)}")


def _text(given: Any, kinds: str, limit: int) -> None:
    _require(isinstance(given, dict) and given.get("type") in kinds.split(), f"not a text: {given}")
    _fields(given, "text", "emoji" if given["type"] == "plain_text" else "verbatim")
    _length(given["text"], limit)


def _length(text: Any, limit: int) -> None:
    _require(isinstance(text, str) and 0 < len(text) <= limit, f"1 to {limit} characters, not {len(str(text))}")


def _section(block: Json) -> None:
    _fields(block, "text", "accessory")
    _text(block["text"], "mrkdwn plain_text", 3000)
    if "accessory" in block:
        _element(block["accessory"], "button static_select")


def _markdown(block: Json) -> None:
    _fields(block, "text")
    _length(block["text"], 12_000)


def _header(block: Json) -> None:
    _fields(block, "text")
    _text(block["text"], "plain_text", 150)


def _divider(block: Json) -> None:
    _fields(block, "")


def _context(block: Json) -> None:
    _fields(block, "elements")
    _require(0 < len(block["elements"]) <= 10, "1 to 10 elements")
    for element in block["elements"]:
        _text(element, "mrkdwn plain_text", 3000)


def _of(kinds: str, limit: int) -> Callable[[Json], None]:
    def check(block: Json) -> None:
        _fields(block, "elements")
        _require(0 < len(block["elements"]) <= limit, f"1 to {limit} elements")
        for element in block["elements"]:
            _element(element, kinds)

    return check


def _element(element: Json, kinds: str) -> None:
    kind = element.get("type")
    _require(kind in kinds.split(), f"element {kind!r}")
    _length(element.get("action_id"), 255)
    {"button": _button, "static_select": _select, "feedback_buttons": _feedback}[str(kind)](element)


def _button(element: Json) -> None:
    _fields(element, "action_id text", "value url style")
    _text(element["text"], "plain_text", 75)
    _require(element.get("style") in (None, "primary", "danger"), "style")
    if "value" in element:
        _length(element["value"], 2000)
    if "url" in element:
        _address(element["url"])


def _select(element: Json) -> None:
    _fields(element, "action_id options placeholder", "initial_option")
    _text(element["placeholder"], "plain_text", 150)
    _require(0 < len(element["options"]) <= 100, "1 to 100 options")
    for option in element["options"]:
        _require(set(option) == {"text", "value"}, "option fields")
        _text(option["text"], "plain_text", 75)
        _length(option["value"], 150)
    _require(element.get("initial_option") in (None, *element["options"]), "initial_option is no option")


def _feedback(element: Json) -> None:
    _fields(element, "action_id positive_button negative_button")
    for name in ("positive_button", "negative_button"):
        button = element[name]
        _require({"text", "value"} <= set(button) <= {"text", "value", "accessibility_label"}, name)
        _text(button["text"], "plain_text", 75)
        _length(button["value"], 2000)


def _rich_text(block: Json) -> None:
    _fields(block, "elements")
    _require(bool(block["elements"]), "an empty rich text")
    for part in block["elements"]:
        _require(part.get("type") in ("rich_text_section", "rich_text_quote"), f"rich text {part.get('type')!r}")
        _fields(part, "elements")
        _require(bool(part["elements"]), "an empty rich text part")
        for element in part["elements"]:
            _rich_element(element)


def _rich_element(element: Json) -> None:
    _require(element.get("type") in ("text", "link"), f"rich text element {element.get('type')!r}")
    if element["type"] == "link":
        _fields(element, "url", "text style")
        _address(element["url"])
    else:
        _fields(element, "text", "style")
        _length(element["text"], MESSAGE_LIMIT)
    style = element.get("style", {"bold": True})
    _require(bool(style) and set(style) <= {"bold", "italic", "strike", "code"}, f"style {style}")


def _address(url: str) -> None:
    _length(url, 3000)
    _require(url.startswith(("http://", "https://")) and " " not in url, f"address {url!r}")


def _elements(block: Json) -> Iterable[Json]:
    if block["type"] in ("actions", "context_actions"):
        yield from block["elements"]
    if "accessory" in block:
        yield block["accessory"]


_BLOCKS: dict[Any, Callable[[Json], None]] = {
    "section": _section,
    "markdown": _markdown,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _of("button static_select", 25),
    "context_actions": _of("feedback_buttons", 5),
    "rich_text": _rich_text,
}


def shown(blocks: Sequence[Json]) -> str:
    """Return the words of blocks as a person reads them, markdown escapes undone."""
    return "\n".join(_shown(block) for block in blocks)


def _shown(given: Any) -> str:
    if isinstance(given, list):
        return " ".join(_shown(g) for g in given)
    if not isinstance(given, dict):
        return ""
    if given.get("type") == "markdown":
        return unescaped(given["text"])
    if given.get("type") in ("rich_text_section", "rich_text_quote"):
        return "".join(e.get("text", "") for e in given["elements"])
    own = given["text"] if isinstance(given.get("text"), str) else _shown(given.get("text"))
    return " ".join(filter(None, [own, *(_shown(given.get(k)) for k in ("elements", "accessory", "options"))]))


def unescaped(markdown: str) -> str:
    """Return what CommonMark shows of escaped text."""
    import html
    import re

    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)).replace("\u2060", "")
