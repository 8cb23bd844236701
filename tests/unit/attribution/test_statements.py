"""Who said what: one test for every way in which articles report speech."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.attribution.referring import Referee
from service.attribution.statements import find_attributions
from service.domain.news import Attribution, Kind, Polarity, Span, Speaker
from tests.counting import count_lines


def only(text: str, **more: str) -> Attribution:
    found = find_attributions(text, **more)
    assert len(found) == 1, [a.content(text) for a in found]
    return found[0]


def name(speaker: Speaker | None) -> str | None:
    return speaker.name if speaker else None


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content"),
    [
        ("Mayor Ilse Brandt said: “The bridge opens.”", "Ilse Brandt", "said", "The bridge opens."),
        ("“The bridge opens,” said Ilse Brandt.", "Ilse Brandt", "said", "The bridge opens,"),
        ("“The bridge opens,” Brandt told reporters by phone.", "Brandt", "told", "The bridge opens,"),
        ("“The bridge,” Brandt said, “opens on Friday.”", "Brandt", "said", "The bridge, … opens on Friday."),
        ("“That is not so,” Brandt said by telephone.", "Brandt", "said", "That is not so,"),
        ("“It is rising!” Brandt called out. “Go up.”", "Brandt", "called out", "It is rising! … Go up."),
        ("Brandt closed with the words “I owe nobody.”", "Brandt", "with the words", "I owe nobody."),
        ("Ilse Brandt on television: “We need a dam.”", "Ilse Brandt", None, "We need a dam."),
        ("“It opens,” Brandt said. “We are glad.”", "Brandt", "said", "It opens, … We are glad."),
        ("The fund will close in March, Adeyo said.", "Adeyo", "said", "The fund will close in March"),
        ("The fund, Adeyo said, will close.", "Adeyo", "said", "The fund … will close"),
        ("Adeyo said on Tuesday that the fund was safe.", "Adeyo", "said", "that the fund was safe"),
        ("According to Adeyo, the fund is safe.", "Adeyo", "According to", "the fund is safe"),
        ("The fund is safe, according to Adeyo.", "Adeyo", "according to", "The fund is safe"),
        ("Ruiz left the hall, telling staff the office would move.", "Ruiz", "telling", "the office would move"),
        ("Ruiz’s claim that the emails were fake failed.", "Ruiz", "claim", "that the emails were fake"),
        ("Dan Ruiz, 58, who lives in Norvale, said it hurt.", "Dan Ruiz", "said", "it hurt"),
        ("Said Ruiz: “It hurt.”", "Ruiz", "Said", "It hurt."),
        ("“It hurt.” — Dan Ruiz", "Dan Ruiz", "—", "It hurt."),
        ("Ruiz called Brandt “a coward.”", "Ruiz", "called", "Brandt “a coward.”"),
        ("Ruiz also “emphasized that people need safety.”", "Ruiz", "emphasized", "that people need safety.”"),
        ("In the same call Ruiz expressed doubts.", "Ruiz", "expressed", "doubts"),
        ("Brandt: bridge opens Friday", "Brandt", ":", "bridge opens Friday"),
        ("“The road was closed,” police in Austin said.", "police in Austin", "said", "The road was closed,"),
    ],
)
def test_forms_of_report(text: str, speaker: str, cue: str, content: str) -> None:
    found = only(text)
    assert (name(found.speaker), found.cue, found.content(text)) == (speaker, cue, content)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Ruiz denied that she had seen the emails.", Polarity.DENIED),
        ("Ruiz did not say whether she would appeal.", Polarity.DID_NOT_SAY),
        ("Korvex Air declined to comment on the jets.", Polarity.DECLINED),
        ("Korvex Air did not respond to a request for comment.", Polarity.DECLINED),
        ("“Who signed this?” asked councillor Bea Tran.", Polarity.ASKED),
        ("Tran asked whether the road was safe.", Polarity.ASKED),
        ("Tran asked for a safer road.", Polarity.ASSERTED),
        ("Asked whether the road was safe, Tran nodded.", Polarity.ASKED),
        ("Tran said the road was safe.", Polarity.ASSERTED),
    ],
)
def test_polarity(text: str, polarity: Polarity) -> None:
    assert only(text).polarity is polarity


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “miracle diet” has sold 40,000 books.",
        "Lars “Lucky” Holm scored twice.",
        "A banner reading “Save the Harbour” hung from the crane.",
        "Prell nodded when asked whether Holm would return.",
        "The report was published on Monday. Coastal states swing.",
        "Ruiz would say so if she were asked.",
    ],
)
def test_nobody_speaks(text: str) -> None:
    assert find_attributions(text) == []


def test_two_verbs_share_a_speaker() -> None:
    text = "Ruiz said the plan was dead and called Brandt a coward."
    first, second = find_attributions(text)
    assert (first.content(text), second.content(text)) == ("the plan was dead", "Brandt a coward")
    assert first.speaker == second.speaker


def test_a_statement_inside_a_statement() -> None:
    text = "Lindqvist said that Marchetti had told her the contract was void."
    outer, inner = find_attributions(text)
    assert (name(outer.speaker), name(inner.speaker), name(inner.addressee)) == ("Lindqvist", "Marchetti", "Lindqvist")
    assert name(inner.via) == "Lindqvist"


def test_a_relayed_statement_has_its_speaker_and_its_relay() -> None:
    text = (
        "US Defense Secretary Lloyd Austin conveyed US support for Israel's legitimate right to self-defense in a call "
        "with his counterpart Benny Gantz, Pentagon spokesman John Kirby said Wednesday."
    )
    found = next(a for a in find_attributions(text, published_at="2021-05-13") if a.cue == "conveyed")
    assert found.speaker == Speaker("Lloyd Austin", "US Defense Secretary")
    assert found.via == Speaker("John Kirby", "Pentagon spokesman")
    assert name(found.addressee) == "Benny Gantz"
    assert found.said_at == "2021-05-12"


def test_a_lawyer_passes_words_on() -> None:
    found = only("Through his lawyer, Dana Ilves, the banker denied taking any money.")
    assert name(found.via) == "Dana Ilves"


def test_a_quotation_over_paragraphs_keeps_its_speaker() -> None:
    text = "“We lost the pumps,” said Orlo. “By noon it was gone.\n\n“Nobody was hurt.”\n\nThe utility has 40 staff."
    found = only(text)
    assert found.content(text) == "We lost the pumps, … By noon it was gone. … Nobody was hurt."
    assert found.kind is Kind.DIRECT


def test_a_quotation_without_a_cue_belongs_to_the_subject_before_it() -> None:
    text = "Deputy minister Hanna Voss defended the levy.\n\n“It is the only fair option.”\n\nBenches emptied."
    found = only(text)
    assert name(found.speaker) == "Hanna Voss"
    assert found.cue is None


def test_turns_of_a_transcript() -> None:
    text = "Q: Will you resign?\n\nRUIZ: No. I was elected.\n\nTRAN: She was."
    assert [(a.speaker_text, a.content(text)) for a in find_attributions(text)] == [
        ("RUIZ", "No. I was elected."),
        ("TRAN", "She was."),
    ]


def test_promotional_furniture_is_never_content() -> None:
    text = "Ruiz said it hurt.\n\n“Follow us on Example,” Ruiz said."
    (found,) = find_attributions(text, furniture=[Span(20, len(text))])
    assert found.content(text) == "it hurt"


def test_kinds() -> None:
    text = "Ruiz said it was “a shame” for the town."
    assert only(text).kind is Kind.MIXED
    assert only("Ruiz said it hurt.").kind is Kind.INDIRECT


_WORDS = """said Ruiz Mr. Brandt he that told and according to the mayor denied 日本 שלום reporters in who claims
    asked whether spokesman through Monday""".split()


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from([*'“”"‘’,.:—()…?', *_WORDS, "\n", "\n\n"]),
        max_size=40,
    )
)
def test_spans_lie_in_the_text_whatever_it_is(words: list[str]) -> None:
    text = " ".join(words)
    found = find_attributions(text, published_at="2021-05-13")
    for a in found:
        spans = [*a.content_spans, *(s for s in (a.speaker_span, a.cue_span) if s)]
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert found == find_attributions(text, published_at="2021-05-13")
    assert [a.extent for a in found] == sorted(a.extent for a in found)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    find_attributions(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n\t\n", "—…“”‘’", bytes(range(256)).decode("latin-1") * 40, "\x00\ufffd" * 500),
        *("“We lost it,” said Ruiz. “No" * 3, "“No,” said Ruiz. " * 2_500, "שר הביטחון אמר: ”לא נחזור“. " * 20),
        *("部长说：“我们不会撤军。”" * 20, "\u202e“No,” said Ruiz.\u202c", "The bridge opens today. " * 87_000),
    ],
    ids="empty blank marks bytes nul odd marks5000 rtl cjk bidi 2mb".split(),
)
def test_bad_input_is_taken_and_no_span_leaves_it(text: str) -> None:
    for a in find_attributions(text):
        assert all(0 <= s.start < s.end <= len(text) for s in (*a.content_spans, a.extent))


@pytest.mark.parametrize(
    "piece",
    [
        *("“No,” said Ruiz. ", "“No.” ", "“", '"a ', "'a ", "“‘", "“No,” he said. ", "“He said ‘no’ to me,” ", "("),
        *("said ", "Ruiz said that ", "word ", "Ruiz, ", "according to Ruiz, ", "A: b\n\n", "They said no.\n\n"),
        *("Ruiz", "A.", " ", "\n", "日本「語」", "שלום “לא” "),
    ],
)
def test_work_is_linear(piece: str) -> None:
    """Twice the text takes twice the work; 400 pieces fill whole sentences of the longest that are read as one."""
    repeats = 400 * (1 + 2_500 // (400 * len(piece)))
    once, twice = (count_lines(partial(find_attributions, piece * n)) for n in (repeats, 2 * repeats))
    assert twice < 2.05 * once


@pytest.mark.parametrize("piece", ["“No,” he said. ", "Mayor Ada Lane left. The mayor said no. She said so. "])
def test_settling_mentions_is_linear(piece: str) -> None:
    repeats = 300  # more than are looked back on
    settle = partial(find_attributions, referee=Referee())
    settle("Ada Lane left. She said no.")  # the trees are read
    once, twice = (count_lines(partial(settle, piece * n)) for n in (repeats, 2 * repeats))
    assert twice < 2.05 * once


def test_a_source_without_a_name_has_words() -> None:
    text = (
        "Clinton blamed the film while — according to emails unearthed in the inquiry — knowing it had no part in it."
    )
    assert all(a.speaker_text for a in find_attributions(text))


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("OSTERBY, May 3 (Tide Wire) - The quay will close, Ada Lane said.", "Ada Lane", "The quay will close"),
        ("4:15 p.m. “The quay is shut,” Ada Lane says.", "Ada Lane", "The quay is shut,"),
        ("Speaking in Osterby, the harbour master, Ada Lane, said that it leaked.", "Ada Lane", "that it leaked"),
        ("“It leaked,” islander Per Dahl said.", "Per Dahl", "It leaked,"),
        ("A first engineer, boat owner Ada Lane, testified that it leaked.", "Ada Lane", "that it leaked"),
        ("The harbour board today said it leaked.", "the harbour board", "it leaked"),
        ("The tide, said Lane.", "Lane", "The tide"),
        ("Lane denied having said that it leaked.", "Lane", "having said that it leaked"),
    ],
)
def test_what_stands_around_a_report_is_no_part_of_it(text: str, speaker: str, content: str) -> None:
    found = only(text)
    assert (name(found.speaker), found.content(text)) == (speaker, content)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lane said little.",
        "Nobody asked Ada Lane to sit down.",
        "Ada Lane dismissed an appeal by the crews.",
        "Ada Lane told a story about her boat.",
        "If Ada Lane says no, the quay stays shut.",
        "A play about it, “Nine Boats Home”, opens on Friday, and Ada Lane sells the tickets.",
    ],
)
def test_things_and_suppositions_are_no_statements(text: str) -> None:
    assert find_attributions(text) == []


@pytest.mark.parametrize(
    ("text", "asker", "listener", "content"),
    [
        ("Asked by Nils Brandt whether it leaked, Ada Lane shrugged.", "Nils Brandt", "Ada Lane", "whether it leaked"),
        ("Ada Lane was asked on Monday why it leaked.", None, "Ada Lane", "why it leaked"),
        ("Pressed on the leak, Ada Lane shrugged.", None, "Ada Lane", "the leak"),
        ("Ada Lane was told by Nils Brandt on Monday that it leaked.", "Nils Brandt", "Ada Lane", "that it leaked"),
        ("Ada Lane had been warned that it leaked.", None, "Ada Lane", "that it leaked"),
    ],
)
def test_passives_name_the_listener_and_perhaps_the_speaker(
    text: str, asker: str | None, listener: str, content: str
) -> None:
    found = only(text)
    assert (name(found.speaker), name(found.addressee), found.content(text)) == (asker, listener, content)


@pytest.mark.parametrize(
    "text", ["Ada Lane would not say why it leaked.", "No one at the quay would say why it leaked."]
)
def test_whoever_will_not_say_declines(text: str) -> None:
    assert only(text).polarity is Polarity.DECLINED


def test_two_who_speak_together_have_a_statement_each() -> None:
    found = find_attributions("Ada Lane and Nils Brandt said that it leaked.")
    assert [name(a.speaker) for a in found] == ["Ada Lane", "Nils Brandt"]


def test_a_second_verb_goes_on_with_the_reported_clause() -> None:
    text = "Ada Lane said Nils Brandt had waved at the boat and told her: “It leaks.”"
    found = next(a for a in find_attributions(text) if a.cue == "told")
    assert (name(found.speaker), found.content(text)) == ("Nils Brandt", "It leaks.")


def test_an_answer_goes_to_whoever_asked() -> None:
    text = "Asked by Nils Brandt whether it leaked, Ada Lane replied that boats do."
    found = next(a for a in find_attributions(text) if a.cue == "replied")
    assert (name(found.speaker), name(found.addressee)) == ("Ada Lane", "Nils Brandt")


def test_a_listener_is_called_by_the_name_between_commas() -> None:
    text = "Ada Lane assured the leader of the Boat and Dock Union, Nils Brandt, in June that it held."
    assert name(only(text).addressee) == "Nils Brandt"


def test_what_is_denied_does_not_swallow_the_quotation_behind_it() -> None:
    text = "Ilse Brandt denied that the dam had leaked. “Nobody has shown me a drop.”"
    denied, said = find_attributions(text)
    assert (denied.content(text), denied.polarity) == ("that the dam had leaked", Polarity.DENIED)
    assert (said.content(text), said.polarity) == ("Nobody has shown me a drop.", Polarity.ASSERTED)
    assert name(denied.speaker) == name(said.speaker) == "Ilse Brandt"


@pytest.mark.parametrize("people", ["Ilse Brandt and Tom Ruiz", "Board members Ilse Brandt and Tom Ruiz"])
def test_they_are_the_two_of_the_sentence_before(people: str) -> None:
    text = f"{people} have signed a letter. “We cannot wait for another winter,” they say."
    assert [name(a.speaker) for a in find_attributions(text)] == ["Ilse Brandt", "Tom Ruiz"]


def test_they_are_nobody_where_one_acts() -> None:
    text = "Ilse Brandt met Tom Ruiz and signed a letter. “We cannot wait for another winter,” they say."
    assert [name(a.speaker) for a in find_attributions(text)] == [None]


def test_two_cues_for_one_quotation_are_one_statement() -> None:
    assert only("Ilse Brandt began with the words “I owe nobody.”").content_spans


def test_nothing_stands_between_an_inserted_source_and_what_ends_the_clause() -> None:
    text = "The pier, according to Ada Lane; the board has not met since May, has rotted."
    assert all(s.of(text).strip() for a in find_attributions(text) for s in a.content_spans)
    assert find_attributions("In the long according to term,; though, it rotted.") is not None


_FRAGMENTS = (
    "Ada Lane said|he said|according to Lane|according to term|Lane, the mayor,|asked|told the board|that|whether|who|"
    "and|but|the pier has rotted|it will close|to close it|“It has rotted”|“It|rotted,”|‘rot’|;|,|:|.|?|—|"
    "has not commented|would not say|in a statement|because|until|on Friday|denied|called it “rot”|was told|been asked"
).split("|")


@given(st.lists(st.sampled_from(_FRAGMENTS), min_size=1, max_size=14))
def test_whatever_order_words_of_speech_stand_in_spans_lie_in_the_text(fragments: list[str]) -> None:
    text = " ".join(fragments)
    for a in find_attributions(text):
        assert all(0 <= s.start < s.end <= len(text) for s in a.content_spans)
