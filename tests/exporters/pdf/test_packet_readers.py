"""A packet in the hands of real readers: poppler and qpdf find the file sound, and show what was filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageChops

from alignprep import Packet, load, select
from alignprep_exporters import pdf
from tests.support.pdf_forms import filled, values, widgets
from tests.support.real_clients import run
from tests.support.sample_bank import INTERVIEW

pytestmark = pytest.mark.acceptance
DPI: Final = 72


def packet(paper: str = "a4") -> Packet:
    return select(load(), edition="interviewer", minutes=45, seed=7, paper=paper, interview=INTERVIEW)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_file_is_sound(paper: str, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(pdf.render(packet(paper)))
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", "x.pdf", cwd=tmp_path)
    about = run("pdfinfo", "x.pdf", cwd=tmp_path)
    assert "AcroForm" in about
    fonts = run("pdffonts", "x.pdf", cwd=tmp_path).splitlines()[2:]
    assert all(line.split()[-5] == "yes" for line in fonts), "every font is embedded"


def test_what_is_filled_in_is_shown(tmp_path: Path) -> None:
    blank = pdf.render(packet())
    fields = widgets(blank)
    given = {
        name: ones[-1].states.difference({"Off"}).pop() for name, ones in fields.items() if "/AS" in ones[0].entries
    }
    lines = [name for name, ones in fields.items() if "/AS" not in ones[0].entries and name != "form"]
    given |= dict.fromkeys(lines, "Said it plainly")
    data = filled(blank, given)
    assert values(data) == {"form": "B", **given}
    before, after = (drawn(one, tmp_path / name) for one, name in ((blank, "blank"), (data, "filled")))
    for name, value in given.items():
        for one in fields[name]:
            chosen = "/AS" not in one.entries or value in one.states
            assert differs(before[one.page], after[one.page], one.rectangle) == chosen, (name, value)


def drawn(data: bytes, folder: Path) -> list[Image.Image]:
    """The pages as poppler draws them."""
    folder.mkdir()
    (folder / "x.pdf").write_bytes(data)
    run("pdftoppm", "-r", str(DPI), "-gray", "x.pdf", "page", cwd=folder)
    return [Image.open(path) for path in sorted(folder.glob("page-*.pgm"))]


def differs(before: Image.Image, after: Image.Image, rectangle: tuple[float, float, float, float]) -> bool:
    """Whether two pictures of a page differ in a rectangle of the page."""
    left, bottom, right, top = rectangle
    box = tuple(map(round, (left + 1, before.height - top + 1, right - 1, before.height - bottom - 1)))
    return ImageChops.difference(before.crop(box), after.crop(box)).getbbox() is not None  # type: ignore[arg-type]
