"""A packet -> the parts of a document, in the order in which they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alignprep.bibliography import entry
from alignprep.markdown import parse, parse_fact, parse_line
from alignprep_exporters.docx import controls
from alignprep_exporters.docx.blocks import bullets, code, table, write_blocks
from alignprep_exporters.docx.elements import element, run
from alignprep_exporters.docx.figures import picture
from alignprep_exporters.docx.inlines import runs, to_bookmark
from alignprep_exporters.docx.package import NAMES

if TYPE_CHECKING:
    from alignprep import Item, Packet
    from alignprep_exporters.docx.body import Body

__all__ = ["write"]

_RATINGS: Final = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")]
_NOTE_LINES: Final = 6
_HOW: Final = (
    "Ask every candidate the same questions in the same order, read aloud as they are written.",
    "Listen first. Tick a point only when you have heard it, and write down what was said, not what you think of it.",
    "Use a follow-up when an answer stops short; note what you asked.",
    "Rate each answer against its anchors before you ask the next question; 2 and 4 lie between those described.",
    "Rate what was observed, not confidence or style. A red flag is worth a follow-up before it costs a point.",
    "Rate alone. Talk to the other interviewers only when every question has its rating.",
    "Recommend at the end, from the scorecard.",
)


def write(body: Body, packet: Packet) -> None:
    """Write the whole document.

    Graded packets have the grading with the questions and the answers in an appendix; in others the answers
    follow their questions.
    """
    graded = any(item.rubric is not None for item in packet.items)
    _cover(body, packet, graded)
    _contents(body, packet, graded)
    if graded:
        body.heading("Heading1", "How to use this packet", "how")
        bullets([parse_line(line) for line in _HOW], body)
    for section in packet.sections:
        body.heading("Heading1", section.title, f"section-{section.id}")
        body.write("Hint", parse_line(section.description))
        for item in packet.in_section(section.id):
            _question(body, packet, item)
            if item.answer is not None and not graded:
                _answer(body, packet, item)
    if graded:
        _scorecard(body, packet)
        body.heading("Heading1", "Model answers", "answers")
        for item in packet.items:
            body.heading("Heading2", f"{item.number}. {item.title}", f"answer-{item.id}")
            _answer(body, packet, item)
    if packet.references:
        body.heading("Heading1", "References", "references")
        for key, work in packet.references.items():
            label = run(f"{packet.labels[key]}. ", element("w:b"))
            body.append(body.paragraph("Bibliography", *body.marked(f"work-{key}", label), *runs(entry(work), body)))


def _cover(body: Body, packet: Packet, graded: bool) -> None:
    body.write("Title", packet.title)
    body.write("Subtitle", NAMES[packet.edition])
    if graded or all(item.answer is None for item in packet.items):
        rows = [
            ("Candidate", controls.text(body.new_id(), "Candidate", "Name")),
            ("Role", controls.text(body.new_id(), "Role", "Position interviewed for")),
            ("Date", controls.date(body.new_id(), "Date", "Day of the interview")),
            ("Interviewer", controls.text(body.new_id(), "Interviewer", "Name")),
        ]
        body.append(
            table(
                [], [[[run(name, element("w:b"))], [control]] for name, control in rows], ("left", "left"), [1900, 5200]
            )
        )
        body.append(body.paragraph("AfterTable"))
    count = len(packet.items)
    body.write("Meta", f"{count} question{'s' * (count != 1)}, {packet.minutes} minutes of answers")
    body.write("Meta", f"alignprep data {packet.version} of {packet.date.isoformat()}, {packet.license}")


def _contents(body: Body, packet: Packet, graded: bool) -> None:
    """A table of contents whose entries are already there, as links; Word can update it, and need not."""
    entries = [("TOC1", "How to use this packet", "how")] if graded else []
    for section in packet.sections:
        entries.append(("TOC1", section.title, f"section-{section.id}"))
        entries += [("TOC2", f"{i.number}. {i.title}", f"question-{i.id}") for i in packet.in_section(section.id)]
    if graded:
        entries += [("TOC1", "Scorecard", "scorecard"), ("TOC1", "Model answers", "answers")]
        entries += [("TOC2", f"{item.number}. {item.title}", f"answer-{item.id}") for item in packet.items]
    if packet.references:
        entries.append(("TOC1", "References", "references"))
    body.write("TOCHeading", "Contents")
    code_run = element("w:instrText")
    code_run.text = ' TOC \\o "1-2" \\n \\h \\z \\u '
    opening = [
        element("w:r", element("w:fldChar", fldCharType="begin")),
        element("w:r", code_run),
        element("w:r", element("w:fldChar", fldCharType="separate")),
    ]
    for index, (style, text, key) in enumerate(entries):
        closing = [element("w:r", element("w:fldChar", fldCharType="end"))] if index == len(entries) - 1 else []
        body.append(body.paragraph(style, *opening, to_bookmark(key, run(text)), *closing))
        opening = []


def _question(body: Body, packet: Packet, item: Item) -> None:
    body.heading("Heading2", f"{item.number}. {item.title}", f"question-{item.id}")
    said = [f"{item.minutes} minutes", ", ".join(packet.topics[topic].title for topic in item.topics)]
    if item.competencies:
        said.append("Competencies: " + ", ".join(packet.competencies[name].title for name in item.competencies))
    body.write("Meta", " · ".join(said))
    body.write("Prompt", parse_line(item.question))
    if item.hint is not None:
        body.append(body.paragraph("Hint", run("Hint. ", element("w:b")), *runs(parse_line(item.hint), body)))
    _key_points(body, item)
    if item.follow_ups:
        body.write("Heading3", "Follow-ups")
        for one in item.follow_ups:
            body.write("FollowUp", parse_line(one.ask))
            body.append(
                body.paragraph(
                    "ListenFor", run("Listen for: ", element("w:i")), *runs(parse_line(one.listen_for), body)
                )
            )
    if item.red_flags:
        body.write("Heading3", "Red flags")
        bullets([parse_line(flag) for flag in item.red_flags], body)
    if item.rubric is not None:
        _rating(body, item, item.rubric.anchors())
    if item.answer is None or item.rubric is not None:
        _notes(body, "Notes")


def _notes(body: Body, heading: str) -> None:
    """Ruled lines to write on, which stay together."""
    body.write("Heading3", heading)
    for left in reversed(range(_NOTE_LINES)):
        body.write("NoteLine", "", properties=(element("w:keepNext"),) if left else ())


def _key_points(body: Body, item: Item) -> None:
    """Boxes to tick where the answer is graded, else a list."""
    if not item.key_points:
        return
    body.write("Heading3", "What to listen for" if item.rubric else "Key points")
    if item.rubric is None:
        bullets([parse_line(point) for point in item.key_points], body)
        return
    for index, point in enumerate(item.key_points, 1):
        box = controls.check_box(body.new_id(), f"Question {item.number} point {index}")
        body.append(body.paragraph("CheckPoint", box, element("w:r", element("w:tab")), *runs(parse_line(point), body)))


def _rating(body: Body, item: Item, anchors: tuple[tuple[int, str], ...]) -> None:
    body.write("Heading3", "Rating")
    described = dict(anchors)
    rows: list[list[list[Any]]] = []
    for grade in range(1, 6):
        said = (
            list(runs(parse_line(described[grade]), body))
            if grade in described
            else [run("between the two", element("w:i"))]
        )
        rows.append([[run(str(grade), element("w:b"))], said])
    body.append(
        table([[run("Grade")], [run("What you observed")]], rows, ("center", "left"), [900, body.text_width - 900])
    )
    choice = controls.drop_down(body.new_id(), f"Rating of question {item.number}", "choose 1 to 5", _RATINGS)
    answer = to_bookmark(f"answer-{item.id}", run("Model answer", element("w:rStyle", val="Hyperlink")))
    body.append(body.paragraph("Meta"))
    body.append(body.paragraph("BodyText", run("Rating: ", element("w:b")), choice, run("     "), answer))


def _scorecard(body: Body, packet: Packet) -> None:
    body.heading("Heading1", "Scorecard", "scorecard")
    body.write("BodyText", "Copy each rating here when all questions are rated, then recommend and sign.")
    rows: list[list[list[Any]]] = [
        [
            [
                to_bookmark(
                    f"question-{item.id}", run(f"{item.number}. {item.title}", element("w:rStyle", val="Hyperlink"))
                )
            ],
            [run(", ".join(packet.competencies[name].title for name in item.competencies))],
            [controls.drop_down(body.new_id(), f"Score of question {item.number}", "1–5", _RATINGS)],
        ]
        for item in packet.items
    ]
    width = body.text_width
    header = [[run("Question")], [run("Competencies")], [run("Rating")]]
    body.append(table(header, rows, ("left", "left", "center"), [width - 4300, 3200, 1100]))
    body.append(body.paragraph("AfterTable"))
    choices = [(name.lower(), name) for name in ("Strong hire", "Hire", "No hire", "Strong no hire")]
    recommendation = controls.drop_down(body.new_id(), "Recommendation", "choose one", choices)
    body.append(body.paragraph("BodyText", run("Recommendation: ", element("w:b")), recommendation))
    signed = controls.text(body.new_id(), "Signature", "Name and date")
    body.append(body.paragraph("BodyText", run("Signed: ", element("w:b")), signed))
    _notes(body, "Reasons")


def _answer(body: Body, packet: Packet, item: Item) -> None:
    if item.answer is not None:
        body.write("Heading3", "In thirty seconds")
        body.write("BodyText", parse_line(item.answer.short))
        body.write("Heading3", "Answer")
        write_blocks(parse(item.answer.full), body)
    if item.figure is not None:
        body.append(body.paragraph("Figure", picture(packet.media[item.figure.file], item.figure.alt, body)))
        body.write("Caption", item.figure.caption or item.figure.alt)
    for name in item.code:
        body.write("Heading3", name)
        code(packet.code[name].rstrip("\n"), body)
    if item.facts:
        body.write("Heading3", "Facts")
        bullets([parse_fact(fact.text) for fact in item.facts], body)
    if item.references:
        body.write("Heading3", "Sources")
        body.append(
            body.paragraph("BodyText", *_separated(_link(f"work-{key}", packet.labels[key]) for key in item.references))
        )
    if item.related:
        body.write("Heading3", "Related questions")
        others = {other.id: other for other in packet.items}
        links = (_link(f"question-{id}", f"{others[id].number}. {others[id].title}") for id in item.related)
        body.append(body.paragraph("BodyText", *_separated(links)))


def _link(key: str, text: str) -> Any:
    return to_bookmark(key, run(text, element("w:rStyle", val="Hyperlink")))


def _separated(links: Any) -> list[Any]:
    """Links with semicolons between them."""
    made: list[Any] = []
    for link in links:
        made += [run("; "), link] if made else [link]
    return made
