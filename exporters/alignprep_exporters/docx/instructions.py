"""The page on how to use the document, in words for the readers of each edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep import Edition
from alignprep_exporters.docx.prose import write_list
from alignprep_exporters.docx.xml import run

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["write_instructions"]

_TITLES: Final = {
    Edition.CANDIDATE: "Before you begin",
    Edition.STUDY: "How to study with this guide",
    Edition.INTERVIEWER: "How to use this packet",
}
_OPENINGS: Final = {
    Edition.CANDIDATE: "Every candidate for this role is asked the same questions, in the same words and order.",
    Edition.STUDY: "Reading an answer feels like knowing it. Saying it aloud shows whether you do.",
    Edition.INTERVIEWER: (
        "A structured interview is fair and predicts work on the job because every candidate gets the same questions, "
        "and every answer is held against the same descriptions."
    ),
}
_PARTS: Final[dict[Edition, tuple[tuple[str, bool, tuple[str, ...]], ...]]] = {
    Edition.CANDIDATE: (
        (
            "During the interview",
            False,
            (
                "Beside each question you see how many minutes an answer may take.",
                "Ask when a question is not clear to you. That costs you nothing.",
                "Think aloud: how you get to an answer matters as much as the answer.",
                "Say so when you do not know something, and how you would find out.",
                "Make notes wherever you like.",
            ),
        ),
    ),
    Edition.STUDY: (
        (
            "With each question",
            True,
            (
                "Answer aloud before you read on, in the minutes given. Turn to the hint only when you are stuck.",
                "Read the short answer, and say in your own words what yours lacked.",
                "Read the full answer, and check yours against the key points.",
                "Learn the facts. What is underlined is what to recall when the rest of the sentence is given.",
            ),
        ),
        (
            "Over the weeks",
            False,
            (
                "Come back to a question after a day, a week and a month.",
                "Read at least one of the sources of each question: a good interviewer asks beyond the answer.",
            ),
        ),
    ),
    Edition.INTERVIEWER: (
        (
            "Before the interview",
            True,
            (
                "Settle on the four to eight competencies that the role needs and on the questions that show them. "
                "Ask every candidate for the role the same questions in the same order.",
                "Read each question with its descriptions of the scores, its follow-ups and its model answer, until "
                "you would know each level when you hear it.",
                "Fill in the cover. What you enter there is on the scorecard as well.",
            ),
        ),
        (
            "With each question",
            True,
            (
                "Read it aloud as it is written, and give everybody the same minutes.",
                "Listen. Tick the points that you hear. Follow-ups look for the limits of an answer; they do not "
                "help it along.",
                "Write down the evidence before you score: what the candidate said, in the candidate’s words.",
                "Score before you ask the next question, so that one answer does not color another. Compare the "
                "evidence with the descriptions, never with other candidates.",
            ),
        ),
        (
            "The scores",
            False,
            (
                "1, 3 and 5 are described for each question. An answer between two of them is a 2 or a 4.",
                "A question that you did not ask has no score. It is not a 1.",
            ),
        ),
        (
            "After the interview",
            True,
            (
                "Complete the scorecard alone, before anybody tells you what they think.",
                "Recommend only when every question has its score. Then sign, and only then compare notes.",
            ),
        ),
    ),
}
"""The parts of the page: heading, whether the order of the steps matters, and the steps."""


def write_instructions(body: Body) -> None:
    """Add the page."""
    edition = body.packet.edition
    body.heading(1, _TITLES[edition], "guide")
    body.write("BodyText", run(_OPENINGS[edition]))
    for number, (title, ordered, steps) in enumerate(_PARTS[edition], 1):
        body.heading(2, title, f"guide_{number}")
        write_list(([run(step)] for step in steps), body, numbered=ordered)
