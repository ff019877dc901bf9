"""What goes in comes out: each export, read back by an independent reader, says the edition's content and no more."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alignprep import load, select
from alignprep.bank import Bank
from alignprep.model import BankData
from alignprep_exporters import anki, docx, pdf
from alignprep_exporters.pdf import answers, quick
from tests import expected_text as rules
from tests.anki_client import collection, import_package
from tests.drawable import drawable
from tests.export_readers import docx_pieces, html_pieces, pdf_pieces
from tests.sample_bank import sample_bank
from tests.strategies import banks

BANKS = pytest.mark.parametrize("bank", [sample_bank, load], ids=["the sample", "the bank"])

PDFS: dict[str, tuple[Any, str, Callable[[Bank], Iterable[str]]]] = {
    "handout": (pdf, "candidate", rules.handout),
    "study guide": (pdf, "study", lambda bank: rules.handbook(bank, "study")),
    "interviewer's guide": (pdf, "interviewer", lambda bank: rules.handbook(bank, "interviewer")),
    "answers": (answers, "study", lambda bank: rules.handbook(bank, "study", asks=False)),
    "quick reference": (quick, "study", rules.quick_reference),
}


def pdf_difference(product: str, bank: Bank) -> str:
    exporter, edition, wanted = PDFS[product]
    pieces = pdf_pieces(exporter.render(select(bank, edition=edition)))
    return rules.difference(pieces, wanted(bank), rules.PDF_FURNITURE, rules.on_paper)


@BANKS
@pytest.mark.parametrize("product", PDFS)
def test_pdf(product: str, bank: Callable[[], Bank]) -> None:
    assert pdf_difference(product, bank()) == ""


def docx_difference(edition: str, bank: Bank) -> str:
    pieces = docx_pieces(docx.render(select(bank, edition=edition)))
    return rules.difference(questions_of(pieces), rules.packet(bank, edition), rules.DOCX_FURNITURE)


def questions_of(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """The paragraphs from the first section on, without the scorecard: what comes of the content."""
    heads = [index for index, (_, style) in enumerate(pieces) if style == "Heading1"]
    for start, end in zip(heads[1:], [*heads[2:], len(pieces)], strict=True):
        if pieces[start][0] != "Scorecard":
            yield from (text for text, _ in pieces[start:end])


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
            for index, fact in enumerate(question.facts if edition != "candidate" else ()):
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


@BANKS
@pytest.mark.parametrize("edition", rules.EDITIONS)
def test_anki(edition: str, bank: Callable[[], Bank], path: Path) -> None:
    import_package(path, anki.render(select(bank(), edition=edition)))
    assert anki_difference(edition, bank(), path) == ""


def made(data: dict[str, Any]) -> Bank:
    return Bank(BankData.model_validate(data))


anything = settings(max_examples=40, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))


@anything
@given(data=banks(), product=st.sampled_from(sorted(PDFS)))
def test_pdf_of_anything(data: dict[str, Any], product: str) -> None:
    assert pdf_difference(product, made(drawable(data))) == ""


@anything
@given(data=banks(), edition=st.sampled_from(rules.EDITIONS))
def test_docx_of_anything(data: dict[str, Any], edition: str) -> None:
    assert docx_difference(edition, made(data)) == ""


@anything
@given(data=banks(), edition=st.sampled_from(rules.EDITIONS))
def test_anki_of_anything(data: dict[str, Any], edition: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        import_package(path, anki.render(select(made(data), edition=edition)))
        assert anki_difference(edition, made(data), path) == ""
