"""A question as one reads it: its words and details, its answers, facts and sources; the bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.language.words import cut
from alignprep.model.bibliography import entry
from alignprep_exporters.docx.inlines import fact, inlines, line, work_links
from alignprep_exporters.docx.prose import write_code, write_list, write_prose
from alignprep_exporters.docx.xml import Element, labeled, link, new, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.figures import Figures

__all__ = [
    "answer_bookmark", "question_bookmark", "question_link", "write_answer", "write_bibliography",
    "write_question", "write_spoken", "write_study",
]  # fmt: skip


_LINES: Final = 8
"""The ruled lines below a question."""


def question_bookmark(item: Item) -> str:
    """The bookmark of a question."""
    return f"question_{item.number}"


def answer_bookmark(item: Item) -> str:
    """The bookmark of a model answer that is apart from its question."""
    return f"answer_{item.number}"


def question_link(item: Item, body: Body) -> Element:
    """A link to a question, by its number and title."""
    return link(question_bookmark(item), run(f"{item.number}\u2002{body.type.plain(item.title)}", "CrossReference"))


def write_question(item: Item, body: Body, *, fresh: bool) -> None:
    """Add what a reader answers: heading, details (minutes, topics, competencies), question and nudge; and room for it.

    A `fresh` one begins a page.
    """
    say = body.say
    body.heading(2, item.title, question_bookmark(item), number=str(item.number), fresh=fresh)
    body.write("Details", *_details(item, body))
    body.write("Prompt", *line(item.question, body), properties=(new("w:keepNext"),))
    if item.nudge:
        body.write("BodyText", *_pushed(say("Nudge. {text}"), item.nudge, body), properties=(new("w:keepNext"),))
    if item.answer or item.key_points:
        body.subheading(say("Answer aloud, then read on"))
        body.write("Ruled", run("\n".join("\t" * _LINES), "PlaceholderText"))


def _pushed(form: str, text: str, body: Body) -> list[Element]:
    """A nudge or a hint, in words that name it."""
    before, _, after = cut(form, text="")
    return [run(before, "Label"), *line(text, body), *[run(after)] * bool(after)]


def _details(item: Item, body: Body) -> Iterator[Element]:
    packet, say = body.packet, body.say
    yield run(say.plural("{count} minute", "{count} minutes", item.minutes), "Label")
    for label, text in (
        (say("Topics"), say.listed(body.type.plain(packet.topics[id].title) for id in item.topics)),
        (say("Competencies"), say.listed(body.type.plain(packet.competencies[id].title) for id in item.competencies)),
        (say("Last checked"), say.day(item.reviewed) if item.reviewed else ""),
    ):
        if text:
            yield from labeled(f"\u2003{label}", text, say)


def write_study(item: Item, items: Mapping[str, Item], body: Body, figures: Figures) -> None:
    """Add what a reader compares an answer with: hint, answers with the points to hit, and what stands behind them."""
    if item.hint:
        body.write("BodyText", *_pushed(body.say("Hint. {text}"), item.hint, body))
    _write_answers(item, body, points=item.key_points)
    _write_behind(item, items, body, figures)


def write_answer(item: Item, items: Mapping[str, Item], body: Body, figures: Figures) -> None:
    """Add whatever the item has of nudge, hint, answers, figure, code, facts, sources and related questions."""
    say = body.say
    for name, text in ((say("Nudge"), item.nudge), (say("Hint"), item.hint)):
        if text:
            body.subheading(name)
            body.write("BodyText", *line(text, body))
    _write_answers(item, body)
    _write_behind(item, items, body, figures)


def _write_answers(item: Item, body: Body, *, points: Sequence[str] = ()) -> None:
    """Add the answers, shortest first, and the points to hit before what is said only to somebody who pushes."""
    answer = item.answer
    said = [(name, text, text is answer.depth) for name, text in answer.lengths()] if answer else []
    for name, text, pushed in said:
        if pushed:
            _write_points(points, body)
        body.subheading(body.say(name))
        write_prose(text, body)
    if not any(pushed for _, _, pushed in said):
        _write_points(points, body)


def _write_points(points: Sequence[str], body: Body) -> None:
    if points:
        body.subheading(body.say("Points to hit"))
        write_list((line(point, body) for point in points), body, number=body.new_list(0, 1))


def _write_behind(item: Item, items: Mapping[str, Item], body: Body, figures: Figures) -> None:
    """Add what stands behind an answer: figure, code, facts, sources and related questions.

    Sources and related questions stay with the last two facts: a few lines of them alone would take a page.
    """
    say = body.say
    if item.figure:
        body.write("Figure", figures.run(item.figure.file, body.type.plain(item.figure.alt)))
        if item.figure.caption:
            body.write("Caption", run(body.type.plain(item.figure.caption)))
    for file in item.code:
        body.subheading(say("Code: {file}", file=file))
        write_code(body.packet.code[file].removesuffix("\n"), body)
    if item.facts:
        body.subheading(say("Facts to remember"))
        told = (fact(each, body) for each in item.facts)
        write_list(told, body, kept=bool(item.references or item.related))
    if item.references:
        body.subheading(say("Sources"))
        kept = (new("w:keepNext"),) if item.related else ()
        body.write("BodyText", *work_links(item.references, body), properties=kept)
    if item.related:
        body.subheading(say("Related questions"))
        shown = [part for id in item.related for part in (run("; "), question_link(items[id], body))]
        body.write("BodyText", *shown[1:])


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
        label = body.bookmarked(body.work_bookmark(key), run(body.type.label(packet.labels[key]), "Strong"))
        body.write("Bibliography", *label, run("\u2003"), *inlines(body.type.nodes(entry(reference, body.say)), body))
