"""A synthetic wire: what newsrooms do to an agency's story, done to the sample articles with known results.

Each original comes with seven edited copies and three that are cut short. The other originals, several of them about
the same events, are what must stay apart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from service.domain.news import SourceArticle
from service.text.normalising import normalise
from service.text.sentences import split_sentences

OUTLETS = (
    "Northgate Dispatch|Harbor Ledger|Calder Register|Norvale Courier|Dovik Tribune|Saltmarsh Echo|Aar Gazette".split(
        "|"
    )
)
CUT_TO = (0.7, 0.55, 0.4)  # of the sentences
BOX = "Follow us on Twitter @dispatch for more.\n\nThis story was produced by an agency and edited by our desk. {}"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One article of the wire, and the original that it comes from (itself, where it is one)."""

    article: SourceArticle
    original: str


def make_wire(originals: Sequence[SourceArticle], *, seed: int = 1) -> list[Dispatch]:
    """Return every original with its copies, in an order of arrival in which originals may come late."""
    rng = random.Random(seed)
    sentences = [s for article in originals for s in _sentences(article.text)]
    wire = []
    for article in originals:
        name = str(article.external_id)
        wire.append(Dispatch(replace(article, published_at="2026-03-01T08:00:00Z", location=None), name))
        texts = [edit(article.text, rng, sentences) for edit in EDITS] + [_cut(article.text, share) for share in CUT_TO]
        for number, text in enumerate(texts, start=1):
            wire.append(Dispatch(_copy(article, normalise(text), number), name))
    rng.shuffle(wire)
    return wire


def _copy(article: SourceArticle, text: str, number: int) -> SourceArticle:
    return replace(
        article,
        text=text,
        title=f"{OUTLETS[number % len(OUTLETS)]}: {article.title}",
        source=OUTLETS[number % len(OUTLETS)],
        url=None,
        location=None,
        published_at=f"2026-03-01T{9 + number:02}:00:00Z",
        external_id=f"{article.external_id}-{number}",
    )


def _sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


def _paragraphs(text: str) -> list[str]:
    return [p for p in text.split("\n\n") if p.strip()]


def _new_lead(text: str, rng: random.Random, others: Sequence[str]) -> str:
    first, *rest = _paragraphs(text)
    return "\n\n".join([f"NORVALE, March 1 — {' '.join(rng.sample(list(others), 2))}", *rest, first])


def _boxed(text: str, rng: random.Random, others: Sequence[str]) -> str:
    first, *rest = _paragraphs(text)
    return "\n\n".join([first, BOX.format(rng.choice(others)), *rest, BOX.format(rng.choice(others))])


def _shortened(text: str, rng: random.Random, _others: Sequence[str]) -> str:
    return " ".join(s for s in _sentences(text) if rng.random() > 0.2)


def _reordered(text: str, rng: random.Random, _others: Sequence[str]) -> str:
    first, *rest = _paragraphs(text)
    return "\n\n".join([first, *rng.sample(rest, len(rest))])


def _reworded(text: str, rng: random.Random, others: Sequence[str]) -> str:
    """Change one word in sixteen."""
    pool = [w for s in others for w in s.split()]
    return " ".join(rng.choice(pool) if rng.random() < 1 / 16 else w for w in text.split(" "))


def _with_background(text: str, rng: random.Random, others: Sequence[str]) -> str:
    background = " ".join(rng.sample(list(others), max(2, len(_sentences(text)) // 3)))
    return f"{text}\n\n{background}"


def _house_style(text: str, rng: random.Random, others: Sequence[str]) -> str:
    """Use straight quotation marks, other dashes and spellings, and drop a tenth of the sentences."""
    kept = " ".join(s for s in _sentences(text) if rng.random() > 0.1)
    kept = kept.translate({ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("—"): "-"})
    kept = re.sub(r"\bsaid\b", lambda _: rng.choice(["said", "told reporters", "said on Monday"]), kept)
    return kept.replace("defense", "defence").replace("harbor", "harbour").replace("percent", "per cent")


def _cut(text: str, share: float) -> str:
    sentences = _sentences(text)
    return " ".join(sentences[: max(1, round(share * len(sentences)))])


Edit = Callable[[str, random.Random, Sequence[str]], str]
EDITS: tuple[Edit, ...] = (_new_lead, _boxed, _shortened, _reordered, _reworded, _with_background, _house_style)
