"""A question and everything that belongs to it: how to ask it, what to listen for, its answers, facts and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep.model.bibliography import entry
from alignprep_exporters.docx.inlines import fact, inlines, line, work_links
from alignprep_exporters.docx.prose import list_item, write_code, write_list, write_prose
from alignprep_exporters.docx.xml import Element, labeled, link, paragraph, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from alignprep.model.records import FollowUp
    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.figures import Figures
    from alignprep_exporters.docx.forms import Controls

__all__ = [
    "answer_bookmark", "question_bookmark", "question_link", "write_answer", "write_bibliography", "write_key_points",
    "write_listen_for", "write_question",
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


def write_question(item: Item, body: Body, *, new_page: bool) -> None:
    """Add the heading, the details (minutes, topics, competencies) and the question."""
    body.heading(2, item.title, question_bookmark(item), number=str(item.number), new_page=new_page)
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


def write_listen_for(item: Item, body: Body, controls: Controls) -> None:
    """Add the points to check off while the candidate speaks, the follow-ups and the red flags."""
    say = body.say
    if item.key_points:
        body.subheading(say("Listen for"))
        _write_checklist(item.key_points, say("Heard {number}"), body, controls)
    if item.follow_ups:
        body.subheading(say("Follow up"))
        _write_follow_ups(item.follow_ups, body)
    if item.red_flags:
        body.subheading(say("Red flags"))
        _write_checklist(item.red_flags, say("Red flag {number}"), body, controls)


def _write_checklist(points: Iterable[str], title: str, body: Body, controls: Controls) -> None:
    for number, point in enumerate(points, 1):
        box = controls.checkbox(title.replace("{number}", str(number)))
        body.append(paragraph("TickItem", box, run("\t"), *line(point, body)))


def _write_follow_ups(follow_ups: tuple[FollowUp, ...], body: Body) -> None:
    number = body.new_list(0, 1)
    for follow_up in follow_ups:
        body.append(list_item(*line(follow_up.ask, body), number=number))
        body.write("ListContinue", *labeled(body.say("Listen for"), line(follow_up.listen_for, body), body.say))


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
        for length, text in item.answer.lengths(in_room=body.packet.in_room):
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


def write_bibliography(body: Body) -> None:
    """Add the works that the items list."""
    packet = body.packet
    body.heading(1, body.say("References"), "references")
    for key, reference in packet.references.items():
        label = body.bookmarked(body.work_bookmark(key), run(packet.labels[key], "Strong"))
        body.write("Bibliography", *label, run("\u2003"), *inlines(entry(reference, body.say), body))
