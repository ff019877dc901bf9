"""A question as one reads it: its words and details, its answers, facts and sources; the bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.language.words import cut
from alignprep.model.bibliography import entry
from alignprep_exporters.docx.inlines import fact, inlines, line, work_links
from alignprep_exporters.docx.prose import write_code, write_list, write_prose
from alignprep_exporters.docx.xml import Element, labeled, link, new, paragraph, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.figures import Figures

__all__ = [
    "answer_bookmark", "is_answered", "lines_below", "lines_on_page", "opening", "question_bookmark", "question_link",
    "write_answer", "write_bibliography", "write_opening", "write_spoken", "write_study",
]  # fmt: skip


_LINE: Final = 440
"""The height of a ruled line, in twentieths of a point."""
_FEWEST: Final = 6
"""The least ruled lines below a question."""
_SAFETY: Final = 700
"""What is left free at the foot of a page that begins with a question, in twentieths of a point: heights are estimates,
and a line too many would take a page."""
_DOUBT: Final = 1300
"""The same of a page that an answer is on, of which more is estimated."""


def question_bookmark(item: Item) -> str:
    """The bookmark of a question."""
    return f"question_{item.number}"


def answer_bookmark(item: Item) -> str:
    """The bookmark of a model answer that is apart from its question."""
    return f"answer_{item.number}"


def question_link(item: Item, body: Body) -> Element:
    """A link to a question, by its number and title."""
    return link(question_bookmark(item), run(f"{item.number}\u2002{body.type.plain(item.title)}", "CrossReference"))


def is_answered(item: Item) -> bool:
    """Whether there is something that must not be seen before one has answered."""
    return bool(item.answer or item.key_points)


def opening(item: Item, body: Body) -> list[Element]:
    """What a reader answers: heading, details (minutes, topics, competencies), question and nudge, all on one page."""
    blocks = [
        body.headed(2, item.title, question_bookmark(item), number=str(item.number)),
        paragraph("Details", *_details(item, body)),
        paragraph("Prompt", *line(item.question, body), properties=(new("w:keepNext"),)),
    ]
    if item.nudge:
        pushed = _pushed(body.say("Nudge. {text}"), item.nudge, body)
        blocks.append(paragraph("BodyText", *pushed, properties=(new("w:keepNext"),)))
    if is_answered(item):
        blocks.append(paragraph("Heading3", run(body.say("Answer aloud, then read on"))))
    return blocks


def lines_below(blocks: list[Element], body: Body) -> int:
    """How many ruled lines there is room for if the opening of a question stands here; 0 if it should begin a page.

    A company's faces may be wider than what the estimates know, so with its template each question begins a page.
    """
    count = 0 if body.packet.template is not None else _lines(blocks, body, _DOUBT)
    return count if count >= _FEWEST else 0


def lines_on_page(blocks: list[Element], body: Body) -> int:
    """How many ruled lines there is room for if the opening of a question begins a page."""
    return max(_FEWEST, _lines(blocks, body, _SAFETY if body.packet.template is None else _DOUBT))


def _lines(blocks: list[Element], body: Body, free: int) -> int:
    return int((body.room - body.height(blocks) - free) // _LINE)


def write_opening(blocks: list[Element], count: int, body: Body, *, top: bool) -> None:
    """Add the opening of a question, which may be at the `top` of a page, and ruled lines to answer on."""
    if top:
        blocks[0][0].append(new("w:spacing", before=0))
    for block in blocks:
        body.append(block)
    if count:
        body.write("Ruled", run("\n".join("\t" * count), "PlaceholderText"))


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
