"""Who said what in our own newsroom, at the level of persons: speaker, relay, addressee, polarity against gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals.statistics import Figure, figure
from evals.suites import Request, Result
from evals.suites.newsroom import load_lines
from service import assets
from service.attribution.statements import find_attributions
from service.domain.news import Attribution, SourceArticle, Span, Speaker
from service.ingest.cleaning import find_furniture
from service.ingest.reading import read_sources
from service.text.words import name_key

Json = dict[str, Any]
MATCH = 0.5  # of the union of their letters, for a found and a gold statement to be one


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold statement and the found one that it matches; either may be missing."""

    article: str
    gold: Json | None
    found: Attribution | None
    text: str

    def agrees(self, part: str) -> bool:
        """Tell whether both name the same speaker, via or addressee, or have the same polarity."""
        if self.gold is None or self.found is None:
            return False
        if part == "polarity":
            return bool(self.found.polarity.value == self.gold["polarity"])
        named = self.gold[part]["name"] if isinstance(self.gold[part], dict) else self.gold[part]
        if part == "speaker" and named is None:
            return _same_words(self.found, self.gold["speaker_text"])
        return _same_person(getattr(self.found, part), named)

    @property
    def row(self) -> Json:
        return {
            "article": self.article,
            "gold": self.gold,
            "found": _as_json(self.found, self.text) if self.found else None,
            **{part: self.agrees(part) for part in ("speaker", "via", "addressee", "polarity")},
        }


def run(request: Request) -> Result:
    """Attribute every article of the newsroom and compare with its gold statements."""
    folder = assets.folder("newsroom")
    gold = load_lines(folder / "statements.jsonl")
    articles = list(read_sources([str(folder / "articles")], max_bytes=10_000_000))
    pairs = [pair for article in articles if isinstance(article, SourceArticle) for pair in compare(article, gold)]
    return Result("statements", tuple(_figures(pairs)), tuple(pair.row for pair in pairs))


def compare(article: SourceArticle, gold: Iterable[Json]) -> Iterator[Pair]:
    """Yield gold and found statements of one article, matched one to one by their letters, best overlap first."""
    name = str(article.external_id)
    wanted = [g for g in gold if g["article"] == name]
    furniture = find_furniture(article.text)
    found = find_attributions(article.text, title=article.title, published_at=article.published_at, furniture=furniture)
    letters = [_letters(article.text, _spans(article.text, g)) for g in wanted]
    chosen = _match(letters, [_letters(article.text, a.content_spans) for a in found], wanted, found)
    for number, statement in enumerate(wanted):
        yield Pair(name, statement, found[chosen[number]] if number in chosen else None, article.text)
    for number, attribution in enumerate(found):
        if number not in chosen.values() and not _is_relay(attribution, article.text, wanted, letters):
            yield Pair(name, None, attribution, article.text)


def _match(
    gold: Sequence[set[int]], found: Sequence[set[int]], wanted: Sequence[Json], attributions: Sequence[Attribution]
) -> dict[int, int]:
    """Return found numbers by gold numbers: greatest overlap first, of equal ones the right speaker first."""
    overlaps = [
        (len(g & f) / len(g | f), _same_person(attributions[j].speaker, wanted[i]["speaker"]), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if len(g & f) >= MATCH * len(g | f) > 0
    ]
    chosen: dict[int, int] = {}
    for _, _, i, j in sorted(overlaps, key=lambda o: (-o[1], -o[0], o[2], o[3])):
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    return chosen


def _is_relay(found: Attribution, text: str, wanted: Sequence[Json], letters: Sequence[set[int]]) -> bool:
    """Tell whether this is the outer half of a relayed statement, which gold keeps as the via of the inner one."""
    own = _letters(text, found.content_spans)
    relayed = [
        g for g, held in zip(wanted, letters, strict=True) if g.get("via") and len(own & held) >= 0.3 * len(held)
    ]
    return any(_same_person(found.speaker, g["via"]["name"]) for g in relayed)


def _same_words(found: Attribution, text: str | None) -> bool:
    """Tell whether an unnamed source is called as the text calls it ("two officials"), or left open."""
    if found.speaker is None:
        return True
    first, second = set(name_key(found.speaker.name).split()), set(name_key(text or "").split())
    return bool(first & second)


def _spans(text: str, gold: Json) -> list[Span]:
    starts = [(text.find(piece), len(piece)) for piece in gold["content"]]
    if any(start < 0 for start, _ in starts):
        raise ValueError(f"{gold['article']}: a gold slice is not in the article: {gold['content']}")
    return [Span(start, start + length) for start, length in starts]


def _letters(text: str, spans: Iterable[Span]) -> set[int]:
    return {i for span in spans for i in range(span.start, span.end) if text[i].isalnum()}


def _same_person(found: Speaker | None, gold: str | None) -> bool:
    if found is None or gold is None:
        return found is None and gold is None
    first, second = name_key(found.name), name_key(gold)
    same_last = first.split()[-1:] == second.split()[-1:]
    return first == second or (same_last and set(first.split()) <= set(second.split()))


def _as_json(found: Attribution, text: str) -> Json:
    return {
        "speaker": found.speaker.name if found.speaker else None,
        "via": found.via.name if found.via else None,
        "addressee": found.addressee.name if found.addressee else None,
        "cue": found.cue,
        "polarity": found.polarity.value,
        "content": found.content(text),
    }


def _figures(pairs: Sequence[Pair]) -> Iterator[Figure]:
    gold = [p for p in pairs if p.gold]
    yield figure("precision of speaker", [p for p in pairs if p.found and p.found.speaker], _share("speaker"))
    yield figure("wrong person among matched", [p for p in gold if p.found and p.found.speaker], _wrong_person)
    for kind in ("direct", "mixed", "indirect"):
        yield figure(f"recall, {kind}", [p for p in gold if p.gold and p.gold["kind"] == kind], _share("speaker"))
    yield figure("via right, where there is one", [p for p in gold if p.gold and p.gold.get("via")], _share("via"))
    addressed = [p for p in gold if p.found and p.gold and p.gold.get("addressee")]
    yield figure("addressee right, of those matched", addressed, _share("addressee"))
    yield figure("polarity right, of those matched", [p for p in gold if p.found], _share("polarity"))


def _wrong_person(pairs: Sequence[Pair]) -> float:
    return sum(not p.agrees("speaker") for p in pairs) / max(1, len(pairs))


def _share(part: str) -> Any:
    return lambda pairs: sum(p.agrees(part) for p in pairs) / max(1, len(pairs))
