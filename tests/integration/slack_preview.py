"""Blocks as HTML, near enough to Slack's own look to judge a message by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt

Json = dict[str, Any]
_MARKDOWN = MarkdownIt("commonmark").enable("strikethrough")

STYLE = """
body{font:15px/1.46 Lato,'Helvetica Neue',Helvetica,Arial,sans-serif;color:#1d1c1d;margin:0;background:#fff}
.message{display:flex;gap:10px;padding:12px 20px;max-width:680px}
.face{width:36px;height:36px;border-radius:6px;background:#1f2d3d;color:#fff;font:bold 20px/36px Georgia}
.face{flex:none;text-align:center}
.name{font-weight:900}.badge{background:#e8e8e8;border-radius:2px;font-size:10px;padding:1px 4px}
.time{color:#616061;font-size:12px}.body{min-width:0;overflow-wrap:anywhere}
.asked{background:#f8f8f8;border-bottom:1px solid #ddd;padding:10px 20px;color:#454447}
p{margin:4px 0}blockquote{border-left:4px solid #ddd;margin:4px 0;padding-left:12px}
.context{font-size:12px;color:#616061;margin:6px 0}.header{font-size:18px;font-weight:900;margin:10px 0 4px}
.button{border:1px solid #bbb;border-radius:4px;padding:4px 12px;font-size:13px;font-weight:700;margin:4px 8px 4px 0}
.button,.select{display:inline-block;color:#1d1c1d;text-decoration:none}
.select{border:1px solid #bbb;border-radius:4px;padding:4px 10px}
.select{float:right;clear:right;font-size:13px}
.thumb{color:#616061;font-size:13px;border-bottom:1px dotted #999;margin-right:14px}
hr{border:0;border-top:1px solid #ddd}
code{background:#f6f6f6;border:1px solid #ddd;border-radius:3px;color:#e01e5a;font-size:12px;padding:1px 3px}
a{color:#1264a3}
.rich div{margin:4px 0;white-space:pre-wrap}
"""


def page(blocks: Sequence[Json], *, asked: str) -> str:
    """Return a page that shows a message of the bot under what was asked."""
    body = "".join(_block(block) for block in blocks)
    who = "<span class=name>OnRecord</span> <span class=badge>APP</span> <span class=time>9:41 AM</span>"
    message = f"<div class=message><div class=face>“</div><div class=body>{who}{body}</div></div>"
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><div class=asked>{escape(asked)}</div>{message}"


def _block(block: Json) -> str:
    kind = block["type"]
    if kind == "markdown":
        return f"<div class=markdown>{_MARKDOWN.render(block['text'])}</div>"
    if kind == "rich_text":
        return "<div class=rich>" + "".join(_rich(part) for part in block["elements"]) + "</div>"
    if kind == "section":
        return f"<div>{_element(block['accessory']) if 'accessory' in block else ''}<p>{_text(block['text'])}</p></div>"
    if kind in ("context", "actions", "context_actions"):
        return f"<div class={kind}>{''.join(_element(e) for e in block['elements'])}</div>"
    return "<hr>" if kind == "divider" else f"<div class=header>{_text(block['text'])}</div>"


def _rich(part: Json) -> str:
    inner = "".join(_piece(e) for e in part["elements"])
    return f"<blockquote>{inner}</blockquote>" if part["type"] == "rich_text_quote" else f"<div>{inner}</div>"


def _piece(element: Json) -> str:
    text = escape(element["text"])
    for style, tag in (("bold", "b"), ("strike", "s"), ("italic", "i"), ("code", "code")):
        text = f"<{tag}>{text}</{tag}>" if element.get("style", {}).get(style) else text
    return f'<a href="{escape(element["url"])}">{text}</a>' if element["type"] == "link" else text


def _element(element: Json) -> str:
    kind = element["type"]
    if kind in ("mrkdwn", "plain_text"):
        return f"<span>{_text(element)}</span>"
    if kind == "button":
        return f"<a class=button>{_text(element['text'])}</a>"
    if kind == "static_select":
        chosen = element.get("initial_option") or {"text": element["placeholder"]}
        return f"<span class=select>{_text(chosen['text'])} ▾</span>"
    thumbs = element["positive_button"], element["negative_button"]
    return "".join(f"<span class=thumb>{_text(thumb['text'])}</span>" for thumb in thumbs)


def _text(text: Json) -> str:
    """Return a text object; of Slack's mrkdwn what we write ourselves: *bold*, _italic_, `code`."""
    if text["type"] == "plain_text":
        return escape(text["text"])
    made = text["text"]
    for sign, tag in (("*", "b"), ("_", "i"), ("`", "code")):
        made = re.sub(
            rf"(?<!\w){re.escape(sign)}(\S(?:[^{re.escape(sign)}\n]*\S)?){re.escape(sign)}(?!\w)",
            rf"<{tag}>\1</{tag}>",
            made,
        )
    return made.replace("\n", "<br>")
