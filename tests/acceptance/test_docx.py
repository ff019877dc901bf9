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
from alignprep.packet.interview import Sheet
from alignprep_exporters import docx
from tests.support.docx_reader import find, parts
from tests.support.docx_templates import changed, company
from tests.support.real_clients import office, run
from tests.support.sample_bank import INTERVIEW

pytestmark = pytest.mark.acceptance
BANK = load()
CASES = [("study", "a4"), ("study", "letter"), ("interviewer", "a4"), ("interviewer", "letter")]
SHEETS = [("candidate", "a4"), ("candidate", "letter")]
BOTTOM = 90
"""Where no heading may stand, in points from the edge of the paper: the last line of a page."""


PRINT = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""With the blank sides that LibreOffice prints but leaves out of other files."""


def printed(document: bytes, folder: Path) -> PdfReader:
    """What LibreOffice prints of a document."""
    (folder / "x.docx").write_bytes(document)
    office(folder, "x.docx", PRINT)
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
    """Where headings really stand, which follow each other as they do in the contents.

    The heading of a question's two pages begins with its place, which is its number when all questions are there.
    """
    standing = iter(headings(reader))
    return [
        next(page for found, page, _ in standing if re.sub("^([0-9]+) of [0-9]+", r"\1", found) == title)
        for title in titles
    ]


@pytest.mark.parametrize(("edition", "paper"), CASES)
def test_the_contents_show_the_pages_of_the_headings(edition: str, paper: str, tmp_path: Path) -> None:
    document = docx.render(select(BANK, edition=edition, paper=paper))
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
    assert max(abs(guess - page) for guess, page in zip(estimated, pages, strict=True)) <= 1


@pytest.mark.parametrize("template", [None, company()], ids=["ours", "company"])
@pytest.mark.parametrize(("edition", "paper"), CASES + SHEETS)
def test_no_heading_ends_a_page_and_none_is_empty(
    edition: str, paper: str, template: bytes | None, tmp_path: Path
) -> None:
    packet = select(BANK, edition=edition, paper=paper, minutes=90, interview=INTERVIEW, template=template)
    reader = printed(docx.render(packet), tmp_path)
    assert [heading for heading in headings(reader) if heading[2] < BOTTOM] == []
    assert [number for number, page in enumerate(reader.pages, 1) if len(page.extract_text().split()) < 20] == []


def spreads(reader: PdfReader) -> dict[int, list[int]]:
    """The pages of each question, by its place in the packet, as their heads say."""
    found: dict[int, list[int]] = {}
    for number, page in enumerate(reader.pages, 1):
        named = re.search("Question ([0-9]+) of [0-9]+\u2003", page.extract_text())
        if named:
            found.setdefault(int(named[1]), []).append(number)
    return found


@pytest.mark.parametrize("template", [None, company()], ids=["ours", "company"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("minutes", [45, None], ids=["45 minutes", "all questions"])
def test_each_question_has_two_facing_pages(
    minutes: int | None, paper: str, template: bytes | None, tmp_path: Path
) -> None:
    packet = select(
        BANK, edition="interviewer", paper=paper, minutes=minutes, seed=7, interview=INTERVIEW, template=template
    )
    reader = printed(docx.render(packet), tmp_path)
    found = spreads(reader)
    assert list(found) == list(range(1, len(packet.items) + 1))
    first = found[1][0]
    assert first % 2 == 0
    assert list(found.values()) == [[first + 2 * k, first + 2 * k + 1] for k in range(len(found))]
    for spread in found.values():  # A font of the PDF has one glyph for both kinds of spaces.
        heard, shown = (reader.pages[page - 1].extract_text().replace("\u00a0", " ") for page in spread)
        assert "Listen for" in heard
        assert "Evidence" in shown
        assert "Not asked" in shown
    if minutes:
        assert first == 2
        card = [number for number, page in enumerate(reader.pages, 1) if "Scorecard" in page.extract_text()]
        assert card == [len(reader.pages) - 1, len(reader.pages)]
        assert card[0] == found[len(found)][1] + 1


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_candidates_question_may_fill_a_page(paper: str, tmp_path: Path) -> None:
    interview = replace(INTERVIEW, sheet=Sheet.PAGES)
    packet = select(BANK, edition="candidate", paper=paper, minutes=60, interview=interview)
    reader = printed(docx.render(packet), tmp_path)
    texts = [page.extract_text() for page in reader.pages]
    assert [f"Question {place} of" in texts[place] for place in range(1, len(texts))] == [True] * len(packet.items)


def packet() -> Packet:
    return select(BANK, edition="interviewer", minutes=45, interview=INTERVIEW)


def test_what_is_filled_in_once_is_shown_wherever_it_belongs(tmp_path: Path) -> None:
    """LibreOffice binds texts, so a name in the form's part appears on the front page and on the scorecard."""
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
    document = docx.render(replace(select(BANK, edition="study", count=4), template=template))
    reader = printed(document, tmp_path)
    assert b"Georgia" in parts(document)["word/styles.xml"]
    titles = [title for title, _ in entries(document)]
    assert len(true_pages(reader, titles)) == len(titles) > 4
