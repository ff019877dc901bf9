"""The PDF products in the hands of real readers: poppler, qpdf. Run by `make acceptance`."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from alignprep import load, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from tests.support.pdf_content import answered, asked, listed_pages
from tests.support.pdf_reader import tagged
from tests.support.real_clients import run
from tests.support.sample_bank import sample_bank
from tools import pages

pytestmark = pytest.mark.acceptance
PRODUCTS = [(pdf, "candidate"), (pdf, "study"), (pdf, "interviewer"), (answers, "study"), (quick, "study")]
IDS = ["handout", "study guide", "interviewer's guide", "answers", "quick reference"]
WORD = re.compile(r'<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">([^<]*)<')


def letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("edition", ["study", "interviewer"])
@pytest.mark.parametrize("bank", [load, sample_bank], ids=["the bank", "the sample"])
def test_pdftotext_gives_every_character_in_order(edition: str, bank: Any, tmp_path: Path) -> None:
    packet = select(bank(), edition=edition)
    data = pdf.render(packet)
    (tmp_path / "x.pdf").write_bytes(data)
    numbers = listed_pages(tagged(data).root)
    # The text alone, without heads and feet, which stand between the halves of a paragraph.
    body = ("-nopgbrk", "-x", "0", "-y", "38", "-W", "596", "-H", "772", "x.pdf", "-")
    drawn = letters(run("pdftotext", "-raw", *body, cwd=tmp_path))
    sorted_ = letters(run("pdftotext", *body, cwd=tmp_path))
    questions = [text for item in packet.items for text in asked(item, packet)]
    answers = [text for item in packet.items for text in answered(item, packet, numbers)]
    count, parted = 0, []
    for texts in (questions, answers):  # Each in order; the questions of a page come before their answers.
        place = 0
        for text in texts:
            wanted = letters(text)
            # Bullets and grades stand beside their line, figures are drawn.
            if len(wanted) <= 2 or text.startswith("["):
                continue
            found = drawn.find(wanted, place)
            assert found >= 0, f"{text!r} after {drawn[place - 80 : place]!r}"
            place, count = found + len(wanted), count + 1
            if wanted not in sorted_:
                parted.append(text)
    # Sorted by place, what stands across the columns, or a column of comments in code, may part the halves of a text.
    assert len(parted) <= max(count / 50, 3), parted


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS, ids=IDS)
def test_no_word_leaves_its_page_or_lies_on_another(exporter: Any, edition: str, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(exporter.render(select(load(), edition=edition)))
    sheets = run("pdftotext", "-bbox", "x.pdf", "-", cwd=tmp_path).split("<page ")[1:]
    count = 0
    for number, sheet in enumerate(sheets, 1):
        size = re.match(r'width="([0-9.]+)" height="([0-9.]+)"', sheet)
        assert size
        boxes = [(*map(float, found[:4]), found[4]) for found in WORD.findall(sheet)]
        count += len(boxes)
        for x0, y0, x1, y1, word in boxes:
            assert 15 < x0 <= x1 < float(size[1]) - 15, (number, word)
            assert 15 < y0 <= y1 < float(size[2]) - 15, (number, word)
        overlapping = [
            (a[4], b[4]) for index, a in enumerate(boxes) for b in boxes[index + 1 : index + 40] if _over(a, b)
        ]
        assert overlapping == [], number
    assert count > 1500


def _over(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Whether two words share more than a fifth of the smaller one; boxes are as tall as their fonts' longest letters.

    A hat may be wider than its letter and reach over the next one.
    """
    if any(map(unicodedata.combining, a[4] + b[4])):
        return False
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return False
    smaller = min((one[2] - one[0]) * (one[3] - one[1]) for one in (a, b))
    return bool(width * height > 0.2 * smaller and height > 0.35 * min(a[3] - a[1], b[3] - b[1]))


@pytest.mark.parametrize(("exporter", "edition"), PRODUCTS, ids=IDS)
def test_qpdf_and_poppler_find_a_sound_file(exporter: Any, edition: str, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(exporter.render(select(load(), edition=edition)))
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", "x.pdf", cwd=tmp_path)
    about = run("pdfinfo", "x.pdf", cwd=tmp_path)
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"PDF version:\s+1\.7", about)
    fonts = run("pdffonts", "x.pdf", cwd=tmp_path).splitlines()[2:]
    assert len(fonts) >= 3
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts


def test_poppler_reads_the_structure_as_we_do(tmp_path: Path) -> None:
    data = pdf.render(select(sample_bank(), edition="interviewer"))
    (tmp_path / "x.pdf").write_bytes(data)
    lines = run("pdfinfo", "-struct-text", "x.pdf", cwd=tmp_path).splitlines()
    heard = "".join(line.strip()[1:-1] for line in lines if line.strip().startswith('"'))
    ours = tagged(data).root.text()
    assert letters(heard) == letters(ours)


@pytest.mark.parametrize("product", pages.PRODUCTS)
def test_pages_look_as_accepted(product: str) -> None:
    now, before = pages.grids(product), pages.accepted(product)
    assert len(now) == len(before), "more or fewer pages; look at them, then run: make pages"
    for number, (page, golden) in enumerate(zip(now, before, strict=True), 1):
        differing = sum(
            abs(int(a) - int(b)) > 1
            for row, other in zip(page, golden, strict=True)
            for a, b in zip(row, other, strict=True)
        )
        picture = "\n".join(f"{row}   {other}" for row, other in zip(page, golden, strict=True))
        assert differing <= 4, f"page {number} looks different; look at it, then run: make pages\n{picture}"
