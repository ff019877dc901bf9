"""The order of the document: which parts it has follows from what the items hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep import Edition
from alignprep_exporters.docx.figures import Figures
from alignprep_exporters.docx.front import write_agenda, write_contents, write_cover, write_head_and_foot
from alignprep_exporters.docx.grading import write_grading, write_scorecard
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.instructions import write_instructions
from alignprep_exporters.docx.questions import (
    answer_bookmark,
    write_answer,
    write_bibliography,
    write_key_points,
    write_listening,
    write_question,
)

if TYPE_CHECKING:
    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = ["write_document"]


def write_document(body: Body, controls: Controls) -> None:
    """Write everything that the packet holds."""
    packet = body.packet
    figures = Figures(body)
    items = {item.id: item for item in packet.items}
    scored = tuple(item for item in packet.items if item.rubric)
    write_head_and_foot(body)
    write_cover(body, controls)
    write_instructions(body)
    if packet.interview is not None and packet.edition is not Edition.STUDY:
        write_agenda(packet.interview, body)
    body.leave_gap()
    for number, section in enumerate(packet.sections, 1):
        body.heading(1, section.title, f"section_{number}")
        body.write("BodyText", *line(section.description, body))
        for index, item in enumerate(packet.in_section(section.id)):
            write_question(item, body, new_page=bool(item.rubric) and index > 0)
            if item.rubric:
                write_listening(item, body, controls)
                write_grading(item, item.rubric, body, controls)
            else:
                write_key_points(item, body)
                write_answer(item, items, body, figures)
    if scored:
        write_scorecard(scored, body, controls)
        _write_model_answers(scored, items, body, figures)
    if packet.references:
        write_bibliography(body)
    write_contents(body)


def _write_model_answers(scored: tuple[Item, ...], items: dict[str, Item], body: Body, figures: Figures) -> None:
    """Add the model answers at the end, where they are out of the way during the interview."""
    body.heading(1, "Model answers", "answers")
    for item in scored:
        body.heading(2, item.title, answer_bookmark(item), number=str(item.number))
        body.write("BodyText", *line(item.question, body))
        write_answer(item, items, body, figures)
