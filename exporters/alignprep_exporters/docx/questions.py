"""A question as it is asked, and for who may see it, what to listen for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep_exporters.docx.body import internal, paragraph
from alignprep_exporters.docx.elements import Element, run
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.lists import continued, numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alignprep import Packet
    from alignprep.model.records import FollowUp, Term
    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.controls import Controls

__all__ = ["answer_mark", "question_link", "question_mark", "write_listening", "write_question"]


def question_mark(item: Item) -> str:
    """The bookmark of a question."""
    return f"question_{item.number}"


def answer_mark(item: Item) -> str:
    """The bookmark of a question's model answer, where that stands apart."""
    return f"answer_{item.number}"


def question_link(item: Item) -> Element:
    """A link to a question, by its number and title."""
    return internal(question_mark(item), run(f"{item.number}\u2002{item.title}", "CrossReference"))


def write_question(item: Item, body: Body, *, new_page: bool) -> None:
    """Add the heading, what the question is about, and the question."""
    body.heading(2, item.title, question_mark(item), number=str(item.number), new_page=new_page)
    body.write("Details", *_details(item, body.packet))
    body.write("Prompt", *line(item.question, body))


def _details(item: Item, packet: Packet) -> Iterable[Element]:
    yield run(f"{item.minutes} {'minute' if item.minutes == 1 else 'minutes'}", "Label")
    for label, ids, terms in (
        ("Topics", item.topics, packet.topics),
        ("Competencies", item.competencies, packet.competencies),
    ):
        if ids:
            yield run(f"\u2003{label}: ", "Label")
            yield run(_titles(ids, terms))
    if item.reviewed:
        yield run("\u2003Last checked: ", "Label")
        yield run(item.reviewed.isoformat())


def _titles(ids: Iterable[str], terms: Mapping[str, Term]) -> str:
    return ", ".join(terms[id].title for id in ids)


def write_listening(item: Item, body: Body, controls: Controls) -> None:
    """Add what to tick off while the candidate speaks, and what to ask then."""
    if item.key_points:
        body.part("Listen for")
        _ticks(item.key_points, "Heard", body, controls)
    if item.follow_ups:
        body.part("Follow up")
        _write_follow_ups(item.follow_ups, body)
    if item.red_flags:
        body.part("Red flags")
        _ticks(item.red_flags, "Red flag", body, controls)


def _ticks(points: Iterable[str], title: str, body: Body, controls: Controls) -> None:
    for number, point in enumerate(points, 1):
        box = controls.tick(f"{title} {number}")
        body.append(paragraph("TickItem", box, run("\t"), *line(point, body)))


def _write_follow_ups(follow_ups: tuple[FollowUp, ...], body: Body) -> None:
    marker = numbers(body)
    for follow_up in follow_ups:
        body.append(marker.item(*line(follow_up.ask, body)))
        body.write(continued(0), run("Listen for: ", "Label"), *line(follow_up.listen_for, body))
