"""How well predicted attributions fit the gold: content, speaker, and quotation marks.

Three figures, each precision, recall and F1, the same as `tools/score_attribution.py` gives:

- `speech_iou_spk`: contents paired one to one where their letters overlap by a Jaccard of 0.8 or more, with the
  right speaker; gold counts if its cue is one of speech, a prediction on a belief or an intention counts for nothing;
- `speech_char_spk`: the same letter by letter, so that it does not matter how a speech is cut;
- `qm5_spk`: every pair of double quotation marks around five words or more: speech or not, and whose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.attribution.words import PRONOUNS, SPEECH_NOUNS, SPEECH_VERBS, TITLES, VERB_FORMS

Row = Mapping[str, Any]
Counts = Counter[str]

LEAST_OVERLAP = 0.8
FIGURES = ("speech_iou_spk", "speech_char_spk", "qm5_spk")
_CONTENT, _LETTERS, _MARKS = (("ok", "p", "g"), ("cok", "cp", "cg"), ("qok", "qp", "qg"))


@dataclass(frozen=True, slots=True)
class Figure:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(gold: Iterable[Row], predicted: Mapping[str, Sequence[Row]]) -> dict[str, Figure]:
    """Return the three figures over all articles; `predicted` maps an article's id to its quotes."""
    return figures(sum((count(row, predicted.get(row["id"], ())) for row in gold), Counter()))


def figures(counts: Counts) -> dict[str, Figure]:
    """Return the figures that summed counts give."""
    return {
        name: Figure(_share(counts[ok], counts[said]), _share(counts[ok], counts[real]))
        for name, (ok, said, real) in zip(FIGURES, (_CONTENT, _LETTERS, _MARKS), strict=True)
    }


def count(row: Row, quotes: Sequence[Row]) -> Counts:
    """Return the counts of one article, to be summed over articles."""
    article = _Article.read(row, quotes)
    return article.count_contents() + article.count_letters() + article.count_marks()


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class _Article:
    text: str
    gold: Sequence[Row]
    guesses: Sequence[Row]
    gold_letters: Sequence[frozenset[int]]
    guessed_letters: Sequence[frozenset[int]]
    speech: Sequence[bool]

    @classmethod
    def read(cls, row: Row, quotes: Sequence[Row]) -> _Article:
        text, gold = row["text"], row["quotes"]
        guesses = [q for q in quotes if q.get("content_spans")]
        return cls(
            text,
            gold,
            guesses,
            [_letters(text, q["content_spans"]) for q in gold],
            [_letters(text, q["content_spans"]) for q in guesses],
            [(q.get("cue_class") or cue_class(q.get("cue"))) == "speech" for q in gold],
        )

    def count_contents(self) -> Counts:
        pairs = _pair(self.gold_letters, self.guessed_letters)
        right = {k for k, j in pairs.items() if same_speaker(self.gold[k], self.guesses[j])}
        owners = {j: k for k, j in pairs.items()}
        counted = [j for j in range(len(self.guesses)) if not self._is_beside(j, owners.get(j))]
        counts: Counts = Counter(g=sum(self.speech), ok=sum(self.speech[k] for k in right), p=len(counted))
        for k, quote in enumerate(self.gold):
            for part in (quote["type"], mention_kind(quote.get("speaker"), self.text)) if self.speech[k] else ():
                counts[f"g:{part}"] += 1
                counts[f"ok:{part}"] += k in right
        return counts

    def _is_beside(self, guess: int, owner: int | None) -> bool:
        """Tell whether a guess falls on gold that is no speech, so that it counts neither for nor against."""
        letters = self.guessed_letters[guess]
        if owner is None and letters and self.gold:
            best = max(range(len(self.gold)), key=lambda k: len(letters & self.gold_letters[k]))
            owner = best if len(letters & self.gold_letters[best]) >= len(letters) / 2 else None
        return owner is not None and not self.speech[owner]

    def count_letters(self) -> Counts:
        real, said = _owners(self.gold_letters), _owners(self.guessed_letters)
        counts: Counts = Counter(cg=sum(self.speech[k] for k in real.values()))
        for (k, j), letters in Counter((real.get(i), j) for i, j in said.items()).items():
            if k is not None and not self.speech[k]:
                continue
            counts["cp"] += letters
            if k is not None and same_speaker(self.gold[k], self.guesses[j]):
                counts["cok"] += letters
        return counts

    def count_marks(self) -> Counts:
        real, said = _owners(self.gold_letters), _owners(self.guessed_letters)
        counts: Counts = Counter()
        for start, end in quoted_runs(self.text):
            if len(self.text[start:end].split()) < 5:
                continue
            letters = [i for i in range(start, end) if self.text[i].isalnum()]
            k, j = _majority(real, letters), _majority(said, letters)
            counts["qg"] += k is not None
            counts["qp"] += j is not None
            counts["qok"] += k is not None and j is not None and same_speaker(self.gold[k], self.guesses[j])
        return counts


def _letters(text: str, spans: Iterable[Sequence[int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, min(end, len(text))) if text[i].isalnum())


def _owners(letters: Sequence[frozenset[int]]) -> dict[int, int]:
    """Map every letter to the first content that holds it."""
    return {i: k for k in reversed(range(len(letters))) for i in letters[k]}


def _majority(owners: Mapping[int, int], letters: Sequence[int]) -> int | None:
    """Return who owns most of the letters, None if fewer than half of them are owned."""
    found = Counter(owners[i] for i in letters if i in owners)
    return found.most_common(1)[0][0] if found and found.total() >= len(letters) / 2 else None


def _pair(gold: Sequence[frozenset[int]], guesses: Sequence[frozenset[int]]) -> dict[int, int]:
    """Pair gold with guesses one to one, the greatest overlap first."""
    candidates = sorted(_overlaps(gold, guesses), reverse=True)
    pairs: dict[int, int] = {}
    for _, k, j in candidates:
        if k not in pairs and j not in pairs.values():
            pairs[k] = j
    return pairs


def _overlaps(gold: Sequence[frozenset[int]], guesses: Sequence[frozenset[int]]) -> Iterator[tuple[float, int, int]]:
    for j, said in enumerate(guesses):
        for k, real in enumerate(gold):
            if (common := len(said & real)) and (jaccard := common / (len(said) + len(real) - common)) >= LEAST_OVERLAP:
                yield jaccard, k, j


# --- speakers ------------------------------------------------------------------------------------------------------

_END_OF_HEAD = re.compile(r",| who | which | of | for | from | in | at | with | to | on |\(|—| that ")
_TRAILING = frozenset("jr sr ii iii himself herself themselves also later".split())


def same_speaker(gold: Row, guess: Row) -> bool:
    """Tell whether both name the same speaker: the spans overlap, or one's last name is a word of the other."""
    real, said = _names(gold), _names(guess)
    if not real or not said:
        return not real and not said
    spans = gold.get("speaker_span"), guess.get("speaker_span")
    if spans[0] and spans[1] and spans[0][0] < spans[1][1] and spans[1][0] < spans[0][1]:
        return True
    placed = bool(spans[0] and spans[1])
    return any(_same_name(a, b, placed=placed) for a in real for b in said)


def _names(row: Row) -> list[str]:
    return [name for name in (row.get("speaker"), row.get("speaker_canonical")) if name]


def _same_name(real: str, said: str, *, placed: bool) -> bool:
    a, b = last_name(real), last_name(said)
    if not a or not b:
        return False
    if a in PRONOUNS or b in PRONOUNS:
        return a == b and not placed
    titles_only = a in TITLES and b in TITLES and a != b
    return (a in name_words(said) or b in name_words(real)) and not titles_only


def name_words(name: str) -> list[str]:
    """Return the words of a name in small letters, without points, marks and possessive endings."""
    parts = (part for part in re.split(r"[\s\-–/]+", name) if part.strip(".,’'\"“”()[]"))
    return [re.sub(r"[’']s$", "", part).strip(".,’'\"“”()[]").lower() for part in parts]


def last_name(name: str) -> str:
    """Return the word that identifies a speaker: the last one before an apposition or a preposition."""
    name = name.strip()
    words = name_words(_END_OF_HEAD.split(name)[0] or name)
    while len(words) > 1 and words[-1] in _TRAILING:
        words.pop()
    return words[-1] if words else ""


def mention_kind(speaker: str | None, text: str) -> str:
    """Return "name", "pronoun", "noun" or "none" for how `text` mentions a speaker.

    A capital makes a name unless the word is a title or also stands in small letters in the text ("Officials said …").
    """
    words = re.findall(r"\w+", speaker or "")
    if not words:
        return "none"
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return "pronoun"
    named = (w for w in words if w[0].isupper() and w.lower() not in TITLES | PRONOUNS)
    return "name" if any(not re.search(rf"\b{re.escape(w.lower())}\b", text) for w in named) else "noun"


# --- cues and marks ------------------------------------------------------------------------------------------------


def cue_class(cue: str | None) -> str:
    """Return "speech" or "other" for a cue that the gold does not class."""
    words = re.findall(r"[A-Za-z\-’']+", cue or "")
    if not words:
        return "speech" if (cue or "").strip() else "other"
    spoken = any(_base(w.lower()) in SPEECH_VERBS or w.lower() in SPEECH_NOUNS for w in words)
    return "speech" if spoken else "other"


_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("es", "e"),
)


def _base(word: str) -> str:
    if word in VERB_FORMS:
        return VERB_FORMS[word]
    shortened = [word[: -len(old)] + new for old, new in _ENDINGS if word.endswith(old) and len(word) > len(old) + 2]
    return next((form for form in (word, *shortened) if form in SPEECH_VERBS), word)


def quoted_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches between double marks that hold letters, paragraph by paragraph, the marks left out."""
    for paragraph in re.finditer(r"[^\n]+", text):
        start: int | None = None
        for i in range(*paragraph.span()):
            inside = start is not None
            if _turns(text, i, paragraph.start(), paragraph.end(), inside=inside):
                if start is not None:
                    yield from _run(text, start, i)
                start = i + 1 if text[i] in "“‟«" or (text[i] == '"' and not inside) else None
        if start is not None:
            yield from _run(text, start, paragraph.end())


def _turns(text: str, i: int, start: int, end: int, *, inside: bool) -> bool:
    """Tell whether the character opens or closes a quotation; inches do not."""
    if text[i] != '"' or inside:
        return text[i] in '“‟«”»"'
    before = text[i - 1] if i > start else " "
    after = text[i + 1] if i + 1 < end else " "
    return not (before.isdigit() and not after.isalnum())


def _run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if any(c.isalnum() for c in text[start:end]):
        yield start, end
