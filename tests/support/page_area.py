"""How much of a guide's pages is empty, from their pictures; needs poppler."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from alignprep import Packet
from alignprep_exporters.pdf import _KINDS, render
from alignprep_exporters.pdf.layout.boxes import AnswerLines
from alignprep_exporters.pdf.layout.pages import Page, fill_pages
from alignprep_exporters.pdf.publish import columns_of
from alignprep_exporters.pdf.story import guide_page, story
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.fonts import using

_DOTS = 36
"""Dots to an inch, so that a dot is two points wide."""
_NEAR = 6
"""A dot is empty if it is farther than so many dots, the height of a line of text, from all ink."""


def laid_out(packet: Packet) -> list[Page]:
    """The pages of a guide with their boxes."""
    root, page = Node("Document"), guide_page(packet)
    with using(packet.fonts):
        return list(fill_pages(story(packet, _KINDS[packet.edition], root, page), columns_of(page)))


def empty_share(packet: Packet, folder: Path) -> float:
    """The share of the area within the margins that is empty; room to answer does not count, neither does the cover."""
    (folder / "x.pdf").write_bytes(render(packet))
    subprocess.run(["pdftoppm", "-r", str(_DOTS), "-gray", "x.pdf", "page"], cwd=folder, check=True)
    about, scale = guide_page(packet), _DOTS / 72
    frame = [
        round(scale * side) for side in (about.left, about.top, about.width - about.right, about.height - about.bottom)
    ]
    empty = total = 0
    for page, path in list(zip(laid_out(packet), sorted(folder.glob("page-*.pgm")), strict=True))[1:]:
        ink = Image.open(path).point(lambda shade: 255 if shade < 250 else 0)
        near = ink.filter(ImageFilter.MaxFilter(2 * _NEAR + 1))
        counted = Image.new("L", ink.size)
        draw = ImageDraw.Draw(counted)
        draw.rectangle(frame, fill=255)
        for one in page.placed:
            if isinstance(one.box, AnswerLines):
                top = about.height - one.top
                room = (one.x, top, one.x + one.box._width, top + one.box.height)
                draw.rectangle([round(scale * side) for side in room], fill=0)
        total += counted.histogram()[255]
        empty += ImageChops.subtract(counted, near).histogram()[255]
    return empty / total
