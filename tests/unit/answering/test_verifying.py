"""Nothing leaves unless code has tied it to evidence: true sentences pass, and each way of being false is caught."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.answering.expecting import lacks_sentence
from service.answering.faults import find_fault, quotations
from service.answering.verifying import SAID_ALREADY, verify
from service.domain.answers import Claim, Draft, Support
from tests.builders import BRANDT, OKORO, said, statement, support, version

TEXT = (
    "On Monday Mayor Ilse Brandt spoke at the quay. “The bridge will open on Friday and the other [swing] spans stay "
    "closed before 2027,” she said. Harbor master Peter Okoro shook his head. “We have not been told who raises the "
    "span at night,” Okoro said. It cost 3 million euros, and 12 ferries were sold. Asked about the toll, Brandt "
    "denied that it would rise. Her book “Bridges of Norvale” is out."
)
BRANDT_WORDS = "The bridge will open on Friday and the other [swing] spans stay closed before 2027,"
OKORO_WORDS = "We have not been told who raises the span at night,"
DENIED_WORDS = "it would rise"
OF = version(TEXT, title="Bridge to open", source="Norvale Courier", published_at="2026-03-04")
BY_BRANDT = support(OF, BRANDT_WORDS, spoken=statement(OF, BRANDT_WORDS, by=BRANDT))
BY_OKORO = support(OF, OKORO_WORDS, spoken=statement(OF, OKORO_WORDS, by=OKORO))
DENIAL = support(OF, DENIED_WORDS, spoken=statement(OF, DENIED_WORDS, cue="denied"))
COST = support(OF, "It cost 3 million euros, and 12 ferries were sold.")
BOOK = support(OF, "Her book “Bridges of Norvale” is out.")

TRUE = [
    ("Mayor Ilse Brandt said: “The bridge will open on Friday”.", BY_BRANDT),
    ('Brandt said "The bridge will open on Friday" at the quay.', BY_BRANDT),
    ("Brandt said that “the other [swing] spans stay closed before 2027.”".replace("2027.", "2027"), BY_BRANDT),
    (
        "Brandt said “The bridge will open on Friday” and “spans stay closed before 2027.”".replace("2027.", "2027,"),
        BY_BRANDT,
    ),
    ("On Monday, Brandt said that the bridge will open on Friday.", BY_BRANDT),
    ("Peter Okoro said: “We have not been told who raises the span at night,”", BY_OKORO),
    ("Okoro said they have not been told who raises the span.", BY_OKORO),
    ("Brandt denied that the toll would rise.", DENIAL),
    ("It cost 3 million euros.", COST),
    ("On 4 March 2026 the Norvale Courier said that 12 ferries were sold.", COST),
    ("Her book “Bridges of Norvale” is out.", BOOK),
]

FALSE = {
    "a word altered": ("Brandt said: “The bridge will open on Sunday”.", BY_BRANDT),
    "a word left out": ("Brandt said: “The bridge will open and the other [swing] spans”.", BY_BRANDT),
    "a word cut": ("Brandt said: “The bridge will open on Fri”.", BY_BRANDT),
    "a word begun late": ("Brandt said: “ridge will open on Friday”.", BY_BRANDT),
    "another case": ("Brandt said: “THE BRIDGE WILL OPEN ON FRIDAY”.", BY_BRANDT),
    "a negation put in": ("Brandt said: “The bridge will not open on Friday”.", BY_BRANDT),
    "a negation taken out": ("Okoro said: “We have been told who raises the span at night”.", BY_OKORO),
    "a number altered": ("Brandt said: “the other [swing] spans stay closed before 2028”.", BY_BRANDT),
    "a bracket taken out": ("Brandt said: “the other swing spans stay closed before 2027”.", BY_BRANDT),
    "a bracket filled otherwise": ("Brandt said: “the other [fixed] spans stay closed before 2027”.", BY_BRANDT),
    "the words of a bracket gone": ("Brandt said: “the other spans stay closed before 2027”.", BY_BRANDT),
    "two quotations spliced": ("Brandt said: “The bridge will open on Friday. We have not been told”.", BY_BRANDT),
    "spliced over an ellipsis": ("Brandt said: “The bridge will … stay closed before 2027”.", BY_BRANDT),
    "spliced over dots": ("Brandt said: “The bridge will ... stay closed before 2027”.", BY_BRANDT),
    "a quotation from nowhere": ("Brandt said: “It is the proudest day of my life”.", BY_BRANDT),
    "another speaker": ("Okoro said: “The bridge will open on Friday and the other”.", BY_BRANDT),
    "another speaker, few words": ("Okoro said the bridge “will open on Friday”.", BY_BRANDT),
    "the speaker within the quotation only": ("It was said: “We have not been told who raises the span”.", BY_OKORO),
    "no speaker": ("At the quay: “The bridge will open on Friday and the other”.", BY_BRANDT),
    "speech that is nobody's": ("Brandt said: “It cost 3 million euros, and 12 ferries”.", COST),
    "a mark left open": ("Brandt said: “The bridge will open on Friday.", BY_BRANDT),
    "a straight mark left open": ('Brandt said: "The bridge will open on Friday.', BY_BRANDT),
    "guillemets, altered": ("Brandt said: «The bridge will open on Sunday».", BY_BRANDT),
    "straight marks, altered": ('Brandt said: "The bridge will open on Sunday".', BY_BRANDT),
    "a number from nowhere": ("It cost 7 million euros.", COST),
    "a year from nowhere": ("It cost 3 million euros in 2025.", COST),
    "a name from nowhere": ("It cost 3 million euros, Blinken said.", COST),
    "a place from nowhere": ("It cost Tarrow 3 million euros.", COST),
    "another subject": ("The mayor resigned after a long affair with a banker.", BY_BRANDT),
    "a denial put in": ("The bridge never cost 3 million euros.", COST),
    "a link": ("It cost 3 million euros, see https://evil.example/x.", COST),
    "a link of Markdown": ("It cost [3 million](//evil.example) euros.", COST),
    "an image": ("It cost ![3](x) million euros.", COST),
    "markup": ("It cost <b>3</b> million euros.", COST),
}

SUBTLE = {
    "a denial taken out": ("Okoro said they have been told who raises the span.", BY_OKORO),
    "another speaker, without quotation marks": ("Okoro said the bridge will open on Friday.", BY_BRANDT),
    "a number of the date": ("It cost 4 million euros.", COST),
    "a number of something else": ("It cost 12 million euros.", COST),
    "few words of nobody's put into a mouth": ("Brandt said the ferries “were sold”.", COST),
    "another verb": ("It saved 3 million euros, and 12 ferries were sold.", COST),
    "another noun": ("It cost 3 million euros, and 12 buses were sold.", COST),
    "a number in letters": ("It cost four million euros.", COST),
    "numbers exchanged": ("It cost 12 million euros, and 3 ferries were sold.", COST),
    "a denial confirmed": ("Brandt confirmed that the toll would rise.", DENIAL),
    "a quotation within a quotation": ("Brandt said “The bridge “will open on Friday” soon”.", BY_BRANDT),
    "single marks, altered": ("Brandt said: ‘The bridge will stay closed on Friday’.", BY_BRANDT),
}


def fault(text: str, *supports: Support) -> str | None:
    return find_fault(Claim(text, supports), generated=True)


@pytest.mark.parametrize(("text", "by"), TRUE, ids=[text[:40] for text, _ in TRUE])
def test_what_is_true_passes(text: str, by: Support) -> None:
    assert fault(text, by) is None


@pytest.mark.parametrize(("text", "by"), FALSE.values(), ids=FALSE)
def test_what_is_false_is_caught(text: str, by: Support) -> None:
    assert fault(text, by)


@pytest.mark.parametrize(("text", "by"), SUBTLE.values(), ids=SUBTLE)
def test_what_should_be_caught(text: str, by: Support) -> None:
    assert fault(text, by)


def test_a_quotation_closed_by_another_kind_of_mark_is_caught() -> None:
    """What comes after it, the marks of citations too, would stand within it, although it is the article's own."""
    text = 'She saw “no toll" left”".'
    assert (
        find_fault(Claim(text, (support(version(text), text),)), generated=False) == "quotation marks that do not pair"
    )


def test_a_claim_without_evidence_is_caught() -> None:
    assert fault("It cost 3 million euros.") == "no evidence"


def test_words_of_one_evidence_may_not_be_put_into_the_mouth_of_another() -> None:
    text = "Peter Okoro said: “The bridge will open on Friday and the other”."
    assert "was not said by the speaker whom the sentence names" in (fault(text, BY_OKORO, BY_BRANDT) or "")


TWO_SPEAKERS = "Brandt said “The bridge will open on Friday”, but Okoro said “We have not been told”."


def test_two_speakers_in_one_sentence() -> None:
    assert fault(TWO_SPEAKERS, BY_BRANDT, BY_OKORO) is None


def test_two_speakers_in_one_sentence_need_two_pieces_of_evidence() -> None:
    assert fault(TWO_SPEAKERS, BY_BRANDT)
    assert fault(TWO_SPEAKERS, BY_OKORO)


def test_a_quotation_over_a_line_end_is_verbatim() -> None:
    text = "“The bridge\nwill open on  Friday,” Ilse Brandt said."
    of = version(text)
    words = text[1 : text.index("”")]
    assert (
        fault("Brandt said: “The bridge will open on Friday”", support(of, words, spoken=statement(of, words))) is None
    )


PIECES = BRANDT_WORDS.rstrip(",").split()


@given(
    at=st.integers(0, len(PIECES) - 1),
    word=st.sampled_from(["not", "never", "Sunday", "2030", "[fixed]", "ferry", ""]),
    whole=st.booleans(),
)
def test_no_altered_quotation_passes(at: int, word: str, whole: bool) -> None:
    altered = PIECES[:at] + ([word] if word else []) + PIECES[at + whole :]
    quoted = " ".join(altered)
    assume(quoted not in TEXT)
    assert fault(f"Brandt said: “{quoted}”.", BY_BRANDT)


@given(start=st.integers(0, len(PIECES) - 1), length=st.integers(1, len(PIECES)))
def test_every_true_part_of_a_quotation_passes(start: int, length: int) -> None:
    quoted = " ".join(PIECES[start : start + length])
    assert fault(f"Brandt said: “{quoted}”.", BY_BRANDT) is None


def test_sentences_are_numbered_by_what_they_rest_on() -> None:
    claims = (
        Claim("It cost 3 million euros.", (COST,)),
        Claim("It cost 9 million euros.", (BOOK,)),
        Claim("Brandt said: “The bridge will open on Friday”.", (BY_BRANDT, COST, BY_BRANDT)),
        Claim("12 ferries were sold.", (COST,)),
    )
    sentences, citations, verdicts = verify(Draft(claims, mode="generative"))
    assert [s.citations for s in sentences] == [(1,), (2, 1), (1,)]
    assert [(c.number, c.quote) for c in citations] == [(1, COST.quote), (2, BY_BRANDT.quote)]
    assert [v.outcome for v in verdicts] == ["verified", "dropped", "verified", "verified"]
    assert "number 9" in (verdicts[1].reason or "")
    assert sentences[1].marked.endswith("[2][1]")


def mended(text: str, *supports: Support) -> tuple[str, str]:
    sentences, _, (verdict,) = verify(Draft((Claim(text, supports),), mode="generative"))
    return verdict.outcome, " ".join(s.text for s in sentences)


def test_a_false_sentence_is_repaired_from_its_evidence() -> None:
    assert mended("It cost 7 million euros, and 12 ferries were sold.", COST) == ("repaired", COST.quote.of(TEXT))
    outcome, text = mended("Brandt said: “The bridge will open on Sunday and the other spans stay closed”.", BY_BRANDT)
    assert outcome == "repaired"
    assert "“The bridge will open on Friday and the other [swing] spans stay closed before 2027”" in text


def test_what_is_repaired_rests_on_the_sentence_alone() -> None:
    whole = support(OF, TEXT)
    (sentence,), (citation,), _ = verify(Draft((Claim("It cost 7 million euros.", (whole,)),), mode="generative"))
    assert citation.quote.of(TEXT) == sentence.text == COST.quote.of(TEXT)


BEYOND_REPAIR = {
    "words in the wrong mouth": ("Okoro said: “The bridge will open on Friday and the other”.", BY_BRANDT),
    "a link": ("It cost 3 million euros, see https://evil.example/x.", COST),
    "another matter": ("The mayor resigned after a long affair with a banker.", BY_BRANDT),
    "a quotation from nowhere": ("Brandt said: “It is the proudest day of my life”.", BY_BRANDT),
}


@pytest.mark.parametrize(("text", "by"), BEYOND_REPAIR.values(), ids=BEYOND_REPAIR)
def test_some_faults_are_not_repaired(text: str, by: Support) -> None:
    assert mended(text, by) == ("dropped", "")


def test_a_repair_that_repeats_an_earlier_sentence_is_dropped() -> None:
    claims = (Claim("It cost 3 million euros.", (COST,)), Claim("It cost 7 million euros.", (COST,)))
    sentences, _, verdicts = verify(Draft(claims, mode="generative"))
    assert [s.text for s in sentences] == ["It cost 3 million euros."]
    assert [v.outcome for v in verdicts] == ["verified", "dropped"]


def test_a_sentence_that_only_repeats_an_earlier_repair_is_dropped() -> None:
    claims = (Claim("It cost 7 million euros.", (COST,)), Claim("It cost 3 million euros.", (COST,)))
    sentences, _, verdicts = verify(Draft(claims, mode="generative"))
    assert [s.text for s in sentences] == [COST.quote.of(TEXT)]
    assert [(v.outcome, v.reason) for v in verdicts][1] == ("dropped", SAID_ALREADY)


def test_what_is_decided_on_a_sentence_stands_whatever_follows() -> None:
    texts = (
        "It cost 7 million euros.",
        "It cost 3 million euros.",
        "12 ferries were sold.",
        "It cost 9 million euros.",
    )
    claims = [Claim(text, (COST,)) for text in texts]
    wholes = [verify(Draft(tuple(order), mode="generative")) for order in permutations(claims)]
    for order, (sentences, citations, verdicts) in zip(permutations(claims), wholes, strict=True):
        for n in range(len(order)):
            before = verify(Draft(tuple(order[:n]), mode="generative"))
            assert sentences[: len(before[0])] == before[0]
            assert citations[: len(before[1])] == before[1]
            assert verdicts[:n] == before[2]


def test_a_citation_says_who_through_whom_and_to_whom() -> None:
    spoken = said(TEXT, OKORO_WORDS, by=OKORO, via=BRANDT, addressee=BRANDT, said_at="2026-03-02")
    of = statement(OF, OKORO_WORDS, by=OKORO, via=BRANDT, addressee=BRANDT, said_at="2026-03-02")
    claim = Claim("Okoro said: “We have not been told”", (support(OF, OKORO_WORDS, spoken=of),))
    _, (citation,), _ = verify(Draft((claim,)))
    assert (citation.speaker, citation.via, citation.addressee) == (spoken.speaker, spoken.via, spoken.addressee)
    assert (citation.cue, citation.said_at) == ("said", "2026-03-02")


def test_an_empty_draft_is_empty() -> None:
    assert verify(Draft(())) == ((), (), ())


def test_quotations_of_a_sentence() -> None:
    assert quotations('He said “one [2] two” and "three", not ‘four’ nor “…”.') == ["one [2] two", "three"]


@pytest.mark.parametrize(
    ("question", "sentence", "lacking"),
    [
        ("What sentence did Lane receive?", "In a statement Lane denied the charge.", True),
        ("What sentence did Lane receive?", "Lane was given 18 months.", False),
        ("What sentence was Lane given?", "Lane was fined £200.", False),
        ("How long was Lane jailed for?", "Lane worked at the mill for 19 years.", True),
        ("How long was Lane jailed for?", "Lane, 58, worked there 19 years.", True),
        ("What was Lane sentenced to?", "Lane is on trial over the fund.", True),
        ("How heavy was the sentence for Lane?", "The judge suspended it.", False),
        ("When is Lane to be sentenced?", "Lane is on trial over the fund.", False),
        ("What did Lane say?", "Lane denied it.", False),
    ],
)
def test_what_a_court_imposed_is_told_by_a_punishment(question: str, sentence: str, *, lacking: bool) -> None:
    assert lacks_sentence(question, [sentence]) is lacking


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How long did the prison take to build?", "It took four years to finish."),
        ("What sentence was Lane given?", "Lane was banned from keeping animals."),
        ("What sentence did Lane cut from her speech?", "She dropped the line on taxes."),
    ],
)
def test_not_every_sentence_is_a_court_s(question: str, sentence: str) -> None:
    assert not lacks_sentence(question, [sentence])
