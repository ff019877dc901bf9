from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alignprep.scores.filled import Filled, person
from alignprep.scores.pseudonyms import pseudonymized
from tests.support.filled_packets import packets


def packet(candidate: str, interviewer: str, form: str = "A") -> Filled:
    return Filled(file=f"{candidate}_{form}.docx", candidate=candidate, interviewer=interviewer, form=form)


def test_names_are_numbered_in_their_order_and_not_in_that_of_the_files() -> None:
    met = [packet("Bo", "Grace H."), packet("Ada", "Alan T."), packet("ADA ", "grace h.")]
    shown = [(one.candidate, one.interviewer, one.file) for one in pseudonymized(met)]
    assert shown == [
        ("candidate-2", "interviewer-2", "candidate-2_interviewer-2_A"),
        ("candidate-1", "interviewer-1", "candidate-1_interviewer-1_A"),
        ("candidate-1", "interviewer-2", "candidate-1_interviewer-2_A"),
    ]
    assert pseudonymized(met[::-1]) == pseudonymized(met)[::-1]


def test_files_keep_different_names() -> None:
    met = [packet("Ada", "Grace"), packet("Ada", "Grace"), Filled(file="Ada.docx"), Filled(file="Bo.docx")]
    assert [one.file for one in pseudonymized(met)] == [
        "candidate-1_interviewer-1_A", "candidate-1_interviewer-1_A_2", "packet", "packet_2",
    ]  # fmt: skip


@given(st.lists(packets(), max_size=5))
def test_no_name_is_left_and_nothing_else_has_changed(made: list[Filled]) -> None:
    for before, now in zip(made, pseudonymized(made), strict=True):
        assert bool(before.candidate) == now.candidate.startswith("candidate-")
        assert bool(before.interviewer) == now.interviewer.startswith("interviewer-")
        fields = {name: getattr(before, name) for name in ("file", "candidate", "interviewer")}
        assert now.model_copy(update=fields) == before
    found = {person(one.candidate) for one in made} - {""}
    assert len({one.candidate for one in pseudonymized(made)} - {""}) == len(found)
