"""What is wrong with a drafted sentence. Drafts of templates and of models go through the same door.

A claim passes if what stands in quotation marks is verbatim in one of its supports and was said by the speaker
whom it names, its numbers and names occur in its evidence, it denies what the evidence denies, it puts no other
word into the place of one of the evidence, and it shares enough words with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.answering.aligning import SAYING, carries_meaning, denies, mismatches, tokens
from service.answering.expecting import spelled_number
from service.answering.wording import spelled_day
from service.domain.answers import Claim, Support
from service.domain.news import Span, Statement
from service.text.normalising import comparable
from service.text.sentences import split_sentences
from service.text.words import STOPWORDS, fold, stem, terms, words

SPEECH_WORDS = 5  # a shorter piece in quotation marks may be a title or a nickname: verbatim, but nobody's speech
ADDS = 0.5  # of a sentence's terms that a claim must have, to be made of it although it adds but one
MOSTLY = 2 / 3  # of a claim's terms that one sentence has: what it adds is then held against that sentence alone
SHARED = 0.6  # of a claim's terms; a faithful paraphrase of one sentence keeps about that share

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|«([^«»]*)»")
_SINGLE = re.compile(r"(?<!\w)‘(.+?)’(?!\w)")
_BRIDGES = re.compile(  # of our own templates
    r", as relayed by (?P<via>[^,]+)|,? in the words of (?P<words>[^:]+)(?=:)"
)
_SAYS = re.compile(r"(?=\b(\w+) (\w+))")
_PRONOUNS = frozenset(("he", "she", "they", "it"))
_NAME = re.compile(r"(?<![-–])\b[A-Z][\w’'-]+")


def find_fault(claim: Claim, *, generated: bool) -> str | None:
    """Return why a claim may not be shown, None if it may; `generated` adds the rules for words of a model.

    Templates put their own words between those of the articles ("as reported by three outlets"): of them the
    quotations and their speakers are checked.
    """
    return find_lasting_fault(claim, generated=generated) or _first(
        _quotation_faults(claim),
        _model_faults(claim) if generated else (),
    )


def find_lasting_fault(claim: Claim, *, generated: bool) -> str | None:
    """Return a fault that no rewording from the evidence mends: no evidence, a link, words in the wrong mouth."""
    if not claim.supports:
        return "no evidence"
    if re.search(r"https?://|www\.|!\[|\]\(|<[a-z/]", claim.text, re.IGNORECASE):
        return "holds a link or markup"
    return _first(_misquoted_speakers(claim), _speaker_faults(claim) if generated else ())


def _model_faults(claim: Claim) -> Iterable[str]:
    yield from _inner_quotation_faults(claim)
    yield from _number_faults(claim)
    yield from _name_faults(claim)
    yield from _support_faults(claim)
    yield from _declared_faults(claim)


def _first(*faults: Iterable[str]) -> str | None:
    return next((fault for group in faults for fault in group), None)


def _misquoted_speakers(claim: Claim) -> Iterable[str]:
    for quoted in quotations(claim.text):
        holding = _holding(quoted, claim)
        if holding and not any(_speaker_is_named(claim.text, quoted, s) for s in holding):
            yield f"“{quoted[:60]}” was not said by the speaker whom the sentence names"


def _holding(quoted: str, claim: Claim) -> list[Support]:
    return [s for s in claim.supports if is_verbatim(quoted, s.quote.of(s.version.text))]


def _quotation_faults(claim: Claim) -> Iterable[str]:
    if claim.text.count("“") != claim.text.count("”") or claim.text.count('"') % 2:
        yield "unbalanced quotation marks"
    elif re.search(r"[“”\"]", _QUOTED.sub(" ", claim.text)):  # “ closed by ": what comes after stands in a quotation
        yield "quotation marks that do not pair"
    if re.search(r"“[^”]*“", claim.text):
        yield "a quotation within a quotation in the same marks"
    for quoted in quotations(claim.text):
        if not _holding(quoted, claim):
            yield f"“{quoted[:60]}” is not verbatim in its evidence"


def quotations(text: str) -> list[str]:
    """Return what stands between quotation marks, in order, pieces between ellipses apart."""
    found = (next(filter(None, match), "") for match in _QUOTED.findall(text))
    return [piece for piece in found if any(c.isalnum() for c in piece)]


def is_verbatim(quoted: str, evidence: str) -> bool:
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
    if statement is None or not is_verbatim(quoted, statement.content):
        marked = (q for q in quotations(support.quote.of(support.version.text)) if is_verbatim(quoted, q))
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
        if not any(is_verbatim(quoted, words) for words in evidence):
            yield f"‘{quoted[:60]}’ is not verbatim in its evidence"
    outside = _SINGLE.sub(" ‘’ ", _QUOTED.sub(" ", claim.text))
    if any(len(quoted.split()) >= SPEECH_WORDS for quoted in _SINGLE.findall(claim.text)) and _only_pronouns(outside):
        yield "it quotes somebody whom it does not name"


def _only_pronouns(text: str) -> bool:
    """Tell whether "he" or "she" says something in a text, and nobody else does."""
    subjects = [before for before, verb in _SAYS.findall(text) if verb.lower() in SAYING]
    return bool(subjects) and all(before.lower() in _PRONOUNS for before in subjects)


def _declared_faults(claim: Claim) -> Iterable[str]:
    """What a model says that it quotes must stand in its evidence, in quotation marks or not."""
    for quoted in claim.quotes:
        if any(c.isalnum() for c in quoted) and not _holding(quoted.strip('“”" '), claim):
            yield f"“{quoted[:60]}” is named as a quotation and is not verbatim in its evidence"


def _speaker_faults(claim: Claim) -> Iterable[str]:
    """What rests on statements alone must name one of those who made them."""
    statements = [s.statement for s in claim.supports if s.statement]
    spoken = [s for s in statements if s.speaker]
    if spoken and len(statements) == len(claim.supports) and not any(_names_the_speaker(claim.text, s) for s in spoken):
        yield "it does not name the one who said it"
    relays = [s.attribution.via for s in statements if s.attribution.via]
    for found in _BRIDGES.finditer(claim.text):
        if found["via"] and not any(words(r.name)[-1:] == words(found["via"].split(" (")[0])[-1:] for r in relays):
            yield "it names another than the one who relayed it"
        if found["words"] and found["words"] not in {"the article", *(s.version.source for s in claim.supports)}:
            yield "it names another than the outlet whose words they are"


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
    """Return the numbers of a text, in digits, with the term after each, "" where none follows."""
    found = re.findall(r"(\d[\d,.]*\d|\d|\b[A-Za-z]+(?:-[a-z]+)?\b)(?=(?:[  -]+([^\W\d]+))?)", text)
    numbers = ((_digits(n), unit) for n, unit in found)
    return [(n, stem(fold(unit)) if fold(unit) not in STOPWORDS else "") for n, unit in numbers if n]


def _digits(word: str) -> str | None:
    """Return a number in digits, "one" and "zero" left out: they mean other things as often."""
    if word[0].isdigit():
        return word.replace(",", "")
    number = spelled_number(word.lower())
    return str(number) if number is not None and number > 1 else None


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
    articles = " ".join(
        " ".join(words(s.version.text)) for s in {s.version.article_id: s for s in claim.supports}.values()
    )
    for found in _NAME.finditer(claim.text):
        name, parts = found[0], words(found[0])
        if set(parts) <= known | STOPWORDS or stem(fold(name)) in stems or _opens_a_sentence(claim.text, found.start()):
            continue
        following = words(claim.text[found.end() :])[:1]
        if f" {' '.join([*parts, *following])} " not in f" {articles} ":  # "Benny Gantz" where the passage has "Gantz"
            yield f"the name {name} is not in its evidence"


def _opens_a_sentence(text: str, at: int) -> bool:
    """Tell whether a capital means nothing there, and the word is no part of a longer name."""
    opening = not text[:at].rstrip(' “"‘(') or bool(re.search(r"[.!?:]\W*$", text[:at]))
    return opening and not re.match(r"[A-Z][\w’'-]+ [A-Z]", text[at:])


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
    granted = frozenset(t for s in claim.supports for t in tokens(people_of(s)))
    outlets = frozenset(t for s in claim.supports for t in tokens(s.version.source or ""))
    said = _BRIDGES.sub(" ", _without_dates(claim))
    outside = tokens(_QUOTED.sub(" ", said))
    if any(denies(t) or (carries_meaning(t) and t not in granted | outlets) for t in outside):
        yield from mismatches(said, nearest_sentences(claim), granted=granted, outlets=outlets)


def people_of(support: Support) -> str:
    """Return the names and roles of those who take part in a statement."""
    a = support.statement.attribution if support.statement else None
    people = (a.speaker, a.via, a.addressee) if a else ()
    return " ".join(part for p in people if p for part in (p.name, p.role) if part)


def nearest_sentences(claim: Claim) -> str:
    """Return the sentences of the evidence that a claim was made of: the nearest one, and each that adds to it."""
    asked = set(terms(claim.text))
    enough = (1 if all(s.statement for s in claim.supports) else MOSTLY) * len(asked)
    left = {(s.version.article_id, at): at.of(s.version.text) for s in claim.supports for at in _cited(s)}
    held: set[str] = set()
    chosen: dict[tuple[str, Span], str] = {}
    while left and (not chosen or len(held) < enough):
        key = max(left, key=lambda k: len((asked - held) & set(terms(left[k]))))
        own = set(terms(left[key]))
        gained = (asked - held) & own
        if chosen and (not gained or (len(gained) < 2 and len(own & asked) < ADDS * len(own))):
            break
        chosen[key] = left.pop(key)
        held |= gained
    return " ".join(chosen[key] for key in sorted(chosen))


def nearest_sentence(claim: Claim) -> tuple[Support, Span] | None:
    """Return the sentence of the evidence that shares most terms with a claim, and its support; None without any."""
    asked = set(terms(claim.text))
    found = [(s, at) for s in claim.supports for at in _cited(s)]
    return max(found, key=lambda item: len(asked & set(terms(item[1].of(item[0].version.text)))), default=None)


def _cited(support: Support) -> list[Span]:
    """Return the sentences of the passage that the cited words overlap."""
    start, text = support.passage.start, support.passage.of(support.version.text)
    spans = [Span(start + s.start, start + s.end) for s in split_sentences(text)]
    return [s for s in spans if s.overlaps(support.quote)] or [support.quote]
