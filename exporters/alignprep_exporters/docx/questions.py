"""A question as one reads it: its words and details, its answers, facts and sources; the bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep.model.bibliography import entry
from alignprep_exporters.docx.inlines import fact, inlines, line, work_links
from alignprep_exporters.docx.prose import write_code, write_list, write_prose
from alignprep_exporters.docx.xml import Element, labeled, link, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.figures import Figures

__all__ = [
    "answer_bookmark", "question_bookmark", "question_link", "write_answer", "write_bibliography", "write_key_points",
    "write_question", "write_spoken",
]  # fmt: skip


def question_bookmark(item: Item) -> str:
    """The bookmark of a question."""
    return f"question_{item.number}"


def answer_bookmark(item: Item) -> str:
    """The bookmark of a model answer that is apart from its question."""
    return f"answer_{item.number}"


def question_link(item: Item) -> Element:
    """A link to a question, by its number and title."""
    return link(question_bookmark(item), run(f"{item.number}\u2002{item.title}", "CrossReference"))


def write_question(item: Item, body: Body) -> None:
    """Add the heading, the details (minutes, topics, competencies) and the question."""
    body.heading(2, item.title, question_bookmark(item), number=str(item.number))
    body.write("Details", *_details(item, body))
    body.write("Prompt", *line(item.question, body))


def _details(item: Item, body: Body) -> Iterator[Element]:
    packet, say = body.packet, body.say
    yield run(say.plural("{count} minute", "{count} minutes", item.minutes), "Label")
    for label, text in (
        (say("Topics"), say.listed(packet.topics[id].title for id in item.topics)),
        (say("Competencies"), say.listed(packet.competencies[id].title for id in item.competencies)),
        (say("Last checked"), say.day(item.reviewed) if item.reviewed else ""),
    ):
        if text:
            yield from labeled(f"\u2003{label}", text, say)


def write_key_points(item: Item, body: Body) -> None:
    """Add the key points as a list to read."""
    if item.key_points:
        body.subheading(body.say("Key points"))
        write_list((line(point, body) for point in item.key_points), body)


def write_answer(item: Item, items: Mapping[str, Item], body: Body, figures: Figures) -> None:
    """Add whatever the item has of hint, answers, figure, code, facts, sources and related questions."""
    say = body.say
    for name, text in ((say("Nudge"), item.nudge), (say("Hint"), item.hint)):
        if text:
            body.subheading(name)
            body.write("BodyText", *line(text, body))
    if item.answer:
        for length, text in item.answer.lengths():
            body.subheading(say(length))
            write_prose(text, body)
    if item.figure:
        body.write("Figure", figures.run(item.figure.file, item.figure.alt))
        if item.figure.caption:
            body.write("Caption", run(item.figure.caption))
    for file in item.code:
        body.subheading(say("Code: {file}", file=file))
        write_code(body.packet.code[file].removesuffix("\n"), body)
    if item.facts:
        body.subheading(say("Facts to remember"))
        write_list((fact(each, body) for each in item.facts), body)
    if item.references:
        body.subheading(say("Sources"))
        body.write("BodyText", *work_links(item.references, body))
    if item.related:
        body.subheading(say("Related questions"))
        write_list(([question_link(items[id])] for id in item.related), body)


def write_spoken(item: Item, body: Body) -> None:
    """Add the answer as it is said in the room or, where there is none, what there is."""
    for length, text in item.answer.lengths(in_room=True) if item.answer else ():
        body.subheading(body.say(length))
        write_prose(text, body)


def write_bibliography(body: Body) -> None:
    """Add the works that the items list."""
    packet = body.packet
    body.heading(1, body.say("References"), "references")
    for key, reference in packet.references.items():
        label = body.bookmarked(body.work_bookmark(key), run(packet.labels[key], "Strong"))
        body.write("Bibliography", *label, run("\u2003"), *inlines(entry(reference, body.say), body))
