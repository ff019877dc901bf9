"""Figures: an SVG for applications that can draw it, a PNG for all others, and the alternative text."""

from __future__ import annotations

import io
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import resvg_py
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from alignprep_exporters.docx.template import TEXT_WIDTH
from alignprep_exporters.docx.xml import EMU, NAMESPACES, Element, new
from alignprep_exporters.fonts import font_file

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["Figures"]

_WIDEST: Final = TEXT_WIDTH * EMU
_TALLEST: Final = 9000 * EMU
_PIXELS: Final = 1000
"""The width of a PNG, which only applications without SVG show: 155 pixels an inch where it fills the text's width."""
_FAMILY: Final = "Source Sans 3"
_FONTS: Final = ("SourceSans3_400Regular.ttf", "SourceSans3_600SemiBold.ttf", "DejaVuSans.ttf")
"""The last one has the characters that the others lack."""
_SVG_EXTENSION: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A figure that is in the package: the relationships to its two pictures, and its size."""

    png: str
    svg: str
    width: int
    height: int


class Figures:
    """The figures of one document; each is in the package once, however often it is shown."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._drawn: dict[str, _Drawn] = {}

    def run(self, file: str, alt: str) -> Element:
        """A run that shows a figure."""
        if file not in self._drawn:
            self._drawn[file] = self._draw(self._body.packet.media[file])
        return new("w:r", self._inline(self._drawn[file], file, alt))

    def _draw(self, svg: str) -> _Drawn:
        width, height = _size(svg)
        part = self._body.document.part
        png, _ = part.get_or_add_image(io.BytesIO(_png(svg, max(1, round(_PIXELS * width / _WIDEST)))))
        name = PackURI(f"/word/media/figure{len(self._drawn) + 1}.svg")
        vector = Part(name, "image/svg+xml", svg.encode(), part.package)
        return _Drawn(png, part.relate_to(vector, RELATIONSHIP_TYPE.IMAGE), width, height)

    def _inline(self, drawn: _Drawn, file: str, alt: str) -> Element:
        id = self._body.new_id()
        vector = new("a:ext", new("asvg:svgBlip", r_embed=drawn.svg), uri=_SVG_EXTENSION)
        picture = new(
            "pic:pic",
            new("pic:nvPicPr", new("pic:cNvPr", id=id, name=file, descr=alt), new("pic:cNvPicPr")),
            new(
                "pic:blipFill",
                new("a:blip", new("a:extLst", vector), r_embed=drawn.png),
                new("a:stretch", new("a:fillRect")),
            ),
            new(
                "pic:spPr",
                new("a:xfrm", new("a:off", x=0, y=0), new("a:ext", cx=drawn.width, cy=drawn.height)),
                new("a:prstGeom", new("a:avLst"), prst="rect"),
            ),
        )
        inline = new(
            "wp:inline",
            new("wp:extent", cx=drawn.width, cy=drawn.height),
            new("wp:docPr", id=id, name=file, descr=alt),
            new("wp:cNvGraphicFramePr", new("a:graphicFrameLocks", noChangeAspect=1)),
            new("a:graphic", new("a:graphicData", picture, uri=NAMESPACES["pic"])),
            **dict.fromkeys(("distT", "distB", "distL", "distR"), 0),
        )
        return new("w:drawing", inline)


def _size(svg: str) -> tuple[int, int]:
    """The size at which to show a figure: its own, but at least 60 and at most 100 percent of the text's width.

    `alignprep.text.svg` accepts only figures with a `viewBox` of sensible size.
    """
    _, _, wide, high = map(float, etree.fromstring(svg.encode()).get("viewBox", "").split())
    width = min(max(wide * 15 * EMU, _WIDEST * 0.6), _WIDEST)
    scale = min(1.0, _TALLEST / (width * high / wide))
    return round(width * scale), round(width * scale * high / wide)


@lru_cache(maxsize=64)
def _png(svg: str, width: int) -> bytes:
    """The figure as a PNG, drawn with alignprep's fonts, not the system's, and once for all packets of a cohort."""
    with ExitStack() as stack:
        fonts = [str(stack.enter_context(font_file(name))) for name in _FONTS]
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=fonts,
            font_family=_FAMILY,
            serif_family=_FAMILY,
            sans_serif_family=_FAMILY,
            cursive_family=_FAMILY,
            fantasy_family=_FAMILY,
            monospace_family=_FAMILY,
        )
