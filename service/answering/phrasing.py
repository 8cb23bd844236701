"""A verb of two words in one: "step down" is "resign" to an article that never says "step down".

Word by word "down" says nothing and "step" something else, so that neither words nor their nearness find the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

Forms = Sequence[tuple[str, str]]  # each form of a verb of two words, and the same of the verb of one

# The verbs of two words that news use most and that one verb says as well: the four forms of each.
_VERBS = (
    ("step|steps|stepped|stepping", "down|aside", "resign|resigns|resigned|resigning"),
    ("stand|stands|stood|standing", "down", "resign|resigns|resigned|resigning"),
    ("call|calls|called|calling", "off", "cancel|cancels|cancelled|cancelling"),
    ("put|puts|put|putting", "off", "postpone|postpones|postponed|postponing"),
    ("lay|lays|laid|laying", "off", "dismiss|dismisses|dismissed|dismissing"),
    ("throw|throws|threw|throwing", "out", "reject|rejects|rejected|rejecting"),
    ("turn|turns|turned|turning", "down", "reject|rejects|rejected|rejecting"),
    ("vote|votes|voted|voting", "down", "reject|rejects|rejected|rejecting"),
    ("set|sets|set|setting", "up", "establish|establishes|established|establishing"),
    ("pass|passes|passed|passing", "away", "die|dies|died|dying"),
    ("shut|shuts|shut|shutting", "down", "close|closes|closed|closing"),
    ("blow|blows|blew|blowing", "up", "explode|explodes|exploded|exploding"),
    ("break|breaks|broke|breaking", "out", "start|starts|started|starting"),
)
_FORMS = tuple(
    (
        re.compile(rf"\b(?:{verb}) (?:{particle})\b", re.IGNORECASE),
        tuple(zip(verb.split("|"), one.split("|"), strict=True)),
    )
    for verb, particle, one in _VERBS
)


def in_one_word(question: str, texts: Iterable[str]) -> str:
    """Return a question with its verbs of two words in one, but for those that one of the texts uses itself."""
    asked = [form for form in _FORMS if form[0].search(question)]
    told = list(texts) if asked else []
    for phrase, forms in asked:
        if not any(phrase.search(text) for text in told):
            question = phrase.sub(partial(_in_one_word, forms), question)
    return question


def _in_one_word(forms: Forms, found: re.Match[str]) -> str:
    """Return the verb in the form of the two words; of "put", "set" and "shut" what stands before tells which it is."""
    verb = found[0].split()[0].lower()
    meant = [one for two, one in forms if two == verb]
    return meant[0 if _LEADS_BASE.search(found.string, 0, found.start()) else -1]


_LEADS_BASE = re.compile(r"\b(?:do|does|did|to|will|would|can|could|may|might|shall|should|must)\b", re.IGNORECASE)
