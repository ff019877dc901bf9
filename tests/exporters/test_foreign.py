"""Another bank's products, metadata and archives included, name nothing of the bank in the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import alignprep
from alignprep import Edition
from alignprep.bank.bank import Bank
from alignprep.build.build import Product, build, products_of
from alignprep.content.reader import read_content
from tests.conftest import ROOT
from tests.support.every_text import texts
from tests.support.foreign_bank import write_folder
from tests.support.language_banks import LANGUAGES, language_bank

OURS = alignprep.load()
ALLOWED = re.compile(
    r"(?im)alignprep(\.[a-z_]+)+|urn:alignprep:(schema|data|form)\S*|alignprep-[0-9]+\b|alignprep \d+\.\d+\.\d+\w*|"
    r"alignprep with ReportLab|[\"'>]alignprep[\"'<]|^alignprep$"
)
"""`alignprep` as the program: import names, identifiers of its formats, generator and creator."""


def names() -> list[str]:
    """What belongs to our bank alone: its names, terms and claims, and the ids and words of everything in it."""
    data = OURS.data
    notes = [text for text in vars(data.dataset).values() if text]
    named = [data.title, data.license_name, data.code_license_name, *data.authors, *data.keywords[:2]]
    words = [one.title for one in OURS.questions] + [section.description or "" for section in OURS.sections]
    ids = [*OURS, *OURS.references, *(key for key in OURS.topics if "-" in key)]
    decks = ["AlignPrep", str(data.anki.id)[:10]]
    return [one for one in (*named, *notes, *words, *ids, *decks) if one]


def made(bank: Bank, folder: Path) -> Iterator[tuple[str, str]]:
    """Every text of every product of a bank, in every edition of those that have several."""
    products = {(one.exporter, one.edition): one for one in products_of(bank)}
    for exporter in ("pdf", "docx", "anki", "json", "jsonl", "csv"):
        for edition in (Edition.STUDY, Edition.INTERVIEWER) if exporter == "anki" else Edition:
            product = Product(file=f"{exporter}-{edition}", exporter=exporter, edition=edition)
            products.setdefault((exporter, edition), product)
    built = build(bank, folder, products=tuple(products.values()), timeout=600)
    failed = {result.product.exporter for result in built.failures}
    assert failed <= ({"pdf", "pdf-answers", "pdf-quick"} if bank.language == "ja" else set()), built.failures
    program = (ROOT / "exporters" / "alignprep_exporters" / "html" / "practice.js").read_text(encoding="utf-8")
    for name in built.names:
        for part, text in texts(name, (folder / name).read_bytes()):
            yield part, text.replace(program, "")  # The same in every page.
        yield "file names", name


def banks(tmp_path: Path) -> list[Bank]:
    return [read_content(write_folder(tmp_path / "acme")), *map(language_bank, LANGUAGES)]


@pytest.mark.acceptance
@pytest.mark.parametrize("place", [pytest.param(place, id=id) for place, id in enumerate(("en", "de", "ja"))])
def test_nothing_of_ours_is_in_another_bank(place: int, tmp_path: Path) -> None:
    bank = banks(tmp_path)[place]
    bank = Bank(bank.data.model_copy(update={"products": ()}))
    found = list(made(bank, tmp_path / "dist"))
    assert len(found) > 40
    for part, text in found:
        for name in names():
            assert not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text), (part, name)
        left = ALLOWED.sub("", text)
        around = re.search(r"(?i).{0,60}alignprep.{0,60}", left)
        assert around is None, (part, around and around[0])


@pytest.mark.acceptance
def test_the_search_finds_ours_in_ours(tmp_path: Path) -> None:
    """So that the test above can fail."""
    kinds = ("anki", "docx", "pdf-quick", "datapackage", "csv")
    products = [one for one in products_of(OURS) if one.exporter in kinds and one.edition != Edition.CANDIDATE]
    build(OURS, tmp_path, products=products)
    for result in products:
        (path,) = (
            (one for one in tmp_path.iterdir() if one.stem == result.file and one.suffix != ".json")
            if (result.exporter != "datapackage")
            else [tmp_path / "datapackage.json"]
        )
        said = "\n".join(text for _, text in texts(path.name, path.read_bytes()))
        assert sum(bool(re.search(re.escape(name), said)) for name in names()) > 20, path
