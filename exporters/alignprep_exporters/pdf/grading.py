"""What an interviewer grades with: the anchored scale and the boxes to mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.text.markdown import parse_line
from alignprep_exporters.pdf.boxes import Box, Paragraph
from alignprep_exporters.pdf.lines import Line, length
from alignprep_exporters.pdf.spans import spans, words
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.styles import SOFT, style
from alignprep_exporters.pdf.tables import Grid, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alignprep.model.records import Rubric
    from alignprep_exporters.pdf.sheet import Sheet

__all__ = ["Scores", "anchors"]

_GRADE_WIDTH: Final = 21.0
_SIDE: Final = 28.0


def anchors(rubric: Rubric, labels: Mapping[str, str], parent: Node, width: float) -> Grid:
    """The described grades, a row each."""
    table = Node("Table", parent)
    rows = []
    for grade, said in rubric.anchors():
        line = Node("TR", table)
        head, body = Node("TH", line, attributes=" /O /Table /Scope /Row"), Node("TD", line)
        strong, look = style("th"), style("cell")
        rows.append(
            Row(
                [
                    Paragraph(words(str(grade), strong), strong, head, _GRADE_WIDTH),
                    Paragraph(spans(parse_line(said), look, labels, body), look, body, width - _GRADE_WIDTH),
                ]
            )
        )
    return Grid(rows, [0, _GRADE_WIDTH], width)


class Scores(Box):
    """Five boxes to mark, one a grade."""

    after = 7.0
    keep = True

    def __init__(self, parent: Node) -> None:
        self._node = Node("P", parent)
        self.height = 24.5

    def draw(self, sheet: Sheet, x: float, top: float) -> None:
        """Draw the boxes and their grades."""
        look = style("th")
        lines = []
        for grade in range(1, 6):
            left = x + (grade - 1) * _SIDE
            sheet.area(left, top - 21, _SIDE, 21, stroke=SOFT)
            (span,) = words(str(grade), look)
            lines.append((left + (_SIDE - length(span, span.text)) / 2, top - 14, Line([(span, span.text)], soft=True)))
        sheet.text(self._node, lines)
