"""What an interviewer grades with: the anchored scale and the boxes to mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, Paragraph, Table

from alignprep.markdown import parse_line
from alignprep_exporters.pdf.fonts import SANS, SANS_BOLD
from alignprep_exporters.pdf.inlines import markup
from alignprep_exporters.pdf.styles import INK, LINE, SOFT, style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alignprep.model import Rubric

__all__ = ["anchors", "scores"]


def anchors(rubric: Rubric, labels: Mapping[str, str], width: float) -> Table:
    """The described grades, a row each."""
    rows = [
        [Paragraph(str(grade), style("th")), Paragraph(markup(parse_line(said), labels), style("cell"))]
        for grade, said in rubric.anchors()
    ]
    return Table(
        rows,
        colWidths=[22, width - 22],
        hAlign="LEFT",
        spaceAfter=8,
        splitInRow=1,
        style=[
            ("FONTNAME", (0, 0), (-1, -1), SANS),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, LINE),
        ],
    )


def scores() -> Flowable:
    """Five boxes, one a grade."""
    cells = [str(grade) for grade in range(1, 6)]
    return Table(
        [cells],
        colWidths=[34] * 5,
        rowHeights=[22],
        hAlign="LEFT",
        style=[
            ("FONT", (0, 0), (-1, -1), SANS_BOLD, 10),
            ("TEXTCOLOR", (0, 0), (-1, -1), INK),
            ("ALIGN", (0, 0), (-1, -1), "CENTER"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("GRID", (0, 0), (-1, -1), 0.6, SOFT),
        ],
    )
