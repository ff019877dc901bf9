"""What the pages of an interview say of the order of questions."""

from __future__ import annotations

import pytest

from alignprep import Interview, select
from alignprep.language.words import ENGLISH
from alignprep.packet import wording
from tests.support.sample_bank import question, sample_bank

MUST, DROP = "Must\u00a0ask", "Drop\u00a0first"
LAST = "If time runs short, leave out the last questions."


@pytest.mark.parametrize(
    ("priorities", "marks", "told"),
    [
        (["core", "core"], ["", ""], LAST),
        (["extra", "extra"], ["", ""], LAST),
        ([None, None], ["", ""], LAST),
        (
            ["core", "extra"],
            [MUST, DROP],
            "If time runs short, leave out the questions marked “Drop first”, else the last ones.",
        ),
        (
            ["core", None],
            [MUST, ""],
            "If time runs short, leave out the last questions that are not marked “Must ask”.",
        ),
    ],
)
def test_marks_tell_questions_apart_and_agree_with_the_advice(
    priorities: list[str | None], marks: list[str], told: str
) -> None:
    """Questions that all must be asked would contradict the advice to leave out the last ones."""
    asked = (question(number, priority=one, related=[]) for number, one in enumerate(priorities, 1))
    meeting = Interview()
    packet = select(sample_bank(*asked), edition="interviewer", interview=meeting)
    assert [wording.mark(item, packet, ENGLISH) for item in packet.items] == marks
    assert list(wording.order(packet, meeting, ENGLISH))[1] == told
