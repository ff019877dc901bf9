"""The two facing pages of a question: left what is asked and heard, right what is written down.

The right page is ruled down to its foot: how many lines there are is estimated from what else stands on it, on the safe
side, since a line too many would make a third page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.language.words import cut
from alignprep.packet.wording import SCORES, choices, mark
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.pages import FORM_WIDTH
from alignprep_exporters.docx.questions import question_bookmark
from alignprep_exporters.docx.tables import Cell, layout_table, table
from alignprep_exporters.docx.xml import Element, name, new, paragraph, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alignprep.model.records import Rubric
    from alignprep.packet.interview import Part
    from alignprep.packet.packet import Item
    from alignprep.text.nodes import Align
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = ["asked", "clock", "lines_left", "score", "write_spread"]

_LINE: Final = 440
"""The height of a ruled line, in twentieths of a point."""
_PITCH: Final = 245
"""The height of a line of 10 points."""
_PITCHES: Final = {"FormQuestion": 340}
_SAFETY: Final = 700
"""The height that is left free at the foot of a page, in twentieths of a point."""
_SCORE_WIDTHS: Final = (1700, 900, 900, 900, 900, 900, 1880, 2000)


def write_spread(item: Item, part: Part | None, heading: str, place: str, body: Body, controls: Controls) -> None:
    """Add the two pages of a question, which begin on a page of their own.

    `part` is its part of an interview, if there is one; `place` is its place in the packet, in words.
    """
    say = body.say
    body.heading(2, item.title, question_bookmark(item), number=str(item.number), style="FormAsked", place=place)
    body.write("FormDetails", *_details(item, part, body))
    body.append(asked(item, body))
    if item.key_points:
        body.write("FormLabel", run(say("Listen for")))
        _write_boxes(item, "tick", item.key_points, say("Heard {number}"), body, controls)
    if item.follow_ups:
        body.write("FormLabel", run(say("Probes")))
        number = body.new_list(0, 1)
        numbered = new("w:numPr", new("w:ilvl", val=0), new("w:numId", val=number))
        for follow_up in item.follow_ups:
            body.append(paragraph("FormProbe", *line(follow_up.ask, body), properties=(numbered,)))
            numbered = new("w:numPr", new("w:ilvl", val=0), new("w:numId", val=number))
            before, _, after = cut(say("Hear: {text}"), text="")
            heard = [run(before, "Label"), *line(follow_up.listen_for, body), *[run(after)] * bool(after)]
            body.append(_lines("FormHear", heard))
    if item.red_flags:
        body.write("FormLabel", run(say("Red flags")))
        _write_boxes(item, "flag", item.red_flags, say("Red flag {number}"), body, controls)
    _write_right(item, heading, body, controls)


def asked(item: Item, body: Body) -> Element:
    """The words of a question."""
    return _lines("FormQuestion", line(item.question, body))


def _lines(style: str, content: list[Element]) -> Element:
    """A paragraph whose lines are as high as the style says, or higher where a formula would be cut off."""
    tall = any(element.tag == name("m:oMath") for element in content)
    pitch = new("w:spacing", line=_PITCHES.get(style, _PITCH), lineRule="atLeast")
    return paragraph(style, *content, properties=(pitch,) if tall else ())


def clock(part: Part, body: Body) -> str:
    """When a part of the interview begins and ends."""
    meeting = body.packet.interview
    return f"{meeting.clock(part.begins)}–{meeting.clock(part.ends)}" if meeting else ""


def _details(item: Item, part: Part | None, body: Body) -> list[Element]:
    """The line below the heading: time, minutes, number in the bank, and whether the question may be dropped."""
    say, meeting = body.say, body.packet.interview
    shown = [run(f"{clock(part, body)}\u2003", "Strong")] if part else []
    if meeting:
        times = say(
            "{minutes} min answer · {probing} min probing · {scoring} min scoring",
            minutes=item.minutes,
            probing=say.number(meeting.probing),
            scoring=say.number(meeting.scoring),
        )
    else:
        times = say.plural("{count} minute", "{count} minutes", item.minutes)
    numbered = say("bank no. {number}", number=item.number)
    shown.append(run(f"{times}\u2003{numbered}"))
    marked = mark(item, body.packet, say)
    if marked:
        shown.append(run(f"\t{marked}", "Strong"))
    return shown


def _write_boxes(item: Item, field: str, points: Iterable[str], title: str, body: Body, controls: Controls) -> None:
    """Add lines to check off."""
    for number, point in enumerate(points, 1):
        box = controls.checkbox(f"{field}-{item.number}-{number}", title.replace("{number}", str(number)))
        body.append(_lines("FormPoint", [*box, run("\t"), *line(point, body)]))


def _write_right(item: Item, heading: str, body: Body, controls: Controls) -> None:
    """Add the right page: the descriptions of the scores, ruled lines for the evidence, and the score."""
    say = body.say
    top: tuple[Element, ...] = (new("w:pageBreakBefore"), new("w:spacing", before=0))
    above, below = [], [paragraph("FormSmall"), _score_box(item, body, controls)]
    if item.rubric:
        above += [paragraph("FormLabel", run(heading), properties=top), _anchors(item.rubric, body)]
        top = ()
    above.append(paragraph("FormLabel", run(say("Evidence")), properties=top))
    title = say("Evidence, question {number}", number=_place(item, body))
    for block in above:
        body.append(block)
    count = lines_left([*above, *below], body)
    body.write("FormRuled", *controls.lines(f"evidence-{item.number}", title, count))
    for block in below:
        body.append(block)


def lines_left(blocks: Iterable[Element], body: Body) -> int:
    """How many ruled lines fit on a page of the section beside these blocks."""
    return max(3, int((body.area.height - body.height(blocks) - _SAFETY) // _LINE))


def _anchors(rubric: Rubric, body: Body) -> Element:
    """The five scores, to be circled, and what an answer shows that earns each; the role's minimum is marked."""
    say, meeting = body.say, body.packet.interview
    described = {score: line(text, body) for score, text in rubric.anchors()}
    rows: list[list[Cell]] = []
    for number in range(1, 6):
        between: Cell = []
        if {number - 1, number + 1} <= described.keys():
            between = [run(say("Between {low} and {high}", low=number - 1, high=number + 1), "Cue")]
        shown = described.get(number, between)
        if meeting is not None and number == meeting.level:
            shown = [run(say("Minimum for the role."), "Label"), *[run(" ")] * bool(shown), *shown]
        rows.append([[run(str(number), "Scale")], shown])
    header = [[run(say("Score"))], [run(say("What the answer shows"))]]
    return table(
        header,
        rows,
        (1000, FORM_WIDTH - 1000),
        text="FormCellText",
        aligns=("center", "left"),
        title=say("The scores and what earns them"),
    )


def _score_box(item: Item, body: Body, controls: Controls) -> Element:
    """The score: numbers to circle on paper, and a list to choose from on screen."""
    say = body.say
    cells: list[Cell] = [[run(say("Score"), "Strong")]]
    cells += [[run(shown)] for shown in choices(SCORES, say).values()]
    cells.append(score(item, body, controls))
    title = say("Score, question {number}", number=_place(item, body))
    center: Align = "center"
    aligns: list[Align] = ["left", *[center] * 7]
    return layout_table([cells], _SCORE_WIDTHS, say, style="BoxTable", text="FormBoxText", aligns=aligns, title=title)


def score(item: Item, body: Body, controls: Controls) -> Cell:
    """The score of a question, to choose: the same field on its page and on the scorecard."""
    title = body.say("Score, question {number}", number=_place(item, body))
    return controls.choice(f"score-{item.number}", title, choices(SCORES, body.say))


def _place(item: Item, body: Body) -> int:
    """The place of a question in the packet, by which its heading and what is said of its fields call it."""
    return body.packet.items.index(item) + 1
