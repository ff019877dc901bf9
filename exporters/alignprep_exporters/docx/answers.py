"""What there is to know about a question: its answers, facts, code, figure and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep.model.bibliography import entry
from alignprep_exporters.docx.blocks import code_block, prose
from alignprep_exporters.docx.body import internal
from alignprep_exporters.docx.elements import Element, run
from alignprep_exporters.docx.inlines import fact, inlines, line
from alignprep_exporters.docx.lists import bullets
from alignprep_exporters.docx.questions import question_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.figures import Figures

__all__ = ["write_answer", "write_key_points", "write_works"]


def write_answer(item: Item, items: Mapping[str, Item], body: Body, figures: Figures) -> None:
    """Add all that the item holds beside the question itself and what is for the interviewer's ear."""
    if item.hint:
        body.part("Hint")
        body.write("BodyText", *line(item.hint, body))
    if item.answer:
        body.part("In thirty seconds")
        body.write("BodyText", *line(item.answer.short, body))
        body.part("In full")
        prose(item.answer.full, body)
    if item.figure:
        picture = figures.run(item.figure.file, item.figure.alt)
        if picture is None:
            body.write("Caption", run(item.figure.alt))
        else:
            body.write("Figure", picture)
        if item.figure.caption:
            body.write("Caption", run(item.figure.caption))
    for name in item.code:
        body.part(f"Code: {name}")
        code_block(body.packet.code[name].removesuffix("\n"), body)
    if item.facts:
        body.part("Facts to remember")
        _write_items([fact(each.text, body) for each in item.facts], body)
    if item.references:
        body.part("Sources")
        body.write("BodyText", *_works(item.references, body))
    if item.related:
        body.part("Related questions")
        _write_items([[question_link(items[id])] for id in item.related], body)


def write_key_points(item: Item, body: Body) -> None:
    """Add the key points as a list, for who reads them."""
    if item.key_points:
        body.part("Key points")
        _write_items([line(point, body) for point in item.key_points], body)


def _write_items(lines: list[list[Element]], body: Body) -> None:
    marker = bullets()
    for content in lines:
        body.append(marker.item(*content))


def _works(keys: Iterable[str], body: Body) -> Iterator[Element]:
    for index, key in enumerate(keys):
        if index:
            yield run("; ")
        yield internal(body.work(key), run(body.packet.labels[key], "CrossReference"))


def write_works(body: Body) -> None:
    """Add the bibliography."""
    packet = body.packet
    body.heading(1, "References", "references")
    for key, reference in packet.references.items():
        label = body.bookmarked(body.work(key), run(packet.labels[key], "Strong"))
        body.write("Bibliography", *label, run("\u2003"), *inlines(entry(reference), body))
