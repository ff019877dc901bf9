"""The scorecard: two facing pages that sum up an interview, left what was scored, right what is recommended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.packet import wording
from alignprep.packet.interview import form_key, observed
from alignprep_exporters.docx.pages import FORM_WIDTH
from alignprep_exporters.docx.questions import question_bookmark
from alignprep_exporters.docx.room import meeting_fields
from alignprep_exporters.docx.spread import score
from alignprep_exporters.docx.tables import Cell, label_width, layout_table, table
from alignprep_exporters.docx.xml import Element, labeled, link, run

if TYPE_CHECKING:
    from alignprep.packet.interview import Interview, Observed
    from alignprep.text.nodes import Align
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = ["write_judgment", "write_scores"]

_MIDDLE: Final[tuple[Align, ...]] = ("center",)


def write_scores(meeting: Interview, body: Body, controls: Controls) -> None:
    """Add the left page: who met whom, the score of each question, and the competencies that these show."""
    say = body.say
    body.heading(1, say("Scorecard"), "scorecard", style="FormTitle")
    body.append(meeting_fields(meeting, body, controls))
    body.write("FormHeading", run(say("Questions")))
    rows: list[list[Cell]] = []
    for place, item in enumerate(body.packet.items, 1):
        shown = run(f"{place}\u2002{body.type.plain(item.title)}", "CrossReference")
        rows.append([[run(str(item.number))], [link(question_bookmark(item), shown)], score(item, body, controls)])
    header = [[run(say("Number"))], [run(say("Question"))], [run(say("Score"))]]
    body.append(
        table(
            header,
            rows,
            (1100, FORM_WIDTH - 2700, 1600),
            style="BoxTable",
            text="FormCellText",
            aligns=("center", "left", "center"),
            title=say("The score of each question"),
        )
    )
    body.write("FormNote", run(say("A question that you did not ask has no score. It is not a 1.")))
    rated = observed(body.packet)
    if rated:
        body.write("FormHeading", run(say("Competencies")))
        body.append(_competencies(rated, meeting, body, controls))
        told = [
            say("The rating is your judgment of all the evidence; the mean stands beside it."),
            say("The minimum for the role is underlined."),
        ]
        if any(one.weight != 1 for one in rated):
            told.append(say("Why the weights differ: {reason}", reason=meeting.reason))
        body.write("FormNote", run(say.sentences(told)))


def _competencies(rated: tuple[Observed, ...], meeting: Interview, body: Body, controls: Controls) -> Element:
    """The competencies, each with the questions that show it, the mean of their scores and a rating."""
    say = body.say
    weighted = any(one.weight != 1 for one in rated)
    header: list[Cell] = [
        [run(say("Competency"))],
        *([[run(say("Weight"))]] if weighted else []),
        [run(say("Shown by"))],
        [run(say("Mean"))],
        [run(say("Rating"))],
    ]
    rows: list[list[Cell]] = []
    for one in rated:
        term = body.packet.competencies.get(one.id)
        title = body.type.plain(term.title) if term else one.id
        named: Cell = [run(title, "Strong")]
        if term:
            named.append(run(f"\n{term.description}"))
        mean = controls.text(f"mean-{one.id}", say("Mean of the scores, {competency}", competency=title))
        rating = controls.choice(
            f"rating-{one.id}", say("Rating, {competency}", competency=title), wording.choices(wording.RATINGS, say)
        )
        weight: list[Cell] = [[run(say.number(one.weight))]] if weighted else []
        rows.append(
            [
                named,
                *weight,
                [run(wording.shown_by(one, body.packet, say))],
                mean,
                [*_scale(meeting.level), run("\n"), *rating],
            ]
        )
    middle = (1000,) if weighted else ()
    widths = (FORM_WIDTH - sum(middle) - 6000, *middle, 2000, 1700, 2300)
    aligns: list[Align] = ["left", *_MIDDLE[: len(middle)], "left", "center", "center"]
    return table(
        header,
        rows,
        widths,
        style="BoxTable",
        text="FormCellText",
        aligns=aligns,
        title=say("The evidence for each competency"),
    )


def _scale(level: int) -> Cell:
    """The numbers to circle, the role's minimum underlined."""
    shown: Cell = []
    for number in range(1, 6):
        shown += [run("\u2003")] if shown else []
        shown.append(run(str(number), "Least" if number == level else ""))
    return shown


def write_judgment(body: Body, controls: Controls) -> None:
    """Add the right page: recommendation, confidence, reasons, concerns, what to look at next, and the signature."""
    say = body.say
    body.heading(1, say("Recommendation"), "scorecard_recommendation", style="FormTitle")
    body.write(
        "FormDetails", run(say("Only when every question has its score, and before you speak with anybody about it."))
    )
    for level, meaning in wording.RECOMMENDATIONS.values():
        body.write("FormPoint", *labeled(say(level), say(meaning), say))
    body.write("FormSmall")
    body.append(_choices(body, controls))
    body.write("FormSmall")
    body.append(_texts(body, controls))
    body.write("FormSmall")
    signature, signed = say("Signature"), say("Signed on")
    first, second = label_width([signature], 1300), label_width([signed], 1300)
    body.append(
        layout_table(
            [[[run(signature, "Label")], [], [run(signed, "Label")], controls.date("signed", signed)]],
            (first, 5680 - first, second, FORM_WIDTH - 5680 - second),
            say,
            text="FormBoxText",
            title=signature,
        )
    )
    body.write(
        "FormSmall", run(say("Scores are personal data: keep them as long as your policy says, then delete them."))
    )
    body.write("FormSmall", run(form_key(body.packet)))


def _choices(body: Body, controls: Controls) -> Element:
    """Recommendation and confidence: words to circle on paper, and lists to choose from on screen."""
    say = body.say
    levels = {value: say(level) for value, (level, _) in wording.RECOMMENDATIONS.items()}
    degrees = wording.choices(wording.CONFIDENCES, say)
    rows: list[list[Cell]] = []
    for field, title, choices in (
        ("recommendation", say("Recommendation"), levels),
        ("confidence", say("Confidence"), degrees),
    ):
        circled = [run("\u2003".join(choices.values()))]
        rows.append([[run(title, "Strong")], controls.choice(field, title, choices), circled])
    return layout_table(
        rows,
        (2000, 2000, FORM_WIDTH - 4000),
        say,
        style="BoxTable",
        text="FormBoxText",
        aligns=("left", "center", "left"),
        title=say("The recommendation"),
    )


def _texts(body: Body, controls: Controls) -> Element:
    """Room for the reasons and what else there is to say."""
    say = body.say
    rows: list[list[Cell]] = [
        [[run(say(title), "Label")], controls.lines(field, say(title), count)]
        for field, (title, count) in wording.TEXTS.items()
    ]
    return layout_table(rows, (1864, 8216), say, text="FormRuledText", style="TableNormal", title=say("Key reasons"))
