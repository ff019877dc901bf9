"""The parts to fill in: notes and the score of each question, and the scorecard of the whole interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.language.words import cut, message
from alignprep_exporters.docx.front import interview_fields
from alignprep_exporters.docx.inlines import line
from alignprep_exporters.docx.questions import answer_bookmark, question_bookmark, question_link
from alignprep_exporters.docx.tables import Cell, LongTable, field_table, fitted, table
from alignprep_exporters.docx.xml import Element, labeled, link, paragraph, run

if TYPE_CHECKING:
    from alignprep.model.records import Rubric
    from alignprep.packet.packet import Item
    from alignprep_exporters.docx.body import Body
    from alignprep_exporters.docx.forms import Controls

__all__ = ["write_grading", "write_scorecard"]

_SCORES: Final = ("1", "2", "3", "4", "5", message("Not asked"))
_RATINGS: Final = ("1", "2", "3", "4", "5", message("No evidence"))
_RECOMMENDATIONS: Final = (message("Strong no"), message("No"), message("Yes"), message("Strong yes"))
"""What can be chosen, in English: that is also the value that a form keeps, in whatever language it is shown."""
_NOTE_LINES: Final = 10


def write_grading(item: Item, body: Body, controls: Controls) -> None:
    """Add lines for the evidence and, if the item says what earns a score, these descriptions and the score.

    All of this is kept on one page, which can then be placed beside the page with the question.
    """
    say = body.say
    body.subheading(say("Evidence"))
    lines = [paragraph("NoteLine") for _ in range(_NOTE_LINES)]
    body.append(controls.area(say("Evidence, question {number}", number=item.number), lines))
    answer = link(answer_bookmark(item), run(say("Model answer {number}", number=item.number), "CrossReference"))
    if item.rubric is None:
        body.write("Callout", answer)
        return
    body.subheading(say("Score"))
    body.append(_score_table(item.rubric, body, controls))
    before, _, after = cut(say("Score it now, before the next question. {answer}"), answer="")
    body.write(
        "Callout",
        *labeled(say("Score for this question"), [_score(item, body, controls)], say),
        run(f"\u2003{before}"),
        answer,
        *[run(after)] * bool(after),
    )


def _score(item: Item, body: Body, controls: Controls) -> Element:
    """The score of a question: the same field beside the question and on the scorecard."""
    title = body.say("Score, question {number}", number=item.number)
    return controls.choice(title, "1–5", _choices(_SCORES, body), field=f"score-{item.number}")


def _choices(values: tuple[str, ...], body: Body) -> dict[str, str]:
    """What is shown for each value."""
    return {value: value if value.isdigit() else body.say(value) for value in values}


def _score_table(rubric: Rubric, body: Body, controls: Controls) -> Element:
    """The table of the scores from 1 to 5 and what earns each."""
    say = body.say
    described = {score: line(text, body) for score, text in rubric.anchors()}
    rows: list[list[Cell]] = []
    for score in range(1, 6):
        between = [run(say("Between {low} and {high}", low=score - 1, high=score + 1), "Cue")]
        if not {score - 1, score + 1} <= described.keys():
            between = []
        box = controls.checkbox(say("Score {number}", number=score))
        rows.append([[run(str(score), "Label")], described.get(score, between), [box]])
    header = [[run(say("Score"))], [run(say("What the answer shows"))], [run(say("Tick"))]]
    return table(
        header,
        rows,
        fitted((900, 7500, 900), header),
        aligns=("center", "left", "center"),
        title=say("The scores and what earns them"),
        together=True,
    )


def write_scorecard(items: tuple[Item, ...], body: Body, controls: Controls) -> None:
    """Add the page that sums up the interview."""
    say = body.say
    body.heading(1, say("Scorecard"), "scorecard")
    body.append(interview_fields(body, controls))
    body.heading(2, say("Questions"), "scorecard_questions")
    header = [[run(say("Question"))], [run(say("Competencies"))], [run(say("Score"))], [run(say("Why, in a phrase"))]]
    card = LongTable(
        body,
        header,
        fitted((3700, 1900, 1000, 2700), header),
        aligns=("left", "left", "center", "left"),
        title=say("The score of each question"),
    )
    for item in items:
        competencies = say.listed(body.packet.competencies[id].title for id in item.competencies)
        card.add([[question_link(item)], [run(competencies)], [_score(item, body, controls)], []])
    card.write()
    _write_competencies(items, body, controls)
    body.heading(2, say("Recommendation"), "scorecard_recommendation")
    body.write(
        "Details", run(say("Only when every question has its score, and before you speak with anybody about it."))
    )
    body.append(
        field_table(
            (
                (
                    say("Recommendation"),
                    controls.choice(
                        say("Recommendation"),
                        say("Choose one"),
                        _choices(_RECOMMENDATIONS, body),
                        field="recommendation",
                    ),
                ),
                (say("Reasons"), controls.text(say("Reasons"), say("The evidence that decides"), field="reasons")),
                (say("Signature"), None),
                (say("Signed on"), controls.date(say("Signed on"), say("Day of signing"), field="signed")),
            ),
            say("The recommendation"),
        )
    )
    body.write("AfterTable")


def _write_competencies(items: tuple[Item, ...], body: Body, controls: Controls) -> None:
    """Add the scores of the questions that test each competency, with room for a summary."""
    if not body.packet.competencies:
        return
    say = body.say
    header = [
        [run(say("Competency"))],
        [run(say("Question: score"))],
        [run(say("Rating"))],
        [run(say("What the evidence says"))],
    ]
    evidence = LongTable(
        body,
        header,
        fitted((3300, 2100, 900, 3000), header),
        aligns=("left", "left", "center", "left"),
        title=say("The evidence for each competency"),
    )
    for id, term in body.packet.competencies.items():
        scores: Cell = []
        for item in items:
            if id in item.competencies:
                scores += [run(",  ")] if scores else []
                scores.append(link(question_bookmark(item), run(f"{item.number}:", "CrossReference")))
                scores += [run("\u00a0"), _score(item, body, controls)]
        title = say("Rating, {competency}", competency=term.title)
        rating = controls.choice(title, "1–5", _choices(_RATINGS, body), field=f"competency-{id}")
        before, _, after = cut(say("{label}: {text}", label=term.title), text="")
        described = [run(term.title, "Strong"), run(before.removeprefix(term.title) + term.description + after)]
        evidence.add([described, scores, [rating], []])
    body.heading(2, say("Competencies"), "scorecard_competencies")
    evidence.write()
