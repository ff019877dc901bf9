"""The Word documents in LibreOffice's hands: pages, contents, a company's looks, forms. Run by `make acceptance`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from alignprep import Packet, load, select
from alignprep_exporters import docx
from tests.support.docx_reader import find, parts
from tests.support.docx_templates import changed, company
from tests.support.real_clients import office, run
from tests.support.sample_bank import INTERVIEW

pytestmark = pytest.mark.acceptance
BANK = load()
CASES = [("candidate", "a4"), ("study", "a4"), ("study", "letter"), ("interviewer", "a4"), ("interviewer", "letter")]
BOTTOM = 90
"""Where no heading may stand, in points from the edge of the paper: the last line of a page."""


def printed(document: bytes, folder: Path) -> PdfReader:
    """What LibreOffice makes of a document."""
    (folder / "x.docx").write_bytes(document)
    office(folder, "x.docx", "pdf")
    return PdfReader(folder / "x.pdf")


def headings(reader: PdfReader) -> list[tuple[str, int, float]]:
    """The headings of a document by page and height."""

    def flat(outline: object) -> Iterator[Destination]:
        for entry in outline if isinstance(outline, list) else []:
            if isinstance(entry, Destination):
                yield entry
            else:
                yield from flat(entry)

    found = []
    for entry in flat(reader.outline):
        page = reader.get_destination_page_number(entry)
        assert page is not None
        found.append((" ".join(str(entry.title).split()), page + 1, float(str(entry.top))))
    return found


def entries(document: bytes) -> list[tuple[str, int]]:
    """The contents of a document as it stands: headings with the pages that are estimated."""
    path = "//w:p[w:pPr/w:pStyle/@w:val='TOC1' or w:pPr/w:pStyle/@w:val='TOC2']"
    lines = ["".join(piece.text for piece in entry.iter("{*}t")) for entry in find(document, path)]
    pages = [int(page) for page in find(document, f"{path}//w:r[last()-1]/w:t/text()")]
    return [(" ".join(line.removesuffix(str(page)).split()), page) for line, page in zip(lines, pages, strict=True)]


def true_pages(reader: PdfReader, titles: list[str]) -> list[int]:
    """Where headings really stand, which follow each other as they do in the contents."""
    standing = iter(headings(reader))
    return [next(page for found, page, _ in standing if found == title) for title in titles]


@pytest.mark.parametrize(("edition", "paper"), CASES)
def test_the_contents_show_the_pages_of_the_headings(edition: str, paper: str, tmp_path: Path) -> None:
    packet = replace(select(BANK, edition=edition, paper=paper), interview=INTERVIEW)
    document = docx.render(packet)
    reader = printed(document, tmp_path)
    titles = [title for title, _ in entries(document)]
    pages = true_pages(reader, titles)
    shown = run("pdftotext", "-layout", "x.pdf", "-", cwd=tmp_path)
    dotted = [
        (" ".join(title.split()), int(page)) for title, page in re.findall(r"^ *(\S.*?)\.{3,} *([0-9]+)$", shown, re.M)
    ]
    assert dotted == list(zip(titles, pages, strict=True))
    assert len(dotted) > 50
    estimated = [page for _, page in entries(document)]
    furthest = max(abs(guess - page) for guess, page in zip(estimated, pages, strict=True))
    assert furthest <= 1 + len(reader.pages) // 50


@pytest.mark.parametrize("template", [None, company()], ids=["ours", "company"])
@pytest.mark.parametrize(("edition", "paper"), CASES)
def test_no_heading_ends_a_page_and_none_is_empty(
    edition: str, paper: str, template: bytes | None, tmp_path: Path
) -> None:
    packet = replace(select(BANK, edition=edition, paper=paper, minutes=90), interview=INTERVIEW, template=template)
    reader = printed(docx.render(packet), tmp_path)
    assert [heading for heading in headings(reader) if heading[2] < BOTTOM] == []
    assert [number for number, page in enumerate(reader.pages, 1) if len(page.extract_text().split()) < 20] == []


def packet() -> Packet:
    return replace(select(BANK, edition="interviewer", minutes=30), interview=INTERVIEW)


def test_what_is_filled_in_once_is_shown_wherever_it_belongs(tmp_path: Path) -> None:
    """LibreOffice binds texts, so a name in the form's part appears on the cover and on the scorecard."""
    document = docx.render(packet())
    assert parts(document)["word/document.xml"].count(b"B. Noor") == 2
    filled = changed(document, {"customXml/item1.xml": (b"B. Noor", b"Grace Hopper")})
    printed(filled, tmp_path)
    shown = run("pdftotext", "-layout", "x.pdf", "-", cwd=tmp_path)
    assert (shown.count("Grace Hopper"), shown.count("B. Noor")) == (2, 0)


@pytest.mark.parametrize("target", ["docx:MS Word 2007 XML", "dotx:MS Word 2007 XML Template"])
def test_a_template_that_libreoffice_saved(target: str, tmp_path: Path) -> None:
    (tmp_path / "company.docx").write_bytes(company())
    office(tmp_path, "company.docx", "odt")
    suffix = target.partition(":")[0]
    office(tmp_path, "company.odt", target)
    template = (tmp_path / f"company.{suffix}").read_bytes()
    document = docx.render(replace(packet(), template=template))
    reader = printed(document, tmp_path)
    assert b"Georgia" in parts(document)["word/styles.xml"]
    titles = [title for title, _ in entries(document)]
    assert len(true_pages(reader, titles)) == len(titles)
