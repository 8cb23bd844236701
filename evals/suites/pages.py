"""Pages: are title, date, author and text of messy pages right, and beside it, what plain trafilatura makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from operator import itemgetter
from typing import Any

from evals.pages import Gold, Page, make_pages
from evals.statistics import figure, mean
from evals.suites import Request, Result
from evals.suites.copies import originals
from service.domain.news import SourceArticle
from service.ingest.cleaning import find_furniture
from service.ingest.dates import iso_date
from service.ingest.reading import read_body
from service.text.normalising import normalise, normalise_line

FIELDS = ("title", "author", "published", "text")


def run(request: Request) -> Result:
    """Read every page in both ways; one case is one page."""
    rows = [compare(page) for page in make_pages(originals())]
    figures, cheats = [], {}
    for name, right in PARTS.items():
        for who in ("ours", "plain"):
            figures.append(figure(f"{who}: {name}", [float(right(r[who])) for r in rows], mean))
        cheats[f"ours: {name}"] = {CHEAT: mean([float(right(r[CHEAT])) for r in rows])}
    notes = (
        "dates by trafilatura count if the day is right",
        f"{CHEAT}: its title element, all its words, no author, no date",
    )
    return Result("pages", tuple(figures), tuple(rows), notes, cheats=cheats)


def compare(page: Page) -> dict[str, Any]:
    """Return which fields of a page each way gets right."""
    found = {name: check(read(page), page.gold) for name, read in READERS.items()}
    wrong = [field for field in FIELDS if not found["ours"][field]]
    score = {"score": float(not wrong), "output": f"wrong: {', '.join(wrong)}" if wrong else "all right"}
    return {"id": page.name, "page": page.name} | score | found


def read_ours(page: Page) -> dict[str, str | None]:
    """Return the fields as OnRecord reads them; of the text what can become evidence."""
    (item,) = read_body(page.raw, ending=".html", origin=page.name, max_bytes=1_000_000)
    assert isinstance(item, SourceArticle), item
    text = item.text
    for span in reversed(find_furniture(text, known=item.furniture)):
        text = text[: span.start] + text[span.end :]
    return {"title": item.title, "author": item.author, "published": item.published_at, "text": text}


def read_plain(page: Page) -> dict[str, str | None]:
    """Return the fields as trafilatura gives them by itself."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(page.raw, with_metadata=True)
    if found is None:
        return dict.fromkeys(FIELDS)
    return {"title": found.title, "author": found.author, "published": found.date, "text": found.text}


def read_whole(page: Page) -> dict[str, str | None]:
    """Return what a reader gets who knows nothing of pages: the title element, and all words between tags."""
    html = page.raw.decode("utf-8", errors="replace")
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    return {"title": unescape(title[1]) if title else None, "author": None, "published": None, "text": text}


CHEAT = "whole page"
READERS: Mapping[str, Callable[[Page], dict[str, Any]]] = {"ours": read_ours, "plain": read_plain, CHEAT: read_whole}
PARTS: Mapping[str, Callable[[Mapping[str, bool]], bool]] = {
    "all of a page": lambda right: all(right.values()),
    **{field: itemgetter(field) for field in FIELDS},
}


def check(found: Mapping[str, str | None], gold: Gold) -> dict[str, bool]:
    return {
        "title": normalise_line(found["title"]) == normalise_line(gold.title),
        "author": _names(found["author"]) == _names(gold.author),
        "published": _same_time(found["published"], gold.published),
        "text": _holds(found["text"] or "", gold),
    }


def _names(value: str | None) -> list[str]:
    return sorted(name.strip() for name in (value or "").replace(";", ",").split(",") if name.strip())


def _same_time(found: str | None, gold: str | None) -> bool:
    return found == iso_date(gold) or bool(found and gold and len(found) == 10 and gold.startswith(found))


def _holds(text: str, gold: Gold) -> bool:
    """Tell whether every paragraph is in the text, in order, and nothing that is no part of the article."""
    flat, at = " ".join(normalise(text).split()), 0
    for paragraph in gold.paragraphs:
        at = flat.find(" ".join(normalise(paragraph).split()), at)
        if at < 0:
            return False
    return not any(noise in flat for noise in gold.noise)
