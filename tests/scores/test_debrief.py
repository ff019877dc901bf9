from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from alignprep.scores.debrief import Block, Heading, Note, Table, Told, missing, panels, sheet
from alignprep.scores.filled import Filled, Rating, Score, State
from tests.support.filled_packets import packets


def packet(interviewer: str, scores: Mapping[int, int | None], candidate: str = "Ada", **more: object) -> Filled:
    listed = tuple(
        Score(
            question=number,
            state=State.NOT_ASKED if score is None else State.SCORED,
            score=score,
            evidence=f"{interviewer} heard {number}",
        )
        for number, score in scores.items()
    )
    given = {"bank": "demo", "version": "1", "form": "A", "recommendation": "yes", "confidence": "high", **more}
    return Filled(
        file=f"{interviewer}.docx", candidate=candidate, interviewer=interviewer, scores=listed,
        **given,  # type: ignore[arg-type]
    )  # fmt: skip


GRACE = packet(
    "Grace H.", {16: 4, 1: None, 2: 3}, reasons="Clear", concerns="Maths",
    competencies=(Rating(id="rigor", rating="4", questions=(16, 2)), Rating(id="style", rating="no-evidence")),
)  # fmt: skip
ALAN = packet("Alan T.", {16: 2, 1: 5, 2: 3}, recommendation="strong-no", next="Proofs")


def tables(blocks: tuple[Block, ...]) -> dict[str, list[tuple[str, ...]]]:
    return {one.caption: [one.header, *one.rows] for one in blocks if isinstance(one, Table)}


def test_scores_stand_side_by_side_and_gaps_are_said_in_words() -> None:
    shown = tables(sheet(panels([GRACE, ALAN])))
    assert shown["Scores by question (number in the bank)"] == [
        ("Question", "Alan T.", "Grace H.", "Spread"),
        ("16", "2", "4", "2: GAP, talk about it"),
        ("1", "5", "not asked", "one score"),
        ("2", "3", "3", "0"),
    ]
    assert shown["Recommendations"][1:] == [("Alan T.", "Strong no", "high", ""), ("Grace H.", "Yes", "high", "")]


def test_questions_and_competencies_have_their_titles_where_they_are_known() -> None:
    titles = {16: "Limits of RLHF", 2: "The RLHF pipeline"}, {"rigor": "Empirical rigor"}
    blocks = sheet(panels([GRACE.titled(*titles), ALAN]))
    shown = tables(blocks)
    names = [row[0] for row in shown["Scores by question (number in the bank)"][1:]]
    assert names == ["16. Limits of RLHF", "1", "2. The RLHF pipeline"]
    rated = shown["Competencies: judged rating, and mean of the scores that show it"][1:]
    assert [row[0] for row in rated] == ["Empirical rigor", "style"]
    captions = [one.caption for one in blocks if isinstance(one, Told)]
    assert "Question 16. Limits of RLHF: evidence for scores that are two or more apart" in captions
    assert GRACE.titled(*titles).same_as(GRACE)


def test_evidence_is_shown_where_scores_are_far_apart() -> None:
    told = {one.caption: one.texts for one in sheet(panels([GRACE, ALAN])) if isinstance(one, Told)}
    assert told == {
        "Question 16: evidence for scores that are two or more apart": (
            ("Alan T., 2", "Alan T. heard 16"), ("Grace H., 4", "Grace H. heard 16"),
        ),
        "Key reasons": (("Grace H.", "Clear"),),
        "Open concerns": (("Grace H.", "Maths"),),
        "What to look at next": (("Alan T.", "Proofs"),),
    }  # fmt: skip


def test_the_mean_stands_beside_the_judged_rating() -> None:
    shown = tables(sheet(panels([GRACE, ALAN])))
    assert shown["Competencies: judged rating, and mean of the scores that show it"][1:] == [
        ("rigor", "not rated", "judged 4; mean 3.5 of 2 scores"),
        ("style", "not rated", "judged no evidence; mean unknown"),
    ]


def test_agreement_has_counts_and_alpha_its_n() -> None:
    blocks = sheet(panels([GRACE, ALAN, packet("Grace H.", {16: 5}, "Bo"), packet("Alan T.", {16: 4}, "Bo")]))
    shown = tables(blocks)
    assert shown["Pairs of scores for the same candidate and question"][1:] == [
        ("equal", "1 of 3 (33 %)"), ("at most one apart", "2 of 3 (67 %)"), ("two or more apart", "1 of 3 (33 %)"),
    ]  # fmt: skip
    severity = shown["Severity: mean difference from the others' scores (below 0 is more severe)"]
    assert severity[1:] == [("Alan T.", "-1.00", "3"), ("Grace H.", "+1.00", "3")]
    (alpha,) = [one.text for one in blocks if isinstance(one, Note) and "alpha" in one.text]
    assert "from 6 scores of 3 answers" in alpha


def test_alpha_says_why_it_is_missing() -> None:
    one = [block.text for block in sheet(panels([GRACE])) if isinstance(block, Note)]
    assert one[-1].endswith("not computable, since no answer has the scores of two interviewers.")
    same = sheet(panels([packet("A", {1: 3}), packet("B", {1: 3})]))
    assert [block.text for block in same if isinstance(block, Note)][-1].endswith(
        "not computable, since all scores are the same."
    )


def test_the_same_number_of_another_bank_is_another_question() -> None:
    other = packet("Alan T.", {16: 2}, version="2")
    rows = tables(sheet(panels([GRACE, other])))["Scores by question (number in the bank)"]
    assert ("16 (demo 1)", "other questions", "4", "one score") in rows
    assert ("16 (demo 2)", "2", "other questions", "one score") in rows


def test_one_who_has_met_a_candidate_twice_is_told_apart_and_is_one_rater() -> None:
    again = packet("Grace H.", {16: 1}, form="B")
    blocks = sheet(panels([GRACE, again]))
    assert tables(blocks)["Scores by question (number in the bank)"][0][1:3] == (
        "Grace H. (form A)",
        "Grace H. (form B)",
    )
    assert "there is nothing to compare" in "".join(one.text for one in blocks if isinstance(one, Note))


def test_candidates_come_in_the_order_of_their_names() -> None:
    found = panels([packet("G", {1: 3}, "Bo"), packet("G", {1: 3}, "ada"), packet("A", {1: 3}, "Ada")])
    assert [(panel.candidate, panel.labels()) for panel in found] == [("Ada", ["A", "G"]), ("Bo", ["G"])]
    nameless = panels([packet("G", {1: 3}, ""), packet("A", {1: 3}, "")])
    assert [panel.candidate for panel in nameless] == ["(no name: A.docx)", "(no name: G.docx)"]


def test_nobody_is_in_before_score_and_recommendation_are() -> None:
    (both,) = panels([GRACE, ALAN])
    assert missing(both, 2) == missing(both, ["alan t.", "GRACE  H."]) == ()
    assert missing(both, 3) == ("1 of 3 interviewers not in yet (in: Alan T., Grace H.)",)
    assert missing(both, ["Grace H", "Ada"]) == ("Grace H; did you mean 'Grace H.'?", "Ada")
    blank = Score(question=1, state=State.MISSING)
    for change, why in (
        ({"recommendation": ""}, "Alan T.: has no recommendation yet"),
        ({"scores": (blank,)}, "Alan T.: has no score yet"),
    ):
        (panel,) = panels([GRACE, ALAN.model_copy(update=change)])
        assert missing(panel, 2) == (why,)
    (undecided,) = panels([GRACE, ALAN.model_copy(update={"recommendation": "no-decision"})])
    assert missing(undecided, 2) == ()


def test_an_incomplete_sheet_says_so_at_its_head() -> None:
    blocks = sheet(panels([GRACE]), {"Ada": ["Alan T."]})
    assert blocks[1:3] == (
        Note("Incomplete: this sheet shows scores before all are in.", urgent=True),
        Note("Ada: not in yet: Alan T.", urgent=True),
    )
    assert not [one for one in sheet(panels([GRACE])) if isinstance(one, Note) and one.urgent]


@given(st.lists(packets(), max_size=5))
def test_every_score_is_shown_once(made: list[Filled]) -> None:
    blocks = sheet(panels(made))
    shown = [
        cell
        for one in blocks
        if isinstance(one, Table) and one.caption.startswith("Scores")
        for row in one.rows
        for cell in row[1:-1]
    ]
    scores = sorted(str(score.score) for one in made for score in one.scores if score.score is not None)
    assert sorted(cell for cell in shown if cell in "12345") == scores
    assert len([one for one in blocks if isinstance(one, Heading) and one.level == 2]) == len(panels(made)) + 1
