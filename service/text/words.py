"""Words and names reduced to what two spellings of one thing share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")

HONORIFICS = frozenset(
    "mr mrs ms miss mx dr prof sir dame lord lady rev hon gen lt col maj capt sgt adm sen rep gov pres".split()
)

STOPWORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being
    below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during
    each few for from further had hadn't has hasn't have haven't having he her here hers herself him himself his
    how i if in into is isn't it it's its itself let's many me more most much my myself no nor not of off on
    once only or other our ours out over own same she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up very was wasn't we were weren't
    what what's when where which while who whom whose why will with won't would wouldn't you your yours yourself
    s t re ve ll d m""".split()
)


def fold(text: str) -> str:
    """Return `text` without case and without diacritics ("Erdoğan" → "erdogan")."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ı", "i")


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order, possessive endings removed."""
    return [_word(w) for w in WORD.findall(text)]


@lru_cache(maxsize=65_536)  # news repeats its words: nine in ten are there
def _word(text: str) -> str:
    folded = fold(text)
    return re.sub(r"['’]s?$", "", folded).replace("’", "'") if "'" in folded or "’" in folded else folded


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a folded word without its inflection: enough to let "negotiating" meet "negotiated"."""
    for ending, least, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return _undouble(word[: -len(ending)]) + put if ending in ("ing", "ed") else word[: -len(ending)] + put
    return word


_ENDINGS = (
    ("sses", 1, "ss"),
    ("ies", 2, "y"),
    ("ied", 2, "y"),
    ("ing", 3, ""),
    ("ed", 3, ""),
    ("es", 3, ""),
    ("ss", 1, "ss"),
    ("us", 2, "us"),
    ("is", 2, "is"),
    ("s", 3, ""),
    ("e", 3, ""),
)


def _undouble(root: str) -> str:
    doubled = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz"
    return root[:-1] if doubled else root.removesuffix("e")


def terms(text: str) -> list[str]:
    """Return the stems of the words of `text` that carry meaning, in order, repeats kept."""
    return [term for w in WORD.findall(text) if (term := _term(w)) is not None]


@lru_cache(maxsize=65_536)
def _term(text: str) -> str | None:
    """Return the stem of a word as it is written, None for one that carries no meaning."""
    word = _word(text)
    return None if word in STOPWORDS else stem(word)


def is_proper_name(name: str) -> bool:
    """Tell whether `name` names ("Odile Marchetti", "Solvane") rather than describes ("an adviser to Abbas")."""
    parts = [w for w in re.findall(r"[^\s,]+", name) if w.casefold() not in _PARTICLES]
    described = any(re.search(r"['’]s?$", w) for w in parts[:-1])
    return bool(parts) and not described and all(w[0].isupper() or not w[0].isalpha() for w in parts)


_PARTICLES = frozenset("de del della der den van von bin ibn al el la le du da dos of the and".split())


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """Return what two spellings of one name share ("Dr. José Álvarez" → "jose alvarez", "J. D. Vance" → "jd vance")."""
    kept = [_BRITISH.get(w, w) for w in (w.replace(".", "") for w in words(name))]
    key = " ".join(w for w in kept if w not in HONORIFICS and w not in ("the", "a", "an"))
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", key)


@lru_cache(maxsize=16_384)
def person_key(name: str) -> str:
    """Return the key of a name without middle initials: "Loretta E. Lynch" and "Loretta Lynch" are one."""
    first, *rest = name_key(name).split() or [""]
    return " ".join([first, *(w for w in rest[:-1] if len(w) > 1), *rest[-1:]])


_BRITISH = {"defence": "defense", "labour": "labor", "centre": "center"}
