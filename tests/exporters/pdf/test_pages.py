"""Pages: what stays together, what is parted, where the room goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep_exporters.pdf.layout.boxes import (
    AnswerLines,
    Box,
    Heading,
    NewPage,
    NoteLines,
    Opening,
    Paragraph,
    Space,
)
from alignprep_exporters.pdf.layout.grading import _Scored as Scored
from alignprep_exporters.pdf.layout.pages import Column, Page, fill_pages
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.spans import words
from alignprep_exporters.pdf.type.styles import style

COLUMN = Column(50, 700, 140)
"""Ten lines of text deep."""


def paragraph(lines: int, **changes: Any) -> Paragraph:
    look = style("body", after=0, **changes)
    return Paragraph(words(" ".join(["word" * 8] * lines), look), look, Node("P"), 200)


def heading(text: str, *, section: str | None = None, question: str | None = None) -> Heading:
    look = style("h2", before=0, after=0, keep=True)
    return Heading(words(text, look), look, Node("H2"), 200, section=section, question=question)


def heights(pages: Iterable[Page]) -> list[list[float]]:
    return [[one.box.height for one in page.placed] for page in pages]


def test_a_paragraph_keeps_its_widows_and_orphans() -> None:
    assert heights(fill_pages([paragraph(12)], [COLUMN])) == [[140], [28]]
    assert heights(fill_pages([paragraph(11)], [COLUMN])) == [[126], [28]]
    assert heights(fill_pages([paragraph(9), paragraph(4)], [COLUMN])) == [[126], [56]]
    assert heights(fill_pages([paragraph(8), paragraph(4)], [COLUMN])) == [[112, 28], [28]]
    assert heights(fill_pages([paragraph(8), paragraph(3)], [COLUMN])) == [[112], [42]]


def test_a_heading_is_never_parted_from_the_first_lines() -> None:
    assert heights(fill_pages([paragraph(8), heading("x"), paragraph(5)], [COLUMN])) == [[112], [21, 70]]
    assert heights(fill_pages([paragraph(6), heading("x"), paragraph(5)], [COLUMN])) == [[84, 21, 28], [42]]
    assert heights(fill_pages([paragraph(7), heading("x"), heading("y"), paragraph(2)], [COLUMN])) == [
        [98],
        [21, 21, 28],
    ]


def test_spaces_meet_and_vanish_at_the_head() -> None:
    first, second = paragraph(1), paragraph(1)
    first.before, first.after, second.before = 30, 7, 10
    (page,) = fill_pages([first, second], [COLUMN])
    assert [one.top for one in page.placed] == [700, 700 - 14 - 10]


def test_room_goes_to_the_lines_for_notes() -> None:
    boxes = [paragraph(2), NoteLines(1, 200, after=0), NewPage(), paragraph(1)]
    pages = list(fill_pages(boxes, [COLUMN]))
    notes = pages[0].placed[1].box
    assert isinstance(notes, NoteLines)
    assert notes.height == 4 * NoteLines.GAP
    assert len(pages) == 2


def test_columns_are_filled_in_order() -> None:
    columns = [Column(50, 700, 42), Column(300, 700, 42)]
    pages = fill_pages([paragraph(3), paragraph(3), paragraph(3)], columns)
    assert [[one.x for one in page.placed] for page in pages] == [[50, 300], [50]]


def test_running_heads_say_what_a_page_is_about() -> None:
    one, two = heading("1", question="Question 1"), heading("2", question="Question 2")
    section, other = heading("s", section="First"), heading("t", section="Second")
    pages = fill_pages([section, one, paragraph(12), two, paragraph(8), NewPage(), other, paragraph(12)], [COLUMN])
    assert [(page.section, page.question) for page in pages] == [
        ("First", "Question 1"), ("First", "Question 2"), ("First", "Question 2"), ("Second", ""), ("Second", ""),
    ]  # fmt: skip


def test_no_page_is_empty() -> None:
    assert heights(fill_pages([NewPage(), paragraph(1), NewPage(), NewPage(), paragraph(1)], [COLUMN])) == [[14], [14]]


def test_a_page_is_handed_over_as_soon_as_it_is_full() -> None:
    taken: list[Box] = []

    def boxes() -> Iterator[Box]:
        for _ in range(100):
            taken.append(paragraph(5))
            yield taken[-1]

    pages = fill_pages(boxes(), [COLUMN])
    assert heights([next(pages)]) == [[70, 70]]
    assert len(taken) == 3
    assert heights([next(pages)]) == [[70, 70]]
    assert len(taken) == 5


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans(), st.sampled_from(["text", "space", "notes"])), min_size=1))
def test_everything_is_placed_once_and_inside(drawn: list[tuple[int, bool, str]]) -> None:
    makers: dict[str, Callable[[int], Box]] = {
        "text": paragraph,
        "space": lambda count: Space(min(count * 7, 140)),
        "notes": lambda count: NoteLines(count, 200),
    }
    boxes: list[Box] = []
    for count, keep, kind in drawn:
        box = makers[kind](count)
        box.keep = keep
        boxes.append(box)
    wanted = sum(count for count, _, kind in drawn if kind == "text")
    pages = list(fill_pages(boxes, [COLUMN]))
    placed = [one for page in pages for one in page.placed]
    assert sum(len(one.box._rows) for one in placed if isinstance(one.box, Paragraph)) == wanted
    for page in pages:
        bottom = 700.0
        for one in page.placed:
            assert one.top <= bottom + 0.01
            bottom = one.top - one.box.height
        assert bottom >= 700 - 140 - 0.02


@pytest.mark.parametrize("lines", [1, 3, 400])
def test_a_box_that_no_page_holds_is_placed_all_the_same(lines: int) -> None:
    tall = Space(500)
    pages = fill_pages([paragraph(lines), tall, paragraph(1)], [COLUMN])
    assert sum(one.box is tall for page in pages for one in page.placed) == 1


TWO = [Column(50, 700, 140, 200), Column(260, 700, 140, 200)]


def spanning(height: float) -> Space:
    made = Space(height)
    made.span = True
    return made


def places(pages: Iterable[Page]) -> list[list[tuple[float, float]]]:
    return [[(one.x, one.top) for one in page.placed] for page in pages]


def test_columns_above_what_spans_them_are_about_as_deep_as_each_other() -> None:
    (page,) = fill_pages([paragraph(2), paragraph(2), paragraph(2), paragraph(2), spanning(40)], TWO)
    *above, below = [(one.x, one.top, one.box.height) for one in page.placed]
    assert above == [(50, 700, 28), (50, 672, 28), (260, 700, 28), (260, 672, 28)]
    assert below[:2] == (50, 644)


def test_text_goes_on_in_columns_below_what_spans_them() -> None:
    (page,) = fill_pages([spanning(40), paragraph(3), spanning(10), paragraph(3)], TWO)
    assert places([page]) == [[(50, 700), (50, 660), (50, 618), (50, 608)]]
    pages = list(fill_pages([spanning(100), paragraph(6)], TWO))
    assert places(pages) == [[(50, 700), (50, 600), (260, 600)], [(50, 700)]]


def test_what_spans_the_columns_stays_with_what_leads_in_to_it() -> None:
    lead = paragraph(3)
    lead.keep = True
    pages = list(fill_pages([paragraph(9), paragraph(6), lead, spanning(90)], TWO))
    assert [[one.box.height for one in page.placed] for page in pages] == [[98, 28, 84], [42, 90]]
    long = paragraph(8)
    long.keep = True
    pages = list(fill_pages([paragraph(9), long, spanning(110)], TWO))
    assert [[one.box.height for one in page.placed] for page in pages] == [[98, 28, 84], [28, 110]]


def test_a_paragraph_that_leads_in_is_parted_rather_than_moved() -> None:
    lead = paragraph(6)
    lead.keep = True
    assert heights(fill_pages([paragraph(6), lead, Space(28)], [COLUMN])) == [[84, 56], [28, 28]]


def opening(*, first: bool = False) -> Opening:
    """Two questions, each at the head of a column, in all 45 points deep."""
    return Opening([[heading("asked"), AnswerLines(1, 200)] for _ in range(2)], first=first)


def opened(lines: int, pages_before: int = 0) -> tuple[int, float]:
    """The page on which questions open after so many lines of an answer, and how high; their answers begin on the next.

    All of it stands on the page with the number `pages_before + 1`.
    """
    boxes: list[Box] = [one for _ in range(pages_before) for one in (paragraph(1), NewPage())]
    made = list(fill_pages([*boxes, *[paragraph(1) for _ in range(lines)], opening(), NewPage(), paragraph(2)], TWO))
    (asked,) = [
        number for number, page in enumerate(made, 1) if any(isinstance(one.box, Heading) for one in page.placed)
    ]
    found = [one for one in made[asked - 1].placed if isinstance(one.box, (Heading, AnswerLines))]
    assert [(type(one.box).__name__, one.x) for one in found] == [
        ("Heading", 50), ("AnswerLines", 50), ("Heading", 260), ("AnswerLines", 260),
    ]  # fmt: skip
    assert found[0].top == found[2].top
    assert [one.box.height for one in made[asked].placed] == [28], "the answer is overleaf, or on the page beside it"
    return asked, found[0].top


def test_questions_open_across_the_foot_or_on_the_next_page() -> None:
    assert opened(0) == (1, 700)
    page, top = opened(8)
    assert (page, top) == (1, 700 - 56 - 9 - 0.5 - 12)
    assert opened(14) == (2, 700)


def test_questions_open_on_a_right_page_rather_than_on_a_left_one() -> None:
    assert opened(0, 1) == (2, 700), "nothing stands there"
    assert opened(4, 1)[0] == 2, "little stands there"
    assert opened(8, 1) == (3, 700)
    assert opened(8, 2)[0] == 3


def test_a_single_question_opens_as_wide_as_the_page() -> None:
    single = Opening([[heading("asked"), AnswerLines(1, 410)]], first=True)
    (page,) = fill_pages([paragraph(2), single], TWO)
    assert [(one.x, type(one.box).__name__) for one in page.placed if not isinstance(one.box, Space)] == [
        (50, "Paragraph"), (50, "Heading"), (50, "AnswerLines"),
    ]  # fmt: skip


def test_room_to_answer_fills_its_column() -> None:
    (page,) = fill_pages([opening()], TWO)
    rooms = [one.box for one in page.placed if isinstance(one.box, AnswerLines)]
    assert [room.height for room in rooms] == [4 * AnswerLines.GAP] * 2


def test_the_columns_of_a_last_page_are_about_as_deep_as_each_other() -> None:
    for boxes in ([paragraph(1)] * 12, [*[paragraph(1)] * 12, spanning(100)]):
        page = next(iter(fill_pages(boxes, TWO)))
        assert [one.x for one in page.placed] == [50] * 6 + [260] * 6


def test_a_left_page_is_waited_for() -> None:
    boxes = [paragraph(1), NewPage(left=True), paragraph(2), NewPage(left=True), paragraph(3)]
    assert heights(fill_pages(boxes, TWO)) == [[14], [28], [], [42]]


def test_what_ends_a_page_may_take_the_rest_of_it() -> None:
    written = Scored((), Space(40), NoteLines(1, 200), 410, 200, 140)
    (page,) = fill_pages([paragraph(1), written], TWO)
    assert page.placed[-1].box.height > 100
    _, _ = fill_pages(
        [paragraph(1), written := Scored((), Space(40), NoteLines(1, 200), 410, 200, 140), paragraph(20)], TWO
    )
    assert written.height == 40
