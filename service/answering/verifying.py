"""Nothing leaves unless code has tied it to evidence. The same rules for drafts of templates and of models.

A claim passes if what stands in quotation marks is verbatim in one of its supports and was said by the speaker
whom it names, its numbers and names occur in its evidence, it denies what the evidence denies, and it shares
enough words with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from service.answering.wording import spelled_day
from service.domain.answers import Citation, Claim, Draft, Sentence, Support, Verdict
from service.domain.news import Statement
from service.text.normalising import comparable
from service.text.sentences import split_sentences
from service.text.words import STOPWORDS, fold, stem, terms, words

SPEECH_WORDS = 5  # a shorter piece in quotation marks may be a title or a nickname: verbatim, but nobody's speech
SHARED = 0.6  # of a claim's terms; a faithful paraphrase of one sentence keeps about that share

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|«([^«»]*)»")
_SINGLE = re.compile(r"(?<!\w)‘(.+?)’(?!\w)")
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "cannot",
        "deny",
        "denied",
        "denies",
        "denying",
        "refuse",
        "refused",
        "refuses",
        "declined",
        "fails",
        "failed",
    ]
)


def verify(draft: Draft) -> tuple[tuple[Sentence, ...], tuple[Citation, ...], tuple[Verdict, ...]]:
    """Return the sentences that hold, with their numbered citations, and a verdict on every claim."""
    sentences: list[Sentence] = []
    numbered: dict[Support, Citation] = {}
    verdicts: list[Verdict] = []
    for claim in draft.claims:
        reason = find_fault(claim, generated=draft.mode == "generative")
        verdicts.append(Verdict(claim.text, "dropped" if reason else "verified", reason))
        if reason is None:
            numbers = [_number(support, numbered) for support in dict.fromkeys(claim.supports)]
            sentences.append(Sentence(claim.text, tuple(numbers)))
    return tuple(sentences), tuple(numbered.values()), tuple(verdicts)


def _number(support: Support, numbered: dict[Support, Citation]) -> int:
    if support not in numbered:
        numbered[support] = _citation(len(numbered) + 1, support)
    return numbered[support].number


def _citation(number: int, support: Support) -> Citation:
    a = support.statement.attribution if support.statement else None
    return Citation(
        number=number,
        version=support.version,
        quote=support.quote,
        passage=support.passage,
        speaker=a.speaker if a else None,
        via=a.via if a else None,
        cue=a.cue if a else None,
        addressee=a.addressee if a else None,
        said_at=a.said_at if a else None,
    )


def find_fault(claim: Claim, *, generated: bool) -> str | None:
    """Return why a claim may not be shown, None if it may; `generated` adds the rules for words of a model."""
    if not claim.supports:
        return "no evidence"
    return _first(
        _quotation_faults(claim),
        _model_faults(claim) if generated else (),
    )


def _first(*faults: Iterable[str]) -> str | None:
    return next((fault for group in faults for fault in group), None)


def _model_faults(claim: Claim) -> Iterable[str]:
    if re.search(r"https?://|www\.|!\[|\]\(|<[a-z/]", claim.text, re.IGNORECASE):
        yield "holds a link or markup"
    yield from _inner_quotation_faults(claim)
    yield from _speaker_faults(claim)
    yield from _number_faults(claim)
    yield from _name_faults(claim)
    yield from _support_faults(claim)


def _quotation_faults(claim: Claim) -> Iterable[str]:
    if claim.text.count("“") != claim.text.count("”") or claim.text.count('"') % 2:
        yield "unbalanced quotation marks"
    for quoted in quotations(claim.text):
        holding = [s for s in claim.supports if _is_verbatim(quoted, s.quote.of(s.version.text))]
        if not holding:
            yield f"“{quoted[:60]}” is not verbatim in its evidence"
        elif not any(_speaker_is_named(claim.text, quoted, s) for s in holding):
            yield f"“{quoted[:60]}” was not said by the speaker whom the sentence names"


def quotations(text: str) -> list[str]:
    """Return what stands between quotation marks, in order, pieces between ellipses apart."""
    found = (next(filter(None, match), "") for match in _QUOTED.findall(text))
    return [piece for piece in found if any(c.isalnum() for c in piece)]


def _is_verbatim(quoted: str, evidence: str) -> bool:
    """Tell whether whole words of `quoted` stand in `evidence`, white space and styles of marks aside."""
    needle = comparable(quoted).rstrip(",")
    haystack = comparable(evidence)
    at = haystack.find(needle)
    while at >= 0:
        before, after = haystack[at - 1 : at] if at else "", haystack[at + len(needle) : at + len(needle) + 1]
        if not (before.isalnum() and needle[:1].isalnum()) and not (after.isalnum() and needle[-1:].isalnum()):
            return True
        at = haystack.find(needle, at + 1)
    return False


def _speaker_is_named(text: str, quoted: str, support: Support) -> bool:
    """Tell whether the sentence names the one who said `quoted`; short scare quotes and titles need nobody."""
    statement = support.statement
    if statement is None or not _is_verbatim(quoted, statement.content):
        marked = (q for q in quotations(support.quote.of(support.version.text)) if _is_verbatim(quoted, q))
        return len(quoted.split()) < SPEECH_WORDS and any(marked)
    return _names_the_speaker(text, statement)


def _names_the_speaker(text: str, statement: Statement) -> bool:
    outside = set(words(_QUOTED.sub(" ", text)))
    if statement.speaker is None:  # "she said": a pronoun names nobody
        return False
    name = [w for w in words(statement.speaker.name) if w not in STOPWORDS]
    return bool(name) and name[-1] in outside


def _inner_quotation_faults(claim: Claim) -> Iterable[str]:
    evidence = [s.quote.of(s.version.text) for s in claim.supports]
    for quoted in _SINGLE.findall(claim.text):
        if not any(_is_verbatim(quoted, words) for words in evidence):
            yield f"‘{quoted[:60]}’ is not verbatim in its evidence"


def _speaker_faults(claim: Claim) -> Iterable[str]:
    """What rests on statements alone must name one of those who made them."""
    statements = [s.statement for s in claim.supports if s.statement]
    spoken = [s for s in statements if s.speaker]
    if spoken and len(statements) == len(claim.supports) and not any(_names_the_speaker(claim.text, s) for s in spoken):
        yield "it does not name the one who said it"


def _number_faults(claim: Claim) -> Iterable[str]:
    """A number must stand in the evidence, and not beside a word that has other numbers there ("12 million")."""
    known = [pair for s in claim.supports for pair in _counted(_readable(s))]
    years = {day[:4] for s in claim.supports for day in _days(s)}
    for number, unit in _counted(_without_dates(claim)):
        if number not in {n for n, _ in known} | years:
            yield f"the number {number} is not in its evidence"
        elif unit and {n for n, u in known if u == unit} - {number} and (number, unit) not in known:
            yield f"the evidence has another number of {unit} than {number}"


def _counted(text: str) -> list[tuple[str, str]]:
    """Return the numbers of a text with the term after each, "" where none follows."""
    found = re.findall(r"(\d[\d,.]*\d|\d)(?:[  ]+([^\W\d]+))?", text)
    return [(n.replace(",", ""), stem(fold(unit)) if fold(unit) not in STOPWORDS else "") for n, unit in found]


def _days(support: Support) -> list[str]:
    said_at = support.statement.attribution.said_at if support.statement else None
    return [day for day in (support.version.published_at, said_at) if day]


def _without_dates(claim: Claim) -> str:
    """Return the claim without the days on which its evidence was published or said."""
    text = claim.text
    for day in {spelled_day(day) for s in claim.supports for day in _days(s)}:
        number, month, year = day.split()
        for form in (day, f"{month} {number}, {year}", f"{number} {month}", f"{month} {number}"):
            text = text.replace(form, " ")
    return text


def _name_faults(claim: Claim) -> Iterable[str]:
    known = {w for s in claim.supports for w in words(f"{_readable(s)} {_months(s)}")}
    stems = {stem(w) for w in known}
    for name in _NAME.findall(claim.text):
        if not set(words(name)) <= known | STOPWORDS and stem(fold(name)) not in stems:
            yield f"the name {name} is not in its evidence"


def _readable(support: Support) -> str:
    """Return all that a sentence may draw on: the passage, the article's facts, the people of the statement."""
    version = support.version
    parts = [support.passage.of(version.text), support.quote.of(version.text), version.title, version.source]
    if support.statement:
        a = support.statement.attribution
        parts += [text for s in (a.speaker, a.via, a.addressee) if s for text in (s.name, s.role)]
        parts.append(a.cue)
    return "\n".join(part for part in parts if part)


def _months(support: Support) -> str:
    return " ".join(spelled_day(day) for day in _days(support))


def _support_faults(claim: Claim) -> Iterable[str]:
    asked = set(terms(claim.text))
    found = {term for s in claim.supports for term in terms(f"{_readable(s)} {_months(s)}")}
    if asked and len(asked & found) / len(asked) < SHARED:
        yield "its words are not those of its evidence"
    nearest = [(_nearest_sentence(s, asked), s) for s in claim.supports]
    denials = [_denies(sentence) or _denies(_cue_words(s)) for sentence, s in nearest]
    shares = [len(asked & set(terms(sentence))) for sentence, _ in nearest]
    wrong = not any(denials) if _denies(claim.text) else denials[shares.index(max(shares))]
    if wrong:
        yield "it denies what its evidence does not, or the reverse"


def _nearest_sentence(support: Support, asked: set[str]) -> str:
    """Return the sentence of the cited words that shares most terms with a claim."""
    quote = support.quote.of(support.version.text)
    sentences = [span.of(quote) for span in split_sentences(quote)]
    return max(sentences, key=lambda s: len(asked & set(terms(s))), default=quote)


def _cue_words(support: Support) -> str:
    cue = support.statement.attribution.cue if support.statement else None
    return cue or ""


def _denies(text: str) -> bool:
    found: Sequence[str] = words(text)
    return any(
        w in _NEGATIONS or (w.endswith(("n't", "nt")) and w not in ("want", "went", "sent", "spent")) for w in found
    )
