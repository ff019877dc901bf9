"""What Anki's own engine makes of the decks; test_engines runs this on older engines too."""

from __future__ import annotations

import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignprep import ExporterError, select
from alignprep.content.reader import read_content
from alignprep_exporters import anki
from alignprep_exporters.anki import text_export
from tests.support.anki_client import Imported, collection, import_package
from tests.support.expected_text import typed
from tests.support.sample_bank import question, sample_bank
from tests.support.strategies import FORMULAS, questions

VOID = {"br", "hr", "img", "input", "wbr"}


def deck(*questions: dict[str, object], edition: str = "interviewer") -> bytes:
    return anki.render(select(sample_bank(*questions), edition=edition))


class WellFormed(HTMLParser):
    """Checks that every element is closed where it should be, and collects elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.values: set[str | None] = set()
        self.text = ""
        self.prose: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.values |= {value for _, value in attrs}
        if dict(attrs).get("class") != "hint":
            self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "code" not in self.open:
            self.prose.append(data)


def body(side: str) -> WellFormed:
    """What is shown of a card's side, without its style sheet."""
    return WellFormed(side[side.index("</style>") + len("</style>") :])


def test_a_fresh_import_brings_everything(path: Path) -> None:
    assert import_package(path, deck()) == Imported(new=12, updated=0, duplicate=0, conflicting=0, other=0)
    with collection(path) as opened:
        names = {entry.name for entry in opened.decks.all_names_and_ids()}
        assert {"AlignPrep", "AlignPrep::1 Explain", "AlignPrep::2 Facts"} <= names
        assert len(opened.find_cards('"deck:AlignPrep::1 Explain"')) == 3
        assert len(opened.find_cards('"deck:AlignPrep::2 Facts"')) == 9
        assert set(opened.tags.all()) == {
            "AlignPrep::section::one", "AlignPrep::section::two", "AlignPrep::topic::rlhf", "AlignPrep::topic::safety",
            "AlignPrep::competency::depth", "AlignPrep::priority::must-know", "AlignPrep::release::2026.01",
            "AlignPrep::minutes::4", "AlignPrep::minutes::5", "AlignPrep::minutes::6",
        }  # fmt: skip
        media = opened.media.check()
        assert list(media.missing) == []
        assert (Path(opened.media.dir()) / "_alignprep_user.css").exists()
        parent = opened.decks.by_name("AlignPrep")
        assert "Data 2026.1.0" in parent["desc"]


def test_cards_are_well_formed_and_free_of_scripts(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        cards = [opened.get_card(id) for id in opened.find_cards("")]
        assert len(cards) == 12
        for card in cards:
            for side in (card.question(), card.answer()):
                body = side[side.index("</style>") + len("</style>") :]
                parsed = WellFormed(body)
                assert "script" not in parsed.elements
                assert not {name for name in parsed.attributes if name.startswith("on") or name == "style"}
                assert "{{" not in body.replace("&#123;", "")


def test_the_engine_shows_what_the_author_wrote(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        (note,) = opened.find_notes('"note:AlignPrep Q&A" Number:1')
        answer = opened.get_note(note).cards()[0].answer()
        text = WellFormed(answer[answer.index("</style>") + len("</style>") :]).text
        for said in (
            "1 < 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % $5 _ * # ~ ^ \\ |",
            'return "<&>" if x < 0 else x  # {{not}} a cloze',
            r"\(\mathrm{KL}(\pi \,\|\, \pi_0) < \beta\)",
            "Greek and arrows: θ → π, ∑ ∏ ≤ ≥ ≠ 𝔼 ∇ é ü ß",
            "Anchor one of 1 <fails>",
            'print("<hello> & {{goodbye}}")',
            "Reply b of 1 with",
        ):
            assert typed(said) in typed(text)
        assert "[anki:" not in answer


def test_clozes_hide_what_they_should(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        shown = {}
        for id in opened.find_notes('"note:AlignPrep Cloze" Id:question-1/*'):
            note = opened.get_note(id)
            assert len(note.cards()) == 1
            front, back = (
                WellFormed(side[side.index("</style>") + 8 :]).text
                for side in (note.cards()[0].question(), note.cards()[0].answer())
            )
            shown[note["Id"].split("/")[1]] = (front, back)
        assert "hides [...]." in shown["plain"][0]
        assert "hides the answer." in shown["plain"][1]
        assert "hides [which relation] (NIST\u00a02023)." in shown["cue"][0]
        assert "hides a < b (NIST\u00a02023)." in shown["cue"][1]
        assert r"the fraction \(\frac{a_{1} }{b}\) at its end." in shown["maths"][1]


def test_colons_in_a_cloze_begin_no_cue(path: Path) -> None:
    facts = [
        {"id": "end", "text": r"It hides {{c1::std\:::the name}} here."},
        {"id": "inside", "text": r"It hides {{c1::std\:\:map::the name}} here."},
        {"id": "bare", "text": r"It hides {{c1::\:\:\:}} here."},
        {"id": "code", "text": "It hides {{c1::`std::map{}}`}} here."},
        {"id": "cued", "text": "It hides {{c1::`a::b`, `::`::the name}} here."},
    ]
    import_package(path, deck(question(1, facts=facts, related=[])))
    with collection(path) as opened:
        for name, cue, hidden in (
            ("end", "the name", "std:"),
            ("inside", "the name", "std::map"),
            ("bare", "...", ":::"),
            ("code", "...", "std::map{}}"),
            ("cued", "the name", "a::b, ::"),
        ):
            (id,) = opened.find_notes(f"Id:question-1/{name}")
            (card,) = opened.get_note(id).cards()
            assert f"It hides [{cue}] here." in body(card.question()).text
            assert f"It hides {hidden} here." in body(card.answer()).text


def test_hostile_text_stays_text(path: Path) -> None:
    hostile = r"\\(a\<b\\) [latex]x[/latex] [sound:y.mp3] {{c1::z}} 🙂 שלום \\begin{x} a::b <https://a.b>"
    import_package(path, deck(question(1, hint=hostile, related=[]), question(2), question(3, related=[])))
    with collection(path) as opened:
        (id,) = opened.find_notes('"note:AlignPrep Q&A" Number:1')
        field = opened.get_note(id)["Hint"]
        assert (
            WellFormed(field).text
            == r"\(a<b\) [latex]x[/latex] [sound:y.mp3] {{c1::z}} 🙂 שלום \begin{x} a::b https://a.b"
        )
        card = opened.get_note(id).cards()[0]
        assert card.question_av_tags() == []
        assert "\\(a" not in card.question()


def test_a_figure_says_what_its_author_wrote(path: Path) -> None:
    alt = r'A \\(box\\) "A" < B & {{c1::x}} [sound:y]'
    figure = {"file": "boxes.svg", "alt": alt, "caption": r"Caption \\(x\\) <b>"}
    import_package(path, deck(question(1, figure=figure, related=[])))
    with collection(path) as opened:
        (id,) = opened.find_notes('"note:AlignPrep Q&A"')
        shown = body(opened.get_note(id).cards()[0].answer())
        assert alt.replace('"A"', "“A”") in shown.values
        assert r"Caption \\(x\\) <b>" in shown.text


@pytest.mark.parametrize("exporter", [anki, text_export.QUESTIONS, text_export.FACTS])
def test_a_candidates_copy_is_no_deck(exporter: Any) -> None:
    with pytest.raises(ExporterError, match="a deck cannot be made of the candidate edition"):
        exporter.render(select(sample_bank(), edition="candidate"))


def test_identities_are_frozen(path: Path) -> None:
    import_package(path, deck())
    with collection(path) as opened:
        guids = dict(opened.db.execute("select flds, guid from notes order by id"))
    by_id = {fields.split("\x1f")[0]: guid for fields, guid in guids.items()}
    assert (by_id["question-1"], by_id["question-1/plain"]) == ("e/JOlwXpY)", "PVLb@~#^4a")


def test_every_card_of_the_bank_is_whole(path: Path, root: Path) -> None:
    bank = read_content(root / "content")
    log = import_package(path, anki.render(select(bank, edition="interviewer")))
    facts = sum(len(question.facts) for question in bank.questions)
    assert log == Imported(new=len(bank) + facts, updated=0, duplicate=0, conflicting=0, other=0)
    with collection(path) as opened:
        cards = [opened.get_card(id) for id in opened.find_cards("")]
        assert len(cards) == len(bank) + facts
        for card in cards:
            for side in (card.question(), card.answer()):
                shown = body(side)
                assert "script" not in shown.elements
                assert not {name for name in shown.attributes if name.startswith("on") or name == "style"}
                assert not re.search(r"(?<!\$)\{\{|\[anki:|\[sound:|\[@|found in this card", shown.text)
        media = opened.media.check()
        assert list(media.missing) == []
        assert len(list(Path(opened.media.dir()).glob("_alignprep-*.svg"))) == len(bank.media)
        order = [opened.get_card(id).note()["Number"] for id in opened.find_cards("note:*Q&A", order="c.due")]
        assert order == [str(question.number) for question in bank.questions]


def squeezed(text: str) -> str:
    """As it is typed, without white space, which HTML collapses and formulas ignore."""
    return "".join(typed(text).split())


def without_formulas(text: str) -> str:
    """The text without the formulas that `questions` draws."""
    squeezed_text = squeezed(text)
    for latex in FORMULAS:
        for opening, closing in (("\\(", "\\)"), ("\\[", "\\]")):
            squeezed_text = squeezed_text.replace(opening + squeezed(latex) + closing, "")
    return squeezed_text


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.tuples(*(questions(number) for number in (1, 2))))
def test_any_valid_question_is_shown_as_written(drawn: tuple[tuple[dict[str, Any], dict[str, list[str]]], ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        log = import_package(path, deck(*(data for data, _ in drawn)))
        assert (log.new, log.other) == (len(drawn) * 4, 0)
        with collection(path) as opened:
            for data, spoken in drawn:
                (id,) = opened.find_notes(f'"note:AlignPrep Q&A" Number:{data["number"]}')
                (card,) = opened.get_note(id).cards()
                front, back = body(card.question()), body(card.answer())
                assert card.question_av_tags() == card.answer_av_tags() == []
                told = squeezed(back.text)
                for name in ("question", "short", "spoken", "depth", "key_points", "rubric", "follow_ups", "red_flags"):
                    for said in spoken[name]:
                        assert squeezed(said) in told, name
                assert squeezed(spoken["question"][0]) in squeezed(front.text)
                assert squeezed(spoken["hint"][0]) in squeezed(front.text)
                # MathJax reads prose, but no code; nothing in it may begin a formula but formulas.
                assert not [text for text in back.prose if re.search(r"\\[(\[]|\\begin", without_formulas(text))]
                for index in range(3):
                    (fact,) = opened.find_notes(f"Id:question-{data['number']}/fact-{index}")
                    (card,) = opened.get_note(fact).cards()
                    assert squeezed(spoken["fronts"][index]) in squeezed(body(card.question()).text)
                    assert squeezed(spoken["facts"][index]) in squeezed(body(card.answer()).text)
