"""What an interviewer grades with: a table of the rubric's anchors, and a box to mark for each grade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.text.markdown import parse_line
from alignprep_exporters.pdf.layout.boxes import Box, Paragraph
from alignprep_exporters.pdf.layout.tables import Grid, Row
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.lines import Line, length
from alignprep_exporters.pdf.type.spans import spans, words
from alignprep_exporters.pdf.type.styles import SOFT, style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alignprep.model.records import Rubric
    from alignprep_exporters.pdf.tagged.canvas import TaggedCanvas

__all__ = ["ScoreBoxes", "rubric_table"]

_GRADE_WIDTH: Final = 21.0
_SIDE: Final = 28.0


def rubric_table(rubric: Rubric, labels: Mapping[str, str], parent: Node, width: float) -> Grid:
    """The grades that the rubric describes, a row each."""
    table = Node("Table", parent)
    rows = []
    for grade, said in rubric.anchors():
        line = Node("TR", table)
        head, body = Node("TH", line, attributes=" /O /Table /Scope /Row"), Node("TD", line)
        strong, look = style("th"), style("cell")
        number = Paragraph(words(str(grade), strong), strong, head, _GRADE_WIDTH)
        anchor = Paragraph(spans(parse_line(said), look, labels, body), look, body, width - _GRADE_WIDTH)
        rows.append(Row([number, anchor]))
    return Grid(rows, [0, _GRADE_WIDTH], width)


class ScoreBoxes(Box):
    """Five boxes to mark, one for each grade."""

    after, keep, height = 7.0, True, 24.5

    def __init__(self, parent: Node) -> None:
        self._node = Node("P", parent)

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the boxes, with the grades in them."""
        look = style("th")
        lines = []
        for grade in range(1, 6):
            left = x + (grade - 1) * _SIDE
            canvas.area(left, top - 21, _SIDE, 21, stroke=SOFT)
            (span,) = words(str(grade), look)
            lines.append((left + (_SIDE - length(span, span.text)) / 2, top - 14, Line([(span, span.text)], soft=True)))
        canvas.text(self._node, lines)
