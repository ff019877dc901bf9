"""What goes in comes out: each export, read back by an independent reader, says the edition's content and no more."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from json import loads
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from alignprep import load, select
from alignprep.bank.bank import Bank
from alignprep.model.records import BankData
from alignprep.packet.interview import Answers
from alignprep_exporters import anki, docx, json, pdf
from alignprep_exporters.anki import text_export
from tests.support import expected_text as rules
from tests.support import sample_bank as samples
from tests.support.anki_client import collection, import_package, import_text
from tests.support.drawable import drawable
from tests.support.export_readers import PDFS, docx_pieces, html_pieces, pdf_pieces
from tests.support.sample_bank import INTERVIEW, bank_data, sample_bank
from tests.support.strategies import banks

ROOT = Path(__file__).resolve().parents[2]
BANKS = pytest.mark.parametrize("bank", [sample_bank, load], ids=["the sample", "the bank"])


def pdf_difference(product: str, bank: Bank) -> str:
    exporter, edition, wanted = PDFS[product]
    pieces = pdf_pieces(exporter.render(select(bank, edition=edition)))
    return rules.difference(pieces, wanted(bank), rules.PDF_FURNITURE, rules.on_paper)


_WHOLE = [pytest.param(name, load, marks=pytest.mark.acceptance) for name in PDFS]


@pytest.mark.parametrize(("product", "bank"), [*((name, sample_bank) for name in PDFS), *_WHOLE])
def test_pdf(product: str, bank: Callable[[], Bank]) -> None:
    assert pdf_difference(product, bank()) == ""


def docx_difference(edition: str, bank: Bank) -> str:
    pieces = docx_pieces(docx.render(select(bank, edition=edition)))
    return rules.difference(questions_of(pieces), rules.packet(bank, edition), rules.DOCX_FURNITURE)


def questions_of(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """The paragraphs from the first section or question on: what comes of the content."""
    heads = [index for index, (_, style) in enumerate(pieces) if style == "Heading1"]
    asked = [
        index
        for index, (text, style) in enumerate(pieces)
        if style in ("FormPart", "FormAsked") or (style == "FormHeading" and text.startswith("Question\u00a0"))
    ]
    shown = pieces[asked[0] if asked else heads[1] :]
    yield from (text for text, style in shown if style not in ("FormRuled", "Ruled"))  # Room to write.


@BANKS
@pytest.mark.parametrize("edition", rules.EDITIONS)
def test_docx(edition: str, bank: Callable[[], Bank]) -> None:
    assert docx_difference(edition, bank()) == ""


def anki_difference(edition: str, bank: Bank, path: Path) -> str:
    """The first difference of any card in a collection."""
    with collection(path) as opened:
        wanted: dict[str, tuple[list[str], list[str]]] = {}
        for question in bank.questions:
            wanted[question.id] = rules.answer_card(question, bank, edition)
            for index, fact in enumerate(question.facts):
                wanted[f"{question.id}/{fact.id}"] = rules.fact_card(question, index, bank)
        cards = [opened.get_card(id) for id in opened.find_cards("")]
        shown = {card.note()["Id"]: card for card in cards}
        assert len(cards) == len(shown)
        assert shown.keys() == wanted.keys()
        for id, (front, back) in wanted.items():
            sides = (shown[id].question(), front, rules.CARD_FRONT), (shown[id].answer(), back, rules.CARD_BACK)
            for side, pieces, furniture in sides:
                found = rules.difference(html_pieces(side), pieces, furniture, rules.closed_up)
                if found:
                    return f"{id}: {found}"
    return ""


def cards_difference(edition: str, bank: Bank, path: Path) -> str:
    """The first difference after the import of a package."""
    import_package(path, anki.render(select(bank, edition=edition)))
    return anki_difference(edition, bank, path)


@BANKS
@pytest.mark.parametrize("edition", rules.EDITIONS[1:])
def test_anki(edition: str, bank: Callable[[], Bank], path: Path) -> None:
    assert cards_difference(edition, bank(), path) == ""


def made(data: dict[str, Any]) -> Bank:
    return Bank(BankData.model_validate(data))


def texts_difference(edition: str, bank: Bank, path: Path) -> str:
    """The same of a collection whose notes all came with other words, and were then updated as text."""
    blank = bank.data.model_dump(mode="json", by_alias=True, exclude_none=True)
    for one in blank["questions"]:
        one |= {"hint": "?", "nudge": "?", "title": "?", "topics": one["topics"][:1]}
        one["facts"] = [{**fact, "text": "{{c1::?}}"} for fact in one["facts"]]
    import_package(path, anki.render(select(made({**blank, "ledger": {}}), edition=edition)))
    for file in (text_export.QUESTIONS, text_export.FACTS):
        import_text(path, file.render(select(bank, edition=edition)))
    return anki_difference(edition, bank, path)


@BANKS
@pytest.mark.parametrize("edition", rules.EDITIONS[1:])
def test_anki_text(edition: str, bank: Callable[[], Bank], path: Path) -> None:
    assert texts_difference(edition, bank(), path) == ""


_FIELDS = {
    "candidate": ("id", "number", "question", "minutes"),
    "study": (
        "section", "title", "topics", "hint", "nudge", "priority", "answer", "key_points", "facts", "code", "figure",
        "references", "competencies", "related", "reviewed",
    ),
    "interviewer": ("rubric", "follow_ups", "red_flags"),
}  # fmt: skip
"""The fields that each edition adds to those of the one before."""


def json_difference(edition: str, data: dict[str, Any]) -> str:
    """Where the JSON says another thing than the data that a bank was made of."""
    text = json.render(select(made(data), edition=edition))
    read = loads(text)
    Draft202012Validator(loads((ROOT / "schema" / "bank.schema.json").read_bytes())).validate(read)
    shown = [name for one in rules.EDITIONS[: rules.EDITIONS.index(edition) + 1] for name in _FIELDS[one]]
    for place, (question, wanted) in enumerate(zip(read["questions"], data["questions"], strict=True), 1):
        kept = {name: wanted[name] for name in shown if name in wanted}
        if edition == "candidate":
            kept |= {"id": f"question-{place}", "number": place}
        # A digest is of the record, no part of it.
        found = {name: value for name, value in question.items() if name != "hash"}
        if found != kept:
            return f"{found} is not {kept}"
    if edition != "candidate":
        for table in ("references", "code", "media"):
            used = {name: value for name, value in data[table].items() if name in read[table]}
            if read[table] != used or not used:
                return f"{read[table]} is not {used}"
    return ""


@pytest.mark.parametrize("edition", rules.EDITIONS)
def test_json(edition: str) -> None:
    assert json_difference(edition, bank_data()) == ""


# Shrinking would take minutes, and the first difference says enough.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
anything = settings(max_examples=6, phases=_PHASES, deadline=None, suppress_health_check=list(HealthCheck))


@anything
@given(data=banks(), product=st.sampled_from(sorted(PDFS)))
def test_pdf_of_anything(data: dict[str, Any], product: str) -> None:
    assert pdf_difference(product, made(drawable(data))) == ""


@anything
@given(data=banks(), edition=st.sampled_from(rules.EDITIONS))
def test_docx_of_anything(data: dict[str, Any], edition: str) -> None:
    assert docx_difference(edition, made(data)) == ""


@anything
@given(
    data=banks(),
    edition=st.sampled_from(rules.EDITIONS[1:]),
    difference=st.sampled_from((cards_difference, texts_difference)),
)
def test_anki_of_anything(data: dict[str, Any], edition: str, difference: Callable[[str, Bank, Path], str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert difference(edition, made(data), Path(folder) / "collection.anki2") == ""


@anything
@given(data=banks(), edition=st.sampled_from(rules.EDITIONS))
def test_json_of_anything(data: dict[str, Any], edition: str) -> None:
    assert json_difference(edition, data) == ""


def test_the_comparison_sees_what_is_missing_added_moved_or_changed() -> None:
    wanted = ["one", "two", "two", "three"]
    assert rules.difference(["A", *wanted, "B"], wanted, "AB") == ""
    assert "wanted 'two'" in rules.difference(["one", "two", "three"], wanted)
    assert "wanted 'three'" in rules.difference(["one", "two", "two"], wanted)
    assert "read   'four'" in rules.difference([*wanted, "four"], wanted)
    assert "read   'three'" in rules.difference(["one", "three", "two", "two"], wanted)
    assert rules.difference(["if x:\n  y"], ["if x:\n    y"])
    assert rules.difference([f"{rules.PAGE} \\(a b\\)"], [f"{rules.PAGE} \\(ab\\)"], (), rules.closed_up) == ""


@pytest.mark.parametrize(
    "change",
    [{"title": "Other"}, {"question": "What do these eight words ask, other than before?"}, {"minutes": 29},
     {"topics": ["safety"]}],
    ids=["title", "question", "minutes", "topics"],
)  # fmt: skip
def test_every_export_is_found_out(change: dict[str, object], path: Path) -> None:
    bank, other = (sample_bank(samples.question(1, related=[], **more)) for more in ({}, change))
    for product, (exporter, edition, wanted) in PDFS.items():
        pieces = pdf_pieces(exporter.render(select(bank, edition=edition)))
        hidden = product in ("answers", "quick reference") and "title" not in change
        hidden = hidden or (edition == "candidate" and change.keys() <= {"title", "topics"})
        assert hidden or rules.difference(pieces, wanted(other), rules.PDF_FURNITURE, rules.on_paper)
    for edition in rules.EDITIONS:
        if edition == "candidate" and change.keys() <= {"title", "topics"}:
            continue
        if edition == "interviewer" and "topics" in change:  # A spread has no room for them.
            continue
        pieces_of = questions_of(docx_pieces(docx.render(select(bank, edition=edition))))
        assert rules.difference(pieces_of, rules.packet(other, edition), rules.DOCX_FURNITURE)
    if "topics" not in change:  # Cards have them as tags.
        import_package(path, anki.render(select(bank, edition="interviewer")))
        assert anki_difference("interviewer", other, path)


@pytest.mark.parametrize("exporter", [docx, pdf], ids=["docx", "pdf"])
def test_a_packet_for_the_room_prints_the_answers_that_it_is_asked_for(exporter: Any) -> None:
    packet = select(sample_bank(), edition="interviewer", numbers=[1])
    read = {docx: lambda data: [text for text, _ in docx_pieces(data)], pdf: pdf_pieces}[exporter]
    every = ["In thirty seconds", "Say it", "If they push"]
    for interview, shown in (
        (None, every),
        (INTERVIEW, []),
        (replace(INTERVIEW, answers=Answers.SPOKEN), ["Say it"]),
        (replace(INTERVIEW, answers=Answers.FULL), every),
    ):
        pieces = list(read(exporter.render(replace(packet, interview=interview))))
        assert [piece for piece in pieces if piece in every] == shown


@pytest.mark.parametrize("before", range(15, 22))
def test_a_line_that_ends_inside_a_link_of_two_directions(before: int) -> None:
    """The space at its end belongs to the link, which goes on in the next line."""
    hint = "x" * before + " so it is said by [someone مرحبا 2022](https://e.org/a) and by others."
    packet = select(made(bank_data(samples.question(1, hint=hint, related=[]))), edition="study")
    assert "someone مرحبا 2022 and by others" in rules.typed(" ".join(pdf_pieces(pdf.render(packet))))
