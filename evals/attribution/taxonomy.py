"""The hard cases of attribution: how many are fully right, by content and mention, and by everything we return.

usage: python -m evals.attribution.taxonomy TAXONOMY.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.attribution.scoring import LEAST_OVERLAP, name_words, same_speaker
from service.attribution.statements import find_attributions
from service.domain.news import Attribution, Speaker

Row = Mapping[str, Any]

_POLARITIES = {"denial": "denied", "did-not-say": "did_not_say", "question": "asked"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the attributions of one case; nothing if it is fully right."""

    id: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    details: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return not self.missed and not self.extra


def judge(case: Row, *, find: Callable[[str], Sequence[Attribution]] = find_attributions) -> Verdict:
    """Return the verdict on what is found in a case."""
    text, gold = case["text"], case["quotes"]
    found = find(text)
    pairs = {k: a for k, q in enumerate(gold) for a in found if _fits(text, q, a)}
    kept = [id(a) for a in pairs.values()]
    return Verdict(
        case["id"],
        tuple(str(q["cue"]) for k, q in enumerate(gold) if k not in pairs),
        tuple(str(a.cue) for a in found if id(a) not in kept),
        tuple(detail for k, a in pairs.items() for detail in _details(gold[k], a)),
    )


def _fits(text: str, gold: Row, found: Attribution) -> bool:
    spans = [[s.start, s.end] for s in found.content_spans]
    real, said = ({i for s, e in c for i in range(s, e) if text[i].isalnum()} for c in (gold["content_spans"], spans))
    span = found.speaker_span
    mention = {"speaker": found.speaker_text, "speaker_span": [span.start, span.end] if span else None}
    return len(real & said) >= LEAST_OVERLAP * len(real | said) and same_speaker(gold, mention)


def _details(gold: Row, found: Attribution) -> list[str]:
    """Return what else differs: the name, the relay, the addressee, the polarity."""
    polarity = _POLARITIES.get(gold["polarity"], gold["polarity"])
    checks = {
        "name": _same(gold["speaker_canonical"], found.speaker, found.candidates),
        "via": _same(gold.get("via"), found.via),
        "addressee": _same(gold.get("addressee"), found.addressee),
        "polarity": polarity == found.polarity.value,
    }
    return [f"{gold['cue']}: {name}" for name, good in checks.items() if not good]


def _same(name: str | None, speaker: Speaker | None, candidates: Sequence[Speaker] = ()) -> bool:
    if name is None or name.startswith("unresolved") or name == "AUTHOR":
        return speaker is None
    if name.startswith("AMBIGUOUS"):
        return speaker is None and len(candidates) == name.count("|") + 1
    return speaker is not None and set(name_words(name)) <= set(name_words(speaker.name))


def main(path: str) -> None:
    verdicts = [judge(json.loads(line)) for line in Path(path).read_text(encoding="utf-8").splitlines() if line]
    for v in verdicts:
        if not v.is_right or v.details:
            print(v.id, "missed", v.missed, "extra", v.extra, "details", v.details)
    whole = sum(v.is_right and not v.details for v in verdicts)
    print(f"fully right {sum(v.is_right for v in verdicts)} of {len(verdicts)}; with every detail {whole}")


if __name__ == "__main__":
    main(sys.argv[1])
