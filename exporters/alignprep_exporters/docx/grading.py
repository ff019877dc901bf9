"""The parts to fill in: notes and the score of each question, and the scorecard of the whole interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.docx.front import interview_fields
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.questions import answer_bookmark, question_bookmark, question_link
from alignprep_exporters.docx.tables import Cell, LongTable, field_table, table
from alignprep_exporters.docx.xml import Element, link, paragraph, run

if TYPE_CHECKING:
    from alignprep.model.records import Rubric
    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = ["write_grading", "write_scorecard"]

_SCORES: Final = ("1", "2", "3", "4", "5", "Not asked")
_RATINGS: Final = ("1", "2", "3", "4", "5", "No evidence")
_RECOMMENDATIONS: Final = ("Strong no", "No", "Yes", "Strong yes")
_NOTE_LINES: Final = 10


def write_grading(item: Item, rubric: Rubric, body: Body, controls: Controls) -> None:
    """Add lines for the evidence, the descriptions of the scores with a check box each, and the score.

    All of this is kept on one page, which can then be placed beside the page with the question.
    """
    body.subheading("Evidence")
    lines = [paragraph("NoteLine") for _ in range(_NOTE_LINES)]
    body.append(controls.area(f"Evidence, question {item.number}", lines))
    body.subheading("Score")
    body.append(_score_table(rubric, body, controls))
    body.write(
        "Callout",
        run("Score for this question: ", "Label"),
        _score(item, controls),
        run("\u2003Score it now, before the next question. "),
        link(answer_bookmark(item), run(f"Model answer {item.number}", "CrossReference")),
    )


def _score(item: Item, controls: Controls) -> Element:
    """The score of a question: the same field beside the question and on the scorecard."""
    return controls.choice(f"Score, question {item.number}", "1–5", _SCORES, field=f"score-{item.number}")


def _score_table(rubric: Rubric, body: Body, controls: Controls) -> Element:
    """The table of the scores from 1 to 5 and what earns each."""
    described = {score: line(text, body) for score, text in rubric.anchors()}
    rows: list[list[Cell]] = []
    for score in range(1, 6):
        between = [run(f"Between {score - 1} and {score + 1}", "Cue")]
        box = controls.checkbox(f"Score {score}")
        rows.append([[run(str(score), "Label")], described.get(score, between), [box]])
    return table(
        [[run("Score")], [run("What the answer shows")], [run("Tick")]],
        rows,
        (900, 7500, 900),
        aligns=("center", "left", "center"),
        title="The scores and what earns them",
        together=True,
    )


def write_scorecard(items: tuple[Item, ...], body: Body, controls: Controls) -> None:
    """Add the page that sums up the interview."""
    body.heading(1, "Scorecard", "scorecard")
    body.append(interview_fields(body.packet, controls))
    body.heading(2, "Questions", "scorecard_questions")
    card = LongTable(
        body,
        [[run("Question")], [run("Competencies")], [run("Score")], [run("Why, in a phrase")]],
        (3700, 1900, 1000, 2700),
        aligns=("left", "left", "center", "left"),
        title="The score of each question",
    )
    for item in items:
        competencies = ", ".join(body.packet.competencies[id].title for id in item.competencies)
        card.add([[question_link(item)], [run(competencies)], [_score(item, controls)], []])
    card.write()
    _write_competencies(items, body, controls)
    body.heading(2, "Recommendation", "scorecard_recommendation")
    body.write("Details", run("Only when every question has its score, and before you speak with anybody about it."))
    body.append(
        field_table(
            (
                (
                    "Recommendation",
                    controls.choice("Recommendation", "Choose one", _RECOMMENDATIONS, field="recommendation"),
                ),
                ("Reasons", controls.text("Reasons", "The evidence that decides", field="reasons")),
                ("Signature", None),
                ("Signed on", controls.date("Signed on", "Day of signing", field="signed")),
            ),
            "The recommendation",
        )
    )
    body.write("AfterTable")


def _write_competencies(items: tuple[Item, ...], body: Body, controls: Controls) -> None:
    """Add the scores of the questions that test each competency, with room for a summary."""
    if not body.packet.competencies:
        return
    evidence = LongTable(
        body,
        [[run("Competency")], [run("Question: score")], [run("Rating")], [run("What the evidence says")]],
        (3300, 2100, 900, 3000),
        aligns=("left", "left", "center", "left"),
        title="The evidence for each competency",
    )
    for id, term in body.packet.competencies.items():
        scores: Cell = []
        for item in items:
            if id in item.competencies:
                scores += [run(",  ")] if scores else []
                scores.append(link(question_bookmark(item), run(f"{item.number}:", "CrossReference")))
                scores += [run("\u00a0"), _score(item, controls)]
        rating = controls.choice(f"Rating, {term.title}", "1–5", _RATINGS, field=f"competency-{id}")
        evidence.add([[run(term.title, "Strong"), run(f": {term.description}")], scores, [rating], []])
    body.heading(2, "Competencies", "scorecard_competencies")
    evidence.write()
