"""Figures: a picture that every version draws, and the vectors beside it for those that can."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import resvg_py
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from alignprep_exporters.docx.elements import element
from alignprep_exporters.fonts import font_file

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["picture"]

_EMU: Final = 635
_SVG: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_PIXELS: Final = 1800


def picture(svg: str, alt: str, body: Body) -> Any:
    """A run with the figure, as wide as the text; `alt` is what a screen reader says.

    The vectors are an extension of the picture (MS-ODRAWXML 2.3.1.6, `svgBlip`).
    """
    with font_file("SourceSans3_400Regular.ttf") as regular, font_file("SourceSans3_600SemiBold.ttf") as bold:
        png = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=_PIXELS,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(regular), str(bold)],
            font_family="Source Sans 3",
            sans_serif_family="Source Sans 3",
            serif_family="Source Sans 3",
            monospace_family="Source Sans 3",
        )
    relation, image = body.document.part.get_or_add_image(io.BytesIO(bytes(png)))
    width = body.text_width * _EMU * 9 // 10
    height = width * image.px_height // image.px_width
    id = body.new_id()
    vectors = _vectors(svg, id, body)
    inline: Any = parse_xml(
        f'<wp:inline {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{id}" name="Figure {id}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{id}" name="figure-{id}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"><a:extLst><a:ext uri="{_SVG}">'
        '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
        f'r:embed="{vectors}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    )
    inline.docPr.set("descr", alt)
    return element("w:r", element("w:drawing", inline))


def _vectors(svg: str, id: int, body: Body) -> str:
    package = body.document.part.package
    part = Part(PackURI(f"/word/media/figure{id}.svg"), "image/svg+xml", svg.encode(), package)
    relation: str = body.document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    return relation
