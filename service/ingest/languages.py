"""The language of a text, by py3langid's model of 97 languages (shipped with it, offline)."""

from __future__ import annotations

from functools import cache
from typing import Any

LEAST = 80  # characters; of shorter texts nothing is said
MOST = 3000  # characters are looked at
SURE = 0.95
ENGLISH = "en"


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, None where the model is not sure."""
    sample = text[:MOST]
    if len(sample) < LEAST:
        return None
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
