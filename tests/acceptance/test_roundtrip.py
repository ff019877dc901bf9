"""What goes in comes out, in the hands of poppler and LibreOffice. Run by `make acceptance`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from alignprep import load, select
from alignprep.bank.bank import Bank
from alignprep.text.markdown import parse
from alignprep.text.nodes import Table
from alignprep_exporters import docx
from tests.support import expected_text as rules
from tests.support.export_readers import PDFS
from tests.support.real_clients import office, run
from tests.support.sample_bank import sample_bank

pytestmark = pytest.mark.acceptance
BANKS = pytest.mark.parametrize("bank", [sample_bank, load], ids=["the sample", "the bank"])
_FORMULA = re.compile("⟦(.*?)⟧")


def letters(text: str) -> str:
    """A text as it is typed, without white space."""
    return "".join(rules.typed(unicodedata.normalize("NFKC", text.replace("␣", ""))).split())


def missing(text: str, wanted: Iterable[str], furniture: Iterable[str], *, formulas: bool) -> str:
    """The first piece that a text, which has no white space any more, does not say where it should.

    Between two pieces there is furniture or nothing. Of a formula, the signs count, if the reader shows any.
    """
    allowed = re.compile(f"(?:{'|'.join(furniture)})*")
    place = -1
    for piece in map(letters, wanted):
        parts = _FORMULA.split(piece.replace(letters(rules.PAGE), ""))
        if not piece or piece.startswith("["):  # A figure is drawn.
            continue
        for index, part in enumerate(parts):
            begin = max(place, 0)
            if index % 2:
                place = after(text, begin, rules.signs(part)) if formulas else begin
                if place < 0:
                    return f"⟦{part}⟧ of {piece!r} at {text[begin : begin + 80]!r}"
                if formulas and not parts[index + 1]:  # Else a bracket may be the text's own.
                    place = closing(text, place)
                continue
            found = text.find(part, begin)
            while index == 0 <= place and found > 0 and not allowed.fullmatch(text, begin, found):
                further = text.find(part, found + 1, begin + 500)  # What was found may be within furniture.
                if further < 0:
                    break
                found = further
            if found < 0:
                return f"{part!r} of {piece!r} after {text[max(begin - 80, 0) : begin]!r}"
            between = text[begin:found]
            if index == 0 and place >= 0 and not allowed.fullmatch(between):
                return f"{between!r} before {piece!r}"
            if index and formulas and rules.signs(between):
                return f"{between!r} in {piece!r}"
            place = found + len(part)
    rest = text[place:]
    return "" if allowed.fullmatch(rest) else f"{rest[:200]!r} at the end"


def after(text: str, place: int, signs: str) -> int:
    """Where the signs of a formula end that begins at a place; -1 if it is another."""
    end = place
    while rules.signs(text[place:end]) != signs:
        end += 1
        if end > len(text) or not signs.startswith(rules.signs(text[place:end])):
            return -1
    return end


def closing(text: str, end: int) -> int:
    """Where a formula ends whose signs end at a place: behind the brackets that close it."""
    while end < len(text) and (unicodedata.category(text[end]) in ("Pe", "Mn", "Sm") or text[end] == "%"):
        if rules.signs(text[end]):
            break
        end += 1
    return end


def closed(patterns: Iterable[str]) -> list[str]:
    return [pattern.replace(" ", "") for pattern in patterns]


def figures(bank: Bank) -> list[str]:
    """What is written in the figures, which are drawn."""
    said = ["".join(node.itertext()) for svg in bank.media.values() for node in etree.fromstring(svg).iter("{*}text")]
    return [re.escape(letters(text)) for text in said]


def heads(bank: Bank) -> list[str]:
    """The first rows of tables, which stand again on the next page."""
    blocks = [block for question in bank.questions for block in parse(question.answer.depth)]
    tables = [block for block in blocks if isinstance(block, Table)]
    shown = (letters("".join(map(rules.PDF(bank).line, table.header))) for table in tables)
    return [re.escape(_FORMULA.sub(r"\1", text)) for text in shown]


@BANKS
@pytest.mark.parametrize("product", PDFS)
def test_poppler_reads_what_the_bank_says(product: str, bank: Callable[[], Bank], tmp_path: Path) -> None:
    exporter, edition, wanted = PDFS[product]
    (tmp_path / "x.pdf").write_bytes(exporter.render(select(bank(), edition=edition)))
    body = ("-nopgbrk", "-x", "0", "-y", "38", "-W", "596", "-H", "772", "x.pdf", "-")
    foot = rf"{re.escape(letters(bank().profile.license))}Page\d+of\d+"  # A handout's, which is within that height.
    text = re.sub(foot, "", letters(run("pdftotext", "-raw", *body, cwd=tmp_path)))
    furniture = [*closed(rules.PDF_FURNITURE), r"\d+", *figures(bank()), *heads(bank())]
    said = wanted(bank())
    if product == "study guide":  # Drawn in the order of pages, not of tags.
        said = rules.handbook(bank(), edition, open_together=opening_together(text, bank()))
    assert missing(text, said, furniture, formulas=True) == ""


def opening_together(text: str, bank: Bank) -> list[tuple[str, str]]:
    """The neighbors of which the second is asked before the first one is answered, under its title and question."""
    found = []
    for question, following in pairwise(bank.questions):
        asked = letters(f"{following.number}. {following.title}") + letters(f"{following.minutes} minute")
        title = letters(f"{question.number}. {question.title}")
        answered = title + letters(_FORMULA.sub(r"\1", rules.PDF(bank).markdown(question.question)))[:20]
        if 0 <= text.find(asked) < text.find(answered):
            found.append((question.id, following.id))
    return found


@BANKS
@pytest.mark.parametrize("edition", rules.EDITIONS)
def test_libreoffice_reads_what_the_bank_says(edition: str, bank: Callable[[], Bank], tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(docx.render(select(bank(), edition=edition)))
    office(tmp_path, "x.docx", "txt:Text (encoded):UTF8")
    text = letters((tmp_path / "x.txt").read_text(encoding="utf-8"))
    wanted = list(rules.packet(bank(), edition))
    # A section's title stands on the cover too, and only there without its description behind it.
    start = text.find(letters(wanted[0] + wanted[1] * (edition != "candidate")))
    assert start >= 0
    text = re.sub("Scorecard.*?(Modelanswers)", r"\1", text[start:])
    furniture = [*closed(rules.DOCX_FURNITURE), r"[•–·▪◦]", r"\d+[.)]"]
    assert missing(text, wanted, furniture, formulas=False) == ""
