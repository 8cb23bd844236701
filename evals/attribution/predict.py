"""Predictions in the format of the attribution scorer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.attribution.statements import find_attributions
from service.domain.news import Attribution


def predict(
    texts: Iterable[Mapping[str, Any]], *, find: Callable[..., Sequence[Attribution]] = find_attributions
) -> Iterator[dict[str, Any]]:
    """Yield `{"id", "quotes"}` for each `{"id", "text"}`, offsets into the given text."""
    for row in texts:
        found = find(row["text"], title=row.get("title"), published_at=row.get("date"))
        yield {"id": row["id"], "quotes": [_quote(a) for a in _as_quotes(found)]}


def _as_quotes(found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield what two say together once: annotators mark the phrase that names both."""
    seen = set()
    for a in found:
        if (key := (a.content_spans, a.speaker_span, a.cue_span)) not in seen or a.speaker_span is None:
            seen.add(key)
            yield a


def _quote(attribution: Attribution) -> dict[str, Any]:
    span, cue = attribution.speaker_span, attribution.cue_span
    return {
        "speaker": attribution.speaker_text,
        "speaker_canonical": attribution.speaker.name if attribution.speaker else None,
        "speaker_span": [span.start, span.end] if span else None,
        "cue": attribution.cue,
        "cue_span": [cue.start, cue.end] if cue else None,
        "content_spans": [[s.start, s.end] for s in attribution.content_spans],
        "type": attribution.kind.value,
        "polarity": attribution.polarity.value,
    }
