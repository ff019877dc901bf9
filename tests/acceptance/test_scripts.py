"""PDF products of banks in other scripts, with the fonts of Debian, in the hands of those who read text out of them.

What they give for text from right to left is theirs: they know nothing of tags and turn round what looks so. Letters
and words come out as written; of brackets and commas beside Latin letters or digits, each has its own idea.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from pathlib import Path

import page
import pypdfium2
import pytest
from pypdf import PdfReader

from alignprep import Edition, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf import quick
from tests.support.pdf_reader import tagged
from tests.support.real_clients import run
from tests.support.script_banks import SCRIPTS, Written, script_bank

pytestmark = pytest.mark.acceptance
FOLDER = Path("/usr/share/fonts")
NOTO = FOLDER / "truetype" / "noto"
FONTS = {
    "Japanese": [FOLDER / "opentype" / "ipaexfont-gothic" / "ipaexg.ttf"],
    "Greek": [],
    "Arabic": [NOTO / "NotoNaskhArabic-Regular.ttf", NOTO / "NotoNaskhArabic-Bold.ttf"],
    "Hindi": [NOTO / "NotoSansDevanagari-Regular.ttf", NOTO / "NotoSansDevanagari-Bold.ttf"],
    "Hebrew": [NOTO / "NotoSerifHebrew-Regular.ttf"],
    "Thai": [NOTO / "NotoSansThai-Regular.ttf"],
}
FORWARD = ("Japanese", "Greek", "Hindi", "Thai")
BACKWARD = ("Arabic", "Hebrew")
OTHER_JAPANESE = FOLDER / "truetype" / "vlgothic" / "VL-Gothic-Regular.ttf"


@cache
def made(script: str) -> bytes:
    fonts = {file.name: file.read_bytes() for file in FONTS[script]}
    return pdf.render(select(script_bank(script, fonts), edition="study"))


def squeezed(text: str) -> str:
    """The text without spaces and without the controls that `pdftotext` adds, in normal form C."""
    return "".join(re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", unicodedata.normalize("NFC", text)).split())


def texts(said: Written) -> tuple[str, ...]:
    return (said.title, said.ask, said.first, said.second, *said.lines)


def words(text: str) -> list[str]:
    """Words of Hebrew and Arabic, without the punctuation."""
    return re.findall("[\u0591-\u05bd\u05bf-\u05f2\u0620-\u065f]+", text)


def extracted(data: bytes, folder: Path) -> dict[str, str]:
    """What each program gives for a file."""
    (folder / "x.pdf").write_bytes(data)
    document = pypdfium2.PdfDocument(data)
    return {
        "pdftotext": run("pdftotext", "x.pdf", "-", cwd=folder),
        "pypdf": "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages),
        "pdfium": "\n".join(one.get_textpage().get_text_range() for one in document),
    }


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_guide_conforms_and_says_what_was_written(script: str) -> None:
    data, said = made(script), SCRIPTS[script]
    for profile in ("pdf_ua1", "pdf_a2a"):
        assert page.validate_pdf_bytes(data, profile=profile).failures == []
    read = squeezed(tagged(data).root.text())
    assert [text for text in texts(said) if squeezed(text) not in read] == []


@pytest.mark.parametrize("script", FORWARD)
def test_every_program_gives_back_what_was_written(script: str, tmp_path: Path) -> None:
    for program, text in extracted(made(script), tmp_path).items():
        found = squeezed(text)
        assert [one for one in texts(SCRIPTS[script]) if squeezed(one) not in found] == [], program


@pytest.mark.parametrize("script", BACKWARD)
def test_every_program_gives_back_the_words_from_right_to_left(script: str, tmp_path: Path) -> None:
    said, found = SCRIPTS[script], extracted(made(script), tmp_path)
    for program, text in found.items():
        plain = re.sub("[\u200e\u200f\u202a-\u202e]", "", unicodedata.normalize("NFC", text))
        missing = [word for one in texts(said) for word in words(one) if word not in plain]
        assert missing == [], program
        assert squeezed(said.title) in squeezed(text), program
    for program in ("pdftotext", "pdfium"):  # Those that put the parts of a line together, but for brackets.
        assert all(squeezed(one) in squeezed(found[program]) for one in (said.second, *said.lines)), program


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("edition", [Edition.INTERVIEWER, Edition.CANDIDATE])
def test_every_product_conforms(script: str, edition: Edition) -> None:
    fonts = {file.name: file.read_bytes() for file in FONTS[script]}
    packet = select(script_bank(script, fonts), edition=edition)
    exporters = [pdf] if edition is Edition.CANDIDATE else [pdf, quick]
    for exporter in exporters:
        data = exporter.render(packet)
        for profile in ("pdf_ua1", "pdf_a2a"):
            assert page.validate_pdf_bytes(data, profile=profile).failures == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_readers_find_a_sound_file_with_all_fonts_in_it(script: str, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(made(script))
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", "x.pdf", cwd=tmp_path)
    listed = run("pdffonts", "x.pdf", cwd=tmp_path).splitlines()[2:]
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed), listed


def test_another_japanese_font_does_as_well(tmp_path: Path) -> None:
    bank = script_bank("Japanese", {OTHER_JAPANESE.name: OTHER_JAPANESE.read_bytes()})
    data = pdf.render(select(bank, edition="study"))
    found = squeezed(extracted(data, tmp_path)["pdftotext"])
    assert all(squeezed(text) in found for text in texts(SCRIPTS["Japanese"]))
